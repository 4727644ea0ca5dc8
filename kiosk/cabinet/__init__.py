"""Cabinet: the box's LEDs and buttons, pedals and remotes. The only room that imports gpiozero."""

from collections.abc import Callable

from kiosk.cabinet.cabinet import Cabinet
from kiosk.cabinet.gestures import HOLD, LONG_HOLD
from kiosk.cabinet.pins import open_pins
from kiosk.cabinet.remotes import Remotes
from kiosk.settings import CabinetSettings

__all__ = ["HOLD", "LONG_HOLD", "Cabinet", "open_cabinet"]


def open_cabinet(settings: CabinetSettings, *, remotes: bool = True) -> Cabinet:
    """The cabinet of the settings; one that does nothing where disabled. Never fails for want of a pin. ``remotes``:
    whether pedals and remotes are taken as well."""
    if not settings.enabled:
        return Cabinet(settings, None)

    def read(stirred: Callable[[], None]) -> Remotes:
        return Remotes(settings.keys, settings.remotes, stirred)

    return Cabinet(settings, open_pins(), remotes=read if remotes and settings.keys else None)
