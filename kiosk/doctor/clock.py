"""The clock: days and hours of what is kept, and of what is scheduled, are by it. A Pi without a battery loses it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import kiosk
from kiosk.doctor.finding import Finding, Number, bad, note, well
from kiosk.doctor.machine import Machine
from kiosk.health.last_run import NAME, read_last_run
from kiosk.records.place import records_path
from kiosk.settings import Settings
from kiosk.toml import FileProblem

PART, RTC = "clock", "battery clock"

_OFF = 60.0
"""Seconds by which the battery's clock may differ."""

_EMPTY_MV = 2500
"""Millivolts; below, the Pi 5's clock is not kept for long: its cell is of 3 V."""

_NETWORK = "connect the mirror to a network for a few minutes, or give it a clock with a battery"


def tell_time(settings: Settings, machine: Machine, now: Callable[[], float] = time.time) -> list[Finding]:
    """Whether the clock can be right, whether a network sets it, and what the one with the battery says. ``now``:
    seconds since 1970."""
    at = now()
    set_by_network = _set_by_network(machine)
    numbers: dict[str, Number] = {"by_network": set_by_network, "time": f"{datetime.fromtimestamp(at, UTC):%FT%TZ}"}
    told = f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"
    earliest = _known(settings)
    if at < earliest:
        do = f"{_NETWORK}; what is kept until then has wrong days"
        since = f"{datetime.fromtimestamp(earliest, UTC):%Y-%m-%d}"
        return [bad(PART, f"{told} is in the past: it was {since} already", do, **numbers), *_battery(machine, at)]
    battery = _battery(machine, at)
    if set_by_network:
        return [well(PART, f"{told}, set by the network", **numbers), *battery]
    if battery:
        return [well(PART, f"{told}, kept by a battery", **numbers), *battery]
    if set_by_network is None:
        return [well(PART, f"{told}; whether a network sets it, this machine does not tell", **numbers)]
    return [note(PART, f"{told}, but nothing has set it since the start", _NETWORK, **numbers)]


def _known(settings: Settings) -> float:
    """When it was at least, seconds since 1970: this version was installed, and the last run told of."""
    known = [Path(kiosk.__file__).stat().st_mtime]
    try:
        run = read_last_run(records_path(settings.records).with_name(NAME))
    except FileProblem:  # which is told with the last run
        run = None
    return max([*known, *([run.told_at.timestamp()] if run else [])])


def _set_by_network(machine: Machine) -> bool | None:
    """Whether it has been since the start; None where the machine does not tell."""
    if (machine.root / "run/systemd/timesync/synchronized").exists():
        return True
    told = machine.ask(["timedatectl", "show", "--property=NTPSynchronized", "--value"])
    return {"yes": True, "no": False}.get((told or "").strip())


def _battery(machine: Machine, at: float) -> list[Finding]:
    """The clock that goes on without power; nothing where there is none, which is so with a Pi before the 5."""
    since = machine.number("sys/class/rtc/rtc0/since_epoch")
    if since is None:
        return []
    told = [machine.number(path) for path in machine.found("sys/class/rtc/rtc0/**/battery_voltage")]
    micro = next((each for each in told if each is not None), None)
    off, milli = since - at, None if micro is None else micro // 1000
    numbers: dict[str, Number] = {"off_s": round(off), "battery_mv": milli}
    if milli is not None and milli < _EMPTY_MV:
        do = "put a charged battery into the Pi's battery plug; without, the clock stands still while it is off"
        found = "has no battery" if milli < 100 else f"its battery is empty ({milli / 1000:.1f} V)"
        return [note(RTC, found, do, **numbers)]
    if abs(off) > _OFF:
        return [note(RTC, f"differs by {abs(off):.0f} s", "let the mirror run in a network: it sets both", **numbers)]
    return [well(RTC, "goes with the clock", **numbers)]
