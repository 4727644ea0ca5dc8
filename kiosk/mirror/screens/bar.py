"""The spine bar: a zone to be in, and where one is. Deeper is lower."""

from __future__ import annotations

import pygame

from kiosk.coach.guidance import Bar
from kiosk.mirror.canvas import Canvas

SPARE = 0.15
"""How much of the scale is shown beyond zero, where the zone lies wholly on one side of it."""


def scale(bar: Bar) -> tuple[float, float]:
    """The values at the bar's upper and lower end. Follows from the target alone, so it does not move in a set."""
    if bar.target[0] >= 0.0:
        return -SPARE, 1.0
    if bar.target[1] <= 0.0:
        return -1.0, SPARE
    return -1.0, 1.0


def draw_bar(canvas: Canvas, bar: Bar, rect: pygame.Rect) -> None:
    """Draw it inside ``rect``."""
    palette, sizes = canvas.theme.palette, canvas.theme.sizes
    low, high = scale(bar)

    def y(value: float) -> float:
        return rect.top + rect.height * (min(max(value, low), high) - low) / (high - low)

    middle, block = rect.centerx, sizes.bold * 2.2
    top, bottom = y(bar.target[0]), y(bar.target[1])
    zone = pygame.Rect(rect.left, round(top), rect.width, max(round(bottom - top), round(block * 2)))

    def scenery() -> None:
        track = canvas.brush(palette.quiet, sizes.hair, light=0.6)
        if zone.top > rect.top:
            canvas.line((middle, rect.top), (middle, zone.top), track)
        if zone.bottom < rect.bottom:
            canvas.line((middle, zone.bottom), (middle, rect.bottom), track)
        tick = rect.width * 0.22
        canvas.line((middle - tick, y(0.0)), (middle + tick, y(0.0)), canvas.brush(palette.soft, sizes.thin))
        colour = palette.good if bar.inside else palette.soft
        canvas.box(zone, canvas.brush(colour, sizes.thin * 1.4), rect.width / 2)

    canvas.still(("bar", tuple(rect), bar.target, bar.inside), scenery)
    reach = rect.width * 0.5 - block * 0.95
    bright = palette.good if bar.inside else palette.line
    brush = canvas.brush(bright, block, sizes.glow * (1.0 if bar.inside else 0.5))
    canvas.line((middle - reach, y(bar.value)), (middle + reach, y(bar.value)), brush)
