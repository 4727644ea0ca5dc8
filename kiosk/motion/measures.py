"""The measures of one frame, from the near side's joints and the person mask.

All joints are taken in a frame of the person, as complex numbers x + iy: x forward, y up, in picture pixels, with the
horizontal stretched by 1 / cos(turn) where the person is turned from side-on (exact for a distant camera).
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Mapping
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from kiosk.motion.back import Bend, StandingBack, bend
from kiosk.motion.back_table import shipped_backs
from kiosk.motion.balance import centre_of_mass
from kiosk.motion.joints import NEAR_JOINTS, near_places
from kiosk.motion.orientation import Orientation
from kiosk.motion.posture import Measure, Measures, View
from kiosk.motion.silhouette import DorsalProfile, dorsal_profile
from kiosk.motion.trust import Trust
from kiosk.pose.pose import Joint, Pose

_ROUGH_PROFILE = 0.045
"""Residual of the dorsal profile, in torso lengths, at which its curvature is not trusted at all."""


_FACE_TOLD, _FACE_UNTOLD = 15.0, 26.0
"""Degrees off side-on up to which the face is told against the torso, and from where it is not: the network places
the ears of who is turned to the camera further back the deeper they lean."""

_DOUBTED = 11.0
"""Degrees of doubt in how far a back is bent, at which it is trusted half."""

_ROUGH_BEND = 0.06
"""Residual of the profile's change, in torso lengths, at which what it says of the back is not trusted at all."""


class Reading(NamedTuple):
    """The measures of a frame, and the profile that those of the back are from, where it has one."""

    measures: Measures
    profile: DorsalProfile | None


def measure(pose: Pose, orientation: Orientation, trust: Trust, upright: Pose | None = None) -> Measures:
    """The measures of `read` without the person's own standing."""
    return read(pose, orientation, trust, upright).measures


def read(
    pose: Pose,
    orientation: Orientation,
    trust: Trust,
    upright: Pose | None = None,
    standing: StandingBack | None = None,
) -> Reading:
    """Every measure of ``pose`` that can be trusted at all, given the trust in its joints; none in a front view.

    ``upright``: the same as a camera without roll would have seen it (`kiosk.motion.level.levelled`), if it has any.
    The back is measured against the person's own line, which no roll changes, and how far it is bent against their
    own profile ``standing``, where that is known.
    """
    if orientation.view is View.FRONT:
        return Reading(Measures(), None)
    joints = _upright_joints(upright or pose, orientation)
    hip, knee, ankle = joints["hip"], joints["knee"], joints["ankle"]
    shoulder = joints["shoulder"]
    torso, thigh, shank = shoulder - hip, knee - hip, ankle - knee
    leg = max(abs(thigh) + abs(shank), 1.0)
    elbow, wrist = joints["elbow"], joints["wrist"]
    sole = joints["heel"] - joints["toe"]
    clear = orientation.confidence

    def trusted(value: float, *needs: str, factor: float = 1.0) -> Measure | None:
        confidence = min([trust[name] for name in needs]) * clear * factor
        return Measure(value, confidence) if confidence > 0.0 and math.isfinite(value) else None

    head = _head(upright or pose, orientation)
    squarely = min(1.0, max(0.0, (_FACE_UNTOLD - orientation.turn) / (_FACE_UNTOLD - _FACE_TOLD)))
    legs, of_head = ("hip", "knee", "ankle"), ("hip", "shoulder", "ear")
    profile, back = _back(pose, orientation, min(trust["hip"], trust["shoulder"]), standing)
    measures = Measures(
        torso_inclination=trusted(_from_vertical(torso), "hip", "shoulder"),
        hip_flexion=trusted(_flexion(torso, -thigh), "shoulder", "hip", "knee"),
        knee_flexion=trusted(_flexion(-shank, -thigh), *legs),
        shin_inclination=trusted(_from_vertical(-shank), "knee", "ankle"),
        hip_travel=trusted((ankle - hip).real / leg, *legs),
        hip_height=trusted((hip - ankle).imag / leg, *legs),
        back_curvature=back.curvature,
        dowel_gap=back.gap,
        lumbar_flexion=back.lumbar,
        thoracic_flexion=back.thoracic,
        shoulder_depth=back.depth,
        neck_angle=trusted(_signed_angle(head.torso, head.ear - head.shoulder), *of_head),
        head_pitch=trusted(_signed_angle(head.torso, head.nose - head.ear), *of_head, factor=squarely),
        elbow_flexion=trusted(
            abs(_signed_angle(elbow - shoulder, wrist - elbow)), "shoulder", "elbow", "wrist"
        ),
        hand_to_leg=trusted((wrist - _leg_at(wrist.imag, hip, knee, ankle)).real / leg, "wrist", *legs),
        balance=_balance(joints, trusted),
        heel_height=trusted(sole.imag / max(abs(sole), 1.0), "heel", "toe", factor=0.7),
    )
    return Reading(measures, profile)


