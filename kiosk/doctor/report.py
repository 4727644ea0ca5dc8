"""What the doctor found, as a document: `kiosk doctor --json FILE`, and in the support bundle.

    {"format": 1,                       of this document; counted up where a key goes or means something else
     "version": "0.1.0",                of the mirror
     "at": "2026-11-23T06:30:00Z",      when
     "sound": true,                     nothing must be mended: no finding is "bad"
     "looked_at": ["settings", ...],    the parts, by the names that --only takes
     "findings": [
       {"part": "camera",               what it is about; a part looked at has one finding or more
        "state": "well",                or "note": works, but less well than it could; or "bad": must be mended
        "found": "Pi camera: 480 x 640, 30.0 frames a second",
        "do": "",                       what to do about it; empty where, and only where, all is well
        "numbers": {"rate": 30.0}}]}    what was measured: numbers, texts, true, false or null, by name
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal

from pydantic import AwareDatetime

import kiosk
from kiosk.doctor.finding import Finding, Number, State
from kiosk.toml import Section


class Found(Section):
    """As `kiosk.doctor.finding.Finding`."""

    part: str
    state: State
    found: str
    do: str
    numbers: dict[str, Number]


class Report(Section):
    """The document."""

    format: Literal[1] = 1
    version: str
    at: AwareDatetime
    sound: bool
    looked_at: tuple[str, ...]
    findings: tuple[Found, ...]


def report(findings: Sequence[Finding], looked_at: Sequence[str]) -> Report:
    """The document of ``findings``, made now."""
    rows = [
        Found(part=each.part, state=each.state, found=each.found, do=each.do, numbers=_finite(each.numbers))
        for each in findings
    ]
    sound = not any(each.state is State.BAD for each in findings)
    return Report(
        version=kiosk.__version__,
        at=datetime.now(UTC).replace(microsecond=0),
        sound=sound,
        looked_at=tuple(looked_at),
        findings=tuple(rows),
    )


def _finite(numbers: Mapping[str, Number]) -> dict[str, Number]:
    """What JSON has no number for is absent."""
    return {
        key: None if isinstance(each, float) and not math.isfinite(each) else each for key, each in numbers.items()
    }
