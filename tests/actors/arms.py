"""Where arms and hands go: hanging, crossed on the chest, or on the hips. Figure frame, metres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from .body import Body
from .rotations import Array, about, align, frame, signed_angle, unit

ArmStyle = Literal["hanging", "crossed", "hips"]
SIDES = ((".L", 1.0), (".R", -1.0))
CURL = {
    "hanging": (22.0, 30.0, 18.0),
    "crossed": (8.0, 12.0, 8.0),
    "hips": (14.0, 18.0, 10.0),
    "gripping": (72.0, 82.0, 48.0),
}
"""Finger flexion at the three joints, degrees."""


@dataclass(frozen=True)
class Reach:
    """A wish for one arm: the wrist's place, where elbow and hand point, where the palm faces."""

    wrist: Array
    elbow: Array
    hand: Array
    palm: Array


class Arms:
    """Turns a style into bone rotations for any posture of one body."""

    def __init__(self, body: Body, style: ArmStyle, gripping: bool = False) -> None:
        self.body, self.style = body, style
        self.curl = CURL["gripping" if gripping else style]
        skin = body.vertices[body.groups["body"]]
        self._trunk = skin[np.abs(skin[:, 0]) < body.joint("upperarm01.L")[0] * 0.98]

    def rotations(self, rotations: Array, positions: Array) -> dict[str, Array]:
        """Absolute rotations of arm, hand and finger bones, given the bones of the trunk."""
        turned: dict[str, Array] = {}
        for side, sign in SIDES:
            turned |= self._arm(side, sign, rotations, positions)
        return turned

    def _arm(self, side: str, sign: float, rotations: Array, positions: Array) -> dict[str, Array]:
        body, index = self.body, self.body.index
        shoulder, elbow, wrist = (body.joint(name + side) for name in ("upperarm01", "lowerarm01", "wrist"))
        chest = rotations[index["spine01"]]
        start = positions[index["upperarm01" + side]]
        reach = self._reach(side, sign, rotations, positions)
        upper, lower = _two_bones(
            reach.wrist - start,
            reach.elbow,
            float(np.linalg.norm(elbow - shoulder)),
            float(np.linalg.norm(wrist - elbow)),
        )
        of_upper = align(chest @ (elbow - shoulder), upper) @ chest
        of_lower = align(of_upper @ (wrist - elbow), lower) @ of_upper

        middle, knuckles, palm = body.hand(side)
        of_hand = frame(reach.hand, reach.palm) @ frame(middle, palm).T
        twist = signed_angle(of_lower @ palm, of_hand @ palm, unit(lower))
        turned = {
            "upperarm01" + side: of_upper,
            "upperarm02" + side: of_upper,
            "lowerarm01" + side: about(lower, 0.3 * twist) @ of_lower,
            "lowerarm02" + side: about(lower, 0.75 * twist) @ of_lower,
            "wrist" + side: of_hand,
        }
        axis = unit(knuckles)
        for finger in "2345":
            bend = 0.0
            for joint, degrees in zip("123", self.curl, strict=True):
                bend += degrees
                turned[f"finger{finger}-{joint}{side}"] = of_hand @ about(axis, -sign * bend)
        return turned

    def _reach(self, side: str, sign: float, rotations: Array, positions: Array) -> Reach:
        body, index = self.body, self.body.index
        chest, pelvis = rotations[index["spine01"]], rotations[index["root"]]
        if self.style == "hanging":
            arm = body.joint("wrist" + side) - body.joint("upperarm01" + side)
            wrist = positions[index["upperarm01" + side]] + 0.985 * np.linalg.norm(arm) * unit(
                (sign * 0.08, -1.0, 0.05)
            )
            return Reach(
                wrist,
                np.array([sign * 0.3, 0.0, -1.0]),
                np.array([sign * 0.02, -1.0, 0.05]),
                np.array([-sign, 0.0, -0.35]),
            )
        if self.style == "hips":
            hip = body.joint("upperleg01.L")
            level = hip[1] + 0.115
            side_of_body = self._trunk[np.abs(self._trunk[:, 1] - level) < 0.02, 0].max()
            place = np.array([sign * (side_of_body + 0.03), level, hip[2] - 0.035])
            root = body.joint("root")
            return Reach(
                positions[index["root"]] + pelvis @ (place - root),
                pelvis @ np.array([sign, 0.1, -0.25]),
                pelvis @ np.array([-sign * 0.35, -0.30, 0.9]),
                pelvis @ np.array([-sign, 0.1, -0.4]),
            )
        height = body.joint("upperarm01.L")[1] - (0.125 if sign > 0 else 0.165)
        front = self._trunk[(np.abs(self._trunk[:, 1] - height) < 0.02), 2].max()
        place = np.array([-sign * 0.035, height, front + (0.060 if sign > 0 else 0.040)])
        spine = body.joint("spine01")
        return Reach(
            positions[index["spine01"]] + chest @ (place - spine),
            chest @ np.array([sign * 0.55, -1.0, 0.1]),
            chest @ np.array([-sign * 0.85, 0.62, -0.12]),
            chest @ np.array([-sign * 0.12, 0.0, -1.0]),
        )


def _two_bones(reach: Array, elbow: Array, upper: float, lower: float) -> tuple[Array, Array]:
    """Directions of upper and lower arm that bring the wrist to `reach` from the shoulder."""
    distance = float(np.clip(np.linalg.norm(reach), abs(upper - lower) + 1e-3, 0.998 * (upper + lower)))
    straight = unit(reach)
    aside = unit(elbow - straight * (straight @ elbow))
    along = (distance**2 + upper**2 - lower**2) / (2.0 * distance)
    bent = along * straight + np.sqrt(max(upper**2 - along**2, 0.0)) * aside
    return bent / upper, (distance * straight - bent) / lower
