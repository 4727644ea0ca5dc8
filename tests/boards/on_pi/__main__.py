"""Finds out what there is to find out on the board, and tells it."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from .findings import LAST, tell
from .start import start

GIVEN = Path("/srv/given")
SETTLED = 0.5
"""Seconds after which a level that was set shows: software PWM changes it at the next turn only."""

LOOKS = 25

PRESSES, PATIENCE = 2, 90.0
"""Of the button, that are waited for, and for how many seconds."""

OTHER = {"bar_pins": (5, 6, 13, 19, 26, 16, 20, 21, 12, 24), "lamp_pin": 25, "button_pin": 17}
"""Wired otherwise than the settings that are shipped: the bar's last LED, and the lamp."""


def _machine() -> dict[str, Any]:
    import platform

    import lgpio

    from kiosk.cabinet.pins import is_pi, open_pins

    factory = open_pins()
    handle = lgpio.gpiochip_open(0)
    _, lines, name, label = lgpio.gpio_get_chip_info(handle)
    lgpio.gpiochip_close(handle)
    return {
        "machine": platform.machine(),
        "model": Path("/proc/device-tree/model").read_text(encoding="utf-8").strip("\0"),
        "is_pi": is_pi(),
        "factory": f"{type(factory).__module__}.{type(factory).__name__}",
        "board": factory.board_info.model,
        "chip": [name, label, lines],
    }


def _bar(changes: dict[str, Any]) -> list[dict[str, Any]]:
    """What the kernel sees of each pin for what the cabinet is told to show, one after the other."""
    from kiosk.cabinet import open_cabinet
    from kiosk.settings import CabinetSettings

    from .lines import shares

    told: list[dict[str, Any]] = []

    def look(shown: str) -> None:
        time.sleep(SETTLED)
        told.append({"shown": shown, "troubles": cabinet.troubles, "pins": shares(LOOKS)})

    with open_cabinet(CabinetSettings.model_validate(changes), remotes=False) as cabinet:
        look("nothing")
        for value, inside in ((0.3, True), (1.0, True), (-0.3, True), (0.5, False)):
            cabinet.show(_guidance(value, inside))
            look(f"{value} {'inside' if inside else 'outside'}")
        cabinet.show(None)
        look("dark")
        cabinet.lamp(True)
        look("lamp")
        cabinet.show(_guidance(1.0, True))
        look("all")
    time.sleep(SETTLED)
    told.append({"shown": "closed", "troubles": {}, "pins": shares(LOOKS)})
    return told


def _guidance(value: float, inside: bool) -> Any:
    from kiosk.coach.guidance import Bar, Guidance, Stage

    return Guidance(0.0, Stage.SET, "hip_hinge", "Hip hinge", (480, 640), bar=Bar(value, (0.4, 0.6), inside))


def _taken() -> dict[str, Any]:
    """What becomes of the cabinet where another program has one of the bar's pins."""
    import lgpio

    from kiosk.cabinet import open_cabinet
    from kiosk.settings import CabinetSettings

    from .lines import shares

    other = lgpio.gpiochip_open(0)
    lgpio.gpio_claim_output(other, 12, 0)
    try:
        with open_cabinet(CabinetSettings(), remotes=False) as cabinet:
            cabinet.lamp(True)
            time.sleep(SETTLED)
            return {"troubles": cabinet.troubles, "pins": shares(LOOKS)}
    finally:
        lgpio.gpiochip_close(other)


def _button() -> dict[str, list[str]]:
    """The cabinet's buttons that are down where the pin is low from the beginning, and where it is high."""
    import lgpio

    from kiosk.cabinet import open_cabinet
    from kiosk.settings import CabinetSettings

    settings, told = CabinetSettings(), {}
    assert settings.button_pin is not None
    for level, name in ((0, "low"), (1, "high")):
        # Nothing can be wired to an emulated pin, but what was put out there stays when it becomes an input.
        handle = lgpio.gpiochip_open(0)
        lgpio.gpio_claim_output(handle, settings.button_pin, level)
        lgpio.gpiochip_close(handle)
        with open_cabinet(settings, remotes=False) as cabinet:
            told[name] = cabinet.down
        _let_go()
    return told


def _let_go() -> None:
    from gpiozero import Device

    Device.pin_factory.close()
    Device.pin_factory = None


def _network() -> list[dict[str, object]]:
    import json

    from kiosk.pose.roi import Region
    from tests.arm64.readings import read

    regions = json.loads((GIVEN / "regions.json").read_text(encoding="utf-8"))
    return read(GIVEN / "clip.avi", [Region(**each) for each in regions])


def _presses() -> dict[str, Any]:
    """What the cabinet's button asks for, by interrupts alone, and how often something stirred meanwhile."""
    from kiosk.cabinet import open_cabinet
    from kiosk.coach.verbs import Verb
    from kiosk.settings import ButtonSettings, CabinetSettings
    from tests.boards.on_pi.findings import READY
    from tests.boards.power_button import PIN

    stirred, verbs = [], list[str]()
    button = ButtonSettings(pin=PIN, verb=Verb.PAUSE)
    settings = CabinetSettings(bar_pins=(5, 6), lamp_pin=4, button_pin=None, buttons=(button,))
    with open_cabinet(settings, remotes=False) as cabinet:
        cabinet.stirred = lambda: stirred.append(True)
        down, end = cabinet.down, time.monotonic() + PATIENCE
        print(READY, flush=True)
        while len(verbs) < PRESSES and time.monotonic() < end:
            time.sleep(0.03)
            verbs += cabinet.pressed()
        return {"down": down, "verbs": verbs, "stirred": len(stirred), "troubles": cabinet.troubles}


PROGRAMS = {
    "cabinet": {
        "machine": _machine,
        "bar": lambda: _bar({}),
        "other": lambda: _bar(OTHER),
        "taken": _taken,
        "button": _button,
        "network": _network,
    },
    "button": {"presses": _presses},
}


if __name__ == "__main__":
    start()
    for name, find in PROGRAMS[os.environ["PROGRAM"]].items():
        tell(name, find)
    tell(LAST, lambda: time.clock_gettime(time.CLOCK_BOOTTIME))
    while True:  # the kernel panics where its first program ends
        time.sleep(60.0)
