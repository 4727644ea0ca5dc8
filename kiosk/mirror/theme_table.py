"""The theme's file, typed: colours, sizes of type, line weights, motion, fixed places, and what must hold of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise, product
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from kiosk import toml
from kiosk.mirror.colours import LEAST_CONTRAST, LEAST_QUIET_CONTRAST, Rgb, contrast, too_alike
from kiosk.settings import Colour, GlassSettings
from kiosk.toml import FileProblem, Section

SHIPPED = Path(__file__).with_name("theme.toml")

READ_FROM_AFAR = 1 / 18
"""Of the screen's height: the least size of what must be read from three metres (count, bar and cue)."""

LETTERS = 0.933
"""From the top of a "d" to the foot of a "p", over the size of the letters (em), in the mirror's font."""

Share = Annotated[float, Field(ge=0.0, le=1.0)]
Em = Annotated[float, Field(ge=0.01, le=0.4)]
Weight = Annotated[float, Field(gt=0.0, le=0.1)]
Seconds = Annotated[float, Field(ge=0.05, le=60.0)]
Box = tuple[Share, Share, Share, Share]
Spot = tuple[Share, Share]

MEANINGS = ("line", "ghost", "good", "warn")
"""Colours that mean something: no two of them may be taken for each other."""


class Colours(Section):
    """The few colours there are; soft and quiet are the line's with less light."""

    line: Colour
    ghost: Colour
    good: Colour
    warn: Colour
    soft: Share
    quiet: Share


class TypeScale(Section):
    """Sizes of letters (em), as shares of the screen's height."""

    count: Em
    voice: Em
    aside: Em
    label: Em


class TypeScales(Section):
    """By the way that the screen hangs."""

    portrait: TypeScale
    landscape: TypeScale


class LineWeights(Section):
    """Widths of lines, as shares of the screen's height."""

    bold: Weight
    thin: Weight
    hair: Weight
    glow: Weight


class Motion(Section):
    """Seconds."""

    fade_out: Seconds
    fade_in: Seconds
    cue_in: Seconds
    cue_stays: Seconds
    cue_out: Seconds
    count_flash: Seconds
    breath: Seconds
    turn: Seconds
    meter_rise: Seconds
    meter_fall: Seconds


class Places(Section):
    """Where things are, where the words stand at the right. Boxes are left, top, right and bottom, and spots x and y,
    as shares of the screen's width and height; heights are shares of its height."""

    margin: Annotated[float, Field(ge=0.0, le=0.2)]
    count_height: Share
    sign: Box
    heading: Box
    note: Box
    cue: Box
    placing: Box
    voice: Box
    listed: Box
    steps: Box
    steps_beside: Box
    shown: Box
    shown_beside: Box
    plot: Box
    compared: Box
    code: Box
    result: Box
    result_label: Box
    bar: Box
    symbol: Spot
    figure: Spot
    figure_height: Share


class LargerPlaces(Section):
    """Places that differ where the letters are larger."""

    margin: Annotated[float, Field(ge=0.0, le=0.2)] | None = None
    count_height: Share | None = None
    sign: Box | None = None
    heading: Box | None = None
    note: Box | None = None
    cue: Box | None = None
    placing: Box | None = None
    voice: Box | None = None
    listed: Box | None = None
    steps: Box | None = None
    steps_beside: Box | None = None
    shown: Box | None = None
    shown_beside: Box | None = None
    plot: Box | None = None
    compared: Box | None = None
    code: Box | None = None
    result: Box | None = None
    result_label: Box | None = None
    bar: Box | None = None
    symbol: Spot | None = None
    figure: Spot | None = None
    figure_height: Share | None = None

    def over(self, places: Places) -> Places:
        """``places`` but for what is named here."""
        return places.model_copy(update=self.model_dump(exclude_none=True))


class Large(Section):
    """What differs with `glass.large_type`."""

    type: TypeScales
    portrait: LargerPlaces = LargerPlaces()
    landscape: LargerPlaces = LargerPlaces()


class ThemeTable(Section):
    """The file."""

    colours: Colours
    type: TypeScales
    lines: LineWeights
    motion: Motion
    portrait: Places
    landscape: Places
    large: Large

    def scale(self, landscape: bool, large: bool) -> TypeScale:
        """The sizes of letters."""
        scales = self.large.type if large else self.type
        return scales.landscape if landscape else scales.portrait

    def places(self, landscape: bool, large: bool) -> Places:
        """Where things are."""
        plain = self.landscape if landscape else self.portrait
        if not large:
            return plain
        return (self.large.landscape if landscape else self.large.portrait).over(plain)


def load_theme(glass: GlassSettings) -> ThemeTable:
    """The theme that ``glass`` names, or the shipped one, with the colours that ``glass`` sets instead.

    Raises:
        kiosk.toml.FileProblem: a file is missing or wrong, or what they come to cannot be read (all of it).
    """
    return _loaded(glass.theme, tuple((name, value) for name in MEANINGS if (value := getattr(glass, name))))


@lru_cache(maxsize=8)
def _loaded(path: Path | None, instead: tuple[tuple[str, str], ...]) -> ThemeTable:
    theme = read_theme(path)
    if not instead:
        return theme
    coloured = theme.model_copy(update={"colours": theme.colours.model_copy(update=dict(instead))})
    problems = [f"settings: glass: {line}" for line in colour_problems(coloured.colours)]
    if problems:
        raise FileProblem(problems)
    return coloured


