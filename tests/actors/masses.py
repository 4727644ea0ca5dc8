"""Where a body's mass is: its segments after de Leva, on the bones and in the middle of the trunk's flesh.

P. de Leva, Adjustments to Zatsiorsky-Seluyanov's segment inertia parameters, J. Biomech. 29(9), 1996, table 4:
shares of the body's mass, and how far along its segment a centre lies. The front-to-back place of trunk and head,
which those tables leave open, is halfway between front and back of the naked mesh.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse

from .figure import Figure
from .rotations import Array


@dataclass(frozen=True)
class Table:
    """Masses as shares of the body, and centres along segments; pairs are (mass, centre)."""

    head: tuple[float, float]
    """Centre from the vertex to the seventh neck vertebra."""
    upper_trunk: tuple[float, float, float]
    """Centre from the seventh neck vertebra to the tip of the breastbone; the third is the length of this part, in
    millimetres of the man or woman measured."""
    middle_trunk: tuple[float, float, float]
    """From there to the navel."""
    lower_trunk: tuple[float, float, float]
    """From there to the middle of the hips."""
    upper_arm: tuple[float, float]
    forearm: tuple[float, float]
    hand: tuple[float, float]
    """Centre from the wrist to the knuckle of the middle finger."""
    thigh: tuple[float, float]
    shank: tuple[float, float]
    foot: tuple[float, float]
    """Centre from heel to toe."""


TABLES = {
    "male": Table(
        head=(0.0694, 0.5002),
        upper_trunk=(0.1596, 0.5066, 242.1),
        middle_trunk=(0.1633, 0.4502, 215.5),
        lower_trunk=(0.1117, 0.6115, 145.7),
        upper_arm=(0.0271, 0.5772),
        forearm=(0.0162, 0.4574),
        hand=(0.0061, 0.7900),
        thigh=(0.1416, 0.4095),
        shank=(0.0433, 0.4395),
        foot=(0.0137, 0.4415),
    ),
    "female": Table(
        head=(0.0668, 0.4841),
        upper_trunk=(0.1545, 0.5050, 228.0),
        middle_trunk=(0.1465, 0.4512, 205.3),
        lower_trunk=(0.1247, 0.4920, 181.5),
        upper_arm=(0.0255, 0.5754),
        forearm=(0.0138, 0.4559),
        hand=(0.0056, 0.7474),
        thigh=(0.1478, 0.3612),
        shank=(0.0481, 0.4352),
        foot=(0.0129, 0.4014),
    ),
}

_LEVEL = 0.02
"""Metres above and below a level, within which the mesh tells its middle and its weights."""


class MassModel:
    """The centres of mass of one figure's segments, as points that follow its bones.

    `rest` (segments, 3) in metres, `weights` (segments, bones), `shares` (segments,) of the body's mass, which
    add up to 1. Limbs are rigid; trunk and head follow the bones as the flesh around them does.
    """

    def __init__(self, figure: Figure, heels: tuple[Array, Array], toes: tuple[Array, Array]) -> None:
        self._figure = figure
        table = TABLES[figure.person.build.sex]
        self._rest: list[Array] = []
        self._weights: list[Array] = []
        self._shares: list[float] = []
        self._trunk(table)
        body = figure.body
        for number, side in enumerate((".L", ".R")):
            for upper, lower, (share, at) in (
                ("upperarm01", "lowerarm01", table.upper_arm),
                ("lowerarm01", "wrist", table.forearm),
                ("wrist", "finger3-1", table.hand),
                ("upperleg01", "lowerleg01", table.thigh),
                ("lowerleg01", "foot", table.shank),
            ):
                self._rigid(upper + side, body.joint(upper + side), body.joint(lower + side), share, at)
            self._rigid("foot" + side, heels[number], toes[number], *table.foot)
        self.rest = np.array(self._rest)
        self.weights = sparse.csr_matrix(np.array(self._weights))
        self.shares = np.array(self._shares) / sum(self._shares)

    def centre(self, places: Array) -> Array:
        """The body's centre of mass, from the places (segments, 3) of its segments' centres."""
        return self.shares @ places

    def _rigid(self, bone: str, start: Array, end: Array, share: float, at: float) -> None:
        """A limb segment between two places at rest, which turns with one bone."""
        weights = np.zeros(len(self._figure.body.bones))
        weights[self._figure.body.index[bone]] = 1.0
        self._add(start + at * (end - start), weights, share)

    def _trunk(self, table: Table) -> None:
        body, surface = self._figure.body, self._figure.surface
        low, high = body.joint("upperleg01.L")[1], body.joint("neck01")[1]
        lengths = np.array([part[2] for part in (table.lower_trunk, table.middle_trunk, table.upper_trunk)])
        navel, breastbone, _ = low + np.cumsum(lengths) / lengths.sum() * (high - low)
        arms = surface.arm_share(surface.coarse_weights)
        for top, bottom, (share, at) in (
            (high, breastbone, table.upper_trunk[:2]),
            (breastbone, navel, table.middle_trunk[:2]),
            (navel, low, table.lower_trunk[:2]),
            (body.height, high, table.head),
        ):
            level = top + at * (bottom - top)
            points = surface.coarse_points
            near = (np.abs(points[:, 1] - level) < _LEVEL) & (arms < 0.3)
            depth = points[near & (np.abs(points[:, 0]) < _LEVEL), 2]
            middle = np.array([0.0, level, (depth.min() + depth.max()) / 2.0])
            self._add(middle, surface.coarse_weights[near].mean(0), share)

    def _add(self, place: Array, weights: Array, share: float) -> None:
        self._rest.append(place)
        self._weights.append(weights)
        self._shares.append(share)
