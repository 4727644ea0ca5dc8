"""What anybody can ask of the mirror: one table for buttons, keyboard, pedals, voice and the trainer's page. Pure.

Which hardware asks for what is said elsewhere (`kiosk.settings`, `kiosk.mirror.display`); what comes of it in the
session is `kiosk.coach.session`, and a test holds the table against that.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from kiosk.coach.guidance import Stage


class Verb(StrEnum):
    """What is asked for. ``Verb("...")`` raises `ValueError` for what is none."""

    START = "start"
    """What a single button asks for: what comes next begins, and what waits goes on; a set that is going ends."""
    NEXT = "next"
    """On to what comes next. In a set: the set after it; the last one goes on."""
    PAUSE = "pause"
    """A set or a rest waits; what was counted is kept."""
    RESUME = "resume"
    """What waits goes on, and what is to be read has been."""
    REPEAT = "repeat"
    """The set under way, from zero; between two sets and in the summary, the set just done once more."""
    STOP = "stop"
    """The session is over and summed up; nothing starts again by itself for who asked."""
    PAIN = "pain"
    """The same at once, in every stage with somebody in it, and the mirror says to take care."""
    SHUTDOWN = "shutdown"
    """The machine is switched off, once the records are closed."""
    QUIT = "quit"
    """The mirror's program ends; the machine goes on."""


OF_STATION = frozenset({Verb.SHUTDOWN, Verb.QUIT})
"""Verbs that the station answers, in every stage; all others are the coach's."""

_ANNOUNCED = frozenset({Stage.CAUTION, Stage.NEXT_DRILL})
"""Something is to be read before a set."""

_BETWEEN = frozenset({Stage.REST, Stage.PAUSED}) | _ANNOUNCED
_ALL = frozenset(Stage)
_ATTENDED = _ALL - {Stage.IDLE}

_STAGES: Mapping[Verb, frozenset[Stage]] = {
    Verb.START: _BETWEEN | {Stage.SETUP, Stage.SET, Stage.SUMMARY, Stage.TOO_SLOW},
    Verb.NEXT: _BETWEEN | {Stage.SETUP, Stage.SET, Stage.SUMMARY},
    Verb.PAUSE: frozenset({Stage.SET, Stage.REST}),
    Verb.RESUME: _BETWEEN,
    Verb.REPEAT: _BETWEEN | {Stage.APPROACH, Stage.SETUP, Stage.BASELINE, Stage.SET, Stage.SUMMARY},
    Verb.STOP: _ATTENDED,
    Verb.PAIN: _ATTENDED,
    Verb.SHUTDOWN: _ALL,
    Verb.QUIT: _ALL,
}

_ALIKE: Mapping[Stage, frozenset[Verb]] = {
    **dict.fromkeys(_ANNOUNCED | {Stage.REST}, frozenset({Verb.START, Verb.NEXT, Verb.RESUME})),
    Stage.PAUSED: frozenset({Verb.START, Verb.RESUME}),
    **dict.fromkeys((Stage.SETUP, Stage.SUMMARY), frozenset({Verb.START, Verb.NEXT})),
}


def verbs_in(stage: Stage) -> frozenset[Verb]:
    """The verbs that may change something in ``stage``; the others are taken, and change nothing."""
    return frozenset(verb for verb, stages in _STAGES.items() if stage in stages)


def spoken_in(stage: Stage) -> frozenset[Verb]:
    """The verbs that may be asked for by word in ``stage``, and are listened for. A single button has to do all, so
    that what starts a set ends it too; who says that they are ready in the midst of one does not mean to end it."""
    spoken = verbs_in(stage) - OF_STATION
    return spoken - {Verb.START} if stage is Stage.SET else spoken


def alike_in(stage: Stage) -> frozenset[Verb]:
    """The verbs of which each does the same in ``stage`` as any other of them: between two sets who says that they
    are ready wants what comes next. To mistake one for the other is no mistake there."""
    return _ALIKE.get(stage, frozenset())
