"""The two ways in which a process of the mirror's own runs beside the station: its child, or a unit of systemd's.

Where systemd starts the mirror, it starts what stands beside it too, with just the rights that this needs: the
station connects to a socket of the unit's, and the process that systemd starts for this connection has it for its
input and output (``Accept=yes``, ``StandardInput=socket``). Anywhere else the process is a child, and talks through
pipes.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

UNITS = "KIOSK_UNITS"
"""In the environment: the folder of the units' sockets; absent, there are no units."""

_PATIENCE = 1.0
"""Seconds in which a process may end by itself."""

_CONNECT_WITHIN = 5.0


class CompanionProcess(Protocol):
    """A process that is told lines and tells lines."""

    @property
    def out(self) -> int:
        """The descriptor that it tells by; at its end the process has ended."""
        ...

    def write(self, data: bytes) -> None:
        """Tell it. Waits while it does not read. Raises OSError where it has ended."""
        ...

    def close_input(self) -> None:
        """Tell it nothing more: it ends by itself then. May be called twice."""
        ...

    def why_ended(self) -> str:
        """Why it ended, once it has."""
        ...

    def end(self) -> None:
        """See to it that it ends, in bounded time."""
        ...


def start(name: str, command: Sequence[str], environment: Mapping[str, str]) -> CompanionProcess:
    """Start what is called ``name``: by its unit's socket where there are units, else by ``command``, which finds
    ``environment`` unless the owner says otherwise. Raises OSError."""
    units = os.environ.get(UNITS)
    return Unit(Path(units) / f"{name}.sock") if units else Child(command, environment)


class Child:
    """A child of the station's."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Raises OSError."""
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**environment, **os.environ},
        )
        if self._process.stdin is None or self._process.stdout is None:
            raise OSError("has no pipes")
        self._input, self._output = self._process.stdin, self._process.stdout

    @property
    def out(self) -> int:
        """Its standard output."""
        return self._output.fileno()

    def write(self, data: bytes) -> None:
        """Into its standard input. Raises OSError where it has ended, also by `close_input`."""
        try:
            self._input.write(data)
            self._input.flush()
        except ValueError as error:  # closed
            raise BrokenPipeError(str(error)) from error

    def close_input(self) -> None:
        """End of its standard input."""
        with contextlib.suppress(OSError):
            self._input.close()

    def why_ended(self) -> str:
        """By its exit code."""
        return f"ended by itself (exit code {self._process.wait()})"

    def end(self) -> None:
        """Let it end by itself, as its input is closed, else kill it."""
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            with contextlib.suppress(subprocess.TimeoutExpired):  # in its driver: the system buries it
                self._process.wait(_PATIENCE)
        self._output.close()


class Unit:
    """An instance of a unit, started by a connection to its socket. One that hangs is its supervisor's to kill."""

    def __init__(self, path: Path) -> None:
        """Raises OSError."""
        self._path = path
        self._line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
        try:
            self._line.settimeout(_CONNECT_WITHIN)
            self._line.connect(str(path))
            self._line.settimeout(None)
        except OSError as error:
            self._line.close()
            raise OSError(error.errno, f"{path}: {error.strerror or error}") from error

    @property
    def out(self) -> int:
        """The connection."""
        return self._line.fileno()

    def write(self, data: bytes) -> None:
        """Through the connection. Raises OSError where it has ended."""
        self._line.sendall(data)

    def close_input(self) -> None:
        """End of what it reads."""
        with contextlib.suppress(OSError):
            self._line.shutdown(socket.SHUT_WR)

    def why_ended(self) -> str:
        """Only systemd knows."""
        return f"ended by itself (its unit's journal says why; {self._path})"

    def end(self) -> None:
        """Let it end by itself, as its input is closed; after a moment, nobody listens to it any more."""
        self.close_input()
        self._line.settimeout(_PATIENCE)
        with contextlib.suppress(OSError):
            while self._line.recv(65536):
                pass
        self._line.close()
