"""What runs at the end of an installation."""

from __future__ import annotations

import json
import time
from pathlib import Path

from deploy.setup.site import Site
from deploy.setup.step import Step
from kiosk.release import Layout, current

_FIRST_BEAT = 30.0
"""Seconds that a station takes at most from its start until it tells of itself."""

_SLEEPERS = (".socket", ".path", ".timer")

STATION = "hinge-mirror-station.service"


class Started(Step):
    """Starts the mirror where systemd runs and no desktop holds the screen; else the machine's next start does."""

    TITLE = "the mirror runs"

    def left_out(self) -> str | None:
        """In an image, and where a desktop holds the screen."""
        return "not before the next start" if not self.site.running or restart_due(self.site) else None

    def needed(self) -> list[str]:
        """Units that do not run yet, and the station, where it runs out of another release."""
        found = [f"start {name}" for name in self._units() if not self._active(name)]
        if f"start {STATION}" not in found and self._beats_for_another():
            found.append(f"restart {STATION}")
        return found

    def do(self) -> None:
        """Start them. The station says itself when it draws."""
        for line in self.needed():
            self.site.shell.run(["systemctl", *line.split()])
        until = time.monotonic() + _FIRST_BEAT
        while self._beats_for_another() and time.monotonic() < until:
            time.sleep(0.5)

    def _beats_for_another(self) -> bool:
        """Whether the station's heartbeat tells of another release than the one that is to run."""
        layout = Layout(self.site.root)
        try:
            told = json.loads(layout.heart.read_text(encoding="utf-8"))["release"]
        except (OSError, ValueError, KeyError, TypeError):
            return False  # it has not told yet
        version = current(layout)
        return isinstance(told, str) and version is not None and Path(told).name != version

    def _units(self) -> list[str]:
        names = sorted(path.name for path in (self.site.source / "systemd").iterdir() if _begins(path))
        return sorted(names, key=lambda name: name == STATION)  # last: it connects to the others

    def _active(self, name: str) -> bool:
        return self.site.shell.works(["systemctl", "--quiet", "is-active", name])


def restart_due(site: Site) -> bool:
    """Whether a desktop has the screen, and keeps it until the machine is started again."""
    return site.shell.works(["systemctl", "--quiet", "is-active", "graphical.target"])


def _begins(path: Path) -> bool:
    return path.name == STATION or (path.suffix in _SLEEPERS and "\n[Install]" in path.read_text(encoding="utf-8"))
