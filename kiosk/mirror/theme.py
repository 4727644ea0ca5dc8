"""How the mirror looks, on a certain screen: colours, sizes and fixed places, from the theme's file (`theme.toml`).

Black is mirror. Every length is in screen pixels, x right, y down, from the top left of the lit area.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

from pygame import Rect

from kiosk.mirror.colours import Rgb
from kiosk.mirror.theme_table import (
    LETTERS,
    READ_FROM_AFAR,
    Box,
    Colours,
    LineWeights,
    Motion,
    Places,
    Spot,
    TypeScale,
    load_theme,
    mirrored,
    rgb,
    shade,
)
from kiosk.settings import GlassSettings

__all__ = ["BLACK", "Layout", "Motion", "Palette", "Rgb", "Side", "Sizes", "Theme", "mix", "shade"]

Side = int
"""+1 the right-hand side of the screen, -1 the left."""

BLACK: Rgb = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Palette:
    """The few colours there are."""

    line: Rgb
    """Text and the person's own line."""
    soft: Rgb
    """Text of the second rank."""
    quiet: Rgb
    """What is there when looked for: labels, tracks."""
    ghost: Rgb
    good: Rgb
    warn: Rgb

    @classmethod
    def of(cls, colours: Colours) -> Self:
        """The theme's colours; soft and quiet are the line's with less light."""
        line = rgb(colours.line)
        return cls(
            line,
            shade(line, colours.soft),
            shade(line, colours.quiet),
            rgb(colours.ghost),
            rgb(colours.good),
            rgb(colours.warn),
        )


