"""Pieces that several screens share."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pygame

from kiosk.mirror.canvas import Canvas
from kiosk.mirror.lettering import LEADING, Align, wrap
from kiosk.mirror.theme import Layout, Rgb, Theme

BREATH = 4.2
"""Seconds from one brightening to the next."""

ALONE, OVER_HINT, HINT = 4, 2, 3
"""Lines at most: of what is said without a hint, of what is said over one, and of the hint."""

OVER_OFFER = 3
"""Lines at most of what to work on, over the drill that is offered."""

PROMPT = 2
"""Lines at most of either part of a prompt."""

HEADING = 2
"""Lines at most."""

APART = 1.0
"""Between two sentences of a list, in sizes of their letters."""

LISTED = 4
"""Lines at most, of one sentence of a list."""

NOTE = 5
"""Lines at most of a note under the heading."""


def breath(now: float, low: float = 0.7) -> float:
    """A level that rises and falls slowly between ``low`` and 1."""
    return low + (1.0 - low) * (0.5 - 0.5 * math.cos(2.0 * math.pi * now / BREATH))


def flush(layout: Layout) -> Align:
    """Words are set flush with the edge they stand at."""
    return "right" if layout.side > 0 else "left"


def speak(
    canvas: Canvas,
    box: pygame.Rect,
    text: str,
    colour: Rgb,
    align: Align = "left",
    hint: str = "",
    light: float = 1.0,
    over: int = OVER_HINT,
) -> None:
    """The mirror says ``text`` in ``box``, under a short rule in ``colour``; ``hint`` smaller below ``text``,
    which then has ``over`` lines at most."""
    theme = canvas.theme
    sizes = theme.sizes
    height = theme.size[1]
    inward = -1 if align == "right" else 1
    x, y = (box.right if align == "right" else box.left), box.top - round(height * 0.028)
    start, end = x + inward * sizes.bold / 2, x + inward * height * 0.036
    canvas.line((start, y), (end, y), canvas.brush(colour, sizes.bold, sizes.glow * 0.6, light=light))
    most = over if hint else ALONE
    said = canvas.block(text, box, sizes.voice, theme.palette.line, align, most, light)
    if hint:
        below = below_said(theme, box, said.bottom)
        canvas.block(hint, below, sizes.aside, theme.palette.soft, align, HINT, light)


def below_said(theme: Theme, box: pygame.Rect, bottom: int) -> pygame.Rect:
    """Room for a hint in ``box`` under what ends at ``bottom``."""
    top = bottom + round(theme.size[1] * 0.034)
    return pygame.Rect(box.left, top, box.width, box.bottom - top)


def list_box(layout: Layout) -> pygame.Rect:
    """Room for a list of sentences, between the heading and what is said; the dash before a line is left of it."""
    width, height = layout.size
    left = layout.margin + 2 * list_dash(layout)
    return pygame.Rect(left, round(height * 0.2), width - layout.margin - left, round(height * 0.41))


def list_size(lines: Sequence[str], box: pygame.Rect, size: int) -> int:
    """The size, ``size`` at most, at which all of ``lines`` go into ``box``, one below the other."""
    while size > 1:  # no gap follows the last sentence, and the letters of the first have no room above them
        rows = [len(wrap(line, size, box.width)) for line in lines]
        if max(rows, default=0) <= LISTED and size * (sum(rows) * LEADING + (len(rows) - 2) * APART) <= box.height:
            break
        size -= 1
    return size


def list_dash(layout: Layout) -> int:
    """Length of the dash before a line of a list."""
    return round(layout.size[1] * 0.03)


def heading_box(layout: Layout) -> pygame.Rect:
    """Room for the heading of words that stand at the right."""
    width = layout.size[0] - 2 * layout.margin
    return pygame.Rect(layout.margin, layout.top, width * 6 // 10, layout.count_height)


def note_box(layout: Layout) -> pygame.Rect:
    """Room for a note under `heading_box`."""
    box = heading_box(layout)
    return pygame.Rect(box.left, box.bottom, box.width, round(layout.size[1] * 0.13))


def heading(canvas: Canvas, layout: Layout, text: str) -> None:
    """A quiet line in the top corner opposite to the count."""
    sizes = canvas.theme.sizes
    box = heading_box(layout)
    align: Align = "left" if layout.side > 0 else "right"
    if align == "right":
        box.right = layout.size[0] - layout.margin
    canvas.block(text, box, sizes.label, canvas.theme.palette.quiet, align, HEADING)


def aside(canvas: Canvas, layout: Layout, text: str) -> None:
    """A quiet note under the heading, for who stops to read it."""
    box = note_box(layout)
    align: Align = "left" if layout.side > 0 else "right"
    if align == "right":
        box.right = layout.size[0] - layout.margin
    canvas.block(text, box, canvas.theme.sizes.label, canvas.theme.palette.quiet, align, NOTE)
