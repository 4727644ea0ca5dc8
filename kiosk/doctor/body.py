"""Heat and power."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kiosk.doctor.finding import Finding, bad, note, well
from kiosk.doctor.journal import Line
from kiosk.doctor.machine import Machine
from kiosk.health.heat import Heat
from kiosk.settings import Settings

_SUPPLY = "use the Pi's own supply and a short cable, and take what draws power from its USB ports"

_LOW = re.compile(r"under-?voltage detected", re.IGNORECASE)
"""What the kernel says when the voltage falls."""


def temperature(settings: Settings, heat: Heat) -> Finding:
    """How hot the processor is, by the limits of the settings."""
    part, celsius = "temperature", heat.celsius
    if celsius is None:
        return well(part, "this machine does not tell", celsius=None)
    found = f"{celsius:.0f} degrees"
    if celsius >= settings.effort.hot:
        do = "give it air: a heat sink or a fan, holes in the box; until then the mirror leaves things out"
        return note(part, found, do, celsius=celsius)
    return well(part, found, celsius=celsius)


def power(heat: Heat, machine: Machine | None = None, kernel: Sequence[Line] | None = None) -> Finding:
    """Whether there is power enough: by the firmware, by the sensor of the Pi's ``machine``, and by what the
    ``kernel`` has said since the start."""
    part, told = "power", heat.throttling
    alarm = None if machine is None else _alarm(machine)
    falls = sum(1 for line in kernel or () if _LOW.search(line.message))
    if told is None and alarm is None and not falls:
        return well(part, "this machine does not tell", throttled=None)
    low = alarm or (told is not None and told.under_voltage)
    before = falls > 0 or (told is not None and told.under_voltage_before)
    numbers = {"under_voltage": low, "throttled": None if told is None else told.slowed, "falls": falls}
    if low:
        return bad(part, "the voltage is too low now", _SUPPLY, **numbers)
    if told is not None and told.slowed:
        return note(part, "the processor slows itself down now", "let it cool", **numbers)
    if before:
        times = "" if falls < 2 else f", {falls} times"
        return note(part, f"the voltage was too low since the start{times}", _SUPPLY, **numbers)
    if told is not None and told.slowed_before:
        found, do = "the processor has slowed itself down since the start", "watch the temperature during a set"
        return note(part, found, do, **numbers)
    return well(part, "enough, and nothing is slowed down", **numbers)


def _alarm(machine: Machine) -> bool | None:
    """Whether the Pi's voltage is below its limit, by the kernel's sensor for it; None where there is none."""
    for sensor in machine.found("sys/class/hwmon/hwmon*"):
        if machine.text(sensor, "name") == "rpi_volt":
            alarm = machine.number(sensor, "in0_lcrit_alarm")
            return None if alarm is None else alarm != 0
    return None
