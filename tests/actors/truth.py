"""Exact truth of a posed figure: joints and measures, from the same bones and mesh that are drawn.

Measures are those of the project's domain, from the body itself; README.md here has the table. The standing figure
that some are taken against is passed in as a pose.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse

from . import dorsal
from .back_line import BackLine
from .balance import BODY_KG, Load
from .figure import Figure, Pose
from .masses import MassModel
from .rotations import Array
from .sagittal import SIDES, SagittalPlane, hinge_ratio, lean, posture_measures, wrapped

BONES = {"shoulder": "upperarm01", "elbow": "lowerarm01", "wrist": "wrist", "hip": "upperleg01",
         "knee": "lowerleg01", "ankle": "foot"}  # fmt: skip
RIG_SIDE = {"left": ".L", "right": ".R"}
JOINTS = ("nose", *(f"{side}_{name}" for name in ("ear", *BONES, "heel", "foot_index") for side in SIDES))
"""Names in the order of every list of joints; as BlazePose names its landmarks."""

ANGLES = (
    "torso_inclination",
    "hip_flexion",
    "knee_flexion",
    "shin_inclination",
    "neck_angle",
    "lumbar_flexion",
    "thoracic_flexion",
    "neck_flexion",
    *(
        f"{side}_{name}"
        for name in ("hip_flexion", "knee_flexion", "shin_inclination", "elbow_flexion")
        for side in SIDES
    ),
)
"""Measures in degrees."""
SHARES = (
    "hip_travel",
    "hip_height",
    "hinge_ratio",
    "back_curvature",
    "dowel_gap",
    *(f"dowel_{zone}" for zone in dorsal.ZONES),
    "dowel_contacts",
    "back_sagitta",
    "balance",
    "balance_with_load",
    "side_balance",
    "heel_height",
    *(f"{side}_heel_height" for side in SIDES),
    "hip_tilt",
    "hand_to_leg",
    "shoulder_protraction",
)
"""Measures as a share of a length of the body, and counts."""
MEASURES = (*ANGLES, *SHARES)
MINUS_STANDING = (
    "lumbar_flexion",
    "thoracic_flexion",
    "neck_flexion",
    "heel_height",
    *(f"{side}_heel_height" for side in SIDES),
    "shoulder_protraction",
)
"""Measures that are nought on the standing figure."""
AGAINST_STANDING = (*MINUS_STANDING, "hip_flexion", "knee_flexion", *(f"dowel_{zone}" for zone in dorsal.ZONES))
"""Measures of the standing figure that others are taken against."""

ON_FLOOR = 0.025
"""Metres above where it is when standing, within which the lower end of a foot carries."""
FLAT_FOOT = 0.5
"""A foot that covers less of the floor than this share of its length gives no balance: it is pointed or pitched."""


@dataclass(frozen=True)
class Sighting:
    """The truth of one moment, in the figure's stage frame."""

    joints: Array
    """(len(JOINTS), 3) in metres."""
    measures: dict[str, float]
    """By the names of `MEASURES`; NaN where the posture does not have it."""
    profile: Array
    """The dorsal profile (dorsal.SAMPLES,) in torso lengths."""
    forward: Array
    """Where the pelvis faces: a level direction of length 1."""


