"""The releases of an installed mirror: which one runs, and what became of updates."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from kiosk.doctor.finding import Finding, bad, note, well
from kiosk.doctor.machine import Machine
from kiosk.doctor.visit import HOME

PART = "release"

STATE = "update.json"
"""What the updates keep of themselves; of their making, so that anything may be in it."""

_FAILED = ("returned", "refused")
"""What becomes of an update that does not stay."""

AGAIN = "install again: what is kept stays as it is"


def look(machine: Machine, prefix: Path = Path(sys.prefix)) -> list[Finding]:
    """Which release is current, whether it is whole, and whether one is on trial. ``prefix``: of this Python."""
    home = machine.root / HOME
    if not home.is_dir():
        return [well(PART, "not installed as a mirror; this runs from where it lies")]
    try:
        current = os.readlink(home / "current").rstrip("/").rpartition("/")[2]
    except OSError:
        return [bad(PART, "no release is current: the mirror does not start", AGAIN)]
    if not (home / "current").is_dir():
        return [bad(PART, f"{current} is current, and not there: the mirror does not start", AGAIN)]
    if not (home / "current" / "complete").exists():
        return [bad(PART, f"{current} is current, and not whole", AGAIN, current=current)]
    state = read_state(machine)
    good, trying = (_word(state.get(key)) for key in ("good", "trying"))
    numbers = {"current": current, "good": good, "trying": trying, "releases": len(_releases(home))}
    told = f"{current} of {len(_releases(home))} releases"
    ours = _release_of(prefix, home)
    if trying:
        do = "leave the mirror switched on for a few minutes: it keeps the update, or goes back by itself"
        return [note(PART, f"{told}; {trying} is on trial, {good or 'none'} held last", do, **numbers)]
    if good and good != current:
        do = "start the mirror again; if it stays so, install the update again"
        return [note(PART, f"{told}, but {good} held last", do, **numbers)]
    gone_wrong = _last_failed(state)
    if gone_wrong:
        do = "leave it at that, or get the next version; what was wrong with this one stays so"
        return [note(PART, f"{told}; {gone_wrong}", do, **numbers)]
    if ours != current:
        told += f"; this command is of {ours or 'elsewhere'}"
    return [well(PART, told, **numbers)]


def read_state(machine: Machine) -> dict[str, Any]:
    """What the updates have kept; empty where that cannot be read, or is something else."""
    try:
        state = json.loads(machine.text(HOME, STATE) or "")
    except (ValueError, RecursionError):
        return {}
    return state if isinstance(state, dict) else {}


def _word(value: Any) -> str | None:
    """A release's name, as it is or as the name of a table."""
    if isinstance(value, dict):
        value = next((value[key] for key in ("version", "release", "name") if key in value), None)
    return value if isinstance(value, str) and value else None


def _last_failed(state: dict[str, Any]) -> str:
    """That the last update was refused or taken back, and why; empty where it was not."""
    history = state.get("history")
    last = history[-1] if isinstance(history, list) and history else None
    if not isinstance(last, dict) or last.get("outcome") not in _FAILED:
        return ""
    why = last.get("why")
    return f"the update to {_word(last) or 'another'} was {last['outcome']}{f': {why}' if why else ''}"


def _release_of(prefix: Path, home: Path) -> str | None:
    releases = (home / "releases").resolve()
    try:
        return prefix.resolve().relative_to(releases).parts[0]
    except (ValueError, IndexError):
        return None


def _releases(home: Path) -> list[Path]:
    try:
        return [path for path in (home / "releases").iterdir() if (path / "complete").exists()]
    except OSError:
        return []
