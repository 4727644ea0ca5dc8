"""Screens without a person: starting, and why the mirror does not work. The glass is never black without a word."""

from __future__ import annotations

import math

from kiosk.mirror import lettering, numbers
from kiosk.mirror.canvas import Canvas
from kiosk.mirror.screens.parts import MARK, SIGN, breath, speak
from kiosk.mirror.theme import Layout

PROGRESS = 0.13
"""Radius of the ring of an update, over the screen's shorter edge."""


def draw_starting(canvas: Canvas, layout: Layout, text: str, now: float) -> None:
    """``text``, and a ring that breathes."""
    theme = canvas.theme
    brush = canvas.brush(theme.palette.ghost, theme.sizes.bold, theme.sizes.glow, light=breath(theme, now, 0.35))
    canvas.ring(layout.symbol, layout.short * SIGN, brush)
    speak(canvas, layout.voice, text, theme.palette.ghost)


def draw_updating(canvas: Canvas, layout: Layout, said: tuple[str, str], share: float | None, now: float) -> None:
    """``said``: what must not be done, and what comes next. A ring fills with the ``share`` (0 to 1) that is done;
    where it is not known, a light goes round."""
    theme = canvas.theme
    (x, y), radius = layout.symbol, layout.short * PROGRESS
    sizes, palette = theme.sizes, theme.palette
    canvas.ring((x, y), radius, canvas.brush(palette.quiet, sizes.hair, light=0.7))
    brush = canvas.brush(palette.warn, sizes.bold, sizes.glow * 0.7)
    if share is None:
        turned = 2.0 * math.pi * now / theme.motion.turn
        tip = (x + radius * math.sin(turned), y - radius * math.cos(turned))
        canvas.line(tip, tip, canvas.brush(palette.warn, sizes.bold * 3.0, sizes.glow))
    elif share > 0.0:
        canvas.ring((x, y), radius, brush, min(share, 1.0))
    if share is not None:
        place = (round(x), round(y) - lettering.cap_height(sizes.aside) // 2)
        canvas.text(numbers.percent(100.0 * share), place, sizes.aside, palette.line, "centre")
    speak(canvas, layout.voice, said[0], palette.warn, hint=said[1])


def draw_fault(canvas: Canvas, layout: Layout, title: str, hint: str, now: float) -> None:
    """What is wrong, and what to do about it."""
    theme = canvas.theme
    brush = canvas.brush(theme.palette.warn, theme.sizes.bold, theme.sizes.glow, light=breath(theme, now, 0.6))
    (x, y), tall = layout.symbol, layout.short * MARK
    canvas.line((x, y - tall), (x, y + tall * 0.3), brush)
    canvas.line((x, y + tall), (x, y + tall), brush)
    speak(canvas, layout.voice, title, theme.palette.warn, hint=hint)
