"""Reps to keep."""

from __future__ import annotations

from kiosk.coach.guidance import Fault, JudgedRep
from kiosk.coach.rules.finding import RuleFinding, Verdict
from kiosk.motion.posture import Measure, Measures
from kiosk.motion.rep import Rep, Tempo
from kiosk.motion.working_side import Side


def judged(
    number: int,
    counted: bool = True,
    faults: tuple[Fault, ...] = (),
    reason: str | None = None,
    side: Side | None = None,
    reach: float | None = None,
    rule: RuleFinding | None = None,
    **measures: float,
) -> JudgedRep:
    start = 4.0 * number
    posture = Measures(**{name: Measure(value, 0.9) for name, value in measures.items()})
    rep = Rep(
        number=number,
        start=start,
        bottom=start + 1.5,
        end=start + 3.0,
        tempo=Tempo(down=1.5, pause=0.25, up=1.25, peak_speed=80.0),
        bottom_posture=posture,
        top_posture=Measures(),
        change=Measures(),
        top_change=Measures(),
        in_range=True,
        returned=True,
        side=side,
        reach=None if reach is None else Measure(reach, 0.9),
    )
    return JudgedRep(rep, counted, faults, reason, rule=rule)


TOO_FAST = Fault("too_fast", severity=0.4, confidence=0.9, onset=5.0)
ROUNDED = Fault("rounded_back", severity=0.7, confidence=0.8, onset=5.5)
KEPT = RuleFinding("per_side", Verdict.KEPT, -4.5, "reach", 0.0, 0.8)
UNSEEN = RuleFinding("per_side", Verdict.UNSEEN)
LOST = RuleFinding(
    "contact_kept", Verdict.BROKEN, 0.08, "torso", 0.6, 0.7, 9.5, "contact_tailbone", ("upper_back", "tailbone")
)
