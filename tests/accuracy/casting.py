"""Casts one clip of rehearsed reps: who performs, from where they are seen, what stands around."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import cycle

import numpy as np

from tests.actors import bystanders, kit
from tests.actors.cast import CAST
from tests.actors.clip import Actor, Clip
from tests.actors.drills import DRILLS, Plan, Wanted, perform
from tests.actors.drills.drill import FaultId, Performance
from tests.actors.figure import Figure
from tests.actors.furniture import Piece, furnish
from tests.actors.people import Person
from tests.actors.script import Script
from tests.actors.staging import Place
from tests.actors.thing import Thing

from .case import Case, Half
from .company import dressed_like
from .conditions import LANDSCAPE, LYING_CAMERA, PLAIN, PLAIN_ROOMS, Condition
from .people import tags_of

MAIN, WEIGHTED = "hip_hinge", "romanian_deadlift"
"""The drill in which faults are tried, and the one for faults that need a bar."""
LYING = ("back", "hips", "forearms")
TAIL = 0.5
"""Seconds that a clip goes on after the last act."""
OBSTRUCTED = (0.75, 0.05)
"""Where in the room (x, z) a thing stands between the camera and the legs."""
SIDE_JITTER = 8.0
"""Degrees that people who mean to stand side-on are off it."""
NAMES = {person: name.lower() for name, person in CAST.items()}


@dataclass
class Casting:
    """Makes cases one after another; people and rooms take turns, so that no fault belongs to one of them.

    The same people, `seed` and calls give the same clips. `random` is the chance that they share with who asks for
    them. `named`: what begins the clips' names, if not the half. `calls`: what people outside the cast are called.
    """

    half: Half
    people: Sequence[Person]
    seed: int
    named: str = ""
    calls: Mapping[Person, str] = field(default_factory=dict)
    random: np.random.Generator = field(init=False)

    def __post_init__(self) -> None:
        self.random = np.random.default_rng(self.seed)
        self._people = cycle(self.people)
        self._rooms = cycle(PLAIN_ROOMS)

    def perform(
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
        """The next person performs `reps` of a drill; `change` puts everyday acts around them."""
        person = next(self._people)
        drill = DRILLS[drill_id]
        seed = int(self.random.integers(1_000_000))
        turned = self._turned(condition)
        place = Place(turned=turned)
        plan = Plan(reps, seed, lead=1.5)
        arms = drill.arms[int(self.random.integers(len(drill.arms)))]
        able = drill.arms_for(plan)
        arms = arms if arms in able else able[0]
        performance = perform(drill_id, _dressed(person), plan, place=place, arms=arms)
        actor = replace(performance.actor, script=change(performance.actor.script))
        seconds = round(actor.script.seconds + TAIL, 1)
        lying = drill.support.kind in LYING
        room = next(self._rooms) if condition.room is PLAIN.room else condition.room
        called = f"{self.named or self.half}_{name}"
        cast = (actor, *self._bystander(bystander, seconds, person if twin else None))
        clip = Clip(
            name=called,
            video=f"{called}.mp4",
            truth=f"{called}.json",
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
            "person": self.calls.get(person) or NAMES[person],
            **tags_of(person),
            **condition.tags,
            **tags,
        }
        if actor.held:
            whole["held"] = actor.held
        return Case(clip, self.half, whole, clear=condition.clear and drill.support.kind == "feet")

    def _turned(self, condition: Condition) -> float:
        """Facing left or right in turn by chance, off the side view as asked and a little by nature."""
        off = condition.turned + float(self.random.uniform(-SIDE_JITTER, SIDE_JITTER))
        return off if self.random.random() < 0.5 else 180.0 - off

    def _bystander(self, name: str | None, seconds: float, twin_of: Person | None) -> tuple[Actor, ...]:
        if name is None:
            return ()
        person = next(self._people)
        return (getattr(bystanders, name)(dressed_like(person, twin_of) if twin_of else person, seconds),)


def drills_with(fault: FaultId) -> tuple[str, ...]:
    """The drills that have a fault: those in which faults are tried come first, and again in their turn."""
    return tuple(name for name in (MAIN, WEIGHTED, *DRILLS) if fault in DRILLS[name].faults)


@cache
def _dressed(person: Person) -> Figure:
    return Figure(person)


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
