"""When a picture was taken, on the clock that the rest of the machine measures with.

A camera's time stamps come from one of two clocks. libcamera documents its ``SensorTimestamp`` (the start of the
exposure of the first row) on Linux's ``CLOCK_BOOTTIME``, while V4L2 drivers, from which it passes them on, stamp with
``CLOCK_MONOTONIC``. The two differ by the time that the machine slept since it was started: by nothing on a Pi, which
never sleeps, and by hours on a laptop. So both are tried, and the one that makes the picture a moment old is right.
"""

from __future__ import annotations

import time

OLDEST = 2.0
"""Seconds. A live picture older than this when it is handed over was stamped by some other clock."""

EARLY = 0.005
"""Seconds by which a stamp may lie ahead of the clock: the two are read one after the other."""


def on_monotonic(stamp: float, monotonic: float, boottime: float) -> float | None:
    """``stamp``, in seconds of an unnamed clock, as seconds of ``time.monotonic``; None where no clock fits.

    ``monotonic`` and ``boottime`` are what the two clocks say now. Where both fit, they differ by less than
    `OLDEST`, and the older reading is taken: a latency told too long does less harm than one told too short.
    """
    ages = [now - stamp for now in (monotonic, boottime)]
    fitting = [age for age in ages if -EARLY <= age <= OLDEST]
    return monotonic - max(0.0, max(fitting)) if fitting else None


def taken_at(stamp: float) -> float | None:
    """`on_monotonic` for a picture that was handed over just now."""
    monotonic = time.monotonic()
    boottime = time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else monotonic
    return on_monotonic(stamp, monotonic, boottime)
