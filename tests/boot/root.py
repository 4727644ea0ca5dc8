"""A Debian system in a folder, with the mirror installed by its own installer: the processor's own, for its speed."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from pathlib import Path

import kiosk

PROJECT = Path(__file__).resolve().parents[2]
HOME = PROJECT / "build" / "boot"

SUITE = "bookworm"
PACKAGES = (
    "alsa-utils",
    "ca-certificates",
    "dbus",
    "espeak-ng",
    "libdrm2",
    "libegl1",
    "libgbm1",
    "libgl1-mesa-dri",
    "libgles2",
    "libportaudio2",
    "minisign",
    "polkitd",
    "python3",
    "python3-venv",
    "systemd",
    "systemd-sysv",
    "udev",
)
"""What the installer would fetch: it needs no network here, as that it fetches is proved with the arm64 roots."""

DEMO = """
[camera]
source = "demo"
[glass]
display = "window"
width = 540
height = 960
[trainer]
enabled = true
"""
"""A container has neither camera nor screen; and a trainer's page is wanted."""

_LIMIT = 900.0


class RootError(RuntimeError):
    """The system could not be made; the message says what to do."""


def installed() -> Path:
    """The folder of the system, made anew.

    Raises:
        RootError: a tool is missing, it is not root that asks, or the mirror was not installed.
    """
    missing = [tool for tool in ("mmdebstrap", "systemd-nspawn") if shutil.which(tool) is None]
    if missing:
        raise RootError(f"{' and '.join(missing)}: not found: apt install mmdebstrap systemd-container")
    if os.geteuid() != 0:
        raise RootError("a container is booted by root: run it with sudo")
    root = HOME / "root"
    if root.exists():
        _run(["rm", "--recursive", "--force", "--one-file-system", str(root)])
    root.mkdir(parents=True)
    with tarfile.open(_base()) as tar:
        tar.extractall(root, filter="fully_trusted")
    bundle = _bundle()
    with tarfile.open(bundle) as tar:
        tar.extractall(root / "root", filter="tar")
    program = f"/root/{bundle.name.removesuffix('.tar')}/install"
    print(_run(["chroot", str(root), program, "--offline"]))
    settings = root / "etc/hinge-mirror/settings.toml"
    settings.write_text(DEMO, encoding="utf-8")  # its owner and rights stay
    return root


def _base() -> Path:
    """The system without the mirror, fetched at the first call."""
    base, stamp = HOME / "base.tar", HOME / "base.packages"
    wanted = "\n".join([SUITE, *PACKAGES])
    if base.is_file() and stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return base
    HOME.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    _run(["mmdebstrap", "--quiet", "--variant=minbase", f"--include={','.join(PACKAGES)}", SUITE, str(base)])
    stamp.write_text(wanted, encoding="utf-8")
    return base


def _bundle() -> Path:
    """Of this checkout, for this processor."""
    machine = platform.machine()
    words = ["--arch", machine, "--no-ears", "--out", str(HOME / "bundle")]
    shutil.rmtree(HOME / "bundle", ignore_errors=True)
    _run([str(PROJECT / "deploy" / "bundle"), *words], {"PYTHON": sys.executable})
    found = sorted((HOME / "bundle").glob(f"hinge-mirror-{kiosk.__version__}*.tar"))
    if len(found) != 1:
        raise RootError(f"{HOME / 'bundle'}: one bundle was to be made, not {len(found)}")
    return found[0]


def _run(words: Sequence[str], environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        words,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        errors="replace",
        timeout=_LIMIT,
        check=False,
    )
    if done.returncode:
        raise RootError(f"{words[0]} ended with {done.returncode}:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return done.stdout
