"""The station's side of the trainer's page: its process, kept running, and what is told to it and by it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence

from kiosk.companion import FIRST_WAIT, SILENT, Companion
from kiosk.lines import Trouble, packed
from kiosk.trainer.messages import Begin, Doing, FromPage, Health, Logged, ToPage, from_page

COMMAND = (sys.executable, "-m", "kiosk.trainer.process")

_LEAN = {"MALLOC_ARENA_MAX": "2"}

_LINES = 300
"""Lines of the log that a page which is started anew is told."""


class Page:
    """Runs the page's process by ``begin``. The mirror never waits for it.

    What is happening, the machine's health and the last lines of the log are told again to a process that is started
    anew. ``told`` gets what the page tells, on a thread of the page's own.
    """

    def __init__(
        self,
        begin: Begin,
        told: Callable[[FromPage], None],
        command: Sequence[str] = COMMAND,
        first_wait: float = FIRST_WAIT,
        silent: float = SILENT,
    ) -> None:
        self._begin, self._told = begin, told
        self._doing: Doing | None = None
        self._health: Health | None = None
        self._log: tuple[Logged, ...] = ()
        self._companion = Companion(
            "trainer's page", "trainer", command, self._first, self._take, _LEAN, first_wait, silent
        )

    @property
    def starts(self) -> int:
        """How often the process was started."""
        return self._companion.starts

    def start(self) -> None:
        """Begin; the process is started on a thread of its own."""
        self._companion.start()

    def send(self, message: ToPage) -> None:
        """Tell the page; what it cannot take in time is dropped. May be called on any thread, and never waits."""
        if isinstance(message, Doing):
            self._doing = message
        elif isinstance(message, Health):
            self._health = message
        elif isinstance(message, Logged):
            self._log = (*self._log, message)[-_LINES:]
        self._companion.tell(packed(message))

    def close(self) -> None:
        """End the page, in bounded time. May be called twice."""
        self._companion.close()

    def _first(self) -> Iterator[bytes]:
        yield packed(self._begin)
        for message in (self._doing, self._health, *self._log):
            if message is not None:
                yield packed(message)

    def _take(self, line: bytes) -> None:
        message = from_page(line)
        if isinstance(message, Trouble):
            self._companion.say(message.line)
        self._told(message)
