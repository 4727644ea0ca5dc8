"""A drill as somebody of usual proportions does it, to be shown before anybody does it."""

from __future__ import annotations

import cmath
import math
from collections.abc import Mapping

from kiosk.coach.drill import Drill
from kiosk.coach.ghost.leap import leap_of
from kiosk.coach.ghost.limbs import Limbs
from kiosk.coach.ghost.solve import Shape
from kiosk.coach.guidance import Figure, Point, Shown
from kiosk.coach.performance import Support
from kiosk.motion.posture import Facing

STEPS = 13
"""Figures from rest to the far end."""

LEAPS = 25
"""Figures of a jump."""

_TALL = 1000.0
"""Pixels of a body's height while it is solved."""

_SHANK, _THIGH, _TORSO, _NECK = 246.0, 245.0, 288.0, 130.0
_UPPER_ARM, _FOREARM = 186.0, 146.0
_HEEL, _TOE = complex(-45.0, -39.0), complex(105.0, -39.0)
"""Thousandths of body height (Winter, table of body segment lengths)."""

_Lean = tuple[float, float, float]

_RESTS: Mapping[Support, _Lean] = {
    "feet": (2.0, -2.0, 2.0),
    "one_foot": (2.0, -2.0, 2.0),
    "knees": (2.0, 0.0, 91.0),
    "back_and_feet": (-93.0, -140.0, -35.0),
    "back_and_foot": (-93.0, -140.0, -35.0),
    "back": (-92.0, -181.0, -91.0),
    "ball": (-83.0, -88.0, 0.0),
    "forearms": (70.0, 83.0, 85.0),
}
"""How torso, thigh and shank lean at rest, degrees forward of upright."""

_ELSEWHERE: Mapping[str, _Lean] = {"bench_glute_bridge": (-52.0, -125.0, -28.0)}
"""The same of drills that begin otherwise than those borne in the same way: with the shoulders on a bench."""

_NECK_LEAN, _ARM_LEAN = 8.0, -5.0
"""Off the torso."""

_TOES_TUCKED = 75.0
"""Degrees by which the sole is tipped up of who is on forearms and toes."""


def shown(drill: Drill) -> Shown | None:
    """``drill`` from rest to its far end, on limbs of usual proportions; None where these cannot come to it."""
    shape = Shape(drill, Limbs(_resting(drill), Facing.RIGHT, (0.0, 0.0)))
    steps = []
    for number in range(STEPS):
        figure = shape.at(number / (STEPS - 1))
        if figure is None:
            return None
        steps.append(_small(figure))
    leap, leaps = leap_of(shape), []
    for number in range(LEAPS) if leap is not None else ():
        figure = leap.at(leap.lasts * number / (LEAPS - 1)) if leap is not None else None
        leaps += [] if figure is None else [_small(figure)]
    tempo, lasts = drill.tempo, 0.0 if leap is None else leap.lasts
    return Shown(tuple(steps), tempo.rest, tempo.down, tempo.pause, tempo.up, tuple(leaps), lasts)


def _small(figure: Figure) -> dict[str, Point]:
    return {name: (x / _TALL, -y / _TALL) for name, (x, y) in figure.joints.items()}


def _resting(drill: Drill) -> dict[str, complex]:
    """A body at rest as ``drill`` begins, x forward + 1j * up of its ankle."""
    support = drill.target.support
    torso, thigh, shank = _ELSEWHERE.get(drill.id, _RESTS[support])
    prone = support == "forearms"
    knee = _up(_SHANK, shank)
    hip = knee + _up(_THIGH, thigh)
    shoulder = hip + _up(_TORSO, torso)
    elbow = shoulder - _up(_UPPER_ARM, _ARM_LEAN + (0.0 if prone else torso))
    foot = cmath.rect(1.0, math.radians(_TOES_TUCKED if prone else 0.0))
    return {
        "ankle": 0j,
        "knee": knee,
        "hip": hip,
        "shoulder": shoulder,
        "ear": shoulder + _up(_NECK, torso + (-3.0 if prone else _NECK_LEAN)),
        "elbow": elbow,
        "wrist": elbow + _FOREARM if prone else elbow - _up(_FOREARM, torso + _ARM_LEAN),
        "heel": _HEEL * foot,
        "toe": _TOE * foot,
    }


def _up(length: float, degrees: float) -> complex:
    """A segment that leans so many degrees forward of upright."""
    return cmath.rect(length, math.radians(90.0 - degrees))
