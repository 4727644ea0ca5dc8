"""A root that nothing writes to, with what the mirror keeps on a partition of its own."""

from __future__ import annotations

from functools import partial

from deploy.setup.block import with_block, without_block
from deploy.setup.files import Rights, put, remove, sync
from deploy.setup.step import Step, Undo
from deploy.setup.steps.folders import RELEASES, SETTINGS, STATE
from deploy.setup.trouble import Refusal

LABEL = "hinge-data"
"""Of the partition."""

DATA = "/var/lib/hinge-mirror-data"
"""Where it is mounted; the mirror's folders are folders of it, mounted once more where they belong."""

FOLDERS = {RELEASES: "releases", SETTINGS: "settings", STATE: "state"}

PACKAGES = ("overlayroot", "busybox", "e2fsprogs")
"""overlayroot calls grep before the root is there, and wants mke2fs where the initramfs is made, and depends on
neither: without busybox it finds no overlay, and leaves the root as it is."""

OVERLAY = "/etc/overlayroot.local.conf"

_OVERLAY = b"""\
# Written by deploy/install --read-only: what is written to the root is forgotten at the next start. To change the
# machine: add overlayroot=disabled to the line in /boot/firmware/cmdline.txt, restart, and take it out when done.
# recurse=0: the partition with the mirror's data stays as it is.
overlayroot="tmpfs:recurse=0"
"""

_FSTAB = "/etc/fstab"


class ReadOnlyRoot(Step):
    """By the package overlayroot, from the next start on. The power may then go at any moment without harm to the
    system's files; the partition with the data has a journal. Turned on last, when all it needs was seen to work."""

    TITLE = "a root that nothing writes to"

    def left_out(self) -> str | None:
        """Without `--read-only`."""
        return None if self.site.options.read_only else "as it is"

    def needed(self) -> list[str]:
        """What is to be moved and turned on."""
        self._check()
        moved = [path for path in FOLDERS if not self.site.at(f"{DATA}/{FOLDERS[path]}").is_dir()]
        found = [f"move {path} to the partition {LABEL}" for path in moved]
        if self._fstab() != self._fstab_wanted(list(FOLDERS)):
            found.append(f"{_FSTAB}: mount it")
        if not self.site.at(OVERLAY).exists():
            found.append(f"{OVERLAY}: read-only from the next start on; the file says how to turn that off")
        return found

    def do(self) -> None:
        """Copy, mount, and only then turn it on."""
        if not self.needed():
            return
        run, at = self.site.shell.run, self.site.at
        missing = [name for name in PACKAGES if not self.site.shell.works(["dpkg-query", "--show", name])]
        if missing:
            run(["apt-get", "install", "--yes", "--no-install-recommends", *missing])
            # Not every one of them has it made anew by itself.
            run(["update-initramfs", "-u"])
        if self.site.running:
            # What the mirror wrote after the copy would stay behind.
            self.site.shell.works(["systemctl", "stop", "hinge-mirror-*"])
        at(DATA).mkdir(parents=True, exist_ok=True)
        if not self._mounted(DATA):
            run(["mount", "-t", "ext4", "-o", _OPTIONS, f"LABEL={LABEL}", str(at(DATA))])
        for path, name in FOLDERS.items():
            if not at(f"{DATA}/{name}").is_dir():
                half = at(f"{DATA}/.{name}")
                remove(half)  # what a cut left
                run(["cp", "--archive", str(at(path)), str(half)])
                run(["sync"])
                half.rename(at(f"{DATA}/{name}"))
                sync(at(DATA))
        put(at(_FSTAB), self._fstab_wanted(list(FOLDERS)).encode(), Rights(0o644), self.site.accounts)
        for path, name in FOLDERS.items():
            if not self._mounted(path):
                run(["mount", "--bind", str(at(f"{DATA}/{name}")), str(at(path))])
        put(at(OVERLAY), _OVERLAY, Rights(0o644), self.site.accounts)

    def undoing(self) -> list[Undo]:
        """Let the root be written again. The data stays on its partition, which stays mounted, unless ``purge``."""
        found = []
        if self.site.at(OVERLAY).exists():
            found.append(Undo("let the root be written again", partial(remove, self.site.at(OVERLAY))))
        left = [] if self.site.purge else [SETTINGS, STATE]
        if without_block(self._fstab()) != self._fstab() != self._fstab_wanted(left):
            told = "no longer mount" if self.site.purge else "keep what stays on"
            found.append(Undo(f"{told} the partition {LABEL}", partial(self._leave, left)))
        return found

    def _leave(self, left: list[str]) -> None:
        for path, name in FOLDERS.items():
            if path not in left:
                if self._mounted(path):
                    self.site.shell.run(["umount", str(self.site.at(path))])
                remove(self.site.at(f"{DATA}/{name}"))
        if not left and self._mounted(DATA):
            self.site.shell.run(["umount", str(self.site.at(DATA))])
        put(self.site.at(_FSTAB), self._fstab_wanted(left).encode(), Rights(0o644), self.site.accounts)

    def _check(self) -> None:
        """See that it can be done at all. Raises `Refusal`."""
        if not self.site.running:
            raise Refusal("--read-only is for a machine that runs, not for an image: it copies to a partition of it")
        if self._mounted(DATA):
            return
        device = self._asked(["blkid", "-L", LABEL])
        if not device:
            raise Refusal(
                f"--read-only needs a partition for what the mirror keeps: make one of 2 GB or more, as ext4, with "
                f"the name {LABEL} (sudo mkfs.ext4 -L {LABEL} /dev/...), and run this again"
            )
        if (kind := self._asked(["blkid", "-o", "value", "-s", "TYPE", device])) != "ext4":
            raise Refusal(
                f"{device} ({LABEL}): is {kind or 'not formatted'}; it must be ext4: mkfs.ext4 -L {LABEL} {device}"
            )
        config = None if self.site.machine.boot is None else self.site.machine.boot / "config.txt"
        if config is not None and "auto_initramfs=1" not in config.read_text(errors="replace").split():
            raise Refusal(
                f"{config}: without auto_initramfs=1 the root cannot be made read-only: add that line, and restart"
            )

    def _asked(self, words: list[str]) -> str:
        return (self.site.shell.ask(words) or "").strip()

    def _mounted(self, path: str) -> bool:
        return self.site.shell.works(["mountpoint", "--quiet", str(self.site.at(path))])

    def _fstab(self) -> str:
        path = self.site.at(_FSTAB)
        return path.read_text(encoding="utf-8", errors="surrogateescape") if path.is_file() else ""

    def _fstab_wanted(self, mounted: list[str]) -> str:
        lines = [f"LABEL={LABEL} {DATA} ext4 {_OPTIONS} 0 2"] if mounted else []
        lines += [f"{DATA}/{name} {path} none bind 0 0" for path, name in FOLDERS.items() if path in mounted]
        return with_block(self._fstab(), lines)


_OPTIONS = "noatime,nodev,nosuid,commit=5"
"""A plug pulled at any moment takes no more than the last five seconds of what was not waited for."""
