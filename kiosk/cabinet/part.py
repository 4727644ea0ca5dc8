"""One device of the cabinet that may fail without the mirror failing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Generic, TypeVar

from gpiozero import Device

from kiosk.cabinet.pins import failures

log = logging.getLogger(__name__)

Kind = TypeVar("Kind", bound=Device)


class Part(Generic[Kind]):
    """A gpiozero device that is given up, with one line in the log, at its first failure.

        lamp = Part("lamp", lambda: LED(27))
        lamp.use(lambda led: led.on())

    ``trouble`` is what it failed with, empty while it works.
    """

    def __init__(self, name: str, build: Callable[[], Kind]) -> None:
        self.name = name
        self.trouble = ""
        self._failures = failures()
        self._device: Kind | None = None
        try:
            self._device = build()
        except self._failures as error:
            self._give_up(error)

    @property
    def works(self) -> bool:
        """Not given up and not closed."""
        return self._device is not None

    def use(self, act: Callable[[Kind], None]) -> bool:
        """Do something with the device; False if it is given up."""
        if self._device is None:
            return False
        try:
            act(self._device)
        except self._failures as error:
            self._give_up(error)
        return self._device is not None

    def close(self) -> None:
        """Let the pins go. May be called twice."""
        device, self._device = self._device, None
        if device is None:
            return
        try:
            device.close()
        except self._failures as error:
            log.warning("cabinet: the %s did not close cleanly: %s", self.name, error)

    def _give_up(self, error: Exception) -> None:
        self.trouble = f"{error}" or type(error).__name__
        log.warning("cabinet: the %s is not used: %s; see its pins in the settings", self.name, self.trouble)
        self.close()
