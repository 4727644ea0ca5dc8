"""What is learnt of a person's body while they stand: their limbs for the ghost, their height and feet for the
optics."""

from __future__ import annotations

import math
from collections.abc import Mapping

from kiosk.coach.ghost import Limbs
from kiosk.coach.guidance import Feet, Figure, Point
from kiosk.motion.motion import Moment
from kiosk.motion.posture import Phase, Posture

_EAR_HEIGHT = 0.935
"""Height of the ear over the ground as a share of body height (Winter, table of body segment lengths)."""

_LEGS_NEEDED = 0.5
"""Trust in the near side that the ghost's limbs need."""

_SHIFT = 0.05
"""Share of each standing frame that goes into the person's limbs and place."""

_FOOT = ("ankle", "heel", "toe")

_PLANTED, _STEPPED = 0.5, 0.8
"""Foot lengths off where it stood up to which a foot is drawn there, and from which it has gone elsewhere: in a hinge
the network lifts a planted foot by up to four tenths of its length (see `kiosk.motion.soles`)."""


class Body:
    """Feed it every moment; ``limbs``, ``feet`` and ``height`` (of the body, in picture pixels) are absent until
    known."""

    def __init__(self) -> None:
        self.limbs: Limbs | None = None
        self.height: float | None = None
        self.depth: dict[str, float] = {}
        """Of the near side's joints, standing, as in `kiosk.coach.guidance.Figure`."""

    def forget(self) -> None:
        """The person left."""
        self.limbs = self.height = None
        self.depth = {}

    @property
    def feet(self) -> Feet | None:
        """Where the near foot stands."""
        if self.limbs is None:
            return None
        return Feet(self.limbs.heel, self.limbs.toe, (self.depth.get("heel", 0.0) + self.depth.get("toe", 0.0)) / 2.0)

    def figure(self, posture: Posture) -> Figure:
        """The person as they are to be drawn: planted feet stay where they stood."""
        if posture.skeleton is None:
            return Figure(dict(posture.outline))
        skeleton = posture.skeleton
        joints = dict(skeleton.joints)
        if self.limbs is not None and self.limbs.facing is posture.facing:
            joints |= _planted(joints, self.limbs)
        return Figure(joints, skeleton.depth, skeleton.eyes, skeleton.eyes_depth)

    def __call__(self, moment: Moment) -> None:
        """Limbs and height, taken while the person stands; the feet follow slow shifts between reps."""
        posture = moment.posture
        torso = posture.measures.torso_inclination
        upright = torso is not None and abs(torso.value) < 15.0 and posture.visibility > _LEGS_NEEDED
        if moment.phase is not Phase.STANDING or not upright:
            return
        joints = posture.outline if posture.skeleton is None else posture.skeleton.joints
        limbs = Limbs.of(joints, posture.facing)
        depth = {} if posture.skeleton is None else dict(posture.skeleton.depth)
        ear, heel = posture.outline["ear"], posture.outline["heel"]
        height = (heel[1] - ear[1]) / _EAR_HEIGHT
        if self.limbs is None or self.limbs.facing is not limbs.facing or self.height is None:
            self.limbs, self.height, self.depth = limbs, height, depth
        else:
            self.limbs = _towards(self.limbs, limbs)
            self.height += _SHIFT * (height - self.height)
            self.depth = {name: _mixed(self.depth.get(name, each), each) for name, each in depth.items()}


def _planted(joints: Mapping[str, Point], limbs: Limbs) -> dict[str, Point]:
    """The near foot of ``joints`` where it stood, as far as it can have stayed there."""
    stood = {"ankle": limbs.ankle, "heel": limbs.heel, "toe": limbs.toe}
    foot = max(1.0, math.dist(limbs.heel, limbs.toe))
    off = max(math.dist(joints[name], stood[name]) for name in _FOOT) / foot
    share = min(1.0, max(0.0, (_STEPPED - off) / (_STEPPED - _PLANTED)))
    return {name: _between(joints[name], stood[name], share) for name in _FOOT}


def _towards(old: Limbs, new: Limbs) -> Limbs:
    return Limbs(
        shank=_mixed(old.shank, new.shank),
        thigh=_mixed(old.thigh, new.thigh),
        torso=_mixed(old.torso, new.torso),
        neck=_mixed(old.neck, new.neck),
        upper_arm=_mixed(old.upper_arm, new.upper_arm),
        forearm=_mixed(old.forearm, new.forearm),
        ankle=_between(old.ankle, new.ankle, _SHIFT),
        heel=_between(old.heel, new.heel, _SHIFT),
        toe=_between(old.toe, new.toe, _SHIFT),
        facing=old.facing,
    )


def _mixed(old: float, new: float) -> float:
    return old + _SHIFT * (new - old)


def _between(one: Point, other: Point, share: float) -> Point:
    return one[0] + share * (other[0] - one[0]), one[1] + share * (other[1] - one[1])
