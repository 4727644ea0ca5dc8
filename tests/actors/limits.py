"""How far joints go: ranges that a healthy adult reaches with muscles and own weight. Degrees.

Hip, knee and ankle after the American Academy of Orthopaedic Surgeons; lumbar 27 back to 58 forward and thoracic
after White and Panjabi; the neck with the head, both at their ends, after Lind 1989 (extension 75, flexion 70).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .body import Body
from .figure import Pose
from .posture import Posture
from .rotations import Array
from .sagittal import bend

Range = tuple[float, float]
HIP: Range = (-30.0, 142.0)
"""Of the thigh against the pelvis; a bent knee lets it go on beyond the usual 120 to 130."""
KNEE: Range = (0.0, 155.0)
ANKLE: Range = (-55.0, 40.0)
"""Of the shin against the planted sole; dorsiflexion with a bent knee positive."""
ELBOW: Range = (0.0, 150.0)
LUMBAR: Range = (-27.0, 58.0)
THORACIC: Range = (-15.0, 45.0)
NECK: Range = (-78.0, 75.0)
SHOULDERS: Range = (-15.0, 36.0)
SIDES = (".L", ".R")


def posture_excess(posture: Posture) -> dict[str, float]:
    """Degrees by which the spine of a posture passes its ranges; only what does."""
    ranges: Mapping[str, Range] = {"lumbar": LUMBAR, "thoracic": THORACIC, "neck": NECK, "shoulders": SHOULDERS}
    return _beyond({name: getattr(posture, name) for name in ranges}, ranges)


def pose_excess(body: Body, pose: Pose) -> dict[str, float]:
    """Degrees by which the limbs of a pose pass their ranges; only what does."""
    angles: dict[str, float] = {}
    ranges: dict[str, Range] = {}
    for side in SIDES:
        place = {name: pose.positions[body.index[name + side]] for name in _CHAIN}
        thigh, shin = _down(body, pose, "upperleg01" + side), _down(body, pose, "lowerleg01" + side)
        pelvis, foot = pose.rotations[body.index["root"]], pose.rotations[body.index["foot" + side]]
        found = {
            "hip": (_about_x(pelvis, thigh), HIP),
            "knee": (bend(place["upperleg01"], place["lowerleg01"], place["foot"]), KNEE),
            "ankle": (-_about_x(foot, shin), ANKLE),
            "elbow": (bend(place["upperarm01"], place["lowerarm01"], place["wrist"]), ELBOW),
        }
        for name, (angle, within) in found.items():
            angles[name + side], ranges[name + side] = angle, within
    return _beyond(angles, ranges)


_CHAIN = ("upperleg01", "lowerleg01", "foot", "upperarm01", "lowerarm01", "wrist")


def _down(body: Body, pose: Pose, bone: str) -> Array:
    """The way of a leg bone, turned so that the resting one points straight down."""
    turned: Array = pose.rotations[body.index[bone]] @ np.array([0.0, -1.0, 0.0])
    return turned


def _about_x(frame: Array, direction: Array) -> float:
    """Degrees by which a direction is swung forward from straight down in a frame."""
    local = frame.T @ direction
    return float(np.degrees(np.arctan2(local[2], -local[1])))


def _beyond(angles: Mapping[str, float], ranges: Mapping[str, Range]) -> dict[str, float]:
    return {
        name: max(low - angles[name], angles[name] - high)
        for name, (low, high) in ranges.items()
        if not low <= angles[name] <= high
    }