class TruthReader:
    """Reads the truth off one figure in any pose. `on_feet` where it has a balance over its feet at all."""

    def __init__(self, figure: Figure, standing: Pose, load: Load | None = None, *, on_feet: bool = True) -> None:
        self._bones, self._load, self._on_feet = figure.body.index, load, on_feet
        self._figure, self._back, self._marks = figure, BackLine(figure), _marks(figure)
        surface = figure.surface
        rest = {mark: surface.coarse_points[vertex] for mark, vertex in self._marks.items()}
        ends = [tuple(rest[f"{side}_{end}"] for side in SIDES) for end in ("heel", "foot_index")]
        self._masses = MassModel(figure, *ends)
        chosen = np.concatenate([list(self._marks.values()), self._back.vertices])
        points = np.concatenate([surface.coarse_points[chosen], self._masses.rest])
        weights = sparse.vstack([sparse.csr_matrix(surface.coarse_weights[chosen]), self._masses.weights]).tocsr()
        self._bound = figure.bound(points, weights)
        hip, knee, ankle, shoulder = (
            figure.body.joint(bone) for bone in ("upperleg01.L", "lowerleg01.L", "foot.L", "upperarm01.L")
        )
        self._leg = float(np.linalg.norm(hip - knee) + np.linalg.norm(knee - ankle))
        self._torso = float(np.linalg.norm((shoulder - hip)[1:]))
        self._floor = float(surface.coarse_points[:, 1].min())
        self._foot = float(np.linalg.norm(rest["left_foot_index"] - rest["left_heel"]))
        self._still = dict.fromkeys(AGAINST_STANDING, 0.0)
        self._still = {name: self.read(standing).measures[name] for name in AGAINST_STANDING}
        self.standing = self.read(standing)
        """The standing figure itself."""

    def read(self, pose: Pose) -> Sighting:
        """The truth of one pose."""
        points = self._figure.moved(self._bound, pose)
        marks, skin, masses = np.split(points, np.cumsum([len(self._marks), len(self._back.vertices)]))
        joints = dict(zip(self._marks, marks, strict=True))
        for side in SIDES:
            for name, bone in BONES.items():
                joints[f"{side}_{name}"] = pose.positions[self._bones[bone + RIG_SIDE[side]]]
        plane = SagittalPlane(joints["left_hip"], joints["right_hip"])
        hip, shoulder = (
            plane.flat((joints[f"left_{name}"] + joints[f"right_{name}"]) / 2.0) for name in ("hip", "shoulder")
        )
        flat = plane.flat(skin)
        profile = self._back.profile(flat, hip, shoulder)
        measures = {
            **posture_measures(joints, plane, self._leg),
            "back_curvature": dorsal.curvature(profile),
            "dowel_gap": dorsal.low_back_gap(profile),
            "back_sagitta": dorsal.sagitta(self._back.trunk(flat)),
            **self._dowel(self._back.middle(flat, hip, shoulder)),
            **self._feet(joints, plane, pose, self._masses.centre(masses)),
            **self._spine(skin, joints, plane),
            "shoulder_protraction": self._protraction(joints, pose),
        }
        measures["hinge_ratio"] = hinge_ratio(
            *(measures[name] - self._still[name] for name in ("hip_flexion", "knee_flexion"))
        )
        for name in MINUS_STANDING:
            measures[name] = measures[name] - self._still[name]
        for name in ANGLES:
            measures[name] = wrapped(measures[name])
        return Sighting(np.array([joints[name] for name in JOINTS]), measures, profile, plane.forward)

    def _spine(self, skin: Array, joints: dict[str, Array], plane: SagittalPlane) -> dict[str, float]:
        """Flexion of low back, upper back and neck: how far each end of them leans further than the other."""
        face = plane.flat(joints["nose"] - (joints["left_ear"] + joints["right_ear"]) / 2.0)
        sacrum, lumbar, neck = (lean(direction) for direction in plane.flat(self._back.directions(skin)))
        return {
            "lumbar_flexion": wrapped(lumbar - sacrum),
            "thoracic_flexion": wrapped(neck - lumbar),
            "neck_flexion": wrapped(lean(face) - neck),
        }

    def _dowel(self, middle: Array) -> dict[str, float]:
        """The gaps under a dowel, and how many contacts it keeps."""
        standing = {zone: self._still[f"dowel_{zone}"] for zone in dorsal.ZONES}
        gaps = dorsal.dowel(middle, self._back.zones, standing)
        return {
            **{f"dowel_{zone}": gap for zone, gap in gaps.items()},
            "dowel_contacts": float(dorsal.contacts(gaps, standing)),
        }

    def _feet(self, joints: dict[str, Array], plane: SagittalPlane, pose: Pose, centre: Array) -> dict[str, float]:
        """Balance over the feet that carry, and the heels' height."""
        heel, toe = ({side: joints[f"{side}_{end}"] for side in SIDES} for end in ("heel", "foot_index"))
        height = {side: float((heel[side] - toe[side])[1]) / self._foot for side in SIDES}
        carrying = [side for side in SIDES if min(heel[side][1], toe[side][1]) < self._floor + ON_FLOOR]
        behind, ahead = (np.mean([end[side] for side in carrying or SIDES], axis=0) for end in (heel, toe))
        sole = (ahead - behind) * [1.0, 0.0, 1.0]
        stands = self._on_feet and bool(carrying) and sole @ plane.forward >= FLAT_FOOT * self._foot
        apart = joints["left_ankle"] - joints["right_ankle"]
        left = np.cross([0.0, 1.0, 0.0], plane.forward)
        middle = (joints["left_ankle"] + joints["right_ankle"]) / 2.0
        loaded = np.nan if self._load is None else self._with_load(centre, pose, self._load)
        return {
            "balance": float((centre - behind) @ sole / (sole @ sole)) if stands else np.nan,
            "balance_with_load": float((loaded - behind) @ sole / (sole @ sole)) if stands else np.nan,
            "side_balance": float(2.0 * (centre - middle) @ left / (apart @ left)) if len(carrying) == 2 else np.nan,
            "heel_height": float(np.mean([height[side] for side in carrying or SIDES])),
            **{f"{side}_heel_height": height[side] for side in SIDES},
        }

    def _with_load(self, centre: Array, pose: Pose, load: Load) -> Array:
        """The centre of mass of the body with what it holds."""
        bones = ("finger3-1.L", "finger3-1.R") if load.at == "hands" else ("neck01",)
        held = pose.positions[[self._bones[bone] for bone in bones]].mean(0)
        return (BODY_KG * centre + load.kilograms * held) / (BODY_KG + load.kilograms)

    def _protraction(self, joints: dict[str, Array], pose: Pose) -> float:
        """How far the shoulders lie in front of the spine between them, as the ribcage faces, in torso lengths."""
        chest = self._bones["spine01"]
        shoulders = (joints["left_shoulder"] + joints["right_shoulder"]) / 2.0
        return float((shoulders - pose.positions[chest]) @ pose.rotations[chest][:, 2] / self._torso)


def _marks(figure: Figure) -> dict[str, int]:
    """Coarse vertices that stand for nose, ears, heels and toes."""
    points = figure.surface.coarse_points
    x, y, z = points.T
    eye, sole = figure.eyes[0][1], y.min() + 0.05

    def furthest(value: Array, among: np.ndarray) -> int:
        return int(np.argmax(np.where(among, value, -np.inf)))

    marks = {"nose": furthest(z, (np.abs(x) < 0.01) & (np.abs(y - eye + 0.035) < 0.02))}
    for side, sign in zip(SIDES, (1.0, -1.0), strict=True):
        marks[f"{side}_ear"] = furthest(sign * x, (y > eye - 0.06) & (y < eye + 0.05) & (z < 0.06))
        marks[f"{side}_heel"] = furthest(-z, (sign * x > 0) & (y < sole))
        marks[f"{side}_foot_index"] = furthest(z, (sign * x > 0) & (y < sole))
    return marks
