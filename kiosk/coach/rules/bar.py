"""The bar that stops at the knee: pins hold it there, it never goes to the floor."""

from __future__ import annotations

from kiosk.coach.rules.body import Body, BodyFinder
from kiosk.coach.rules.finding import Prop, PropKind, PropState, RuleFinding, found, unseen
from kiosk.coach.rules.trail import Trail, trust_in
from kiosk.coach.special import BarAtKnee
from kiosk.motion.motion import Moment
from kiosk.motion.posture import Phase
from kiosk.motion.rep import Rep

_FIST = 0.075
"""Metres from the wrist to the middle of the fist, of who is 1.72 m tall (ours; Winter gives 0.06)."""

_DOUBT = 0.2
"""Shanks that the hands may be off the height: wrists that hold a bar are seen to about that."""

_EXTREME = 0.5
_WIDE = 0.35
"""Metres of the line before the knee and behind it."""


class BarRule:
    """Told by the wrists against the knee of who stands: at the far end plates hide the knee itself. Where they hide
    it all the way, the trunk tells where it is."""

    def __init__(self, special: BarAtKnee, height: float) -> None:
        self._special = special
        self._find = BodyFinder(height, by_trunk=True)
        self._fist = _FIST * height / 1.72
        self._under = Trail()

    def watch(self, moment: Moment) -> tuple[Prop, ...]:
        """The height at which the bar stops."""
        body, posture = self._find(moment), moment.posture
        wrist = None if body is None else body.place(posture, "wrist")
        under = None
        if body is not None and wrist is not None:
            fist = wrist.imag - self._fist * body.metre
            under = (body.joints["knee"].imag - fist) / _shank(body)
        sure = posture.trust.get("wrist", 0.0) * (1.0 if body is None else body.sure)
        self._under.note(posture.time, under, sure)
        if body is None:
            return ()
        high = body.joints["knee"].imag - self._special.below * _shank(body)
        middle, half = body.joints["knee"].real, _WIDE * body.across / 2.0
        line = body.line(complex(middle - half, high), complex(middle + 2.0 * half, high))
        return (Prop(PropKind.BAR, (line,), self._state(moment, under)),)

    def judge(self, rep: Rep) -> RuleFinding:
        """Shanks by which the bar went below its place, or stayed above it."""
        kind = self._special.kind
        half = max(rep.tempo.pause / 2.0, 0.15)
        seen = self._under.between(rep.bottom - half, rep.bottom + half)
        if not seen:
            return unseen(kind)
        off = sorted(item.value for item in seen)[len(seen) // 2] - self._special.below
        says = "bar_too_low" if off > 0.0 else "bar_too_high"
        return found(kind, abs(off) - _DOUBT, "shank", _EXTREME, trust_in(seen), rep.bottom, says)

    def _state(self, moment: Moment, under: float | None) -> PropState:
        if under is None or moment.phase is Phase.STANDING:
            return PropState.OPEN
        if under > self._special.below + _DOUBT:
            return PropState.BROKEN
        return PropState.MET if under >= self._special.below - _DOUBT else PropState.OPEN


def _shank(body: Body) -> float:
    return abs(body.joints["knee"] - body.joints["ankle"])
