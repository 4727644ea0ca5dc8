"""At the upper edge of the glass: that the mirror listens, what can be said, and what it has just understood."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import pygame

from kiosk.locale.texts import ListeningTexts
from kiosk.mirror.canvas import ROOM, Canvas
from kiosk.mirror.lettering import Align, cap_height, depth, fit, height, missing, width
from kiosk.mirror.listening import Heard
from kiosk.mirror.screens.parts import HEADING, sign_width
from kiosk.mirror.theme import Layout, Theme

BARS, SHADES = 5, 4
"""Of the meter: its bars, and the steps in which the last of them lights up."""
UNLIT = 0.3
"""Light of a bar that the level does not reach, of the sign's."""
TALL, GAP = 1.5, 0.6
"""Height of the sign, and what is free beside it, over the capitals beside it."""
UNDERSTOOD = 3
"""Lines at most of what was understood."""

_MICROPHONE, _METER = 0.72, 1.0
"""Widths over the sign's height: of the microphone with what is free beside it, and of the meter."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What is told, and where."""

    heard: Heard
    layout: Layout
    counted: int
    """Pixels that the count takes in its corner, opposite to this."""


def draw_ears(canvas: Canvas, telling: Telling, texts: ListeningTexts, beside: str = "") -> int:
    """The sign opposite to the count, in the row of the trainer's (`kiosk.mirror.screens.parts.sign`), and what can
    be said after it: all of it where somebody reads, and quietly the likeliest wish where somebody moves.

    ``beside``: what the trainer's says, which goes before all this. Returns by how much it is to be indented, pixels.
    """
    theme, heard, layout = canvas.theme, telling.heard, telling.layout
    row, taken = layout.sign, _taken(canvas.theme, beside)
    # A trainer's long name leaves no room for the meter, and in large type none at all.
    metered = _width(theme, True) + taken <= row.width
    wide = _width(theme, metered)
    if heard.understood:
        _make_way(canvas, _words_place(theme, telling), layout.heading.bottom)
    if wide + taken > row.width:
        return 0
    if not heard.understood:
        picture = ears(theme, round(heard.level * BARS * SHADES), metered)
        place = picture.get_rect(top=_top(theme, layout))
        place.left = row.left if layout.side > 0 else row.right - wide
        _make_way(canvas, place, layout.top)
        canvas.paste(picture, place.topleft, heard.light)
        _say(canvas, layout, heard, texts, say_box(theme, layout, taken))
    return wide + _gap(theme) if layout.side > 0 else 0


def draw_understood(canvas: Canvas, telling: Telling, beside: str = "") -> None:
    """A check where the microphone is, and the phrase where the heading is, with all their light at once, whatever
    fades below them. ``beside`` as in `draw_ears`."""
    theme, layout, phrase = canvas.theme, telling.layout, telling.heard.understood
    row, picture = layout.sign, check(theme)
    if picture.get_width() + _taken(theme, beside) <= row.width:
        left = row.left if layout.side > 0 else row.right - picture.get_width()
        canvas.stamp_picture(picture, (left, _top(theme, layout)))
    place, room = _words_place(theme, telling), understood_box(theme, layout, telling.counted).size
    canvas.stamp_picture(understood(theme, phrase, room, place.size, _flush(layout)), place.topleft)


def understood_box(theme: Theme, layout: Layout, counted: int) -> pygame.Rect:
    """Room for what was understood: the heading's, but for what a count ``counted`` pixels wide takes of it."""
    box, clear = layout.heading, counted + 2 * _gap(theme)
    if layout.side > 0:
        return pygame.Rect(box.left, box.top, max(1, min(box.right, layout.outer - clear) - box.left), box.height)
    left = min(max(box.left, layout.outer + clear), box.right - 1)
    return pygame.Rect(left, box.top, box.right - left, box.height)


