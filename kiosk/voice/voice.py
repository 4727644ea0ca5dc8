"""The station's side of the voice: starts its process, watches it, and starts it anew where it ends or hangs."""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence

from kiosk.voice.messages import Begin, FromVoice, Lasting, ToVoice, Trouble, from_voice, packed

log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "kiosk.voice.process")

_FIRST_WAIT, _LONGEST_WAIT = 1.0, 60.0
"""Seconds before it is started anew, doubled each time."""

_WELL_AFTER = 30.0
"""Seconds that it must have run for the next wait to be the first again."""

_SILENT = 10.0
"""Seconds without a line after which it hangs: a card's driver may take a few to open."""

_LEAN = {"MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_TRIM_THRESHOLD_": "65536"}
"""How glibc is to keep memory in the voice's process, unless its owner says otherwise: one heap for all threads, and
what a network frees goes back at once. It weighs 20 MB less so, for a little more work while somebody is judged."""

_PATIENCE = 1.0
_WAITING = 64
"""Messages that wait at most: beyond, the voice does not keep up, and what is told it is stale."""

_LOOK = 0.2


class Voice:
    """Runs the voice's process by ``begin``, and passes on what is said to it. The mirror never waits for it.

    What holds until it is said otherwise (`kiosk.voice.messages.Lasting`) is told again to a process that is started
    anew. ``told`` gets what the voice tells, on a thread of the voice's. What does not work is said once in the log.
    """

    def __init__(
        self,
        begin: Begin,
        told: Callable[[FromVoice], None] = lambda _: None,
        command: Sequence[str] = COMMAND,
        first_wait: float = _FIRST_WAIT,
        silent: float = _SILENT,
    ) -> None:
        self.starts = 0
        self._begin, self._told, self._command = begin, told, command
        self._first_wait, self._silent = first_wait, silent
        self._messages: queue.Queue[ToVoice | None] = queue.Queue(_WAITING)
        self._lasting: dict[type[Lasting], Lasting] = {}
        self._said: set[str] = set()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="voice", daemon=True)

    def start(self) -> None:
        """Begin; the process is started on a thread of its own."""
        self._thread.start()

    def send(self, message: ToVoice) -> None:
        """Tell the voice; what it cannot take in time is dropped. May be called on any thread, and never waits."""
        if isinstance(message, Lasting):
            self._lasting[type(message)] = message
        with contextlib.suppress(queue.Full):
            self._messages.put_nowait(message)

    def close(self) -> None:
        """End the voice, in bounded time. May be called twice."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(3.0 * _PATIENCE)

    def _nudge(self) -> None:
        """Let who waits for a message look whether it is over; where the queue is full, nobody waits."""
        with contextlib.suppress(queue.Full):
            self._messages.put_nowait(None)

    def _watch(self) -> None:
        wait = self._first_wait
        while not self._stop.is_set():
            began = time.monotonic()
            why = self._run()
            if self._stop.is_set():
                return
            if time.monotonic() - began >= _WELL_AFTER:
                wait = self._first_wait
            self._say(f"the voice {why}; it is started anew")
            self._stop.wait(wait)
            wait = min(2.0 * wait, _LONGEST_WAIT)

    def _run(self) -> str:
        """One life of the process; why it ended."""
        self.starts += 1
        try:
            process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**_LEAN, **os.environ},
            )
        except OSError as error:
            return f"cannot be started: {error}"
        while not self._messages.empty():  # of before: stale by now
            with contextlib.suppress(queue.Empty):
                self._messages.get_nowait()
        over = threading.Event()
        writer = threading.Thread(target=self._write, args=(process, over), name="to the voice", daemon=True)
        writer.start()
        try:
            return self._listen(process)
        finally:
            over.set()
            self._nudge()
            _end(process)
            writer.join(_PATIENCE)

    def _write(self, process: subprocess.Popen[bytes], over: threading.Event) -> None:
        pipe = process.stdin
        if pipe is None:
            return
        try:
            with pipe:
                for first in (self._begin, *self._lasting.values()):
                    pipe.write(packed(first))
                pipe.flush()
                message: ToVoice | None = None
                while not over.is_set():
                    if message is not None:
                        pipe.write(packed(message))
                        pipe.flush()
                    message = self._messages.get()
        except (OSError, ValueError):
            return  # it has ended, and who reads from it says so

    def _listen(self, process: subprocess.Popen[bytes]) -> str:
        """Pass on what the process tells until it ends or falls silent; which of the two it was."""
        if process.stdout is None:
            return "has no output"
        out, rest, heard = process.stdout.fileno(), b"", time.monotonic()
        while not self._stop.is_set():
            if not select.select([out], [], [], _LOOK)[0]:
                if time.monotonic() - heard > self._silent:
                    return f"has not answered for {self._silent:g} s"
                continue
            read = os.read(out, 65536)
            if not read:
                return f"ended by itself (exit code {process.wait()})"
            heard = time.monotonic()
            *lines, rest = (rest + read).split(b"\n")
            for line in lines:
                self._take(line)
        return "is stopped"

    def _take(self, line: bytes) -> None:
        try:
            message = from_voice(line)
        except ValueError as error:
            self._say(f"the voice: {error}")
            return
        if isinstance(message, Trouble):
            self._say(message.line)
        self._told(message)

    def _say(self, line: str) -> None:
        if line not in self._said:
            self._said.add(line)
            log.warning("%s", line)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Let it end by itself, as its input is closed, else kill it."""
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):  # in its driver: the system buries it
            process.wait(_PATIENCE)
    if process.stdout is not None:
        process.stdout.close()
