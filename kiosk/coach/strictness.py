"""How strictly a drill is judged: its limits moved, as data say (`strictness.toml`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from kiosk import toml
from kiosk.coach.drill import Drill, FaultId, FaultTable, Share
from kiosk.toml import Section

SHIPPED = Path(__file__).with_name("strictness.toml")

Strictness = Literal["beginner", "standard", "strict"]

Shift = Annotated[float, Field(ge=-0.9, le=0.9)]
NeverWider = Annotated[float, Field(ge=-0.9, le=0.0)]


class ToleranceShift(Section):
    """By the care of the fault. What keeps people safe is never made wider."""

    safety: NeverWider = 0.0
    pattern: Shift = 0.0
    quality: Shift = 0.0


class StrictnessSection(Section):
    """How one strictness moves the limits; see the file for what each key means."""

    tolerance: ToleranceShift = ToleranceShift()
    disqualify: Shift = 0.0
    hinge_ratio: Annotated[float, Field(ge=-0.3, le=0.3)] = 0.0
    safety_disqualifies: Share | None = None


class StrictnessTable(Section):
    """The file."""

    beginner: StrictnessSection
    strict: StrictnessSection


@cache
def shipped_strictness() -> StrictnessTable:
    """The table that comes with the mirror. Raises `kiosk.toml.FileProblem` where the file is damaged."""
    return toml.load(StrictnessTable, SHIPPED)


def at_strictness(drill: Drill, strictness: Strictness, kinds: FaultTable, table: StrictnessTable) -> Drill:
    """``drill`` with the limits of its watched faults as ``strictness`` asks; at "standard" the drill itself."""
    if strictness == "standard":
        return drill
    how: StrictnessSection = getattr(table, strictness)
    watch = drill.faults
    limits = dict(watch.limits)
    for fault_id in watch.watch:
        tolerance, extreme = watch.scale(fault_id, kinds)
        own = watch.own(fault_id)
        change: dict[str, Any] = {
            "tolerance": tolerance + getattr(how.tolerance, kinds.kinds[fault_id].care) * (extreme - tolerance),
            "extreme": extreme,
        }
        for name in ("least_hinge_ratio", "least_torso_share"):
            least = getattr(own, name)
            if least is not None:
                change[name] = min(0.99, max(0.01, least + how.hinge_ratio))
        limits[fault_id] = own.model_copy(update=change)
    disqualify: dict[FaultId, float] = {
        fault_id: _moved(severity, how.disqualify) for fault_id, severity in watch.disqualify.items()
    }
    if how.safety_disqualifies is not None:
        for fault_id in watch.watch:
            if kinds.kinds[fault_id].care == "safety":
                disqualify[fault_id] = min(disqualify.get(fault_id, 1.0), how.safety_disqualifies)
    return drill.model_copy(
        update={"faults": watch.model_copy(update={"limits": limits, "disqualify": disqualify})}
    )


def _moved(severity: float, share: float) -> float:
    return severity + share * (1.0 - severity) if share >= 0.0 else severity * (1.0 + share)
