"""How people differ: one person's own way of doing a drill, and how reps of the same person differ."""

from __future__ import annotations

from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np

from ..people import Person
from ..posture import Posture
from .drill import Band, Drill, Spread

PERSON, REP = 0.6, 0.4
"""How a drill's spread divides: between people, and between reps of one of them."""
ASYMMETRY = 1.2
"""Degrees that a pelvis is turned or dropped without anybody seeing it."""
MARGIN = 3.0
"""Degrees that good reps keep from the ends of their drill's range."""


@dataclass(frozen=True)
class Habit:
    """What one person always does: offsets in shares (-1..1) of a drill's spread, and a share (0..1) of its tempo."""

    torso: float
    knee: float
    neck: float
    spine: float
    pace: float
    turn: float
    hip_drop: float


def dice(person: Person, drill: Drill, seed: int) -> np.random.Generator:
    """Chance that is the same for the same person, drill and seed, on every machine."""
    return np.random.default_rng([crc32(repr(person).encode()), crc32(drill.id.encode()), seed])


def habit_of(person: Person, variation: float = 1.0) -> Habit:
    """A person's habit, the same in every drill."""
    rolls = np.random.default_rng(crc32(repr(person).encode())).uniform(-1.0, 1.0, 7) * variation
    torso, knee, neck, spine, pace, turn, drop = map(float, rolls)
    return Habit(torso, knee, neck, spine, 0.5 + 0.5 * pace, turn, drop)


def own(posture: Posture, spread: Spread, habit: Habit, within: Band | None) -> Posture:
    """A good posture as this person usually does it; `within` bounds the torso."""
    return _off(posture, spread, habit, PERSON, within)


def varied(posture: Posture, spread: Spread, rng: np.random.Generator, size: float, within: Band | None) -> Posture:
    """A person's usual posture as it is this time."""
    this_time = Habit(
        *(float(roll) * size for roll in rng.uniform(-1.0, 1.0, 4)), 0.0, *(rng.uniform(-size, size, 2))
    )
    return _off(posture, spread, this_time, REP, within)


def _off(posture: Posture, spread: Spread, by: Habit, share: float, within: Band | None) -> Posture:
    torso = posture.torso + share * by.torso * spread.torso
    if within is not None:
        torso = float(np.clip(torso, within[0] + MARGIN, within[1] - MARGIN))
    spine = share * by.spine * spread.spine
    return replace(
        posture,
        torso=torso,
        knee=max(posture.knee + share * by.knee * spread.knee, 1.0),
        neck=posture.neck + share * by.neck * spread.neck,
        lumbar=posture.lumbar + spine,
        thoracic=posture.thoracic + 0.6 * spine,
        turn=posture.turn + float(share * by.turn * ASYMMETRY),
        hip_drop=posture.hip_drop + float(share * by.hip_drop * ASYMMETRY),
    )


def seconds(band: Band, habit: Habit, rng: np.random.Generator, size: float) -> float:
    """A time within a band: mostly the person's own pace."""
    share = PERSON * habit.pace + REP * (0.5 + 0.5 * size * float(rng.uniform(-1.0, 1.0)))
    return round(band[0] + share * (band[1] - band[0]), 3)
