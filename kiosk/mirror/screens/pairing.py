"""What lets a trainer's phone in: a code to type, and what the phone's browser knows this mirror by."""

from __future__ import annotations

import pygame

from kiosk.mirror.canvas import Canvas
from kiosk.mirror.screens.parts import aside, heading, speak
from kiosk.mirror.theme import Layout

TALL = 2.6
"""Height of the room for the digits, in sizes of what is said."""


def digits_box(layout: Layout, size: int) -> pygame.Rect:
    """Room for the digits, where a sign is on other screens: over what is said, or on a screen that lies beside it.
    ``size`` of what is said."""
    (_, y), tall, said = layout.symbol, round(size * TALL), layout.voice
    left = said.left if layout.stands else layout.margin
    width = said.width if layout.stands else said.left - 2 * layout.margin
    return pygame.Rect(left, round(y) - tall // 2, width, tall)


def draw_code(
    canvas: Canvas, layout: Layout, said: tuple[str, str], digits: str, fingerprint: tuple[str, str]
) -> None:
    """``digits`` as large as they can be; ``said``: what to do with them. ``fingerprint``, under its name, is small:
    who compares it stands at the glass."""
    theme = canvas.theme
    canvas.block(digits, digits_box(layout, theme.sizes.voice), theme.sizes.voice * 2, theme.palette.ghost, most=1)
    heading(canvas, layout, fingerprint[0])
    aside(canvas, layout, fingerprint[1])
    speak(canvas, layout.voice, said[0], theme.palette.ghost, hint=said[1])
