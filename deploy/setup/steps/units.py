"""The units, and what systemd, udev, polkit and the journal are told beside them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from deploy.setup.files import remove
from deploy.setup.site import Site
from deploy.setup.step import FilesStep, Step, Undo, Wanted
from deploy.setup.trouble import Trouble

UNITS = "/etc/systemd/system"

SYSUSERS = "sysusers.d"

PLACES = {
    SYSUSERS: "/etc/sysusers.d",
    "tmpfiles.d": "/etc/tmpfiles.d",
    "udev": "/etc/udev/rules.d",
    "polkit": "/etc/polkit-1/rules.d",
    "system.conf.d": "/etc/systemd/system.conf.d",
    "journald.conf.d": "/etc/systemd/journald.conf.d",
}
"""Where what lies in the folders of `systemd` goes; units lie beside these folders."""

KINDS = (".service", ".socket", ".path", ".timer", ".target", ".mount", ".slice")

_NOT_INSTALLED = (".md",)

_MARK = "hinge-mirror"
"""Begins the name of every file of ours in the system's folders, behind a number where order counts: so that what a
later version no longer has is known."""


class Units(FilesStep):
    """Puts them in place, and takes away those of an earlier version that are no longer any."""

    TITLE = "units and rules"

    def wanted(self) -> Sequence[Wanted]:
        """All of them. Raises `Trouble` where one is of no known kind: it would be forgotten in silence."""
        folder = self.site.source / "systemd"
        found = []
        for path in sorted(folder.rglob("*")):
            if path.is_dir() or path.suffix in _NOT_INSTALLED:
                continue
            place = place_of(path.relative_to(folder))
            if place is None:
                raise Trouble(f"{path}: the installer knows no place for it")
            found.append(Wanted(place, path.read_bytes()))
        return found

    def needed(self) -> list[str]:
        """Those to write, and those to take away."""
        return [*super().needed(), *(f"remove {path}" for path in self._stale())]

    def do(self) -> None:
        """Write, take away, and have them read."""
        for path in self._stale():
            if path.startswith(f"{UNITS}/") and self.site.running:
                self.site.shell.works(["systemctl", "disable", "--now", Path(path).name])
            remove(self.site.at(path))
        super().do()
        self._read_again()

    def undoing(self) -> list[Undo]:
        """Remove every file of ours, whichever version it is of."""
        ours = list(_ours(self.site))
        found = [self.removal(path) for path in ours]
        return (
            [*found, Undo("have systemd, udev and the journal read theirs again", self._read_again)] if ours else []
        )

    def _stale(self) -> list[str]:
        wanted = {each.path for each in self.wanted()}
        return [path for path in _ours(self.site) if path not in wanted]

    def _temporary(self) -> list[str]:
        place = PLACES["tmpfiles.d"]
        return [path for path in _ours(self.site) if path.startswith(place)]

    def _read_again(self) -> None:
        if self.site.running:
            run = self.site.shell.run
            run(["systemctl", "daemon-reload"])
            # The mirror's own alone: it fails for what others have that is wrong.
            self.site.shell.works(["systemd-tmpfiles", "--create", *self._temporary()])
            run(["systemctl", "try-restart", "systemd-journald.service"])
            if self.site.shell.works(["udevadm", "control", "--reload"]):
                self.site.shell.works(["udevadm", "trigger"])


class Enabled(Step):
    """What starts by itself: every unit that says when."""

    TITLE = "start by itself"

    def needed(self) -> list[str]:
        """Units that do not start yet."""
        return [f"enable {name}" for name in self._off()]

    def do(self) -> None:
        """Enable them; systemd needs not run for that."""
        if self._off():
            self.site.shell.run(["systemctl", *self._root(), "enable", *self._off()])

    def undoing(self) -> list[Undo]:
        """Stop and disable all."""
        names = sorted({Path(path).name for path in _ours(self.site) if path.startswith(f"{UNITS}/")})
        found = []
        if self.site.running and names:
            # Of templates every instance; sockets and paths first, as they would start what is stopped.
            order = sorted(names, key=lambda name: name.endswith(".service"))
            words = ["systemctl", "stop", *(name.replace("@.", "@*.") for name in order)]
            found.append(Undo("stop the mirror", partial(self.site.shell.works, words)))
        links = [link for name in names for link in _links(self.site, name)]
        found += [Undo(f"disable {link.name}", partial(remove, link)) for link in links]
        folders = [
            folder for kind in ("wants", "requires") for folder in self.site.at(UNITS).glob(f"{_MARK}*.{kind}")
        ]
        return [*found, *(Undo(f"remove {UNITS}/{folder.name}", partial(remove, folder)) for folder in folders)]

    def _root(self) -> list[str]:
        return [] if self.site.root == Path("/") else ["--root", str(self.site.root)]

    def _off(self) -> list[str]:
        folder = self.site.source / "systemd"
        return sorted(
            path.name
            for path in folder.iterdir()
            if path.suffix in KINDS and "\n[Install]" in path.read_text(encoding="utf-8") and not self._on(path)
        )

    def _on(self, unit: Path) -> bool:
        """Whether a link stands wherever the unit's [Install] section says."""
        wanted = [
            (word, kind)
            for key, kind in (("WantedBy", "wants"), ("RequiredBy", "requires"))
            for line in unit.read_text(encoding="utf-8").splitlines()
            if line.startswith(f"{key}=")
            for word in line.partition("=")[2].split()
        ]
        return all(self.site.at(f"{UNITS}/{word}.{kind}/{unit.name}").is_symlink() for word, kind in wanted)


def place_of(path: Path) -> str | None:
    """Where a file of the folder `systemd`, named from there, goes on the machine; None: nowhere that is known."""
    if len(path.parts) == 1:
        return f"{UNITS}/{path.name}" if path.suffix in KINDS else None
    if path.parts[0] in PLACES and len(path.parts) == 2:
        return f"{PLACES[path.parts[0]]}/{path.name}"
    if len(path.parts) == 2 and path.parts[0].removesuffix(".d").endswith(KINDS):
        return f"{UNITS}/{path.parts[0]}/{path.name}"
    return None


def _ours(site: Site) -> Iterator[str]:
    """Files of ours in the system's folders, links to them left out. An owner's own lines for a unit of ours, as
    `systemctl edit` writes them, are not."""
    drop_ins = [f"{UNITS}/{folder.name}" for folder in sorted(site.at(UNITS).glob(f"{_MARK}*.d"))]
    for place in (UNITS, *drop_ins, *PLACES.values()):
        folder = site.at(place)
        if folder.is_dir():
            for path in sorted(folder.iterdir()):
                ours = path.name.lstrip("0123456789-").startswith(_MARK)
                if ours and path.is_file() and not path.is_symlink():
                    yield f"{place}/{path.name}"


def _links(site: Site, unit: str) -> list[Path]:
    """What makes ``unit`` start."""
    return [
        path
        for folder in (*site.at(UNITS).glob("*.wants"), *site.at(UNITS).glob("*.requires"))
        for path in folder.iterdir()
        if path.name == unit and os.path.islink(path)
    ]
