"""The one thing to work on after a set."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.coach.drill import FaultTable
from kiosk.coach.guidance import JudgedRep
from kiosk.coach.policy.priority import ranked
from kiosk.coach.policy.table import PolicyTable
from kiosk.coach.policy.worth import worth_saying
from kiosk.locale.texts import Texts


def advice(
    reps: Sequence[JudgedRep], kinds: FaultTable, texts: Texts, table: PolicyTable
) -> tuple[str | None, str]:
    """The fault's id (None where there is none) and a sentence of ``texts``: the most important of the faults seen in
    a third of ``reps``, else of all."""
    if not reps:
        return None, texts.advice.nothing_done
    seen = [fault for rep in reps for fault in rep.faults if worth_saying(fault, table.order)]
    count = {fault.id: sum(other.id == fault.id for other in seen) for fault in seen}
    ordered = [fault for _, fault in ranked(seen, reps, kinds, table.order)]
    frequent = [fault for fault in ordered if count[fault.id] * 3 >= len(reps)]
    for fault in frequent or ordered:
        cue = texts.faults.of(fault.id).cue
        return fault.id, texts.advice.fault.of(len(reps), cue=cue, times=count[fault.id])
    return None, texts.advice.clean