def outline(pose: Pose, orientation: Orientation) -> dict[str, tuple[float, float]]:
    """The near side's joints in picture pixels, by name."""
    places = near_places(pose.landmarks, orientation.near_side)
    return {name: (place.real, place.imag) for name, place in places.items()}


def _upright_joints(pose: Pose, orientation: Orientation) -> dict[str, complex]:
    stretch = _stretch(orientation)
    places = near_places(pose.landmarks, orientation.near_side)
    return {name: complex(place.real * stretch, -place.imag) for name, place in places.items()}


_PAIRS = [tuple(side[name] for side in NEAR_JOINTS.values()) for name in ("hip", "shoulder", "ear")]


class _Head(NamedTuple):
    torso: complex
    shoulder: complex
    ear: complex
    nose: complex


def _head(pose: Pose, orientation: Orientation) -> _Head:
    """Head and torso by the middle of both sides: shoulders are broader than heads, so that who is turned a little
    would seem to lift the head or to hang it."""
    rows, stretch = pose.landmarks.tolist(), _stretch(orientation)

    def middle(*joints: Joint) -> complex:
        x, y = (sum(rows[joint][axis] for joint in joints) / len(joints) for axis in (0, 1))
        return complex(x * stretch, -y)

    hip, shoulder, ear = (middle(*pair) for pair in _PAIRS)
    return _Head(shoulder - hip, shoulder, ear, middle(Joint.NOSE))


def _stretch(orientation: Orientation) -> float:
    return orientation.facing.sign / math.cos(math.radians(orientation.turn))


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


def _leg_at(height: float, hip: complex, knee: complex, ankle: complex) -> complex:
    """The place at ``height`` on the line of thigh and shank, or its nearest end."""
    low, high = (knee, hip) if height >= knee.imag else (ankle, knee)
    rise = high.imag - low.imag
    share = (height - low.imag) / rise if rise > 1.0 else 1.0  # a thigh that is level: the hand is by the hip
    return low + min(1.0, max(0.0, share)) * (high - low)


class _Trusted(Protocol):
    def __call__(self, value: float, *needs: str, factor: float = 1.0) -> Measure | None: ...


def _balance(joints: Mapping[str, complex], trusted: _Trusted) -> Measure | None:
    heel, toe = joints["heel"].real, joints["toe"].real
    if toe - heel < 1.0:
        return None
    place = (centre_of_mass(joints).real - heel) / (toe - heel)
    return trusted(place, "ear", "shoulder", "hip", "knee", "ankle", "heel", "toe", factor=0.7)


class _Back(NamedTuple):
    curvature: Measure | None = None
    gap: Measure | None = None
    lumbar: Measure | None = None
    thoracic: Measure | None = None
    depth: Measure | None = None


def _back(
    pose: Pose, orientation: Orientation, trust: float, standing: StandingBack | None
) -> tuple[DorsalProfile | None, _Back]:
    if pose.mask is None or trust <= 0.0:
        return None, _Back()
    side = NEAR_JOINTS[orientation.near_side]
    profile = dorsal_profile(
        pose.mask,
        pose.landmarks[side["hip"], :2],
        pose.landmarks[side["shoulder"], :2],
        orientation.facing.sign,
        pose.size,
        _arms(pose),
    )
    if profile is None:
        return None, _Back()
    clear = trust * orientation.confidence * profile.seen
    curvature, residual = profile.curvature()
    confidence = clear * max(0.0, 1.0 - residual / _ROUGH_PROFILE)
    back = _Back() if confidence <= 0.0 else _Back(Measure(curvature, confidence), Measure(profile.gap(), confidence))
    if standing is None:
        return profile, back
    bent = bend(profile, standing, shipped_backs())
    sure = clear * _certainty(bent)
    if sure <= 0.0:
        return profile, back
    lumbar, thoracic, depth = (Measure(value, sure) for value in (bent.lumbar, bent.thoracic, bent.depth))
    return profile, back._replace(lumbar=lumbar, thoracic=thoracic, depth=depth)


def _certainty(bent: Bend) -> float:
    """Trust in a fitted bend, 0..1: it falls with what the seen places leave open, and with what they do not fit."""
    return max(0.0, 1.0 - bent.residual / _ROUGH_BEND) / (1.0 + (bent.doubt / _DOUBTED) ** 2)


_ARMS = tuple(
    (side[start], side[end])
    for side in NEAR_JOINTS.values()
    for start, end in (("shoulder", "elbow"), ("elbow", "wrist"))
)


def _arms(pose: Pose) -> NDArray[np.complex128]:
    """(4, 2) ends of both upper arms and forearms, x + iy in picture pixels."""
    rows = pose.landmarks.tolist()
    return np.array([[complex(rows[joint][0], rows[joint][1]) for joint in ends] for ends in _ARMS])
