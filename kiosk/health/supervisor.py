"""Who watches over the mirror: systemd, told by its notification protocol (sd_notify(3)), or nobody."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Mapping

log = logging.getLogger(__name__)


class Supervisor:
    """Tells systemd how the mirror is; where it was started otherwise, says nothing to nobody.

    What cannot be told is said once in the log: systemd then does what it does with a service that is silent.
    """

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        name = environment.get("NOTIFY_SOCKET", "")
        # A name that begins with @ is abstract: in the kernel's own namespace, after a zero byte.
        self._address = f"\0{name[1:]}" if name.startswith("@") else name
        self._patience = _microseconds(environment)
        self._complained = False

    @property
    def there(self) -> bool:
        """Whether anybody watches."""
        return bool(self._address)

    def ready(self) -> None:
        """The mirror is up. From here on it must be `alive` as often as the unit's ``WatchdogSec=`` says, whatever
        was granted before."""
        self._tell("READY=1", *([f"WATCHDOG_USEC={self._patience}"] if self._patience else []))

    def alive(self) -> None:
        """It works. Told by a clock of its own it would mean nothing: see `kiosk.health.heart`."""
        self._tell("WATCHDOG=1")

    def status(self, line: str) -> None:
        """A line for whoever asks systemd how the mirror is."""
        self._tell(f"STATUS={line.splitlines()[0] if line else ''}")

    def grant(self, seconds: float) -> None:
        """Ask for ``seconds`` in which it need not be alive, from now until `ready` is told again: it ends, or begins
        anew in the same process."""
        if self._patience:
            self._tell(f"WATCHDOG_USEC={round(seconds * 1e6)}", "WATCHDOG=1")

    def _tell(self, *words: str) -> None:
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
                line.setblocking(False)  # whoever feeds a watchdog may not hang in it
                line.connect(self._address)
                line.sendall("\n".join(words).encode())
        except OSError as error:
            if not self._complained:
                self._complained = True
                log.warning("systemd is not told how the mirror is: %s", error)


def _microseconds(environment: Mapping[str, str]) -> int:
    """What the unit's ``WatchdogSec=`` says, 0 where it is not for this process."""
    given = environment.get("WATCHDOG_USEC", "")
    if not given.isdecimal() or environment.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return 0
    return int(given)
