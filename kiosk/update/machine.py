"""What an update does to the machine besides its files, and time, behind a protocol: tests let it pass at once."""

from __future__ import annotations

import logging
import subprocess
import time
from typing import Protocol

log = logging.getLogger(__name__)

STATION = "hinge-mirror-station.service"
KEEP = "hinge-mirror-keep.service"
FIT = "hinge-mirror-fit.service"

_LONGEST = 300.0
"""Seconds that a unit may take to start or to stop; keeping and fitting a year of records takes a few."""


class MachineError(RuntimeError):
    """A unit could not be started or stopped; the message says why."""


class Machine(Protocol):
    """The units, and time."""

    def start(self, unit: str) -> None:
        """Start a unit; one that ends by itself has ended, well, when this returns. Raises `MachineError`."""
        ...

    def stop(self, unit: str) -> None:
        """Stop a unit. Raises `MachineError`."""
        ...

    def restart(self, unit: str) -> None:
        """Stop a unit where it runs, and start it. Raises `MachineError`."""
        ...

    def now(self) -> float:
        """Seconds of `time.monotonic`."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class Systemd(Machine):
    """This machine."""

    def start(self, unit: str) -> None:
        """As the protocol says."""
        _systemctl("start", unit)

    def stop(self, unit: str) -> None:
        """As the protocol says."""
        _systemctl("stop", unit)

    def restart(self, unit: str) -> None:
        """As the protocol says."""
        _systemctl("restart", unit)

    def now(self) -> float:
        """As the protocol says."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """As the protocol says."""
        time.sleep(seconds)


def _systemctl(verb: str, unit: str) -> None:
    # Nobody is there to type a password: polkit grants it, or it fails at once.
    command = ["systemctl", "--no-ask-password", verb, unit]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_LONGEST)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise MachineError(f"{' '.join(command)}: {error}") from error
    if done.returncode:
        raise MachineError(f"{' '.join(command)}: {done.stderr.decode(errors='replace').strip()}")
