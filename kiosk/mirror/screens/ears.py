"""At the upper edge of the glass: that the mirror listens, what can be said, and what it has just understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import pygame

from kiosk.locale.texts import ListeningTexts
from kiosk.mirror.canvas import ROOM, Canvas
from kiosk.mirror.lettering import Align, cap_height, depth, fit, height, missing, width
from kiosk.mirror.listening import Heard
from kiosk.mirror.screens.microphone import check, microphone, microphone_height, microphone_width
from kiosk.mirror.screens.parts import HEADING, sign_width
from kiosk.mirror.theme import Layout, Theme

GAP = 0.6
"""Free beside the sign, over the height of the capitals there."""
UNDERSTOOD = 3
"""Lines at most of what was understood."""


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
    metered = microphone_width(theme) + taken <= row.width
    wide = microphone_width(theme, metered)
    place = _words_place(theme, telling)
    if place is not None:
        _make_way(canvas, place, layout.heading.bottom)
    if wide + taken > row.width:
        return 0
    if not heard.understood:
        picture = microphone(theme, heard.level, metered)
        left = row.left if layout.side > 0 else row.right - wide
        at = picture.get_rect(topleft=(left, _top(theme, layout)))
        _make_way(canvas, at, layout.top)
        canvas.paste(picture, at.topleft, heard.light)
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
    if place is not None:
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
    row, ours = layout.sign, microphone_width(theme) + _gap(theme)
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


@lru_cache(maxsize=8)
def understood(
    theme: Theme, phrase: str, room: tuple[int, int], size: tuple[int, int], align: Align
) -> pygame.Surface:
    """``phrase``, fitted to ``room``, on black, ``size`` pixels large."""
    canvas = Canvas(pygame.Surface(size, 0, 32), theme)
    em, _ = fit_understood(theme, phrase, room)
    canvas.block(phrase, pygame.Rect((_inset(theme), _over(theme)), room), em, theme.palette.line, align, UNDERSTOOD)
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


def _taken(theme: Theme, beside: str) -> int:
    """Of the row, by the trainer's sign."""
    return sign_width(theme, beside) + 2 * _gap(theme) if beside else 0


def _gap(theme: Theme) -> int:
    return round(GAP * cap_height(theme.sizes.label))


def _top(theme: Theme, layout: Layout) -> int:
    """The sign is as high above the capitals beside it as below."""
    return layout.sign.top - (microphone_height(theme) - cap_height(theme.sizes.label)) // 2


def _inset(theme: Theme) -> int:
    """Letters have a rim."""
    return max(1, theme.sizes.label // 8)


def _over(theme: Theme) -> int:
    """Of the place for what was understood, what is above its letters."""
    return theme.sizes.label // 5


def _words_place(theme: Theme, telling: Telling) -> pygame.Rect | None:
    """Of what was understood, and of the heading that it covers for a moment, with all that stands out of letters;
    None where there is nothing, or it is left out."""
    label, phrase = theme.sizes.label, telling.heard.understood
    box = understood_box(theme, telling.layout, telling.counted)
    size, lines = fit_understood(theme, phrase, box.size) if phrase else (0, ())
    if not lines:
        return None
    tall = max(height(HEADING, label) + depth(label), height(len(lines), size) + depth(size))
    inset, over = _inset(theme), _over(theme)
    return pygame.Rect(box.left - inset, box.top - over, box.width + 2 * inset, tall + over)


def _flush(layout: Layout) -> Align:
    """Opposite to the count."""
    return "left" if layout.side > 0 else "right"
