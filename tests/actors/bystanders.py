"""Other people in the picture: parts for a second person, placed for the usual camera on +x beside the user.

Every part fills the seconds it is given. The user stands at the origin, the wall is at x = -2.1.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from . import acts
from .clip import Actor
from .people import Person
from .posture import Hand, Posture, both
from .script import Act, Rep, Script, Still
from .staging import Place

BEHIND, BESIDE = -1.15, -0.95
"""Metres: how far behind the user people pass, and stand."""
BEFORE, CLOSE = 0.95, 1.75
"""Metres towards the camera: between it and the user, and right before it."""
NEAR_BEHIND, NEAR_BEFORE, NEXT_TO = -0.66, 0.70, -0.42
"""Metres from the user, away from the camera negative: who squeezes past, who stops right before, who stands next."""
NEXT_ASIDE = 0.62
"""Metres along the picture from the user to somebody who stands next to them."""
ASIDE = 0.82
"""Metres along the picture from the user to somebody who stands behind."""
EDGE = 2.6
"""Metres along the picture to outside of it."""
HANGING: Hand = (("hanging", 1.0),)
CROSSED: Hand = (("crossed", 1.0),)
AT_EASE = Posture(left_hand=HANGING, right_hand=HANGING)
SQUAT = Posture(torso=40.0, knee=104.0, neck=-8.0, left_hand=CROSSED, right_hand=CROSSED)


def watches(person: Person, seconds: float, seed: int = 0, on_the_right: bool = True) -> Actor:
    """Stands behind with crossed arms, turned to the user, looks around at times."""
    rng = np.random.default_rng([seed, 11])
    turned = 35.0 if on_the_right else 145.0
    lead = float(rng.uniform(1.0, 2.5))
    doing = _fill(rng, seconds - lead, acts.look_around, acts.shift_weight, acts.adjust_clothes)
    script = Script(lead, doing, sway=1.4)
    return Actor(person, script, "crossed", _aside(on_the_right, turned))


def shifts_weight(person: Person, seconds: float, seed: int = 0, on_the_right: bool = True) -> Actor:
    """Stands behind, turned to the camera, from one leg to the other, on the phone now and then."""
    rng = np.random.default_rng([seed, 12])
    lead = float(rng.uniform(0.5, 1.5))
    script = Script(
        lead, _fill(rng, seconds - lead, acts.shift_weight, acts.use_phone, acts.shake_legs), AT_EASE, 1.6
    )
    return Actor(person, script, "hanging", _aside(on_the_right, 75.0 if on_the_right else 105.0))


def uses_phone(person: Person, seconds: float, seed: int = 0, on_the_right: bool = True) -> Actor:
    """Stands behind and looks at a hand, all the time."""
    script = Script(0.5, acts.use_phone(max(seconds - 0.5, 2.5), seed), AT_EASE, 1.4)
    return Actor(person, script, "hanging", _aside(on_the_right, 60.0 if on_the_right else 120.0))


def talks(person: Person, seconds: float, seed: int = 0, on_the_right: bool = True) -> Actor:
    """Stands behind, turned to the user, and talks with both hands."""
    script = Script(0.5, acts.talk_with_hands(max(seconds - 0.5, 2.5), seed), AT_EASE, 1.4)
    return Actor(person, script, "hanging", _aside(on_the_right, 20.0 if on_the_right else 160.0))


def walks_behind(person: Person, seconds: float, seed: int = 0, to_the_left: bool = True) -> Actor:
    """Comes into the picture, walks through behind the user, and is gone."""
    return _passes(person, seconds, BEHIND, seed, to_the_left)


def walks_in_front(person: Person, seconds: float, seed: int = 0, to_the_left: bool = False) -> Actor:
    """Walks through between the camera and the user, hiding the user for a moment."""
    return _passes(person, seconds, BEFORE, seed, to_the_left)


def passes_camera(person: Person, seconds: float, seed: int = 0, to_the_left: bool = True) -> Actor:
    """Passes right before the camera, filling the picture for a moment."""
    return _passes(person, seconds, CLOSE, seed, to_the_left)


def squeezes_past(person: Person, seconds: float, seed: int = 0, to_the_left: bool = True) -> Actor:
    """Walks through so close behind that the user hides most of them."""
    return _passes(person, seconds, NEAR_BEHIND, seed, to_the_left)


def stops_in_front(person: Person, seconds: float, seed: int = 0, to_the_left: bool = False) -> Actor:
    """Walks up to right before the user, stands there for two seconds, and walks on."""
    rng = np.random.default_rng([seed, 15])
    there = acts.walk(EDGE, float(rng.uniform(0.95, 1.2)))
    gone = acts.walk(EDGE, float(rng.uniform(0.95, 1.2)))
    steps = (*there, Still(2.0), *gone)
    lead = max(0.5 * (seconds - sum(act.seconds for act in steps)), 0.0)
    place = Place(NEAR_BEFORE, -EDGE if to_the_left else EDGE, 0.0 if to_the_left else 180.0)
    return Actor(person, Script(lead, steps, AT_EASE), "hanging", place)


def joins(person: Person, seconds: float, seed: int = 0, on_the_right: bool = True) -> Actor:
    """Comes in after two seconds, stands next to the user, turned to the camera, and stays."""
    rng = np.random.default_rng([seed, 16])
    steps = acts.walk(EDGE - NEXT_ASIDE, float(rng.uniform(0.95, 1.2)))
    turn = acts.turn(70.0 if on_the_right else -70.0)
    left = seconds - 2.0 - sum(act.seconds for act in (*steps, *turn))
    doing = _fill(rng, max(left, 0.0), acts.look_around, acts.shift_weight)
    place = Place(NEXT_TO, -EDGE if on_the_right else EDGE, 0.0 if on_the_right else 180.0)
    return Actor(person, Script(2.0, (*steps, *turn, *doing), AT_EASE, 1.4), "hanging", place)


def comes_next(person: Person, seconds: float, seed: int = 0, to_the_left: bool = True) -> Actor:
    """Comes to the user's own place in the last five seconds and stands there side-on; somebody else has left it."""
    rng = np.random.default_rng([seed, 17])
    steps = acts.walk(EDGE, float(rng.uniform(1.0, 1.2)))
    lead = max(seconds - 5.0 - steps[0].seconds, 0.0)
    place = Place(0.0, -EDGE if to_the_left else EDGE, 0.0 if to_the_left else 180.0)
    return Actor(person, Script(lead, steps, AT_EASE, 1.4), "hanging", place)


