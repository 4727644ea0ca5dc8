"""How the machine is, in a few numbers, for the trainer's page."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import kiosk
from kiosk.camera import CameraFeed, FeedState
from kiosk.health.gauge import Gauge
from kiosk.station.keeping_up import KeepingUp
from kiosk.station.recorder import Recorder
from kiosk.trainer.messages import Health


def condition(feed: CameraFeed, gauge: Gauge, keeping_up: KeepingUp, recorder: Recorder, state: Path) -> Health:
    """Of now. ``state``: the folder whose disk is told of; where that does not answer, this waits with it."""
    reading, heat = gauge.reading(time.monotonic()), keeping_up.heat
    trouble = (feed.trouble, recorder.trouble)
    return Health(
        camera=feed.camera,
        camera_works=feed.state is FeedState.RUNNING,
        rate=round(reading.rate, 1) if reading.frames else None,
        lag_ms=None if reading.glass is None else round(reading.glass.p50, 1),
        effort=keeping_up.level.name,
        heat=heat.celsius,
        slowed=heat.throttling is not None and heat.throttling.slowed,
        free=_free(state),
        up_for=round(time.monotonic() - keeping_up.began, 1),
        version=kiosk.__version__,
        trouble=tuple(line for line in trouble if line),
    )


def _free(folder: Path) -> int | None:
    """Bytes that are free where ``folder`` lies, or is to be made."""
    there = next((each for each in (folder, *folder.parents) if each.exists()), None)
    try:
        return None if there is None else shutil.disk_usage(there).free
    except OSError:
        return None  # what keeps it from being told is told by who writes there
