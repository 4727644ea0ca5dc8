"""The Pi's 40-pin header, and which of its pins the mirror uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from deploy.drawings.sheet import Anchor, Sheet
from kiosk.settings import CabinetSettings

Kind = Literal["3.3 V", "5 V", "ground", "GPIO"]

_NAMES = (
    *("3.3V", "5V", "2", "5V", "3", "GND", "4", "14", "GND", "15"),
    *("17", "18", "27", "GND", "22", "23", "3.3V", "24", "10", "GND"),
    *("9", "25", "11", "8", "GND", "7", "0", "1", "5", "GND"),
    *("6", "12", "13", "GND", "19", "16", "26", "20", "GND", "21"),
)
"""Of pins 1 to 40: a voltage, ground, or the number by which Broadcom and the settings call it. The same on every Pi
with 40 pins."""

_ALSO = {
    **dict.fromkeys((0, 1), "for add-on boards (HAT)"),
    **dict.fromkeys((2, 3), "I2C, fixed pull-up"),
    **dict.fromkeys((7, 8, 9, 10, 11), "SPI"),
    **dict.fromkeys((14, 15), "serial console"),
    **dict.fromkeys((18, 19, 20, 21), "sound boards (I2S)"),
}
"""What else a pin is used for, where something is."""


@dataclass(frozen=True, slots=True)
class HeaderPin:
    """One of the header's: its ``number`` on it, what it is, and ``bcm``, its GPIO number, None where it is none."""

    number: int
    kind: Kind
    bcm: int | None = None

    @property
    def name(self) -> str:
        """As the guide calls it."""
        return self.kind if self.bcm is None else f"GPIO {self.bcm}"

    @property
    def also(self) -> str:
        """What else uses it; nothing where nothing does."""
        return "" if self.bcm is None else _ALSO.get(self.bcm, "")


def _pin(number: int, name: str) -> HeaderPin:
    if name == "GND":
        return HeaderPin(number, "ground")
    if name.endswith("V"):
        return HeaderPin(number, "5 V" if name == "5V" else "3.3 V")
    return HeaderPin(number, "GPIO", int(name))


HEADER = tuple(_pin(number, name) for number, name in enumerate(_NAMES, start=1))


def pin_of(bcm: int) -> HeaderPin:
    """The pin of the header that the settings call ``bcm``."""
    return next(pin for pin in HEADER if pin.bcm == bcm)


@dataclass(frozen=True, slots=True)
class Use:
    """What a pin is used for: ``short`` on a drawing, ``long`` in a table; ``part``: which part of the cabinet."""

    part: Literal["bar", "button", "lamp"]
    short: str
    long: str


def uses(cabinet: CabinetSettings) -> dict[int, Use]:
    """By GPIO number, in the order in which one wires them."""
    found: dict[int, Use] = {}
    last = len(cabinet.bar_pins)
    for place, bcm in enumerate(cabinet.bar_pins, start=1):
        end = " (lowest)" if place == 1 else " (highest)" if place == last else ""
        found[bcm] = Use("bar", f"bar {place}{end}", f"LED {place} of the bar{end}")
    if cabinet.button_pin is not None:
        found[cabinet.button_pin] = Use("button", "the button", "the one button that does all")
    for more in cabinet.buttons:
        found[more.pin] = Use("button", f"button: {more.verb}", f'a further button, for "{more.verb}"')
    if cabinet.lamp_pin is not None:
        found[cabinet.lamp_pin] = Use("lamp", "camera lamp", "the lamp that says the camera is on")
    return found


