"""Which drill a clip is replayed as, and what that drill watches."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "kiosk" / "drills"
NO_DRILL = "none"
"""The drill of a clip in which nobody trains: every rep that is seen is one too many."""


@dataclass(frozen=True)
class Part:
    """How the mirror takes a drill: `drill` is what it is replayed as. Where `judged` is False the mirror does not
    have the drill, and only the measures may be scored."""

    drill: str
    judged: bool
    watched: frozenset[str]


def part_of(drill: str, shipped: Path = SHIPPED) -> Part:
    """How `drill` is replayed. Raises ValueError for a drill that neither the mirror nor the table knows."""
    own = shipped / f"{drill}.toml"
    if own.is_file():
        return Part(drill, True, watched(own))
    other = nearest().get(drill)
    if other is None:
        raise ValueError(f"drill {drill!r}: neither in kiosk/drills nor in tests/accuracy/drills.toml")
    return Part(other, drill == NO_DRILL, watched(shipped / f"{other}.toml"))


def watched(file: Path) -> frozenset[str]:
    """Ids of the faults that a drill file watches."""
    return frozenset(tomllib.loads(file.read_text(encoding="utf-8"))["faults"]["watch"])


@cache
def nearest() -> dict[str, str]:
    """The drill that each is replayed as, while the mirror does not have it."""
    file = Path(__file__).with_name("drills.toml")
    table: dict[str, str] = tomllib.loads(file.read_text(encoding="utf-8"))["nearest"]
    return table
