"""What to say after a rep: one thing at most, the most important first, and praise when it is mended."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.coach.drill import FaultTable
from kiosk.coach.faults import NOT_SEEN
from kiosk.coach.guidance import Cue, CueKind, Decision, Fault, HeldBack, JudgedRep, Why
from kiosk.coach.policy.fading import Experience, rests, stage_of
from kiosk.coach.policy.priority import Rank, ranked
from kiosk.coach.policy.table import PolicyTable
from kiosk.coach.policy.worth import times, worth_saying
from kiosk.locale.texts import Texts


def decide(
    reps: Sequence[JudgedRep],
    decisions: Sequence[Decision],
    kinds: FaultTable,
    texts: Texts,
    table: PolicyTable,
    experience: Experience,
    time: float,
) -> Decision:
    """What to say at ``time`` after the last of ``reps``, a set's reps so far, given what was decided after each of
    those before it, and what was done before the set.

    A correction where there is one worth it and due; else praise where the fault corrected last is gone; in the words
    of ``texts``. A rep that is not counted is told why, unless safety comes first.
    """
    last = reps[-1]
    order = table.order
    so_far = experience.after(reps[:-1], order)
    stage = stage_of(so_far, table).name
    if last.reason == NOT_SEEN:
        return Decision(Cue(time, NOT_SEEN, texts.not_seen, CueKind.ATTEMPT), Why.NOT_SEEN, stage)
    worth = ranked([fault for fault in last.faults if worth_saying(fault, order)], reps, kinds, order)
    held = [_unsaid(fault, table) for fault in last.faults if not worth_saying(fault, order)]
    first = worth[0] if worth else None
    if last.reason is not None:
        if first is None or kinds.kind(first[1].id).care != "safety":
            return _attempt(last.reason, worth, held, stage, texts, time)
        return _said(first, worth, held, CueKind.ATTEMPT, stage, texts, time)
    if first is not None:
        fault_id = first[1].id
        persists = times(reps, fault_id, order) >= order.often
        now = stage_of(so_far, table, persists)
        if kinds.kind(fault_id).care == "safety" or not rests(now, decisions):
            return _said(first, worth, held, CueKind.CORRECTION, now.name, texts, time)
        held = [HeldBack(fault_id, Why.FADED), *_outranked(first, worth), *held]
        stage = now.name
    mended = _mended(last, decisions)
    if mended is not None:
        said = Cue(time, mended, texts.faults.of(mended).praise, CueKind.PRAISE)
        return Decision(said, Why.MENDED, stage, tuple(held))
    why = Why.FADED if first is not None else (held[0].why if held else Why.CLEAN)
    return Decision(None, why, stage, tuple(held))


Worth = Sequence[tuple[Rank, Fault]]


def _said(
    first: tuple[Rank, Fault],
    worth: Worth,
    held: Sequence[HeldBack],
    kind: CueKind,
    stage: str,
    texts: Texts,
    time: float,
) -> Decision:
    """The first of ``worth`` is said; what decided is what put it before the next."""
    rank, fault = first
    why = rank.beats(worth[1][0]) if len(worth) > 1 else Why.ALONE
    cue = Cue(time, fault.id, texts.faults.of(fault.id).cue, kind)
    return Decision(cue, why, stage, (*_outranked(first, worth), *held))


def _attempt(
    reason: str, worth: Worth, held: Sequence[HeldBack], stage: str, texts: Texts, time: float
) -> Decision:
    """Why the rep was not counted. As of a range left for a moment only, that need not be among its faults."""
    cue = Cue(time, reason, texts.faults.of(reason).cue, CueKind.ATTEMPT)
    others = [HeldBack(fault.id, Why.ATTEMPT) for _, fault in worth if fault.id != reason]
    return Decision(cue, Why.ATTEMPT, stage, (*others, *(item for item in held if item.fault_id != reason)))


def _outranked(first: tuple[Rank, Fault], worth: Worth) -> list[HeldBack]:
    return [HeldBack(fault.id, first[0].beats(rank)) for rank, fault in worth if fault is not first[1]]


def _unsaid(fault: Fault, table: PolicyTable) -> HeldBack:
    """Of a fault too small or too unsure to be said."""
    return HeldBack(fault.id, Why.SLIGHT if fault.severity < table.order.worth_saying else Why.UNSURE)


def _mended(last: JudgedRep, decisions: Sequence[Decision]) -> str | None:
    """The fault corrected last, where it was not praised yet and is seen to be gone from ``last``."""
    told = [decision.cue for decision in decisions if decision.cue is not None and decision.why is not Why.NOT_SEEN]
    if not told or told[-1].kind is CueKind.PRAISE:
        return None
    fault_id = told[-1].id
    gone = fault_id not in last.unjudged and all(fault.id != fault_id for fault in last.faults)
    return fault_id if gone else None
