"""A machine of files in a folder, and of what its programs would say: for what `kiosk doctor` reads of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from kiosk.doctor.journal import UNIT_FAILED
from kiosk.doctor.machine import Machine
from kiosk.health.heart import HeartBeat

BEAT = HeartBeat(
    pid=1,
    version="0.1.0",
    release=None,
    began=0.0,
    at=50.0,
    drawn=1500,
    frames=1500,
    idle=False,
    trouble=None,
    sound=True,
)
"""Of a mirror that is well."""

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def machine(root: Path, files: dict[str, str | bytes] | None = None, **said: str) -> Machine:
    """``said``: what a program says whose command begins so, blanks as underscores."""
    for name, text in (files or {}).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def ask(command: Sequence[str]) -> str | None:
        line = "_".join(command)
        return next((text for name, text in said.items() if line.startswith(name)), None)

    return Machine(root, ask)


Entry = dict[str, object]


def entry(message: str, unit: str = "hinge-mirror-station.service", minute: int = 0, **more: object) -> Entry:
    """A line of the journal, as a service writes it."""
    stamp = int((NOON.timestamp() + 60 * minute) * 1e6)
    return {"__REALTIME_TIMESTAMP": f"{stamp}", "PRIORITY": "6", "_SYSTEMD_UNIT": unit, "MESSAGE": message, **more}


def failure(result: str, unit: str = "hinge-mirror-station.service", minute: int = 0) -> Entry:
    """What systemd says where a service fails: its own unit is init.scope, the other's is told apart."""
    told = entry(f"{unit}: Failed with result '{result}'.", "init.scope", minute)
    return {**told, "PRIORITY": "4", "UNIT": unit, "MESSAGE_ID": UNIT_FAILED, "UNIT_RESULT": result}


def journal(*entries: Entry) -> str:
    """As `journalctl --output=json` prints it."""
    return "".join(json.dumps(each) + "\n" for each in entries)
