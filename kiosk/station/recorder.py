"""Writes sessions to the records on a thread of its own: a slow card must not make a frame wait. While nobody is at
the mirror it deletes there what is old."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from kiosk.coach.course import Progress
from kiosk.coach.guidance import JudgedRep, Summary
from kiosk.records import RecordError, Records
from kiosk.records.nickname import nickname_of

log = logging.getLogger(__name__)

_PATIENCE = 3.0
"""Seconds to let the last rep reach the disk when stopping."""

_UPKEEP_EVERY = 24 * 3600.0
"""Seconds between two times that old sessions are looked for."""

_UPKEEP_AFTER = 60.0
"""Seconds before that: from the start, which has enough to do, or after somebody was at the mirror."""


class Recorder:
    """Begins a session with the first rep of a set, keeps each rep as it is done, and ends it with the set.

    A failing disk is said once in the log, and the mirror goes on without records. ``wanted`` is asked for
    each rep: what the demo does is nobody's record.
    """

    def __init__(self, records: Records, wanted: Callable[[], bool] = lambda: True) -> None:
        self._records = records
        self._wanted = wanted
        self._keep_for = timedelta.max
        self._nobody: Callable[[], bool] = lambda: True
        self._upkeep_at: float | None = None
        self._upkeep_after = _UPKEEP_AFTER
        self._session: int | None = None
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self.trouble = ""
        self._thread = threading.Thread(target=self._work, name="recorder", daemon=True)
        self._thread.start()

    def recover(self) -> None:
        """Close what a crash left open."""
        self._jobs.put(lambda: self._try(self._recover))

    def rep(self, judged: JudgedRep, drill_id: str, playlist: str = "") -> None:
        """Keep a rep of the drill, done in the ``playlist`` of that name; empty: in none."""
        if self._wanted():
            now = datetime.now(UTC)
            self._jobs.put(lambda: self._try(lambda: self._add(judged, drill_id, playlist, now)))

    def progress(self, progress: Progress | None) -> None:
        """Keep the place in a course, for who goes on after a restart; None: there is none any more."""
        if progress is None or self._wanted():
            now = datetime.now(UTC)
            self._jobs.put(lambda: self._try(lambda: self._records.keep_progress(progress, now)))

    def end(self, summary: Summary) -> None:
        """The set is over."""
        now = datetime.now(UTC)
        self._jobs.put(lambda: self._try(lambda: self._end(summary, now)))

    def tend(self, keep_for: timedelta, nobody: Callable[[], bool], after: float = _UPKEEP_AFTER) -> None:
        """From now on delete sessions older than ``keep_for`` and give their space back: ``after`` so many seconds
        and then once a day, while ``nobody`` is at the mirror and no set is under way; a few at a time, so that a rep
        never waits long. Their age is by the machine's clock: one that runs behind keeps them
        longer, one that runs ahead not long enough."""

        def begin() -> None:
            self._keep_for, self._nobody = keep_for, nobody
            self._upkeep_after, self._upkeep_at = after, time.monotonic() + after

        self._jobs.put(begin)

    def tag(self, session: int, nickname: str) -> None:
        """Tag a session with a nickname, or take it away where that is empty. Raises `ValueError` where it is none;
        that there is no such session is only said in the log."""
        nickname_of(nickname)
        self._jobs.put(lambda: self._tag(session, nickname))

    def close(self) -> None:
        """Write what is left, within a bound, and close the records. May be called twice."""
        self._jobs.put(None)
        self._thread.join(_PATIENCE)
        if self._thread.is_alive():
            log.error("records: the disk does not answer; the last rep may be missing")
        else:
            self._records.close()

    def _work(self) -> None:
        while True:
            try:
                job = self._jobs.get(timeout=self._until_upkeep())
            except queue.Empty:
                self._tidy()
                continue
            if job is None:
                return
            job()

    def _until_upkeep(self) -> float | None:
        return None if self._upkeep_at is None else max(0.0, self._upkeep_at - time.monotonic())

    def _tidy(self) -> None:
        """Delete what is old, as far as nothing else is to be done meanwhile."""
        if self._session is not None or not self._nobody():
            self._upkeep_at = time.monotonic() + self._upkeep_after
            return
        try:
            if self._records.forget(datetime.now(UTC) - self._keep_for):
                return  # perhaps there are more, as soon as nothing else waits
            self._records.reclaim()
        except RecordError as error:
            log.warning("%s; tried again in a day", error)
        self._upkeep_at = time.monotonic() + _UPKEEP_EVERY

    def _try(self, job: Callable[[], None]) -> None:
        try:
            job()
        except RecordError as error:
            if not self.trouble:
                log.error("%s; going on without records", error)
            self.trouble = str(error)

    def _recover(self) -> None:
        self._records.recover()

    def _tag(self, session: int, nickname: str) -> None:
        try:
            self._records.tag(session, nickname)
        except RecordError as error:
            log.warning("%s; it is not tagged", error)

    def _add(self, judged: JudgedRep, drill_id: str, playlist: str, now: datetime) -> None:
        if self._session is None:
            self._session = self._records.begin_session(drill_id, now, playlist)
        self._records.add_rep(self._session, judged)

    def _end(self, summary: Summary, now: datetime) -> None:
        if self._session is not None:
            self._records.end_session(self._session, now, summary.advice_id)
            self._session = None
