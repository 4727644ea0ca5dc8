"""Real Debian systems in folders: made once, unpacked for each test, run in with this machine's kernel.

Those of arm64 run on an emulator of a Pi 4's processor. Caches lie under `build/roots`.
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

PROJECT = Path(__file__).parents[2]
CACHE = PROJECT / "build" / "roots"

LIKE_PI_OS_LITE = ("systemd", "systemd-sysv", "dbus", "udev", "python3", "ca-certificates")
"""What it brings of what matters here. The rest is the installer's to fetch."""

PROCESSOR = "cortex-a72"
"""A Pi 4's, as qemu calls it; the default one emulates pointer authentication, and is ten times slower."""

_BINFMT = Path("/proc/sys/fs/binfmt_misc")
_QEMU = Path("/usr/lib/binfmt.d/qemu-aarch64.conf")

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
    """``root``: its folder."""

    root: Path

    def run(
        self,
        words: Sequence[str],
        *,
        user: str = "root",
        shown: Sequence[tuple[Path, str]] = (),
        network: bool = False,
    ) -> Ran:
        """Run ``words`` in it, as ``user``. ``shown``: folders of here, and where they are seen in there."""
        inside = list(words) if user == "root" else ["runuser", "-u", user, "--", *words]
        done = subprocess.run(
            self.command(inside, shown=shown, network=network),
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

    def command(
        self, words: Sequence[str], *, shown: Sequence[tuple[Path, str]] = (), network: bool = False
    ) -> list[str]:
        """What runs ``words`` in it, as root; its mounts go with it."""
        script = ['mount --bind "$0" "$0"', 'mount -t proc proc "$0/proc"', 'mount --rbind /dev "$0/dev"']
        script += ['mount -t tmpfs -o mode=755 run "$0/run"', 'mkdir -m 2770 "$0/run/hinge-mirror"']
        for here, there in shown:
            script += [f"mkdir -p '{self.root}{there}'", f"mount --bind '{here}' '{self.root}{there}'"]
        script += ['chroot "$0" chown hinge-mirror:hinge-mirror /run/hinge-mirror 2>/dev/null || :', 'exec "$@"']
        apart = ["unshare", "--mount", "--propagation", "private", *([] if network else ["--net"])]
        return [*apart, "--", "/bin/sh", "-ec", "\n".join(script), str(self.root), "chroot", str(self.root), *words]


def environment() -> dict[str, str]:
    """For programs in there: nothing of this machine's but the way out of it."""
    kept = {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}
    return {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": "/root",
        "QEMU_CPU": PROCESSOR,
        "LC_ALL": "C.UTF-8",
        **kept,
    }


def pristine(suite: str, arch: str, packages: Sequence[str] = LIKE_PI_OS_LITE) -> Path:
    """The archive of a system as somebody gets it: made at the first call. Raises `RootError`."""
    missing = [tool for tool in ("mmdebstrap", "unshare", "qemu-aarch64-static") if shutil.which(tool) is None]
    if missing:
        raise RootError(f"{', '.join(missing)}: not found: apt install mmdebstrap qemu-user-static")
    if arch != native():
        emulate()
    key = hashlib.sha256("\n".join((suite, arch, *packages)).encode()).hexdigest()[:12]
    archive = CACHE / f"{suite}-{arch}-{key}.tar"
    if not archive.is_file():
        CACHE.mkdir(parents=True, exist_ok=True)
        half = archive.with_suffix(".half.tar")
        words = ["--quiet", "--variant=minbase", f"--architectures={arch}", f"--include={','.join(packages)}"]
        command = ["mmdebstrap", *words, "--aptopt=Acquire::Languages none", suite, str(half)]
        done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "QEMU_CPU": PROCESSOR})
        if done.returncode:
            raise RootError(f"mmdebstrap {suite} {arch}: {done.stderr[-2000:]}")
        half.replace(archive)
    return archive


@contextmanager
def unpacked(archive: Path, name: str) -> Iterator[System]:
    """A system of its own, gone in the end."""
    root = CACHE / f"run-{name}-{os.getpid()}"
    root.mkdir(parents=True)
    try:
        subprocess.run(["tar", "--extract", "--numeric-owner", "--file", archive, "--directory", root], check=True)
        resolv = root / "etc/resolv.conf"
        resolv.unlink(missing_ok=True)
        resolv.write_text("# the maker's\n", encoding="utf-8")
        yield System(root)
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
