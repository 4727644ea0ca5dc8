"""The figure that hinges by itself while nobody stands before the mirror, and the one that shows a drill.

Pure: a time in, joints out. Joints are in body heights, x forward, y up, the ankle at the origin.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from pygame import Rect

from kiosk.coach.guidance import Shown
from kiosk.mirror.figures import HEAD_SHARE
from kiosk.mirror.strokes import Point

PERIOD = 7.5
"""Seconds from one hinge to the next."""
DOWN, PAUSE, UP = 2.6, 0.9, 1.8

SHIN, THIGH, TORSO, NECK = 0.246, 0.245, 0.288, 0.13
UPPER_ARM, FOREARM = 0.186, 0.146
HEEL, TOE, SOLE = -0.045, 0.105, 0.039

LEAN, KNEE, SHIN_BACK = 62.0, 24.0, 3.0
"""At the bottom, degrees: torso inclination, knee flexion, and the shin's lean backward."""


def demonstration(time: float) -> dict[str, Point]:
    """The figure at ``time`` (seconds)."""
    return hinged(depth(time))


def depth(time: float) -> float:
    """0 standing to 1 at the bottom, smooth, over one slow hinge and a rest."""
    within = time % PERIOD
    if within < DOWN:
        return _ease(within / DOWN)
    if within < DOWN + PAUSE:
        return 1.0
    return 1.0 - _ease((within - DOWN - PAUSE) / UP)


def hinged(share: float) -> dict[str, Point]:
    """The figure at ``share`` (0 to 1) of a good hinge, hands on the hips."""
    ankle = (0.0, 0.0)
    shin = -SHIN_BACK * share + 2.0 * (1.0 - share)
    thigh = shin - KNEE * share - 4.0 * (1.0 - share)
    lean = LEAN * share
    knee = _from(ankle, SHIN, shin)
    hip = _from(knee, THIGH, thigh)
    shoulder = _from(hip, TORSO, lean)
    ear = _from(shoulder, NECK, lean * 0.92 + 8.0)
    hand = _from(hip, 0.035, lean + 60.0)
    return {
        "ear": ear,
        "shoulder": shoulder,
        "elbow": _elbow(shoulder, hand),
        "wrist": hand,
        "hip": hip,
        "knee": knee,
        "ankle": ankle,
        "heel": (HEEL, -SOLE),
        "toe": (TOE, -SOLE),
    }


def _from(start: Point, length: float, angle: float) -> Point:
    """``length`` away from ``start``, ``angle`` degrees forward of straight up."""
    turn = math.radians(angle)
    return start[0] + length * math.sin(turn), start[1] + length * math.cos(turn)


def _elbow(shoulder: Point, hand: Point) -> Point:
    """Behind the back, where upper arm and forearm meet."""
    away = (hand[0] - shoulder[0], hand[1] - shoulder[1])
    span = math.hypot(*away)
    along = (span**2 + UPPER_ARM**2 - FOREARM**2) / (2 * span)
    out = math.sqrt(max(0.0, UPPER_ARM**2 - along**2))
    unit = (away[0] / span, away[1] / span)
    return shoulder[0] + along * unit[0] + out * unit[1], shoulder[1] + along * unit[1] - out * unit[0]


def _ease(share: float) -> float:
    share = min(max(share, 0.0), 1.0)
    return share * share * (3.0 - 2.0 * share)


def place_shown(shown: Shown, time: float, box: Rect) -> dict[str, Point]:
    """Who shows a drill at ``time`` (seconds), in ``box`` of the screen: as large as all of the rep goes in, on its
    lower edge. The room that the rep takes does not change while it goes on."""
    steps = (*shown.steps, *shown.leap)
    places = [place for step in steps for place in step.values()]
    head = max((HEAD_SHARE * math.dist(step["shoulder"], step["hip"]) for step in steps), default=0.0)
    left, right = min(x for x, _ in places) - head, max(x for x, _ in places) + head
    low, high = min(y for _, y in places), max(y for _, y in places) + head
    scale = min(box.width / (right - left), box.height / (high - low))
    return {
        name: (box.centerx + (x - (left + right) / 2.0) * scale, box.bottom - (y - low) * scale)
        for name, (x, y) in _at(shown, time).items()
    }


def _at(shown: Shown, time: float) -> dict[str, Point]:
    """Between the two figures that the rep has come between."""
    within = time % (shown.rest + shown.down + shown.pause + shown.leap_lasts + shown.up) - shown.rest
    leapt = within - shown.down - shown.pause
    back = leapt - shown.leap_lasts
    if leapt >= 0.0 and back < 0.0:
        return _between(shown.leap, leapt / shown.leap_lasts)
    return _between(shown.steps, _ease(within / shown.down) if back < 0.0 else 1.0 - _ease(back / shown.up))


def _between(steps: Sequence[Mapping[str, Point]], share: float) -> dict[str, Point]:
    """At ``share`` (0 to 1) of the way along ``steps``."""
    last = len(steps) - 1
    index = min(int(share * last), last - 1)
    part = share * last - index
    one, other = steps[index], steps[index + 1]
    return {name: (x + part * (other[name][0] - x), y + part * (other[name][1] - y)) for name, (x, y) in one.items()}
