"""What the ears tell the glass, and how it is shown over time: calm, whatever they tell. No pygame in here."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.coach.guidance import Stage
from kiosk.mirror.theme_table import Motion

MOST_SAID = 3
"""Phrases at most of what can be said."""

READ = frozenset(
    {Stage.APPROACH, Stage.CAUTION, Stage.NEXT_DRILL, Stage.SETUP, Stage.REST, Stage.PAUSED, Stage.SUMMARY}
)
"""Stages in which somebody reads rather than moves."""

_DEAF, _AWAKE, _SPOKEN_TO = 0.5, 0.75, 1.0
"""Of the sign's light: while the mirror itself speaks, while it listens, and while somebody speaks."""


@dataclass(frozen=True, slots=True)
class Listening:
    """What the ears tell the glass at a moment."""

    level: float = 0.0
    """How loud it is, 0 to 1, as a meter shows it."""
    speaks: bool = False
    """Somebody speaks."""
    deaf: bool = False
    """The mirror speaks, and does not listen."""
    understood: str = ""
    """The phrase that has just been understood; empty a moment later."""
    say: tuple[str, ...] = ()
    """What can be said now, the likeliest wish first; of more than `MOST_SAID` the first are shown."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What is shown of it."""

    level: float
    light: float
    """Of the sign, 0 to 1."""
    understood: str
    say: tuple[str, ...]
    read: bool
    """Somebody reads rather than moves."""


class Ears:
    """Asks ``listening`` what the ears tell, and smooths it by the mirror's clock; None: there are no ears."""

    def __init__(self, listening: Callable[[], Listening | None], motion: Motion) -> None:
        self._listening = listening
        self._level = _Follower(motion.meter_rise, motion.meter_fall)
        # As often as the mirror counts aloud it is deaf: the sign dims and lights up softly.
        self._light = _Follower(motion.meter_fall, motion.meter_fall)

    def heard(self, stage: Stage, now: float) -> Heard | None:
        """What to show at ``now`` (seconds), or None: nobody is listened to."""
        told = None if stage is Stage.IDLE else self._listening()
        if told is None:
            self._level.forget()
            self._light.forget()
            return None
        light = _DEAF if told.deaf else (_SPOKEN_TO if told.speaks else _AWAKE)
        level = 0.0 if told.deaf else min(max(0.0, told.level), 1.0)
        return Heard(
            self._level.follow(level, now),
            self._light.follow(light, now),
            told.understood,
            told.say[:MOST_SAID],
            stage in READ,
        )


class _Follower:
    """A value that goes after another one: by 63 of 100 in ``rise`` or ``fall`` seconds, at any frame rate."""

    def __init__(self, rise: float, fall: float) -> None:
        self._rise, self._fall = rise, fall
        self._value: float | None = None
        self._at = 0.0

    def follow(self, value: float, now: float) -> float:
        """Where it is at ``now`` (seconds), while the other one is at ``value``."""
        if self._value is None:
            self._value = value
        else:
            lasts = self._rise if value > self._value else self._fall
            self._value += (value - self._value) * -math.expm1(-max(0.0, now - self._at) / lasts)
        self._at = now
        return self._value

    def forget(self) -> None:
        """Begin anew with the next value."""
        self._value = None
