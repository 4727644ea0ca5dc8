"""Keeps the mirror in time: looks at gauge and heat on a thread of its own, and asks for more or less effort."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from kiosk.coach.guidance import Guidance, Stage
from kiosk.health.gauge import Gauge, Reading
from kiosk.health.governor import Change, Governor, Load
from kiosk.health.heat import Heat, read_heat
from kiosk.health.last_run import LastRun, StepTaken, measured, write_last_run
from kiosk.health.levels import Level
from kiosk.motion.posture import Phase
from kiosk.settings import EffortSettings

log = logging.getLogger(__name__)

_LOOK_EVERY = 0.5
_HEAT_EVERY = 5.0
"""Seconds."""

_TELL_EVERY = 60.0
"""Seconds between writings of the last run: a card wears, and a pulled plug may cost a minute of it."""

_ENOUGH = 1.0
"""Seconds that must have been measured before a reading counts."""

_PEOPLE = 0.5
"""Share of frames with a person from which on a reading says what following a person costs."""

_PATIENCE = 3.0
_STEPS_KEPT = 100

_BETWEEN_SETS = {Stage.IDLE, Stage.SUMMARY, Stage.TOO_SLOW, Stage.REST}
"""When the camera may be opened again at another size: it costs about a second without frames. A set that waits until
the mirror is quick enough waits for just that."""


class Worker(Protocol):
    """What is asked of the worker."""

    @property
    def guidance(self) -> Guidance | None:
        """The latest."""
        ...

    def spend(self, level: Level) -> None:
        """Work at this level of effort from the next frame on."""
        ...


class Feed(Protocol):
    """What is asked of the camera's feed."""

    camera: str

    def resize(self, share: float) -> None:
        """Give pictures of this share of their usual width and height."""
        ...


class KeepingUp:
    """Steps the effort down and up by what is measured.

    The network, the masks and the frames skipped change at once, which the governor times between reps; the
    camera's size only between sets. ``too_hot``: so hot that less effort does not help, until it no longer is hot.
    ``last_run`` is where what the run came to is left, None for nowhere.
    """

    def __init__(
        self,
        settings: EffortSettings,
        levels: tuple[Level, ...],
        gauge: Gauge,
        worker: Worker,
        feed: Feed,
        last_run: Path | None = None,
        heat: Callable[[], Heat] = read_heat,
    ) -> None:
        self.changes: tuple[Change, ...] = ()
        self.level = levels[0]
        self.too_hot = False
        self.began = time.monotonic()
        self._governor = Governor(settings, len(levels))
        self._levels = levels
        self._hot, self._too_hot = settings.hot, settings.too_hot
        self._gauge, self._worker, self._feed = gauge, worker, feed
        self._last_run = last_run
        self._read_heat = heat
        self._heat = Heat()
        self._heat_at = self._told_at = -1e9
        self._hottest: float | None = None
        self._slowed = False
        self._share = 1.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="keeping up", daemon=True)

    def start(self) -> None:
        """Begin looking."""
        self.began = self._told_at = time.monotonic()
        self._thread.start()

    def stop(self) -> bool:
        """End, in bounded time, and leave what the run came to; False where the firmware or the disk hangs."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(_PATIENCE)
        return not self._thread.is_alive()

    @property
    def heat(self) -> Heat:
        """As last felt."""
        return self._heat

    def run_so_far(self) -> LastRun:
        """What the run has come to by now."""
        return LastRun(
            told_at=datetime.now(UTC),
            camera=self._feed.camera,
            measured=measured(self._gauge.whole()),
            level=self.level.name,
            steps=tuple(
                StepTaken(
                    at=round(change.time - self.began, 1),
                    level=self._levels[change.level].name,
                    reason=change.reason,
                )
                for change in self.changes
            ),
            hottest=self._hottest,
            slowed=self._slowed,
        )

    def _run(self) -> None:
        while not self._stop.wait(_LOOK_EVERY):
            now = time.monotonic()
            if now - self._heat_at >= _HEAT_EVERY:
                self._heat_at = now
                self._feel()
            self._look(time.monotonic())
            if now - self._told_at >= _TELL_EVERY:
                self._told_at = now
                self._tell()
        self._tell()

    def _feel(self) -> None:
        heat = self._heat = self._read_heat()
        if heat.celsius is not None:
            self._hottest = max(heat.celsius, self._hottest if self._hottest is not None else heat.celsius)
            self.too_hot = heat.celsius >= (self._hot if self.too_hot else self._too_hot)
        self._slowed |= heat.throttling is not None and heat.throttling.slowed

    def _look(self, now: float) -> None:
        guidance = self._worker.guidance
        change = self._governor(now, _load(self._gauge.reading(now), self._heat, guidance))
        if change is not None:
            self.level = self._levels[change.level]
            self.changes = (*self.changes, change)[-_STEPS_KEPT:]
            log.info("effort: %s (%s)", self.level.name, change.reason)
            self._worker.spend(self.level)
            self._gauge.begin_again(now)
        share = self.level.camera
        if share != self._share and guidance is not None and guidance.stage in _BETWEEN_SETS:
            self._share = share
            self._feed.resize(share)
            self._gauge.begin_again(now)

    def _tell(self) -> None:
        if self._last_run is None:
            return
        try:
            write_last_run(self.run_so_far(), self._last_run)
        except OSError as error:
            log.warning("%s: cannot be written: %s; the doctor will not know of this run", self._last_run, error)
            self._last_run = None


def _load(reading: Reading, heat: Heat, guidance: Guidance | None) -> Load:
    enough = reading.seconds >= _ENOUGH
    return Load(
        lag=reading.glass.p95 / 1000.0 if enough and reading.glass is not None else None,
        strain=reading.strain if enough else None,
        dropped=reading.dropped if enough else 0.0,
        celsius=heat.celsius,
        slowed=heat.throttling is not None and heat.throttling.slowed,
        seen=enough and reading.seen >= _PEOPLE,
        mid_rep=guidance is not None and _busy(guidance),
    )


def _busy(guidance: Guidance) -> bool:
    """Whether a rep, or the taking of the baseline, is under way."""
    return guidance.stage is Stage.BASELINE or (guidance.stage is Stage.SET and guidance.phase is not Phase.STANDING)
