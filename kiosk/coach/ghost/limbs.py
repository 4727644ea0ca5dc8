"""A person's own body at rest: how long each limb is, how they stand (or lie) before a rep, and their back's line."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.coach.ghost.angles import lean
from kiosk.coach.guidance import Point
from kiosk.motion.posture import Facing

JOINTS = ("ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "toe")

_TURN = 35.0
"""Degrees off side-on beyond which a picture is not stretched further: what the network sees of the turn is doubtful
there, and a stretched figure would be worse than one that is a little too narrow."""

_SHORTEST = 1.0
"""Pixels below which a limb is none."""

_EAR_HEIGHT = 0.935
"""Height of the ear over the ground as a share of body height (Winter, table of body segment lengths)."""


@dataclass(frozen=True, slots=True)
class Limbs:
    """``joints`` at rest in the person's own plane, x forward + 1j * up from ``origin`` (picture pixels), with the
    horizontal stretched by 1 / ``squeeze``, the cosine of their turn from side-on (exact for a distant camera).
    ``back``: the line of their back, see `kiosk.coach.ghost.back_line`; empty where it was not seen."""

    joints: Mapping[str, complex]
    facing: Facing
    origin: Point
    squeeze: float = 1.0
    back: tuple[float, ...] = ()

    @classmethod
    def of(
        cls, outline: Mapping[str, Point], facing: Facing, turn: float = 0.0, back: tuple[float, ...] = ()
    ) -> Limbs:
        """Measured on the near side's joints (picture pixels) of a person at rest, ``turn`` degrees off side-on."""
        squeeze, origin = math.cos(math.radians(min(abs(turn), _TURN))), outline["ankle"]
        sign = facing.sign / squeeze
        joints = {
            name: complex((outline[name][0] - origin[0]) * sign, origin[1] - outline[name][1]) for name in JOINTS
        }
        return cls(joints, facing, origin, squeeze, back)

    def towards(self, other: Limbs, share: float) -> Limbs:
        """Moved towards ``other``, which faces the same way, by ``share``."""
        joints = {name: place + share * (other.joints[name] - place) for name, place in self.joints.items()}
        (x, y), (u, v) = self.origin, other.origin
        origin = (x + share * (u - x), y + share * (v - y))
        back = other.back
        if self.back and other.back:
            back = tuple(a + share * (b - a) for a, b in zip(self.back, other.back, strict=True))
        squeeze = self.squeeze + share * (other.squeeze - self.squeeze)
        return Limbs(joints, self.facing, origin, squeeze, back or self.back)

    def placed(self, point: complex) -> Point:
        """A point of their own plane in picture pixels."""
        return self.origin[0] + self.facing.sign * self.squeeze * point.real, self.origin[1] - point.imag

    def length(self, start: str, end: str) -> float:
        """Picture pixels between two joints."""
        return abs(self.joints[end] - self.joints[start])

    def lean(self, start: str, end: str) -> float:
        """Degrees by which the segment from ``start`` up to ``end`` leans forward of upright."""
        return lean(self.joints[end] - self.joints[start])

    @property
    def knee(self) -> float:
        """Degrees of knee flexion at rest."""
        knee = self.joints["knee"]
        return lean((knee - self.joints["ankle"]) / (self.joints["hip"] - knee) * 1j)

    @property
    def middle(self) -> float:
        """The middle of the foot, x."""
        return (self.joints["heel"].real + self.joints["toe"].real) / 2.0

    @property
    def foot(self) -> float:
        """Heel to toe, as seen."""
        return abs(self.joints["toe"].real - self.joints["heel"].real)

    @property
    def whole(self) -> bool:
        """Whether each limb has a length: a network may put two joints in one place."""
        pairs = (("ankle", "knee"), ("knee", "hip"), ("hip", "shoulder"), ("ankle", "toe"), ("shoulder", "elbow"))
        return min(self.length(start, end) for start, end in pairs) > _SHORTEST

    def metre(self, height: float) -> float:
        """Picture pixels a metre, of somebody ``height`` metres tall who stands."""
        return (self.joints["ear"].imag - self.joints["heel"].imag) / _EAR_HEIGHT / height
