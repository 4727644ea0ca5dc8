"""The centre of mass of a posed body with what it carries. Figure frame, metres.

Segment masses and the places of their centres after Winter (Biomechanics and Motor Control of Human Movement) and
de Leva (1996), as shares of the body's mass and of the segment's length.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from .body import Body
from .rotations import Array

BODY_KG = 72.0

LIMBS = (
    ("upperleg01", "lowerleg01", 0.1416, 0.43),
    ("lowerleg01", "foot", 0.0433, 0.43),
    ("upperarm01", "lowerarm01", 0.0271, 0.50),
    ("lowerarm01", "wrist", 0.0162, 0.45),
)
"""Upper joint, lower joint, share of the body's mass, centre along the segment."""
TRUNK_LOW, TRUNK_HIGH, HEAD, HAND, FOOT = 0.220, 0.215, 0.069, 0.0061, 0.0137
HEAD_CENTRE = np.array([0.0, 0.07, 0.02])
FOOT_AHEAD = 0.04


@dataclass(frozen=True)
class Load:
    """A weight held in both hands or on the upper back."""

    kilograms: float
    at: Literal["hands", "back"] = "hands"


class Balance:
    """Weighs one body."""

    def __init__(self, body: Body, load: Load | None = None) -> None:
        self._load = load
        index = body.index
        joints: list[tuple[int, float]] = []
        for upper, lower, share, along in LIMBS:
            for side in (".L", ".R"):
                joints += [(index[upper + side], share * (1.0 - along)), (index[lower + side], share * along)]
        for side in (".L", ".R"):
            joints += [(index["wrist" + side], HAND), (index["foot" + side], FOOT)]
        joints += [(index["spine05"], TRUNK_LOW / 2.0), (index["spine02"], TRUNK_LOW / 2.0)]
        joints += [(index["spine02"], 0.45 * TRUNK_HIGH), (index["neck01"], 0.55 * TRUNK_HIGH)]
        self._bones = np.array([bone for bone, _ in joints])
        self._shares = np.array([share for _, share in joints])
        self._head = index["head"]
        self._hands, self._back = [index["wrist.L"], index["wrist.R"]], index["neck01"]
        self._feet = [index["foot.L"], index["foot.R"]]

    def centre(self, rotations: Array, positions: Array, *, with_load: bool = True) -> Array:
        """The centre of mass (3,)."""
        moment = self._shares @ positions[self._bones]
        moment = moment + HEAD * (positions[self._head] + rotations[self._head] @ HEAD_CENTRE)
        for foot in self._feet:  # its centre is ahead of the ankle, along the sole
            moment = moment + FOOT * FOOT_AHEAD * rotations[foot][:, 2]
        mass = float(self._shares.sum()) + HEAD
        if self._load is not None and with_load:
            where = positions[self._hands].mean(0) if self._load.at == "hands" else positions[self._back]
            moment = moment + self._load.kilograms / BODY_KG * where
            mass += self._load.kilograms / BODY_KG
        centre: Array = moment / mass
        return centre
