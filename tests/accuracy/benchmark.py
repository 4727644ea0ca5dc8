"""The fixed benchmark, as data: who does what, how, seen from where. A few hundred clips in two halves of people.

Every half has the same clips with other people and other chance:

| family | clips a half |
|---|---|
| each fault of the hinge at its three grades | one clip a fault |
| each fault again, clear, beside good reps, by somebody else | one clip a fault |
| two faults at once | a handful of pairs that coaches see together |
| other drills: a good rep and two with a fault | one clip a drill, three for the lifts |
| one change of room, light, camera, sensor or turn | one clip a condition |
| company: who passes, stops, joins, dresses alike or comes next; a user who returns; mirrors, posters | one each |
| everyday: walking in and out, turning round, drinking, talking, bystanders, broken off reps | one clip each |

`cases()` is cheap to call again; the first call dresses every person once (minutes of work in all, since hands are
fitted to bars and benches to buttocks).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

import numpy as np

from tests.actors import acts
from tests.actors.cast import REPORT, TUNE
from tests.actors.drills import DRILLS, GOOD, Wanted
from tests.actors.drills.drill import FAULT_IDS, FaultId
from tests.actors.people import Person
from tests.actors.script import Grade, Script

from .case import Case, Half, checked
from .casting import MAIN, Casting, drills_with
from .committed import COMMITTED
from .company import COMPANY
from .conditions import CONDITIONS, PLAIN

LIFTS = ("dumbbell_deadlift", "barbell_deadlift")
"""Drills that get two more clips: the weight hides what it hides in every gym."""
GRADES: tuple[Grade, ...] = ("slight", "clear", "extreme")
PAIRS: tuple[tuple[FaultId, FaultId], ...] = (
    ("rounded_back", "too_fast"),
    ("rounded_back", "neck_off_line"),
    ("squatting", "no_pause"),
    ("knees_forward", "weight_on_toes"),
    ("too_shallow", "short_lockout"),
    ("hunched_shoulders", "locked_knees"),
)
"""Faults that coaches see together."""
SEEDS: dict[Half, int] = {"tune": 1, "report": 2}
PEOPLE: dict[Half, tuple[Person, ...]] = {"tune": TUNE, "report": REPORT}


def cases() -> tuple[Case, ...]:
    """Every case, in the order of the report. The same on every call."""
    return _all()


@cache
def _all() -> tuple[Case, ...]:
    return checked((*COMMITTED, *(case for half in ("tune", "report") for case in _Half(half).cases())))


class _Half:
    """Makes the cases of one half."""

    def __init__(self, half: Half) -> None:
        self._casting = Casting(half, PEOPLE[half], SEEDS[half])

    def cases(self) -> Iterator[Case]:
        """All families."""
        yield from self._faults()
        yield from self._pairs()
        yield from self._drills()
        yield from self._conditions()
        yield from self._everyday()
        yield from self._company()  # what was thought of later comes last: so the chance of the others is as it was
        yield from self._faults_again()

    # ---- families

    def _faults(self) -> Iterator[Case]:
        for fault in FAULT_IDS:
            reps = tuple(Wanted(((fault, grade),)) for grade in GRADES)
            yield self._casting.perform(f"fault_{fault}", drills_with(fault)[0], reps, {"kind": "fault"})

    def _faults_again(self) -> Iterator[Case]:
        for fault in FAULT_IDS:
            faulty = Wanted(((fault, "clear"),))
            yield self._casting.perform(
                f"again_{fault}", drills_with(fault)[0], (GOOD, faulty, GOOD, faulty), {"kind": "fault"}
            )

    def _pairs(self) -> Iterator[Case]:
        for first, second in PAIRS:
            reps = tuple(Wanted(((first, grade), (second, grade))) for grade in ("clear", "extreme"))
            yield self._casting.perform(f"pair_{first}_{second}", MAIN, reps, {"kind": "two faults"})

    def _drills(self) -> Iterator[Case]:
        for drill in DRILLS.values():
            if drill.id != MAIN:
                for number in range(1 + 2 * (drill.id in LIFTS)):
                    chosen = self._casting.random.permutation(np.array(drill.faults))[: 2 + (number > 0)]
                    reps = (*[GOOD][number:], *(Wanted(((fault, "clear"),)) for fault in chosen))
                    yield self._casting.perform(f"drill_{drill.id}_{number}", drill.id, reps, {"kind": "drill"})

    def _conditions(self) -> Iterator[Case]:
        for number in range(4):
            yield self._casting.perform(f"plain_{number}", MAIN, (GOOD, GOOD), {"kind": "good"})
        for name, condition in CONDITIONS.items():
            reps = (GOOD, Wanted((("rounded_back", "clear"),)))
            yield self._casting.perform(f"seen_{name}", MAIN, reps, {"kind": "condition"}, condition)

    def _everyday(self) -> Iterator[Case]:
        seed = int(self._casting.random.integers(1000))
        around: dict[str, Callable[[Script], Script]] = {
            "walks_in_and_out": lambda script: _then(acts.walk_in(script), acts.walk_out()),
            "comes_past_the_camera": lambda script: acts.walk_in(script, "camera"),
            "turns_round": lambda script: _then(script, acts.turn_round()),
            "ties_a_shoe": lambda script: acts.between_reps(script, 0, acts.tie_shoe()),
            "drinks": lambda script: acts.between_reps(script, 1, acts.drink()),
            "talks": lambda script: acts.between_reps(script, 1, acts.talk_with_hands(seed=seed)),
            "stretches": lambda script: acts.between_reps(script, 0, acts.stretch_up(), acts.stretch_sideways()),
            "waves": lambda script: acts.between_reps(script, 0, acts.wave()),
            "picks_up": lambda script: _then(acts.between_reps(script, 0, acts.pick_up()), acts.set_down()),
            "uses_a_phone": lambda script: acts.between_reps(script, 1, acts.use_phone(seed=seed)),
        }
        for name, change in around.items():
            yield self._casting.perform(name, MAIN, (GOOD, GOOD), {"kind": "everyday"}, change=change)
        partial = (GOOD, replace(GOOD, partial=True), GOOD)
        yield self._casting.perform("breaks_off", MAIN, partial, {"kind": "everyday"})
        for name in ("watches", "talks", "walks_behind", "squats_behind", "walks_in_front"):
            clear = name != "walks_in_front"  # who hides the user for a moment
            scene = {"kind": "bystander", "scene": f"bystander {name.replace('_', ' ')}"}
            yield self._casting.perform(
                f"somebody_{name}", MAIN, (GOOD, GOOD), scene, replace(PLAIN, clear=clear), bystander=name
            )

    def _company(self) -> Iterator[Case]:
        for scene in COMPANY:
            tags = {"kind": "company", "scene": f"company {scene.name.replace('_', ' ')}"}
            yield self._casting.perform(
                f"company_{scene.name}", MAIN, scene.reps, tags, scene.condition, change=scene.change,
                bystander=scene.other, twin=scene.twin,
            )  # fmt: skip


def _then(script: Script, what: acts.Acts) -> Script:
    return replace(script, acts=(*script.acts, *what))
