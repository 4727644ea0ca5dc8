"""What a figure does: acts one after another, each from where the last one ended. Data and timing only, no body.

A repetition is an act; so are stillness, a movement that is no repetition, and steps. Times in seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

import numpy as np

from .grounds import HALF_STANCE, Ground, Spot, standing_at
from .posture import HANDS, NUMBERS, OWN, STANDING, Posture, both, mixed

__all__ = [
    "HALF_STANCE", "HANDS", "OWN", "STANDING", "Act", "Fault", "Grade", "Moment", "Move", "Phase", "Posture", "Rep",
    "Script", "Span", "Still", "both", "minimum_jerk",
]  # fmt: skip

Phase = Literal["standing", "down", "bottom", "up", "top", "hold", "other"]
"""Of a repetition: down, bottom (or hold), up, top. Between repetitions `standing`, or `bottom` where the drill rests
there; `other` is what belongs to no repetition: walking, talking, drinking, tying a shoe."""
Grade = Literal["slight", "clear", "extreme"]


@dataclass(frozen=True)
class Fault:
    """A fault meant to be seen: an id of the project's fault list, how strong (0..1) and in words."""

    id: str
    strength: float
    grade: Grade = "clear"


@dataclass(frozen=True)
class Moment:
    """All that a figure does at one time."""

    posture: Posture
    ground: Ground
    phase: Phase = "standing"


@dataclass(frozen=True)
class Span:
    """When a rep happens: it starts, reaches its turning point, leaves it, ends."""

    start: float
    reached: float
    left: float
    end: float


class Act(Protocol):
    """Something done for a while."""

    @property
    def seconds(self) -> float:
        """How long it takes."""
        ...

    def at(self, time: float, start: Moment) -> Moment:
        """The moment `time` seconds into the act, which began at `start`."""
        ...


Key = tuple[float, Posture]
"""A posture on the way: the share of the way (0..1) at which it is passed."""


@dataclass(frozen=True)
class Rep:
    """One repetition, from where the figure is to the turning point and back.

    `first` says which way it begins. With `down` first the turning point is `bottom` and it ends at `top`; with `up`
    first the turning point is `top` and it ends at `bottom`. `rest` is the stillness after it.
    """

    bottom: Posture
    down: float = 2.0
    pause: float = 0.5
    up: float = 1.5
    rest: float = 1.0
    top: Posture = STANDING
    faults: tuple[Fault, ...] = ()
    first: Literal["down", "up"] = "down"
    via_down: tuple[Key, ...] = ()
    via_up: tuple[Key, ...] = ()
    counted: bool = True
    reason: str | None = None
    """For a rep that does not count, why: a fault's id, or `partial` for one broken off."""
    side: Literal["both", "left", "right"] = "both"
    """The side that works, in drills whose sides are counted apart."""
    hold: bool = False
    """A posture held for `pause` seconds, as a plank."""
    bounce: float = 0.0
    """How sharply it turns around: 0 comes to rest at the turning point, 1 is thrown back from it."""

    @property
    def seconds(self) -> float:
        """The whole rep with the rest after it."""
        return self.down + self.pause + self.up + self.rest

    def span(self, begin: float) -> Span:
        """When it happens, if it begins at a time."""
        reached = begin + (self.down if self.first == "down" else self.up)
        left = reached + self.pause
        return Span(begin, reached, left, left + (self.up if self.first == "down" else self.down))

    def at(self, time: float, start: Moment) -> Moment:
        """The moment `time` seconds into the rep."""
        span = self.span(0.0)
        there, back = (self.via_down, self.via_up) if self.first == "down" else (self.via_up, self.via_down)
        turning, end = (self.bottom, self.top) if self.first == "down" else (self.top, self.bottom)
        if time < span.left:
            posture = _passing(start.posture, there, turning, _turning(time / span.reached, self.bounce))
        else:
            gone = _turning((span.end - time) / (span.end - span.left), self.bounce)
            posture = _passing(turning, back, end, 1.0 - gone)
        return Moment(posture, start.ground, self._phase(time, span))

    def _phase(self, time: float, span: Span) -> Phase:
        down_first = self.first == "down"
        if time < span.reached:
            return "down" if down_first else "up"
        if time < span.left:
            return "hold" if self.hold else "bottom" if down_first else "top"
        if time < span.end:
            return "up" if down_first else "down"
        return "standing" if down_first else "bottom"


@dataclass(frozen=True)
class Still:
    """Staying as one is."""

    seconds: float
    phase: Phase | None = None

    def at(self, time: float, start: Moment) -> Moment:
        """The same moment all along."""
        return start if self.phase is None else replace(start, phase=self.phase)


@dataclass(frozen=True)
class Move:
    """A movement to a posture that is no repetition; `then` is the phase it leaves the figure in."""

    to: Posture
    seconds: float = 1.0
    via: tuple[Key, ...] = ()
    phase: Phase = "other"
    then: Phase = "other"

    def at(self, time: float, start: Moment) -> Moment:
        """On the way, in the phase of the movement."""
        posture = _passing(start.posture, self.via, self.to, minimum_jerk(time / self.seconds))
        return Moment(posture, start.ground, self.phase if time < self.seconds else self.then)


