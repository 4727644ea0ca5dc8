"""From a posture to bones: a figure on both feet that keeps its balance.

The lean of the torso fixes the pelvis, the knees fix thigh against shin, and the lean of the shins is
solved so that the centre of mass stays over the middle of the feet. The feet never move.
"""

from __future__ import annotations

import numpy as np

from .arms import SIDES, Arms, ArmStyle
from .figure import DUMBBELL_KG, Figure, Pose
from .rotations import Array, about_x, about_y, about_z
from .script import Posture
from .skeleton import places

LUMBAR = {"spine05": 0.15, "spine04": 0.45, "spine03": 0.40}
THORACIC = {"spine02": 0.5, "spine01": 0.5}
NECK = {"neck01": 0.3, "neck02": 0.3, "neck03": 0.2, "head": 0.2}
"""How a flexion spreads over the bones."""
HALF_STANCE = 0.125
"""Metres from the middle to each ankle."""
TOE_OUT = 3.0
MIDFOOT = 0.045
"""Metres from the ankle forward to where the balance is kept."""
SHIN_RANGE = (-35.0, 55.0)
BODY_KG = 72.0

LIMBS = (
    ("upperleg01", "lowerleg01", 0.1416, 0.43),
    ("lowerleg01", "foot", 0.0433, 0.43),
    ("upperarm01", "lowerarm01", 0.0271, 0.50),
    ("lowerarm01", "wrist", 0.0162, 0.45),
)
"""Upper joint, lower joint, share of the body's mass, centre along the segment (after Winter and de Leva)."""
TRUNK_LOW, TRUNK_HIGH, HEAD, HAND, FOOT = 0.220, 0.215, 0.069, 0.0061, 0.0137


class Stance:
    """Poses one figure."""

    def __init__(self, figure: Figure, arms: ArmStyle) -> None:
        self.body = figure.body
        self.arms = Arms(figure.body, arms, gripping=figure.person.dumbbells)
        self._hand_mass = HAND + (DUMBBELL_KG / BODY_KG if figure.person.dumbbells else 0.0)
        hip, knee, self._ankle = (self.body.joint(name) for name in ("upperleg01.L", "lowerleg01.L", "foot.L"))
        self._rest_thigh = np.degrees(np.arctan2(knee[2] - hip[2], hip[1] - knee[1]))
        self._rest_shin = np.degrees(np.arctan2(knee[2] - self._ankle[2], knee[1] - self._ankle[1]))
        leg = np.linalg.norm(knee - hip) + np.linalg.norm(self._ankle - knee)
        self._abduction = np.degrees(
            np.arcsin((self._ankle[0] - hip[0]) / leg) - np.arcsin((HALF_STANCE - hip[0]) / leg)
        )

    def pose(self, posture: Posture) -> Pose:
        """The balanced pose of a posture."""
        spine = {
            bone: about_x(share * flexion)
            for spread, flexion in (
                (LUMBAR, posture.lumbar),
                (THORACIC, posture.thoracic),
                (NECK, posture.neck),
            )
            for bone, share in spread.items()
        }
        pelvis = posture.torso - self._lean_of_spine(spine)
        goal = self._ankle[2] + MIDFOOT

        def miss(shin: float) -> tuple[float, Pose]:
            pose = self._build(spine, pelvis, posture.knee, shin)
            return self._balance(pose) - goal, pose

        before, shin = -2.0, 4.0
        miss_before, (error, pose) = miss(before)[0], miss(shin)
        for _ in range(8):
            if abs(error) < 1e-5:
                break
            step = shin - error * (shin - before) / (error - miss_before + 1e-12)
            before, miss_before = shin, error
            shin = float(np.clip(step, *SHIN_RANGE))
            error, pose = miss(shin)
        return pose

    def _lean_of_spine(self, spine: dict[str, Array]) -> float:
        """Torso inclination with the pelvis upright: pelvis and torso turn together, so the rest is a sum."""
        _, positions = places(self.body, {}, spine)
        torso = self._middle(positions, "upperarm01") - self._middle(positions, "upperleg01")
        return float(np.degrees(np.arctan2(torso[2], torso[1])))

    def _build(self, spine: dict[str, Array], pelvis: float, knee: float, shin: float) -> Pose:
        thigh = knee - shin
        absolute = {"root": about_x(pelvis)}
        for side, sign in SIDES:
            spread = about_z(-sign * self._abduction)
            for bone in ("upperleg01", "upperleg02"):
                absolute[bone + side] = about_x(self._rest_thigh - thigh) @ spread
            for bone in ("lowerleg01", "lowerleg02"):
                absolute[bone + side] = about_x(shin - self._rest_shin) @ spread
            for bone in ("foot", "toe1-1"):
                absolute[bone + side] = about_y(sign * TOE_OUT)
        rotations, positions = places(self.body, absolute, spine)
        absolute |= self.arms.rotations(rotations, positions)
        rotations, positions = places(self.body, absolute, spine)
        shift = self._ankle - self._middle(positions, "foot")
        return Pose(rotations, positions + np.array([0.0, shift[1], shift[2]]), hip_bend=pelvis + thigh)

    def _balance(self, pose: Pose) -> float:
        """Where the centre of mass is, front to back, in metres."""
        at, index = pose.positions, self.body.index
        head = at[index["head"]] + pose.rotations[index["head"]] @ np.array([0.0, 0.07, 0.02])
        low = (at[index["spine05"]] + at[index["spine02"]]) / 2.0
        high = 0.45 * at[index["spine02"]] + 0.55 * at[index["neck01"]]
        moment = TRUNK_LOW * low[2] + TRUNK_HIGH * high[2] + HEAD * head[2]
        mass = TRUNK_LOW + TRUNK_HIGH + HEAD
        for upper, lower, share, along in LIMBS:
            place = (1.0 - along) * self._middle(at, upper) + along * self._middle(at, lower)
            moment += 2.0 * share * place[2]
            mass += 2.0 * share
        moment += 2.0 * (self._hand_mass * self._middle(at, "wrist")[2] + FOOT * (self._middle(at, "foot")[2] + 0.04))
        return float(moment / (mass + 2.0 * (self._hand_mass + FOOT)))

    def _middle(self, positions: Array, bone: str) -> Array:
        """Halfway between a left and a right joint."""
        left, right = (positions[self.body.index[bone + side]] for side in (".L", ".R"))
        return (left + right) / 2.0
