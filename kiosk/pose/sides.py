"""Left and right mixed up by the network: found, and put back.

Seen from the side the two halves of a body look alike, and the network may give a leg, both arms or the whole body
the other side's names for some frames. Two things tell:

- **Continuity.** Joints are where their way through the last frames led them. Where the names have changed, all of a
  limb's joints are far from there under their own names and near under the other's. Where neither fits, as when a leg
  is read from somebody who passes, no names are to blame and none are changed.
- **Handedness.** Feet point to the front, and left lies to the left of that, whoever of the feet is called left. It
  needs no past, and where a foot is seen on the floor it hardly ever errs: names that it calls right are not touched,
  and names that it calls wrong for a third of a second are exchanged. A foot in the air, as of the free leg in a
  single-leg hinge, points anywhere: so where names were called right for a third of a second, continuity alone leads
  on from there for as long as it is clear.

So one frame that is read badly can lock nothing in: else an exchange ends as soon as handedness is against it, and
after a third of a second where handedness says nothing. Who turns round takes left and right along, feet and all, and
is followed.

Lengths of limbs tell nothing here: a person's left leg is as long as the right, and the network mixes up a limb as a
whole. A single joint in the other's place, which lengths could tell, was not once found in 6200 frames of rendered
people, a single-leg hinge, turns and passers-by among them; where a limb's length is off, its joints are trusted less
(`kiosk.motion.trust`).
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

_TELL = {
    "legs": (Joint.LEFT_HIP, Joint.LEFT_KNEE, Joint.LEFT_ANKLE),
    "arms": (Joint.LEFT_SHOULDER, Joint.LEFT_ELBOW),
    "head": (Joint.LEFT_EAR,),
}
"""Of each limb the joints that lie well apart from their others on a body."""

_LEFT = [joint for limb in LIMBS for joint in _TELL[limb]]
_PAIRS = np.array([_LEFT, [_other(joint) for joint in _LEFT]])
"""All of them (2, pairs), and the others; the parts of that which are the limbs', and where those begin."""

_COUNTS = [len(_TELL[limb]) for limb in LIMBS]
_STARTS = [sum(_COUNTS[:i]) for i in range(len(LIMBS))]
_PARTS = [slice(start, start + count) for start, count in zip(_STARTS, _COUNTS, strict=True)]


@dataclass(slots=True)
class _Names:
    """Whether a limb's names are exchanged, since when without being told so by handedness, and since when
    handedness calls them right or wrong; in seconds. ``right``: those that were given back were called right for long
    enough, and continuity has been clear since."""

    exchanged: bool = False
    right: bool = False
    untold_since: float | None = None
    right_since: float | None = None
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
        pairs = world[_PAIRS]
        leftward = _leftward(world) if _feet_seen(visibility) else (0.0, 0.0)
        across = _sums(pairs[0] - pairs[1]).tolist()
        mixed_up = []
        for name, part, way, fit in zip(LIMBS, _PARTS, across, self._fits(pairs, gap), strict=True):
            if _exchanged(self._names[name], _towards(way, leftward), fit, time):
                mixed_up.append(name)
                pairs[:, part] = pairs[::-1, part]
        self._step = None if self._past is None or gap == 0.0 else (pairs - self._past) / np.float32(gap)
        self._past = pairs
        if not mixed_up:
            return landmarks, visibility, world
        self.undone += len(mixed_up)
        order = swapped(mixed_up)
        return landmarks[order], visibility[order], world[order]

    def _fits(self, pairs: Floats, gap: float) -> list[tuple[float, float] | None]:
        """How far in metres (root of the mean square) each limb's joints are from where they were to be expected,
        under their own names and under the other's; None without a past."""
        if self._past is None:
            return [None] * len(LIMBS)
        expected = self._past
        if self._step is not None:
            expected = expected + self._step * np.float32(_CARRIES_ON * gap)
        own, other = (
            _sums(np.einsum("spx,spx->p", apart, apart)).tolist()
            for apart in (pairs - expected, pairs[::-1] - expected)
        )
        return [
            (math.sqrt(here / count), math.sqrt(there / count))
            for here, there, count in zip(own, other, _COUNTS, strict=True)
        ]


def _sums(pairs: Floats) -> Floats:
    """Sums of ``pairs`` (n, ...) over each limb."""
    result: Floats = np.add.reduceat(pairs, _STARTS, axis=0)
    return result


def _exchanged(names: _Names, hand: float, fit: tuple[float, float] | None, time: float) -> bool:
    """Whether to exchange the names of a limb; ``names`` is brought up to date.

    ``hand`` is the handedness of the names as they came, ``fit`` how far in metres the joints are from where they
    were to be expected under these names and under the other's.
    """
    past = _by_the_past(fit)
    names.right_since = _since(names.right_since, hand > _RIGHT, time)
    if names.right_since is not None and time - names.right_since >= _SETTLED_AFTER:
        names.right = True
    elif past is None:
        names.right = False
    if names.right and past is not None:
        names.exchanged = past
        names.untold_since = names.wrong_since = None
        return names.exchanged
    told = hand < _WRONG
    # Where continuity is silent, what was done before stands while handedness agrees.
    exchange = names.exchanged and hand < 0.0
    if past is not None:
        exchange = past
    elif told and fit is not None and _nearer(fit[1], fit[0], _AS_TOLD):
        exchange = True
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


def _by_the_past(fit: tuple[float, float] | None) -> bool | None:
    """Whether continuity alone is for an exchange (False: against it); None where it is silent."""
    if fit is None:
        return None
    own, other = fit
    if _nearer(other, own, _CLEARLY):
        return True
    return False if _nearer(own, other, _CLEARLY) else None


def _nearer(one: float, another: float, share: float) -> bool:
    """Whether a distance (metres) is less than ``share`` of ``another``, and by more than noise makes."""
    return one < share * another and another - one > _FAR


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


def _leftward(world: Floats) -> tuple[float, float]:
    """The way to the left of where both feet point, along the picture (x) and away from the camera (z).

    Its length is the share of the feet's that lies along the floor: what they point up or down is lost, as it
    should be. Up is -y: up x ahead.
    """
    left_heel, right_heel, left_toe, right_toe = world[Joint.LEFT_HEEL :].tolist()
    x, y, z = (left_toe[axis] - left_heel[axis] + right_toe[axis] - right_heel[axis] for axis in range(3))
    size = math.hypot(x, y, z) or 1.0
    return -z / size, x / size


def _feet_seen(visibility: Floats) -> bool:
    left_heel, right_heel, left_toe, right_toe = visibility[Joint.LEFT_HEEL :].tolist()
    return bool(max(min(left_heel, left_toe), min(right_heel, right_toe)) >= _FOOT_SEEN)


def _towards(across: list[float], way: tuple[float, float]) -> float:
    """Cosine between ``across``, the sum of vectors from right joints to left ones, and ``way``."""
    x, y, z = across
    return (x * way[0] + z * way[1]) / max(math.hypot(x, y, z), _NOISE)
