"""The station's side of the voice: its process, kept running, and what is told to it and by it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence

from kiosk.companion import FIRST_WAIT, SILENT, Companion
from kiosk.lines import Trouble, packed
from kiosk.voice.messages import Begin, FromVoice, Lasting, ToVoice, from_voice

COMMAND = (sys.executable, "-m", "kiosk.voice.process")

_LEAN = {"MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_TRIM_THRESHOLD_": "65536"}
"""How glibc is to keep memory in the voice's process, unless its owner says otherwise: one heap for all threads, and
what a network frees goes back at once. It weighs 20 MB less so, for a little more work while somebody is judged."""


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
        first_wait: float = FIRST_WAIT,
        silent: float = SILENT,
    ) -> None:
        self._begin, self._told = begin, told
        self._lasting: dict[type[Lasting], Lasting] = {}
        self._companion = Companion("voice", "voice", command, self._first, self._take, _LEAN, first_wait, silent)

    @property
    def starts(self) -> int:
        """How often the process was started."""
        return self._companion.starts

    def start(self) -> None:
        """Begin; the process is started on a thread of its own."""
        self._companion.start()

    def send(self, message: ToVoice) -> None:
        """Tell the voice; what it cannot take in time is dropped. May be called on any thread, and never waits."""
        if isinstance(message, Lasting):
            self._lasting[type(message)] = message
        self._companion.tell(packed(message))

    def close(self) -> None:
        """End the voice, in bounded time. May be called twice."""
        self._companion.close()

    def _first(self) -> Iterator[bytes]:
        yield packed(self._begin)
        yield from (packed(message) for message in list(self._lasting.values()))

    def _take(self, line: bytes) -> None:
        message = from_voice(line)
        if isinstance(message, Trouble):
            self._companion.say(message.line)
        self._told(message)
