"""The worker: takes the newest frame, runs it through the pipeline, and lays out the guidance for all to read."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

from kiosk.camera import Frame, Mailbox
from kiosk.coach.coach import Coach, Plan
from kiosk.coach.course import Course, Progress
from kiosk.coach.drill import Drill
from kiosk.coach.guidance import Guidance, Stage
from kiosk.coach.verbs import Verb
from kiosk.health.gauge import Gauge, Worked
from kiosk.health.levels import Level
from kiosk.health.sight import Sight
from kiosk.pipeline import MASK_EVERY, Pipeline, Step
from kiosk.pose.catalogue import ModelError
from kiosk.pose.catalogue import Network as NetworkName
from kiosk.pose.pose import Pose
from kiosk.pose.tracker import Timing
from kiosk.station.recorder import Recorder
from kiosk.sweep import spare_what_is_loaded

log = logging.getLogger(__name__)

_WAIT = 0.2
"""Seconds to wait for a frame before looking whether to stop."""

_PATIENCE = 3.0

FULL = Level(name="full")


@runtime_checkable
class Switchable(Protocol):
    """A tracker whose landmark network can be changed between frames (`kiosk.pose.tracker.Tracker`)."""

    @property
    def network(self) -> NetworkName:
        """The one in use."""
        ...

    def use(self, network: NetworkName) -> None:
        """Change it. Raises `ModelError`; then the one in use stays."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What a frame came to, and which: ``taken`` as on the frame, ``effort`` the level it was processed with."""

    step: Step
    number: int
    taken: float | None
    effort: str


