"""The page's side of the talk with the station: what was told last, and what is asked for."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kiosk.coach.guidance import Stage
from kiosk.trainer.messages import Begin, Doing, FromPage, Health, Logged, Now, ToPage, Watch

_LINES = 2000
"""Lines of the log that are kept for who takes it away."""

MOST_WATCHERS = 6
"""Who may watch at once; each keeps a connection open."""


class TooManyWatch(RuntimeError):
    """There are `MOST_WATCHERS` already."""


class Link:
    """``tell`` gets what is asked of the station. Told on one thread, read on any."""

    def __init__(self, tell: Callable[[FromPage], None]) -> None:
        self.tell = tell
        self.doing = Doing(stage=Stage.IDLE)
        self.health = Health()
        self.now: tuple[int, Now] | None = None
        """What happens, with a number by which the next one is known; None where nobody has watched yet."""
        self.over = threading.Event()
        """The page is about to end: who keeps a connection open lets go."""
        self._log: deque[Logged] = deque(maxlen=_LINES)
        self._lock = threading.Lock()
        self._watchers = 0

    def take(self, message: ToPage) -> None:
        """Take what the station tells."""
        if isinstance(message, Now):
            self.now = (1 if self.now is None else self.now[0] + 1, message)
        elif isinstance(message, Doing):
            self.doing = message
        elif isinstance(message, Health):
            self.health = message
        elif isinstance(message, Logged):
            self._log.append(message)
        elif isinstance(message, Begin):
            raise ValueError("it has begun already")

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
