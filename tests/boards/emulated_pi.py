"""A Raspberry Pi 3B that qemu emulates whole: its processor, its GPIO chip, Debian's own kernel with the Pi's driver.
And beside it qemu's own arm64 board, for the one thing that the emulated Pi has not: a pin that can be pressed.

Their system is an archive in memory: Bookworm's Python, aarch64 wheels, this project; no disk, no systemd. Nothing of
it is ever run on this machine.
"""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.packing.target import Target

from .archive import tree, write_archive
from .commands import BoardError, need, run
from .kept import ROOT, digest_of, keep
from .on_pi import findings
from .parts import install_wheels, needs, unpack_debian
from .power_button import PowerButton

SUITE = "bookworm"
"""Not Trixie: lgpio has a wheel for Bookworm's Python and none for 3.13, nor has Debian's own archive a package."""

TARGET = Target((3, 11), "aarch64")
DEBIAN = ("linux-image-arm64", "python3", "libstdc++6", "libgomp1")
WANTED = ("ai-edge-litert", "gpiozero", "numpy", "opencv-python-headless", "pydantic")
"""Of what the project needs: the cabinet and the networks. All of the system must find place in the Pi's memory."""

LGPIO = "lgpio>=0.2.2.0"
TREE = "broadcom/bcm2837-rpi-3-b.dtb"
REVISION = 0xA02082
"""What the Pi's firmware tells the kernel, and gpiozero asks for: a 3B. qemu loads no firmware."""

_SITE = "usr/local/lib/python3.11/dist-packages"
_PROJECT = "srv/project"
_USELESS = frozenset(
    ["boot", "dev", "lib/modules", "lib/udev", "usr/lib/klibc", "var"]
    + [f"usr/share/{name}" for name in ("doc", "locale", "man")]
)


PI_3B = ("-M", "raspi3b")
WITH_BUTTON = ("-M", "virt", "-cpu", "cortex-a53", "-smp", "2", "-m", "1024", "-nic", "none")
"""What qemu calls them."""

_BETWEEN_PRESSES = 1.0


@dataclass(frozen=True)
class Board:
    """What the emulator needs, but for the project's own files. ``program``: which of `on_pi` runs there."""

    machine: tuple[str, ...]
    program: str
    kernel: Path
    device_tree: Path
    system: Path


def make() -> tuple[Board, Board]:
    """The Pi, and the board with a button; put together at the first call, and when what they are made of changes."""
    need({"mmdebstrap": "mmdebstrap", "fdtput": "device-tree-compiler", "qemu-system-aarch64": "qemu-system-arm"})
    how = digest_of([Path(__file__).with_name(name) for name in ("emulated_pi.py", "parts.py", "archive.py")])
    folder = keep("pi3b", "\n".join([SUITE, *DEBIAN, *_wheels(), how]), _fill)
    kernel, system = folder / "kernel", folder / "system"
    return (
        Board(PI_3B, "cabinet", kernel, folder / "pi-3b", system),
        Board(WITH_BUTTON, "button", kernel, folder / "with-button", system),
    )


def _wheels() -> list[str]:
    named = [wanted for wanted in needs() if wanted.startswith(WANTED)]
    if len(named) != len(WANTED):
        raise BoardError(f"of {', '.join(WANTED)} the project needs only {', '.join(named)}: see WANTED")
    return [*named, LGPIO]


def _fill(folder: Path) -> None:
    root, wheels = folder / "root", folder / "wheels"
    unpack_debian(root, SUITE, "arm64", DEBIAN)
    install_wheels(wheels, TARGET, _wheels())
    (kernel,) = (root / "boot").glob("vmlinuz-*")
    (trees,) = (root / "usr" / "lib").glob("linux-image-*")
    shutil.copy(kernel, folder / "kernel")
    shutil.copy(trees / TREE, folder / "pi-3b")
    name, machine, *more = WITH_BUTTON
    run(["qemu-system-aarch64", name, f"{machine},dumpdtb={folder / 'with-button'}", "-display", "none", *more], 30.0)
    for device_tree in (folder / "pi-3b", folder / "with-button"):
        run(["fdtput", "-c", str(device_tree), "/system"], 10.0)
        run(["fdtput", "-t", "u", str(device_tree), "/system", "linux,revision", str(REVISION)], 10.0)
    useless = _USELESS | {f"usr/lib/{trees.name}"}
    with (folder / "system").open("wb") as archive:
        write_archive(archive, tree(root, "", useless) | tree(wheels, _SITE))
    shutil.rmtree(root)
    shutil.rmtree(wheels)


