"""The display, the box's pins, heat and power."""

from __future__ import annotations

import os
from pathlib import Path

from kiosk.cabinet import open_cabinet
from kiosk.cabinet.pins import INSTALL, is_pi, open_pins
from kiosk.doctor.finding import Finding, bad, note, well
from kiosk.health.heat import Heat
from kiosk.mirror import DisplayError, open_display
from kiosk.mirror.display import connected_screens
from kiosk.settings import Settings


def show(settings: Settings) -> list[Finding]:
    """Open the display, and close it again."""
    part = "display"
    screens = connected_screens()
    told = f"screens: {', '.join(screens)}" if screens else "no screen is connected"
    try:
        with open_display(settings.glass, rotation=settings.glass.rotation) as display:
            kind, (width, height) = display.kind, display.size
    except DisplayError as error:
        found, _, do = str(error).partition(". ")
        return [bad(part, f"{found} ({told})", do or "check its cable; or --display offscreen", kind=None)]
    found = f"{kind}, {width} x {height}; {told}"
    if kind == "offscreen" and settings.glass.display == "auto":
        do = "connect the screen before the Pi starts; nothing is shown until then"
        return [note(part, found, do, kind=kind, screens=len(screens))]
    return [well(part, found, kind=kind, screens=len(screens))]


def touch(settings: Settings) -> list[Finding]:
    """Claim the pins of the bar, the buttons and the lamp, and let them go."""
    part = "pins"
    if not settings.cabinet.enabled:
        return [well(part, "not used: cabinet.enabled is false")]
    factory = type(open_pins()).__name__
    if factory == "MockFactory":
        if is_pi():
            return [bad(part, "the Pi's GPIO cannot be used; bar, button and lamp are only pretended", INSTALL)]
        return [note(part, "no GPIO here; bar, button and lamp are only pretended", "nothing, off a Pi")]
    with open_cabinet(settings.cabinet, remotes=False) as cabinet:
        cabinet.pressed()
        troubles, down = dict(cabinet.troubles), cabinet.down
    if troubles:
        return [
            bad(part, f"{name}: {why}", "see its pins in the settings; stop a mirror that is running")
            for name, why in troubles.items()
        ]
    if down:
        do = "let go of it; where nobody presses it, free it or look for a short in its wires"
        return [note(part, f"the {name} is pressed, or stuck", do, factory=factory) for name in down]
    return [well(part, f"{factory}: bar, buttons and lamp answer", factory=factory)]


def feel(settings: Settings, heat: Heat) -> list[Finding]:
    """Judge temperature and power."""
    return [_temperature(settings, heat), _power(heat)]


def _temperature(settings: Settings, heat: Heat) -> Finding:
    part, celsius = "temperature", heat.celsius
    if celsius is None:
        return well(part, "this machine does not tell", celsius=None)
    found = f"{celsius:.0f} degrees"
    if celsius >= settings.effort.hot:
        do = "give it air: a heat sink or a fan, holes in the box; until then the mirror leaves things out"
        return note(part, found, do, celsius=celsius)
    return well(part, found, celsius=celsius)


def _power(heat: Heat) -> Finding:
    part, told = "power", heat.throttling
    if told is None:
        return well(part, "this machine does not tell", throttled=None)
    supply = "use the Pi's own supply and a short cable, and take what draws power from its USB ports"
    if told.under_voltage:
        return bad(part, "the voltage is too low now", supply, under_voltage=True, throttled=told.slowed)
    if told.slowed:
        return note(part, "the processor slows itself down now", "let it cool", under_voltage=False, throttled=True)
    if told.under_voltage_before:
        return note(part, "the voltage was too low since the start", supply, under_voltage=False, throttled=False)
    if told.slowed_before:
        found, do = "the processor has slowed itself down since the start", "watch the temperature during a set"
        return note(part, found, do, under_voltage=False, throttled=False)
    return well(part, "enough, and nothing is slowed down", under_voltage=False, throttled=False)


def writable(folder: Path) -> bool:
    """Whether files can be made in ``folder``."""
    return os.access(folder, os.W_OK | os.X_OK)
