"""Left and right mixed up by the network: found, and put back.

Seen from the side the two halves of a body look alike, and the network may give a leg, both arms or the whole body
the other side's names for some frames. Two things tell:

- **Continuity.** Joints are where their way through the last frames led them. Where the names have changed, all of a
  limb's joints are far from there under their own names and near under the other's. Where neither fits, as when a leg
  is read from somebody who passes, no names are to blame and none are changed.
- **Handedness.** Feet point to the front, and left lies to the left of that, whoever of the feet is called left. It
  needs no past, and where a foot is seen it hardly ever errs, and never for long: names that it calls right are not
  touched, and names that it calls wrong for a third of a second are exchanged whatever the past was.

So one frame that is read badly can lock nothing in: an exchange ends as soon as handedness is against it, and ends
after a third of a second where handedness says nothing. Who turns round takes left and right along, feet and all, and
is followed.
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

_CLEARLY, _AS_TOLD, _FAR = 0.5, 0.75, 0.1
"""The other names fit clearly where they are off by less than the first times what these are off by, or the second
times where handedness is against these; and by the third less, in metres: half the width of a pelvis."""

_RIGHT, _WRONG = 0.2, -0.3
"""Handedness from which names are right, and below which they are wrong."""

_SETTLED_AFTER = 0.35
"""Seconds for which names are wrong before they are exchanged without continuity, and for which they stay exchanged
without handedness."""

_FOOT_SEEN = 0.5
"""Visibility of heel and toe from which a foot is seen; where both are hidden their direction is a guess."""

_CARRIES_ON = 0.5
"""Share of a joint's last step, by time, that the next is expected to be."""

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

_COUNT = len(_TELL)
_TELL_LEFT = [*_TELL, Joint.LEFT_FOOT_INDEX, Joint.LEFT_HEEL]
_TELL_RIGHT = [_other(joint) for joint in _TELL_LEFT]


@dataclass(slots=True)
class _Names:
    """Whether a limb's names are exchanged, since when without being told so by handedness, and since when
    handedness calls them wrong; in seconds."""

    exchanged: bool = False
    untold_since: float | None = None
    wrong_since: float | None = None


class Sides:
    """Readings in, readings with the right sides out; ``undone`` counts limbs put back so far."""

    def __init__(self) -> None:
        self.undone = 0
        self.reset()

    def reset(self) -> None:
        """Forget the past: somebody else, or the same person after a while."""
        self._time: float | None = None
        self._past: Floats | None = None
        self._step: Floats | None = None
        self._names = {name: _Names() for name in LIMBS}

    def __call__(self, landmarks: Floats, visibility: Floats, world: Floats, time: float) -> Reading:
        """The reading at ``time`` in seconds with arms, legs and head each on the side where they belong.

        The arrays given are not changed; where nothing is mixed up they are given back.
        """
        if self._time is None or not 0.0 <= time - self._time <= _GAP:
            self.reset()
        gap = 0.0 if self._time is None else time - self._time
        self._time = time
        left, right = world[_TELL_LEFT], world[_TELL_RIGHT]
        pairs = np.stack([left[:_COUNT], right[:_COUNT]])
        leftward = _leftward(left, right) if _feet_seen(visibility) else (0.0, 0.0)
        across = (pairs[0] - pairs[1]).tolist()
        off = self._off(pairs, gap)
        mixed_up = []
        for name, part in _PART.items():
            hand = _towards(across[part], leftward)
            fit = None if off is None else (_mean_root(off[0][part]), _mean_root(off[1][part]))
            if _exchanged(self._names[name], hand, fit, time):
                mixed_up.append(name)
                pairs[:, part] = pairs[::-1, part]
        self._step = None if self._past is None or gap == 0.0 else (pairs - self._past) / np.float32(gap)
        self._past = pairs
        if not mixed_up:
            return landmarks, visibility, world
        self.undone += len(mixed_up)
        order = swapped(mixed_up)
        return landmarks[order], visibility[order], world[order]

    def _off(self, pairs: Floats, gap: float) -> tuple[list[float], list[float]] | None:
        """Squared metres by which each pair of joints is off where it was to be expected, under its own names and
        under the other's; None without a past."""
        if self._past is None:
            return None
        expected = self._past
        if self._step is not None:
            expected = expected + self._step * np.float32(_CARRIES_ON * gap)
        own, other = (np.einsum("spx,spx->p", apart, apart) for apart in (pairs - expected, pairs[::-1] - expected))
        return own.tolist(), other.tolist()


def _exchanged(names: _Names, hand: float, fit: tuple[float, float] | None, time: float) -> bool:
    """Whether to exchange the names of a limb; ``names`` is brought up to date.

    ``hand`` is the handedness of the names as they came, ``fit`` how far in metres the joints are from where they
    were to be expected under these names and under the other's.
    """
    told = hand < _WRONG
    # Where continuity is silent, what was done before stands while handedness agrees.
    exchange = names.exchanged and hand < 0.0
    if fit is not None:
        own, other = fit
        if other < (_AS_TOLD if told else _CLEARLY) * own and own - other > _FAR:
            exchange = True
        elif own < _CLEARLY * other and other - own > _FAR:
            exchange = False
    names.untold_since = _since(names.untold_since, exchange and not told, time)
    if names.untold_since is not None and time - names.untold_since >= _SETTLED_AFTER:
        exchange = False
    if hand > _RIGHT:
        exchange = False
    names.wrong_since = _since(names.wrong_since, told and not exchange, time)
    if names.wrong_since is not None and time - names.wrong_since >= _SETTLED_AFTER:
        exchange = True
    names.exchanged = exchange
    return exchange


def _since(before: float | None, holds: bool, time: float) -> float | None:
    """Since when something holds that did ``before`` already, or did not (None)."""
    if not holds:
        return None
    return time if before is None else before


def swapped(limbs: list[str]) -> list[int]:
    """Where each of the 33 joints is found when the names of ``limbs`` (of `LIMBS`) are exchanged."""
    order = list(range(len(Joint)))
    for name in limbs:
        for left, right in zip(*_SWAPPED[name], strict=True):
            order[left], order[right] = right, left
    return order


def _leftward(left: Floats, right: Floats) -> tuple[float, float]:
    """The way to the left of where both feet point, along the picture (x) and away from the camera (z).

    Its length is the share of the feet's that lies along the floor: what they point up or down is lost, as it
    should be. Up is -y: up x ahead.
    """
    x, y, z = (left[-2] - left[-1] + right[-2] - right[-1]).tolist()
    size = math.hypot(x, y, z) or 1.0
    return -z / size, x / size


def _feet_seen(visibility: Floats) -> bool:
    left_heel, right_heel, left_toe, right_toe = visibility[Joint.LEFT_HEEL :].tolist()
    return bool(max(min(left_heel, left_toe), min(right_heel, right_toe)) >= _FOOT_SEEN)


def _towards(across: list[list[float]], way: tuple[float, float]) -> float:
    """Cosine between the sum of ``across``, vectors from right joints to left ones, and ``way``."""
    x, y, z = (sum(vector[axis] for vector in across) for axis in range(3))
    return (x * way[0] + z * way[1]) / max(math.hypot(x, y, z), _NOISE)


def _mean_root(squares: list[float]) -> float:
    return math.sqrt(sum(squares) / len(squares))
