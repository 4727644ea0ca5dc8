"""Who is rendered: build, clothes, hair and skin. Data only; colours are linear RGB in 0..1."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Colour = tuple[float, float, float]
SOLE = 0.014
"""Metres of the usual shoe sole; the floor lies this far under y = 0 of every figure's frame."""
SOLES = {"barefoot": 0.0, "flat": SOLE, "thick": 0.036, "high_top": 0.022}
"""Metres of sole under the bare foot."""
YOUNG_YEARS, OLD_YEARS = 25.0, 90.0
"""The ages that the body data call young and old."""


@dataclass(frozen=True)
class Build:
    """The body's shape. `muscle`, `weight` and `height` run from -1 (least) over 0 to 1 (most)."""

    sex: Literal["female", "male"] = "male"
    ancestry: Literal["african", "asian", "caucasian"] = "caucasian"
    muscle: float = 0.35
    weight: float = 0.0
    height: float = 0.0
    age: float = 0.15
    """0 is a young adult, 1 is old."""
    details: tuple[tuple[str, float], ...] = ()
    """More shape targets of the body data, by path without ending, and their weights."""

    @property
    def years(self) -> float:
        """Age in years."""
        return YOUNG_YEARS + self.age * (OLD_YEARS - YOUNG_YEARS)


@dataclass(frozen=True)
class Top:
    """What covers the trunk. `sleeve` is how far it runs down the arm, in upper-arm lengths: 0.6 short, 1.75 long."""

    colour: Colour = (0.16, 0.30, 0.42)
    accent: Colour = (0.70, 0.70, 0.70)
    pattern: Literal["plain", "striped", "yoked"] = "plain"
    sleeve: float = 0.62
    looseness: float = 1.0
    kind: Literal["shirt", "tank", "hoodie"] = "shirt"
    flow: float = 0.0
    """How far the cloth hangs straight down from chest and shoulder blades: 0 follows the body, 1 is a plumb line."""
    length: float = 0.0
    """Metres that the hem is lower than usual."""


@dataclass(frozen=True)
class Bottoms:
    """What covers the legs. `flow` as of a `Top`, from the thigh down."""

    kind: Literal["shorts", "leggings", "trousers", "joggers"] = "shorts"
    colour: Colour = (0.045, 0.048, 0.055)
    flow: float = 0.0


@dataclass(frozen=True)
class Person:
    """One person of the cast."""

    build: Build = field(default_factory=Build)
    skin: Literal["light", "medium", "tan", "dark"] = "light"
    top: Top = field(default_factory=Top)
    bottoms: Bottoms = field(default_factory=Bottoms)
    hair: Literal["short", "ponytail", "bald", "bun", "long", "curly"] = "short"
    hair_colour: Colour = (0.035, 0.022, 0.014)
    iris: Colour = (0.12, 0.075, 0.04)
    shoe: Colour = (0.30, 0.31, 0.33)
    sole: Colour = (0.75, 0.74, 0.72)
    sock: Colour = (0.72, 0.72, 0.72)
    footwear: Literal["barefoot", "flat", "thick", "high_top"] = "flat"
    beard: bool = False
    headwear: Literal["none", "cap", "headscarf"] = "none"
    headwear_colour: Colour = (0.05, 0.06, 0.10)

    @property
    def lift(self) -> float:
        """Metres of the bare sole above y = 0 of the figure's frame."""
        return SOLES[self.footwear] - SOLE
