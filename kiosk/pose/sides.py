"""Left and right mixed up by the network: found, and put back.

Seen from the side the two halves of a body look alike, and the network may give a leg, both arms or the whole body
the other side's names for some frames. Two things tell:

- **Continuity.** The vector from the right joints to the left ones turns as fast as the person does. Changed names
  turn it right round from one frame to the next, which nobody can.
- **Handedness.** Feet point to the front, and left lies to the left of that, whoever of the feet is called left: it
  needs no past, so it settles which names are right at the first frame and after a gap, and overrules a wrong past
  within half a second.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from kiosk.pose.pose import Floats, Joint

Reading = tuple[Floats, Floats, Floats]
"""Landmarks (33, 3) in pixels, visibility (33,), world (33, 3) in metres, as in `kiosk.pose.pose.Pose`."""

_GAP = 0.35
"""Seconds after which the past says nothing: in that time somebody may have turned."""

_HANDEDNESS = 0.5
"""What handedness weighs against continuity."""

_SURE = 0.15
"""The network's names stand unless the evidence against them is at least this, of `1 + _HANDEDNESS`."""

_WRONG, _OVERRULED_AFTER = -0.3, 0.5
"""Names whose handedness is below the first for longer than the second, in seconds, were wrongly put back."""

_NOISE = 0.05
"""Metres: joints nearer together than this tell no side."""


LIMBS = ("legs", "arms", "head")
"""What the network mixes up as a whole."""


def _left(first: int, last: int) -> tuple[Joint, ...]:
    return tuple(joint for joint in Joint if "LEFT" in joint.name and first <= joint <= last)


def _other(joint: Joint) -> Joint:
    return Joint[joint.name.replace("LEFT", "RIGHT")]


_SWAPPED = {
    name: (list(left), [_other(joint) for joint in left])
    for name, left in zip(LIMBS, (_left(23, 32), _left(11, 22), _left(1, 10)), strict=True)
}
"""Joints of the left and of the right of each limb."""

_TELL = (Joint.LEFT_HIP, Joint.LEFT_KNEE, Joint.LEFT_ANKLE, Joint.LEFT_SHOULDER, Joint.LEFT_ELBOW, Joint.LEFT_EAR)
_PART = {"legs": slice(0, 3), "arms": slice(3, 5), "head": slice(5, 6)}
"""Joints that lie well apart from their others on a body, and which of them belong to which limbs."""

_TELL_LEFT = [*_TELL, Joint.LEFT_FOOT_INDEX, Joint.LEFT_HEEL]
_TELL_RIGHT = [_other(joint) for joint in _TELL_LEFT]

Vectors = list[list[float]]


@dataclass(slots=True)
class _Past:
    """What a frame leaves behind: the vectors across the limbs, and since when their handedness is wrong."""

    across: Vectors
    wrong_since: float | None = None


class Sides:
    """Readings in, readings with the right sides out; ``undone`` counts limbs put back so far."""

    def __init__(self) -> None:
        self.undone = 0
        self.reset()

    def reset(self) -> None:
        """Forget the past: somebody else, or the same person after a while."""
        self._time: float | None = None
        self._past: dict[str, _Past] = {}

    def __call__(self, landmarks: Floats, visibility: Floats, world: Floats, time: float) -> Reading:
        """The reading at ``time`` in seconds with arms, legs and head each on the side where they belong.

        The arrays given are not changed; where nothing is mixed up they are given back.
        """
        if self._time is None or not 0.0 <= time - self._time <= _GAP:
            self._past = {}
        self._time = time
        across, leftward = _vectors(world)
        mixed_up = [name for name in LIMBS if self._mixed_up(name, across[_PART[name]], leftward, time)]
        if not mixed_up:
            return landmarks, visibility, world
        self.undone += len(mixed_up)
        order = swapped(mixed_up)
        return landmarks[order], visibility[order], world[order]

    def _mixed_up(self, name: str, across: Vectors, leftward: list[float], time: float) -> bool:
        hand = _towards(across, leftward)
        past = self._past.get(name)
        evidence = _HANDEDNESS * hand
        if past is not None:
            evidence += _alike(across, past.across)
        swap = evidence < -_SURE
        wrong_since = None
        if (-hand if swap else hand) < _WRONG:
            wrong_since = past.wrong_since if past is not None and past.wrong_since is not None else time
            if time - wrong_since >= _OVERRULED_AFTER:
                swap, wrong_since = not swap, None
        kept = [[-x, -y, -z] for x, y, z in across] if swap else across
        self._past[name] = _Past(kept, wrong_since)
        return swap


def swapped(limbs: list[str]) -> list[int]:
    """Where each of the 33 joints is found when the names of ``limbs`` (of `LIMBS`) are exchanged."""
    order = list(range(len(Joint)))
    for name in limbs:
        for left, right in zip(*_SWAPPED[name], strict=True):
            order[left], order[right] = right, left
    return order


def handedness(world: Floats, limbs: str) -> float:
    """How far left is where it belongs, of ``limbs`` (of `LIMBS`) in ``world`` (33, 3), metres.

    1: left of the way that the feet point to, as it must be; -1: right of it; near 0 where that way is not to be
    seen, as in somebody whose toes point up or down.
    """
    across, leftward = _vectors(world)
    return _towards(across[_PART[limbs]], leftward)


def _vectors(world: Floats) -> tuple[Vectors, list[float]]:
    """Vectors from right to left joints, and the way to the left of where both feet point, on the floor."""
    left, right = world[_TELL_LEFT], world[_TELL_RIGHT]
    ahead_x, ahead_y, ahead_z = (left[-2] - left[-1] + right[-2] - right[-1]).tolist()
    size = math.hypot(ahead_x, ahead_y, ahead_z) or 1.0
    # Up is -y: up x ahead. What the feet point up or down is lost, as it should be.
    return np.subtract(left[:-2], right[:-2]).tolist(), [-ahead_z / size, 0.0, ahead_x / size]


def _towards(across: Vectors, way: list[float]) -> float:
    """Cosine between the sum of ``across`` and ``way``."""
    x, y, z = (sum(vector[axis] for vector in across) for axis in range(3))
    return (x * way[0] + z * way[2]) / max(math.hypot(x, y, z), _NOISE)


def _alike(one: Vectors, other: Vectors) -> float:
    """Cosine between two sets of vectors, less where they are too short to tell."""
    product = sum(a * b for u, v in zip(one, other, strict=True) for a, b in zip(u, v, strict=True))
    return product / (max(_length(one), _NOISE) * max(_length(other), _NOISE))


def _length(vectors: Vectors) -> float:
    return math.sqrt(sum(value * value for vector in vectors for value in vector))
