"""Angles and distances in a figure's own sagittal plane, from its joints. Pure geometry, no mesh.

The plane stands upright on the floor, square to the line between the hips: it turns with the pelvis, not with the
feet or the camera. Points in it are (forward, up) in metres. Angles in degrees; a direction leans positive towards
the front, and runs from -180 to 180, so a figure on its back leans -90 and one on its front 90.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .rotations import Array, unit

LEAST_GAIN = 15.0
"""Degrees of hip flexion gained, below which a hinge ratio says nothing."""
SIDES = ("left", "right")
UP = np.array([0.0, 1.0, 0.0])


class SagittalPlane:
    """The plane of one moment, from the places of the two hips."""

    def __init__(self, left_hip: Array, right_hip: Array) -> None:
        across = (left_hip - right_hip) * [1.0, 0.0, 1.0]
        self.forward = unit(np.cross(across, UP))
        self._onto = np.column_stack([self.forward, UP])

    def flat(self, points: Array) -> Array:
        """Points or directions (..., 3) as (..., 2): forward, up."""
        return points @ self._onto


def lean(direction: Array) -> float:
    """Degrees of a flat direction (forward, up) from vertical, forward positive, -180..180."""
    return float(np.degrees(np.arctan2(direction[0], direction[1])))


def wrapped(degrees: float) -> float:
    """The same angle between -180 and 180."""
    return float((degrees + 180.0) % 360.0 - 180.0)


def leg_angles(shoulder: Array, hip: Array, knee: Array, ankle: Array) -> dict[str, float]:
    """Hip and knee flexion and shin inclination of flat joints; straight is 0, beyond straight negative."""
    torso, thigh, shin = lean(shoulder - hip), lean(hip - knee), lean(knee - ankle)
    return {
        "hip_flexion": wrapped(torso - thigh),
        "knee_flexion": wrapped(shin - thigh),
        "shin_inclination": shin,
    }


def posture_measures(joints: Mapping[str, Array], plane: SagittalPlane, leg_length: float) -> dict[str, float]:
    """Every measure that joints alone decide. Those without a side are of the midpoints of left and right."""
    flat = {name: plane.flat(place) for name, place in joints.items()}
    for name in ("ear", "shoulder", "hip", "knee", "ankle", "wrist"):
        flat[name] = (flat[f"left_{name}"] + flat[f"right_{name}"]) / 2.0
    torso = flat["shoulder"] - flat["hip"]
    measures = {
        "torso_inclination": lean(torso),
        **leg_angles(*(flat[name] for name in ("shoulder", "hip", "knee", "ankle"))),
        "hip_travel": float(flat["ankle"][0] - flat["hip"][0]) / leg_length,
        "hip_height": float(flat["hip"][1] - flat["ankle"][1]) / leg_length,
        "neck_angle": wrapped(lean(flat["ear"] - flat["shoulder"]) - lean(torso)),
        "hip_tilt": hip_tilt(joints["left_hip"], joints["right_hip"]),
        "hand_to_leg": _from_legs(flat) / leg_length,
    }
    for side in SIDES:
        chain = (flat[f"{side}_{name}"] for name in ("shoulder", "hip", "knee", "ankle"))
        measures |= {f"{side}_{name}": value for name, value in leg_angles(*chain).items()}
        arm = (joints[f"{side}_{name}"] for name in ("shoulder", "elbow", "wrist"))
        measures[f"{side}_elbow_flexion"] = bend(*arm)
    return measures


def bend(start: Array, corner: Array, end: Array) -> float:
    """Degrees by which a chain of three joints is off straight, 0..180, in space."""
    first, second = corner - start, end - corner
    return float(np.degrees(np.arctan2(np.linalg.norm(np.cross(first, second)), first @ second)))


def hip_tilt(left: Array, right: Array) -> float:
    """How much higher the left hip is than the right, over the distance between them."""
    return float((left - right)[1] / np.linalg.norm(left - right))


def hinge_ratio(hip_gain: float, knee_gain: float) -> float:
    """Share of the hips in the flexion gained by hips and knees; NaN where the hips gained too little to say."""
    return hip_gain / (hip_gain + max(0.0, knee_gain)) if hip_gain >= LEAST_GAIN else float("nan")


def _from_legs(flat: Mapping[str, Array]) -> float:
    """Metres from the middle of the wrists to the nearer of thigh and shin, in the plane."""
    wrist = flat["wrist"]
    return min(
        _to_segment(wrist, flat[f"{side}_{low}"], flat[f"{side}_{high}"])
        for side in SIDES
        for low, high in (("knee", "hip"), ("ankle", "knee"))
    )


def _to_segment(point: Array, start: Array, end: Array) -> float:
    along = end - start
    share = float(np.clip((point - start) @ along / (along @ along), 0.0, 1.0))
    return float(np.hypot(*(point - start - share * along)))
