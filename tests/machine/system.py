"""What the emulated machine starts from: Debian with the mirror, on a disk, with its kernel beside it."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.boot.root import installed

from .disks import disk
from .emulated_pc import HEIGHT, WIDTH, Software

HERE = Path(__file__).parent
PACKAGES = ("e2fsprogs", "initramfs-tools", "busybox", "linux-image-amd64", "overlayroot")
"""What Pi OS brings, and what the installer would fetch for a root that is read-only."""

SETTINGS = f"""
[camera]
source = "demo"
[pose]
network = "lite"
[glass]
width = {WIDTH}
height = {HEIGHT}
rate = 10
[voice]
speaks = false
listens = false
[zone]
left = 0.0
right = 0.01
"""
"""It has no camera, but a screen of its own. Who is in the demo stands nowhere near: the mirror waits for somebody.
As little as can be is asked of its processor."""

PATIENT = """[Service]
WatchdogSec=240
TimeoutStartSec=600
"""
"""For the station, on a processor that takes seconds for each picture."""

AGENT = """[Unit]
Description=Proof
# Beside everything else, and first: it is to see how the rest starts.
DefaultDependencies=no
After=sysinit.target dbus.socket
[Service]
ExecStart=/usr/bin/python3 -u /proof/agent.py
Restart=always
# What it does to the machine must not end with it.
KillMode=process
[Install]
WantedBy=multi-user.target
"""

ROOT_SIZE, DATA_SIZE = 8 * 2**30, 4 * 2**30


def machine(suite: str, place: Path) -> Software:
    """A machine with the mirror installed: its root on one disk, and one for data, still empty. In ``place``.

    Raises:
        RootError, BundleNotMade: the system could not be made.
        tests.boards.commands.BoardError: nor the disks.
    """
    root = installed(f"machine-{suite}", suite, PACKAGES, SETTINGS)
    _lay_out(root)
    (kernel,), (initrd,) = (list((root / "boot").glob(f"{name}-*")) for name in ("vmlinuz", "initrd.img"))
    for file in (kernel, initrd):
        shutil.copy(file, place / file.name.partition("-")[0])
    disks = [disk(place / "root.img", "rootfs", ROOT_SIZE, root), disk(place / "data.img", "hinge-data", DATA_SIZE)]
    shutil.rmtree(root)
    return Software(place / "vmlinuz", place / "initrd.img", disks)


def _lay_out(root: Path) -> None:
    proof = root / "proof"
    proof.mkdir()
    for file in (HERE / "agent.py", HERE.parent / "boot" / "inside.py"):
        shutil.copy(file, proof)
    (root / "etc/fstab").write_text("LABEL=rootfs / ext4 defaults,noatime 0 1\n", encoding="utf-8")
    (root / "var/log/journal").mkdir(exist_ok=True)
    units = root / "etc/systemd/system"
    (units / "proof.service").write_text(AGENT, encoding="utf-8")
    (units / "multi-user.target.wants" / "proof.service").symlink_to("/etc/systemd/system/proof.service")
    station = units / "hinge-mirror-station.service.d"
    station.mkdir()
    (station / "proof.conf").write_text(PATIENT, encoding="utf-8")
