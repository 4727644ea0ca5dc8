"""Which drill is offered: the one that mends what persists, the next after a clean set, the one before where form
falls apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kiosk.coach.drill import Drill, FaultTable
from kiosk.coach.guidance import Fault, JudgedRep, Offer, OfferKind
from kiosk.coach.policy.priority import ranked
from kiosk.coach.policy.table import PolicyTable
from kiosk.coach.policy.worth import has, is_clean, seen, worth_saying
from kiosk.locale.texts import OfferTexts


def offer(
    reps: Sequence[JudgedRep],
    drill: Drill,
    drills: Mapping[str, Drill],
    kinds: FaultTable,
    table: PolicyTable,
    texts: OfferTexts,
    size: int,
) -> Offer | None:
    """What ``reps``, a set of ``drill`` that is to have ``size`` reps, offer out of ``drills``, or None.

    The step back where form falls apart, else the corrective drill of a fault that persists, else after a whole set
    of clean reps in a row the progression.
    """
    done = seen(reps)
    easier, harder = drills.get(drill.regress_to or ""), drills.get(drill.progress_to or "")
    apart = _fallen_apart(done, kinds, table)
    if apart is not None and easier is not None:
        return _offered(OfferKind.STEP_BACK, easier, apart or None, texts.step_back)
    for fault_id in _persisting(done, kinds, table):
        for taught in kinds.kind(fault_id).teaches:
            if taught != drill.id and taught in drills and suits(drills[taught], drill, table):
                return _offered(OfferKind.CORRECTIVE, drills[taught], fault_id, texts.corrective)
    if harder is not None and _clean_in_a_row(done, table) >= max(size, table.ladder.progress_least):
        return _offered(OfferKind.PROGRESS, harder, None, texts.progress)
    return None


def suits(wanted: Drill, current: Drill, table: PolicyTable) -> bool:
    """Whether who does ``current`` has all that ``wanted`` needs: what is always there, or the same things."""
    return wanted.id in table.ladder.at_hand or set(wanted.equipment) <= set(current.equipment)


def _offered(kind: OfferKind, drill: Drill, fault_id: str | None, words: str) -> Offer:
    return Offer(kind, drill.id, words.format(drill=drill.name), fault_id)


def _fallen_apart(done: Sequence[JudgedRep], kinds: FaultTable, table: PolicyTable) -> str | None:
    """The fault of safety for which form has fallen apart, "" where it was several things, None where it has not."""
    ladder = table.ladder
    worst = [
        fault.id
        for rep in done
        for fault in rep.faults
        if worth_saying(fault, table.order)
        and fault.severity >= ladder.extreme
        and kinds.kind(fault.id).care == "safety"
    ]
    if len(worst) >= ladder.extreme_times:
        return worst[-1]
    faulty = sum(not is_clean(rep, table.order) for rep in done)
    return "" if len(done) >= ladder.apart_least and faulty >= ladder.apart_share * len(done) else None


def _persisting(done: Sequence[JudgedRep], kinds: FaultTable, table: PolicyTable) -> list[str]:
    """The faults that came in `order.often` of `order.window` reps and still come, the most important first."""
    order = table.order
    last: dict[str, Fault] = {}
    for rep in done:
        last |= {fault.id: fault for fault in rep.faults if worth_saying(fault, order)}
    by_rank = [fault.id for _, fault in ranked(list(last.values()), done, kinds, order)]
    return [fault_id for fault_id in by_rank if _persists(fault_id, done, table)]


def _persists(fault_id: str, done: Sequence[JudgedRep], table: PolicyTable) -> bool:
    order = table.order
    shown = [has(rep, fault_id, order) for rep in done]
    if not any(shown[-table.ladder.forgotten_after :]):
        return False
    return any(sum(shown[max(0, end - order.window) : end]) >= order.often for end in range(1, len(shown) + 1))


def _clean_in_a_row(done: Sequence[JudgedRep], table: PolicyTable) -> int:
    """How many reps up to the last are clean."""
    row = 0
    for rep in reversed(done):
        if not is_clean(rep, table.order):
            break
        row += 1
    return row
