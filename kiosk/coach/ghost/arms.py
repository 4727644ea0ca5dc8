"""Where the ghost's arms are: on the hips, hanging, at a bar that brushes the legs, at the chest, at the back.

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


_AT_THIGH, _AT_SHANK = 0.17, 0.10
"""Leg lengths that wrists are ahead of the line of the leg while their bar brushes it, down the thigh and down the
shank: half of the limb's thickness, and the hand (rendered people who lift well: 0.15 to 0.19, and 0.08 to 0.13)."""

_STEEPEST = 0.6
"""Sine of the angle at most by which arms that hold a bar are off the vertical."""

_ABOVE, _CLOSE = (0.08, 1.1), 0.5
"""Torso lengths over the hip in which hands are that rest on hips or chest, and from the line of the trunk: those of
hanging arms are below the hip."""


def lengths(limbs: Limbs) -> tuple[float, float]:
    """Upper arm and forearm, picture pixels."""
    torso = limbs.length("hip", "shoulder")
    return (
        max(limbs.length("shoulder", "elbow"), _UPPER_ARM * torso),
        max(limbs.length("elbow", "wrist"), _FOREARM * torso),
    )


def arms(
    target: TargetSection, limbs: Limbs, hip: complex, shoulder: complex, depth: float, knee: complex | None = None
) -> tuple[complex, complex]:
    """Elbow and wrist at ``depth``, for a trunk from ``hip`` to ``shoulder``: from how they rest to how the drill has
    them. ``knee``: of who stands; absent, it is where it rests."""
    if target.arms == "own" or (target.arms in ("hips", "chest") and hands_on_body(limbs)):
        return _with_trunk(limbs, hip, shoulder)
    own_upper = limbs.joints["elbow"] - limbs.joints["shoulder"]
    own_fore = limbs.joints["wrist"] - limbs.joints["elbow"]
    elbow, wrist = _wanted(target, limbs, hip, shoulder, depth, limbs.joints["knee"] if knee is None else knee)
    share = _eased(depth / _TAKEN_BY)
    elbow_at = shoulder + turned(own_upper, elbow - shoulder, share)
    return elbow_at, elbow_at + turned(own_fore, wrist - elbow, share, _ELBOW_OPENS)


def _wanted(
    target: TargetSection, limbs: Limbs, hip: complex, shoulder: complex, depth: float, knee: complex
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
            down = _to_bar(shoulder, (hip, knee, limbs.joints["ankle"]), upper + fore)
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
            return _with_trunk(limbs, hip, shoulder)


def _with_trunk(limbs: Limbs, hip: complex, shoulder: complex) -> tuple[complex, complex]:
    """As they rest, turned as the trunk is."""
    turn = (shoulder - hip) / (limbs.joints["shoulder"] - limbs.joints["hip"])
    turn /= max(abs(turn), 1e-9)
    elbow = shoulder + (limbs.joints["elbow"] - limbs.joints["shoulder"]) * turn
    return elbow, elbow + (limbs.joints["wrist"] - limbs.joints["elbow"]) * turn


def bar_on_back(hip: complex, shoulder: complex) -> complex:
    """A bar across the upper back: behind the shoulder joint, at the height of the spines of the blades."""
    torso = shoulder - hip
    return shoulder + torso * complex(0.02, 0.20)


def hands_on_body(limbs: Limbs) -> bool:
    """Whether the hands rest on hips or chest: there they stay, where a drill wants them on either: one is as good as
    the other."""
    own = limbs.joints
    torso = own["shoulder"] - own["hip"]
    hand = (own["wrist"] - own["hip"]) / torso if abs(torso) > 1e-9 else 0j
    return _ABOVE[0] <= hand.real <= _ABOVE[1] and abs(hand.imag) <= _CLOSE


def _to_bar(shoulder: complex, leg: tuple[complex, complex, complex], arm: float) -> complex:
    """The direction of a straight arm whose hand brushes the ``leg`` (hip, knee, ankle) down its front."""
    hip, knee, ankle = leg
    length = abs(hip - knee) + abs(knee - ankle)
    sine = 0.0
    for _ in range(3):
        height = (shoulder - 1j * arm * math.sqrt(1.0 - sine * sine)).imag
        above = (height - knee.imag) / max((hip - knee).imag, 1e-9)
        below = (knee.imag - height) / max((knee - ankle).imag, 1e-9)
        at = knee + min(above, 1.0) * (hip - knee) if above > 0.0 else knee + min(below, 1.0) * (ankle - knee)
        ahead = length * (_AT_SHANK + (_AT_THIGH - _AT_SHANK) * _eased(0.5 + above))
        sine = max(-_STEEPEST, min(_STEEPEST, (at.real + ahead - shoulder.real) / arm))
    return complex(sine, -math.sqrt(1.0 - sine * sine))


def _reached(start: complex, place: complex, length: float) -> complex:
    """``place``, or as near to it as ``length`` allows: shorter it may look, as it turns out of the picture."""
    way = place - start
    return start + way * min(1.0, length / max(abs(way), 1e-9))


def _eased(share: float) -> float:
    share = min(1.0, max(0.0, share))
    return share * share * (3.0 - 2.0 * share)
