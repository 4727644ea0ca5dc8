"""Rounds convolution weights to the int8 grid so that each layer's results stay, not each weight.

Rounding every weight to its nearest loses the sums that matter: neighbouring pixels are alike, so a kernel that
takes a difference must keep its sum of nearly nothing. Here the errors of a row of weights are chosen together,
to be small under the covariance of what the layer sees (as in GPTQ), and their mean effect goes into the bias,
which has 32 bits. The weights stay float but lie on the grid that the quantizer then finds again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from kiosk.quantize import graph, weights
from kiosk.quantize.graph import Model
from kiosk.quantize.weights import Convolution, Doubles, Weights

_STEPS = 127.0
"""Symmetric int8: -127..127."""


@dataclass(slots=True)
class Moments:
    """Sums over what one convolution saw: (groups, k) and (groups, k, k); one group unless depthwise."""

    count: int
    total: Doubles
    products: Doubles

    @classmethod
    def none(cls, groups: int, size: int) -> Moments:
        """Nothing seen yet."""
        return cls(0, np.zeros((groups, size)), np.zeros((groups, size, size)))

    def add(self, patches: Weights) -> None:
        """Book ``patches`` (groups, places, k)."""
        seen = patches.astype(np.float64)
        self.count += seen.shape[1]
        self.total += seen.sum(axis=1)
        self.products += np.matmul(seen.transpose(0, 2, 1), seen)

    def divided(self, scale: Doubles) -> Moments:
        """As if each channel of what was seen had been divided by its ``scale`` (channels,)."""
        groups, size = self.total.shape
        # A depthwise convolution has a group for each channel; else channels run fastest within a patch.
        alone = groups > 1
        by = np.broadcast_to(scale[:, None], (groups, size)) if alone else np.tile(scale, size // len(scale))[None]
        return Moments(self.count, self.total / by, self.products / (by[:, :, None] * by[:, None, :]))

    @property
    def mean(self) -> Doubles:
        """(groups, k)."""
        return self.total / max(self.count, 1)

    def covariance(self, damping: float) -> Doubles:
        """(groups, k, k), with ``damping`` times its mean variance added on the diagonal."""
        mean = self.mean
        spread = self.products / max(self.count, 1) - mean[:, :, None] * mean[:, None, :]
        size = spread.shape[1]
        ridge = damping * np.trace(spread, axis1=1, axis2=2) / size + 1e-9
        damped: Doubles = spread + np.eye(size) * ridge[:, None, None]
        return damped


def round_weights(model: Model, moments: Mapping[str, Moments], damping: float, positions: Iterable[int]) -> None:
    """Round in place the convolutions at ``positions``; ``moments`` by the name of their result."""
    chosen = frozenset(positions)
    tensors = model.subgraphs[0].tensors
    for item in weights.convolutions(model):
        if item.position in chosen:
            _round(model, item, moments[tensors[item.result].name.decode()], damping)
    graph.prune(model)


def _round(model: Model, item: Convolution, moments: Moments, damping: float) -> None:
    values = weights.load(model, item.weights)
    rows = item.rows(values)
    rounded = to_grid(rows, moments.covariance(damping))
    weights.store(model, item.weights, item.unrows(rounded, values.shape))
    shift = ((rounded - rows) * moments.mean).sum(axis=1)
    weights.store(model, item.bias, weights.load(model, item.bias) - shift)


def to_grid(rows: Doubles, covariance: Doubles) -> Doubles:
    """``rows`` (outputs, k) rounded to 127 steps of each row's largest weight, errors balanced.

    ``covariance`` is (1, k, k) or (outputs, k, k). Each column is rounded in turn, and its error is taken up by
    the columns still to come as far as they are seen together with it. A row's largest weight stays: it is the
    scale.
    """
    largest = np.abs(rows).max(axis=1)
    step = np.where(largest > 0, largest / _STEPS, 1.0)
    fixed = np.abs(rows) >= largest[:, None]
    upper = np.linalg.cholesky(np.linalg.inv(covariance)).transpose(0, 2, 1)
    left = rows.copy()
    rounded = np.empty_like(rows)
    for column in range(rows.shape[1]):
        aim = np.where(fixed[:, column], rows[:, column], left[:, column])
        rounded[:, column] = np.clip(np.round(aim / step), -_STEPS, _STEPS) * step
        error = (left[:, column] - rounded[:, column]) / upper[:, column, column]
        left[:, column + 1 :] -= error[:, None] * upper[:, column, column + 1 :]
    return rounded
