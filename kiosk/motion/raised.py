"""A hand held up, as one does who wants to be seen. Pure: a pose in, a hand or none out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.motion.joints import near_places
from kiosk.pose.pose import Joint, Pose

OVER_EAR = 0.4
"""How far over the ear the wrist must be, in trunk lengths (shoulder to hip, about half a metre). An arm that is
stretched up has it 0.6 to 0.8 over it; a hand at the hair, or on top of the head, at most 0.25."""

UPRIGHT = 0.36
"""Most that the trunk may lean, sideways or forward, as a share of its height (20 degrees): who bends to a side with
an arm over their head stretches."""

OVER_SHOULDER = 0.15
"""How far over the shoulder the elbow must be, and how far over the elbow the wrist, in trunk lengths."""

SEEN = 0.6
"""Least visibility of the arm, and of one of the hips."""

_OTHER = {"left": "right", "right": "left"}


@dataclass(frozen=True, slots=True)
class RaisedHand:
    """Which of the person's own hands, and where its wrist is from the middle of the hips: x and y (down) in trunk
    lengths."""

    side: Literal["left", "right"]
    wrist: tuple[float, float]


def raised_hand(pose: Pose) -> RaisedHand | None:
    """The one hand that is held above the head by who stands upright; None where there is none, or both are up: who
    has both up stretches, or lifts something. The other hand counts as up from its shoulder on, seen or guessed."""
    sides = {"left": near_places(pose.landmarks, "left"), "right": near_places(pose.landmarks, "right")}
    hips = (sides["left"]["hip"] + sides["right"]["hip"]) / 2.0
    shoulders = (sides["left"]["shoulder"] + sides["right"]["shoulder"]) / 2.0
    trunk = abs(shoulders - hips)
    up = hips.imag - shoulders.imag
    if trunk <= 0.0 or up <= 0.0 or abs(shoulders.real - hips.real) > UPRIGHT * up:
        return None
    heads = min(sides["left"]["ear"].imag, sides["right"]["ear"].imag)
    for side in ("left", "right"):
        one, other = sides[side], sides[_OTHER[side]]
        raised = (
            heads - one["wrist"].imag > OVER_EAR * trunk
            and one["elbow"].imag - one["wrist"].imag > OVER_SHOULDER * trunk
            and one["shoulder"].imag - one["elbow"].imag > OVER_SHOULDER * trunk
        )
        if raised and other["wrist"].imag > other["shoulder"].imag and _seen(pose, side):
            away = (one["wrist"] - hips) / trunk
            return RaisedHand("left" if side == "left" else "right", (away.real, away.imag))
    return None


def _seen(pose: Pose, side: str) -> bool:
    own = [Joint[f"{side.upper()}_{name}"] for name in ("WRIST", "ELBOW", "SHOULDER")]
    hips = max(pose.visibility[Joint.LEFT_HIP], pose.visibility[Joint.RIGHT_HIP])
    return bool(min(hips, *(pose.visibility[joint] for joint in own)) >= SEEN)
