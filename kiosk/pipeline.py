"""Frame in, guidance out: pose, motion and coach in a row. The station and the replay run this same thing."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Protocol, runtime_checkable

import numpy as np

from kiosk.camera.frame import Frame
from kiosk.coach.coach import Coach, Plan
from kiosk.coach.course import Course, Progress
from kiosk.coach.drill import Drill
from kiosk.coach.guidance import Guidance, Stage
from kiosk.coach.rules.watch import lays_stick
from kiosk.coach.verbs import Verb
from kiosk.motion.motion import MaskNeed, Moment, Motion
from kiosk.pose.pose import Pose
from kiosk.pose.tracker import Timing

MASK_EVERY = 0.25
"""Seconds between person masks while nothing is being judged: enough to keep the standing profile fresh."""

WATCH_EVERY = 0.09
"""Seconds between person masks of a back that is told: every third frame at 30 a second."""


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """What one frame came to; ``pose`` and ``moment`` are None where nobody was seen.

    ``seconds`` is what it took: measured for the trace and the station's gauge, and of no weight here.
    """

    pose: Pose | None
    moment: Moment | None
    guidance: Guidance
    seconds: float = 0.0


@runtime_checkable
class Watchful(Protocol):
    """A tracker that tells who else is there while its user is not (`kiosk.pose.tracker.Tracker`)."""

    @property
    def stood_by(self) -> bool:
        """Whether somebody else stands where users do, and has to wait."""
        ...


class Pipeline:
    """The pure middle of the house: the same frames give the same steps, bit for bit.

    ``track`` takes a frame and whether the mask is wanted (`kiosk.pose.tracker.Tracker`). ``mask_every`` is the time
    in seconds between masks that nothing waits for.

    All pictures of one shape count as of the size of the first: behind the tracker nobody notices where the camera
    gives smaller ones for a while, so that a baseline, and where somebody stands, outlive the change.
    """

    def __init__(
        self,
        track: Callable[[Frame, bool], Pose | None],
        plan: Plan,
        timing: Timing,
        mask_every: float = MASK_EVERY,
        resumed: Progress | None = None,
    ) -> None:
        self._track = track
        self._watch = track if isinstance(track, Watchful) else None
        self._timing = timing
        self._mask_every = mask_every
        self._mask_stride = 1
        self._unmasked = 0
        self._size: tuple[int, int] | None = None
        self._masked = -math.inf
        self.coach = Coach(plan, resumed)
        self._drill = self.coach.drill
        self._dowel = plan.dowel
        self._motion = Motion(self._drill.rule(), lays_stick=lays_stick(self._drill.special, self._dowel))

    def verb(self, verb: Verb) -> None:
        """Pass on to the coach what is asked for. Raises as `kiosk.coach.coach.Coach.verb` does."""
        self.coach.verb(verb)

    def change(self, course: Course, drills: Mapping[str, Drill] | None = None) -> bool:
        """Coach by ``course`` from the next frame on, as `kiosk.coach.coach.Coach.change` does; False: not now."""
        changed = self.coach.change(course, drills)
        self._follow_drill()
        return changed

    def space_masks(self, stride: int) -> None:
        """From the next frame on, carry the mask on every ``stride``-th frame of those that need it, and wait so many
        times longer between the others."""
        self._mask_stride = stride

    def read_anew(self) -> None:
        """From the next frame on another network reads the landmarks: the person's standing is learnt anew."""
        self._motion.read_anew()

    def __call__(self, frame: Frame) -> Step:
        """Take the next frame."""
        began = perf_counter()
        mask = self._wants_mask(frame.time)
        pose = self._track(frame, mask)
        size = self._size = _size_of_all(self._size, frame.size)
        if pose is not None:
            pose = at_size(pose, size)
            self._unmasked = 0 if mask else self._unmasked + 1
            self._masked = frame.time if mask else self._masked
        now = perf_counter()
        if pose is None:
            self._motion.absent(frame.time)
        moment = None if pose is None else self._motion(pose)
        now = self._timing.add("motion", now)
        before = self.coach.stage
        stood_by = pose is None and self._watch is not None and self._watch.stood_by
        guidance = self.coach(frame.time, size, moment, stood_by)
        self._follow_drill()
        if guidance.stage is not before:
            self._on_stage(guidance.stage)
        self._timing.add("coach", now)
        done = self._timing.add("total", began)
        return Step(pose, moment, guidance, done - began)

    def _wants_mask(self, time: float) -> bool:
        need = self._motion.mask_need
        if need is MaskNeed.NOW:
            return self._unmasked + 1 >= self._mask_stride
        every = WATCH_EVERY if need is MaskNeed.WATCH else self._mask_every
        return not 0.0 <= time - self._masked < min(every, self._mask_every) * self._mask_stride

    def _follow_drill(self) -> None:
        """Follow the drill of the set that is or comes."""
        drill = self.coach.drill
        if drill is not self._drill:
            lays = lays_stick(drill.special, self._dowel)
            if drill.rule() != self._drill.rule() or lays != lays_stick(self._drill.special, self._dowel):
                self._motion.follow(drill.rule(), lays)
            self._drill = drill

    def _on_stage(self, stage: Stage) -> None:
        if stage is Stage.IDLE:
            self._motion.forget()
        elif stage is Stage.BASELINE:
            self._motion.learn_standing()
        elif stage is Stage.SET:
            self._motion.begin_set()


def at_size(pose: Pose, size: tuple[int, int]) -> Pose:
    """``pose`` in the pixels of a picture of ``size`` (width, height) instead of its own, of the same shape."""
    if pose.size == size:
        return pose
    scale = size[0] / pose.size[0]
    mask = pose.mask
    if mask is not None:
        to_crop = mask.to_crop.copy()
        to_crop[:, :2] /= scale
        mask = replace(mask, to_crop=to_crop)
    return replace(pose, size=size, landmarks=pose.landmarks * np.float32(scale), mask=mask)


def _size_of_all(first: tuple[int, int] | None, size: tuple[int, int]) -> tuple[int, int]:
    """``first`` where a picture of ``size`` has its shape, to a pixel; else ``size``: it is another camera's."""
    if first is not None and abs(first[0] * size[1] - first[1] * size[0]) <= max(first):
        return first
    return size
