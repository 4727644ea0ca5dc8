"""What of the person at the mirror stands beside a drill's numbers, and how far the numbers alone can judge it.

Limits are of whole reps. A fault that is told by one measure of a rep can be foretold from that measure; of others,
as hunched shoulders, which several measures tell together, the one that they are about is shown, and nothing is
foretold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kiosk.coach.drill import Drill, FaultId

Source = Literal["measure", "change", "way", "end", "tempo"]
Judged = Literal["", "range", "line", "slow", "fault"]


@dataclass(frozen=True, slots=True)
class Gauge:
    """What is read of `kiosk.trainer.messages.Now`.

    ``source``: a measure as it is, its ``change`` against rest (of the last rep, at its far end), how far the person
    is on their ``way`` by what the drill is counted by, a measure's change at the ``end`` of the last rep, or the
    last rep's ``tempo``, by its place. ``times`` brings it to the unit of the number beside, and to its sign.
    ``short_of``: the number, by its key, that it is taken off.

    ``judged``: by a ``range`` (far enough, too far); by a ``line`` that is not to be left; as ``slow`` enough; as a
    ``fault``, by tolerance and extreme; or not.
    """

    source: Source
    name: str = ""
    times: float = 1.0
    judged: Judged = ""
    short_of: str = ""


_FAULTS: Mapping[FaultId, Gauge] = {
    "rounded_back": Gauge("change", "back_curvature", -1.0, "fault"),
    "hollow_back": Gauge("change", "back_curvature", 1.0, "fault"),
    "squatting": Gauge("change", "knee_flexion", 1.0, "fault"),
    "hips_not_back": Gauge("change", "hip_travel", -1.0, "fault"),
    "knees_forward": Gauge("change", "shin_inclination", 1.0, "fault"),
    "locked_knees": Gauge("change", "knee_flexion", -1.0, "fault"),
    "weight_on_toes": Gauge("change", "balance", 1.0, "fault"),
    "short_lockout": Gauge("end", "torso_inclination", 1.0, "fault"),
    "leaning_back": Gauge("end", "torso_inclination", -1.0, "fault"),
    # Only over a back that is rounded.
    "not_hinging": Gauge("change", "hip_flexion", -1.0),
    # By several measures.
    "hunched_shoulders": Gauge("change", "thoracic_flexion"),
    "neck_off_line": Gauge("change", "neck_angle"),
    # By how a measure goes on during the rep.
    "arms_pulling": Gauge("measure", "elbow_flexion"),
    "bar_drift": Gauge("measure", "hand_to_leg"),
}
"""Of the kinds that are told by times or shares of the way, there is none."""

LESS_IS_WORSE: frozenset[FaultId] = frozenset({"hips_not_back", "locked_knees", "not_hinging"})
"""Faults of too little: their limits are below zero in the files, and shown without the sign."""


def depth_gauge(drill: Drill) -> Gauge:
    """How far ``drill`` is done."""
    if drill.count.by == "hold":
        return Gauge("way", judged="line")
    return _way(drill, judged="range")


def fault_gauge(drill: Drill, fault_id: FaultId) -> Gauge | None:
    """What is read of ``fault_id`` in ``drill``; None where no number of the moment tells it."""
    if fault_id == "too_shallow":
        return _way(drill, -1.0, "fault", "count.bottom.0")
    if fault_id == "too_deep":
        return _way(drill, 1.0, "fault", "count.bottom.1")
    return _FAULTS.get(fault_id)


def _way(drill: Drill, times: float = 1.0, judged: Judged = "", short_of: str = "") -> Gauge:
    if drill.count.by == "torso" and drill.upright:
        # What reps are cut by may be the legs' there; how far they went is the torso's to say.
        return Gauge("change", "torso_inclination", times, judged, short_of)
    return Gauge("way", "", times, judged, short_of)
