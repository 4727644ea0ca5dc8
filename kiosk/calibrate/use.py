"""Whether there is a calibration, and whether it may be used now."""

from __future__ import annotations

import logging

from kiosk.calibrate.file import calibration_path, misfit, read
from kiosk.mirror.calibration import Calibration
from kiosk.settings import Settings
from kiosk.toml import FileProblem

log = logging.getLogger(__name__)


def calibration_in_use(settings: Settings, screen_size: tuple[int, int]) -> Calibration | None:
    """What `kiosk calibrate` has found, for a screen of ``screen_size`` (pixels) and the camera of ``settings``; None
    where there is none that fits, which the log says. Clips and the demo were taken by other cameras.

    A calibration wins over the settings of camera and glass, and the log says so.
    """
    if settings.camera.source == "demo" or settings.camera.source.startswith("clip:"):
        return None
    path = calibration_path(settings.records)
    try:
        kept = read(path)
    except FileProblem as error:
        for line in error.problems:
            log.warning("calibration: not used: %s", line)
        return None
    if kept is None:
        log.info("calibration: none; drawing by the settings of camera and glass; run `kiosk calibrate`")
        return None
    why = misfit(kept, (settings.camera.width, settings.camera.height), screen_size)
    if why:
        log.warning("calibration: not used: %s: %s; run `kiosk calibrate` anew", path, why)
        return None
    made = kept.made_at.astimezone()
    log.info("calibration: of %s, instead of the settings of camera and glass", f"{made:%Y-%m-%d %H:%M}")
    return kept.calibration
