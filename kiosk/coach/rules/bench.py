"""The imaginary bench: sit back to it, then down."""

from __future__ import annotations

from dataclasses import replace

from kiosk.coach.rules.body import Body, BodyFinder
from kiosk.coach.rules.finding import Prop, PropKind, PropState, RuleFinding, found, unseen
from kiosk.coach.rules.trail import Trail, trust_in
from kiosk.coach.rules.wall import SEAT
from kiosk.coach.special import ImaginaryBench
from kiosk.motion.motion import Moment
from kiosk.motion.posture import Phase
from kiosk.motion.rep import Rep

_SEAT_UNDER = 0.10
"""Metres of flesh between the hip joint and what one sits on, of who is 1.72 m tall (ours)."""

_DEEP = 0.40
"""Metres from the bench's front edge to its back."""

_DOUBT = 0.06
"""Leg lengths within which the seat is on the bench."""

_HALF = 0.5
"""Half of the way down..."""

_BACK_BY_THEN = 0.35
"""...this share of the way back is done at least: back, then down (ours)."""

_EXTREME_SHORT, _EXTREME_BEFORE, _EXTREME_LATE = 0.25, 0.2, 0.35
_LEAST_WAY = 0.08
"""Metres that the hips go back at least for their share of the way to be told."""


class BenchRule:
    """Placed by the person's own leg; told by the hip joint and the seat about it."""

    def __init__(self, special: ImaginaryBench, height: float) -> None:
        self._special = special
        self._find = BodyFinder(height)
        self._size = height / 1.72
        self._back, self._high = Trail(), Trail()
        self._sat = False

    def watch(self, moment: Moment) -> tuple[Prop, ...]:
        """The bench's top, its front edge and one leg; lit once it is sat on in this rep."""
        body, posture = self._find(moment), moment.posture
        hip = None if body is None else body.place(posture, "hip")
        back = high = None
        if moment.phase is Phase.STANDING:
            self._sat = False
        if body is not None and hip is not None:
            # Metres behind the heels, and leg lengths over the ankles.
            back = (body.joints["heel"].real - hip.real) / body.across
            high = (hip.imag - body.joints["ankle"].imag) / body.leg
            self._sat = self._sat or high - self._special.height <= _DOUBT
        trust = posture.trust.get("hip", 0.0)
        self._back.note(posture.time, back, trust)
        self._high.note(posture.time, high, trust)
        if body is None:
            return ()
        return (replace(self._bench(body), state=PropState.MET if self._sat else PropState.OPEN),)

    def judge(self, rep: Rep) -> RuleFinding:
        """Leg lengths by which the hips stayed over the bench, metres by which they stayed before it, or the share of
        the way back that was missing when they went down."""
        kind = self._special.kind
        high, back = self._high.between(rep.start, rep.end), self._back.between(rep.start, rep.end)
        if not high or len(high) != len(back):
            return unseen(kind)
        sure = trust_in(high)
        lowest = min(range(len(high)), key=lambda index: high[index].value)
        over = high[lowest].value - self._special.height - _DOUBT
        if over > 0.0:
            return found(kind, over, "leg", _EXTREME_SHORT, sure, rep.bottom, "too_shallow")
        before = self._special.least - max(item.value for item in back)
        if before > 0.0:
            return found(kind, before, "m", _EXTREME_BEFORE, sure, rep.bottom, "hips_not_back")
        way_down = high[0].value - high[lowest].value
        way_back = max(item.value for item in back[: lowest + 1]) - back[0].value
        half = next(index for index, item in enumerate(high) if high[0].value - item.value >= _HALF * way_down)
        done = (back[half].value - back[0].value) / max(way_back, _LEAST_WAY)
        return found(kind, _BACK_BY_THEN - done, "way", _EXTREME_LATE, sure, high[half].time, "hips_not_back")

    def _bench(self, body: Body) -> Prop:
        middle = (self._special.least + self._special.most) / 2.0
        front = body.joints["heel"].real - (middle - SEAT * self._size / 2.0) * body.across
        under = _SEAT_UNDER * self._size * body.metre
        top = body.joints["ankle"].imag + self._special.height * body.leg - under
        near, far = complex(front, top), complex(front - _DEEP * body.across, top)
        legs = (body.line(complex(end.real, body.floor), end) for end in (near, far))
        return Prop(PropKind.BENCH, (body.line(near, far), *legs))