@dataclass(frozen=True, slots=True)
class Sizes:
    """Type sizes (em) and line widths."""

    count: int
    voice: int
    """What must be read from 3 m: a line of it is at least 1/18 of the screen's height."""
    aside: int
    label: int
    bold: float
    """Line width of what matters."""
    thin: float
    hair: float
    glow: float
    """How far a glow reaches from its line."""
    afar: int
    """The smallest type that can be read from 3 m; large type may shrink to it."""

    @classmethod
    def of(cls, height: int, scale: TypeScale, lines: LineWeights) -> Self:
        """For a screen ``height`` pixels high."""
        return cls(
            count=math.ceil(height * scale.count),
            voice=math.ceil(height * scale.voice),
            aside=round(height * scale.aside),
            label=round(height * scale.label),
            bold=height * lines.bold,
            thin=height * lines.thin,
            hair=max(1.0, height * lines.hair),
            glow=height * lines.glow,
            afar=math.ceil(height * READ_FROM_AFAR / LETTERS),
        )


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things are. They do not move while a screen is shown."""

    size: tuple[int, int]
    places: Places
    side: Side
    """Of the count and the words: where the person does not stand."""
    bar_side: Side
    """Of the spine bar: behind the person, where their head does not come down."""

    @property
    def stands(self) -> bool:
        """Whether the screen is higher than wide."""
        return self.size[1] > self.size[0]

    @property
    def margin(self) -> int:
        """Free on every edge."""
        return round(self.size[1] * self.places.margin)

    @property
    def outer(self) -> int:
        """x of the margin on the words' side: the count is set flush with it."""
        return self.size[0] - self.margin if self.side > 0 else self.margin

    @property
    def top(self) -> int:
        """y of the first line."""
        return self.margin

    @property
    def count_height(self) -> int:
        """Of the count and of the ring that comes before it."""
        return round(self.size[1] * self.places.count_height)

    @property
    def sign(self) -> Rect:
        """At the edge, where no screen has anything: who else is there."""
        return self._box(self.places.sign, self.side)

    @property
    def heading(self) -> Rect:
        """What it is all about, opposite to the count."""
        return self._box(self.places.heading, self.side)

    @property
    def note(self) -> Rect:
        """For who stops to read it; under `heading`."""
        return self._box(self.places.note, self.side)

    @property
    def voice(self) -> Rect:
        """Where the mirror speaks while nobody is drawn."""
        return self._box(self.places.voice, self.side)

    @property
    def cue(self) -> Rect:
        """Where it speaks during a set."""
        return self._box(self.places.cue, self.side)

    @property
    def placing(self) -> Rect:
        """Where it speaks to who gets into place: their feet and the mat stay free."""
        return self._box(self.places.placing, self.side)

    @property
    def listed(self) -> Rect:
        """Lines to read, besides what is said."""
        return self._box(self.places.listed, self.side)

    @property
    def steps(self) -> Rect:
        """Lines on how to set up, beside who shows the drill."""
        return self._box(self.places.steps, self.side)

    @property
    def steps_beside(self) -> Rect:
        """The same, beside who gets into place."""
        return self._box(self.places.steps_beside, self.side)

    @property
    def shown_beside(self) -> Rect:
        """Who shows a drill, beside who gets into place for it."""
        return self._box(self.places.shown_beside, self.side)

    @property
    def shown(self) -> Rect:
        """Who shows a drill."""
        return self._box(self.places.shown, self.side)

    @property
    def plot(self) -> Rect:
        """The summary's plot."""
        return self._box(self.places.plot, self.side)

    @property
    def compared(self) -> Rect:
        """How the sides differ, below the plots of both."""
        return self._box(self.places.compared, self.side)

    @property
    def code(self) -> Rect:
        """A QR code and the line below it, while nobody is there."""
        return self._box(self.places.code, self.side)

    @property
    def result(self) -> Rect:
        """Room for the QR code of the result."""
        return self._box(self.places.result, self.side)

    @property
    def result_label(self) -> Rect:
        """What that is, beside or below it."""
        return self._box(self.places.result_label, self.side)

    @property
    def bar(self) -> Rect:
        """The spine bar; no narrower than what must be read from afar."""
        box = self._box(self.places.bar, self.bar_side)
        spare = max(0, math.ceil(self.size[1] * READ_FROM_AFAR) - box.width)
        return Rect(box.left - (spare if self.bar_side > 0 else 0), box.top, box.width + spare, box.height)

    @property
    def symbol(self) -> tuple[float, float]:
        """Middle of rings, clocks and signs."""
        return self._spot(self.places.symbol)

    @property
    def figure(self) -> tuple[float, float]:
        """Between the feet of who hinges while nobody is there."""
        return self._spot(self.places.figure)

    @property
    def figure_height(self) -> float:
        """Theirs."""
        return self.size[1] * self.places.figure_height

    @property
    def short(self) -> int:
        """The screen's shorter edge: signs are as large on a screen that stands as on one that lies."""
        return min(self.size)

    def _box(self, box: Box, side: Side) -> Rect:
        width, height = self.size
        left, top, right, bottom = box if side > 0 else mirrored(box)
        x, y = round(width * left), round(height * top)
        return Rect(x, y, round(width * right) - x, round(height * bottom) - y)

    def _spot(self, spot: Spot) -> tuple[float, float]:
        x = spot[0] if self.side > 0 else 1.0 - spot[0]
        return self.size[0] * x, self.size[1] * spot[1]


@dataclass(frozen=True, slots=True)
class Theme:
    """All of it."""

    size: tuple[int, int]
    palette: Palette
    sizes: Sizes
    motion: Motion
    places: Places
    large: bool
    """Larger letters, and fewer words."""

    @classmethod
    def of(cls, glass: GlassSettings, size: tuple[int, int]) -> Self:
        """For a screen of ``size`` pixels. Raises `kiosk.toml.FileProblem` where the theme is wrong."""
        table, large = load_theme(glass), glass.large_type
        landscape = size[0] > size[1]
        sizes = Sizes.of(size[1], table.scale(landscape, large), table.lines)
        return cls(size, Palette.of(table.colours), sizes, table.motion, table.places(landscape, large), large)

    def layout(self, side: Side = 1, bar_side: Side = 1) -> Layout:
        """The fixed places, with the words on ``side`` and the spine bar on ``bar_side``."""
        return Layout(self.size, self.places, side, bar_side)


def mix(one: Rgb, other: Rgb, share: float) -> Rgb:
    """From ``one`` (share 0) to ``other`` (share 1)."""
    share = min(max(share, 0.0), 1.0)
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
