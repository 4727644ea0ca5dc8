"""Pieces that several screens share."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pygame

from kiosk.mirror.canvas import Canvas
from kiosk.mirror.lettering import Align, block_size, cap_height, depth, height, width, wrap
from kiosk.mirror.theme import Layout, Rgb, Theme

SIGN, MARK = 0.085, 0.075
"""Radius of a ring that is a sign, and half the height of a bar that is one, over the screen's shorter edge."""

ALONE, OVER_HINT, HINT = 4, 2, 3
"""Lines at most: of what is said without a hint, of what is said over one, and of the hint."""

OVER_OFFER = 3
"""Lines at most of what to work on, over the drill that is offered."""

RESULT = 3
"""Lines at most of what the code of the result is."""

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

RULE, RULE_OVER = 0.036, 0.028
"""Length of the rule over what is said, and how far over it: shares of the screen's height."""

AFTER_DOT = 1.4
"""Where the words of a sign at the edge begin, over the height of their capitals."""

CAPTION = 1.5
"""Height of the line below a QR code and of what is free over it, in sizes of its letters."""


def breath(theme: Theme, now: float, low: float = 0.7) -> float:
    """A level that rises and falls slowly between ``low`` and 1."""
    return low + (1.0 - low) * (0.5 - 0.5 * math.cos(2.0 * math.pi * now / theme.motion.breath))


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
    which then has ``over`` lines at most, one more in large type. What is drawn of a person makes way for it."""
    theme = canvas.theme
    sizes = theme.sizes
    whole = theme.size[1]
    inward = -1 if align == "right" else 1
    most = over_hint(theme, over) if hint else ALONE
    said = canvas.block(text, box, sizes.voice, theme.palette.line, align, most, light, clear=True)
    if hint:
        below = below_said(theme, box, said.bottom)
        canvas.block(hint, below, sizes.aside, theme.palette.soft, align, HINT, light, clear=True)
    x, y = (box.right if align == "right" else box.left), box.top - round(whole * RULE_OVER)
    start, end = x + inward * sizes.bold / 2, x + inward * whole * RULE
    canvas.make_way(pygame.Rect(min(start, end), y, abs(end - start), 1), light)
    canvas.line((start, y), (end, y), canvas.brush(colour, sizes.bold, sizes.glow * 0.6, light=light))


def lowered(canvas: Canvas, layout: Layout, text: str, hint: str = "") -> pygame.Rect:
    """Room for `speak` in the place for cues. On a screen that stands the words end where that place does, as low as
    they can be: hips come down to them."""
    box, sizes = layout.cue, canvas.theme.sizes
    if not layout.stands:
        return box
    tall = block_size(text, box.size, sizes.voice, over_hint(canvas.theme) if hint else ALONE)[1]
    bottom = box.top + tall + depth(sizes.voice)
    if hint:
        below = below_said(canvas.theme, box, box.top + tall)
        bottom = below.top + block_size(hint, below.size, sizes.aside, HINT)[1] + depth(sizes.aside)
    spare = max(0, box.bottom - bottom)
    return pygame.Rect(box.left, box.top + spare, box.width, box.height - spare)


def over_hint(theme: Theme, over: int = OVER_HINT) -> int:
    """Lines at most of what is said over a hint, where it is ``over`` in plain type."""
    return max(over, OVER_OFFER) if theme.large else over


def beside(theme: Theme, hint: str) -> str:
    """What is left of a ``hint`` beside a person, who only glances: nothing where letters are large."""
    return "" if theme.large else hint


def below_said(theme: Theme, box: pygame.Rect, bottom: int) -> pygame.Rect:
    """Room for a hint in ``box`` under what ends at ``bottom``."""
    top = bottom + round(theme.size[1] * 0.034)
    return pygame.Rect(box.left, top, box.width, box.bottom - top)


def list_box(layout: Layout, room: pygame.Rect) -> pygame.Rect:
    """Room for a list of sentences in ``room``; the dash before a line is left of it."""
    box, indent = room, 2 * list_dash(layout)
    return pygame.Rect(box.left + indent, box.top, box.width - indent, box.height)


def list_size(lines: Sequence[str], box: pygame.Rect, size: int) -> int:
    """The size, ``size`` at most, at which all of ``lines`` go into ``box``, one below the other."""
    while size > 1:
        rows = [len(wrap(line, size, box.width)) for line in lines]
        gaps = round(size * APART) * (len(lines) - 1)
        tall = sum(height(each, size) for each in rows) + gaps + depth(size)
        if max(rows, default=0) <= LISTED and tall <= box.height:
            break
        size -= 1
    return size


def listed(
    canvas: Canvas, layout: Layout, room: pygame.Rect, lines: Sequence[str], colour: Rgb, size: int, *, quiet: int = 0
) -> None:
    """In ``room`` ``lines`` one below the other, each after a dash in ``colour``, at ``size`` or smaller; the last
    ``quiet`` of them in the second rank. What is drawn of a person makes way for them."""
    palette, thin = canvas.theme.palette, canvas.theme.sizes.thin * 1.4
    box, dash = list_box(layout, room), list_dash(layout)
    size = list_size(lines, box, size)
    for number, line in enumerate(lines):
        middle = box.top + size * 36 // 100
        rank = palette.soft if number >= len(lines) - quiet else palette.line
        block = canvas.block(line, box, size, rank, most=LISTED, clear=True)
        canvas.line((room.left, middle), (room.left + dash, middle), canvas.brush(colour, thin))
        below = block.bottom + round(size * APART)
        box = pygame.Rect(box.left, below, box.width, max(size, box.bottom - below))


def list_dash(layout: Layout) -> int:
    """Length of the dash before a line of a list."""
    return round(layout.size[1] * 0.03)


def corner(layout: Layout, radius: float, width: float) -> tuple[float, float]:
    """Middle of a ring that stands where the count does, its line ``width`` wide."""
    return layout.outer - layout.side * (radius + width / 2), layout.top + radius + width / 2


def code_side(layout: Layout, theme: Theme) -> int:
    """Of the square for a QR code: what the line below it leaves of its box."""
    return min(layout.code.width, layout.code.height - round(theme.sizes.label * CAPTION))


def code_label(layout: Layout, theme: Theme) -> pygame.Rect:
    """Room for the line below a QR code."""
    box, side = layout.code, code_side(layout, theme)
    below = box.top + side + round(theme.sizes.label * (CAPTION - 1.0))
    return pygame.Rect(box.left, below, box.width, theme.sizes.label)


def heading(canvas: Canvas, layout: Layout, text: str) -> None:
    """A quiet line in the top corner opposite to the count."""
    _opposite(canvas, layout, text, layout.heading, HEADING)


def aside(canvas: Canvas, layout: Layout, text: str) -> None:
    """A quiet note under the heading, for who stops to read it."""
    _opposite(canvas, layout, text, layout.note, NOTE)


def sign(canvas: Canvas, layout: Layout, text: str, indent: int = 0) -> None:
    """A dot and a quiet line at the edge of the glass, over any screen, ``indent`` pixels within its place."""
    box, size, palette = layout.sign.move(indent, 0), canvas.theme.sizes.label, canvas.theme.palette
    tall = cap_height(size)
    dot = canvas.brush(palette.ghost, tall * 0.5)
    at = (box.left + tall * 0.4, box.top + tall / 2.0)
    words = canvas.text(text, (round(box.left + tall * AFTER_DOT), box.top), size, palette.soft)
    canvas.make_way(words.union(pygame.Rect(box.left, box.top, tall, tall)))
    canvas.line(at, at, dot)


def sign_width(theme: Theme, text: str) -> int:
    """How wide `sign` is."""
    size = theme.sizes.label
    return round(cap_height(size) * AFTER_DOT) + width(text, size)


def _opposite(canvas: Canvas, layout: Layout, text: str, box: pygame.Rect, most: int) -> None:
    align: Align = "left" if layout.side > 0 else "right"
    canvas.block(text, box, canvas.theme.sizes.label, canvas.theme.palette.quiet, align, most, clear=True)
