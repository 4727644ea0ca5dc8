"""A drill performed by somebody, on order: the script, the kit, the truth about every rep. The same each time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

import numpy as np

from ..balance import Load
from ..clip import Actor
from ..figure import Figure
from ..people import Person
from ..posture import ArmStyle, Posture
from ..props import HELD
from ..script import Act, Grade, Move, Rep, Script, Still
from ..staging import Place
from ..stance import Stance
from . import floor, standing
from .drill import Band, Drill, Kit, Performance, Plan, Side, Thing, Wanted
from .faults import STRENGTHS, with_faults
from .variation import Habit, dice, habit_of, own, seconds, varied

DRILLS: Mapping[str, Drill] = {drill.id: drill for drill in (*standing.DRILLS, *floor.DRILLS)}
"""Every drill by its id."""
BEND, RISE, RESET = 1.8, 1.6, 0.6
"""Seconds to bend to the bar, to stand up from it after the last rep, and to set up again between reps."""
PART = (0.38, 0.5)
"""Share of the way after which a rep is broken off."""


def perform(
    drill_id: str,
    who: Figure | Person,
    plan: Plan | None = None,
    *,
    place: Place | None = None,
    arms: ArmStyle | None = None,
    seed: int = 0,
) -> Performance:
    """The part that somebody plays in a drill, and the kit that stands around, placed in the room.

    `arms` is one of the drill's styles, its first if not given; `seed` varies the reps beside the plan's own.
    """
    drill, plan, place = DRILLS[drill_id], plan or Plan(), place or Place()
    style = arms or drill.arms[0]
    if style not in drill.arms:
        raise ValueError(f"{drill_id}: no arms {style!r}; there is {', '.join(drill.arms)}")
    if style not in (able := drill.arms_for(plan)):
        raise ValueError(f"{drill_id}: arms {style!r} cannot act bar_drift; there is {', '.join(able)}")
    figure = who if isinstance(who, Figure) else figure_of(who)
    person = figure.person
    held = drill.held.get(style)
    stance = Stance(figure, style, drill.support, load_of(held))
    rng = dice(person, drill, plan.seed + 1000 * seed)
    habit = habit_of(person, plan.variation)
    within = _asked(drill)
    usual = _fitting(drill, stance, own(drill.bottom, drill.spread, habit, within))
    top = _top(drill, habit)
    reps = [
        _rep(drill, wanted, _side(drill, wanted, number), habit, rng, plan.variation, stance, top, usual)
        for number, wanted in enumerate(plan.reps)
    ]
    first, acts = _acts(drill, reps, top)
    script = Script(plan.lead, acts, standing=first, sway=0.6 + 0.8 * float(rng.uniform()) * plan.variation)
    actor = Actor(person, script, style, place, drill.support, held, counts_by=drill.counts_by)
    kit = drill.around(stance, top, usual) if drill.around else ()
    return Performance(actor, tuple(_placed(thing, place) for thing in kit))


@lru_cache(maxsize=4)
def figure_of(person: Person) -> Figure:
    """A person's figure; made in seconds, so kept."""
    return Figure(person)


def load_of(held: str | None) -> Load | None:
    """What a held thing weighs."""
    return HELD[held].load if held else None


def _side(drill: Drill, wanted: Wanted, number: int) -> Side:
    return wanted.side or drill.sides[number % len(drill.sides)]


def _top(drill: Drill, habit: Habit) -> Posture:
    """How this person stands at the end of a rep."""
    knee = max(drill.top.knee + 1.5 * habit.knee, 1.5)
    return replace(
        drill.top, torso=drill.top.torso + 1.2 * habit.torso, knee=knee, neck=drill.top.neck + 3.0 * habit.neck
    )


def _asked(drill: Drill) -> Band | None:
    """The range that the torso has to keep to at the bottom, if any."""
    return drill.within if drill.counts_by == "torso" and drill.turns_at == "bottom" else None


