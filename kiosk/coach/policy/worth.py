"""What of a rep is worth a word at all."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.coach.faults import NOT_SEEN
from kiosk.coach.guidance import Fault, JudgedRep
from kiosk.coach.policy.table import OrderSection


def worth_saying(fault: Fault, order: OrderSection) -> bool:
    """Whether ``fault`` is bad enough, and sure enough, to be said."""
    return fault.severity >= order.worth_saying and fault.confidence >= order.sure


def has(rep: JudgedRep, fault_id: str, order: OrderSection) -> bool:
    """Whether ``rep`` shows the fault in a way worth saying, or was not counted for it."""
    return rep.reason == fault_id or any(
        fault.id == fault_id and worth_saying(fault, order) for fault in rep.faults
    )


def is_clean(rep: JudgedRep, order: OrderSection) -> bool:
    """Whether there is nothing to correct in ``rep``."""
    return rep.counted and not any(worth_saying(fault, order) for fault in rep.faults)


def seen(reps: Sequence[JudgedRep]) -> list[JudgedRep]:
    """``reps`` without those of which too little was seen: they say nothing of the form."""
    return [rep for rep in reps if rep.reason != NOT_SEEN]


def times(reps: Sequence[JudgedRep], fault_id: str, order: OrderSection) -> int:
    """In how many of the last ``order.window`` of ``reps`` the fault is worth saying."""
    return sum(has(rep, fault_id, order) for rep in seen(reps)[-order.window :])
