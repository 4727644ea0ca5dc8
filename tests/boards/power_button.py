"""The one button that qemu has: that of its own arm64 board, which tells a machine to switch off.

It hangs on a GPIO chip of ARM's, a PL061, that has what the emulated Pi's lacks: interrupts when a pin changes. Each
press lets pin `PIN` be high for a tenth of a second; else it is low.
"""

from __future__ import annotations

import json
import socket
from pathlib import Path
from types import TracebackType
from typing import Self

PIN = 3

_LIMIT = 20.0


class PowerButton:
    """Presses it over qemu's control socket, in the protocol QMP.

        with PowerButton(path) as button:
            button.press()
    """

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(_LIMIT)
        self._socket.connect(str(path))
        self._lines = self._socket.makefile("r", encoding="utf-8")
        self._lines.readline()  # it greets
        self._ask("qmp_capabilities")

    def press(self) -> None:
        self._ask("system_powerdown")

    def _ask(self, command: str) -> None:
        self._socket.sendall(json.dumps({"execute": command}).encode())
        while "return" not in (answer := json.loads(self._lines.readline())):
            if "error" in answer:
                raise OSError(f"qemu: {command}: {answer['error']}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lines.close()
        self._socket.close()
