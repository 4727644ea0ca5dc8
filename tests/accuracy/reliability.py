"""How often what was trusted with c is right: in c of the cases, if trust is calibrated. Pure numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

BINS = 10
"""Of trust, of equal width, from 0 to 1."""


@dataclass(frozen=True)
class Reliability:
    """By bin of trust, (bins,) each: how many, the sum of their trust, how many of them are right."""

    count: tuple[int, ...]
    trusted: tuple[float, ...]
    right: tuple[int, ...]

    def __add__(self, other: Reliability) -> Reliability:
        def both(a: tuple[float, ...], b: tuple[float, ...]) -> tuple[float, ...]:
            return tuple(x + y for x, y in zip(a, b, strict=True))

        return Reliability(
            both(self.count, other.count),  # type: ignore[arg-type]
            both(self.trusted, other.trusted),
            both(self.right, other.right),  # type: ignore[arg-type]
        )

    @property
    def total(self) -> int:
        """How many in all."""
        return sum(self.count)

    @property
    def expected_error(self) -> float:
        """Expected calibration error: by how much trust and share of right ones differ, over bins, weighed by count
        (Naeini, Cooper and Hauskrecht 2015). NaN of nothing."""
        gaps = [abs(trust - right) for trust, right in zip(self.trusted, self.right, strict=True)]
        return sum(gaps) / self.total if self.total else float("nan")


NOTHING = Reliability((0,) * BINS, (0.0,) * BINS, (0,) * BINS)


def reliability(trust: ArrayLike, right: ArrayLike) -> Reliability:
    """Of `trust` (n,) 0..1 and whether each was `right` (n,)."""
    values, hits = np.asarray(trust, float), np.asarray(right, bool)
    which = np.minimum((values * BINS).astype(int), BINS - 1)
    return Reliability(
        tuple(int(n) for n in np.bincount(which, minlength=BINS)),
        tuple(float(n) for n in np.bincount(which, values, BINS)),
        tuple(int(n) for n in np.bincount(which[hits], minlength=BINS)),
    )
