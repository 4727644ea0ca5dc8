"""Legs between hips and feet: two-bone solutions, planted feet, free legs. Figure frame, metres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .body import Body
from .rotations import Array, about_x, about_y, frame, slerp, unit

SIDEWAYS = np.array([1.0, 0.0, 0.0])
POINTED = 25.0
"""Degrees that the foot of a free leg hangs."""
TOES_FREE = 0.06
"""Metres above the floor from where the toes go along with a pitched foot; on the floor they lie flat."""


@dataclass(frozen=True)
class Foot:
    """A foot's wish: its ankle's place, its rotation and that of its toes."""

    ankle: Array
    rotation: Array
    toes: Array
    knee: Array | None = None
    """Where the knee is, if it bears; else it points between pelvis and foot."""


class Legs:
    """The legs of one body."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self._rest = {side: tuple(body.joint(name + side) for name in ("upperleg01", "lowerleg01", "foot", "toe1-1"))
                      for side in (".L", ".R")}  # fmt: skip
        hip, knee, ankle, _ = self._rest[".L"]
        self.thigh, self.shin = (float(np.linalg.norm(bone)) for bone in (knee - hip, ankle - knee))
        self.ankle_height = float(ankle[1])
        sole = body.vertices[body.groups["body"]]
        sole = sole[sole[:, 1] < sole[:, 1].min() + 0.012]
        self._heel = np.array([0.0, -self.ankle_height, float(sole[:, 2].min() + 0.012 - ankle[2])])
        """From the ankle to where a pitched heel rolls on the floor."""

    def reach(self, knee_flexion: float) -> float:
        """Metres from hip to ankle at a knee flexion, by the law of cosines."""
        cosine = np.cos(np.radians(knee_flexion))
        return float(np.sqrt(self.thigh**2 + self.shin**2 + 2.0 * self.thigh * self.shin * cosine))

    def planted(self, side: str, x: float, z: float, heading: float, pitch: float = 0.0, height: float = 0.0) -> Foot:
        """A foot whose flat sole would have its ankle at (x, z), pitched on ball or heel and lifted."""
        *_, ankle, ball = self._rest[side]
        flat, pitched = about_y(heading), about_y(heading) @ about_x(pitch)
        pivot = ball - ankle if pitch >= 0.0 else self._heel
        base = np.array([x, self.ankle_height + height, z]) + flat @ pivot
        if pitch < 0.0:
            return Foot(base - pitched @ pivot, pitched, pitched)
        toes = about_y(heading) @ about_x(pitch * min(height / TOES_FREE, 1.0))
        return Foot(base - pitched @ pivot, pitched, toes)

    def free(self, side: str, hip: Array, pelvis: Array, hip_flexion: float, knee_flexion: float) -> Foot:
        """The foot of a leg in the air, by its joint angles against the pelvis."""
        thigh = pelvis @ about_x(-hip_flexion)
        shin = thigh @ about_x(knee_flexion)
        down = np.array([0.0, -1.0, 0.0])
        ankle = hip + self.thigh * (thigh @ down) + self.shin * (shin @ down)
        rotation = shin @ about_x(POINTED)
        return Foot(ankle, rotation, rotation)

    def between(self, first: Foot, second: Foot, share: float) -> Foot:
        """A share of the way from one foot's wish to another."""
        return Foot(
            first.ankle + share * (second.ankle - first.ankle),
            slerp(first.rotation, second.rotation, share),
            slerp(first.toes, second.toes, share),
        )

    def rotations(self, side: str, hip: Array, foot: Foot, forward: Array) -> dict[str, Array]:
        """Absolute rotations of a leg's bones; the knee points `forward`."""
        rest_hip, rest_knee, rest_ankle, _ = self._rest[side]
        reach = foot.ankle - hip
        distance = float(
            np.clip(np.linalg.norm(reach), abs(self.thigh - self.shin) + 1e-3, self.thigh + self.shin - 1e-6)
        )
        straight = unit(reach)
        lateral = unit(np.cross(forward, straight))
        ahead = np.cross(straight, lateral)
        along = (distance**2 + self.thigh**2 - self.shin**2) / (2.0 * distance)
        knee = along * straight + np.sqrt(max(self.thigh**2 - along**2, 0.0)) * ahead
        of_thigh = frame(knee, lateral) @ frame(rest_knee - rest_hip, SIDEWAYS).T
        of_shin = frame(distance * straight - knee, lateral) @ frame(rest_ankle - rest_knee, SIDEWAYS).T
        return {
            "upperleg01" + side: of_thigh,
            "upperleg02" + side: of_thigh,
            "lowerleg01" + side: of_shin,
            "lowerleg02" + side: of_shin,
            "foot" + side: foot.rotation,
            "toe1-1" + side: foot.toes,
        }
