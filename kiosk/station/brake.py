"""Keeps a mirror that fails again and again from using up the machine, without ever giving it up.

systemd's own limit would leave the mirror black once it was reached. Here the wait between two starts grows to a few
seconds at most, and the glass says meanwhile why.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.health.heart import Heart, Signs
from kiosk.locale.texts import Said
from kiosk.mirror import Display, DisplayError, Mirror
from kiosk.settings import Settings
from kiosk.whole import leave_word

log = logging.getLogger(__name__)

NAME = "starts.json"
"""In the runtime folder, which goes with a restart of the machine."""

LATELY = 120.0
"""Seconds that starts are remembered for."""

FREE = 3
"""Starts in them that are let pass: one crash must not cost anybody a second."""

LONGEST = 8.0
"""Seconds to wait at most."""

_DRAW_EVERY = 0.1


class Brake:
    """Remembers the starts of the mirror in ``folder``; where they cannot be read, there were none."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME

    def began(self, now: float) -> float:
        """The mirror begins at ``now`` (seconds of `time.monotonic`); for how long it should wait first.

        A process that begins again by itself, as its settings were changed, has failed at nothing.
        """
        before = [start for start in self._read() if 0.0 <= now - start["at"] <= LATELY]
        if before and before[-1]["pid"] == os.getpid():
            return 0.0
        self._write([*before, {"pid": os.getpid(), "at": now}])
        excess = len(before) - FREE
        return 0.0 if excess < 0 else min(LONGEST, float(2**excess))

    def _read(self) -> list[dict[str, Any]]:
        try:
            starts = json.loads(self._path.read_bytes())
            return [{"pid": int(start["pid"]), "at": float(start["at"])} for start in starts]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, TypeError, KeyError) as error:
            log.warning("%s: %s; counting the starts anew", self._path, error)
            return []

    def _write(self, starts: list[dict[str, Any]]) -> None:
        try:
            leave_word(self._path, json.dumps(starts[-20:]))
        except OSError as error:
            log.warning("%s: %s; starts are not counted", self._path, error.strerror)


def stand_by(
    display: Display,
    settings: Settings,
    said: Said,
    heart: Heart,
    seconds: float,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Show ``said`` for ``seconds``, or until the process is asked to end."""
    log.warning("started too often lately; waiting %.0f s", seconds)
    asked = threading.Event()
    before = signal.signal(signal.SIGTERM, lambda *_: asked.set())
    mirror, until, drawn = Mirror(display, settings), clock() + seconds, 0
    try:
        while (now := clock()) < until:
            mirror.fault(said.headline, said.hint, now)
            display.show()
            display.events()  # a window that reads none counts as hung
            drawn += 1
            heart.beat(now, Signs(drawn, 0, 0, said.headline, True))
            if asked.wait(_DRAW_EVERY):
                raise SystemExit(0)
    except DisplayError as error:
        log.warning("%s", error)  # who runs next opens it again, and says so where it cannot
    finally:
        signal.signal(signal.SIGTERM, before)
