"""A sheet of paper in millimetres that becomes an SVG file: the same things drawn make the same bytes.

Black on white, for a printer without colours: what is meant is told by shape, line and words. Every label's place is
known (`Sheet.labels`), so that a test can see that none lies on another or off the paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

Point = tuple[float, float]
Anchor = Literal["start", "middle", "end"]

A4 = (210.0, 297.0)
SMALLEST = 2.8
"""Height of the smallest letters, millimetres: 8 points."""

FONT = "Arial, Helvetica, 'Liberation Sans', sans-serif"
_NARROW, _WIDE, _CAPITALS = (
    frozenset("iljtfrI.,:;'|!()[] -/·"),
    frozenset("mwMW%@→←Ω×"),
    frozenset("ABCDEFGHJKLNOPQRSTUVXYZ+=≥"),
)
_BOLD = 1.08


def width_of(words: str, size: float, bold: bool = False) -> float:
    """How wide ``words`` are in millimetres, in letters ``size`` high: by kinds of Arial's letters, rather more than
    less."""
    each = (
        0.34 if sign in _NARROW else 0.9 if sign in _WIDE else 0.72 if sign in _CAPITALS else 0.56 for sign in words
    )
    return size * sum(each) * (_BOLD if bold else 1.0)


def rows_of(words: str, size: float, wide: float) -> list[str]:
    """``words`` broken where a row would be longer than ``wide`` millimetres."""
    rows = [""]
    for word in words.split():
        longer = f"{rows[-1]} {word}".strip()
        if rows[-1] and width_of(longer, size) > wide:
            rows.append(word)
        else:
            rows[-1] = longer
    return rows


@dataclass(frozen=True, slots=True)
class Box:
    """What a label covers: ``left``, ``top``, ``right``, ``bottom`` in millimetres, and its ``words``."""

    left: float
    top: float
    right: float
    bottom: float
    words: str

    def on(self, other: Box) -> bool:
        """Whether the two cover each other."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


