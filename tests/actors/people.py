"""Who is rendered: build, clothes, hair and skin. Data only; colours are linear RGB in 0..1."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Colour = tuple[float, float, float]
SOLE = 0.014
"""Metres of shoe sole under the bare foot."""


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


@dataclass(frozen=True)
class Top:
    """A shirt. `sleeve` is how far it runs down the arm, in upper-arm lengths: 0.6 short, 1.75 long."""

    colour: Colour = (0.16, 0.30, 0.42)
    accent: Colour = (0.70, 0.70, 0.70)
    pattern: Literal["plain", "striped", "yoked"] = "plain"
    sleeve: float = 0.62
    looseness: float = 1.0


@dataclass(frozen=True)
class Bottoms:
    """What covers the legs."""

    kind: Literal["shorts", "leggings", "trousers"] = "shorts"
    colour: Colour = (0.045, 0.048, 0.055)


@dataclass(frozen=True)
class Person:
    """One person of the cast."""

    build: Build = field(default_factory=Build)
    skin: Literal["light", "medium", "tan", "dark"] = "light"
    top: Top = field(default_factory=Top)
    bottoms: Bottoms = field(default_factory=Bottoms)
    hair: Literal["short", "ponytail", "bald"] = "short"
    hair_colour: Colour = (0.035, 0.022, 0.014)
    iris: Colour = (0.12, 0.075, 0.04)
    shoe: Colour = (0.30, 0.31, 0.33)
    sole: Colour = (0.75, 0.74, 0.72)
    sock: Colour = (0.72, 0.72, 0.72)
    dumbbells: bool = False
    """Holds a dumbbell of `figure.DUMBBELL_KG` in each hand."""
