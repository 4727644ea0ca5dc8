"""The trace of a run: rows go to the file on a thread of their own, each once it is known how late it was shown."""

from __future__ import annotations

import csv
import logging
import queue
import threading
from pathlib import Path
from typing import TextIO

from kiosk.replay.trace import COLUMNS, Row
from kiosk.toml import FileProblem

log = logging.getLogger(__name__)

_HELD = 30
"""Rows held back until glass and bar have told of them: those show the newest guidance, or skip it."""

_PATIENCE = 3.0


class RunTrace:
    """One CSV row a frame at ``path``, as a replay's trace has them, with the lags that only a run knows.

    Raises:
        FileProblem: the file cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._file: TextIO = path.open("w", newline="", encoding="utf-8")
        except OSError as error:
            raise FileProblem([f"--trace {path}: cannot be written: {error.strerror}"]) from error
        self._jobs: queue.SimpleQueue[tuple[int, Row | None, float | None, float | None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="trace", daemon=True)
        self._thread.start()

    def row(self, number: int, row: Row) -> None:
        """The row of frame ``number``."""
        self._jobs.put((number, row, None, None))

    def shown(self, number: int, lag: float) -> None:
        """Frame ``number`` was on the glass ``lag`` seconds after it was taken."""
        self._jobs.put((number, None, lag, None))

    def lit(self, number: int, lag: float) -> None:
        """The same for the bar."""
        self._jobs.put((number, None, None, lag))

    def close(self) -> None:
        """Write what is left, within a bound. May be called twice."""
        self._jobs.put(None)
        self._thread.join(_PATIENCE)
        if self._thread.is_alive():
            log.error("%s: the disk does not answer; the trace is cut short", self._path)

    def _work(self) -> None:
        held: dict[int, Row] = {}
        try:
            with self._file as file:
                writer = csv.writer(file)
                writer.writerow(COLUMNS)
                while (job := self._jobs.get()) is not None:
                    number, row, glass, bar = job
                    if row is not None:
                        held[number] = row
                    elif number in held:
                        held[number] = held[number].late_by(glass, bar)
                    while len(held) > _HELD:
                        writer.writerow(held.pop(next(iter(held))).cells)
                writer.writerows(row.cells for row in held.values())
        except OSError as error:
            log.error("%s: cannot be written: %s; the trace is cut short", self._path, error)
