"""The measures of one frame, from the near side's joints and the person mask.

All joints are taken in a frame of the person, as complex numbers x + iy: x forward, y up, in picture pixels, with the
horizontal stretched by 1 / cos(turn) where the person is turned from side-on (exact for a distant camera).
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Mapping
from typing import Protocol

from kiosk.motion.balance import centre_of_mass
from kiosk.motion.joints import NEAR_JOINTS, near_places
from kiosk.motion.orientation import Orientation
from kiosk.motion.posture import Measure, Measures, View
from kiosk.motion.silhouette import dorsal_profile
from kiosk.motion.trust import Trust
from kiosk.pose.pose import Pose

_ROUGH_PROFILE = 0.045
"""Residual of the dorsal profile, in torso lengths, at which its curvature is not trusted at all."""


def measure(pose: Pose, orientation: Orientation, trust: Trust, upright: Pose | None = None) -> Measures:
    """Every measure of ``pose`` that can be trusted at all, given the trust in its joints; none in a front view.

    ``upright``: the same as a camera without roll would have seen it (`kiosk.motion.level.levelled`), if it has any.
    The back is measured against the person's own line, which no roll changes.
    """
    if orientation.view is View.FRONT:
        return Measures()
    joints = _upright_joints(upright or pose, orientation)
    hip, knee, ankle = joints["hip"], joints["knee"], joints["ankle"]
    shoulder, ear = joints["shoulder"], joints["ear"]
    torso, thigh, shank = shoulder - hip, knee - hip, ankle - knee
    leg = max(abs(thigh) + abs(shank), 1.0)
    sole = joints["heel"] - joints["toe"]
    clear = orientation.confidence

    def trusted(value: float, *needs: str, factor: float = 1.0) -> Measure | None:
        confidence = min([trust[name] for name in needs]) * clear * factor
        return Measure(value, confidence) if confidence > 0.0 and math.isfinite(value) else None

    legs = ("hip", "knee", "ankle")
    curvature, gap = _back(pose, orientation, min(trust["hip"], trust["shoulder"]))
    return Measures(
        torso_inclination=trusted(_from_vertical(torso), "hip", "shoulder"),
        hip_flexion=trusted(_flexion(torso, -thigh), "shoulder", "hip", "knee"),
        knee_flexion=trusted(_flexion(-shank, -thigh), *legs),
        shin_inclination=trusted(_from_vertical(-shank), "knee", "ankle"),
        hip_travel=trusted((ankle - hip).real / leg, *legs),
        hip_height=trusted((hip - ankle).imag / leg, *legs),
        back_curvature=curvature,
        dowel_gap=gap,
        neck_angle=trusted(_signed_angle(torso, ear - shoulder), "hip", "shoulder", "ear"),
        balance=_balance(joints, trusted),
        heel_height=trusted(sole.imag / max(abs(sole), 1.0), "heel", "toe", factor=0.7),
    )


def outline(pose: Pose, orientation: Orientation) -> dict[str, tuple[float, float]]:
    """The near side's joints in picture pixels, by name."""
    places = near_places(pose.landmarks, orientation.near_side)
    return {name: (place.real, place.imag) for name, place in places.items()}


def _upright_joints(pose: Pose, orientation: Orientation) -> dict[str, complex]:
    stretch = orientation.facing.sign / math.cos(math.radians(orientation.turn))
    places = near_places(pose.landmarks, orientation.near_side)
    return {name: complex(place.real * stretch, -place.imag) for name, place in places.items()}


def _from_vertical(segment: complex) -> float:
    """Degrees of ``segment`` (pointing up) from vertical, forward positive."""
    return math.degrees(math.atan2(segment.real, segment.imag))


def _flexion(one: complex, other: complex) -> float:
    """Degrees by which ``one`` leans further forward than ``other`` (both pointing up), -90..270.

    Signed, since a joint beyond straight is not bent: read as bent, who stands with hips or knees a little beyond
    straight would seem to have bent twice that less than they have.
    """
    return (_from_vertical(one) - _from_vertical(other) + 90.0) % 360.0 - 90.0


def _signed_angle(a: complex, b: complex) -> float:
    """Degrees from ``a`` to ``b``, clockwise (forward for a segment that points up) positive."""
    return math.degrees(cmath.phase(a * b.conjugate()))


class _Trusted(Protocol):
    def __call__(self, value: float, *needs: str, factor: float = 1.0) -> Measure | None: ...


def _balance(joints: Mapping[str, complex], trusted: _Trusted) -> Measure | None:
    heel, toe = joints["heel"].real, joints["toe"].real
    if toe - heel < 1.0:
        return None
    place = (centre_of_mass(joints).real - heel) / (toe - heel)
    return trusted(place, "ear", "shoulder", "hip", "knee", "ankle", "heel", "toe", factor=0.7)


def _back(pose: Pose, orientation: Orientation, trust: float) -> tuple[Measure | None, Measure | None]:
    if pose.mask is None or trust <= 0.0:
        return None, None
    side = NEAR_JOINTS[orientation.near_side]
    profile = dorsal_profile(
        pose.mask,
        pose.landmarks[side["hip"], :2],
        pose.landmarks[side["shoulder"], :2],
        orientation.facing.sign,
        pose.size,
    )
    if profile is None:
        return None, None
    curvature, residual = profile.curvature()
    confidence = trust * orientation.confidence * profile.seen * max(0.0, 1.0 - residual / _ROUGH_PROFILE)
    if confidence <= 0.0:
        return None, None
    return Measure(curvature, confidence), Measure(profile.gap(), confidence)
