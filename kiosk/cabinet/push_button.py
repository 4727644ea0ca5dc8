"""A button of the box: gpiozero tells its edges, what they come to is told by `kiosk.cabinet.gestures`."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from gpiozero import Button

from kiosk.cabinet.gestures import STUCK, Gesture, Gestures
from kiosk.cabinet.part import Part
from kiosk.coach.verbs import Verb

if TYPE_CHECKING:
    from gpiozero.pins import Factory

log = logging.getLogger(__name__)

WAITING_EDGES = 256
"""Edges that are kept while nobody asks; older ones are forgotten."""

ALL_IN_ONE: Mapping[Gesture, Verb] = {
    Gesture.PRESS: Verb.START,
    Gesture.DOUBLE: Verb.REPEAT,
    Gesture.HOLD: Verb.STOP,
    Gesture.LONG_HOLD: Verb.SHUTDOWN,
}
"""What the one button asks for."""


class PushButton:
    """Between ``pin`` and ground; ``means``: which gesture asks for what. ``now`` is a clock in seconds that never
    runs back; ``stirred`` is called on another thread when it is pressed or let go. A button that is stuck is said
    once in the log, and in ``trouble`` until it is let go."""

    def __init__(
        self,
        name: str,
        pin: int,
        means: Mapping[Gesture, Verb],
        pins: Factory,
        now: Callable[[], float],
        stirred: Callable[[], None],
    ) -> None:
        self.name = name
        self._stirred = stirred
        self._means, self._now = means, now
        self._edges: deque[tuple[bool, float]] = deque(maxlen=WAITING_EDGES)
        self._gestures = Gestures()
        # Without gpiozero's own bounce time, with which some pin libraries let short presses fall through.
        self.part = Part(name, lambda: Button(pin, bounce_time=None, pin_factory=pins))
        self.part.use(self._listen)

    @property
    def trouble(self) -> str:
        """Why nothing comes of it, empty while it works."""
        if self.part.trouble or not self._gestures.stuck:
            return self.part.trouble
        return f"has been pressed for more than {STUCK:g} s; free it, or look for a short in its wires"

    @property
    def down(self) -> bool:
        """Whether it is pressed, by whatever."""
        return self._gestures.down

    @property
    def waits(self) -> bool:
        """Whether something was done with it that `asked` has not looked at."""
        return bool(self._edges)

    @property
    def held(self) -> float | None:
        """Seconds for which somebody has been pressing it; None: nobody does."""
        return self._gestures.held(self._now())

    def asked(self) -> list[Verb]:
        """What it asks for since the last call, oldest first."""
        done: list[Gesture] = []
        while self._edges:
            done += self._gestures.edge(*self._edges.popleft())
        done += self._gestures.look(self._now())
        if Gesture.STUCK in done:
            log.warning("cabinet: the %s %s", self.name, self.trouble)
        return [self._means[gesture] for gesture in done if gesture in self._means]

    def _listen(self, button: Button) -> None:
        # gpiozero calls these on a thread of its own; a deque's append needs no lock.
        button.when_pressed = lambda: self._note(True)
        button.when_released = lambda: self._note(False)
        if button.is_pressed and not self._edges:
            self._gestures = Gestures(hangs_since=self._now())

    def _note(self, down: bool) -> None:
        self._edges.append((down, self._now()))
        self._stirred()
