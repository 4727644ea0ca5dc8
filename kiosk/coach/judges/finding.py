"""What a judge says of a rep, and what several of them ask."""

from __future__ import annotations

from kiosk.coach.drill import Drill, FaultId, FaultTable
from kiosk.motion.posture import Measure
from kiosk.motion.rep import Rep

Finding = tuple[float, float, float]
"""Severity before clipping (0 at the tolerance, 1 at the extreme), confidence 0..1, onset in seconds."""

SURE = 0.25
"""Confidence below which a fault is not believed at all."""

LEGS_SURE = 0.5
"""Confidence below which legs are not believed: half hidden by a weight plate they jump by tens of degrees."""


def scaled(value: float, drill: Drill, kinds: FaultTable, fault_id: FaultId) -> float:
    """0 at the tolerance, 1 at the extreme; a drill's own limits go before the fault's general ones."""
    tolerance, extreme = drill.faults.scale(fault_id, kinds)
    return (value - tolerance) / (extreme - tolerance)


def reach_of(rep: Rep) -> Measure | None:
    """How far ``rep`` went by what its drill is counted by, in the unit of that."""
    return rep.change.torso_inclination if rep.reach is None else rep.reach