def read_theme(path: Path | None = None) -> ThemeTable:
    """The theme of the file at ``path``, which names what it changes of the shipped one; absent, that one.

    Raises:
        kiosk.toml.FileProblem: the file is missing or wrong (all of its errors).
    """
    tables = toml.read(SHIPPED)
    origin = SHIPPED if path is None else path
    if path is not None:
        tables = _over(tables, toml.read(path))
    theme = toml.check(ThemeTable, tables, origin)
    problems = [f"{origin}: {line}" for line in theme_problems(theme)]
    if problems:
        raise FileProblem(problems)
    return theme


def _over(tables: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """``tables`` with ``changes``, key by key."""
    merged = dict(tables)
    for key, value in changes.items():
        old = merged.get(key)
        merged[key] = _over(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


_WAYS = (("portrait", False), ("landscape", True))


def theme_problems(theme: ThemeTable) -> list[str]:
    """What of ``theme`` cannot be read, told apart or placed: a line each, naming the keys."""
    problems = [f"colours: {line}" for line in colour_problems(theme.colours)]
    for (name, landscape), large in product(_WAYS, (False, True)):
        key = f"{'large.' if large else ''}type.{name}"
        problems += _type_problems(key, theme.scale(landscape, large))
        plain = theme.scale(landscape, False).voice
        if large and theme.scale(landscape, large).voice <= plain:
            problems.append(f"{key}.voice: must be larger than type.{name}.voice ({plain:g})")
    if theme.motion.cue_in + theme.motion.cue_out > theme.motion.cue_stays:
        problems.append("motion.cue_stays: must be at least cue_in and cue_out together")
    told: set[str] = set()
    for (name, landscape), large in product(_WAYS, (False, True)):
        lines = set(_place_problems(theme.places(landscape, large))) - told
        told |= lines if not large else set()
        problems += [f"{'large.' if large else ''}{name}.{line}" for line in sorted(lines)]
    return problems


def colour_problems(colours: Colours) -> list[str]:
    """What of ``colours`` cannot be read on black, or told apart by every eye."""
    meanings = {name: rgb(getattr(colours, name)) for name in MEANINGS}
    ranks = {"soft": shade(meanings["line"], colours.soft), "quiet": shade(meanings["line"], colours.quiet)}
    problems = []
    for name, colour in (meanings | ranks).items():
        least = LEAST_QUIET_CONTRAST if name == "quiet" else LEAST_CONTRAST
        if contrast(colour) < least:
            problems.append(
                f"{name}: too dark on a mirror: contrast {contrast(colour):.1f}:1, at least {least:g}:1 is needed"
            )
    return problems + too_alike(meanings)


def _type_problems(name: str, scale: TypeScale) -> Iterator[str]:
    least = READ_FROM_AFAR / LETTERS
    for key in ("count", "voice"):
        if getattr(scale, key) < least:
            yield f"{name}.{key}: cannot be read from three metres; at least {least:.4f} is needed"
    order = ("label", "aside", "voice", "count")
    for smaller, larger in pairwise(order):
        if getattr(scale, smaller) > getattr(scale, larger):
            yield f"{name}.{smaller}: must not be larger than {larger} ({getattr(scale, larger):g})"


_TOGETHER = (
    ("heading", "voice"), ("heading", "listed"), ("heading", "plot"), ("heading", "note"), ("heading", "cue"),
    ("note", "cue"), ("note", "voice"), ("listed", "voice"), ("plot", "voice"), ("compared", "voice"), ("bar", "cue"),
    ("sign", "heading"), ("sign", "note"), ("sign", "code"), ("sign", "shown"),
    ("heading", "steps_beside"), ("steps_beside", "placing"), ("shown_beside", "placing"),
    ("heading", "placing"), ("note", "placing"),
    ("heading", "code"), ("code", "voice"),
    ("heading", "result"), ("plot", "result"), ("result", "voice"), ("sign", "result"), ("result", "result_label"),
    ("heading", "result_label"), ("plot", "result_label"), ("result_label", "voice"), ("sign", "result_label"),
    ("heading", "shown"), ("heading", "steps"), ("steps", "shown"), ("steps", "voice"), ("shown", "voice"),
)  # fmt: skip
"""Boxes that are seen at once, so that they must not overlap."""


def _place_problems(places: Places) -> Iterator[str]:
    boxes = {name: getattr(places, name) for name in sorted({name for pair in _TOGETHER for name in pair})}
    askew = [name for name, (left, top, right, bottom) in boxes.items() if left >= right or top >= bottom]
    for name in askew:
        yield f"{name}: a box is left, top, right and bottom, and has some width and height"
    for one, other in _TOGETHER:
        if one not in askew and other not in askew and _overlap(boxes[one], boxes[other]):
            yield f"{one}: overlaps {other}"
    if not {"bar", "cue"} & set(askew) and _overlap(mirrored(boxes["bar"]), boxes["cue"]):
        yield "bar: overlaps cue where they stand on different sides"


def mirrored(box: Box) -> Box:
    """``box`` where the words stand at the left."""
    left, top, right, bottom = box
    return 1.0 - right, top, 1.0 - left, bottom


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def rgb(colour: str) -> Rgb:
    """``#rrggbb`` as three numbers."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def shade(colour: Rgb, level: float) -> Rgb:
    """``colour`` at ``level`` (0 to 1) of its light: on a mirror, dimmer is also more transparent."""
    red, green, blue = (round(part * min(max(level, 0.0), 1.0)) for part in colour)
    return red, green, blue
