"""Watches, while the mirror runs, whether the camera has moved since it was calibrated."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path

from kiosk.calibrate.bump import BumpWatch, Moved
from kiosk.calibrate.moved import note_moved, why
from kiosk.mirror.calibration import Calibration
from kiosk.station.worker import Told

log = logging.getLogger(__name__)


class Bumped:
    """Takes every step of the worker, on its thread; `moved` may be read on any.

    ``usual``: height of most people, millimetres; ``note``: the file that tells `kiosk doctor`.
    """

    def __init__(self, calibration: Calibration, usual: float, note: Path) -> None:
        self.moved: Moved | None = None
        self._watch = BumpWatch(calibration, usual)
        self._note = note

    def __call__(self, told: Told) -> None:
        """Take the next step."""
        moment = told.step.moment
        found = self._watch(told.step.guidance, None if moment is None else moment.tilt)
        if found is None:
            return
        self.moved = found
        log.warning("calibration: the camera may have moved: %s; run `kiosk calibrate`", why(found))
        try:
            note_moved(found, datetime.now(UTC), self._note)
        except OSError as error:
            log.error("%s: cannot be written: %s; `kiosk doctor` will not know", self._note, error.strerror)
