"""The guide's tables that follow from settings and geometry, as Markdown."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

from deploy.drawings.electric import DRIVER_DROP, LEDS, PIN_MA, PIN_VOLTS, SUPPLY_VOLTS, current, ohms, to_buy
from deploy.drawings.header import ground_near, pin_of, uses
from deploy.drawings.parts import CAMERAS, PICTURES, SCREEN_INCHES, lit_area
from deploy.drawings.place import metres
from deploy.drawings.site import Site
from deploy.drawings.wiring import BRIGHT_MA
from kiosk.mirror.lens import Camera
from kiosk.settings import Settings

PASSES, REFLECTS = 0.30, 0.65
"""Shares of the light that usual two-way mirror glass passes and sends back; the rest it keeps."""

CLOTHES = 0.30
"""Share of the light that clothes of a middle grey send back."""

SCREENS_CD = (350.0, 500.0, 700.0)
"""Brightness of screens, cd/m2 ("nits"): a television, and two for shops."""


def all_tables(site: Site) -> dict[str, str]:
    """By the name that the guide calls them."""
    return {
        "pins": pins(site.settings),
        "resistors": resistors(),
        "cameras": cameras(site),
        "places": places(site),
        "screens": screens(site),
        "light": light(),
    }


def pins(settings: Settings) -> str:
    """Which wire goes where."""
    rows = [
        (f"{pin_of(bcm).number}", f"{bcm}", use.long, f"{ground_near(bcm).number}", pin_of(bcm).also)
        for bcm, use in uses(settings.cabinet).items()
    ]
    return _table(
        ("pin on the header", "GPIO, as in the settings", "goes to", "nearest ground pin", "else used for"),
        "rrlrl",
        rows,
    )


def resistors() -> str:
    """Per kind of LED, straight to a pin and behind a driver."""
    rows = []
    for led in LEDS:
        least = to_buy(ohms(SUPPLY_VOLTS, led.volts, BRIGHT_MA, DRIVER_DROP))
        driven = f"{least} Ω ({current(SUPPLY_VOLTS, led.volts, least, DRIVER_DROP):.0f} mA)"
        # Little over an LED's own voltage, its current hangs on the single piece, and on the Pi's.
        if PIN_VOLTS - led.volts < 1.0:
            straight = "not possible"
        else:
            least = to_buy(ohms(PIN_VOLTS, led.volts, PIN_MA))
            straight = f"{least} Ω ({current(PIN_VOLTS, led.volts, least):.1f} mA)"
        rows.append((led.kind, f"{led.volts:.1f} V", straight, driven))
    return _table(
        ("LED", "forward voltage, about", "A: straight to a pin", "B: from 5 V, behind a driver"), "lrll", rows
    )


def cameras(site: Site) -> str:
    """Which camera needs which settings, and where one then stands."""
    rows = []
    for module in CAMERAS:
        for width, height in PICTURES:
            up, across = module.angles(width, height)
            if (width, height) != PICTURES[0] and module.aspect < 1.5:
                continue  # what is cut off at the sides is only missed
            other = _with_camera(site, width, height, round(up, 1))
            stands, lies = other.stands, other.lies_whole(other.camera)
            where = "nowhere" if stands is None else f"{metres(stands[0])} to {metres(stands[1])}"
            lying = "not" if lies is None else f"from {metres(lies)}"
            rows.append((module.name, f"{width} x {height}", f"{up:.1f}", f"{across:.1f}", where, lying))
    head = (
        "camera",
        "`width` x `height`",
        "`vertical_field_of_view`",
        "degrees across",
        "everybody from 1.5 to 1.95 m seen whole",
        "who lies",
    )
    return _table(head, "llrrll", rows)


def places(site: Site) -> str:
    """Beside, above and below the screen."""
    width, height = site.lit
    x = max(abs(site.camera.x), width / 2.0 + 45.0)
    rows = []
    for words, camera in (
        ("**beside** it, at hip height (as drawn)", replace(site.camera, x=x, y=site.camera.y, tilt=0.0, pan=-10.0)),
        ("above its middle", replace(site.camera, x=0.0, y=height + 45.0, tilt=14.0, pan=0.0)),
        ("below its middle", replace(site.camera, x=0.0, y=-45.0, tilt=-8.0, pan=0.0)),
    ):
        rows.append((words, *_keys(site, camera), _where(site, camera)))
    head = (
        "camera, of the screen",
        "`camera_right_of_centre_mm`",
        "`camera_above_bottom_mm`",
        "`height_above_floor`",
        "`tilt`",
        "`pan`",
        "everybody from 1.5 to 1.95 m seen whole",
    )
    return _table(head, "lrrrrrl", rows)


def _keys(site: Site, camera: Camera) -> tuple[str, ...]:
    over = (camera.y + site.bottom) / 1000.0
    return f"{camera.x:.0f}", f"{camera.y:.0f}", f"{over:.2f}", f"{camera.tilt:.0f}", f"{camera.pan:.0f}"


def _where(site: Site, camera: Camera) -> str:
    stands = site.seen_whole(camera)
    return "nowhere" if stands is None else f"{metres(stands[0])} to {metres(stands[1])}"


def screens(site: Site) -> str:
    """What a smaller or larger screen means, hung with its upper edge where the drawn one has it."""
    rows = []
    for inches in SCREEN_INCHES:
        width, height = lit_area(inches)
        bottom = site.top - height
        above = site.settings.camera.height_above_floor * 1000.0 - bottom
        rows.append(
            (
                f"{inches:.0f} inch",
                f"{width:.0f}",
                f"{height:.0f} mm",
                f"{bottom / 10.0:.0f} cm",
                f"{above:.0f}",
                f"{2.0 * bottom / 10.0:.0f} cm",
            )
        )
    head = (
        "16:9 screen",
        "`width_mm`",
        "height",
        "lower edge over the floor",
        "`camera_above_bottom_mm`",
        "feet leave it when the eyes come below",
    )
    return _table(head, "lrrrrr", rows)


def light() -> str:
    """How much brighter a drawn line is than the reflection of what it lies on. By Lambert: clothes in E lux that
    reflect a share r are E r / pi cd/m2 bright, and the mirror sends its own share of that back."""
    rows = []
    for lux in (150.0, 300.0, 500.0, 1000.0):
        mirrored = REFLECTS * lux * CLOTHES / math.pi
        ratios = (f"{PASSES * screen / mirrored:.1f}" for screen in SCREENS_CD)
        rows.append((f"{lux:.0f} lux", f"{mirrored:.0f} cd/m²", *ratios, f"{PASSES * lux:.0f} lux"))
    screens_ = (f"line of a {screen:.0f} cd/m² screen, times as bright" for screen in SCREENS_CD)
    head = ("light on the person", "their reflection", *screens_, "what the camera has of it")
    return _table(head, "rrrrrr", rows)


def _with_camera(site: Site, width: int, height: int, angle: float) -> Site:
    camera = site.settings.camera.model_copy(
        update={"width": width, "height": height, "vertical_field_of_view": angle}
    )
    return Site(site.settings.model_copy(update={"camera": camera}))


def _table(head: tuple[str, ...], sides: str, rows: Iterable[tuple[str, ...]]) -> str:
    """``sides``: l or r for each column."""
    line = "|".join("---:" if side == "r" else "---" for side in sides)
    return "".join([f"| {' | '.join(head)} |\n", f"|{line}|\n", *(f"| {' | '.join(row)} |\n" for row in rows)])
