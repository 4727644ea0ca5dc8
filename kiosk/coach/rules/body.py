"""The standing body that things are placed by: joints in the person's own frame, and how long a metre is."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from kiosk.coach.rules.finding import Point
from kiosk.motion.motion import Moment
from kiosk.motion.posture import Facing, Phase, Posture

EAR_HEIGHT = 0.935
"""Height of the ear over the ground as a share of body height (Winter, table of body segment lengths)."""

_UPRIGHT = 9.0
"""Degrees off the own standing within which somebody stands."""

_FRAMES = 20
"""Standing frames whose medians are the body: less than a second, so that a step to the side is followed."""

_LEAST = 5
_NEEDED = ("ear", "hip", "knee", "ankle", "heel")
_TRUNK = ("ear", "shoulder", "hip")

_THIGH, _SHANK, _EAR = 0.75, 0.79, 3.04
"""Hip over knee, knee over ankle, and ear over heel, in lengths of the torso, as the network sees who stands: medians
of ten rendered people of the tune half, who differ by 0.024, 0.035 and 0.05."""

_BY_TRUNK = 0.6
"""Trust in legs that are told by the trunk."""

_TRUSTED = 0.3
_STANDING_TORSO = 2.5
"""What the torso of who stands reads (`kiosk.motion.standing.STANDING_LEAN`)."""


@dataclass(frozen=True, slots=True)
class Body:
    """A standing person. ``joints``: x forward, y up, picture pixels. ``metre``: pixels a metre upwards; ``across``
    the same forward, shorter where the person is turned from side-on. ``sure``: trust in it, less than 1 where
    weight plates hid the legs and the trunk had to tell where they are."""

    joints: Mapping[str, complex]
    facing: Facing
    metre: float
    across: float
    sure: float = 1.0

    @property
    def leg(self) -> float:
        """Ankle over knee to hip, pixels."""
        hip, knee, ankle = (self.joints[name] for name in ("hip", "knee", "ankle"))
        return abs(hip - knee) + abs(knee - ankle)

    @property
    def floor(self) -> float:
        """The ground under the heels."""
        return self.joints["heel"].imag

    def place(self, posture: Posture, name: str) -> complex | None:
        """The joint ``name`` of ``posture`` in this body's frame; None where it is not seen, or they turned round."""
        if posture.facing is not self.facing or posture.trust.get(name, 0.0) <= 0.0:
            return None
        return _own(posture.outline[name], self.facing)

    def line(self, start: complex, end: complex) -> tuple[Point, Point]:
        """A line in picture pixels."""
        sign = self.facing.sign
        return (start.real * sign, -start.imag), (end.real * sign, -end.imag)


class BodyFinder:
    """Learns the body of who stands, and follows slow shifts between reps."""

    def __init__(self, height: float, by_trunk: bool = False) -> None:
        """``height``: of the person, metres. ``by_trunk``: where the legs are hidden, the trunk tells of them."""
        self._height = height
        self._by_trunk = by_trunk
        self._stood: deque[Posture] = deque(maxlen=_FRAMES)
        self._body: Body | None = None

    def __call__(self, moment: Moment) -> Body | None:
        """The body after this frame; None until it is known."""
        posture = moment.posture
        torso = posture.measures.torso_inclination
        upright = torso is not None and abs(torso.value - _STANDING_TORSO) < _UPRIGHT
        whole = _seen(posture, _NEEDED)
        by_trunk = self._by_trunk and not whole and _seen(posture, _TRUNK)
        if moment.phase is not Phase.STANDING or not upright or not (whole or by_trunk):
            return self._body
        if by_trunk and self._body is not None and self._body.sure == 1.0:
            return self._body  # the plates came later
        mixed = bool(self._stood) and _seen(self._stood[-1], _NEEDED) is not whole
        if mixed or (self._stood and self._stood[-1].facing is not posture.facing):
            self._stood.clear()
        self._stood.append(posture)
        if len(self._stood) >= _LEAST:
            self._body = self._typical(posture.facing, whole)
        return self._body

    def _typical(self, facing: Facing, whole: bool) -> Body:
        names = _NEEDED if whole else _TRUNK
        joints = {name: _middle([_own(item.outline[name], facing) for item in self._stood]) for name in names}
        if not whole:
            torso = abs(joints["shoulder"] - joints["hip"])
            knee = joints["hip"] - 1j * _THIGH * torso
            joints |= {"knee": knee, "ankle": knee - 1j * _SHANK * torso, "heel": joints["ear"] - 1j * _EAR * torso}
        metre = (joints["ear"].imag - joints["heel"].imag) / EAR_HEIGHT / self._height
        turn = median(item.turn for item in self._stood)
        across = metre * math.cos(math.radians(turn))
        return Body(joints, facing, max(metre, 1.0), max(across, 1.0), 1.0 if whole else _BY_TRUNK)


def _seen(posture: Posture, names: tuple[str, ...]) -> bool:
    return min(posture.trust.get(name, 0.0) for name in names) >= _TRUSTED


def _own(point: Point, facing: Facing) -> complex:
    return complex(point[0] * facing.sign, -point[1])


def _middle(points: list[complex]) -> complex:
    return complex(median(point.real for point in points), median(point.imag for point in points))
