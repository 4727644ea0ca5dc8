"""What a session is to come to: sets of drills, one after the other, and how far it has come. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from kiosk.coach.count import RepCount
from kiosk.coach.drill import Drill
from kiosk.coach.policy.fading import Experience


@dataclass(frozen=True, slots=True)
class Bout:
    """One set. ``drill`` is as it is done here: with this set's dose, and the limits of its strictness.

    ``goal``: reps that the set is to come to, both sides together; of no weight where the drill is held, whose
    seconds are in its dose. It is set ``number`` of ``sets`` of the course's ``item``; ``rest``: seconds after it.
    ``load``: what to take for it, in a few words.
    """

    drill: Drill
    goal: int
    item: int = 0
    number: int = 1
    sets: int = 1
    rest: float = 0.0
    load: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """The sets of a session in their order; ``announced``: each drill is told of before its first set. ``spoken``:
    the mirror may speak in it. ``playlist``: the name of the one it was made of, empty where there is none."""

    name: str
    bouts: tuple[Bout, ...]
    announced: bool = False
    spoken: bool = True
    language: str | None = None
    """That it is told in; absent: that of the settings."""
    playlist: str = ""

    def __post_init__(self) -> None:
        """At least one set must be there."""
        if not self.bouts:
            raise ValueError(f"course {self.name!r} has no sets")

    @property
    def key(self) -> str:
        """Tells it from other courses, and from itself before it was changed: 16 letters and digits."""
        told = [(bout.drill.id, bout.goal, bout.drill.dose.seconds, bout.item) for bout in self.bouts]
        return sha256(repr(told).encode()).hexdigest()[:16]

    @property
    def items(self) -> int:
        """How many items there are."""
        return max(bout.item for bout in self.bouts) + 1

    def changes_at(self, bout: int) -> bool:
        """Whether set ``bout`` is of another item than the one before it."""
        return bout == 0 or self.bouts[bout - 1].item != self.bouts[bout].item


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody has come: in set ``bout`` of the course of that ``key``, with so much ``counted`` in it (reps,
    or whole seconds of holds that are over) and so many ``attempts``. ``done``: what was counted in earlier sets.
    ``experience``: what was done of each drill since they came, this set included, by the drills' ids."""

    key: str
    bout: int
    counted: int = 0
    attempts: int = 0
    done: int = 0
    experience: Mapping[str, Experience] = field(default_factory=dict)

    @property
    def amidst(self) -> bool:
        """Whether something of the set has been done."""
        return self.counted > 0 or self.attempts > 0

    def begun_anew(self) -> Progress:
        """The same before a set that is begun anew: what was counted of it is that of an earlier one."""
        return replace(self, bout=-1, counted=0, attempts=0, done=self.done + self.counted)

    def fits(self, course: Course) -> bool:
        """Whether it tells of a place in ``course``, which may have been changed since."""
        return self.key == course.key and 0 <= self.bout < len(course.bouts)


def single(drill: Drill, repetitions: int) -> Course:
    """One set of ``drill``: ``repetitions`` of it, or its seconds where it is held."""
    return Course(drill.name, (Bout(drill, repetitions),))


def by_dose(drill: Drill) -> Course:
    """As many sets of ``drill`` as its dose says, with its rests."""
    return Course(drill.name, tuple(sets_of(drill)))


def sets_of(drill: Drill, item: int = 0, rest_after: float = 0.0, load: str = "") -> Iterable[Bout]:
    """The sets of the dose of ``drill``, the last with ``rest_after`` seconds before what comes then."""
    dose = drill.dose
    for number in range(1, dose.sets + 1):
        rest = dose.rest if number < dose.sets else rest_after
        yield Bout(drill, _goal(drill), item, number, dose.sets, rest, load)


def circuit_of(drills: Sequence[Drill], rest: float, round_rest: float, loads: Sequence[str]) -> Iterable[Bout]:
    """One set of each of ``drills``, round and round, until each has had the sets of its dose; with ``rest`` seconds
    before the next drill, ``round_rest`` before the next round. ``loads``: as `Bout.load`, one for each drill."""
    rounds = range(1, max((drill.dose.sets for drill in drills), default=0) + 1)
    turns = [(number, item) for number in rounds for item, drill in enumerate(drills) if number <= drill.dose.sets]
    for (number, item), following in zip(turns, [*turns[1:], None], strict=True):
        after = 0.0 if following is None else rest if following[0] == number else round_rest
        drill = drills[item]
        yield Bout(drill, _goal(drill), item, number, drill.dose.sets, after, loads[item])


def _goal(drill: Drill) -> int:
    """Reps of one set of ``drill``, both sides together."""
    sides = 2 if drill.count.per_side and isinstance(drill.count, RepCount) else 1
    return sides * drill.dose.repetitions if drill.dose.repetitions is not None else 1
