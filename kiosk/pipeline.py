"""Frame in, guidance out: pose, motion and coach in a row. The station and the replay run this same thing."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from kiosk.camera.frame import Frame
from kiosk.coach.coach import Coach, Plan
from kiosk.coach.guidance import Guidance, Stage
from kiosk.motion.motion import MaskNeed, Moment, Motion
from kiosk.pose.pose import Pose
from kiosk.pose.tracker import Timing

MASK_EVERY = 0.25
"""Seconds between person masks while nothing is being judged: enough to keep the standing profile fresh."""


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """What one frame came to; ``pose`` and ``moment`` are None where nobody was seen."""

    pose: Pose | None
    moment: Moment | None
    guidance: Guidance


class Pipeline:
    """The pure middle of the house: the same frames give the same steps, bit for bit.

    ``track`` takes a frame and whether the mask is wanted (`kiosk.pose.tracker.Tracker`).
    """

    def __init__(self, track: Callable[[Frame, bool], Pose | None], plan: Plan, timing: Timing) -> None:
        self._track = track
        self._timing = timing
        self._motion = Motion(plan.drill.rep.rule())
        self._masked = -math.inf
        self.coach = Coach(plan)

    def verb(self, name: str) -> None:
        """Pass "start", "next" or "stop" to the coach."""
        self.coach.verb(name)

    def __call__(self, frame: Frame) -> Step:
        """Take the next frame."""
        began = perf_counter()
        mask = self._wants_mask(frame.time)
        pose = self._track(frame, mask)
        if mask and pose is not None:
            self._masked = frame.time
        now = perf_counter()
        if pose is None:
            self._motion.absent(frame.time)
        moment = None if pose is None else self._motion(pose)
        now = self._timing.add("motion", now)
        before = self.coach.stage
        guidance = self.coach(frame.time, frame.size, moment)
        if guidance.stage is not before:
            self._on_stage(guidance.stage)
        self._timing.add("coach", now)
        self._timing.add("total", began)
        return Step(pose, moment, guidance)

    def _wants_mask(self, time: float) -> bool:
        need = self._motion.mask_need
        fresh = 0.0 <= time - self._masked < MASK_EVERY
        return need is MaskNeed.NOW or (need is MaskNeed.CHEAP and not fresh)

    def _on_stage(self, stage: Stage) -> None:
        if stage is Stage.IDLE:
            self._motion.forget()
        elif stage is Stage.BASELINE:
            self._motion.learn_standing()
        elif stage is Stage.SET:
            self._motion.begin_set()
