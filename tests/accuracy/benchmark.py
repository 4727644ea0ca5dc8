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
from dataclasses import dataclass, replace
from functools import cache
from itertools import cycle

import numpy as np

from tests.actors import acts, bystanders, kit
from tests.actors.cast import CAST, REPORT, TUNE
from tests.actors.clip import Actor, Clip
from tests.actors.drills import DRILLS, GOOD, Plan, Wanted, perform
from tests.actors.drills.drill import FAULT_IDS, FaultId, Performance
from tests.actors.figure import Figure
from tests.actors.furniture import Piece, furnish
from tests.actors.people import Person
from tests.actors.script import Grade, Script
from tests.actors.staging import Place
from tests.actors.thing import Thing

from .case import Case, Half, checked
from .committed import COMMITTED
from .company import COMPANY, dressed_like
from .conditions import CONDITIONS, LANDSCAPE, LYING_CAMERA, PLAIN, PLAIN_ROOMS, Condition
from .people import tags_of

MAIN, WEIGHTED = "hip_hinge", "romanian_deadlift"
"""The drill in which faults are tried, and the one for faults that need a bar."""
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
LYING = ("back", "hips", "forearms")
TAIL = 0.5
"""Seconds that a clip goes on after the last act."""
OBSTRUCTED = (0.75, 0.05)
"""Where in the room (x, z) a thing stands between the camera and the legs."""
SIDE_JITTER = 8.0
"""Degrees that people who mean to stand side-on are off it."""
NAMES = {person: name.lower() for name, person in CAST.items()}
SEEDS: dict[Half, int] = {"tune": 1, "report": 2}
PEOPLE: dict[Half, tuple[Person, ...]] = {"tune": TUNE, "report": REPORT}


def cases() -> tuple[Case, ...]:
    """Every case, in the order of the report. The same on every call."""
    return _all()


@cache
def _all() -> tuple[Case, ...]:
    return checked((*COMMITTED, *(case for half in ("tune", "report") for case in _Half(half).cases())))


