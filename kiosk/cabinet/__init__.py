"""Cabinet: the box's LEDs and buttons. The only room that imports gpiozero."""

from kiosk.cabinet.cabinet import Cabinet
from kiosk.cabinet.gestures import HOLD, LONG_HOLD
from kiosk.cabinet.pins import open_pins
from kiosk.settings import CabinetSettings

__all__ = ["HOLD", "LONG_HOLD", "Cabinet", "open_cabinet"]


def open_cabinet(settings: CabinetSettings) -> Cabinet:
    """The cabinet of the settings; one that does nothing where disabled. Never fails for want of a pin."""
    return Cabinet(settings, open_pins() if settings.enabled else None)
