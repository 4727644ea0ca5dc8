"""The imaginary wall behind the heels: the seat reaches it before the bottom."""

from __future__ import annotations

from kiosk.coach.rules.body import Body, BodyFinder
from kiosk.coach.rules.finding import Prop, PropKind, PropState, RuleFinding, found, unseen
from kiosk.coach.rules.trail import Trail, trust_in
from kiosk.coach.special import ImaginaryWall
from kiosk.motion.motion import Moment
from kiosk.motion.posture import Phase
from kiosk.motion.rep import Rep

SEAT = 0.115
"""Metres of flesh between the hip joint and the back of the seat of who is 1.72 m tall (ours)."""

_REACH = 0.24
"""How far behind the heels the wall stands, in leg lengths, within what the drill says (ours)."""

_DOUBT = 0.015
"""Metres within which a touch is a touch: hips are seen to about that."""

_EXTREME = 0.12
"""Metres short of the wall at which it could not be worse."""

_TALL = 0.62
"""Height of the wall that is drawn, over the ear's."""


class WallRule:
    """Placed by the person's own leg; told by the hip joint and the seat behind it."""

    def __init__(self, special: ImaginaryWall, height: float) -> None:
        self._special = special
        self._find = BodyFinder(height)
        self._seat = SEAT * height / 1.72
        self._short = Trail()
        self._touched = False

    def watch(self, moment: Moment) -> tuple[Prop, ...]:
        """The wall, lit once it is touched in this rep."""
        body = self._find(moment)
        posture = moment.posture
        hip = None if body is None else body.place(posture, "hip")
        short = None
        if moment.phase is Phase.STANDING:
            self._touched = False
        if body is not None and hip is not None:
            # How far the seat is still before the wall, metres.
            short = (hip.real - self._wall(body)) / body.across - self._seat
            self._touched = self._touched or short <= _DOUBT
        self._short.note(posture.time, short, posture.trust.get("hip", 0.0))
        if body is None:
            return ()
        foot, top = complex(self._wall(body), body.floor), body.joints["ear"].imag - body.floor
        line = body.line(foot, foot + 1j * _TALL * top)
        return (Prop(PropKind.WALL, (line,), PropState.MET if self._touched else PropState.OPEN),)

    def judge(self, rep: Rep) -> RuleFinding:
        """Metres by which the seat stayed off the wall; or it came there only after the bottom."""
        kind, rule = self._special.kind, self._special
        seen = self._short.between(rep.start, rep.end)
        if not seen:
            return unseen(kind)
        nearest = min(item.value for item in seen) - _DOUBT
        sure = trust_in(seen)
        if nearest > 0.0:
            return found(kind, nearest, "m", _EXTREME, sure, rep.bottom, "hips_not_back")
        first = next(item.time for item in seen if item.value <= _DOUBT)
        # To the end of the bottom, and a frame's time is in doubt.
        late = first - (rep.bottom + rep.tempo.pause / 2.0 + rep.tempo.step)
        if rule.touch_before_bottom and late > 0.0:
            return found(kind, late, "s", 1.0, sure, rep.bottom, "hips_not_back")
        return found(kind, nearest, "m", _EXTREME, sure, rep.bottom, "hips_not_back")

    def _wall(self, body: Body) -> float:
        away = min(max(_REACH * body.leg / body.metre, self._special.least), self._special.most)
        return body.joints["heel"].real - away * body.across
