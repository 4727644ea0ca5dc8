"""People built from known joint angles, as the pose room would tell of them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from kiosk.motion.measures import measure
from kiosk.motion.orientation import Orientation, OrientationFilter
from kiosk.motion.posture import Facing, Measures
from kiosk.motion.trust import TrustFilter
from kiosk.motion.trust_table import shipped_trust
from kiosk.pose.pose import Floats, Joint, Mask, Pose
from kiosk.pose.roi import CROP, Region

SHANK, THIGH, TORSO, NECK = 0.42, 0.43, 0.50, 0.22
"""Metres."""

_WIDTH = {"shoulder": 0.38, "elbow": 0.44, "wrist": 0.40, "ear": 0.15, "eye": 0.06}
"""Metres between left and right; 0.2 for the others."""


@dataclass(frozen=True)
class Stick:
    """Angles in degrees, forward positive; lengths in metres; ``x``, ``feet`` and ``scale`` in picture pixels.

    ``neck`` is against the torso's line. ``turn`` is off side-on, towards the camera. ``broad``: shoulders and
    arms are further apart than the hips, as people's are; else all joints lie as far apart.
    """

    torso: float = 3.0
    knee: float = 4.0
    shin: float = 2.0
    neck: float = 10.0
    heel: float = 0.0
    facing: Facing = Facing.LEFT
    turn: float = 0.0
    broad: bool = True
    x: float = 240.0
    feet: float = 590.0
    scale: float = 290.0
    size: tuple[int, int] = (480, 640)

    @property
    def hip(self) -> float:
        """Degrees of hip flexion that follow from the others."""
        return self.torso + self.knee - self.shin

    def sagittal(self) -> dict[str, complex]:
        """Joints of either side, metres forward + 1j * up, from the ankle's place on the ground."""
        ankle = 0.08j
        knee = ankle + _up(SHANK, self.shin)
        hip = knee + _up(THIGH, self.shin - self.knee)
        shoulder = hip + _up(TORSO, self.torso)
        ear = shoulder + _up(NECK, self.torso + self.neck)
        elbow = shoulder - _up(0.28, self.torso + 25.0)
        return {
            "ankle": ankle,
            "knee": knee,
            "hip": hip,
            "shoulder": shoulder,
            "ear": ear,
            "eye": ear + 0.08 + 0.03j,
            "mouth": ear + 0.09 - 0.06j,
            "nose": ear + 0.12,
            "elbow": elbow,
            "wrist": hip + 0.05 * (shoulder - hip),
            "hand": hip + 0.04 * (shoulder - hip) + 0.06,
            "heel": -0.05 + 1j * self.heel,
            "foot_index": 0.17 + 0j,
        }


def _up(length: float, degrees: float) -> complex:
    return length * complex(math.sin(math.radians(degrees)), math.cos(math.radians(degrees)))


_NAMES = {
    "eye_inner": "eye",
    "eye_outer": "eye",
    "pinky": "hand",
    "index": "hand",
    "thumb": "hand",
}


def _sided(joint: Joint) -> tuple[str, int]:
    """The sagittal name of ``joint``, and -1 for left, 1 for right, 0 for the middle."""
    name = joint.name.lower()
    if name == "nose":
        return name, 0
    if name.startswith("mouth"):
        return "mouth", -1 if name.endswith("left") else 1
    side, _, part = name.partition("_")
    return _NAMES.get(part, part), -1 if side == "left" else 1


_SIDED = [_sided(joint) for joint in Joint]
_ASIDE = {
    broad: np.array([[side * (_WIDTH.get(name, 0.2) if broad else 0.2) / 2.0] for name, side in _SIDED])
    for broad in (False, True)
}
"""(33, 1) metres to the person's right."""


