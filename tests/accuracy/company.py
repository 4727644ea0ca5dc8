"""Who else is there, and where the user goes meanwhile: the scenes that try the lock on the user. Data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.actors import acts
from tests.actors.drills import GOOD
from tests.actors.drills.drill import Wanted
from tests.actors.people import Person
from tests.actors.script import Script, Still

from .conditions import CONDITIONS, PLAIN, Condition

ARRIVES_AFTER = 2.5
"""Seconds for which a room is shown before the user comes into it."""
JUST_OUT, TURNS_IN = 1.75, 1.7
"""Metres from the spot to where nothing of a walker is in the picture, and seconds for turning round there."""
HANDOVER = 10.0
"""Seconds that the picture goes on after a user has left for good."""


@dataclass(frozen=True)
class Scene:
    """A set with company. `other` is a part of `tests.actors.bystanders`, played by somebody else of the half, who is
    dressed like the user where `twin`; `change` is what the user does besides."""

    name: str
    other: str | None = None
    twin: bool = False
    change: Callable[[Script], Script] = lambda script: script
    condition: Condition = PLAIN
    reps: tuple[Wanted, ...] = (GOOD, GOOD)


def dressed_like(person: Person, other: Person) -> Person:
    """Somebody's body, skin and hair in another's clothes and shoes."""
    return replace(
        person,
        top=other.top,
        bottoms=other.bottoms,
        shoe=other.shoe,
        sole=other.sole,
        sock=other.sock,
        footwear=other.footwear,
        headwear=other.headwear,
        headwear_colour=other.headwear_colour,
    )


def _out_and_back(script: Script) -> Script:
    """Leaves ahead after the first rep, is out of the picture for some three seconds, and comes back to the spot."""
    away = (*acts.arms_down(), *acts.walk(JUST_OUT, 1.3), *acts.turn(180.0, TURNS_IN))
    back = (*acts.walk(JUST_OUT, 1.3), *acts.turn(180.0, TURNS_IN), acts.Become(script.standing), Still(1.0))
    return acts.between_reps(script, 1, away, back)


def _leaves(script: Script) -> Script:
    """Leaves after the set, for good."""
    return replace(script, acts=(*script.acts, *acts.walk_out("front"), Still(HANDOVER, "other")))


def _arrives_late(script: Script) -> Script:
    """Comes in from outside after a while."""
    return replace(acts.walk_in(script), lead=ARRIVES_AFTER)


def _unclear(condition: Condition) -> Condition:
    return replace(condition, clear=False)


COMPANY: tuple[Scene, ...] = (
    Scene("squeezes_past", "squeezes_past"),
    Scene("stops_in_front", "stops_in_front", condition=_unclear(PLAIN)),
    Scene("joins", "joins"),
    Scene("twin_in_front", "walks_in_front", twin=True, condition=_unclear(PLAIN)),
    Scene("leaves_and_returns", "watches", change=_out_and_back),
    Scene("leaves_mirror_wall", change=_out_and_back, condition=CONDITIONS["mirror_wall"]),
    Scene("posters_first", change=_arrives_late, condition=CONDITIONS["busy"], reps=(GOOD,)),
    Scene("somebody_next", "comes_next", change=_leaves, reps=(GOOD,)),
)
"""One clip each in both halves."""
