"""The screen behind the glass: is it there, in which mode, the right way round, and as large as the settings say?"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.calibrate.file import calibration_path
from kiosk.doctor.edid import size_mm
from kiosk.doctor.finding import Finding, Number, bad, note, well
from kiosk.doctor.machine import Machine
from kiosk.doctor.pulse import Pulse
from kiosk.mirror import DisplayError, open_display
from kiosk.settings import GlassSettings, Settings

PART, SIZE = "display", "display size"

_OFF = 0.05
"""Share by which a screen may be wider or narrower than the settings say; the ghost is off by as much."""

_SLOW = 0.8
"""Share of the rate asked for, below which the glass is drawn too rarely."""


@dataclass(frozen=True, slots=True)
class Screen:
    """What is on a connector: its ``name``, its own ``mode`` in pixels, and its size in millimetres, where told."""

    name: str
    mode: tuple[int, int] | None
    size: tuple[int, int] | None


def screens(machine: Machine) -> list[Screen]:
    """Every screen that is connected."""
    found = []
    for status in machine.found("sys/class/drm/card*-*/status"):
        if machine.text(status) == "connected":
            own = status.parent
            edid = machine.content(own, "edid") or b""
            found.append(Screen(own.name, _mode(machine.text(own, "modes") or ""), size_mm(edid)))
    return found


def show(settings: Settings, machine: Machine | None = None, pulse: Pulse | None = None) -> list[Finding]:
    """Open the display, and close it again; a mirror that runs (``pulse``) has the screen to itself."""
    found = screens(machine or Machine())
    glass = settings.glass
    if pulse is not None and glass.display in {"auto", "kms"}:
        tells = bool((machine or Machine()).found("sys/class/drm/card*-*"))
        return [_of_the_mirror(pulse, glass, found, tells), *_size(settings, found)]
    told = _told(found)
    try:
        with open_display(glass, rotation=glass.rotation) as display:
            kind, (width, height) = display.kind, display.size
            driver, mode = display.driver, display.mode
    except DisplayError as error:
        said, _, do = str(error).partition(". ")
        return [bad(PART, f"{said} ({told})", do or "check its cable; or --display offscreen", kind=None)]
    numbers: dict[str, Number] = {"kind": kind, "screens": len(found), "driver": driver}
    numbers |= {"mode": _by(mode) if mode else None, "rotation": glass.rotation}
    by_driver = f" ({driver}, {_by(mode)})" if mode and mode != (width, height) else f" ({driver})" if driver else ""
    text = f"{kind}, {width} x {height}{by_driver}; {told}"
    if kind == "offscreen" and glass.display == "auto":
        do = "connect the screen before the Pi starts; nothing is shown until then"
        return [note(PART, text, do, **numbers)]
    turned = _turned(glass, mode) if kind == "kms" and mode else ""
    first = note(PART, text, turned, **numbers) if turned else well(PART, text, **numbers)
    return [first, *(_size(settings, found) if kind == "kms" else [])]


def _of_the_mirror(pulse: Pulse, glass: GlassSettings, found: list[Screen], tells: bool) -> Finding:
    """``tells``: the machine says which screens are connected."""
    rate, told = pulse.drawn_rate, _told(found) if tells else "on which screen, this machine does not tell"
    numbers: dict[str, Number] = {"kind": None, "screens": len(found)}
    numbers["drawn"] = None if rate is None else round(rate, 1)
    if tells and not found:
        do = "connect the screen and switch it on; then pull the Pi's plug, and put it in again"
        return bad(PART, f"the mirror draws, but {told}", do, **numbers)
    if pulse.hangs or rate is None:
        return note(PART, f"the mirror has it, and does not tell what it draws; {told}", "see the mirror", **numbers)
    text = f"the mirror draws {rate:.1f} times a second; {told}"
    if rate < _SLOW * glass.rate and not pulse.beat.idle:
        do = f"{glass.rate} were asked for: stop what else runs on the Pi, or set glass.rate lower"
        return note(PART, text, do, **numbers)
    turned = _turned(glass, found[0].mode) if len(found) == 1 else ""
    return note(PART, text, turned, **numbers) if turned else well(PART, text, **numbers)


def _turned(glass: GlassSettings, mode: tuple[int, int] | None) -> str:
    """What to do where the picture stands on its side; empty where it does not."""
    if mode is None:
        return ""
    as_hung = mode if glass.rotation in {0, 180} else mode[::-1]
    if (as_hung[0] > as_hung[1]) == (glass.width > glass.height):
        return ""
    turn = "90 or 270, whichever is upright" if glass.rotation in {0, 180} else "0 or 180, whichever is upright"
    return f"the screen is {_by(mode)}, the glass {glass.width} x {glass.height}: set glass.rotation to {turn}"


def _size(settings: Settings, found: list[Screen]) -> list[Finding]:
    """Whether the lit area is as wide as the settings say. A calibration knows better than both."""
    glass = settings.glass
    if len(found) != 1 or found[0].size is None or calibration_path(settings.records).exists():
        return []
    size = found[0].size
    width = min(size) if glass.width < glass.height else max(size)
    numbers: dict[str, Number] = {"width_mm": width, "settings_mm": glass.width_mm}
    if abs(width - glass.width_mm) <= _OFF * glass.width_mm:
        return [well(SIZE, f"{width} mm wide as it hangs, as the settings say", **numbers)]
    do = "measure what is lit, from edge to edge, and set glass.width_mm; or `kiosk calibrate`"
    told = f"the screen says that it is {width} mm wide as it hangs, the settings say {glass.width_mm:g}"
    return [note(SIZE, told, do, **numbers)]


def _told(found: list[Screen]) -> str:
    if not found:
        return "no screen is connected"
    return f"screens: {', '.join(f'{each.name}{_shown(each.mode)}' for each in found)}"


def _shown(mode: tuple[int, int] | None) -> str:
    return f" {_by(mode)}" if mode else ""


def _by(size: tuple[int, int]) -> str:
    return f"{size[0]} x {size[1]}"


def _mode(modes: str) -> tuple[int, int] | None:
    """The first of the kernel's list, which is the screen's own: "1920x1080"."""
    width, _, height = (modes.split() or [""])[0].partition("x")
    height = height.rstrip("i")
    return (int(width), int(height)) if width.isdecimal() and height.isdecimal() else None
