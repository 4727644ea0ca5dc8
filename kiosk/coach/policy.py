"""What to say after a rep: one thing at most, the most important first, and praise when it is mended."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.coach.drill import FaultTable
from kiosk.coach.faults import NOT_SEEN
from kiosk.coach.guidance import Cue, CueKind, Fault, JudgedRep
from kiosk.locale.texts import Texts

CARE_ORDER = ("safety", "pattern", "quality")
"""Safety before pattern before quality (DOMAIN, section 5)."""

_WORTH_SAYING = 0.1
"""Severity below which a fault is noted, not said."""

_IN_A_ROW = 2
"""The same correction is said this many reps in a row, then rests for one: about two reps in three are best
(Sensors 24(5):1404)."""


def by_importance(faults: Sequence[Fault], kinds: FaultTable) -> list[Fault]:
    """``faults`` by care order, then causes before what they bring, then by severity and confidence."""
    causes = [fault for fault in faults if fault.severity >= _WORTH_SAYING]
    brought = {brings for cause in causes for brings in kinds.kind(cause.id).brings}
    return sorted(
        faults,
        key=lambda fault: (
            CARE_ORDER.index(kinds.kind(fault.id).care),
            fault.id in brought,
            -fault.severity * fault.confidence,
        ),
    )


def cue_after(
    reps: Sequence[JudgedRep], said: Sequence[Cue], kinds: FaultTable, texts: Texts, time: float
) -> Cue | None:
    """What to say after the last of ``reps``, given the cues ``said`` in this set, or None.

    A correction where there is one worth it; else praise where the fault corrected last is gone; in the words of
    ``texts``.
    """
    last = reps[-1]
    if last.reason == NOT_SEEN:
        return Cue(time, NOT_SEEN, texts.not_seen, CueKind.ATTEMPT)
    worth = [
        fault
        for fault in by_importance(last.faults, kinds)
        if fault.severity >= _WORTH_SAYING or fault.id == last.reason
    ]
    if last.reason is not None:
        worth.sort(key=lambda fault: fault.id != last.reason and kinds.kind(fault.id).care != "safety")
    if last.reason is not None and not worth:
        # As of a range left for a moment only: the reason is known, and no fault of the whole bottom.
        return Cue(time, last.reason, texts.faults.of(last.reason).cue, CueKind.ATTEMPT)
    for fault in worth[:1]:
        if _rests(fault.id, reps, said):
            return None
        kind = CueKind.CORRECTION if last.counted else CueKind.ATTEMPT
        return Cue(time, fault.id, texts.faults.of(fault.id).cue, kind)
    corrected = next((cue for cue in reversed(said) if cue.kind is not CueKind.PRAISE), None)
    already = bool(said) and said[-1].kind is CueKind.PRAISE
    if corrected is None or already or corrected.id == NOT_SEEN:
        return None
    if corrected.id in last.unjudged or any(fault.id == corrected.id for fault in last.faults):
        return None
    return Cue(time, corrected.id, texts.faults.of(corrected.id).praise, CueKind.PRAISE)


def _rests(fault_id: str, reps: Sequence[JudgedRep], said: Sequence[Cue]) -> bool:
    """Whether this correction was said after each of the last two reps, so that one without it is due."""
    before = reps[-1 - _IN_A_ROW : -1]
    told = [
        any(rep.rep.end <= cue.time < nxt.rep.end and cue.id == fault_id for cue in said)
        for rep, nxt in zip(before, reps[-_IN_A_ROW:], strict=False)
    ]
    return len(told) == _IN_A_ROW and all(told)


def advice(reps: Sequence[JudgedRep], kinds: FaultTable, texts: Texts) -> tuple[str | None, str]:
    """The one thing to work on after a set: the fault's id (None where there is none) and a sentence of ``texts``."""
    if not reps:
        return None, texts.advice.nothing_done
    seen = [fault for rep in reps for fault in rep.faults if fault.severity >= _WORTH_SAYING]
    ranked = by_importance(seen, kinds)
    frequent = [fault for fault in ranked if sum(other.id == fault.id for other in seen) * 3 >= len(reps)]
    for fault in frequent or ranked:
        times = sum(other.id == fault.id for other in seen)
        return fault.id, texts.advice.fault.of(len(reps), cue=texts.faults.of(fault.id).cue, times=times)
    return None, texts.advice.clean
