"""Screens without a person: starting, and why the mirror does not work. The glass is never black without a word."""

from __future__ import annotations

from kiosk.mirror.canvas import Canvas
from kiosk.mirror.screens.parts import breath, speak
from kiosk.mirror.theme import Layout


def draw_starting(canvas: Canvas, layout: Layout, text: str, now: float) -> None:
    """``text``, and a ring that breathes."""
    theme = canvas.theme
    width, height = layout.size
    brush = canvas.brush(theme.palette.ghost, theme.sizes.bold, theme.sizes.glow, light=breath(now, 0.35))
    canvas.ring((width / 2, height * 0.42), width * 0.085, brush)
    speak(canvas, layout.voice, text, theme.palette.ghost)


def draw_fault(canvas: Canvas, layout: Layout, title: str, hint: str, now: float) -> None:
    """What is wrong, and what to do about it."""
    theme = canvas.theme
    width, height = layout.size
    brush = canvas.brush(theme.palette.warn, theme.sizes.bold, theme.sizes.glow, light=breath(now, 0.6))
    middle, tall = width / 2, width * 0.075
    canvas.line((middle, height * 0.42 - tall), (middle, height * 0.42 + tall * 0.3), brush)
    canvas.line((middle, height * 0.42 + tall), (middle, height * 0.42 + tall), brush)
    speak(canvas, layout.voice, title, theme.palette.warn, hint=hint)
