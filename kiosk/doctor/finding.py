"""What the doctor finds."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class State(StrEnum):
    """How a part is."""

    WELL = "well"
    NOTE = "note"
    """The mirror works, but less well than it could, or without this part."""
    BAD = "bad"
    """The mirror does not work, or loses something, until this is mended."""


Number = float | int | str | bool | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One part: what was ``found``, what to ``do`` about it (nothing where it is well), the ``numbers`` measured."""

    part: str
    state: State
    found: str
    do: str = ""
    numbers: dict[str, Number] = field(default_factory=dict)


def well(part: str, found: str, **numbers: Number) -> Finding:
    """Nothing to do."""
    return Finding(part, State.WELL, found, "", numbers)


def note(part: str, found: str, do: str, **numbers: Number) -> Finding:
    """Works, with something to know."""
    return Finding(part, State.NOTE, found, do, numbers)


def bad(part: str, found: str, do: str, **numbers: Number) -> Finding:
    """To be mended."""
    return Finding(part, State.BAD, found, do, numbers)


def note_line(part: str, line: str) -> Finding:
    """A finding from a line of the house, which ends with its way out after the last semicolon."""
    found, _, do = line.rpartition("; ")
    return note(part, found or line, do if found else "see the README")


def bad_lines(part: str, lines: list[str]) -> list[Finding]:
    """Findings from the house's own errors, each of which ends with its way out after the last semicolon."""
    findings = []
    for line in lines:
        found, _, do = line.rpartition("; ")
        findings.append(bad(part, found or line, do if found else "see the README"))
    return findings
