"""A Debian system in a folder, with the mirror installed by its own installer: the processor's own, for its speed."""

from __future__ import annotations

import os
import shutil
import tarfile
from pathlib import Path

from .bundles import HOME, PUBLIC, make, run

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
[zone]
left = 0.0
right = 0.01
"""
"""A container has neither camera nor screen; a trainer's page is wanted. Who is in the demo stands nowhere near: the
mirror waits for somebody, as it must for an update."""


class RootError(RuntimeError):
    """The system could not be made; the message says what to do."""


def installed() -> Path:
    """The folder of the system, made anew.

    Raises:
        RootError: a tool is missing, or it is not root that asks.
        BundleNotMade: what was to be run failed.
    """
    missing = [tool for tool in ("mmdebstrap", "systemd-nspawn") if shutil.which(tool) is None]
    if missing:
        raise RootError(f"{' and '.join(missing)}: not found: apt install mmdebstrap systemd-container")
    if os.geteuid() != 0:
        raise RootError("a container is booted by root: run it with sudo")
    root = HOME / "root"
    if root.exists():
        run(["rm", "--recursive", "--force", "--one-file-system", str(root)])
    root.mkdir(parents=True)
    with tarfile.open(_base()) as tar:
        tar.extractall(root, filter="fully_trusted")
    bundle = make()
    with tarfile.open(bundle) as tar:
        tar.extractall(root / "root", filter="tar")
    shutil.copy(PUBLIC, root / "root")
    program = f"/root/{bundle.name.removesuffix('.tar')}/install"
    print(run(["chroot", str(root), program, "--offline", "--key", f"/root/{PUBLIC.name}"]))
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
    run(["mmdebstrap", "--quiet", "--variant=minbase", f"--include={','.join(PACKAGES)}", SUITE, str(base)])
    stamp.write_text(wanted, encoding="utf-8")
    return base