class Sheet:
    """A sheet ``size`` (width, height) large, origin at its upper left corner, y down. ``title`` heads it, and is
    what a screen reader says of it, with ``about``."""

    def __init__(self, title: str, about: str, size: Point = A4) -> None:
        self.size = size
        self.labels: list[Box] = []
        self._title, self._about = title, about
        self._parts: list[str] = []
        self.text((12.0, 16.0), title, 6.0, bold=True)

    # -- what is drawn -----------------------------------------------------------------------------------

    def line(self, *points: Point, wide: float = 0.35, dash: str = "", arrow: bool = False) -> None:
        """A line through ``points``; ``dash`` as in SVG; ``arrow``: with a head at its end."""
        places = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        look = f' stroke-dasharray="{dash}"' if dash else ""
        head = ' marker-end="url(#head)"' if arrow else ""
        self._parts.append(
            f'<polyline points="{places}" fill="none" stroke="#000" stroke-width="{_n(wide)}"{look}{head}/>'
        )

    def area(self, *points: Point, fill: str = "none", wide: float = 0.35, dash: str = "") -> None:
        """A closed shape with these corners."""
        places = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        look = f' stroke-dasharray="{dash}"' if dash else ""
        edge = f'stroke="{"#000" if wide else "none"}" stroke-width="{_n(wide)}"{look}'
        self._parts.append(f'<polygon points="{places}" fill="{fill}" {edge}/>')

    def rect(
        self, corner: Point, width: float, height: float, fill: str = "none", wide: float = 0.35, dash: str = ""
    ) -> None:
        """A rectangle from its upper left ``corner``."""
        x, y = corner
        self.area((x, y), (x + width, y), (x + width, y + height), (x, y + height), fill=fill, wide=wide, dash=dash)

    def circle(self, middle: Point, radius: float, fill: str = "none", wide: float = 0.35, dash: str = "") -> None:
        """A circle."""
        look = f' stroke-dasharray="{dash}"' if dash else ""
        self._parts.append(
            f'<circle cx="{_n(middle[0])}" cy="{_n(middle[1])}" r="{_n(radius)}" fill="{fill}" stroke="#000" '
            f'stroke-width="{_n(wide)}"{look}/>'
        )

    def dot(self, *places: Point) -> None:
        """Where wires are joined."""
        for place in places:
            self.circle(place, 0.8, fill="#000", wide=0.0)

    def text(
        self,
        place: Point,
        words: str,
        size: float = 3.2,
        anchor: Anchor = "start",
        bold: bool = False,
        upright: bool = False,
        fill: str = "#000",
        counts: bool = True,
    ) -> None:
        """``words`` on a base line that begins at, is centred on, or ends at ``place``; ``upright``: turned to read
        from below. ``counts``: whether nothing else may be written there, as inside a dot it may."""
        if size < SMALLEST and counts:
            raise ValueError(f"{words!r}: letters of {size:g} mm cannot be read; at least {SMALLEST:g}")
        (x, y), long = place, width_of(words, size, bold)
        before = {"start": 0.0, "middle": long / 2.0, "end": long}[anchor]
        if upright:
            box = Box(x - 0.75 * size, y - long + before, x + 0.22 * size, y + before, words)
            turn = f' transform="rotate(-90 {_n(x)} {_n(y)})"'
        else:
            box, turn = Box(x - before, y - 0.75 * size, x - before + long, y + 0.22 * size, words), ""
        if counts:
            self.labels.append(box)
        weight = ' font-weight="bold"' if bold else ""
        # Lines end at letters rather than run through them.
        halo = ' stroke="#fff" stroke-width="0.9" paint-order="stroke"' if counts and fill == "#000" else ""
        where = f' text-anchor="{anchor}"' if anchor != "start" else ""
        at = f'x="{_n(x)}" y="{_n(y)}" font-size="{_n(size)}"{weight}{where}{turn}'
        self._parts.append(f'<text {at} fill="{fill}"{halo}>{escape(words)}</text>')

    def text_where_free(self, places: Sequence[Point], words: str, size: float = 3.2) -> None:
        """``words`` at the first of ``places`` where no label is yet; at the last where all are taken."""
        for place in places:
            box = Box(
                place[0], place[1] - 0.75 * size, place[0] + width_of(words, size), place[1] + 0.22 * size, words
            )
            if not any(box.on(label) for label in self.labels):
                break
        self.text(place, words, size)

    def lines(
        self, place: Point, rows: Sequence[str], size: float = 3.2, anchor: Anchor = "start", apart: float = 1.35
    ) -> float:
        """``rows`` below each other, the first on ``place``; where the next one would stand."""
        x, y = place
        for row in rows:
            self.text((x, y), row, size, anchor)
            y += size * apart
        return y

    def paragraph(self, place: Point, words: str, wide: float, size: float = 3.2) -> float:
        """``words`` in as few rows of at most ``wide`` millimetres as there must be, each about as long; where the
        next row would stand."""
        rows = rows_of(words, size, wide)
        while wide > size and len(closer := rows_of(words, size, wide - size)) == len(rows):
            rows, wide = closer, wide - size
        return self.lines(place, rows, size)

    def measure(self, start: Point, end: Point, words: str, side: float = 0.0) -> None:
        """A dimension line, level or plumb, with its ``words`` in the middle; ``side``: by how much they are moved
        off it, to the right or below where above 0."""
        (x0, y0), (x1, y1) = start, end
        self.line(start, end, wide=0.2)
        for x, y in (start, end):
            self.line((x - 1.2, y + 1.2), (x + 1.2, y - 1.2), wide=0.4)
        middle = ((x0 + x1) / 2.0, (y0 + y1) / 2.0)
        if x0 == x1:
            away = side or -1.5
            self.text((middle[0] + away + (2.2 if away > 0 else 0.0), middle[1]), words, 3.0, "middle", upright=True)
        else:
            away = side or -1.3
            self.text((middle[0], middle[1] + away + (2.6 if away > 0 else 0.0)), words, 3.0, "middle")

    # -- what comes of it --------------------------------------------------------------------------------

    def clashes(self) -> Iterator[str]:
        """Labels that lie on each other, or off the paper."""
        width, height = self.size
        for box in self.labels:
            if box.left < 4.0 or box.top < 4.0 or box.right > width - 4.0 or box.bottom > height - 4.0:
                yield f"{box.words!r} is off the paper"
        for one, other in combinations(self.labels, 2):
            if one.on(other):
                yield f"{one.words!r} lies on {other.words!r}"

    def svg(self) -> str:
        """The file."""
        width, height = self.size
        head = '<marker id="head" viewBox="0 0 6 6" refX="5" refY="3" markerWidth="7" markerHeight="7" orient="auto">'
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" width="{_n(width)}mm" height="{_n(height)}mm" '
                f'viewBox="0 0 {_n(width)} {_n(height)}" font-family={quoteattr(FONT)} role="img">',
                f"<title>{escape(self._title)}</title>",
                f"<desc>{escape(self._about)}</desc>",
                f'<defs>{head}<path d="M0,0 L6,3 L0,6 z"/></marker></defs>',
                f'<rect width="{_n(width)}" height="{_n(height)}" fill="#fff"/>',
                *self._parts,
                "</svg>\n",
            ]
        )


def _n(value: float) -> str:
    """A number to a hundredth of a millimetre, as short as it goes."""
    short = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if short == "-0" else short
