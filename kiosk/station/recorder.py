"""Writes sessions to the records on a thread of its own: a slow card must not make a frame wait."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from datetime import UTC, datetime

from kiosk.coach.course import Progress
from kiosk.coach.guidance import JudgedRep, Summary
from kiosk.records import RecordError, Records

log = logging.getLogger(__name__)

_PATIENCE = 3.0
"""Seconds to let the last rep reach the disk when stopping."""


class Recorder:
    """Begins a session with the first rep of a set, keeps each rep as it is done, and ends it with the set.

    A failing disk is said once in the log, and the mirror goes on without records. ``wanted`` is asked for
    each rep: what the demo does is nobody's record.
    """

    def __init__(self, records: Records, wanted: Callable[[], bool] = lambda: True) -> None:
        self._records = records
        self._wanted = wanted
        self._session: int | None = None
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self.trouble = ""
        self._thread = threading.Thread(target=self._work, name="recorder", daemon=True)
        self._thread.start()

    def recover(self) -> None:
        """Close what a crash left open."""
        self._jobs.put(lambda: self._try(self._recover))

    def rep(self, judged: JudgedRep, drill_id: str) -> None:
        """Keep a rep of the drill."""
        if self._wanted():
            now = datetime.now(UTC)
            self._jobs.put(lambda: self._try(lambda: self._add(judged, drill_id, now)))

    def progress(self, progress: Progress | None) -> None:
        """Keep the place in a course, for who goes on after a restart; None: there is none any more."""
        if progress is None or self._wanted():
            now = datetime.now(UTC)
            self._jobs.put(lambda: self._try(lambda: self._records.keep_progress(progress, now)))

    def end(self, summary: Summary) -> None:
        """The set is over."""
        now = datetime.now(UTC)
        self._jobs.put(lambda: self._try(lambda: self._end(summary, now)))

    def close(self) -> None:
        """Write what is left, within a bound, and close the records. May be called twice."""
        self._jobs.put(None)
        self._thread.join(_PATIENCE)
        if self._thread.is_alive():
            log.error("records: the disk does not answer; the last rep may be missing")
        else:
            self._records.close()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()

    def _try(self, job: Callable[[], None]) -> None:
        try:
            job()
        except RecordError as error:
            if not self.trouble:
                log.error("%s; going on without records", error)
            self.trouble = str(error)

    def _recover(self) -> None:
        self._records.recover()

    def _add(self, judged: JudgedRep, drill_id: str, now: datetime) -> None:
        if self._session is None:
            self._session = self._records.begin_session(drill_id, now)
        self._records.add_rep(self._session, judged)

    def _end(self, summary: Summary, now: datetime) -> None:
        if self._session is not None:
            self._records.end_session(self._session, now, summary.advice_id)
            self._session = None