@dataclass(frozen=True)
class Script:
    """A figure's whole part: still for `lead` seconds in its first posture, then the acts."""

    lead: float = 1.5
    acts: tuple[Act, ...] = ()
    standing: Posture = field(default=STANDING)
    sway: float = 1.0
    """Size of the small unrest of a living body; 1 is a quarter of a degree at the torso."""
    rests_at: Literal["top", "bottom"] = "top"
    """Where the figure is still before the first act and between reps."""
    begins: Spot = field(default=Spot())
    """Where the figure stands at first, in its own stage frame."""

    @property
    def reps(self) -> tuple[Rep, ...]:
        """The repetitions among the acts."""
        return tuple(act for act in self.acts if isinstance(act, Rep))

    @property
    def seconds(self) -> float:
        """Until the last act ends."""
        return self.lead + sum(act.seconds for act in self.acts)

    def spans(self) -> list[Span]:
        """When each rep happens."""
        return [act.span(begin) for act, begin in self._timed() if isinstance(act, Rep)]

    def moment(self, time: float) -> Moment:
        """What the figure does at a time, with the unrest of a living body."""
        moment = self._first()
        for act, begin in self._timed():
            if time < begin:
                break
            moment = act.at(min(time - begin, act.seconds), moment)
        unrest = 0.6 * np.sin(2 * np.pi * (0.31 * time + 0.2)) + 0.3 * np.sin(2 * np.pi * (0.83 * time + 0.6))
        posture = replace(
            moment.posture,
            torso=moment.posture.torso + float(0.25 * self.sway * unrest),
            neck=moment.posture.neck + float(0.8 * self.sway * unrest),
        )
        return replace(moment, posture=posture)

    def _first(self) -> Moment:
        return Moment(self.standing, standing_at(self.begins), "standing" if self.rests_at == "top" else "bottom")

    def _timed(self) -> Iterator[tuple[Act, float]]:
        now = self.lead
        for act in self.acts:
            yield act, now
            now += act.seconds


def minimum_jerk(progress: float) -> float:
    """The smoothest way from 0 to 1 for progress 0..1, at rest at both ends (Flash and Hogan 1985)."""
    x = min(max(progress, 0.0), 1.0)
    return x**3 * (10.0 - 15.0 * x + 6.0 * x * x)


def _turning(progress: float, bounce: float) -> float:
    """From 0 at rest to 1, where a bounce still brakes: the fifth-order way with that braking at its end."""
    x = min(max(progress, 0.0), 1.0)
    return minimum_jerk(x) - 6.0 * bounce * x**3 * (1.0 - x) ** 2


def _passing(start: Posture, via: tuple[Key, ...], end: Posture, share: float) -> Posture:
    """A posture on the way through others: monotone cubic curves of every number (Fritsch and Carlson 1980)."""
    if not via or share <= 0.0 or share >= 1.0:
        return start.towards(end, share)
    at = np.array([0.0, *(key for key, _ in via), 1.0])
    passed = [start, *(posture for _, posture in via), end]
    values = np.array([[getattr(posture, name) for name in NUMBERS] for posture in passed])
    place = int(np.clip(np.searchsorted(at, share, side="right") - 1, 0, len(at) - 2))
    numbers = _monotone(at, values, place, share)
    local = (share - at[place]) / (at[place + 1] - at[place])
    hands = {name: mixed(getattr(passed[place], name), getattr(passed[place + 1], name), local) for name in HANDS}
    return Posture(**dict(zip(NUMBERS, map(float, numbers), strict=True)), **hands)


def _monotone(at: np.ndarray, values: np.ndarray, place: int, x: float) -> np.ndarray:
    """Values (n,) at x of monotone cubics through `values` (m, n) at `at` (m,), in the interval after `place`."""
    step = np.diff(at)
    slope = np.diff(values, axis=0) / step[:, None]
    tangent = np.zeros_like(values)
    tangent[0], tangent[-1] = slope[0], slope[-1]
    same = slope[:-1] * slope[1:] > 0.0
    before, after = 2.0 * step[1:] + step[:-1], step[1:] + 2.0 * step[:-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = (before + after)[:, None] / (before[:, None] / slope[:-1] + after[:, None] / slope[1:])
    tangent[1:-1] = np.where(same, mean, 0.0)
    for edge, near in ((0, 0), (-1, -1)):  # no overshoot at the ends
        tangent[edge] = np.where(np.abs(tangent[edge]) > 3.0 * np.abs(slope[near]), 3.0 * slope[near], tangent[edge])
    width = step[place]
    t = (x - at[place]) / width
    return (
        (1.0 + 2.0 * t) * (1.0 - t) ** 2 * values[place]
        + t * (1.0 - t) ** 2 * width * tangent[place]
        + t * t * (3.0 - 2.0 * t) * values[place + 1]
        + t * t * (t - 1.0) * width * tangent[place + 1]
    )
