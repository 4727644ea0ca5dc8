"""Where the mirror is installed, out of what, and as the owner wants it: what every step is given."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from deploy.setup.before import Before
from deploy.setup.files import Accounts
from deploy.setup.log import Log
from deploy.setup.machine import Machine
from deploy.setup.options import Options
from deploy.setup.shell import Shell

OWNER, UPDATER = "hinge-mirror", "hinge-update"
"""The mirror's own user, with a group of that name, and the one that owns the releases and puts updates in place."""


@dataclass(frozen=True)
class Site:
    """``root``: of the machine's files. ``source``: the folder that has `deploy`, `systemd` and, where it is a
    bundle, the wheels. ``before``: what the machine was like without us. ``purge``: of an uninstall, that the owner's
    data goes too. ``python``: the system's own, which has its packages."""

    root: Path
    source: Path
    options: Options
    machine: Machine
    accounts: Accounts
    before: Before
    shell: Shell
    log: Log
    purge: bool = False
    python: Path = Path("/usr/bin/python3")

    def at(self, path: str) -> Path:
        """``path``, absolute on the machine, where it lies."""
        return self.root / path.lstrip("/")

    @property
    def running(self) -> bool:
        """Whether systemd runs there, so that units can be started."""
        return self.machine.running
