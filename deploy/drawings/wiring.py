"""How bar, lamp and buttons are wired: small LEDs straight to the pins, or brighter ones through drivers."""

from __future__ import annotations

from deploy.drawings.electric import (
    ALL_PINS_MOST_MA,
    DRIVER_CHANNELS,
    DRIVER_DROP,
    LEDS,
    PIN_MA,
    PIN_VOLTS,
    SUPPLY_VOLTS,
    current,
    driver_input_ma,
    ohms,
    to_buy,
)
from deploy.drawings.header import Use, ground_near, pin_of, uses
from deploy.drawings.sheet import Point, Sheet
from kiosk.settings import CabinetSettings

BRIGHT_MA = 15.0
"""Through each LED behind a driver."""

RED = LEDS[0].volts

DIRECT_OHMS = to_buy(ohms(PIN_VOLTS, RED, PIN_MA))
BRIGHT_OHMS = to_buy(ohms(SUPPLY_VOLTS, RED, BRIGHT_MA, DRIVER_DROP))

_DRAWN = 19
"""Wires that fit on a sheet."""


def direct_ma(cabinet: CabinetSettings) -> float:
    """What all red LEDs at once take from the pins, milliamperes."""
    return len(_lights(cabinet)) * current(PIN_VOLTS, RED, DIRECT_OHMS)


def draw_direct(cabinet: CabinetSettings) -> Sheet:
    """Small red LEDs straight to the pins. Raises ValueError where that asks too much of them."""
    if direct_ma(cabinet) > ALL_PINS_MOST_MA:
        raise ValueError(f"{direct_ma(cabinet):.0f} mA is more than the pins may give at once: take drivers")
    sheet = Sheet(
        "Wiring A: small LEDs, straight to the pins",
        "Each LED with its resistor between a GPIO pin and ground; the button between a pin and ground.",
    )
    lights, presses = _lights(cabinet), _presses(cabinet)
    each, through = current(PIN_VOLTS, RED, DIRECT_OHMS), f"(3.3 V - {RED:g} V) / {DIRECT_OHMS} Ω"
    top, step = 48.0, min(13.5, 190.0 / (len(lights) + len(presses) + 1))
    rail = 150.0
    sheet.paragraph(
        (12.0, 24.0),
        f"Red LEDs of about {RED:g} V, {DIRECT_OHMS} Ω each: {through} = {each:.1f} mA an LED, "
        f"{direct_ma(cabinet):.0f} mA all together. The pins may give {ALL_PINS_MOST_MA:g} mA together, and about "
        f"{PIN_MA:g} mA each is what their supply is built for.",
        184.0,
    )
    sheet.text((24.0, top - 8.0), "from the header", 3.0, bold=True)
    sheet.text((84.0, top - 8.0), "resistor", 3.0, "middle", bold=True)
    sheet.text((116.0, top - 8.0), "LED", 3.0, "middle", bold=True)
    y = top
    for bcm, use in lights:
        _source(sheet, bcm, use, y)
        sheet.line((70.0, y), (77.0, y))
        _resistor(sheet, (77.0, y), f"{DIRECT_OHMS} Ω")
        sheet.line((91.0, y), (112.0, y))
        _led(sheet, (112.0, y))
        sheet.line((120.0, y), (rail, y))
        sheet.dot((rail, y))
        y += step
    y += step * 0.5
    for bcm, use in presses:
        _source(sheet, bcm, use, y)
        _switch(sheet, y, rail)
        sheet.dot((rail, y))
        y += step
    sheet.line((rail, top - 3.0), (rail, y - step), wide=0.7)
    last = y - step
    sheet.line((rail, last), (rail + 14.0, last), arrow=True)
    sheet.text((rail, top - 8.0), "ground", 3.0, "middle", bold=True)
    grounds = ", ".join(f"{number}" for number in _grounds(cabinet))
    sheet.lines((rail + 4.0, last + 6.0), ("to any ground pin:", f"{grounds}"), 3.0)
    _legend(sheet, last + 14.0)
    return sheet


