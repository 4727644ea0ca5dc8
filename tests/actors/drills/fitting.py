"""Postures that fit a body to the things around it: fists to a bar on the floor, buttocks to a seat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import numpy as np

from ..figure import Pose
from ..people import SOLE
from ..posture import Posture
from ..props import Hands
from ..stance import Stance
from .drill import Fit

By = Literal["knee", "torso"]
LIMITS: dict[By, tuple[float, float]] = {"knee": (4.0, 128.0), "torso": (8.0, 104.0)}
"""Degrees within which a posture is made to fit."""
FALL: dict[By, float] = {"knee": 0.0055, "torso": 0.007}
"""Metres that hands and hips come down with a degree, about."""
PER_DEGREE = 0.013
"""Metres that stand for a degree of the shin, so that the same steps fit it."""
CLOSE, STEPS = 0.002, 10
"""Metres that are near enough, and how often it is tried."""


def fists_at(height: float) -> Fit:
    """Both fists at a height above the floor, in metres."""

    def error(stance: Stance, pose: Pose) -> float:
        left, right = Hands(stance.body).both(pose)
        return float(left.centre[1] + right.centre[1]) / 2.0 + SOLE - height

    return _fit(error)


def fists_below_knees(metres: float) -> Fit:
    """Both fists at some distance under the middle of the knees."""

    def error(stance: Stance, pose: Pose) -> float:
        left, right = Hands(stance.body).both(pose)
        knees = pose.positions[[stance.body.index["lowerleg01.L"], stance.body.index["lowerleg01.R"]], 1].mean()
        return float((left.centre[1] + right.centre[1]) / 2.0 - knees + metres)

    return _fit(error)


def seated_at(height: float) -> Fit:
    """The buttocks on a seat whose top is at a height above the floor, in metres."""

    def error(stance: Stance, pose: Pose) -> float:
        return hip_height(stance, pose) - under_hips(stance) + SOLE - height

    return _fit(error)


def hips_at(legs: float) -> Fit:
    """The hip joints at a height above the ankles, in leg lengths."""

    def error(stance: Stance, pose: Pose) -> float:
        return hip_height(stance, pose) - stance.legs.ankle_height - legs * (stance.legs.thigh + stance.legs.shin)

    return _fit(error)


def shins_at(degrees: float) -> Fit:
    """Shins tipped forward by some degrees, of the middle between both legs."""

    def error(stance: Stance, pose: Pose) -> float:
        index = stance.body.index
        knee, ankle = (
            pose.positions[[index[bone + ".L"], index[bone + ".R"]]].mean(0) for bone in ("lowerleg01", "foot")
        )
        shin = knee - ankle
        return float(degrees - np.degrees(np.arctan2(shin[2], shin[1]))) * PER_DEGREE

    return _fit(error)


def travelled(stance: Stance, posture: Posture, legs: float) -> Posture:
    """The posture with the hips so far behind the ankles, in leg lengths, by where its weight is; that is a line."""
    hips, ankles = ([stance.body.index[bone + side] for side in (".L", ".R")] for bone in ("upperleg01", "foot"))
    forward = replace(posture, balance=posture.balance + 0.03)
    now, then = (
        float((pose.positions[ankles] - pose.positions[hips])[:, 2].mean()) / (stance.legs.thigh + stance.legs.shin)
        for pose in (stance.pose(posture), stance.pose(forward))
    )
    return replace(posture, balance=posture.balance + 0.03 * (legs - now) / (then - now))


def hip_height(stance: Stance, pose: Pose) -> float:
    """Metres of the hip joints above y = 0."""
    return float(pose.positions[[stance.body.index["upperleg01.L"], stance.body.index["upperleg01.R"]], 1].mean())


def under_hips(stance: Stance) -> float:
    """Metres from the hip joints down to what a sitting body sits on: about as far as back to the skin."""
    body = stance.body
    skin, hip = body.vertices[body.groups["body"]], body.joint("upperleg01.L")
    near = (np.abs(skin[:, 0]) < 0.12) & (np.abs(skin[:, 1] - hip[1]) < 0.04)
    return 0.9 * float(hip[2] - skin[near, 2].min())


def _fit(error: Callable[[Stance, Pose], float]) -> Fit:
    def fit(stance: Stance, posture: Posture, by: By) -> Posture:
        """By the secant rule on one angle: bending more brings hands and hips lower."""
        low, high = LIMITS[by]

        def miss(angle: float) -> float:
            return error(stance, stance.pose(replace(posture, **{by: angle})))

        before = float(np.clip(getattr(posture, by), low, high))
        value_before = miss(before)
        now = float(np.clip(before + value_before / FALL[by], low, high))
        for _ in range(STEPS):
            if abs(value_before) < CLOSE or now == before:
                return replace(posture, **{by: before})
            value = miss(now)
            slope = min((value - value_before) / (now - before), -0.1 * FALL[by])
            before, value_before = now, value
            now = float(np.clip(now - value / slope, low, high))
        return replace(posture, **{by: before})

    return fit
