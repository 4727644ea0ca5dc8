"""How hot the machine is, and whether it slows itself down for heat or for want of power.

On a Raspberry Pi the firmware says so in one number (``get_throttled``): what is so now in its low bits, what has
been so since the start sixteen bits higher. Where a machine tells nothing, nothing is made up.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

_UNDER_VOLTAGE, _CAPPED, _THROTTLED, _SOFT_LIMIT = 0x1, 0x2, 0x4, 0x8
_SINCE_START = 16
"""Bits by which what has been so lies above what is so."""

_ZONES = "sys/class/thermal"
_PROCESSOR = ("cpu", "soc", "x86_pkg")
"""How the names of a processor's own sensors begin; other zones are of batteries, radios, disks."""

_FIRMWARE = "sys/devices/platform"
_ANSWER_WITHIN = 2.0
"""Seconds for ``vcgencmd``."""

_CREDIBLE = (-40.0, 150.0)
"""Degrees Celsius; a sensor outside is broken or absent."""


@dataclass(frozen=True, slots=True)
class Throttling:
    """What slows the processor down now, and what has since it was started."""

    under_voltage: bool
    slowed: bool
    """Throttled, capped or at the soft temperature limit."""
    under_voltage_before: bool
    slowed_before: bool


@dataclass(frozen=True, slots=True)
class Heat:
    """``celsius`` of the processor and its ``throttling``; None where the machine does not tell."""

    celsius: float | None = None
    throttling: Throttling | None = None


def read_heat(root: Path = Path("/"), vcgencmd: str | None = "vcgencmd") -> Heat:
    """What the machine whose files lie under ``root`` says; ``vcgencmd`` is asked where its files say nothing of
    throttling. Takes up to `_ANSWER_WITHIN` seconds where the firmware hangs: not for a thread that draws."""
    return Heat(_celsius(root / _ZONES), _throttling(root / _FIRMWARE, vcgencmd))


def parse_throttled(text: str) -> Throttling | None:
    """Read ``throttled=0x50005`` or ``50005``; None where it is neither."""
    try:
        bits = int(text.strip().rpartition("=")[2], 16)
    except ValueError:
        return None
    slow = _CAPPED | _THROTTLED | _SOFT_LIMIT
    return Throttling(
        under_voltage=bool(bits & _UNDER_VOLTAGE),
        slowed=bool(bits & slow),
        under_voltage_before=bool(bits >> _SINCE_START & _UNDER_VOLTAGE),
        slowed_before=bool(bits >> _SINCE_START & slow),
    )


def _celsius(zones: Path) -> float | None:
    found: dict[bool, list[float]] = {True: [], False: []}
    for zone in sorted(zones.glob("thermal_zone*")):
        try:
            kind = (zone / "type").read_text(encoding="ascii").strip()
            degrees = int((zone / "temp").read_text(encoding="ascii")) / 1000.0
        except (OSError, ValueError):
            continue  # a sensor that is asleep or gone says an error for its temperature
        if _CREDIBLE[0] < degrees < _CREDIBLE[1]:
            found[kind.startswith(_PROCESSOR)].append(degrees)
    known = found[True] or found[False]
    return max(known) if known else None


def _throttling(platform: Path, vcgencmd: str | None) -> Throttling | None:
    for path in sorted(platform.glob("*/*firmware*/get_throttled")):
        try:
            told = parse_throttled(path.read_text(encoding="ascii"))
        except (OSError, ValueError):
            continue
        if told is not None:
            return told
    program = shutil.which(vcgencmd) if vcgencmd else None
    if program is None:
        return None
    try:
        answer = subprocess.run(
            [program, "get_throttled"], capture_output=True, text=True, timeout=_ANSWER_WITHIN, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return parse_throttled(answer.stdout)
