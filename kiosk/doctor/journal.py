"""The system's journal, where it may be read: what the kernel and the mirror's services have said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kiosk.doctor.machine import Machine

OURS = "hinge-mirror-"
"""How the names of the mirror's services begin."""

DAYS = 7

_KERNEL_LINES = 5000
_OUR_LINES = 3000
_FAILURES = 1000

UNIT_FAILED = "d9b373ed55a64feb8242e02dbe79a49c"
"""The message id by which systemd says that a service failed (SD_MESSAGE_UNIT_FAILURE_RESULT)."""


@dataclass(frozen=True, slots=True)
class Line:
    """``at``: when; ``unit``: of which service, empty of the kernel; ``priority`` as in syslog, 3 and below is an
    error; ``result``: systemd's word for why the service failed, empty where that is not what is said; ``own``: the
    service itself says it, and not systemd of it."""

    at: datetime
    unit: str
    priority: int
    message: str
    result: str = ""
    own: bool = False


def kernel_lines(machine: Machine) -> tuple[Line, ...] | None:
    """What the kernel has said since the start, the newest thousands; None where the journal may not be read."""
    return _read(machine, "--dmesg", "--boot", f"--lines={_KERNEL_LINES}")


def our_lines(machine: Machine) -> tuple[Line, ...] | None:
    """What the mirror's services have said, and systemd of them, in the last `DAYS`; the newest thousands."""
    return _read(machine, f"--unit={OURS}*", f"--since=-{DAYS}days", f"--lines={_OUR_LINES}")


def failures(machine: Machine) -> tuple[Line, ...] | None:
    """The failures of the mirror's services in the last `DAYS`, oldest first; None as above."""
    lines = _read(machine, f"MESSAGE_ID={UNIT_FAILED}", f"--since=-{DAYS}days", f"--lines={_FAILURES}")
    return None if lines is None else tuple(line for line in lines if line.unit.startswith(OURS) and line.result)


def _read(machine: Machine, *which: str) -> tuple[Line, ...] | None:
    told = machine.ask(["journalctl", "--quiet", "--no-pager", "--output=json", *which])
    if told is None:
        return None
    lines = tuple(_lines(told))
    # Who may not read it is told that there is nothing; but the kernel has always said something since the start.
    return lines if lines or _readable(machine) else None


def _readable(machine: Machine) -> bool:
    return bool(machine.ask(["journalctl", "--quiet", "--no-pager", "--output=json", "--dmesg", "--lines=1"]))


def _lines(told: str) -> Iterator[Line]:
    for each in told.splitlines():
        try:
            entry = json.loads(each)
            at = datetime.fromtimestamp(int(entry["__REALTIME_TIMESTAMP"]) / 1e6, UTC)
            priority = int(entry.get("PRIORITY", 6))
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError):
            continue  # cut off, or of a kind that is not known
        about, speaker = _text(entry.get("UNIT")), _text(entry.get("_SYSTEMD_UNIT"))
        message, result = _text(entry.get("MESSAGE")), _text(entry.get("UNIT_RESULT"))
        yield Line(at, about or speaker, priority, message, result, own=not about)


def _text(value: Any) -> str:
    """A field of the journal: text, or a list of bytes where it is none, or nothing where it is too long."""
    if isinstance(value, list):
        try:
            return bytes(value).decode("utf-8", "replace")
        except (ValueError, TypeError):
            return ""
    return value if isinstance(value, str) else ""
