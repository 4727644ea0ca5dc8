"""Which faults a rep shows, and whether it counts."""

from __future__ import annotations

from kiosk.coach.drill import Drill, FaultTable
from kiosk.coach.guidance import Fault, JudgedRep
from kiosk.coach.judges.finding import SURE, reach_of
from kiosk.coach.judges.table import JUDGES
from kiosk.motion.rep import Rep

NOT_SEEN = "not_seen"
"""Why a rep does not count of which too little was seen."""


def judge(rep: Rep, drill: Drill, kinds: FaultTable) -> JudgedRep:
    """``rep`` with its faults, and whether it counts; an attempt says why not."""
    faults, unjudged = [], set()
    for fault_id in drill.faults.watch:
        finding = JUDGES[fault_id](rep, drill, kinds)
        if finding is None or finding[1] < SURE:
            unjudged.add(fault_id)
            continue
        severity, confidence, onset = finding
        if severity > 0.0:
            faults.append(Fault(fault_id, min(1.0, severity), confidence, onset))
    reason = _reason(rep, drill, tuple(faults))
    return JudgedRep(rep, reason is None, tuple(faults), reason, frozenset(unjudged))


def _reason(rep: Rep, drill: Drill, faults: tuple[Fault, ...]) -> str | None:
    """Why ``rep`` is an attempt, or None where it counts."""
    if not rep.in_range and any(fault.id == "squatting" for fault in faults):
        return "squatting"
    for fault_id, limit in drill.faults.disqualify.items():
        if any(fault.id == fault_id and fault.severity >= limit for fault in faults):
            return fault_id
    if rep.in_range:
        return None
    reach = reach_of(rep)
    if reach is None:
        return NOT_SEEN
    # Of the level part: its deepest moment, which left the range, lies further on.
    return "too_deep" if reach.value >= drill.rep.bottom[0] else "too_shallow"
