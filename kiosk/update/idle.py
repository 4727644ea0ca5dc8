"""Waits until nobody is at the mirror."""

from __future__ import annotations

from kiosk.release.layout import Layout
from kiosk.update.machine import Machine
from kiosk.update.pulse import Pulse, read_pulse

FOR = 120.0
"""Seconds that nobody was there: who rests between two sets comes back."""

LOOK_EVERY = 2.0
"""Seconds."""

_SILENT = 10.0
"""Seconds after which a heartbeat says nothing any more: a mirror that is down is used by nobody either."""


def somebody(layout: Layout, now: float) -> bool:
    """Whether somebody is at the mirror. ``now``: seconds of `time.monotonic`."""
    pulse = read_pulse(layout.heart)
    return pulse is not None and now - pulse.at <= _SILENT and not pulse.idle


def wait_until_idle(layout: Layout, machine: Machine, seconds: float = FOR) -> Pulse | None:
    """Return when nobody was there for ``seconds``; the last heartbeat, None where the mirror is silent."""
    since = machine.now()
    while True:
        now = machine.now()
        if somebody(layout, now):
            since = now
        elif now - since >= seconds:
            pulse = read_pulse(layout.heart)
            return pulse if pulse is not None and now - pulse.at <= _SILENT else None
        machine.sleep(LOOK_EVERY)
