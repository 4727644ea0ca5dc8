"""The levels of the pins as the kernel sees them, from `/sys/kernel/debug/gpio`: below gpiozero, lgpio and ours."""

from __future__ import annotations

import re
from pathlib import Path

FILE = Path("/sys/kernel/debug/gpio")

_CHIP = re.compile(r"^(?P<name>gpiochip\d+): GPIOs (?P<first>\d+)-\d+,.*?(?P<label>[\w.-]+):$")
_PIN = re.compile(r"^ gpio-(?P<number>\d+) \(.*\) (?P<way>in|out) +(?P<level>hi|lo)")


def levels(text: str, label: str = "pinctrl-bcm2835", way: str = "out") -> dict[int, bool]:
    """By its number on the chip ``label``: whether each pin that is in use, as ``way``, is high."""
    first, found = None, dict[int, bool]()
    for line in text.splitlines():
        if chip := _CHIP.match(line):
            first = int(chip["first"]) if chip["label"] == label else None
        elif first is not None and (pin := _PIN.match(line)) and pin["way"] == way:
            found[int(pin["number"]) - first] = pin["level"] == "hi"
    return found


def shares(looks: int) -> dict[int, float]:
    """For what share of so many looks each pin that drives something was high."""
    seen = [levels(FILE.read_text(encoding="utf-8")) for _ in range(looks)]
    return {pin: sum(look.get(pin, False) for look in seen) / looks for pin in sorted(set().union(*seen))}
