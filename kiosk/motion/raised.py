"""A hand held up, as one does who wants to be seen. Pure: a pose in, a hand or none out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.motion.joints import near_places
from kiosk.pose.pose import Joint, Pose

OVER_EAR = 0.22
"""How far over the ear the wrist must be, in trunk lengths (shoulder to hip, about half a metre). As the networks see
rendered people it is 0.3 to 0.55 where an arm is stretched up and 0.27 to 0.5 where its elbow is bent, less in single
frames; at most 0.13 where the hand is at the hair or waves beside the head. On top of the head it is about 0.17."""

FOREARM = 0.3
"""How far over the elbow the wrist must be, in trunk lengths: 0.35 or more where a hand is held up, at most 0.25 at
the hair. Nothing is asked of the upper arm: an elbow that points at the camera seems to be as low as the shoulder."""

UPRIGHT = 0.12
"""Most that the trunk may lean, to any side in the picture, as a share of its height (7 degrees). Who holds up a hand
leans 0.08 at most; who bends aside with an arm over their head 0.22 or more; who stretches both arms up and arches
their back 0.13 or more."""

SEEN = 0.6
"""Least visibility of the arm, and of one of the hips."""

OTHER_SEEN = 0.4
"""Least visibility of the other wrist for it to count. Where the body hides it, the network often guesses it beside
the hand that is up, at a visibility of at most 0.26 in a clear picture; both in sight have 0.58 or more."""

_OTHER = {"left": "right", "right": "left"}


@dataclass(frozen=True, slots=True)
class RaisedHand:
    """Which of the person's own hands, and where its wrist is from the middle of the hips: x and y (down) in trunk
    lengths."""

    side: Literal["left", "right"]
    wrist: tuple[float, float]


def raised_hand(pose: Pose) -> RaisedHand | None:
    """The one hand that is held above the head by who stands upright; None where there is none, or both are up: who
    has both up stretches, or lifts something. The other hand counts as up from its shoulder on, where it is seen:
    side-on one arm may hide the other, and both up then look like one.

    ``pose`` should be levelled (`kiosk.motion.level`): a camera's roll counts as a lean.
    """
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
            heads - one["wrist"].imag > OVER_EAR * trunk and one["elbow"].imag - one["wrist"].imag > FOREARM * trunk
        )
        both = other["wrist"].imag < other["shoulder"].imag and _visible(pose, _OTHER[side], "WRIST") >= OTHER_SEEN
        if raised and not both and _seen(pose, side):
            away = (one["wrist"] - hips) / trunk
            return RaisedHand("left" if side == "left" else "right", (away.real, away.imag))
    return None


def _seen(pose: Pose, side: str) -> bool:
    hips = max(_visible(pose, "left", "HIP"), _visible(pose, "right", "HIP"))
    return min(hips, *(_visible(pose, side, name) for name in ("WRIST", "ELBOW", "SHOULDER"))) >= SEEN


def _visible(pose: Pose, side: str, name: str) -> float:
    return float(pose.visibility[Joint[f"{side.upper()}_{name}"]])