def say_box(theme: Theme, layout: Layout, taken: int = 0) -> pygame.Rect:
    """Room for what can be said, where ``taken`` pixels of the row are a trainer's."""
    row, ours = layout.sign, _width(theme, True) + _gap(theme)
    # The trainer's sign stands at the left of the row.
    left = row.left + taken + (ours if layout.side > 0 else 0)
    return pygame.Rect(left, row.top, row.width - taken - ours, row.height)


@lru_cache(maxsize=16)
def sayable(say: tuple[str, ...], room: int, size: int, texts: ListeningTexts) -> str:
    """Those of the phrases that go into ``room`` pixels at ``size``, each whole, as a sentence; or nothing."""
    kept: list[str] = []
    for phrase in say:
        if not missing(phrase) and width(_sentence([*kept, phrase], texts), size) <= room:
            kept.append(phrase)
    return _sentence(kept, texts) if kept else ""


def _sentence(phrases: Sequence[str], texts: ListeningTexts) -> str:
    return texts.say.format(phrases=", ".join(texts.phrase.format(phrase=phrase) for phrase in phrases))


def _say(canvas: Canvas, layout: Layout, heard: Heard, texts: ListeningTexts, box: pygame.Rect) -> None:
    size, palette = canvas.theme.sizes.label, canvas.theme.palette
    if heard.read:
        text, colour = sayable(heard.say, box.width, size, texts), palette.soft
    else:
        quoted = (texts.phrase.format(phrase=phrase) for phrase in heard.say if not missing(phrase))
        text = next((phrase for phrase in quoted if width(phrase, size) <= box.width), "")
        colour = palette.quiet
    if text:
        align = _flush(layout)
        x = box.left if align == "left" else box.right
        _make_way(canvas, canvas.text(text, (x, box.top), size, colour, align), layout.top)


def _make_way(canvas: Canvas, rect: pygame.Rect, below: int) -> None:
    """Let strokes end before ``rect``, but none that begin ``below`` it: a ring in the corner, a list's dash."""
    end = min(rect.bottom, below - round(canvas.theme.size[1] * ROOM))
    canvas.make_way(pygame.Rect(rect.left, rect.top, rect.width, max(1, end - rect.top)))


@lru_cache(maxsize=64)
def ears(theme: Theme, step: int, metered: bool) -> pygame.Surface:
    """A microphone, and beside it, where it is ``metered``, bars that are lit up to ``step`` (`SHADES` a bar). Kept:
    there are few of them."""
    canvas = _small(theme, _width(theme, metered))
    tall, line = canvas.rect.height, canvas.theme.palette.line
    middle, thin = 0.32 * tall, canvas.brush(line, 0.085 * tall)
    canvas.line((middle, 0.21 * tall), (middle, 0.43 * tall), canvas.brush(line, 0.3 * tall))
    cradle = canvas.strokes(((0.0, 0.0), (float(tall), float(tall))), thin)
    turn = [math.pi * step / 12 for step in range(13)]
    points = [(middle + 0.28 * tall * math.cos(at), (0.42 + 0.28 * math.sin(at)) * tall) for at in turn]
    for start, end in pairwise(points):
        cradle.segment(start, end)
    cradle.segment((middle, 0.7 * tall), (middle, 0.9 * tall))
    cradle.segment((middle - 0.17 * tall, 0.92 * tall), (middle + 0.17 * tall, 0.92 * tall))
    canvas.add(cradle)
    for bar in range(BARS if metered else 0):
        lit = min(max(step / SHADES - bar, 0.0), 1.0)
        brush = canvas.brush(line, 0.11 * tall, light=UNLIT + (1.0 - UNLIT) * lit)
        x, half = (_MICROPHONE + 0.1 + 0.2 * bar) * tall, (0.06 + 0.075 * bar) * tall
        canvas.line((x, 0.5 * tall - half), (x, 0.5 * tall + half), brush)
    canvas.finish()
    return canvas.surface


