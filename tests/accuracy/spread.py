"""The figures that the report is made of. Pure numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Spread:
    """Of signed errors: how many, their mean, root mean square, and the 95th percentile of their size."""

    count: int
    bias: float
    rmse: float
    p95: float


@dataclass(frozen=True)
class Share:
    """`hits` of `total`, with a 90 % Wilson interval."""

    hits: int
    total: int

    @property
    def value(self) -> float | None:
        """0..1; None of nothing."""
        return self.hits / self.total if self.total else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The interval's ends; None of nothing."""
        return wilson(self.hits, self.total) if self.total else None


def spread(errors: ArrayLike) -> Spread | None:
    """The spread of `errors`; None where there are none."""
    values = np.asarray(errors, float)
    if not values.size:
        return None
    return Spread(
        count=int(values.size),
        bias=float(values.mean()),
        rmse=float(np.sqrt(np.mean(values**2))),
        p95=float(np.percentile(np.abs(values), 95.0)),
    )


def wilson(hits: int, total: int, z: float = 1.6449) -> tuple[float, float]:
    """Wilson's score interval of a share; z = 1.6449 for 90 % (Wilson 1927)."""
    share, square = hits / total, z * z / total
    middle = (share + square / 2.0) / (1.0 + square)
    half = z / (1.0 + square) * math.sqrt(share * (1.0 - share) / total + square / (4.0 * total))
    return max(0.0, middle - half), min(1.0, middle + half)


def bootstrap(clips: int, figure: Callable[[NDArray[np.int64]], float], draws: int = 1000) -> tuple[float, float]:
    """The 90 % interval of `figure` over clips drawn anew with putting back; `figure` takes how often each is drawn.

    The draws are the same for the same number of clips. Draws for which `figure` is NaN are left out; the interval is
    NaN where all are.
    """
    dice = np.random.default_rng(20240229)
    values = [figure(np.bincount(dice.integers(0, clips, clips), minlength=clips)) for _ in range(draws)]
    good = [value for value in values if not math.isnan(value)]
    if not good:
        return math.nan, math.nan
    low, high = np.percentile(good, [5.0, 95.0])
    return float(low), float(high)


def wrapped(degrees: Array) -> Array:
    """The same angles between -180 and 180."""
    return (degrees + 180.0) % 360.0 - 180.0


def mean(values: Sequence[float]) -> float | None:
    """The mean; None of nothing."""
    return sum(values) / len(values) if values else None
