"""Which fault goes first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kiosk.coach.drill import FaultTable
from kiosk.coach.guidance import Fault, JudgedRep, Why
from kiosk.coach.policy.table import OrderSection
from kiosk.coach.policy.worth import times

CARE_ORDER = ("safety", "pattern", "quality")
"""Safety before pattern before quality (DOMAIN, section 5)."""


class Rank(NamedTuple):
    """Where a fault stands: the smaller goes first, part by part."""

    care: int
    brought: bool
    """By another fault of the same rep that is worth saying."""
    rare: int
    """Reps of the window that it was not in, as long as it does not persist: persistence is had or not."""
    weight: float
    """Severity times confidence, negative."""

    def beats(self, other: Rank) -> Why:
        """Which part decides between this one and ``other``, which comes after it."""
        if self.care != other.care:
            return Why.CARE
        if self.brought != other.brought:
            return Why.CAUSE
        return Why.PERSISTENCE if self.rare != other.rare else Why.SEVERITY


def ranked(
    faults: Sequence[Fault], reps: Sequence[JudgedRep], kinds: FaultTable, order: OrderSection
) -> list[tuple[Rank, Fault]]:
    """``faults`` of the last of ``reps`` by care order, causes before what they bring, persistence, then severity
    times confidence.

    What a fault brings counts as brought only by one that is itself worth saying: give those alone.
    """
    brought = {brings for fault in faults for brings in kinds.kind(fault.id).brings}

    def rank(fault: Fault) -> Rank:
        persists = times(reps, fault.id, order) >= order.often
        care = CARE_ORDER.index(kinds.kind(fault.id).care)
        return Rank(care, fault.id in brought, int(not persists), -fault.severity * fault.confidence)

    return sorted(((rank(fault), fault) for fault in faults), key=lambda item: item[0])