def squats_behind(person: Person, seconds: float, seed: int = 0, on_the_right: bool = True) -> Actor:
    """Does squats of their own behind the user, side-on as well."""
    rng = np.random.default_rng([seed, 13])
    lead = float(rng.uniform(0.6, 1.4))
    reps: list[Rep] = []
    left = seconds - lead
    while left > 4.2:
        down, up, rest = (float(rng.uniform(low, low + 0.4)) for low in (1.1, 0.9, 0.5))
        reps.append(Rep(SQUAT, down, 0.2, up, rest, AT_EASE))
        left -= reps[-1].seconds
    script = Script(lead, (*reps, Still(max(left, 0.0))), AT_EASE, 1.2)
    return Actor(person, script, "hanging", _aside(on_the_right, 0.0 if on_the_right else 180.0))


def curls_behind(person: Person, seconds: float, seed: int = 0, on_the_right: bool = True) -> Actor:
    """Curls both arms behind the user: elbows bend, the body stays."""
    rng = np.random.default_rng([seed, 14])
    low, high = both("hanging"), {**both("talk_high"), "torso": 1.0}
    lead = float(rng.uniform(0.6, 1.4))
    strokes: list[acts.Stroke] = []
    while sum(time for time, _ in strokes) < seconds - lead - 3.5:
        up, down = (float(rng.uniform(0.8, 1.3)) for _ in range(2))
        strokes += [(up, high), (down, low)]
    set_: Act = acts.Gesture(tuple(strokes), back=0.5) if strokes else Still(0.5)
    script = Script(lead, (set_, Still(max(seconds - lead - set_.seconds, 0.0))), AT_EASE, 1.2)
    return Actor(person, script, "hanging", _aside(on_the_right, 25.0 if on_the_right else 155.0))


PARTS = {
    part.__name__: part
    for part in (
        watches, shifts_weight, uses_phone, talks, walks_behind, walks_in_front, passes_camera, squeezes_past,
        stops_in_front, joins, squats_behind, curls_behind,
    )
}  # fmt: skip
"""Every part beside a user who stays, by name; `comes_next` is for one who leaves."""


def _aside(on_the_right: bool, turned: float) -> Place:
    """Behind the user at one side of the picture; the usual camera has +z at its left."""
    return Place(BESIDE, -ASIDE if on_the_right else ASIDE, turned)


def _passes(person: Person, seconds: float, x: float, seed: int, to_the_left: bool) -> Actor:
    """Through the picture from side to side, in the middle of the time."""
    rng = np.random.default_rng([seed, 10])
    speed = float(rng.uniform(0.95, 1.35))
    (steps,) = acts.walk(2.0 * EDGE, speed)
    lead = max(0.5 * (seconds - steps.seconds), 0.0)
    place = Place(x, -EDGE if to_the_left else EDGE, 0.0 if to_the_left else 180.0)
    return Actor(person, Script(lead, (steps,), AT_EASE), "hanging", place)


def _fill(rng: np.random.Generator, seconds: float, *choices: Callable[[], tuple[Act, ...]]) -> tuple[Act, ...]:
    """Things to do, with stillness between them, until the time is over."""
    out: list[Act] = []
    left = seconds
    while True:
        what = choices[int(rng.integers(len(choices)))]()
        wait = float(rng.uniform(0.8, 2.2))
        needed = wait + sum(act.seconds for act in what)
        if needed > left:
            return tuple(out)
        out += [*what, Still(wait)]
        left -= needed
