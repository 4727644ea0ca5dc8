"""One clip scored."""

from __future__ import annotations

from dataclasses import dataclass

from tests.actors.record import Record

from .drills import Part
from .frames import FrameScore, score_frames
from .label import Label
from .replays import Replayed
from .reps import FaultRep, RepScore, fault_reps, match_reps


@dataclass(frozen=True)
class Cost:
    """What a replay took: processor seconds and peak memory of its process, frames, wall ms a frame by stage."""

    cpu_s: float
    peak_mb: float
    frames: int
    stages_ms: dict[str, float]


@dataclass(frozen=True)
class ClipScore:
    """A clip with all that was found. `frames` is None where nobody is in the picture, `reps` where the mirror does
    not have the drill. `unjudged_reps`: reps that nobody could judge for that reason. `ghosts`: frames in which
    somebody was seen though nobody is there."""

    label: Label
    part: Part
    frames: FrameScore | None
    reps: RepScore | None
    faults: tuple[FaultRep, ...]
    unjudged_reps: int
    ghosts: int
    cost: Cost


def score_clip(label: Label, part: Part, record: Record | None, replayed: Replayed) -> ClipScore:
    """Score one replay against the truth; without a record nobody is in the picture."""
    true = record.reps if record else []
    reps = match_reps(true, replayed.report["reps"]) if part.judged else None
    spent = replayed.report["timing_ms"]
    return ClipScore(
        label=label,
        part=part,
        frames=score_frames(record, replayed.trace) if record else None,
        reps=reps,
        faults=tuple(fault_reps(reps)) if reps else (),
        unjudged_reps=0 if part.judged else len(true),
        ghosts=0 if record else sum(row["view"] != "" for row in replayed.trace),
        cost=Cost(replayed.cpu_s, replayed.peak_mb, replayed.report["frames"], dict(spent)),
    )
