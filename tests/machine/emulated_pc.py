"""A PC that qemu emulates: switched on, looked at from outside, asked from inside, and its plug pulled."""

from __future__ import annotations

import json
import os
import select
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.boards.control import Control

WIDTH, HEIGHT = 576, 1024
"""Of its screen, in pixels."""

_MACHINE = ("-M", "q35", "-smp", "2", "-m", "3072", "-nic", "none", "-display", "none", "-monitor", "none")
_SCREEN = ("-vga", "none", "-device", f"virtio-vga,edid=on,xres={WIDTH},yres={HEIGHT}")
_USB = ("-device", "qemu-xhci,id=usb")
_PORT = ("-device", "virtio-serial", "-device", "virtserialport,chardev=proof,name=proof")

_TOLD = "root=LABEL=rootfs rw quiet loglevel=3 vt.global_cursor_default=0 console=tty0 console=ttyS0,115200"
"""What its kernel is told: silence, as deploy/setup tells a Pi's."""

_START = 20.0
"""Seconds in which qemu itself is there."""


class MachineError(RuntimeError):
    """It did not start, or did not answer; the message has the end of its console."""


@dataclass(frozen=True)
class Software:
    """``disks``: the first is what it starts from."""

    kernel: Path
    initrd: Path
    disks: Sequence[Path]


class EmulatedPC:
    """On from its making until `cut` or the end of its ``with``.

    ``place``: a folder for its sockets and what its console says. ``began``: `time.monotonic` when the power came.
    """

    def __init__(self, software: Software, place: Path) -> None:
        """Raises `MachineError`."""
        if shutil.which("qemu-system-x86_64") is None:
            raise MachineError("qemu-system-x86_64: not found: apt install qemu-system-x86")
        place.mkdir(parents=True, exist_ok=True)
        self._console, self._picture = place / "console.txt", place / "glass.png"
        # A path of a socket may have no more than some hundred letters.
        control, proof = (Path(os.path.relpath(place / name)) for name in ("control", "proof"))
        for socket_ in (control, proof):
            socket_.unlink(missing_ok=True)
        words = ["qemu-system-x86_64", *_MACHINE, *_SCREEN, *_USB, *_PORT]
        # Its processor is emulated too, even where /dev/kvm is: not every machine that has that can use it.
        words += ["-accel", "tcg,thread=multi", "-cpu", "max"]
        words += ["-kernel", str(software.kernel), "-initrd", str(software.initrd), "-append", _TOLD]
        for disk in software.disks:
            words += ["-drive", f"file={disk},format=raw,if=virtio,cache=unsafe"]
        words += ["-serial", f"file:{self._console}", "-qmp", f"unix:{control},server=on,wait=off"]
        words += ["-chardev", f"socket,id=proof,path={proof},server=on,wait=off"]
        self.began = time.monotonic()
        self._qemu = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        try:
            self._wait(control.exists, _START, "qemu did not start")
            self._control = Control(control)
            self._line = socket.socket(socket.AF_UNIX)
            self._line.connect(str(proof))
        except (OSError, ValueError, MachineError) as error:
            self.cut()
            raise MachineError(f"{error}\n{self.last()}") from error

    def ask(self, scenario: str, limit: float, **given: Any) -> dict[str, Any]:
        """What was seen of ``scenario`` in there, after at most ``limit`` seconds, its start included.

        Raises:
            MachineError: it failed in there, or said nothing.
        """
        self._line.sendall(json.dumps({"scenario": scenario, "given": given}).encode() + b"\n")
        end, said = time.monotonic() + limit, b""
        while not said.endswith(b"\n"):
            left = end - time.monotonic()
            if left <= 0.0 or self._qemu.poll() is not None:
                raise MachineError(f"{scenario}: no answer after {limit:.0f} s\n{self.last()}")
            if select.select([self._line], [], [], min(left, 1.0))[0]:
                said += self._line.recv(65536)
        found: dict[str, Any] = json.loads(said)
        if "error" in found:
            raise MachineError(f"{scenario}: {found['error']}\n{self.last()}")
        return found

    def glass(self) -> NDArray[np.uint8] | None:
        """What its screen shows: height, width and blue, green, red; None: it has none at the moment."""
        self._control.ask("screendump", filename=str(self._picture.resolve()), format="png")
        picture = cv2.imread(str(self._picture))
        return None if picture is None else np.asarray(picture, np.uint8)

    def until(self, holds: Callable[[], bool], limit: float) -> float | None:
        """Seconds since the power came until ``holds``; None: it did not within ``limit``."""
        while time.monotonic() - self.began < limit and self._qemu.poll() is None:
            if holds():
                return time.monotonic() - self.began
            time.sleep(0.05)
        return None

    def plug_in(self, stick: Path) -> None:
        """Put a USB stick in."""
        self._control.ask(
            "blockdev-add",
            **{"node-name": "stick", "driver": "raw", "read-only": True},
            file={"driver": "file", "filename": str(stick.resolve()), "read-only": True},
        )
        self._control.ask("device_add", driver="usb-storage", id="stick", drive="stick", bus="usb.0", removable=True)

    def pull_out(self) -> None:
        """Pull the stick out, whatever is done with it."""
        self._control.ask("device_del", id="stick")

    def cut(self) -> None:
        """Pull the plug. May be called twice."""
        for each in ("_control", "_line"):
            if hasattr(self, each):
                getattr(self, each).close()
        self._qemu.kill()
        self._qemu.wait()

    def last(self) -> str:
        """The end of what its console said."""
        text = self._console.read_text(errors="replace") if self._console.exists() else ""
        return "\n".join(text.strip().splitlines()[-30:])

    def _wait(self, holds: Callable[[], bool], limit: float, otherwise: str) -> None:
        end = time.monotonic() + limit
        while not holds():
            if time.monotonic() > end or self._qemu.poll() is not None:
                raise MachineError(f"{otherwise} (exit code {self._qemu.poll()})")
            time.sleep(0.02)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cut()