class Worker:
    """Runs pose, motion and coach on a thread; readers take ``told``, which is whole and never changes.

    ``fresh`` is set with every new ``told``, for whoever clears it and waits. ``failure`` is set where the pipeline
    could not be made or failed: then nothing more will come. ``sight``: whether the pictures show anything.
    """

    def __init__(
        self,
        mailbox: Mailbox,
        make_tracker: Callable[[Timing], Callable[..., Pose | None]],
        plan: Plan,
        recorder: Recorder,
        each: Callable[[Told], None] | None = None,
        gauge: Gauge | None = None,
        mask_every: float = MASK_EVERY,
        resumed: Progress | None = None,
    ) -> None:
        self.told: Told | None = None
        self.fresh = threading.Event()
        self.failure: Exception | None = None
        self.sight = Sight()
        self.timing = Timing()
        self.frames = 0
        self.seen = 0
        self.pipeline: Pipeline | None = None
        self._mailbox = mailbox
        self._make_tracker = make_tracker
        self._plan = plan
        self._recorder = recorder
        self._each = each
        self._gauge = gauge or Gauge()
        self._mask_every = mask_every
        self._resumed = resumed
        self._recorded = 0
        self._closed = 0
        self._progress: Progress | None = resumed
        self._closing: Guidance | None = None
        self._verbs: deque[Verb] = deque()
        self._coming: tuple[Course, Mapping[str, Drill] | None] | None = None
        self._asked = self._level = FULL
        self._network: NetworkName | None = None
        self._number: int | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="coach", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether more guidance may come."""
        return self._thread.is_alive()

    @property
    def guidance(self) -> Guidance | None:
        """The latest; after `close_set` the summary of the set that was cut off."""
        told = self.told
        return self._closing if self._closing is not None or told is None else told.step.guidance

    def verb(self, verb: Verb) -> None:
        """Pass on what somebody asks of the coach. On any thread."""
        self._verbs.append(verb)

    def take_up(self, course: Course, drills: Mapping[str, Drill] | None = None) -> None:
        """Coach by ``course``, and offer out of ``drills``, if given, as soon as nobody is in a session; by what was
        given last. On any thread."""
        self._coming = (course, drills)

    def spend(self, level: Level) -> None:
        """Process frames with this much effort from the next one on. On any thread.

        Where the level's network cannot be had, the rest of the level still holds.
        """
        self._asked = level

    def stop(self) -> bool:
        """Ask to end and wait a bounded time; False where the network hangs."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(_PATIENCE)
        return not self._thread.is_alive()

    def close_set(self) -> Guidance | None:
        """End a set that is still going, once the worker has stopped; the guidance that sums it up, if any."""
        guidance = self.guidance
        if self.running or self.pipeline is None or guidance is None:
            return None
        if self.pipeline.coach.under_way and self.pipeline.coach.reps:
            summary = self.pipeline.coach.finish(guidance.time)
            self._recorder.end(summary)
            self._closed += 1
            self._closing = replace(
                guidance,
                stage=Stage.SUMMARY,
                summary=summary,
                ghost=None,
                track=None,
                user=None,
                cue=None,
                headline="",
                hint="",
            )
        return self.guidance

    def _run(self) -> None:
        try:
            track = self._make_tracker(self.timing)
            chosen = track.network if isinstance(track, Switchable) else None
            self.pipeline = Pipeline(track, self._plan, self.timing, self._mask_every, self._resumed)
            spare_what_is_loaded()
            took = None
            while not self._stop.is_set():
                frame = self._mailbox.take(_WAIT)
                if frame is None:
                    if self._mailbox.closed:
                        self._recorder.progress(None)  # a clip is over: nobody goes on with it
                        break
                    continue
                if self._level is not self._asked:
                    self._adjust(track, chosen, self.pipeline)
                if self._number is not None and frame.number - self._number < self._level.frame_stride:
                    continue
                coming = self._coming
                if coming is not None and coming is not took and self.pipeline.change(*coming):
                    took = coming
                while self._verbs:
                    self.pipeline.verb(self._verbs.popleft())
                step = self.pipeline(frame)
                self.sight(frame.time, frame.image, step.pose is not None)
                self._after(frame, step, self.pipeline.coach)
        except Exception as error:
            # Not to be carried on from: the station says what happened and ends, and is started again.
            log.debug("coach: stopped", exc_info=True)
            self.failure = error

    def _record(self, coach: Coach) -> None:
        """Keep what is new since the last frame: sets that are over, reps, and the place in the course."""
        self._closed = min(self._closed, len(coach.sets))
        for done in coach.sets[self._closed :]:
            self._recorder.end(done)
            self._closed += 1
        self._recorded = min(self._recorded, len(coach.reps))
        for judged in coach.reps[self._recorded :]:
            self._recorder.rep(judged, coach.drill.id, coach.course.playlist)
            self._recorded += 1
        progress = coach.progress
        if progress != self._progress:
            self._progress = progress
            self._recorder.progress(progress)

    def _adjust(self, track: Callable[..., Pose | None], chosen: NetworkName | None, pipeline: Pipeline) -> None:
        level = self._level = self._asked
        pipeline.space_masks(level.mask_stride)
        if chosen is None or not isinstance(track, Switchable):
            return
        network: NetworkName = "lite" if level.network == "lite" else chosen
        if network == (self._network or chosen):
            return
        self._network = network
        try:
            track.use(network)
        except ModelError as error:
            log.warning("effort: %s; going on with %s", str(error).splitlines()[0], track.network)
        else:
            pipeline.read_anew()

    def _after(self, frame: Frame, step: Step, coach: Coach) -> None:
        guidance = step.guidance
        self._record(coach)
        self.frames += 1
        self.seen += step.pose is not None
        self._number = frame.number
        told = Told(step, frame.number, frame.taken, self._level.name)
        if self._each is not None:
            self._each(told)
        self.told = told
        self.fresh.set()
        self._gauge.worked(
            Worked(
                at=time.monotonic(),
                seconds=step.seconds,
                time=frame.time,
                number=frame.number,
                seen=step.pose is not None,
                too_slow=guidance.stage is Stage.TOO_SLOW,
                given=self._mailbox.given,
                dropped=self._mailbox.dropped,
            )
        )
