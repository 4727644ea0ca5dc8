"""What processes of the mirror tell each other: one JSON line a message."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from typing import BinaryIO, Literal, TypeVar

from pydantic import TypeAdapter, ValidationError

from kiosk.health.supervisor import Supervisor
from kiosk.toml import Section

_Message = TypeVar("_Message")

ALIVE_EVERY = 1.0
"""Seconds, at most, between two words of a process that is well (`Alive`)."""


class Alive(Section):
    """All is well."""

    kind: Literal["alive"] = "alive"


class Trouble(Section):
    """A line for the log: what does not work, and the way out."""

    kind: Literal["trouble"] = "trouble"
    line: str


def packed(message: Section) -> bytes:
    """``message`` as a line."""
    return message.model_dump_json().encode() + b"\n"


def unpacked(adapter: TypeAdapter[_Message], line: bytes) -> _Message:
    """What is said by ``line``. Raises ValueError where that is nothing."""
    try:
        return adapter.validate_json(line)
    except ValidationError as error:
        raise ValueError(f"not a message: {error.errors()[0]['msg']}: {line[:80]!r}") from error


def incoming(stream: BinaryIO) -> Iterator[bytes]:
    """The lines that come by ``stream``, until it ends, or who is at its other end does."""
    with contextlib.suppress(ConnectionError):  # killed before it had read all that was told
        yield from stream


class Outgoing:
    """Tells the station lines down the descriptor ``out``, from any thread. That all is well, a supervisor of the
    process's own hears too: it kills what falls silent, where the station cannot."""

    def __init__(self, out: int, supervisor: Supervisor | None = None) -> None:
        self._out, self._lock = out, threading.Lock()
        self._supervisor = supervisor or Supervisor()

    def __call__(self, message: Section) -> None:
        """Tell it; nobody may listen any more, as the input is about to end as well."""
        with self._lock, contextlib.suppress(ConnectionError):
            os.write(self._out, packed(message))
        if isinstance(message, Alive):
            self._supervisor.alive()
