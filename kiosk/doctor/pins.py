"""The box's pins: the bar, the buttons and the lamp. They are lit, and whoever is there says whether they were."""

from __future__ import annotations

import time
from collections.abc import Callable

from kiosk.cabinet import Cabinet, open_cabinet
from kiosk.cabinet.pins import INSTALL, is_pi, open_pins
from kiosk.doctor.asks import Asks, Nobody
from kiosk.doctor.finding import Finding, bad, note, well
from kiosk.doctor.pulse import STOP, Pulse
from kiosk.settings import CabinetSettings, Settings

PART = "pins"

_EACH, _ALL = 0.15, 0.8
"""Seconds for which each LED is lit, and all of them."""

_PRESSED_WITHIN = 15.0
"""Seconds to press a button."""

_LOOK_EVERY = 0.02


def touch(
    settings: Settings,
    asks: Asks | None = None,
    pulse: Pulse | None = None,
    wait: Callable[[float], None] = time.sleep,
) -> list[Finding]:
    """Claim the pins, light each LED in turn, then all of them and the lamp, and let them go. Who ``asks`` reaches
    says what was to be seen, and presses the buttons. A mirror that runs (``pulse``) has the pins to itself."""
    cabinet_settings, asks = settings.cabinet, asks or Nobody()
    if not cabinet_settings.enabled:
        return [well(PART, "not used: cabinet.enabled is false")]
    factory = type(open_pins()).__name__
    if factory == "MockFactory":
        if is_pi():
            return [bad(PART, "the Pi's GPIO cannot be used; bar, button and lamp are only pretended", INSTALL)]
        return [note(PART, "no GPIO here; bar, button and lamp are only pretended", "nothing, off a Pi")]
    if pulse is not None:
        return [well(PART, f"not tried, as the mirror has them; to try them, {STOP}", factory=factory)]
    with open_cabinet(cabinet_settings, remotes=False) as cabinet:
        cabinet.pressed()
        down = cabinet.down
        seen = _lit(cabinet, cabinet_settings, asks, wait)
        pressed = {} if down or not asks.there else _pressed(cabinet, asks, wait)
        troubles = dict(cabinet.troubles)
    if troubles:
        do = f"see its pins in the settings; {STOP}"
        return [bad(PART, f"{name}: {why}", do) for name, why in troubles.items()]
    findings = [*seen, *(_missed(name) for name, was in pressed.items() if not was)]
    if down:
        do = "let go of it; where nobody presses it, free it or look for a short in its wires"
        findings += [note(PART, f"the {name} is pressed, or stuck", do, factory=factory) for name in down]
    if findings:
        return findings
    told = "light up and answer" if asks.there else "answer; whether they light up, nobody was asked"
    return [well(PART, f"{factory}: bar, buttons and lamp {told}", factory=factory, asked=asks.there)]


def _lit(cabinet: Cabinet, settings: CabinetSettings, asks: Asks, wait: Callable[[float], None]) -> list[Finding]:
    """Light what there is, and ask for it; what was not to be seen."""
    count = len(settings.bar_pins)
    asks.tell(f"The {count} LEDs of the bar light up one by one, from the low end, then all of them.")
    for place in range(count):
        cabinet.light([float(each == place) for each in range(count)])
        wait(_EACH)
    cabinet.light([1.0] * count)
    cabinet.lamp(True)
    wait(_ALL)
    findings = []
    if asks.ask(f"Did all {count} light up, one by one, from the low end?") is False:
        do = "see which stays dark or comes out of turn, and its wire: cabinet.bar_pins names them from the low end"
        findings.append(bad(PART, "LED bar: not all light up in turn", do, pins=str(settings.bar_pins)))
    if settings.lamp_pin is not None and asks.ask("Is the camera's lamp lit?") is False:
        do = f"see its wire at pin {settings.lamp_pin} (BCM), its resistor, and which way round it is"
        findings.append(bad(PART, "camera lamp: stays dark", do, pin=settings.lamp_pin))
    cabinet.light([0.0] * count)
    cabinet.lamp(False)
    return findings


def _pressed(cabinet: Cabinet, asks: Asks, wait: Callable[[float], None]) -> dict[str, bool]:
    """Wait for each button in turn; which were pressed."""
    found = {}
    for name in cabinet.buttons:
        asks.tell(f"Press the {name}, within {_PRESSED_WITHIN:.0f} seconds.")
        found[name] = False
        for _ in range(round(_PRESSED_WITHIN / _LOOK_EVERY)):
            cabinet.pressed()
            if name in cabinet.down:
                found[name] = True
                break
            wait(_LOOK_EVERY)
        asks.tell("It answers." if found[name] else "Nothing came.")
    return found


def _missed(name: str) -> Finding:
    do = "see its wires: one to its pin in the settings, one to ground; then try again"
    return note(PART, f"the {name} was not pressed, or does not answer", do)
