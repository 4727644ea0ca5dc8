"""The near leg of who stands on it: the foot stays, and thigh and shank keep their lengths.

In a hinge the network lifts a planted foot by up to four tenths of its length (see `kiosk.motion.soles`), and lets
the shank grow and shrink by a tenth. A leg that stands on its foot can only turn about ankle and knee: what is seen
of it tells two angles, and no lengths.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from kiosk.coach.ghost.limbs import Limbs
from kiosk.coach.guidance import Point

_FOOT = ("ankle", "heel", "toe")

_PLANTED, _STEPPED = 0.5, 0.8
"""Foot lengths off where it stood up to which a foot is drawn there, and from which it has gone elsewhere."""

_SHORTEST = 1.0
"""Pixels below which a limb has no direction."""


def planted(joints: Mapping[str, Point], limbs: Limbs) -> dict[str, Point]:
    """Foot, knee and hip of the near leg of ``joints`` (picture pixels) with the foot where it rested and limbs as
    long as then, as far as the foot can have stayed there: continuous in ``joints``."""
    stood = {name: limbs.placed(limbs.joints[name]) for name in _FOOT}
    foot = max(1.0, math.dist(stood["heel"], stood["toe"]))
    off = max(math.dist(joints[name], stood[name]) for name in _FOOT) / foot
    share = min(1.0, max(0.0, (_STEPPED - off) / (_STEPPED - _PLANTED)))
    found = {name: _between(joints[name], stood[name], share) for name in _FOOT}
    lower = stood["ankle"]
    for start, end in (("ankle", "knee"), ("knee", "hip")):
        reached = _reached(lower, joints[end], limbs.length(start, end), limbs.squeeze)
        found[end] = _between(joints[end], reached, share)
        lower = reached
    return found


def _reached(start: Point, towards: Point, length: float, squeeze: float) -> Point:
    """The end of a limb, ``length`` long in the person's own plane, that leads from ``start`` ``towards`` a point."""
    across, down = (towards[0] - start[0]) / squeeze, towards[1] - start[1]
    seen = math.hypot(across, down)
    if seen < _SHORTEST:
        return towards
    share = length / seen
    return start[0] + across * share * squeeze, start[1] + down * share


def _between(one: Point, other: Point, share: float) -> Point:
    return one[0] + share * (other[0] - one[0]), one[1] + share * (other[1] - one[1])
