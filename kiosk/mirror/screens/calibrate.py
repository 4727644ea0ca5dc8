"""While the mirror is calibrated: where to stand, the cross for the nose, and lines to check it by.

No camera picture, not even here: whatever is lit hides the reflection that is to be aimed with.
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.mirror.canvas import Canvas
from kiosk.mirror.screens.parts import breath, speak
from kiosk.mirror.strokes import Point
from kiosk.mirror.theme import Layout

_ARM, _FREE, _RING = 0.07, 0.012, 0.085
"""Of the cross, shares of the screen's shorter edge: half its length, what is free about its middle, where the nose
is, and the ring's radius."""


def draw_mark(canvas: Canvas, layout: Layout, said: tuple[str, str], progress: float, now: float) -> None:
    """To stand on a mark: headline and hint of ``said``, and a ring that fills by ``progress`` (0 to 1)."""
    centre, radius = layout.symbol, layout.short * _RING
    sizes, palette = canvas.theme.sizes, canvas.theme.palette
    canvas.ring(centre, radius, canvas.brush(palette.quiet, sizes.hair, light=breath(canvas.theme, now, 0.5)))
    if progress > 0.0:
        canvas.ring(centre, radius, canvas.brush(palette.good, sizes.bold, sizes.glow * 0.7), progress)
    speak(canvas, layout.voice, said[0], palette.ghost, hint=said[1])


def draw_cross(
    canvas: Canvas, layout: Layout, said: tuple[str, str], place: Point, progress: float, count: tuple[int, int]
) -> None:
    """A cross at ``place`` (screen pixels), a ring about it that fills by ``progress``, which of how many it is."""
    sizes, palette, short = canvas.theme.sizes, canvas.theme.palette, layout.short
    (x, y), arm, free = place, short * _ARM, short * _FREE
    # On a screen that lies, the words stand beside the cross.
    layout = canvas.theme.layout(1 if x <= layout.size[0] / 2.0 else -1)
    brush = canvas.brush(palette.line, sizes.hair)
    for start, end in (((x - arm, y), (x - free, y)), ((x + free, y), (x + arm, y))):
        canvas.line(start, end, brush)
    for start, end in (((x, y - arm), (x, y - free)), ((x, y + free), (x, y + arm))):
        canvas.line(start, end, brush)
    if progress > 0.0:
        canvas.ring(place, short * _RING, canvas.brush(palette.good, sizes.bold, sizes.glow * 0.7), progress)
    canvas.text(
        f"{count[0]}/{count[1]}", (layout.voice.left, layout.voice.top - 2 * sizes.aside), sizes.label, palette.quiet
    )
    speak(canvas, layout.voice, said[0], palette.ghost, hint=said[1])


def draw_check(canvas: Canvas, layout: Layout, said: tuple[str, str], lines: Sequence[tuple[Point, Point]]) -> None:
    """``lines`` (screen pixels) that lie on the person's reflection where all is well."""
    brush = canvas.brush(canvas.theme.palette.good, canvas.theme.sizes.thin, canvas.theme.sizes.glow * 0.4)
    for start, end in lines:
        canvas.line(start, end, brush)
    speak(canvas, layout.voice, said[0], canvas.theme.palette.good, hint=said[1])


def draw_refused(canvas: Canvas, layout: Layout, said: tuple[str, str]) -> None:
    """That nothing came of it."""
    speak(canvas, layout.voice, said[0], canvas.theme.palette.warn, hint=said[1])
