"""The page's side of the talk with the station: what was told last, and what is asked for."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kiosk.coach.guidance import Stage
from kiosk.trainer.messages import Begin, Doing, FromPage, Health, Logged, Now, ToPage, Tried, Try, Watch

_LINES = 2000
"""Lines of the log that are kept for who takes it away."""

ANSWERS_WITHIN = 1.5
"""Seconds for which the station is waited for; it looks at the disk for what was saved this moment."""

MOST_WATCHERS = 6
"""Who may watch at once; each keeps a connection open."""


class TooManyWatch(RuntimeError):
    """There are `MOST_WATCHERS` already."""


class Link:
    """``tell`` gets what is asked of the station. Told on one thread, read on any."""

    def __init__(self, tell: Callable[[FromPage], None], clock: Callable[[], float] = time.monotonic) -> None:
        self.tell, self._clock = tell, clock
        self.doing = Doing(stage=Stage.IDLE)
        self.health = Health()
        self.now: tuple[int, Now] | None = None
        """What happens, with a number by which the next one is known; None where nobody has watched yet."""
        self.over = threading.Event()
        """The page is about to end: who keeps a connection open lets go."""
        self._answer: Tried | None = None
        self._trial = "", 0.0
        self._asking, self._answered = threading.Lock(), threading.Event()
        self._log: deque[Logged] = deque(maxlen=_LINES)
        self._lock = threading.Lock()
        self._watchers = 0

    def take(self, message: ToPage) -> None:
        """Take what the station tells."""
        if isinstance(message, Now):
            self.now = (1 if self.now is None else self.now[0] + 1, message)
        elif isinstance(message, Doing):
            self.doing = message
        elif isinstance(message, Tried):
            self._answer = message
            if not message.problems:  # else what was tried before still is
                self._trial = message.course, self._clock() + message.seconds
            self._answered.set()
        elif isinstance(message, Health):
            self.health = message
        elif isinstance(message, Logged):
            self._log.append(message)
        elif isinstance(message, Begin):
            raise ValueError("it has begun already")

    def try_out(self, wanted: Try, within: float = ANSWERS_WITHIN) -> Tried | None:
        """Ask for it: what became of it; None where the station does not answer ``within`` seconds."""
        with self._asking:
            self._answered.clear()
            self.tell(wanted)
            return self._answer if self._answered.wait(within) else None

    @property
    def trial(self) -> tuple[str, float]:
        """The course that is tried and the seconds that it still waits for somebody; an empty one: none is."""
        course, until = self._trial
        left = until - self._clock()
        return (course, left) if course and left > 0.0 else ("", 0.0)

    @property
    def log(self) -> tuple[Logged, ...]:
        """The last lines of the station's log, the oldest first."""
        return tuple(self._log)

    @property
    def watched(self) -> bool:
        """Whether anybody watches."""
        return self._watchers > 0

    @property
    def full(self) -> bool:
        """Whether nobody else may."""
        return self._watchers >= MOST_WATCHERS

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Be told what happens now. Raises `TooManyWatch`."""
        with self._lock:
            if self.full:
                raise TooManyWatch
            self._watchers += 1
            if self._watchers == 1:
                self.tell(Watch(on=True))
        try:
            yield
        finally:
            with self._lock:
                self._watchers -= 1
                if self._watchers == 0:
                    self.tell(Watch(on=False))
                    self.now = None
