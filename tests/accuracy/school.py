"""The school: many people who are in neither half, on whom limits may be fitted and tried by person.

The tune half shows each fault on two or three people, and a limit that was fitted there holds for those. Here every
fault is shown by `CLASSES` people, each beside good reps of their own, in the drill that the benchmark shows it in or
in another that has it. `LESSONS` people show every other drill, whose reps are to be counted, and each fault that
keeps a rep from counting, up to where it does. The school is no part of the benchmark: it is rendered when limits are
fitted.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np

from tests.actors.drills import DRILLS, GOOD, Wanted
from tests.actors.drills.drill import FAULT_IDS, FaultId
from tests.actors.drills.faults import ATTEMPTS
from tests.actors.people import Person

from .case import Case, checked
from .casting import LYING, MAIN, Casting, drills_with
from .crowd import crowd

PEOPLE, SEED = 36, 3
CLASSES = 6
"""Clips of each fault; every second one shows it in another drill than the first that has it."""

LESSONS, LESSON_SEED, TRIAL_SEED = 3, 5, 7
"""Clips of each drill but the one that the classes are mostly held in, and of each fault that takes reps out of the
drill's range."""


def school() -> tuple[Case, ...]:
    """Every case, classes in turn: the first of each fault, then the second. The same on every call."""
    return _all()


@cache
def _all() -> tuple[Case, ...]:
    return checked((*classes(), *lessons(), *trials()))


def classes() -> Iterator[Case]:
    """The cases one after another, for who needs only some of them."""
    casting = _casting(crowd(PEOPLE, SEED), SEED)
    for number in range(CLASSES):
        for fault in FAULT_IDS:
            faulty = Wanted(((fault, "clear"),))
            slight = Wanted(((fault, "slight"),))
            reps = (GOOD, faulty, GOOD) if number % 2 else (GOOD, faulty, slight)
            yield casting.perform(
                f"{fault}_{number}", _drill_with(fault, number, casting.random), reps, {"kind": "school"}
            )


def lessons() -> Iterator[Case]:
    """Every other drill: two good reps around one with a clear fault. Drills in turn, by people in turn."""
    pupils = crowd(PEOPLE, SEED)
    casting = _casting(pupils[PEOPLE // 2 :] + pupils[: PEOPLE // 2], LESSON_SEED)
    for number in range(LESSONS):
        for drill in DRILLS.values():
            if drill.id != MAIN:
                fault = drill.faults[int(casting.random.integers(len(drill.faults)))]
                reps = (GOOD, Wanted(((fault, "clear"),)), GOOD)
                yield casting.perform(f"drill_{drill.id}_{number}", drill.id, reps, {"kind": "school"})


def trials() -> Iterator[Case]:
    """What counts: a good rep, and the faults that take a rep out of the drill's range, clear and extreme."""
    casting = _casting(crowd(PEOPLE, SEED), TRIAL_SEED)
    for number in range(LESSONS):
        for fault in ATTEMPTS:
            reps = (GOOD, Wanted(((fault, "clear"),)), Wanted(((fault, "extreme"),)))
            yield casting.perform(f"range_{fault}_{number}", drills_with(fault)[0], reps, {"kind": "school"})


def _casting(people: tuple[Person, ...], seed: int) -> Casting:
    calls = {person: f"pupil {number}" for number, person in enumerate(crowd(PEOPLE, SEED))}
    return Casting("tune", people, seed, named="school", calls=calls)


def _drill_with(fault: FaultId, number: int, random: np.random.Generator) -> str:
    """The first drill that has the fault, or every second time any on the feet."""
    able = drills_with(fault)
    others = [name for name in dict.fromkeys(able[1:]) if DRILLS[name].support.kind not in LYING]
    return others[int(random.integers(len(others)))] if number % 2 and others else able[0]
