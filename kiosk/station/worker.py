"""The worker: takes the newest frame, runs it through the pipeline, and lays out the guidance for all to read."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace

from kiosk.camera import Mailbox
from kiosk.coach.coach import Plan
from kiosk.coach.guidance import Guidance, Stage
from kiosk.pipeline import Pipeline, Step
from kiosk.pose.pose import Pose
from kiosk.pose.tracker import Timing
from kiosk.station.recorder import Recorder

log = logging.getLogger(__name__)

_WAIT = 0.2
"""Seconds to wait for a frame before looking whether to stop."""

_PATIENCE = 3.0


class Worker:
    """Runs pose, motion and coach on a thread; readers take ``guidance``, which is whole and never changes.

    ``failure`` is set where the pipeline could not be made or failed: then nothing more will come.
    """

    def __init__(
        self,
        mailbox: Mailbox,
        make_tracker: Callable[[Timing], Callable[..., Pose | None]],
        plan: Plan,
        recorder: Recorder,
        each: Callable[[Step], None] | None = None,
    ) -> None:
        self.guidance: Guidance | None = None
        self.failure: Exception | None = None
        self.timing = Timing()
        self.frames = 0
        self.seen = 0
        self.pipeline: Pipeline | None = None
        self._mailbox = mailbox
        self._make_tracker = make_tracker
        self._plan = plan
        self._recorder = recorder
        self._each = each
        self._recorded = 0
        self._verbs: deque[str] = deque()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="coach", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether more guidance may come."""
        return self._thread.is_alive()

    def verb(self, name: str) -> None:
        """Pass on what a button asks for. On any thread."""
        self._verbs.append(name)

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
        if guidance.stage is Stage.SET and self.pipeline.coach.reps:
            summary = self.pipeline.coach.finish(guidance.time)
            self._recorder.end(summary)
            self.guidance = replace(
                guidance, stage=Stage.SUMMARY, summary=summary, ghost=None, user=None, cue=None, headline="", hint=""
            )
        return self.guidance

    def _run(self) -> None:
        try:
            self.pipeline = Pipeline(self._make_tracker(self.timing), self._plan, self.timing)
            while not self._stop.is_set():
                frame = self._mailbox.take(_WAIT)
                if frame is None:
                    if self._mailbox.closed:
                        break
                    continue
                while self._verbs:
                    self.pipeline.verb(self._verbs.popleft())
                before = None if self.guidance is None else self.guidance.stage
                step = self.pipeline(frame)
                self._after(step, before)
        except Exception as error:
            # Not to be carried on from: the station says what happened and ends, and is started again.
            log.debug("coach: stopped", exc_info=True)
            self.failure = error

    def _after(self, step: Step, before: Stage | None) -> None:
        guidance = step.guidance
        assert self.pipeline is not None
        if guidance.stage is Stage.SET and before is not Stage.SET:
            self._recorded = 0
        for judged in self.pipeline.coach.reps[self._recorded :]:
            self._recorder.rep(judged)
            self._recorded += 1
        if before is Stage.SET and guidance.stage is not Stage.SET and guidance.summary is not None:
            self._recorder.end(guidance.summary)
        self.frames += 1
        self.seen += step.pose is not None
        if self._each is not None:
            self._each(step)
        self.guidance = guidance
