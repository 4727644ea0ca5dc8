"""qemu's control socket, in its protocol QMP (https://www.qemu.org/docs/master/interop/qmp-spec.html)."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_LIMIT = 20.0


class Control:
    """Asks qemu for something, and waits until it is done.

    with Control(path) as control:
        control.ask("system_powerdown")
    """

    def __init__(self, path: Path) -> None:
        """Raises OSError where nobody answers at ``path``."""
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(_LIMIT)
        self._socket.connect(str(path))
        self._lines = self._socket.makefile("r", encoding="utf-8")
        self._lines.readline()  # it greets
        self.ask("qmp_capabilities")

    def ask(self, command: str, **arguments: Any) -> Any:
        """What qemu returns of ``command``. Raises OSError where it cannot."""
        self._socket.sendall(json.dumps({"execute": command, "arguments": arguments}).encode())
        while "return" not in (answer := json.loads(self._lines.readline())):  # events come in between
            if "error" in answer:
                raise OSError(f"qemu: {command}: {answer['error']}")
        return answer["return"]

    def close(self) -> None:
        """May be called twice."""
        self._lines.close()
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
