"""A machine that is a folder, and the system's own programs as far as the installer asks them."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from deploy.setup.command import site_of
from deploy.setup.log import Log
from deploy.setup.machine import Machine
from deploy.setup.options import Options
from deploy.setup.site import Site
from deploy.setup.trouble import Trouble
from tests.release.bundles import describe, make_folder
from tests.release.cuts import stand_in_python

CONFIG = """\
# Raspberry Pi OS
dtparam=audio=on
camera_auto_detect=1
dtoverlay=vc4-kms-v3d
auto_initramfs=1
[cm4]
otg_mode=1
"""
CMDLINE = "console=serial0,115200 console=tty1 root=PARTUUID=1c2d-02 rootfstype=ext4 rootwait\n"

SYSUSERS = """\
g gpio - -
u hinge-mirror - "Hinge Mirror" /var/lib/hinge-mirror
u hinge-update -:hinge-mirror "Hinge Mirror: updates" /opt/hinge-mirror
m hinge-mirror video
m hinge-mirror gpio
"""

STATION = "[Unit]\nDescription=Station\n[Service]\nExecStart=/bin/true\n\n[Install]\nWantedBy=multi-user.target\n"


def machine_root(place: Path) -> Path:
    """A root as of Raspberry Pi OS with a desktop, as far as the installer looks at it."""
    root = place / "root"
    for path, text in {
        "etc/os-release": 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_CODENAME=bookworm\n',
        "etc/passwd": "root:x:0:0:root:/root:/bin/bash\npi:x:1000:1000::/home/pi:/bin/bash\n",
        "etc/group": "root:x:0:\npi:x:1000:\nvideo:x:44:pi\n",
        "etc/fstab": "PARTUUID=1c2d-02 / ext4 defaults,noatime 0 1\n",
        "boot/firmware/config.txt": CONFIG,
        "boot/firmware/cmdline.txt": CMDLINE,
        "proc/device-tree/model": "Raspberry Pi 5 Model B Rev 1.0\0",
        "usr/lib/systemd/system/graphical.target": "",
        "usr/local/bin/.keep": "",
        "var/lib/.keep": "",
        "opt/.keep": "",
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    (root / "etc/systemd/system").mkdir(parents=True)
    (root / "usr/lib/systemd/system/default.target").symlink_to("graphical.target")
    return root


def bundle_folder(place: Path, version: str = "1.0") -> Path:
    """An unpacked bundle, of few and small files, but all kinds."""
    folder = make_folder(place, version)
    for path, text in {
        "systemd/hinge-mirror-station.service": STATION,
        "systemd/hinge-mirror-voice.socket": "[Socket]\n\n[Install]\nWantedBy=sockets.target multi-user.target\n",
        "systemd/hinge-mirror-voice@.service": "[Service]\nExecStart=/bin/true\n",
        "systemd/sysusers.d/hinge-mirror.conf": SYSUSERS,
        "systemd/tmpfiles.d/hinge-mirror.conf": "d /run/hinge-mirror 2770 hinge-mirror hinge-mirror -\n",
    }.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    describe(folder, version=version)
    return folder


@dataclass
class Programs:
    """A `Shell` for the machine whose files lie under ``root``. What it is asked is in ``asked``."""

    root: Path
    installed: set[str] = field(default_factory=set)
    archive_lacks: frozenset[str] = frozenset({"python3-lgpio"})
    fails: str | None = None
    answers: dict[str, str] = field(default_factory=dict)
    mounted: set[str] = field(default_factory=set)
    active: set[str] = field(default_factory=set)
    asked: list[list[str]] = field(default_factory=list)

    def run(self, words: Sequence[str]) -> str:
        self.asked.append(list(words))
        if self.fails is not None and self.fails in words:
            raise Trouble(f"{' '.join(words)}: ended with 100")
        known = self.root / "var/lib/packages"
        match list(words):
            case ["dpkg-query", *_]:
                return "".join(f"{name} installed\n" for name in sorted(self._packages()))
            case ["apt-get", "install", *names]:
                there = self._packages() | {name for name in names if not name.startswith("--")}
                known.write_text("\n".join(sorted(there)), encoding="utf-8")
            case ["systemd-sysusers", *files]:
                for file in files:
                    self._make_users(Path(file).read_text(encoding="utf-8"))
            case ["systemctl", *rest] if "enable" in rest:
                for unit in rest[rest.index("enable") + 1 :]:
                    for target in ("multi-user", *(["sockets"] if unit.endswith(".socket") else [])):
                        link = self.root / f"etc/systemd/system/{target}.target.wants" / unit
                        link.parent.mkdir(exist_ok=True)
                        if not link.is_symlink():
                            link.symlink_to(f"/etc/systemd/system/{unit}")
            case ["systemctl", "start" | "restart", unit]:
                self.active.add(unit)
                self._beat(unit)
            case ["cp", "--archive", old, new]:
                shutil.copytree(old, new, symlinks=True)
            case ["mount", *_, folder]:
                self.mounted.add(folder)
            case ["umount", folder]:
                self.mounted.discard(folder)
            case ["runuser", *_, "es"]:
                self._add_setting('[session]\nlanguage = "es"\n')
            case [_, "trainer", "on", *_]:
                self._add_setting("[trainer]\nenabled = true\n")
        return ""

    def ask(self, words: Sequence[str]) -> str | None:
        if words[0] == "apt-cache":
            return None if words[-1] in self.archive_lacks else ""
        if words[0] == "mountpoint":
            return "" if words[-1] in self.mounted else None
        if words[:3] == ["systemctl", "--quiet", "is-active"]:
            return "" if words[3] in self.active else None
        if words[:2] == ["dpkg-query", "--show"] and len(words) == 3:
            return "" if words[2] in self._packages() else None
        if words[0] in {"systemctl", "blkid"}:
            return self.answers.get(" ".join(words))
        return self.run(words)

    def works(self, words: Sequence[str]) -> bool:
        return self.ask(words) is not None

    def _beat(self, unit: str) -> None:
        """A station tells of the release that it was started out of."""
        if unit == "hinge-mirror-station.service":
            heart = self.root / "run/hinge-mirror/heart.json"
            heart.parent.mkdir(parents=True, exist_ok=True)
            version = os.readlink(self.root / "opt/hinge-mirror/current").partition("/")[2]
            heart.write_text(json.dumps({"release": f"/opt/hinge-mirror/releases/{version}"}), encoding="utf-8")

    def _packages(self) -> set[str]:
        known = self.root / "var/lib/packages"
        return self.installed | set(known.read_text(encoding="utf-8").split() if known.is_file() else ())

    def _make_users(self, text: str) -> None:
        passwd, group = self.root / "etc/passwd", self.root / "etc/group"
        users, groups = passwd.read_text(encoding="utf-8"), group.read_text(encoding="utf-8")
        number = 900
        for line in text.splitlines():
            number += 1
            kind, name, *rest = line.split()
            if kind in {"u", "g"} and not rest[0].startswith("-:") and f"\n{name}:" not in groups:
                groups += f"{name}:x:{number}:\n"
            if kind == "u" and f"\n{name}:" not in users:
                users += f"{name}:x:{number}:{number}::/:/usr/sbin/nologin\n"
            if kind == "m":
                rows = [row.split(":") for row in groups.splitlines()]
                for row in rows:
                    if row[0] == rest[0] and name not in row[3].split(","):
                        row[3] = ",".join(filter(None, [row[3], name]))
                groups = "".join(":".join(row) + "\n" for row in rows)
        passwd.write_text(users, encoding="utf-8")
        group.write_text(groups, encoding="utf-8")

    def _add_setting(self, text: str) -> None:
        path = self.root / "etc/hinge-mirror/settings.toml"
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def pi_site(
    root: Path, source: Path, options: Options | None = None, *, programs: Programs | None = None, purge: bool = False
) -> Site:
    """The machine under ``root`` as a Pi."""
    shell = programs or Programs(root)
    site = site_of(source, options or Options(), Log(), root=root, shell=shell, purge=purge)
    machine: Machine = replace(site.machine, processor="aarch64", bits=64, python=(3, 11), memory_mb=4000)
    return replace(site, machine=machine, python=stand_in_python(source.parent))


def tree(root: Path) -> dict[str, str]:
    """What is under ``root``: kind, rights, owner and content of everything, but for temporary files' times."""
    found = {}
    for path in sorted(root.rglob("*")):
        said = path.lstat()
        rights = f"{stat.S_IMODE(said.st_mode):o} {said.st_uid}:{said.st_gid}"
        if path.is_symlink():
            content = f"-> {os.readlink(path)}"
        elif path.is_dir():
            content = f"folder {rights}"
        elif not path.is_file():
            content = f"device or the like {rights}"  # reading one would wait for it
        else:
            content = f"{rights} {hashlib.sha256(path.read_bytes()).hexdigest()}"
        found[path.relative_to(root).as_posix()] = content
    return found


def times(root: Path) -> dict[str, int]:
    """When each file was written, in nanoseconds."""
    return {path.relative_to(root).as_posix(): path.lstat().st_mtime_ns for path in root.rglob("*")}


def state_of(root: Path) -> dict[str, object]:
    """What `update.json` says."""
    said: dict[str, object] = json.loads((root / "opt/hinge-mirror/update.json").read_text(encoding="utf-8"))
    return said
