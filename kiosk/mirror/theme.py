"""How the mirror looks: colours, sizes and fixed places, all as shares of the screen.

Black is mirror. Every length is in screen pixels, x right, y down, from the top left of the lit area.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from pygame import Color, Rect

from kiosk.settings import GlassSettings

Rgb = tuple[int, int, int]
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
    def of(cls, glass: GlassSettings) -> Self:
        """The settings' colours; soft and quiet are the line's with less light."""
        line = rgb(glass.line)
        return cls(line, shade(line, 0.75), shade(line, 0.5), rgb(glass.ghost), rgb(glass.good), rgb(glass.warn))


@dataclass(frozen=True, slots=True)
class Sizes:
    """Type sizes (em) and line widths."""

    count: int
    voice: int
    """What must be read from 3 m: a line of it is more than 1/18 of the screen's height."""
    aside: int
    label: int
    bold: float
    """Line width of what matters."""
    thin: float
    hair: float
    glow: float
    """How far a glow reaches from its line."""

    @classmethod
    def of(cls, height: int) -> Self:
        """For a screen ``height`` pixels high."""
        return cls(
            count=round(height / 7.5),
            voice=round(height / 18),
            aside=round(height / 27),
            label=round(height / 40),
            bold=height / 190,
            thin=height / 420,
            hair=max(1.0, height / 840),
            glow=height / 46,
        )


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things are. They do not move while a screen is shown."""

    size: tuple[int, int]
    side: Side
    """Of the count and the words: where the person does not stand."""
    bar_side: Side
    """Of the spine bar: behind the person, where their head does not come down."""

    @property
    def margin(self) -> int:
        """Free on every edge."""
        return round(self.size[0] / 15)

    @property
    def outer(self) -> int:
        """x of the margin on the words' side: they are set flush with it."""
        return self.size[0] - self.margin if self.side > 0 else self.margin

    @property
    def top(self) -> int:
        """y of the first line."""
        return self.margin

    @property
    def count_height(self) -> int:
        """Of the count and of the ring that comes before it."""
        return round(self.size[1] * 0.105)

    @property
    def voice(self) -> Rect:
        """The bottom third, where the mirror speaks; full width."""
        width, height = self.size
        top = round(height * 0.685)
        return Rect(self.margin, top, width - 2 * self.margin, height - self.margin - top)

    @property
    def cue(self) -> Rect:
        """The part of `voice` on the words' side, so that the person's legs stay free."""
        whole = self.voice
        width = round(whole.width * 0.7)
        return Rect(whole.right - width if self.side > 0 else whole.left, whole.top, width, whole.height)

    @property
    def bar(self) -> Rect:
        """The spine bar, at an edge, between the heights of count and words."""
        width, height = self.size
        thick = round(width * 0.055)
        left = width - self.margin - thick if self.bar_side > 0 else self.margin
        return Rect(left, round(height * 0.24), thick, round(height * 0.36))

    @property
    def plot(self) -> Rect:
        """The summary's plot, between the count and the advice."""
        width, height = self.size
        return Rect(self.margin, round(height * 0.3), width - 2 * self.margin, round(height * 0.3))


@dataclass(frozen=True, slots=True)
class Theme:
    """All of it."""

    size: tuple[int, int]
    palette: Palette
    sizes: Sizes

    @classmethod
    def of(cls, glass: GlassSettings, size: tuple[int, int]) -> Self:
        """For a screen of ``size`` pixels."""
        return cls(size, Palette.of(glass), Sizes.of(size[1]))

    def layout(self, side: Side = 1, bar_side: Side = 1) -> Layout:
        """The fixed places, with the words on ``side`` and the spine bar on ``bar_side``."""
        return Layout(self.size, side, bar_side)


def rgb(colour: str) -> Rgb:
    """``#rrggbb`` as three numbers."""
    made = Color(colour)
    return made.r, made.g, made.b


def shade(colour: Rgb, level: float) -> Rgb:
    """``colour`` at ``level`` (0 to 1) of its light: on a mirror, dimmer is also more transparent."""
    red, green, blue = (round(part * min(max(level, 0.0), 1.0)) for part in colour)
    return red, green, blue


def mix(one: Rgb, other: Rgb, share: float) -> Rgb:
    """From ``one`` (share 0) to ``other`` (share 1)."""
    share = min(max(share, 0.0), 1.0)
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
