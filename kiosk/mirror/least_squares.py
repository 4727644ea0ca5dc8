"""Fits a few numbers to observations. Pure maths: Levenberg (1944) and Marquardt (1963), with numpy alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_STEP = 1e-4
"""By which each unknown is moved to see what becomes of the misses, in its own unit."""

_ROUNDS = 60
_GAIN = 1e-9
"""Share of the sum of squares below which a round gains nothing any more."""

_DAMPED_MOST = 1e10


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """``at``: the unknowns, (n,). ``misses``: (m,) there. ``covariance``: (n, n), if each miss has a variance of 1.
    ``slopes``: (m, n), of the misses by the unknowns."""

    at: Floats
    misses: Floats
    covariance: Floats
    slopes: Floats

    @property
    def squares(self) -> float:
        """Sum of the squared misses."""
        return float(self.misses @ self.misses)


def fit(misses: Callable[[Floats], Floats], start: Floats) -> Fit:
    """The unknowns near ``start`` (n,) for which the sum of the squares of ``misses`` is least.

    ``misses`` takes (n,) and gives (m,), m at least n, each in its own standard deviations. The unknowns are best
    given in the like, each held by a miss of its own as by a prior: then the equations are never singular. Slopes are
    taken by central differences.
    """
    at, damping = start.astype(np.float64), 1e-3
    here = misses(at)
    for _ in range(_ROUNDS):
        slopes = _slopes(misses, at)
        normal, down = slopes.T @ slopes, slopes.T @ here
        before = float(here @ here)
        while damping < _DAMPED_MOST:
            tried = at - np.linalg.solve(normal + damping * np.diag(np.diag(normal)), down)
            there = misses(tried)
            if float(there @ there) <= before:
                at, here, damping = tried, there, damping / 10.0
                break
            damping *= 10.0
        if before - float(here @ here) <= _GAIN * (1.0 + before):
            break
    slopes = _slopes(misses, at)
    return Fit(at, here, np.linalg.inv(slopes.T @ slopes).astype(np.float64), slopes)


def _slopes(misses: Callable[[Floats], Floats], at: Floats) -> Floats:
    columns = []
    for number in range(len(at)):
        step = np.zeros_like(at)
        step[number] = _STEP
        columns.append((misses(at + step) - misses(at - step)) / (2.0 * _STEP))
    return np.stack(columns, axis=1)
