"""The school: many people who are in neither half, on whom limits may be fitted and tried by person.

The tune half shows each fault on two or three people, and a limit that was fitted there holds for those. Here every
fault is shown by `CLASSES` people, each beside good reps of their own, in the drill that the benchmark shows it in or
in another that has it. The school is no part of the benchmark: it is rendered when limits are fitted.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np

from tests.actors.drills import DRILLS, GOOD, Wanted
from tests.actors.drills.drill import FAULT_IDS, FaultId

from .case import Case, checked
from .casting import LYING, Casting, drills_with
from .crowd import crowd

PEOPLE, SEED = 36, 3
CLASSES = 6
"""Clips of each fault; every second one shows it in another drill than the first that has it."""


def school() -> tuple[Case, ...]:
    """Every case, classes in turn: the first of each fault, then the second. The same on every call."""
    return _all()


@cache
def _all() -> tuple[Case, ...]:
    return checked(tuple(classes()))


def classes() -> Iterator[Case]:
    """The cases one after another, for who needs only some of them."""
    people = crowd(PEOPLE, SEED)
    casting = Casting(
        "tune", people, SEED, named="school", calls={person: f"pupil {n}" for n, person in enumerate(people)}
    )
    for number in range(CLASSES):
        for fault in FAULT_IDS:
            faulty = Wanted(((fault, "clear"),))
            slight = Wanted(((fault, "slight"),))
            reps = (GOOD, faulty, GOOD) if number % 2 else (GOOD, faulty, slight)
            yield casting.perform(
                f"{fault}_{number}", _drill_with(fault, number, casting.random), reps, {"kind": "school"}
            )


def _drill_with(fault: FaultId, number: int, random: np.random.Generator) -> str:
    """The first drill that has the fault, or every second time any on the feet."""
    able = drills_with(fault)
    others = [name for name in dict.fromkeys(able[1:]) if DRILLS[name].support.kind not in LYING]
    return others[int(random.integers(len(others)))] if number % 2 and others else able[0]
