"""Where the ghost's arms are: on the hips, hanging, at a bar over the middle of the foot, at the chest, at the back.

All in the person's own plane, x forward + 1j * up, picture pixels.
"""

from __future__ import annotations

import math

from kiosk.coach.ghost.angles import turned, up
from kiosk.coach.ghost.limbs import Limbs
from kiosk.coach.performance import TargetSection

_TAKEN_BY = 0.5
"""Share of the way down by which the arms have left how they rested for how the drill has them."""

_ELBOW_OPENS = -90.0
"""Degrees by which a forearm may go down and back on its way; further round it goes up, as elbows bend."""

_ELBOW_BACK = 28.0
"""Degrees behind the torso that the upper arms point with the hands on the hips."""

_UPPER_ARM, _FOREARM = 0.58, 0.45
"""Least lengths over the torso's: arms that point at the camera look short while their owner rests, and are 0.65 and
0.51 of it (Winter, table of body segment lengths)."""


def lengths(limbs: Limbs) -> tuple[float, float]:
    """Upper arm and forearm, picture pixels."""
    torso = limbs.length("hip", "shoulder")
    return (
        max(limbs.length("shoulder", "elbow"), _UPPER_ARM * torso),
        max(limbs.length("elbow", "wrist"), _FOREARM * torso),
    )


def arms(
    target: TargetSection, limbs: Limbs, hip: complex, shoulder: complex, depth: float
) -> tuple[complex, complex]:
    """Elbow and wrist at ``depth``, for a trunk from ``hip`` to ``shoulder``: from how they rest to how the drill has
    them."""
    own_upper = limbs.joints["elbow"] - limbs.joints["shoulder"]
    own_fore = limbs.joints["wrist"] - limbs.joints["elbow"]
    elbow, wrist = _wanted(target, limbs, hip, shoulder, depth)
    share = _eased(depth / _TAKEN_BY)
    elbow_at = shoulder + turned(own_upper, elbow - shoulder, share)
    return elbow_at, elbow_at + turned(own_fore, wrist - elbow, share, _ELBOW_OPENS)


def _wanted(
    target: TargetSection, limbs: Limbs, hip: complex, shoulder: complex, depth: float
) -> tuple[complex, complex]:
    upper, fore = lengths(limbs)
    torso = shoulder - hip
    along = torso / max(abs(torso), 1e-9)
    back = along * 1j
    match target.arms:
        case "hang":
            down = -up(1.0, -target.arms_forward * depth)
            return shoulder + upper * down, shoulder + (upper + fore) * down
        case "bar":
            down = _to_bar(shoulder, limbs.middle, upper + fore)
            return shoulder + upper * down, shoulder + (upper + fore) * down
        case "hips":
            # The elbow points back, as far as the two bones allow: the hand turns the forearm out of the picture.
            elbow = shoulder - upper * along * complex(math.cos(x := math.radians(_ELBOW_BACK)), -math.sin(x))
            return elbow, _reached(elbow, hip + 0.1 * torso, fore)
        case "chest":
            elbow = shoulder - 0.85 * upper * along * complex(math.cos(x := math.radians(14.0)), math.sin(x))
            return elbow, _reached(elbow, shoulder - 0.30 * torso - 0.20 * abs(torso) * back, fore)
        case "bar_on_back":
            elbow = shoulder - 0.75 * upper * along * complex(math.cos(x := math.radians(12.0)), -math.sin(x))
            return elbow, _reached(elbow, bar_on_back(hip, shoulder), fore)
        case "rod":
            elbow = shoulder - 0.92 * upper * along * complex(math.cos(x := math.radians(24.0)), -math.sin(x))
            return elbow, _reached(elbow, hip + 0.30 * torso + 0.20 * abs(torso) * back, fore)
        case "own":
            turn = torso / (limbs.joints["shoulder"] - limbs.joints["hip"])
            turn /= max(abs(turn), 1e-9)
            elbow = shoulder + (limbs.joints["elbow"] - limbs.joints["shoulder"]) * turn
            return elbow, elbow + (limbs.joints["wrist"] - limbs.joints["elbow"]) * turn


def bar_on_back(hip: complex, shoulder: complex) -> complex:
    """A bar across the upper back: behind the shoulder joint, at the height of the spines of the blades."""
    torso = shoulder - hip
    return shoulder + torso * complex(0.02, 0.20)


def _to_bar(shoulder: complex, middle: float, arm: float) -> complex:
    """The direction of a straight arm whose hand is over the ``middle`` of the foot: so a bar goes up and down."""
    sine = max(-0.5, min(0.5, (middle - shoulder.real) / arm))
    return complex(sine, -math.sqrt(1.0 - sine * sine))


def _reached(start: complex, place: complex, length: float) -> complex:
    """``place``, or as near to it as ``length`` allows: shorter it may look, as it turns out of the picture."""
    way = place - start
    return start + way * min(1.0, length / max(abs(way), 1e-9))


def _eased(share: float) -> float:
    share = min(1.0, max(0.0, share))
    return share * share * (3.0 - 2.0 * share)
