"""The drills that a playlist can be made of, with the dose that holds where nothing is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from kiosk.coach.count import HoldCount
from kiosk.coach.drill import Drill, Repertoire
from kiosk.coach.tempo import PARTS, Part, told

Group = Literal["free", "standing", "seated", "kneeling", "lying", "plank"]
GROUPS: tuple[Group, ...] = ("free", "standing", "seated", "kneeling", "lying", "plank")
"""``free``: standing, with nothing in the hands or about; the others are where a drill starts."""


@dataclass(frozen=True, slots=True)
class Pick:
    """One of them. ``amount``: its dose's seconds where it is ``held``, else repetitions, which are of each side
    where it has ``sides``. ``tempo``: its own, empty where none can be asked for. ``needs``: its equipment."""

    id: str
    name: str
    purpose: str
    group: Group
    needs: tuple[str, ...]
    held: bool
    sides: bool
    sets: str
    amount: str
    rest: str
    tempo: Mapping[Part, str]


def picks_of(repertoire: Repertoire) -> dict[str, Pick]:
    """All, by their ids, in the order in which they are offered."""
    found = [_pick(drill) for drill in repertoire.drills.values()]
    return {pick.id: pick for pick in sorted(found, key=lambda pick: (GROUPS.index(pick.group), pick.name))}


def grouped(picks: Iterable[Pick]) -> list[tuple[Group, list[Pick]]]:
    """The same by their groups."""
    return [(group, list(each)) for group, each in groupby(picks, key=lambda pick: pick.group)]


def _pick(drill: Drill) -> Pick:
    held = isinstance(drill.count, HoldCount)
    # As `kiosk.coach.tempo.tempo_problems` has it: what is held, or done at full speed, has none to ask for.
    paced = not held and not drill.tempo.shortest_down == drill.tempo.shortest_up == 0.0
    parts = told(drill)
    return Pick(
        id=drill.id,
        name=drill.name,
        purpose=drill.purpose,
        group="free" if drill.start == "standing" and not drill.equipment else drill.start,
        needs=drill.equipment,
        held=held,
        sides=drill.count.per_side,
        sets=str(drill.dose.sets),
        amount=f"{drill.dose.repetitions if drill.dose.seconds is None else drill.dose.seconds:g}",
        rest=f"{drill.dose.rest:g}",
        tempo={part: f"{parts[part]:g}" for part in PARTS} if paced else {},
    )