@lru_cache(maxsize=2)
def check(theme: Theme) -> pygame.Surface:
    """That something was understood, as large as the microphone."""
    canvas = _small(theme, _width(theme, False))
    tall = canvas.rect.height
    tick = canvas.strokes(((0.0, 0.0), (float(tall), float(tall))), canvas.brush(theme.palette.good, 0.13 * tall))
    corners = ((0.07 * tall, 0.52 * tall), (0.28 * tall, 0.77 * tall), (0.64 * tall, 0.2 * tall))
    for start, end in pairwise(corners):
        tick.segment(start, end)
    canvas.add(tick)
    canvas.finish()
    return canvas.surface


@lru_cache(maxsize=8)
def understood(
    theme: Theme, phrase: str, room: tuple[int, int], size: tuple[int, int], align: Align
) -> pygame.Surface:
    """``phrase``, fitted to ``room``, on black, ``size`` pixels large."""
    canvas = Canvas(pygame.Surface(size, 0, 32), theme)
    em, lines = fit_understood(theme, phrase, room)
    if lines:
        box = canvas.rect.inflate(-2 * _inset(theme), 0).move(0, _over(theme))
        canvas.block(phrase, pygame.Rect(box.topleft, room), em, theme.palette.line, align, UNDERSTOOD)
    canvas.finish()
    return canvas.surface


@lru_cache(maxsize=8)
def fit_understood(theme: Theme, phrase: str, room: tuple[int, int]) -> tuple[int, tuple[str, ...]]:
    """The size of its letters, as large as they can be, and its lines; of none where it does not go into ``room``
    (width, height) whole and no smaller than a label."""
    for wanted in (theme.sizes.voice, theme.sizes.aside, theme.sizes.label):
        size, lines = fit(phrase, room, wanted, UNDERSTOOD)
        if size >= theme.sizes.label and " ".join(lines) == " ".join(phrase.split()) and not missing(phrase):
            return size, tuple(lines)
    return theme.sizes.label, ()


def _small(theme: Theme, across: int) -> Canvas:
    # With an alpha of its own, so that it can be dimmed as a whole.
    return Canvas(pygame.Surface((across, _tall(theme)), pygame.SRCALPHA), theme)


def _tall(theme: Theme) -> int:
    return round(TALL * cap_height(theme.sizes.label))


def _width(theme: Theme, metered: bool) -> int:
    return round(_tall(theme) * (_MICROPHONE + (_METER if metered else 0.0)))


def _taken(theme: Theme, beside: str) -> int:
    """Of the row, by the trainer's sign."""
    return sign_width(theme, beside) + 2 * _gap(theme) if beside else 0


def _gap(theme: Theme) -> int:
    return round(GAP * cap_height(theme.sizes.label))


def _top(theme: Theme, layout: Layout) -> int:
    """The sign is as high above the capitals beside it as below."""
    return layout.sign.top - (_tall(theme) - cap_height(theme.sizes.label)) // 2


def _inset(theme: Theme) -> int:
    """Letters have a rim."""
    return max(1, theme.sizes.label // 8)


def _over(theme: Theme) -> int:
    """Of the place for what was understood, what is above its letters."""
    return theme.sizes.label // 5


def _words_place(theme: Theme, telling: Telling) -> pygame.Rect:
    """Of what was understood, and of the heading that it covers for a moment, with all that stands out of letters."""
    label, box = theme.sizes.label, understood_box(theme, telling.layout, telling.counted)
    size, lines = fit_understood(theme, telling.heard.understood, box.size)
    tall = max(height(HEADING, label) + depth(label), (height(len(lines), size) + depth(size)) if lines else 0)
    inset, over = _inset(theme), _over(theme)
    return pygame.Rect(box.left - inset, box.top - over, box.width + 2 * inset, tall + over)


def _flush(layout: Layout) -> Align:
    """Opposite to the count."""
    return "left" if layout.side > 0 else "right"
