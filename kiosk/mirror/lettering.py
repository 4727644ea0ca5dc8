"""Words as pictures: measured, wrapped, fitted and kept. Nothing here knows where they go."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import pygame

from kiosk.mirror.fonts import FONT
from kiosk.mirror.theme import Rgb

Align = Literal["left", "centre", "right"]

LEADING = 1.12
"""Line to line, in ems."""
SMALLEST = 0.6
"""How far text may shrink to fit, before it is cut."""
ELLIPSIS = "…"
KEPT = 64

_NOWHERE = "\U0010fffd"
"""The last place that is nobody's."""
_PROOF = 32
"""Pixels; large enough to tell a letter from a box."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Rendered text. Its letters begin at ``inset`` of the picture: the rim lies to the left, accents above.

    ``size``: of the letters, from the first line's capitals to the last line's baseline. ``lines``: left, top, width
    and height of each line, from its capitals to what hangs below its baseline, from where the letters begin.
    """

    picture: pygame.Surface
    inset: tuple[int, int]
    size: tuple[int, int]
    lines: tuple[tuple[int, int, int, int], ...] = ()


class Lettering:
    """Renders text. Every piece is kept, so that a frame that shows the same words costs a blit.

    Letters carry a black rim, so that they stay legible over the ghost.
    """

    def __init__(self) -> None:
        pygame.font.init()
        self._kept: OrderedDict[tuple[object, ...], Piece] = OrderedDict()

    def line(self, text: str, size: int, colour: Rgb) -> Piece:
        """One line, not wrapped."""
        return self._keep(("line", text, size, colour), lambda: _rimmed([text], size, colour, "left"))

    def block(
        self, text: str, box: tuple[int, int], size: int, colour: Rgb, align: Align = "left", most: int = 4
    ) -> Piece:
        """``text`` in at most ``most`` lines within ``box`` (width, height), smaller than ``size`` if it must."""

        def render() -> Piece:
            fitted, lines = fit(text, box, size, most)
            return _rimmed(lines, fitted, colour, align)

        return self._keep(("block", text, box, size, colour, align, most), render)

    def _keep(self, key: tuple[object, ...], render: Callable[[], Piece]) -> Piece:
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = render()
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return found


def block_size(text: str, box: tuple[int, int], size: int, most: int) -> tuple[int, int]:
    """Width and height of `Lettering.block`, without drawing it: from the first line's capitals to the last one's
    baseline."""
    fitted, lines = fit(text, box, size, most)
    return max(width(line, fitted) for line in lines), height(len(lines), fitted)


def height(lines: int, size: int) -> int:
    """Of so many lines, from the first one's capitals to the last one's baseline."""
    return round(size * LEADING) * (lines - 1) + cap_height(size)


@lru_cache(maxsize=2048)
def width(text: str, size: int) -> int:
    """Of ``text`` in one line, in pixels."""
    return _font(size).size(text)[0]


def missing(text: str) -> str:
    """The characters of ``text`` that the font has no picture of: it would show an empty box for them."""
    return "".join(character for character in dict.fromkeys(text) if not _drawn(character))


def cap_height(size: int) -> int:
    """Of a capital letter or a digit."""
    metrics = _font(size).metrics("H")[0]
    return size if metrics is None else metrics[3]


def depth(size: int) -> int:
    """How far letters reach below the baseline."""
    return -_font(size).get_descent()


