"""The card or disk: how worn it says it is, and whether it has failed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from kiosk.doctor.finding import Finding, Number, bad, note, well
from kiosk.doctor.journal import Line
from kiosk.doctor.machine import Machine

WEAR, FILES = "storage wear", "file system"

_WORN, _WORN_OUT = 7, 9
"""Tenths of its life that a card has used (JEDEC JESD84-B51, DEVICE_LIFE_TIME_EST: 1 is up to a tenth)."""

_BEYOND = 11
"""Of the same scale: more than the life it was made for."""

_URGENT = 3
"""Of the same standard's PRE_EOL_INFO: 2 is eight tenths of the spare blocks used, 3 is nine."""

_SECTOR = 512
_FAILS = re.compile(
    r"I/O error|mmc\d+.*(error|timeout|timed out)|EXT4-fs.*error|Remounting filesystem read-only", re.IGNORECASE
)
"""How the kernel's lines look that tell of a card or disk that fails."""

_COPY = "copy what matters (`kiosk records export`, the playlists), and put in a new card, best one for endurance"


def wear(machine: Machine, kernel: Sequence[Line] | None = None) -> list[Finding]:
    """What cards and file systems tell; a card that tells nothing is told to be so."""
    return [*_cards(machine), *_file_systems(machine), *_kernel(kernel)]


def _cards(machine: Machine) -> list[Finding]:
    findings = []
    for card in machine.found("sys/block/mmcblk[0-9]"):
        named = f"{card.name} ({machine.text(card, 'device/name') or machine.text(card, 'device/type') or 'card'})"
        tenths = [int(each, 0) for each in (machine.text(card, "device/life_time") or "").split() if _is_number(each)]
        used, spare = max(tenths, default=0), machine.number(card, "device/pre_eol_info") or 0
        numbers: dict[str, Number] = {"life_used": min(1.0, used / 10.0) if used else None, "pre_eol": spare or None}
        if not used and not spare:
            findings.append(well(WEAR, f"{named} does not tell", **numbers))
            continue
        told = f"{named}: {'more than its whole' if used >= _BEYOND else f'up to {10 * used} % of its'} life is used"
        if used >= _WORN_OUT or spare >= _URGENT:
            findings.append(bad(WEAR, told, f"it may fail any day: {_COPY}", **numbers))
        elif used >= _WORN or spare == _URGENT - 1:
            findings.append(note(WEAR, told, f"get a new card ready: {_COPY}", **numbers))
        else:
            findings.append(well(WEAR, told, **numbers))
    return findings or [well(WEAR, "no card here")]


def _file_systems(machine: Machine) -> list[Finding]:
    findings = []
    for place in machine.found("sys/fs/ext4/*"):
        errors = machine.number(place, "errors_count")
        if errors is None:
            continue  # not a file system, but what ext4 can do
        written = machine.number(place, "lifetime_write_kbytes") or 0
        session = machine.number(place, "session_write_kbytes") or 0
        size = (machine.number("sys/class/block", place.name, "size") or 0) * _SECTOR
        numbers: dict[str, Number] = {
            "errors": errors,
            "written_gb": round(written * 1024 / 1e9, 1),
            "written_since_start_mb": round(session * 1024 / 1e6),
            "times_full": round(written * 1024 / size, 1) if size else None,
        }
        times = f", {written * 1024 / size:.0f} times what it holds" if size else ""
        told = f"{place.name}: {written * 1024 / 1e9:.0f} GB written in its life{times}"
        if errors:
            last = _failed_in(machine, place)
            findings.append(bad(FILES, f"{place.name}: {errors} errors{last}", f"{_COPY}", **numbers))
        else:
            findings.append(well(FILES, told, **numbers))
    return findings


def _failed_in(machine: Machine, place: Path) -> str:
    where = machine.text(place, "last_error_func")
    return f", last in {where}" if where else ""


def _kernel(kernel: Sequence[Line] | None) -> list[Finding]:
    failed = [line for line in kernel or () if _FAILS.search(line.message)]
    if not failed:
        return []
    found = f"the system has told of errors {len(failed)} times since the start, last: {failed[-1].message}"
    return [bad(FILES, found, f"push the card in again, with the power off; if it comes again, {_COPY}")]


def _is_number(text: str) -> bool:
    try:
        int(text, 0)
    except ValueError:
        return False
    return True
