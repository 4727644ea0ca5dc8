"""Which GPIO the cabinet speaks to: the Pi's, or a stand-in where there is none."""

from __future__ import annotations

import importlib
import logging
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from gpiozero import BadPinFactory, Device, GPIOZeroError
from gpiozero.exc import NativePinFactoryFallback, PinFactoryFallback
from gpiozero.pins.mock import MockFactory, MockPWMPin

if TYPE_CHECKING:
    from gpiozero.pins import Factory

log = logging.getLogger(__name__)

BOARD = Path("/proc/device-tree/model")
INSTALL = "sudo apt install python3-lgpio"


def failures() -> tuple[type[Exception], ...]:
    """What a pin may raise when it is busy, gone or not allowed; lgpio's own error has no built-in base."""
    try:
        lgpio = importlib.import_module("lgpio")
    except ImportError:
        return (GPIOZeroError, OSError, RuntimeError)
    return (GPIOZeroError, OSError, RuntimeError, lgpio.error)


def open_pins() -> Factory:
    """gpiozero's own choice (``GPIOZERO_PIN_FACTORY`` is heeded), or pins that only remember; said once."""
    try:
        with warnings.catch_warnings():
            # gpiozero warns for each library it tries; one line of ours is enough.
            warnings.simplefilter("ignore", PinFactoryFallback)
            warnings.simplefilter("ignore", NativePinFactoryFallback)
            Device.ensure_pin_factory()
    except (BadPinFactory, ImportError, *failures()) as error:
        if is_pi():
            log.warning("cabinet: the Pi's GPIO cannot be used (%s); %s", error, INSTALL)
        else:
            log.info("cabinet: no GPIO on this machine; bar, button and lamp are only pretended")
        return simulated_pins()
    return Device.pin_factory


def simulated_pins() -> MockFactory:
    """Pins that only remember what was done to them, apart from every other user of gpiozero."""
    return MockFactory(pin_class=MockPWMPin)


def is_pi(board: Path = BOARD) -> bool:
    """Whether this machine is a Raspberry Pi."""
    try:
        return "Raspberry Pi" in board.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