def fit(text: str, box: tuple[int, int], size: int, most: int) -> tuple[int, list[str]]:
    """The largest size up to ``size``, and the lines, in which ``text`` goes into ``box``.

    Lines are made even. What does not go in at the smallest size is cut and ends in an ellipsis.
    """
    least = max(1, round(size * SMALLEST))
    for tried in range(size, least - 1, -max(1, size // 24)):
        lines = wrap(text, tried, box[0])
        if len(lines) <= _room(box[1], tried, most) and all(width(line, tried) <= box[0] for line in lines):
            return tried, _even(text, tried, box[0], len(lines))
    return least, _cut(wrap(text, least, box[0]), least, box[0], _room(box[1], least, most))


def _room(tall: int, size: int, most: int) -> int:
    """How many lines of ``size`` go into ``tall``, from the first one's capitals to the last one's descenders."""
    last = cap_height(size) + depth(size)
    return min(most, max(1, 1 + int((tall - last) / round(size * LEADING))))


def wrap(text: str, size: int, most: int) -> list[str]:
    """``text`` in lines of at most ``most`` pixels; a longer word has a line for itself."""
    lines: list[str] = []
    for word in text.split():
        if lines and width(f"{lines[-1]} {word}", size) <= most:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines or [""]


def _even(text: str, size: int, most: int, count: int) -> list[str]:
    """The same number of lines, as narrow as they can be, so that no word is left alone at the end."""
    low, high = 1, most
    while low < high:
        middle = (low + high) // 2
        lines = wrap(text, size, middle)
        if len(lines) <= count and all(width(line, size) <= middle for line in lines):
            high = middle
        else:
            low = middle + 1
    return wrap(text, size, low)


def _cut(lines: list[str], size: int, most: int, room: int) -> list[str]:
    kept = lines[:room]
    if len(lines) > room:
        kept[-1] += ELLIPSIS
    return [_shorten(line, size, most) for line in kept]


def _shorten(line: str, size: int, most: int) -> str:
    if width(line, size) <= most:
        return line
    bare = line.removesuffix(ELLIPSIS)
    while bare and width(bare + ELLIPSIS, size) > most:
        bare = bare[:-1]
    return bare.rstrip() + ELLIPSIS


def _rimmed(lines: list[str], size: int, colour: Rgb, align: Align) -> Piece:
    """The lines in ``colour`` over their own blackened, widened shape. The rim lies outside the letters."""
    font, rim, step = _font(size), _rim(size), round(size * LEADING)
    across = max(font.size(line)[0] for line in lines) + 2 * rim
    surface = pygame.Surface((max(1, across), step * (len(lines) - 1) + font.get_height() + 2 * rim), pygame.SRCALPHA)
    places = []
    for index, line in enumerate(lines):
        spare = across - 2 * rim - font.size(line)[0]
        indent = {"left": 0, "centre": spare // 2, "right": spare}[align]
        places.append((line, (rim + indent, rim + index * step)))
    for line, (x, y) in places:
        shadow = font.render(line, True, "black")
        for dx, dy in _around(rim):
            surface.blit(shadow, (x + dx, y + dy))
    for line, place in places:
        surface.blit(font.render(line, True, colour), place)
    inset = (rim, rim + font.get_ascent() - cap_height(size))
    tall = cap_height(size) + depth(size)
    each = tuple((x - rim, y - rim, font.size(line)[0], tall) for line, (x, y) in places)
    return Piece(surface, inset, (across - 2 * rim, height(len(lines), size)), each)


def _around(rim: int) -> list[tuple[int, int]]:
    diagonal = round(rim * 0.7)
    return [
        (rim, 0), (-rim, 0), (0, rim), (0, -rim),
        (diagonal, diagonal), (-diagonal, diagonal), (diagonal, -diagonal), (-diagonal, -diagonal),
    ]  # fmt: skip


def _rim(size: int) -> int:
    return max(1, round(size / 14))


@lru_cache(maxsize=512)
def _drawn(character: str) -> bool:
    """Whether it looks otherwise than what no font has."""
    font = _font(_PROOF)
    pictures = [font.render(each, True, "white") for each in (character, _NOWHERE)]
    return len({(picture.get_size(), pygame.image.tobytes(picture, "RGBA")) for picture in pictures}) > 1


@lru_cache(maxsize=64)
def _font(size: int) -> pygame.font.Font:
    return pygame.font.Font(str(FONT), size)
