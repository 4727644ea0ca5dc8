"""A strip of lights along both upright edges of the glass: the twin of the LED bar, for a mirror without one.

Seen from the corner of the eye, it tells what the bar tells, light by light (`kiosk.coach.bar_light`).
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.mirror.canvas import Canvas
from kiosk.mirror.theme import Layout

THICK, TALL, LIT = 0.018, 0.84, 0.72
"""Of a strip: its width as a share of the glass's shorter edge, its height as one of the glass's; and how much of its
share of that each light takes, the rest being dark between it and the next."""


def draw_strip(canvas: Canvas, layout: Layout, lights: Sequence[float], inside: bool) -> None:
    """Draw ``lights`` (0 to 1 each) from below upwards at both edges, in the good colour while ``inside`` the target.
    A light that is off stays black: mirror."""
    width, height = layout.size
    thick, palette = layout.short * THICK, canvas.theme.palette
    step = height * TALL / len(lights)
    foot = height * (1.0 + TALL) / 2.0
    half = max(0.0, (step * LIT - thick) / 2.0)
    for number, light in enumerate(lights):
        if light <= 0.0:
            continue
        brush = canvas.brush(palette.good if inside else palette.line, thick, light=light)
        middle = foot - step * (number + 0.5)
        for x in (thick / 2.0, width - thick / 2.0):
            canvas.line((x, middle - half), (x, middle + half), brush)
