"""Tells who stands at the mirror that a trainer watches, or steers: a sign at the edge of the glass."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

from kiosk.notices import TrainerAttached, put, withdraw

log = logging.getLogger(__name__)

ANEW_EVERY = 2.0
"""Seconds after which it must be told anew."""

_LASTS = 6.0
_STEERED_FOR = 10.0
"""Seconds for which the sign says that the mirror was steered."""

_LONGEST = 20
"""Letters of a name on the glass."""


class Attached:
    """Told through ``folder`` (`kiosk.notices`). For any thread; who cannot be told is said once in the log."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder, self._clock = folder, clock
        self._mutex = threading.Lock()
        self._steered = float("-inf")
        self._complained = False

    def watches(self, who: str) -> None:
        """``who`` does, for `_LASTS` seconds from now."""
        self._put(who)

    def steers(self, who: str) -> None:
        """``who`` has asked for something."""
        self._steered = self._clock() + _STEERED_FOR
        self._put(who)

    def gone(self) -> None:
        """Nobody watches any more."""
        self._try(lambda: withdraw(TrainerAttached, self._folder))

    def _put(self, who: str) -> None:
        now = self._clock()
        name = "".join(each for each in who if each.isprintable()).strip()[:_LONGEST].strip()
        notice = TrainerAttached(
            pid=os.getpid(), until=now + _LASTS, who=name or None, steers=now < self._steered
        )
        self._try(lambda: put(notice, self._folder))

    def _try(self, tell: Callable[[], None]) -> None:
        with self._mutex:
            try:
                tell()
            except OSError as error:
                if not self._complained:
                    self._complained = True
                    log.warning("%s: cannot be written: %s; the glass tells nobody", self._folder, error)