def places(stick: Stick) -> Floats:
    """(33, 3) metres: x right, y down, z away from the camera, from the ankles' place on the ground."""
    turn, sign = math.radians(stick.turn), stick.facing.sign
    forward = np.array([sign * math.cos(turn), 0.0, -math.sin(turn)])
    right = np.array([-math.sin(turn), 0.0, -sign * math.cos(turn)])
    down = np.array([0.0, -1.0, 0.0])
    sagittal = stick.sagittal()
    points = np.array([[sagittal[name]] for name, _ in _SIDED])
    result: Floats = points.real * forward + points.imag * down + _ASIDE[stick.broad] * right
    return result


def pose_of(
    stick: Stick,
    time: float = 0.0,
    visibility: dict[Joint, float] | None = None,
    mask: Mask | None = None,
    others: int = 0,
) -> Pose:
    """The pose of ``stick`` seen from far away; joints are seen clearly but for those in ``visibility``."""
    metres = places(stick)
    seen = np.full(33, 0.99, dtype=np.float32)
    for joint, value in (visibility or {}).items():
        seen[joint] = value
    landmarks = metres * stick.scale + np.array([stick.x, stick.feet, 0.0])
    middle = (metres[Joint.LEFT_HIP] + metres[Joint.RIGHT_HIP]) / 2.0
    return Pose(
        time=time,
        size=stick.size,
        landmarks=landmarks.astype(np.float32),
        visibility=seen,
        world=(metres - middle).astype(np.float32),
        presence=1.0,
        mask=mask,
        others=others,
    )


Profile = Callable[[Floats], Floats]
"""Distance of the back's edge from the hip-shoulder line, against the place along it; both in torso lengths."""


def bowed(curvature: float, depth: float = 0.25) -> Profile:
    """A back whose second-order term is ``curvature``."""
    return lambda along: depth + curvature * (along - 0.5) ** 2


def mask_of(
    hip: Floats, shoulder: Floats, forward: int, back: Profile, region: Region, sharpness: float = 1.0
) -> Mask:
    """The mask of a trunk with this ``back``; logits rise by ``sharpness`` for each crop pixel inside."""
    rows, columns = np.mgrid[0:CROP, 0:CROP].astype(np.float64)
    to_picture = region.to_picture().astype(np.float64)
    x = to_picture[0, 0] * columns + to_picture[0, 1] * rows + to_picture[0, 2]
    y = to_picture[1, 0] * columns + to_picture[1, 1] * rows + to_picture[1, 2]
    axis = (shoulder[:2] - hip[:2]).astype(np.float64)
    length = float(np.hypot(*axis))
    dx, dy = x - float(hip[0]), y - float(hip[1])
    along = (dx * axis[0] + dy * axis[1]) / length**2
    behind = (dx * axis[1] - dy * axis[0]) / length**2 * forward
    inside = np.minimum.reduce([back(along) - behind, behind + 0.3, along + 0.35, 1.35 - along])
    logits = inside * length * CROP / region.side * sharpness
    return Mask(np.clip(logits, -20.0, 20.0).astype(np.float32), region.to_crop())


def with_back(pose: Pose, facing: Facing, back: Profile) -> Pose:
    """``pose`` with a mask whose back is ``back``."""
    near = "LEFT" if facing is Facing.LEFT else "RIGHT"
    hip, shoulder = pose.landmarks[Joint[f"{near}_HIP"]], pose.landmarks[Joint[f"{near}_SHOULDER"]]
    low, high = pose.landmarks[:, :2].min(axis=0), pose.landmarks[:, :2].max(axis=0)
    x, y = (low + high) / 2.0
    region = Region(float(x), float(y), 1.3 * float(max(high - low)), 0.0)
    return replace(pose, mask=mask_of(hip, shoulder, facing.sign, back, region))


def measured_alone(pose: Pose, orientation: Orientation | None = None) -> Measures:
    """The measures of ``pose`` by itself, without a past."""
    seen = orientation or OrientationFilter()(pose)
    return measure(pose, seen, TrustFilter(shipped_trust())(pose, seen).trust)
