"""Exact truth of a posed figure: joints and measures, from the same bones and mesh that are drawn.

Measures are angles in degrees in the figure's own sagittal plane, as the project's domain defines them; the
spine and neck flexions are those that were asked for.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sparse

from .figure import Figure, Pose
from .rotations import Array
from .script import Posture

BONES = {"shoulder": "upperarm01", "elbow": "lowerarm01", "wrist": "wrist", "hip": "upperleg01",
         "knee": "lowerleg01", "ankle": "foot"}  # fmt: skip
SIDES = (("left", ".L", 1.0), ("right", ".R", -1.0))
JOINTS = (
    "nose",
    *(f"{side}_{name}" for name in ("ear", *BONES, "heel", "foot_index") for side in ("left", "right")),
)
"""Names in the order of every list of joints; as BlazePose names its landmarks."""
MEASURES = (
    "torso_inclination",
    "hip_flexion",
    "knee_flexion",
    "shin_inclination",
    "lumbar_flexion",
    "thoracic_flexion",
    "neck_flexion",
    "back_sagitta",
)


class TruthReader:
    """Reads the truth off one figure in any pose. Figure frame, metres."""

    def __init__(self, figure: Figure) -> None:
        self._figure = figure
        surface = figure.surface
        self._marks = _marks(figure)
        back = _back_line(figure)
        chosen = np.concatenate([list(self._marks.values()), back]).astype(int)
        self._rest = surface.coarse_points[chosen]
        self._weights = sparse.csr_matrix(surface.coarse_weights[chosen])

    def read(self, pose: Pose, posture: Posture) -> tuple[Array, dict[str, float]]:
        """Joints (len(JOINTS), 3) and the measures."""
        points = self._figure.skinned(self._rest, self._weights, pose)
        joints = dict(zip(self._marks, points, strict=False))
        for side, suffix, _ in SIDES:
            for name, bone in BONES.items():
                joints[f"{side}_{name}"] = pose.positions[self._figure.body.index[bone + suffix]]
        placed = np.array([joints[name] for name in JOINTS])
        measures = {
            **_angles(joints),
            "lumbar_flexion": posture.lumbar,
            "thoracic_flexion": posture.thoracic,
            "neck_flexion": posture.neck,
            "back_sagitta": _sagitta(points[len(self._marks) :]),
        }
        return placed, measures


def _angles(joints: dict[str, Array]) -> dict[str, float]:
    """The measures that joints decide, from the midpoints of left and right."""
    shoulder, hip, knee, ankle = (
        (joints[f"left_{name}"] + joints[f"right_{name}"]) / 2.0 for name in ("shoulder", "hip", "knee", "ankle")
    )
    torso, thigh, shin = _lean(shoulder - hip), _lean(hip - knee), _lean(knee - ankle)
    return {
        "torso_inclination": torso,
        "hip_flexion": torso - thigh,
        "knee_flexion": shin - thigh,
        "shin_inclination": shin,
    }


def _lean(upwards: Array) -> float:
    """Degrees of a direction against vertical, forward positive."""
    return float(np.degrees(np.arctan2(upwards[2], upwards[1])))


def _sagitta(line: Array) -> float:
    """The furthest the back bulges behind the chord from sacrum to neck, in chord lengths."""
    chord = line[-1] - line[0]
    length = np.hypot(chord[1], chord[2])
    behind = np.array([0.0, chord[2], -chord[1]]) / length
    return float(((line - line[0]) @ behind).max() / length)


def _marks(figure: Figure) -> dict[str, int]:
    """Coarse vertices that stand for nose, ears, heels and toes."""
    points = figure.surface.coarse_points
    x, y, z = points.T
    eye = figure.eyes[0][1]

    def furthest(value: Array, among: np.ndarray) -> int:
        return int(np.argmax(np.where(among, value, -np.inf)))

    marks = {"nose": furthest(z, (np.abs(x) < 0.01) & (np.abs(y - eye + 0.035) < 0.02))}
    for side, _, sign in SIDES:
        marks[f"{side}_ear"] = furthest(sign * x, (y > eye - 0.06) & (y < eye + 0.05) & (z < 0.06))
        marks[f"{side}_heel"] = furthest(-z, (sign * x > 0) & (y < 0.05))
        marks[f"{side}_foot_index"] = furthest(z, (sign * x > 0) & (y < 0.05))
    return marks


def _back_line(figure: Figure) -> np.ndarray:
    """Coarse vertices along the middle of the back, sacrum to the base of the neck."""
    points, joint = figure.surface.coarse_points, figure.body.joint
    x, y, z = points.T
    low, high = joint("upperleg01.L")[1] + 0.06, joint("neck01")[1] - 0.01
    line = np.flatnonzero((np.abs(x) < 0.004) & (z < -0.02) & (y > low) & (y < high))
    return line[np.argsort(y[line])]
