"""A process of the mirror's own beside the station: started, watched, and started anew where it ends or hangs.

The two talk in lines, down the process's standard input and up its output (`kiosk.companion_process`). Whoever is
slow is never waited for.
"""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import select
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

from kiosk.companion_process import CompanionProcess, start

log = logging.getLogger(__name__)

FIRST_WAIT, _LONGEST_WAIT = 1.0, 60.0
"""Seconds before it is started anew, doubled each time."""

_WELL_AFTER = 30.0
"""Seconds that it must have run for the next wait to be the first again."""

SILENT = 10.0
"""Seconds without a line after which it hangs."""

_PATIENCE = 1.0
_WAITING = 64
"""Lines that wait at most: beyond, the process does not keep up, and what it is told is stale."""

_LOOK = 0.2

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Companion:
    """Runs ``command``, called ``name`` in the log, and tells it the lines of ``first`` whenever it is started; where
    systemd has units for the processes of the mirror, its ``unit`` (`kiosk.companion_process`).

    ``take`` gets each line that the process tells, on a thread of the companion's; it raises ValueError where that
    says nothing. ``environment``: what the process finds there unless the owner says otherwise. What does not work
    is said once in the log.
    """

    def __init__(
        self,
        name: str,
        unit: str,
        command: Sequence[str],
        first: Callable[[], Iterable[bytes]],
        take: Callable[[bytes], None],
        environment: Mapping[str, str] = _NOTHING,
        first_wait: float = FIRST_WAIT,
        silent: float = SILENT,
    ) -> None:
        self.starts = 0
        self._name, self._unit, self._command = name, unit, command
        self._first, self._take_line = first, take
        self._environment, self._first_wait, self._silent = environment, first_wait, silent
        self._lines: queue.Queue[bytes | None] = queue.Queue(_WAITING)
        self._said: set[str] = set()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name=name, daemon=True)

    def start(self) -> None:
        """Begin; the process is started on a thread of its own."""
        self._thread.start()

    def tell(self, line: bytes) -> None:
        """Tell the process; what it cannot take in time is dropped. May be called on any thread, and never waits."""
        with contextlib.suppress(queue.Full):
            self._lines.put_nowait(line)

    def close(self) -> None:
        """End the process, in bounded time. May be called twice."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(3.0 * _PATIENCE)

    def say(self, line: str) -> None:
        """Say in the log what does not work, once."""
        if line not in self._said:
            self._said.add(line)
            log.warning("%s", line)

    def _nudge(self) -> None:
        """Let who waits for a line look whether it is over; where the queue is full, nobody waits."""
        with contextlib.suppress(queue.Full):
            self._lines.put_nowait(None)

    def _watch(self) -> None:
        wait = self._first_wait
        while not self._stop.is_set():
            began = time.monotonic()
            why = self._run()
            if self._stop.is_set():
                return
            if time.monotonic() - began >= _WELL_AFTER:
                wait = self._first_wait
            self.say(f"the {self._name} {why}; it is started anew")
            self._stop.wait(wait)
            wait = min(2.0 * wait, _LONGEST_WAIT)

    def _run(self) -> str:
        """One life of the process; why it ended."""
        self.starts += 1
        try:
            process = start(self._unit, self._command, self._environment)
        except OSError as error:
            return f"cannot be started: {error}"
        while not self._lines.empty():  # of before: stale by now
            with contextlib.suppress(queue.Empty):
                self._lines.get_nowait()
        over = threading.Event()
        writer = threading.Thread(
            target=self._write, args=(process, over), name=f"to the {self._name}", daemon=True
        )
        writer.start()
        try:
            return self._listen(process)
        finally:
            over.set()
            self._nudge()
            process.end()
            writer.join(_PATIENCE)

    def _write(self, process: CompanionProcess, over: threading.Event) -> None:
        try:
            for first in self._first():
                process.write(first)
            line: bytes | None = None
            while not over.is_set():
                if line is not None:
                    process.write(line)
                line = self._lines.get()
        except OSError:
            return  # it has ended, and who reads from it says so
        finally:
            process.close_input()

    def _listen(self, process: CompanionProcess) -> str:
        """Pass on what the process tells until it ends or falls silent; which of the two it was."""
        out, rest, heard = process.out, b"", time.monotonic()
        while not self._stop.is_set():
            if not select.select([out], [], [], _LOOK)[0]:
                if time.monotonic() - heard > self._silent:
                    return f"has not answered for {self._silent:g} s"
                continue
            try:
                read = os.read(out, 65536)
            except ConnectionError:
                read = b""
            if not read:
                return process.why_ended()
            heard = time.monotonic()
            *lines, rest = (rest + read).split(b"\n")
            for line in lines:
                try:
                    self._take_line(line)
                except ValueError as error:
                    self.say(f"the {self._name}: {error}")
        return "is stopped"