def ground_near(bcm: int) -> HeaderPin:
    """The ground pin nearest to ``bcm`` on the header."""
    number = pin_of(bcm).number
    grounds = [pin for pin in HEADER if pin.kind == "ground"]
    return min(grounds, key=lambda pin: (abs((pin.number - 1) // 2 - (number - 1) // 2), pin.number))


def draw_header(cabinet: CabinetSettings) -> Sheet:
    """The header as one looks down on it, with what goes where."""
    sheet = Sheet(
        "The Pi's pins that the mirror uses",
        "The 40-pin header with the pins of the bar, the button and the lamp marked.",
    )
    used = uses(cabinet)
    sheet.lines(
        (12.0, 24.0),
        (
            "Seen from above, the board flat before you, USB sockets at the bottom, pins at the right edge.",
            "Pin 1 is in the inner row, at the end away from the USB sockets. First of all pull the Pi's plug.",
        ),
    )
    top, step, left, right = 44.0, 9.6, 96.0, 108.0
    sheet.area(
        (left - 8, top - 8), (right + 8, top - 8), (right + 8, top + 19 * step + 8), (left - 8, top + 19 * step + 8)
    )
    for pin in HEADER:
        x = left if pin.number % 2 else right
        y = top + (pin.number - 1) // 2 * step
        use = None if pin.bcm is None else used.get(pin.bcm)
        _draw_pin(sheet, pin, (x, y), use)
        anchor: Anchor = "end" if pin.number % 2 else "start"
        out = left - 11.0 if anchor == "end" else right + 11.0
        words = pin.name if use is None else f"{pin.name}: {use.short}"
        sheet.text((out, y + 1.2), words, 3.6 if use else 3.0, anchor, bold=use is not None)
        if use is None and pin.also:
            sheet.text((out, y + 4.6), pin.also, 2.8, anchor)
    y = top + 19 * step + 18.0
    for x, kind, words in (
        (16.0, "bar", "LED of the bar"),
        (54.0, "button", "button"),
        (80.0, "lamp", "lamp"),
        (103.0, "ground", "ground (all are alike)"),
        (151.0, "3.3 V", "a voltage"),
        (182.0, "GPIO", "free"),
    ):
        _draw_mark(sheet, (x, y), kind, "")
        sheet.text((x + 6.0, y + 1.2), words, 3.2)
    sheet.lines(
        (12.0, y + 12.0),
        (
            "The number in a mark is that of the pin on the header. The settings use the other one, after “GPIO”.",
            "Never join a 5 V pin to a GPIO pin, nor 3.3 V or 5 V to ground: either ends the Pi.",
            *_clashing(cabinet),
        ),
    )
    return sheet


def _clashing(cabinet: CabinetSettings) -> list[str]:
    sound = [bcm for bcm in uses(cabinet) if 18 <= bcm <= 21]
    if not sound:
        return []
    named = ", ".join(map(str, sound))
    return [f"Sound boards on the header (I2S) want GPIO 18 to 21, and the mirror uses {named}: take USB sound."]


def _draw_pin(sheet: Sheet, pin: HeaderPin, place: tuple[float, float], use: Use | None) -> None:
    kind = use.part if use else pin.kind
    if pin.number == 1:
        sheet.rect((place[0] - 4.4, place[1] - 4.4), 8.8, 8.8, wide=0.25)
    _draw_mark(sheet, place, kind, str(pin.number))


def _draw_mark(sheet: Sheet, place: tuple[float, float], kind: str, words: str) -> None:
    (x, y), ink = place, "#000"
    if kind == "bar":
        sheet.circle(place, 3.8, fill="#000")
        ink = "#fff"
    elif kind == "button":
        sheet.rect((x - 3.8, y - 3.8), 7.6, 7.6, fill="#d0d0d0", wide=0.9)
    elif kind == "lamp":
        sheet.area((x, y - 4.6), (x + 4.6, y), (x, y + 4.6), (x - 4.6, y), fill="#fff", wide=0.9)
    elif kind == "ground":
        sheet.circle(place, 3.4, fill="#d8d8d8", wide=0.25)
    elif kind in ("3.3 V", "5 V"):
        sheet.rect((x - 3.2, y - 3.2), 6.4, 6.4, wide=0.25, dash="1 0.8")
    else:
        sheet.circle(place, 3.2, wide=0.25)
    if words:
        sheet.text(
            (x, y + 1.05), words, 3.0, "middle", bold=kind in ("bar", "button", "lamp"), fill=ink, counts=False
        )
