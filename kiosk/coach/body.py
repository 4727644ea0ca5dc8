"""What is learnt of a body at rest before a rep: its limbs and place for the ghost, its height and feet for the
optics."""

from __future__ import annotations

import math
from collections.abc import Mapping

from kiosk.coach.drill import Drill
from kiosk.coach.ghost.back_line import Line, back_depths, standing_line
from kiosk.coach.ghost.limbs import Limbs
from kiosk.coach.ghost.own_back import OwnBack
from kiosk.coach.guidance import Feet, Figure, Point
from kiosk.coach.performance import Support
from kiosk.coach.planted import planted
from kiosk.motion.back import StandingBack
from kiosk.motion.back_table import shipped_backs
from kiosk.motion.motion import Moment
from kiosk.motion.posture import Facing, Phase, Posture
from kiosk.motion.rest import REST_POSTURES

_EAR_HEIGHT = 0.935
"""Height of the ear over the ground as a share of body height (Winter, table of body segment lengths)."""

_HIP_TO_EAR = 0.42
"""Height of the ear over the hip as a share of body height, as the network has them of who stands: 0.420 +- 0.010 in
35 clips of 24 rendered people of the tune half and the school."""

_NEEDED = 0.5
"""Trust that each of the joints needs which the ghost is built on."""

_LEGS = ("shoulder", "hip", "knee", "ankle")
_BUILT_ON: Mapping[Support, tuple[str, ...]] = {
    "feet": _LEGS,
    "one_foot": _LEGS,
    "knees": ("shoulder", "hip", "knee"),
    "back_and_feet": _LEGS,
    "back_and_foot": _LEGS,
    "back": _LEGS,
    "ball": ("shoulder", "hip", "knee"),
    "forearms": ("shoulder", "elbow", "hip", "ankle", "toe"),
}

_LINE = ("ear", "shoulder", "hip", "knee", "ankle", "heel", "toe")
_SEEN_AGAIN = 0.5
"""Trust from which a joint of the body's line that was hidden is drawn again: what comes and goes flickers."""

_UPRIGHT = 15.0
"""Degrees of the torso within which who is on their feet stands."""

_AT_REST = 0.5
"""Share of the way from rest at which a rep is over, within which somebody rests: who stops short does not."""

_FOLLOWS = 0.65
"""Seconds in which limbs and place come to what is seen at rest (time constant): slow shifts between reps are
followed, and a body that is already on its way is not."""

_FIRST = 12
"""Frames whose mean the first limbs are."""


