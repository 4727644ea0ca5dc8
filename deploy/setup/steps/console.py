"""No desktop, and no log-in on the glass."""

from __future__ import annotations

import os
from pathlib import Path

from deploy.setup.files import point, remove
from deploy.setup.step import Step, Undo

_TARGET = "/etc/systemd/system/default.target"
_GETTY = "/etc/systemd/system/getty@tty1.service"
_KEPT, _KEPT_GETTY = "default target", "first console"
_WANTED = "multi-user.target"


class Console(Step):
    """The machine starts without a desktop, which would hold the screen, and without the log-in on it. Ctrl-Alt-F2
    still leads to one."""

    TITLE = "the screen is the mirror's"

    def needed(self) -> list[str]:
        """Whether it starts with a desktop, or with a log-in."""
        found = []
        if self._target() != _WANTED:
            found.append(f"start without a desktop ({self._target()} until now; uninstall gives it back)")
        if not _masked(self.site.at(_GETTY)):
            found.append("no log-in on the first console (Ctrl-Alt-F2 has one)")
        return found

    def do(self) -> None:
        """Set both."""
        folder = self.site.at(_TARGET).parent
        folder.mkdir(parents=True, exist_ok=True)
        if (target := self._target()) != _WANTED:
            own = self.site.at(_TARGET)
            self.site.before.keep(_KEPT, os.readlink(own) if own.is_symlink() else "")
            self.site.log.detail(f"default target was {target}")
            point(own, f"/lib/systemd/system/{_WANTED}")
        if not _masked(self.site.at(_GETTY)):
            self.site.before.keep(_KEPT_GETTY, "had a log-in")
            point(self.site.at(_GETTY), "/dev/null")

    def undoing(self) -> list[Undo]:
        """Give both back."""
        found = []
        if self.site.before.get(_KEPT) is not None:
            found.append(Undo("start as before us, with a desktop where one is", self._give_target_back))
        if self.site.before.get(_KEPT_GETTY) is not None:
            found.append(Undo("a log-in on the first console again", self._give_getty_back))
        return found

    def _give_target_back(self) -> None:
        kept = self.site.before.get(_KEPT)
        if kept:
            point(self.site.at(_TARGET), kept)
        else:
            remove(self.site.at(_TARGET))
        self.site.before.forget(_KEPT)

    def _give_getty_back(self) -> None:
        if _masked(self.site.at(_GETTY)):
            remove(self.site.at(_GETTY))
        self.site.before.forget(_KEPT_GETTY)

    def _target(self) -> str:
        """What it starts: the machine's own choice, else the distribution's."""
        for place in (_TARGET, "/usr/lib/systemd/system/default.target", "/lib/systemd/system/default.target"):
            path = self.site.at(place)
            if path.is_symlink():
                return Path(os.readlink(path)).name
        return "graphical.target"


def _masked(path: Path) -> bool:
    return path.is_symlink() and os.readlink(path) == "/dev/null"