def draw_driven(cabinet: CabinetSettings) -> Sheet:
    """Brighter LEDs from the 5 V pins, switched by ULN2803A drivers."""
    sheet = Sheet(
        "Wiring B: brighter LEDs, through drivers",
        "GPIO pins to the inputs of ULN2803A drivers; LEDs with resistors between 5 V and their outputs.",
    )
    lights, presses = _lights(cabinet), _presses(cabinet)
    if len(lights) + len(presses) > _DRAWN:
        raise ValueError(f"{len(lights) + len(presses)} wires do not fit on a sheet: at most {_DRAWN}")
    each = current(SUPPLY_VOLTS, RED, BRIGHT_OHMS, DRIVER_DROP)
    all_ma, through = each * len(lights), f"(5 V - {RED:g} V - {DRIVER_DROP:g} V) / {BRIGHT_OHMS} Ω"
    sheet.paragraph(
        (12.0, 24.0),
        f"Red LEDs of about {RED:g} V, {BRIGHT_OHMS} Ω each: {through} = {each:.0f} mA an LED, {all_ma:.0f} mA all "
        "together, from the 5 V pins and so from the Pi's power supply. The GPIO pins only give the drivers' inputs "
        f"{driver_input_ma():.1f} mA each.",
        184.0,
    )
    chips = [lights[start : start + DRIVER_CHANNELS] for start in range(0, len(lights), DRIVER_CHANNELS)]
    step = min(12.0, 174.0 / (len(lights) + 2.5 * len(chips) + len(presses)))
    y, rail = 56.0, 186.0
    top = end = y
    sheet.text((24.0, y - 8.5), "from the header", 3.0, bold=True)
    sheet.text((128.0, y - 8.5), "resistor", 3.0, "middle", bold=True)
    sheet.text((160.0, y - 8.5), "LED", 3.0, "middle", bold=True)
    for number, chip in enumerate(chips, start=1):
        chip_top = y - step * 0.5
        for channel, (bcm, use) in enumerate(chip, start=1):
            _source(sheet, bcm, use, y)
            sheet.line((70.0, y), (84.0, y))
            sheet.text((83.0, y - 1.0), f"{channel}", 2.8, "end")
            sheet.line((108.0, y), (121.0, y))
            sheet.text((109.0, y - 1.0), f"{19 - channel}", 2.8)
            _resistor(sheet, (121.0, y), f"{BRIGHT_OHMS} Ω")
            sheet.line((135.0, y), (156.0, y))
            _led(sheet, (156.0, y), back=True)
            sheet.line((164.0, y), (rail, y))
            sheet.dot((rail, y))
            y += step
        sheet.line((84.0, y), (70.0, y))
        sheet.text((83.0, y - 1.0), "9", 2.8, "end")
        sheet.text((68.0, y + 1.1), "any ground pin", 3.2, "end")
        sheet.line((108.0, y), (rail, y))
        sheet.dot((rail, y))
        sheet.text((109.0, y - 1.0), "10", 2.8)
        sheet.rect((84.0, chip_top), 24.0, y + step * 0.5 - chip_top, wide=0.7)
        middle = (chip_top + y) / 2.0
        sheet.text((96.0, middle), f"driver {number}", 3.4, "middle", bold=True)
        sheet.text((96.0, middle + 4.6), "ULN2803A", 3.0, "middle")
        end = y
        y += step * 1.5
    sheet.line((rail, top - 6.5), (rail, end), wide=0.7)
    sheet.text((rail, top - 12.5), "5 V:", 3.0, "middle", bold=True)
    sheet.text((rail, top - 8.5), "pin 2 or 4", 3.0, "middle", bold=True)
    for bcm, use in presses:
        _source(sheet, bcm, use, y)
        _switch(sheet, y, 150.0)
        sheet.text((152.0, y + 1.1), "any ground pin", 3.0)
        y += step
    _legend(sheet, y + 2.0, driver=True)
    return sheet


def _lights(cabinet: CabinetSettings) -> list[tuple[int, Use]]:
    return [(bcm, use) for bcm, use in uses(cabinet).items() if use.part != "button"]


def _presses(cabinet: CabinetSettings) -> list[tuple[int, Use]]:
    return [(bcm, use) for bcm, use in uses(cabinet).items() if use.part == "button"]


def _grounds(cabinet: CabinetSettings) -> list[int]:
    return sorted({ground_near(bcm).number for bcm in uses(cabinet)})


def _source(sheet: Sheet, bcm: int, use: Use, y: float) -> None:
    pin = pin_of(bcm)
    sheet.text((68.0, y + 1.1), f"pin {pin.number}", 3.4, "end", bold=True)
    sheet.text((54.0, y + 1.1), f"GPIO {bcm}", 3.0, "end")
    sheet.text((12.0, y + 1.1), use.short, 3.0)


def _resistor(sheet: Sheet, left: Point, words: str) -> None:
    x, y = left
    sheet.rect((x, y - 2.0), 14.0, 4.0)
    sheet.text((x + 7.0, y + 1.05), words, 2.8, "middle")


def _led(sheet: Sheet, left: Point, back: bool = False) -> None:
    """The triangle points the way the current goes, to the bar: the LED's short leg, at its flat side. ``back``: to
    the left."""
    x, y = left
    if back:
        sheet.area((x + 8.0, y - 3.0), (x + 8.0, y + 3.0), (x, y), fill="#fff")
        sheet.line((x, y - 3.0), (x, y + 3.0), wide=0.8)
    else:
        sheet.area((x, y - 3.0), (x, y + 3.0), (x + 8.0, y), fill="#fff")
        sheet.line((x + 8.0, y - 3.0), (x + 8.0, y + 3.0), wide=0.8)
    for shift in (0.0, 2.6):
        sheet.line((x + 2.5 + shift, y - 3.0), (x + 4.3 + shift, y - 5.2), wide=0.25, arrow=True)


def _switch(sheet: Sheet, y: float, end: float) -> None:
    sheet.line((70.0, y), (104.0, y))
    sheet.circle((104.8, y), 0.8, fill="#fff")
    sheet.line((105.5, y - 0.5), (115.5, y - 4.2), wide=0.6)
    sheet.circle((116.8, y), 0.8, fill="#fff")
    sheet.line((117.6, y), (end, y))
    sheet.text((111.0, y + 4.6), "push button", 2.8, "middle")


def _legend(sheet: Sheet, y: float, driver: bool = False) -> None:
    rows = [
        "An LED only works one way round: its short leg, at the flat side of its rim, is the bar of its sign here.",
        "A resistor goes either way round. Without one, LED and pin break.",
        "A button needs no resistor and no voltage: the Pi holds its pin at 3.3 V, and sees it fall to ground.",
    ]
    if driver:
        rows += [
            "Numbers at a driver are its legs. Leg 1 is beside notch or dot; count down there, up the other side.",
            "Leg 9 goes to ground: driver and Pi must have ground in common. Leg 10 goes to 5 V.",
        ]
    else:
        rows += [
            "Bright green, blue and white LEDs want 3 V and more: they stay dark here. Take wiring B for them.",
            "Other LEDs: resistor = (3.3 V - volts of the LED) / current, and the next larger one that is sold.",
        ]
    sheet.lines((12.0, y + 6.0), rows, 3.2)