class Body:
    """Feed it every moment; ``limbs``, ``feet`` and ``height`` (of the body, in picture pixels) are absent until
    known."""

    def __init__(self, drill: Drill) -> None:
        self.limbs: Limbs | None = None
        self.height: float | None = None
        self.depth: dict[str, float] = {}
        """Of the near side's joints, at rest, as in `kiosk.coach.guidance.Figure`."""
        self.feet: Feet | None = None
        """Where the near foot stands, or stood last."""
        self._drill = drill
        self._facing: Facing | None = None
        self._frames = 0
        self._last = 0.0
        self._back: StandingBack | None = None
        self._line: Line = ()
        self._own_back = OwnBack()
        self._hidden: frozenset[str] = frozenset()
        self._by_trunk = False
        """Whether the height is that of a trunk, the legs being hidden."""

    def take_up(self, drill: Drill) -> None:
        """From now on ``drill`` is done: who rests in another way for it is learnt anew."""
        if (drill.upright, drill.target.support) != (self._drill.upright, self._drill.target.support) and not (
            drill.upright and self._drill.upright
        ):
            self.limbs = None
        self._drill = drill

    def forget(self) -> None:
        """The person left."""
        self.limbs = self.height = self.feet = self._back = self._facing = None
        self._by_trunk = False
        self.depth, self._line = {}, ()
        self._own_back = OwnBack()
        self._hidden = frozenset()

    def figure(self, posture: Posture) -> Figure:
        """The person as they are to be drawn: planted feet stay where they stood, the legs over them keep their
        lengths, and the back is curved as it is seen to be. What is hidden of the body's line is not drawn, nor the
        back between hip and shoulder where one of them is."""
        skeleton = posture.skeleton
        joints = dict(_joints(posture))
        if skeleton is not None and self.limbs is not None and self.limbs.facing is posture.facing:
            joints |= planted(joints, self.limbs)
        hidden = self._hide(posture.trust)
        back = {} if hidden & {"hip", "shoulder"} else self._own_back(posture, joints, self._line)
        joints = {name: place for name, place in (joints | back).items() if name not in hidden}
        if skeleton is None:
            return Figure(joints)
        return Figure(joints, back_depths(joints, skeleton.depth), skeleton.eyes, skeleton.eyes_depth)

    def _hide(self, trust: Mapping[str, float]) -> frozenset[str]:
        """Joints of the body's line that are hidden, by the ``trust`` in them."""
        least = {name: _SEEN_AGAIN if name in self._hidden else 0.0 for name in _LINE}
        self._hidden = frozenset(name for name in _LINE if trust.get(name, 0.0) <= least[name])
        return self._hidden

    def __call__(self, moment: Moment) -> None:
        """Limbs, feet and height, taken at rest; the place follows slow shifts between reps."""
        posture = moment.posture
        self._learn_back(moment)
        if moment.phase is not Phase.STANDING:
            return
        share = self._share(posture)
        if _stands(posture):
            self._learn_stand(posture, share)
        elif self.height is None or self._by_trunk:
            self._learn_trunk(posture, share)
        if not self._rests(moment):
            return
        limbs = Limbs.of(_joints(posture), posture.facing, posture.turn, self._line)
        if not limbs.whole:
            return
        depth = {} if posture.skeleton is None else posture.skeleton.depth
        if self.limbs is None or self.limbs.facing is not limbs.facing:
            self.limbs, self.depth, self._frames = limbs, dict(depth), 1
        else:
            self._frames += 1
            share = max(share, 1.0 / min(self._frames, _FIRST))
            self.limbs = self.limbs.towards(limbs, share)
            self.depth = {name: _mixed(self.depth.get(name, each), each, share) for name, each in depth.items()}

    def _share(self, posture: Posture) -> float:
        """How much of this frame goes in, by the time since the last one at rest."""
        spent, self._last = posture.time - self._last, posture.time
        return 1.0 - math.exp(-min(0.2, max(0.0, spent)) / _FOLLOWS)

    def _learn_stand(self, posture: Posture, share: float) -> None:
        ear, heel = posture.outline["ear"], posture.outline["heel"]
        height = (heel[1] - ear[1]) / _EAR_HEIGHT
        self.height = height if self.height is None or self._by_trunk else _mixed(self.height, height, share)
        self._by_trunk = False
        joints, depth = _joints(posture), {} if posture.skeleton is None else posture.skeleton.depth
        feet = Feet(joints["heel"], joints["toe"], (depth.get("heel", 0.0) + depth.get("toe", 0.0)) / 2.0)
        if self.feet is not None and self._facing is posture.facing:
            old = self.feet
            feet = Feet(
                _between(old.heel, feet.heel, share),
                _between(old.toe, feet.toe, share),
                _mixed(old.depth, feet.depth, share),
            )
        self.feet, self._facing = feet, posture.facing

    def _learn_trunk(self, posture: Posture, share: float) -> None:
        """How tall somebody is whose legs are hidden, behind the plates of a bar: without, nobody knows how far away
        they stand, and the rest of them is drawn a hand's width off."""
        if not _upright(posture) or not _seen(posture, "ear", "shoulder", "hip"):
            return
        height = (posture.outline["hip"][1] - posture.outline["ear"][1]) / _HIP_TO_EAR
        self.height = height if self.height is None else _mixed(self.height, height, share)
        self._by_trunk = True

    def _learn_back(self, moment: Moment) -> None:
        back = None if moment.baseline is None else moment.baseline.back
        if not self._drill.upright:
            self._back, self._line = None, ()  # the outline is the floor's
        elif back is not self._back:
            self._back, self._line = back, standing_line(back, shipped_backs())

    def _rests(self, moment: Moment) -> bool:
        """Whether the limbs of this frame are those of a body at rest before a rep of the drill."""
        posture, drill = moment.posture, self._drill
        if drill.upright:
            if not _stands(posture):
                return False
        elif not REST_POSTURES[drill.start].taken(posture.measures):
            return False
        if min(posture.trust.get(name, 0.0) for name in _BUILT_ON[drill.target.support]) <= _NEEDED:
            return False
        if drill.count.by == "hold" or moment.signal is None:
            return True
        return abs(moment.signal) <= _AT_REST * drill.rep.rest


def _joints(posture: Posture) -> Mapping[str, Point]:
    """The joints' centres, or their landmarks."""
    return posture.outline if posture.skeleton is None else posture.skeleton.joints


def _stands(posture: Posture) -> bool:
    return _upright(posture) and posture.visibility > _NEEDED and _seen(posture, "heel", "toe")


def _upright(posture: Posture) -> bool:
    torso = posture.measures.torso_inclination
    return torso is not None and abs(torso.value) < _UPRIGHT


def _seen(posture: Posture, *joints: str) -> bool:
    return all(posture.trust.get(name, 0.0) > _NEEDED for name in joints)


def _mixed(old: float, new: float, share: float) -> float:
    return old + share * (new - old)


def _between(one: Point, other: Point, share: float) -> Point:
    return one[0] + share * (other[0] - one[0]), one[1] + share * (other[1] - one[1])