def boot(board: Board, given: Path, folder: Path, limit: float) -> dict[str, Any]:
    """What the board's program found, after at most ``limit`` seconds; `/srv/given` is the folder ``given`` there.

    ``folder``: for what is written meanwhile, as the console's text.

    Raises:
        BoardError: it did not come to an end in time, or something failed there.
    """
    memory = folder / "memory"
    _pack(board, given, memory)
    console, control = folder / "console.txt", folder / "control"
    words = ["qemu-system-aarch64", *board.machine, "-kernel", str(board.kernel), "-dtb", str(board.device_tree)]
    words += ["-initrd", str(memory), "-display", "none", "-monitor", "none", "-serial", "stdio", "-no-reboot"]
    words += ["-qmp", f"unix:{control},server=on,wait=off"]
    # A ramfs may grow as far as there is memory. What the kernel does not know goes to its first program: else Python
    # wants randomness that is not there yet.
    told = f"console=ttyAMA0,115200 loglevel=4 cma=16M rootfstype=ramfs rdinit=/{_PROJECT}/init"
    words += ["-append", f"{told} PYTHONHASHSEED=0 PROGRAM={board.program}"]
    try:
        text = _watch(words, console, control, limit)
    finally:
        memory.unlink()
    try:
        found = findings.read(text)
    except ValueError as error:
        raise BoardError(f"{error}\n(its console: {console})") from error
    if findings.LAST not in found:
        raise BoardError(f"the board did not come to its end; it last said:\n{_end_of(text)}")
    return found


def _pack(board: Board, given: Path, memory: Path) -> None:
    """The kept system and, behind it, what is tried out: the project as it is now, and what it is given."""
    init = memory.with_name("init")
    paths = [f"/{_PROJECT}", f"/{_SITE}"]
    init.write_text(
        f"#!/usr/bin/python3 -u\nimport runpy, sys\nsys.path[:0] = {paths!r}\n"
        'runpy.run_module("tests.boards.on_pi", run_name="__main__")\n',
        encoding="utf-8",
    )
    init.chmod(0o755)
    project = tree(ROOT / "kiosk", f"{_PROJECT}/kiosk", frozenset({"voice", "demo", "trainer"}))
    models = {f"{_PROJECT}/models/{path.name}": path for path in (ROOT / "models").glob("*.t*")}
    tests = {
        f"{_PROJECT}/{path.relative_to(ROOT)}": path
        for folder in ("boards", "boards/on_pi", "arm64")
        for path in (ROOT / "tests" / folder).glob("*.py")
    }
    with memory.open("wb") as archive:
        with board.system.open("rb") as system:
            shutil.copyfileobj(system, archive)
        write_archive(archive, project | models | tests | tree(given, "srv/given") | {f"{_PROJECT}/init": init})


def _watch(words: list[str], console: Path, control: Path, limit: float) -> str:
    """What the emulator's console says until all is told, or until ``limit`` seconds are over. As soon as somebody
    there waits for it, the button is pressed, and again every second."""
    end, text = time.monotonic() + limit, b""
    with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as qemu:
        assert qemu.stdout is not None
        try:
            while (left := end - time.monotonic()) > 0.0:
                if not select.select([qemu.stdout], [], [], min(left, _BETWEEN_PRESSES))[0]:
                    if findings.READY.encode() in text:
                        with PowerButton(control) as button:
                            button.press()
                    continue
                more = os.read(qemu.stdout.fileno(), 65536)
                text += more
                if not more or b"end Kernel panic" in text or findings.is_all(text[-200:].decode(errors="replace")):
                    break
        finally:
            qemu.kill()
            console.write_bytes(text)
    return text.decode(errors="replace")


def _end_of(text: str) -> str:
    return "\n".join(text.strip().splitlines()[-30:])
