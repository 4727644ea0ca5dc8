"""A Debian system in a folder, with the mirror installed by its own installer: the processor's own, for its speed."""

from __future__ import annotations

import hashlib
import os
import shutil
import tarfile
from collections.abc import Sequence
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

ALSO = {"trixie": ("python3-numpy",)}
"""The same, by suite."""

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


def installed(name: str = "root", suite: str = SUITE, more: Sequence[str] = (), settings: str = DEMO) -> Path:
    """The folder ``name`` of the system, made anew: Debian ``suite`` with ``more`` packages, each installed when
    those before it are, the mirror with ``settings``.

    Raises:
        RootError: a tool is missing, or it is not root that asks.
        BundleNotMade: what was to be run failed.
    """
    missing = [tool for tool in ("mmdebstrap", "systemd-nspawn") if shutil.which(tool) is None]
    if missing:
        raise RootError(f"{' and '.join(missing)}: not found: apt install mmdebstrap systemd-container")
    if os.geteuid() != 0:
        raise RootError("a system is made by root: run it with sudo")
    root = HOME / name
    if root.exists():
        run(["rm", "--recursive", "--force", "--one-file-system", str(root)])
    root.mkdir(parents=True)
    with tarfile.open(_base(suite, (*PACKAGES, *ALSO.get(suite, ())), more)) as tar:
        tar.extractall(root, filter="fully_trusted")
    bundle = make()
    with tarfile.open(bundle) as tar:
        tar.extractall(root / "root", filter="tar")
    shutil.copy(PUBLIC, root / "root")
    program = f"/root/{bundle.name.removesuffix('.tar')}/install"
    print(run(["chroot", str(root), program, "--offline", "--key", f"/root/{PUBLIC.name}"]))
    (root / "etc/hinge-mirror/settings.toml").write_text(settings, encoding="utf-8")  # its owner and rights stay
    return root


def _base(suite: str, packages: Sequence[str], more: Sequence[str]) -> Path:
    """The system without the mirror, fetched at the first call."""
    wanted = hashlib.sha256("\n".join([suite, *packages, *more]).encode()).hexdigest()[:12]
    base = HOME / f"{suite}-{wanted}.tar"
    if not base.is_file():
        HOME.mkdir(parents=True, exist_ok=True)
        half = base.with_suffix(".half.tar")
        words = ["mmdebstrap", "--quiet", "--variant=minbase", f"--include={','.join(packages)}"]
        for package in more:
            install = f"apt-get install --yes --no-install-recommends {package}"
            words.append(f'--customize-hook=chroot "$1" env DEBIAN_FRONTEND=noninteractive {install}')
        run([*words, suite, str(half)])
        half.replace(base)
    return base
