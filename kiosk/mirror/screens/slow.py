"""Too few frames come to coach by: the glass says so and what to do, and what was counted stays where it was."""

from __future__ import annotations

import math

from kiosk.mirror.canvas import Canvas
from kiosk.mirror.screens.exercise import draw_count
from kiosk.mirror.screens.moment import Moment
from kiosk.mirror.screens.parts import SIGN, breath, flush, heading, speak


def draw_slow(canvas: Canvas, moment: Moment) -> None:
    """Draw it: a clock whose hand goes round, as the glass itself is not slow and shows that it lives, the words, and
    the count of a set that waits (``goal`` or ``count`` above 0)."""
    guidance, layout, theme = moment.guidance, moment.layout, canvas.theme
    centre, radius = layout.symbol, layout.short * SIGN
    palette, sizes = theme.palette, theme.sizes
    light = breath(theme, moment.now, 0.6)
    canvas.ring(centre, radius, canvas.brush(palette.warn, sizes.bold, sizes.glow, light=light))
    angle = 2.0 * math.pi * moment.now / theme.motion.turn
    tip = (centre[0] + 0.62 * radius * math.sin(angle), centre[1] - 0.62 * radius * math.cos(angle))
    canvas.line(centre, tip, canvas.brush(palette.warn, sizes.bold))
    heading(canvas, layout, guidance.drill_name)
    if guidance.goal > 0 or guidance.count > 0 or guidance.attempts > 0:
        draw_count(canvas, moment, guidance.count, guidance.attempts)
    speak(canvas, layout.voice, guidance.headline, palette.warn, flush(layout), guidance.hint)
