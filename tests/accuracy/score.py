"""One clip scored."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tests.actors.record import Record

from .drills import Part
from .frames import FrameScore, score_frames
from .label import Label
from .lock import LockScore, score_lock, tries_the_lock
from .replays import Replayed
from .reps import FaultRep, RepScore, fault_reps, match_reps, spine_of


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
    somebody was seen though nobody is there. `lock` is None where nobody else is about. `spine`: see `spine_of`."""

    label: Label
    part: Part
    frames: FrameScore | None
    reps: RepScore | None
    faults: tuple[FaultRep, ...]
    unjudged_reps: int
    ghosts: int
    cost: Cost
    lock: LockScore | None = None
    spine: tuple[tuple[float, float], ...] = ()


def score_clip(
    label: Label, part: Part, record: Record | None, replayed: Replayed, hidden: np.ndarray | None = None
) -> ClipScore:
    """Score one replay against the truth; without a record nobody is in the picture. `hidden`: see `score_lock`."""
    true = record.reps if record else []
    reps = match_reps(true, replayed.report["reps"]) if part.judged else None
    spent = replayed.report["timing_ms"]
    return ClipScore(
        label=label,
        part=part,
        frames=score_frames(record, replayed.trace) if record else None,
        reps=reps,
        faults=tuple(fault_reps(reps, replayed.report.get("cues", ()))) if reps else (),
        unjudged_reps=0 if part.judged else len(true),
        ghosts=0 if record else sum(row["view"] != "" for row in replayed.trace),
        cost=Cost(replayed.cpu_s, replayed.peak_mb, replayed.report["frames"], dict(spent)),
        lock=score_lock(label, record, replayed.trace, hidden) if record and tries_the_lock(label) else None,
        spine=tuple(spine_of(reps, record.about.get("standing", {}))) if reps and record else (),
    )
