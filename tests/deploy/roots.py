"""Real Debian systems in folders: made once, unpacked for each test, run in with this machine's kernel.

Those of arm64 run on an emulator of a Pi 4's processor, and have a folder for Debian's archive (`archive.py`). None
has a network. Caches lie under `build/roots`.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.deploy.archive import part_of_debian

PROJECT = Path(__file__).parents[2]
CACHE = PROJECT / "build" / "roots"

LIKE_PI_OS_LITE = ("systemd", "systemd-sysv", "dbus", "udev", "python3")
"""What it brings of what matters here. The rest is the installer's to fetch."""

PROCESSOR = "cortex-a72"
"""A Pi 4's, as qemu calls it; the default one emulates pointer authentication, and is ten times slower."""

_BINFMT = Path("/proc/sys/fs/binfmt_misc")
_QEMU = Path("/usr/lib/binfmt.d/qemu-aarch64.conf")

_ARCHIVE = "/srv/archive"
"""Where a system sees its part of Debian's archive."""

_LIMIT = 2400.0


class RootError(RuntimeError):
    """A system cannot be made or run; the message says what to do."""


@dataclass(frozen=True)
class Ran:
    """How a program in there ended, and what it said."""

    code: int
    said: str


@dataclass(frozen=True)
class System:
    """``root``: its folder. ``archive``: where its packages come from; None: from nowhere."""

    root: Path
    archive: Path | None = None

    def run(
        self,
        words: Sequence[str],
        *,
        user: str = "root",
        shown: Sequence[tuple[Path, str]] = (),
    ) -> Ran:
        """Run ``words`` in it, as ``user``. ``shown``: folders of here, and where they are seen in there."""
        inside = list(words) if user == "root" else ["runuser", "-u", user, "--", *words]
        done = subprocess.run(
            self.command(inside, shown=shown),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=environment(),
            timeout=_LIMIT,
            check=False,
        )
        return Ran(done.returncode, done.stdout)

    def command(self, words: Sequence[str], *, shown: Sequence[tuple[Path, str]] = ()) -> list[str]:
        """What runs ``words`` in it, as root; its mounts go with it."""
        shown = [*shown, *([(self.archive, _ARCHIVE)] if self.archive else [])]
        script = ['mount --bind "$0" "$0"', 'mount -t proc proc "$0/proc"', 'mount --rbind /dev "$0/dev"']
        script += ['mount -t tmpfs -o mode=755 run "$0/run"', 'mkdir -m 2770 "$0/run/hinge-mirror"']
        for here, there in shown:
            script += [f"mkdir -p '{self.root}{there}'", f"mount --bind '{here}' '{self.root}{there}'"]
        script += ['chroot "$0" chown hinge-mirror:hinge-mirror /run/hinge-mirror 2>/dev/null || :', 'exec "$@"']
        apart = ["unshare", "--mount", "--propagation", "private", "--net"]
        return [*apart, "--", "/bin/sh", "-ec", "\n".join(script), str(self.root), "chroot", str(self.root), *words]


def environment() -> dict[str, str]:
    """For programs in there: nothing of this machine's."""
    return {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": "/root",
        "QEMU_CPU": PROCESSOR,
        "LC_ALL": "C.UTF-8",
    }


def archive_for(suite: str, arch: str, packages: Sequence[str]) -> Path:
    """The folder of a part of Debian's archive: filled at the first call. Raises `ArchiveError`."""
    return part_of_debian(suite, arch, packages, CACHE / f"debs-{suite}-{arch}-{_key(packages)}")


def pristine(suite: str, arch: str, packages: Sequence[str] = LIKE_PI_OS_LITE, archive: Path | None = None) -> Path:
    """A tar of a system as somebody gets it: made at the first call. ``archive``: of where its packages are, and
    more may be fetched from in there; None: Debian's own. Raises `RootError`."""
    missing = [tool for tool in ("mmdebstrap", "unshare", "qemu-aarch64-static") if shutil.which(tool) is None]
    if missing:
        raise RootError(f"{', '.join(missing)}: not found: apt install mmdebstrap qemu-user-static")
    if arch != native():
        emulate()
    words = ["--quiet", "--variant=apt", f"--architectures={arch}", f"--include={','.join(packages)}"]
    # Nobody's power fails while it is made; and only root may look where a checkout lies.
    words += ["--dpkgopt=force-unsafe-io", '--aptopt=APT::Sandbox::User "root"', "--aptopt=Acquire::Languages none"]
    whence = []
    if archive is not None:
        line = f"deb [trusted=yes] file:{_ARCHIVE} ./"
        words += [f"--customize-hook=echo '{line}' > \"$1/etc/apt/sources.list\""]
        whence = [f"deb [trusted=yes] copy:{archive} ./"]
    made = CACHE / f"{suite}-{arch}-{_key([*words, *whence])}.tar"
    if not made.is_file():
        CACHE.mkdir(parents=True, exist_ok=True)
        half = made.with_suffix(".half.tar")
        command = ["mmdebstrap", *words, suite, str(half), *whence]
        done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "QEMU_CPU": PROCESSOR})
        if done.returncode:
            raise RootError(f"mmdebstrap {suite} {arch}: {done.stderr[-2000:]}")
        half.replace(made)
    return made


def _key(words: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:12]


@contextmanager
def unpacked(made: Path, name: str, archive: Path | None = None) -> Iterator[System]:
    """A system of its own, gone in the end. ``archive``: that it was ``made`` from, if one."""
    root = CACHE / f"run-{name}-{os.getpid()}"
    root.mkdir(parents=True)
    try:
        subprocess.run(["tar", "--extract", "--numeric-owner", "--file", made, "--directory", root], check=True)
        resolv = root / "etc/resolv.conf"
        resolv.unlink(missing_ok=True)
        resolv.write_text("# the maker's\n", encoding="utf-8")
        if archive is not None:
            (root / _ARCHIVE.lstrip("/")).mkdir()
        yield System(root, archive)
    finally:
        # Mounts are in namespaces of their own, so nothing but the folder is in there.
        shutil.rmtree(root)


def native() -> str:
    """This machine's architecture, as Debian calls it."""
    return {"x86_64": "amd64", "aarch64": "arm64"}[platform.machine()]


def emulate() -> None:
    """Have this machine's kernel run arm64 programs. Raises `RootError`."""
    if (_BINFMT / "qemu-aarch64").exists():
        return
    if not (_BINFMT / "register").exists():
        subprocess.run(["mount", "-t", "binfmt_misc", "binfmt_misc", str(_BINFMT)], check=True)
    try:
        (_BINFMT / "register").write_text(_QEMU.read_text(encoding="utf-8").strip(), encoding="utf-8")
    except OSError as error:
        raise RootError(f"this machine cannot run arm64 programs: {error}") from error


def machine_of(arch: str) -> str:
    """As `uname -m`."""
    return {"amd64": "x86_64", "arm64": "aarch64"}[arch]
