"""Screens without a person: starting, and why the mirror does not work. The glass is never black without a word."""

from __future__ import annotations

from kiosk.mirror.canvas import Canvas
from kiosk.mirror.screens.parts import MARK, SIGN, breath, speak
from kiosk.mirror.theme import Layout


def draw_starting(canvas: Canvas, layout: Layout, text: str, now: float) -> None:
    """``text``, and a ring that breathes."""
    theme = canvas.theme
    brush = canvas.brush(theme.palette.ghost, theme.sizes.bold, theme.sizes.glow, light=breath(theme, now, 0.35))
    canvas.ring(layout.symbol, layout.short * SIGN, brush)
    speak(canvas, layout.voice, text, theme.palette.ghost)


def draw_fault(canvas: Canvas, layout: Layout, title: str, hint: str, now: float) -> None:
    """What is wrong, and what to do about it."""
    theme = canvas.theme
    brush = canvas.brush(theme.palette.warn, theme.sizes.bold, theme.sizes.glow, light=breath(theme, now, 0.6))
    (x, y), tall = layout.symbol, layout.short * MARK
    canvas.line((x, y - tall), (x, y + tall * 0.3), brush)
    canvas.line((x, y + tall), (x, y + tall), brush)
    speak(canvas, layout.voice, title, theme.palette.warn, hint=hint)
