"""What a Pi's pins may carry, and the resistor that an LED wants. Volts, milliamperes, ohms."""

from __future__ import annotations

from dataclasses import dataclass

PIN_VOLTS, SUPPLY_VOLTS = 3.3, 5.0

PIN_MOST_MA, ALL_PINS_MOST_MA = 16.0, 50.0
"""What one pin, and all of them together, may give (Raspberry Pi documentation, "Power supplies": 50 mA distributed
across all the pins, 16 mA of an individual one). No newer model is said to give more."""

PIN_MA = 3.0
"""What the 3.3 V supply is designed for, per pin ("GPIO pads control")."""

DRIVER_DROP = 0.7
"""Volts that a ULN2803A keeps for itself at tens of milliamperes: the least that is usual, for that makes the most
current (its data sheet has 0.9 typical, 1.1 at most, at 100 mA)."""

DRIVER_IN_OHMS, DRIVER_IN_VOLTS = 2700.0, 1.35
"""Of a ULN2803A's input: its series resistor, and the two junctions behind it."""

DRIVER_CHANNELS = 8

_E12 = (10, 12, 15, 18, 22, 27, 33, 39, 47, 56, 68, 82)


@dataclass(frozen=True, slots=True)
class Led:
    """A kind of LED and its forward voltage, as data sheets usually have it."""

    kind: str
    volts: float


LEDS = (
    Led("red", 2.0),
    Led("amber, yellow", 2.1),
    Led("yellow-green", 2.1),
    Led("bright green, blue, white", 3.1),
)


def ohms(supply: float, led: float, milliamperes: float, drop: float = 0.0) -> float:
    """R = (supply - LED - what a driver keeps) / current, in ohms. Raises ValueError where nothing is left for it."""
    left = supply - led - drop
    if left <= 0.0:
        raise ValueError(f"{supply:g} V is too little for an LED of {led:g} V")
    return 1000.0 * left / milliamperes


def to_buy(least: float) -> int:
    """The smallest resistor of the E12 series that is at least ``least`` ohms."""
    decade = 1
    while True:
        for step in _E12:
            if step * decade >= 10 * least - 1e-9:
                return round(step * decade / 10)
        decade *= 10


def current(supply: float, led: float, resistor: float, drop: float = 0.0) -> float:
    """Milliamperes through ``resistor`` and the LED."""
    return 1000.0 * (supply - led - drop) / resistor


def driver_input_ma() -> float:
    """What one input of a driver takes from its pin."""
    return 1000.0 * (PIN_VOLTS - DRIVER_IN_VOLTS) / DRIVER_IN_OHMS
