"""People drawn by chance, as many as are asked for: bodies, clothes, hair and skin as they come to a gym."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeVar

import numpy as np

from tests.actors.cast import BELLY, BLACK, BONE, CUP, GREY, LATS, NAVY, SAND, SEAT, SILVER, V_SHAPE, WHITE
from tests.actors.people import Bottoms, Build, Person, Top

CLOTH = (BLACK, NAVY, GREY, BONE, WHITE, SAND, SILVER, (0.35, 0.06, 0.10), (0.10, 0.28, 0.22), (0.45, 0.30, 0.04),
         (0.16, 0.09, 0.16), (0.05, 0.10, 0.30), (0.62, 0.20, 0.05), (0.05, 0.22, 0.20))  # fmt: skip
HAIR = ((0.012, 0.010, 0.009), (0.06, 0.032, 0.015), (0.18, 0.07, 0.03), (0.35, 0.24, 0.10), (0.50, 0.49, 0.48))
SKIN: dict[str, tuple[Literal["light", "medium", "tan", "dark"], ...]] = {
    "african": ("dark", "tan"), "asian": ("light", "medium", "tan"), "caucasian": ("light", "light", "medium"),
}  # fmt: skip

T = TypeVar("T")


def crowd(count: int, seed: int) -> tuple[Person, ...]:
    """`count` people, men and women in turn. The same for the same seed; a longer crowd begins with the shorter."""
    random = np.random.default_rng(seed)
    return tuple(_person(random, "female" if number % 2 else "male") for number in range(count))


def _person(random: np.random.Generator, sex: Literal["female", "male"]) -> Person:
    ancestry: Literal["african", "asian", "caucasian"] = _one(random, ("african", "asian", "caucasian"))
    middle = (0.35, 0.08) if sex == "male" else (0.05, 0.0)
    build = Build(
        sex,
        ancestry,
        muscle=_within(random, middle[0], 0.4, -0.5, 0.9),
        weight=_within(random, 0.05, 0.45, -0.6, 0.8),
        height=_within(random, middle[1], 0.12, -0.15, 0.35),
        age=float(random.uniform(0.0, 1.0)) ** 2 * 0.75,
        details=_details(random, sex),
    )
    top = _top(random)
    legs: tuple[Literal["shorts", "leggings", "trousers", "joggers"], ...] = (
        ("joggers", "trousers") if top.kind == "hoodie" else ("shorts", "leggings", "leggings", "trousers")
    )
    bottoms = Bottoms(_one(random, legs), _one(random, CLOTH))
    if bottoms.kind in ("trousers", "joggers"):
        bottoms = Bottoms(bottoms.kind, bottoms.colour, flow=float(random.uniform(0.0, 0.9)))
    hair: tuple[Literal["short", "ponytail", "bald", "bun", "long", "curly"], ...] = (
        ("short", "short", "bald", "curly") if sex == "male" else ("ponytail", "bun", "long", "curly", "short")
    )
    return Person(
        build,
        _one(random, SKIN[ancestry]),
        top,
        bottoms,
        _one(random, hair),
        _one(random, HAIR),
        shoe=_one(random, CLOTH),
        sole=_one(random, (WHITE, GREY, BLACK)),
        footwear=_one(random, ("flat", "flat", "barefoot", "thick", "high_top")),
        beard=sex == "male" and float(random.random()) < 0.3,
        headwear="cap" if float(random.random()) < 0.1 else "none",
    )


def _top(random: np.random.Generator) -> Top:
    """Tight, a shirt, loose and a hoodie, a quarter each."""
    colour, accent = _one(random, CLOTH), _one(random, CLOTH)
    hanging, lower = float(random.uniform(0.5, 0.9)), float(random.uniform(0.0, 0.1))
    sleeve = _one(random, (0.5, 0.75, 1.75))
    match int(random.integers(4)):
        case 0:
            return Top(colour, accent, kind="tank", looseness=float(random.uniform(0.5, 0.75)))
        case 1:
            return Top(colour, accent, _one(random, ("plain", "striped", "yoked")), sleeve=sleeve)
        case 2:
            loose = float(random.uniform(1.4, 1.8))
            return Top(colour, accent, sleeve=sleeve, looseness=loose, flow=hanging, length=lower)
        case _:
            return Top(colour, accent, kind="hoodie", sleeve=1.8, looseness=1.45, flow=hanging, length=lower)


def _details(random: np.random.Generator, sex: str) -> tuple[tuple[str, float], ...]:
    """What shapes differ in besides muscle and weight: a belly or a broad back, a bust or a seat."""
    own = (BELLY, LATS, V_SHAPE) if sex == "male" else (CUP, SEAT)
    return tuple((path, float(random.uniform(0.2, 0.6))) for path in own if random.random() < 0.3)


def _one(random: np.random.Generator, choices: Sequence[T]) -> T:
    return choices[int(random.integers(len(choices)))]


def _within(random: np.random.Generator, middle: float, spread: float, least: float, most: float) -> float:
    return float(np.clip(random.normal(middle, spread), least, most))
