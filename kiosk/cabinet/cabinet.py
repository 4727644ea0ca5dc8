"""The box around the glass: a bar of LEDs, a button and a lamp that says the camera is on."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

from gpiozero import LED, Button, LEDBarGraph

from kiosk.cabinet.part import Part
from kiosk.coach.bar_light import levels
from kiosk.coach.guidance import Guidance
from kiosk.coach.verbs import Verb
from kiosk.settings import CabinetSettings

if TYPE_CHECKING:
    from gpiozero.pins import Factory

BOUNCE = 0.05
"""Seconds in which a button may chatter."""
BETWEEN_WRITES = 1.0 / 30.0
WAITING_PRESSES = 16


class Cabinet:
    """The bar, the button and the lamp.

        with open_cabinet(settings.cabinet) as cabinet:
            cabinet.lamp(True)
            cabinet.show(guidance)
            for verb in cabinet.pressed(): ...

    No pin's failure gets out of here: a device that fails is given up, and named in ``troubles``. ``now`` is
    a clock in seconds that never runs back.
    """

    def __init__(
        self, settings: CabinetSettings, pins: Factory | None, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._brightness = settings.bar_brightness
        self._now = now
        self._written_at = -1.0
        self._shown: tuple[float, ...] = (0.0,) * len(settings.bar_pins)
        self._lit = False
        self._presses: deque[Verb] = deque(maxlen=WAITING_PRESSES)
        self._bar: Part[LEDBarGraph] | None = None
        self._lamp: Part[LED] | None = None
        self._button: Part[Button] | None = None
        if pins is None:
            return
        self._bar = Part("LED bar", lambda: LEDBarGraph(*settings.bar_pins, pwm=True, pin_factory=pins))
        if settings.lamp_pin is not None:
            self._lamp = Part("camera lamp", lambda: LED(settings.lamp_pin, pin_factory=pins))
        if settings.button_pin is not None:
            self._button = Part(
                "button", lambda: Button(settings.button_pin, bounce_time=BOUNCE, pin_factory=pins)
            )
            self._button.use(self._listen)

    @property
    def troubles(self) -> dict[str, str]:
        """What was given up, and why."""
        return {part.name: part.trouble for part in self._parts() if part.trouble}

    def show(self, guidance: Guidance | None) -> bool:
        """Let the bar follow ``guidance``; dark where it has none. Full light says: inside the target.

        True where the LEDs now say what it says; False where they are given up, or were written a moment ago.

        To be called as often as there is guidance: the pins are written only on a change, and at most thirty
        times a second. Going dark is never put off.
        """
        if self._bar is None or not self._bar.works:
            return False
        bar = None if guidance is None else guidance.bar
        if bar is None:
            wanted = (0.0,) * len(self._shown)
        else:
            wanted = levels(bar.value, len(self._shown), 1.0 if bar.inside else self._brightness)
        now = self._now()
        if wanted == self._shown:
            return True
        if bar is not None and now - self._written_at < BETWEEN_WRITES:
            return False
        changed = [
            (index, level)
            for index, (level, before) in enumerate(zip(wanted, self._shown, strict=True))
            if level != before
        ]
        self._shown, self._written_at = wanted, now
        return self._bar.use(lambda graph: _write(graph, changed))

    def lamp(self, on: bool) -> None:
        """Light the lamp while the camera runs."""
        if self._lamp is None or on == self._lit:
            return
        self._lit = on
        self._lamp.use(LED.on if on else LED.off)

    def pressed(self) -> list[Verb]:
        """The verbs of the buttons pressed since last asked, oldest first. May be asked on any thread."""
        verbs: list[Verb] = []
        while self._presses:
            verbs.append(self._presses.popleft())
        return verbs

    def close(self) -> None:
        """Darken everything and let the pins go. May be called twice."""
        for part in self._parts():
            part.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _parts(self) -> list[Part[LEDBarGraph] | Part[LED] | Part[Button]]:
        return [part for part in (self._bar, self._lamp, self._button) if part is not None]

    def _listen(self, button: Button) -> None:
        # gpiozero calls this on a thread of its own; a deque's append needs no lock.
        button.when_pressed = lambda: self._presses.append(Verb.START)


def _write(graph: LEDBarGraph, changed: list[tuple[int, float]]) -> None:
    for index, level in changed:
        graph[index].value = level
