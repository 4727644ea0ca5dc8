"""What processes of the mirror tell each other: one JSON line a message."""

from __future__ import annotations

from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from kiosk.toml import Section

_Message = TypeVar("_Message")


def packed(message: Section) -> bytes:
    """``message`` as a line."""
    return message.model_dump_json().encode() + b"\n"


def unpacked(adapter: TypeAdapter[_Message], line: bytes) -> _Message:
    """What is said by ``line``. Raises ValueError where that is nothing."""
    try:
        return adapter.validate_json(line)
    except ValidationError as error:
        raise ValueError(f"not a message: {error.errors()[0]['msg']}: {line[:80]!r}") from error
