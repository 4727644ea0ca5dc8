"""Runs one clip."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from kiosk.camera.frame import Frame
from kiosk.coach.coach import Plan
from kiosk.coach.guidance import Cue, JudgedRep
from kiosk.motion.posture import Facing, View
from kiosk.pipeline import Pipeline, Step
from kiosk.pose.pose import Pose
from kiosk.pose.tracker import Timing
from kiosk.replay.trace import Row, row_of


@dataclass(slots=True)
class Replay:
    """What a clip came to. ``views`` and ``facings`` count frames; ``rows`` are the trace where it was asked
    for."""

    clip: str
    drill_id: str
    frames: int = 0
    tracked: int = 0
    first_time: float = 0.0
    last_time: float = 0.0
    views: dict[View, int] = field(default_factory=dict)
    facings: dict[Facing, int] = field(default_factory=dict)
    reps: list[JudgedRep] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    timing: Timing = field(default_factory=Timing)

    @property
    def rate(self) -> float:
        """Frames a second, from the frames' own times."""
        span = self.last_time - self.first_time
        return (self.frames - 1) / span if self.frames > 1 and span > 0.0 else 0.0


def replay(
    clip: str,
    frames: Iterable[Frame],
    track: Callable[[Frame, bool], Pose | None],
    plan: Plan,
    timing: Timing,
    keep_trace: bool = False,
    each: Callable[[Step], None] | None = None,
) -> Replay:
    """Run ``frames`` of the clip called ``clip`` through the pipeline; ``each`` sees every step."""
    pipeline = Pipeline(track, plan, timing)
    result = Replay(clip, plan.drill.id, timing=timing)
    for frame in frames:
        step = pipeline(frame)
        _note(result, frame, step)
        if keep_trace:
            result.rows.append(row_of(frame.time, step))
        if each is not None:
            each(step)
    result.reps = list(pipeline.coach.reps)
    result.cues = list(pipeline.coach.cues)
    return result


def _note(result: Replay, frame: Frame, step: Step) -> None:
    if result.frames == 0:
        result.first_time = frame.time
    result.frames += 1
    result.last_time = frame.time
    if step.moment is not None:
        posture = step.moment.posture
        result.tracked += 1
        result.views[posture.view] = result.views.get(posture.view, 0) + 1
        result.facings[posture.facing] = result.facings.get(posture.facing, 0) + 1
