"""How the person stands to the camera: side-on or turned, and which way they face."""

from __future__ import annotations

import math
from dataclasses import dataclass

from kiosk.motion.posture import Facing, View
from kiosk.pose.pose import Joint, Pose

OBLIQUE_FROM = 35.0
"""Degrees off side-on from which the view is oblique: measures are corrected, and trusted less."""

FRONT_FROM = 60.0
"""Degrees off side-on from which a side measure says nothing."""

_MEMORY = 0.5
"""Seconds over which the turn is averaged; the network's depth is noisy."""

_FACING_MEMORY = 0.7
"""Seconds of contrary evidence that it takes to believe the person turned round."""

_SURE = 0.15
"""Share of the full evidence needed to change the facing side."""

Pointers = tuple[tuple[Joint, Joint, float], ...]
"""Joints behind, joints before them, and how far the way from the one to the other is believed to be forward."""

FEET_AND_FACE: Pointers = (
    (Joint.LEFT_HEEL, Joint.LEFT_FOOT_INDEX, 1.0),
    (Joint.RIGHT_HEEL, Joint.RIGHT_FOOT_INDEX, 1.0),
    (Joint.LEFT_EAR, Joint.NOSE, 0.7),
    (Joint.RIGHT_EAR, Joint.NOSE, 0.7),
)
"""Of who is on their feet."""


@dataclass(frozen=True, slots=True)
class Orientation:
    """``turn`` degrees off side-on, 0..90; ``facing`` the way the person's front points in the picture; ``towards``
    the turn with its sign: the front turned to the camera is positive, turned away negative."""

    view: View
    turn: float
    facing: Facing
    towards: float = 0.0

    @property
    def near_side(self) -> str:
        """The side towards the camera: who faces left shows their left side."""
        return "left" if self.facing is Facing.LEFT else "right"

    @property
    def confidence(self) -> float:
        """1 side-on, falling to 0 where the view becomes front."""
        if self.view is View.SIDE:
            return 1.0
        return max(0.0, (FRONT_FROM - self.turn) / (FRONT_FROM - OBLIQUE_FROM)) * 0.8


class OrientationFilter:
    """Averages the evidence of single poses over time."""

    def __init__(self, pointers: Pointers = FEET_AND_FACE) -> None:
        """``pointers`` tell which way the front points."""
        self._pointers = pointers
        self._time: float | None = None
        self._across = self._deep = 0.0
        self._towards = 0.0
        self._forward = 0.0
        self._facing = Facing.LEFT

    def __call__(self, pose: Pose) -> Orientation:
        """The orientation at ``pose.time``."""
        towards, deep = _axis(pose)
        across = abs(towards)
        forward = _forward_evidence(pose, self._pointers)
        if self._time is None:
            self._across, self._deep, self._towards, self._forward = across, deep, towards, forward
            self._facing = Facing.RIGHT if forward > 0 else Facing.LEFT
        else:
            step = max(0.0, pose.time - self._time)
            share, slow = min(1.0, step / _MEMORY), min(1.0, step / _FACING_MEMORY)
            self._across += share * (across - self._across)
            self._deep += share * (deep - self._deep)
            self._towards += share * (towards - self._towards)
            self._forward += slow * (forward - self._forward)
            if self._forward * self._facing.sign < -_SURE:
                self._facing = Facing.RIGHT if self._forward > 0 else Facing.LEFT
        self._time = pose.time
        turn = math.degrees(math.atan2(self._across, self._deep))
        view = View.SIDE if turn < OBLIQUE_FROM else View.OBLIQUE if turn < FRONT_FROM else View.FRONT
        return Orientation(view, turn, self._facing, math.degrees(math.atan2(self._towards, self._deep)))


def _axis(pose: Pose) -> tuple[float, float]:
    """Length of the left-right axis of the body across the picture and into its depth, in metres.

    The first is negative where the person faces away from the camera: then their left is at the picture's left.
    """
    world = pose.world.tolist()
    left = zip(world[Joint.LEFT_SHOULDER], world[Joint.LEFT_HIP], strict=True)
    right = zip(world[Joint.RIGHT_SHOULDER], world[Joint.RIGHT_HIP], strict=True)
    across, _, deep = ((sum(one) - sum(other)) / 2.0 for one, other in zip(left, right, strict=True))
    return across, abs(deep)


def _forward_evidence(pose: Pose, pointers: Pointers) -> float:
    """Where ``pointers`` point, -1 (left) .. 1 (right), weighed by how well they are seen."""
    total = weight = 0.0
    rows, visibility = pose.landmarks.tolist(), pose.visibility.tolist()
    for back, front, trust in pointers:
        x, y = rows[front][0] - rows[back][0], rows[front][1] - rows[back][1]
        length = math.hypot(x, y)
        seen = trust * min(visibility[back], visibility[front])
        if length > 1e-6:
            total += seen * x / length
            weight += seen
    return total / weight if weight > 1e-6 else 0.0