@dataclass
class _Half:
    """Makes the cases of one half; people take turns, so that no fault belongs to one of them."""

    half: Half

    def __post_init__(self) -> None:
        self._random = np.random.default_rng(SEEDS[self.half])
        self._people = cycle(PEOPLE[self.half])
        self._rooms = cycle(PLAIN_ROOMS)

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
            yield self._set(f"fault_{fault}", _drill_with(fault), reps, {"kind": "fault"})

    def _faults_again(self) -> Iterator[Case]:
        for fault in FAULT_IDS:
            faulty = Wanted(((fault, "clear"),))
            yield self._set(f"again_{fault}", _drill_with(fault), (GOOD, faulty, GOOD, faulty), {"kind": "fault"})

    def _pairs(self) -> Iterator[Case]:
        for first, second in PAIRS:
            reps = tuple(Wanted(((first, grade), (second, grade))) for grade in ("clear", "extreme"))
            yield self._set(f"pair_{first}_{second}", MAIN, reps, {"kind": "two faults"})

    def _drills(self) -> Iterator[Case]:
        for drill in DRILLS.values():
            if drill.id != MAIN:
                for number in range(1 + 2 * (drill.id in LIFTS)):
                    chosen = self._random.permutation(np.array(drill.faults))[: 2 + (number > 0)]
                    reps = (*[GOOD][number:], *(Wanted(((fault, "clear"),)) for fault in chosen))
                    yield self._set(f"drill_{drill.id}_{number}", drill.id, reps, {"kind": "drill"})

    def _conditions(self) -> Iterator[Case]:
        for number in range(4):
            yield self._set(f"plain_{number}", MAIN, (GOOD, GOOD), {"kind": "good"})
        for name, condition in CONDITIONS.items():
            reps = (GOOD, Wanted((("rounded_back", "clear"),)))
            yield self._set(f"seen_{name}", MAIN, reps, {"kind": "condition"}, condition)

    def _everyday(self) -> Iterator[Case]:
        seed = int(self._random.integers(1000))
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
            yield self._set(name, MAIN, (GOOD, GOOD), {"kind": "everyday"}, change=change)
        partial = (GOOD, replace(GOOD, partial=True), GOOD)
        yield self._set("breaks_off", MAIN, partial, {"kind": "everyday"})
        for name in ("watches", "talks", "walks_behind", "squats_behind", "walks_in_front"):
            clear = name != "walks_in_front"  # who hides the user for a moment
            scene = {"kind": "bystander", "scene": f"bystander {name.replace('_', ' ')}"}
            yield self._set(
                f"somebody_{name}", MAIN, (GOOD, GOOD), scene, replace(PLAIN, clear=clear), bystander=name
            )

    def _company(self) -> Iterator[Case]:
        for scene in COMPANY:
            tags = {"kind": "company", "scene": f"company {scene.name.replace('_', ' ')}"}
            yield self._set(
                f"company_{scene.name}", MAIN, scene.reps, tags, scene.condition, change=scene.change,
                bystander=scene.other, twin=scene.twin,
            )  # fmt: skip

    # ---- one clip

    def _set(
        self,
        name: str,
        drill_id: str,
        reps: tuple[Wanted, ...],
        tags: dict[str, str],
        condition: Condition = PLAIN,
        *,
        change: Callable[[Script], Script] = lambda script: script,
        bystander: str | None = None,
        twin: bool = False,
    ) -> Case:
        person = next(self._people)
        drill = DRILLS[drill_id]
        seed = int(self._random.integers(1_000_000))
        turned = self._turned(condition)
        place = Place(turned=turned)
        plan = Plan(reps, seed, lead=1.5)
        arms = drill.arms[int(self._random.integers(len(drill.arms)))]
        performance = perform(drill_id, _dressed(person), plan, place=place, arms=arms)
        actor = replace(performance.actor, script=change(performance.actor.script))
        seconds = round(actor.script.seconds + TAIL, 1)
        lying = drill.support.kind in LYING
        room = next(self._rooms) if condition.room is PLAIN.room else condition.room
        cast = (actor, *self._bystander(bystander, seconds, person if twin else None))
        clip = Clip(
            name=f"{self.half}_{name}",
            video=f"{self.half}_{name}.mp4",
            truth=f"{self.half}_{name}.json",
            seconds=seconds,
            cast=cast,
            fps=condition.fps,
            picture=LANDSCAPE if lying else condition.picture,
            camera=LYING_CAMERA if lying else condition.camera,
            room=replace(room, extra=(*room.extra, *_kit(performance, condition))),
            crf=24,
        )
        whole = {
            "drill": drill_id,
            "view": _view(turned),
            "scene": "gym",
            "person": NAMES[person],
            **tags_of(person),
            **condition.tags,
            **tags,
        }
        if actor.held:
            whole["held"] = actor.held
        return Case(clip, self.half, whole, clear=condition.clear and drill.support.kind == "feet")

    def _turned(self, condition: Condition) -> float:
        """Facing left or right in turn by chance, off the side view as asked and a little by nature."""
        off = condition.turned + float(self._random.uniform(-SIDE_JITTER, SIDE_JITTER))
        return off if self._random.random() < 0.5 else 180.0 - off

    def _bystander(self, name: str | None, seconds: float, twin_of: Person | None) -> tuple[Actor, ...]:
        if name is None:
            return ()
        person = next(self._people)
        return (getattr(bystanders, name)(dressed_like(person, twin_of) if twin_of else person, seconds),)


def _drill_with(fault: FaultId) -> str:
    return next(name for name in (MAIN, WEIGHTED, *DRILLS) if fault in DRILLS[name].faults)


@cache
def _dressed(person: Person) -> Figure:
    return Figure(person)


def _then(script: Script, what: acts.Acts) -> Script:
    return replace(script, acts=(*script.acts, *what))


def _view(turned: float) -> str:
    """As the domain names views; see `Case`."""
    off = abs((turned + 90.0) % 180.0 - 90.0)
    return "side" if off <= 35.0 else "oblique" if off <= 60.0 else "front"


def _kit(performance: Performance, condition: Condition) -> tuple[Thing, ...]:
    """What stands around for the drill, and what hides the legs."""
    things: list[Thing] = []
    for item in performance.things:
        things += kit.put(kit.build(item.kind, item.size), item.x, item.y, item.z, item.turned)
    if condition.obstruction:
        things += furnish(Piece(condition.obstruction, *OBSTRUCTED))
    return tuple(things)