def _fitting(drill: Drill, stance: Stance, bottom: Posture) -> Posture:
    """A bottom that fits the kit, if there is any."""
    return bottom if drill.fit is None else drill.fit(stance, bottom, "knee")


def _rep(
    drill: Drill,
    wanted: Wanted,
    side: Side,
    habit: Habit,
    rng: np.random.Generator,
    size: float,
    stance: Stance,
    top: Posture,
    usual: Posture,
) -> Rep:
    """One rep as wanted."""
    within = _asked(drill)
    bottom = _fitting(drill, stance, varied(usual, drill.spread, rng, size, within))
    tempo = drill.tempo
    down, pause, up, rest = (
        seconds(band, habit, rng, size) for band in (tempo.down, tempo.pause, tempo.up, tempo.rest)
    )
    rep = Rep(bottom, down, pause, up, rest, top, first=drill.first, side=side, hold=drill.hold)
    strengths = {fault: (grade, _strength(grade, rng)) for fault, grade in wanted.faults}
    rep = with_faults(drill, rep, strengths, stance)
    if wanted.partial:
        rep = _broken_off(rep, float(rng.uniform(*PART)))
    return _mirrored(rep) if side == "right" else rep


def _strength(grade: Grade, rng: np.random.Generator) -> float:
    return float(rng.uniform(*STRENGTHS[grade]))


def _broken_off(rep: Rep, share: float) -> Rep:
    """Turned around halfway: not a rep, and no fault."""
    if rep.first == "down":
        rep = replace(rep, bottom=rep.top.towards(rep.bottom, share), via_down=(), via_up=())
    else:
        rep = replace(rep, top=rep.bottom.towards(rep.top, share), via_down=(), via_up=())
    return replace(
        rep, down=round(0.7 * rep.down, 3), up=round(0.7 * rep.up, 3), pause=0.0, counted=False, reason="partial"
    )


def _mirrored(rep: Rep) -> Rep:
    """The same on the other leg: drills are written for the left one."""

    def other(posture: Posture) -> Posture:
        return replace(
            posture,
            left_free=posture.right_free,
            right_free=posture.left_free,
            left_hand=posture.right_hand,
            right_hand=posture.left_hand,
            left_swing=posture.right_swing,
            right_swing=posture.left_swing,
        )

    return replace(
        rep,
        bottom=other(rep.bottom),
        top=other(rep.top),
        via_down=tuple((share, other(posture)) for share, posture in rep.via_down),
        via_up=tuple((share, other(posture)) for share, posture in rep.via_up),
    )


def _acts(drill: Drill, reps: list[Rep], top: Posture) -> tuple[Posture, tuple[Act, ...]]:
    """What the figure begins as, and its acts.

    Where reps begin at the bottom, the figure bends to it first and sets up again for every rep.
    """
    if drill.first == "down":
        if drill.ready is None:
            return top, tuple(reps)
        return drill.ready, (
            Move(top, 0.9, then="standing"),
            *reps,
            Move(drill.ready, 1.1, then="standing"),
            Still(0.4),
        )
    ready = drill.ready or reps[0].bottom
    acts: list[Act] = [Move(reps[0].bottom, BEND, then="bottom"), Still(0.6)] if drill.ready is not None else []
    for number, rep in enumerate(reps):
        acts.append(rep)
        following = reps[number + 1] if number + 1 < len(reps) else None
        if following is not None and following.bottom != rep.bottom:
            acts.append(Move(following.bottom, RESET, phase="bottom", then="bottom"))
    if drill.ready is not None:
        acts += [Move(drill.ready, RISE, then="standing"), Still(0.6)]
    return ready, tuple(acts)


def _placed(kit: Kit, place: Place) -> Thing:
    """Kit of the stage frame in the room."""
    x, y, z = place.into_room(np.array([kit.x, kit.y, kit.z]))
    return Thing(kit.kind, float(x), float(y), float(z), place.turned, kit.size)
