"""What every judge of quantized models says: how far a candidate strays from its float network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from kiosk.pose.pose import Floats
from kiosk.quantize.recipe import Limits


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and 95th percentile of an absolute difference."""

    median: float
    p95: float

    @classmethod
    def of(cls, differences: Floats) -> Spread:
        """Spread of ``differences``, ignoring NaN; NaN where there is nothing."""
        values = np.abs(differences[np.isfinite(differences)])
        if values.size == 0:
            return cls(float("nan"), float("nan"))
        return cls(float(np.median(values)), float(np.percentile(values, 95)))


class Figure(NamedTuple):
    """A measure that the recipe limits: ``found`` and ``allowed``; small is good throughout."""

    name: str
    found: float
    allowed: float


class Difference(NamedTuple):
    """A row of a card: what differs in which unit, and how many ``digits`` of it mean something."""

    name: str
    spread: Spread
    digits: int = 2


class Verdict(Protocol):
    """Differences of a candidate from the float network, on inputs that both saw."""

    @property
    def pictures(self) -> int:
        """How many inputs the differences were measured on."""

    def figures(self, limits: Limits) -> list[Figure]:
        """Each measure that ``limits`` has a word on."""

    def differences(self) -> list[Difference]:
        """What a card tells, row by row."""

    def answers(self) -> str:
        """A sentence: how often both say the same of whether a person is there."""

    def cells(self) -> Mapping[str, str]:
        """What a search table tells, by column."""

    def moves(self) -> Sequence[tuple[str, float]]:
        """What the reason of a float span tells, most important first: words with a place for the number, and it."""


class Judge(Protocol):
    """Compares candidates with one float network on inputs of its own."""

    seen: str
    """What it shows them, in a word."""

    @property
    def compared(self) -> str:
        """On how many inputs of which kinds it compares, and what the cells of its verdicts are."""

    def __call__(self, model: bytes) -> Verdict:
        """How far ``model`` strays."""


def turn(degrees: Floats) -> Floats:
    """``degrees`` brought into -180..180."""
    turned: Floats = (degrees + 180.0) % 360.0 - 180.0
    return turned
