"""Runs one clip."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from kiosk.camera.frame import Frame
from kiosk.coach.coach import Plan
from kiosk.coach.guidance import Cue, Decision, JudgedRep, Offer, Stage, Summary
from kiosk.motion.posture import Facing, View
from kiosk.pipeline import MASK_EVERY, Pipeline, Step
from kiosk.pose.pose import Pose
from kiosk.pose.tracker import Timing
from kiosk.replay.trace import Row, row_of


@dataclass(slots=True)
class Replay:
    """What a clip came to. ``views`` and ``facings`` count frames; ``rows`` are the trace where it was asked
    for. ``camera_roll``: degrees taken out in the end (`kiosk.motion.level`). For ``too_slow`` seconds frames came
    too rarely to be judged, ``least_rate`` a second being the least. ``decided``: each rep with what was decided
    after it and which drill was offered by then; ``summary`` is there once the clip is over."""

    clip: str
    drill_id: str
    keep_trace: bool = False
    frames: int = 0
    tracked: int = 0
    first_time: float = 0.0
    last_time: float = 0.0
    views: dict[View, int] = field(default_factory=dict)
    facings: dict[Facing, int] = field(default_factory=dict)
    camera_roll: float = 0.0
    too_slow: float = 0.0
    least_rate: float = 0.0
    reps: list[JudgedRep] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    decided: list[tuple[JudgedRep, Decision, Offer | None]] = field(default_factory=list)
    summary: Summary | None = None
    rows: list[Row] = field(default_factory=list)
    timing: Timing = field(default_factory=Timing)

    @property
    def rate(self) -> float:
        """Frames a second, from the frames' own times."""
        span = self.last_time - self.first_time
        return (self.frames - 1) / span if self.frames > 1 and span > 0.0 else 0.0

    def note(self, step: Step) -> None:
        """Take the next step."""
        guidance = step.guidance
        if self.frames == 0:
            self.first_time = guidance.time
        elif guidance.stage is Stage.TOO_SLOW:
            self.too_slow += max(0.0, guidance.time - self.last_time)
        self.frames += 1
        self.last_time = guidance.time
        if step.moment is not None:
            posture = step.moment.posture
            self.tracked += 1
            self.camera_roll = step.moment.tilt.applied
            self.views[posture.view] = self.views.get(posture.view, 0) + 1
            self.facings[posture.facing] = self.facings.get(posture.facing, 0) + 1
        rep, cue = guidance.last_rep, guidance.cue
        if rep is not None and (not self.reps or self.reps[-1] is not rep):
            self.reps.append(rep)
            if guidance.decision is not None:
                self.decided.append((rep, guidance.decision, guidance.offer))
        if cue is not None and (not self.cues or self.cues[-1] is not cue):
            self.cues.append(cue)
        if self.keep_trace:
            self.rows.append(row_of(step))


def replay(
    clip: str,
    frames: Iterable[Frame],
    track: Callable[[Frame, bool], Pose | None],
    plan: Plan,
    timing: Timing,
    keep_trace: bool = False,
    each: Callable[[Step], None] | None = None,
    mask_every: float = MASK_EVERY,
) -> Replay:
    """Run ``frames`` of the clip called ``clip`` through the pipeline; ``each`` sees every step."""
    pipeline = Pipeline(track, plan, timing, mask_every)
    result = Replay(clip, plan.drill.id, keep_trace, timing=timing, least_rate=plan.pace.least)
    for frame in frames:
        step = pipeline(frame)
        result.note(step)
        if each is not None:
            each(step)
    result.summary = pipeline.coach.finish(result.last_time)
    return result
