"""The roller before the knees: they never pass its line."""

from __future__ import annotations

from itertools import pairwise

from kiosk.coach.rules.body import Body, BodyFinder
from kiosk.coach.rules.finding import Prop, PropKind, PropState, RuleFinding, found, unseen
from kiosk.coach.rules.trail import Trail, trust_in
from kiosk.coach.special import Roller
from kiosk.motion.motion import Moment
from kiosk.motion.posture import Phase
from kiosk.motion.rep import Rep

_KNEE = 0.06
"""Metres from the knee's joint to the front of the kneecap, of who is 1.72 m tall (ours)."""

_DOUBT = 0.005
"""Metres beyond the line at which the roller falls: a knee is seen to about that."""

_EXTREME = 0.12
_THICK, _TALL = 0.15, 0.90
"""Metres of a long roller, stood on end."""


class RollerRule:
    """Placed by the knees of who stands."""

    def __init__(self, special: Roller, height: float) -> None:
        self._special = special
        self._find = BodyFinder(height)
        self._knee = _KNEE * height / 1.72
        self._beyond = Trail()
        self._fell = False

    def watch(self, moment: Moment) -> tuple[Prop, ...]:
        """The roller, in the colour of warning once it has fallen in this rep."""
        body, posture = self._find(moment), moment.posture
        knee = None if body is None else body.place(posture, "knee")
        beyond = None
        if moment.phase is Phase.STANDING:
            self._fell = False
        if body is not None and knee is not None:
            beyond = (knee.real - body.joints["knee"].real) / body.across - self._special.gap - _DOUBT
            self._fell = self._fell or (moment.phase is not Phase.STANDING and beyond > 0.0)
        self._beyond.note(posture.time, beyond, posture.trust.get("knee", 0.0))
        if body is None:
            return ()
        return (Prop(PropKind.ROLLER, self._lines(body), PropState.BROKEN if self._fell else PropState.OPEN),)

    def judge(self, rep: Rep) -> RuleFinding:
        """Metres by which the knees went through the roller."""
        kind = self._special.kind
        seen = self._beyond.between(rep.start, rep.end)
        if not seen:
            return unseen(kind)
        furthest = max(item.value for item in seen)
        onset = next((item.time for item in seen if item.value > 0.0), rep.bottom)
        return found(kind, furthest, "m", _EXTREME, trust_in(seen), onset, "knees_forward")

    def _lines(self, body: Body) -> tuple[tuple[tuple[float, float], tuple[float, float]], ...]:
        near = body.joints["knee"].real + (self._knee + self._special.gap) * body.across
        far = near + _THICK * body.across
        top = body.floor + _TALL * body.metre
        corners = [complex(near, body.floor), complex(near, top), complex(far, top), complex(far, body.floor)]
        return tuple(body.line(start, end) for start, end in pairwise(corners))
