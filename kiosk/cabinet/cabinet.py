"""The box around the glass: a bar of LEDs, buttons and a lamp that says the camera is on."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self

from gpiozero import LED, Button, LEDBarGraph

from kiosk.cabinet.gestures import Gesture
from kiosk.cabinet.part import Part
from kiosk.cabinet.push_button import ALL_IN_ONE, PushButton
from kiosk.cabinet.remotes import Remotes
from kiosk.coach.bar_light import levels
from kiosk.coach.guidance import Guidance
from kiosk.coach.verbs import Verb
from kiosk.settings import CabinetSettings

if TYPE_CHECKING:
    from gpiozero.pins import Factory

BETWEEN_WRITES = 1.0 / 30.0


class Cabinet:
    """The bar, the buttons and the lamp.

        with open_cabinet(settings.cabinet) as cabinet:
            cabinet.lamp(True)
            cabinet.show(guidance)
            for verb in cabinet.pressed(): ...

    No pin's failure gets out of here: a device that fails is given up, and named in ``troubles``. ``now`` is
    a clock in seconds that never runs back. ``stirred`` is called, on any thread, when a button is pressed or let
    go, or a pedal is. ``remotes`` makes what reads those, and is given what to call then; absent: none is read.
    """

    def __init__(
        self,
        settings: CabinetSettings,
        pins: Factory | None,
        now: Callable[[], float] = time.monotonic,
        remotes: Callable[[Callable[[], None]], Remotes] | None = None,
    ) -> None:
        self.stirred: Callable[[], None] | None = None
        self._brightness = settings.bar_brightness
        self._now = now
        self._written_at = -1.0
        self._shown: tuple[float, ...] = (0.0,) * len(settings.bar_pins)
        self._lit = False
        self._bar: Part[LEDBarGraph] | None = None
        self._lamp: Part[LED] | None = None
        self._button: PushButton | None = None
        self._buttons: list[PushButton] = []
        self._remotes = None if remotes is None else remotes(self._stir)
        if pins is None:
            return
        self._bar = Part("LED bar", lambda: LEDBarGraph(*settings.bar_pins, pwm=True, pin_factory=pins))
        if settings.lamp_pin is not None:
            self._lamp = Part("camera lamp", lambda: LED(settings.lamp_pin, pin_factory=pins))
        if settings.button_pin is not None:
            self._button = PushButton("button", settings.button_pin, ALL_IN_ONE, pins, now, self._stir)
            self._buttons.append(self._button)
        for more in settings.buttons:
            name, means = f"button for {more.verb}", {Gesture.DOWN: more.verb}
            self._buttons.append(PushButton(name, more.pin, means, pins, now, self._stir))

    @property
    def troubles(self) -> dict[str, str]:
        """What was given up, or is stuck, and why."""
        parts = {part.name: part.trouble for part in self._parts()}
        parts |= {button.name: button.trouble for button in self._buttons}
        if self._remotes is not None:
            parts["pedals and remotes"] = self._remotes.trouble
        return {name: trouble for name, trouble in parts.items() if trouble}

    @property
    def down(self) -> list[str]:
        """The buttons that are pressed just now, by whatever; of before `pressed` was last called."""
        return [button.name for button in self._buttons if button.down]

    @property
    def buttons(self) -> list[str]:
        """Their names."""
        return [button.name for button in self._buttons]

    @property
    def held(self) -> float | None:
        """Seconds for which somebody has been pressing the one button that does all; None: nobody does."""
        return None if self._button is None else self._button.held

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

    def light(self, wanted: Sequence[float]) -> bool:
        """Set each LED of the bar by itself, from its low end, 0 to 1: to try its wires. False where they are given
        up."""
        self._shown = tuple(wanted)
        return self._bar is not None and self._bar.use(lambda graph: _write(graph, list(enumerate(wanted))))

    def lamp(self, on: bool) -> None:
        """Light the lamp while the camera runs."""
        if self._lamp is None or on == self._lit:
            return
        self._lit = on
        self._lamp.use(LED.on if on else LED.off)

    @property
    def waits(self) -> bool:
        """Whether something was done with a button or a pedal since `pressed` was last called."""
        return any(each.waits for each in self._askers())

    def pressed(self) -> list[Verb]:
        """What buttons and pedals ask for since last asked, of each oldest first. To be asked often, on one thread:
        holds are told by it."""
        return [verb for each in self._askers() for verb in each.asked()]

    def close(self) -> None:
        """Darken everything and let the pins go. May be called twice."""
        for part in self._parts():
            part.close()
        if self._remotes is not None:
            self._remotes.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _askers(self) -> list[PushButton | Remotes]:
        return [*self._buttons, *([] if self._remotes is None else [self._remotes])]

    def _stir(self) -> None:
        if self.stirred is not None:
            self.stirred()

    def _parts(self) -> list[Part[LEDBarGraph] | Part[LED] | Part[Button]]:
        buttons = [button.part for button in self._buttons]
        return [part for part in (self._bar, self._lamp, *buttons) if part is not None]


def _write(graph: LEDBarGraph, changed: list[tuple[int, float]]) -> None:
    for index, level in changed:
        graph[index].value = level
