"""What is learnt of a body at rest, for the ghost and the optics."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from standing_people import moment_of, outline_at, posture_at

from kiosk.coach.body import Body
from kiosk.coach.drill import load_repertoire
from kiosk.coach.ghost.back_line import BACK, bent_line, standing_line
from kiosk.motion.back import StandingBack
from kiosk.motion.back_table import shipped_backs
from kiosk.motion.baseline import Baseline
from kiosk.motion.motion import Moment
from kiosk.motion.posture import Facing, Measure, Measures, Phase, Posture
from kiosk.motion.silhouette import SAMPLES

HINGE = load_repertoire().drill("hip_hinge")
BRIDGE = load_repertoire().drill("glute_bridge")
RATE = 30
TABLE = shipped_backs()
USUAL = StandingBack(tuple(0.15 + x for x in TABLE.standing), (0.0,) * SAMPLES, (0.0,) * SAMPLES)
STOOD = Baseline(Measures(torso_inclination=Measure(0.0, 0.9)), back=USUAL)


def stood(body: Body, seconds: float, start: float = 0.0, x: float = 240.0, torso: float = 0.0) -> None:
    for number in range(round(seconds * RATE)):
        body(moment_of(posture_at(x=x, torso=torso, time=start + number / RATE), baseline=STOOD))


def test_who_stands_is_learnt_and_followed_slowly() -> None:
    body = Body(HINGE)
    stood(body, 1.0)
    assert body.limbs is not None
    assert body.limbs.origin == pytest.approx(outline_at()["ankle"])
    stood(body, 1 / RATE, 1.0, x=260.0)
    assert 0.0 < abs(body.limbs.origin[0] - outline_at()["ankle"][0]) < 2.0, "it does not jump after a step"
    stood(body, 4.0, 1.1, x=260.0)
    assert body.limbs.origin[0] == pytest.approx(outline_at(x=260.0)["ankle"][0], abs=0.5)


@pytest.mark.parametrize(
    ("phase", "torso", "signal"),
    [(Phase.DOWN, 4.0, 4.0), (Phase.BOTTOM, 4.0, 4.0), (Phase.STANDING, 12.0, 12.0), (Phase.STANDING, 0.0, 10.0)],
)
def test_nothing_is_learnt_of_who_moves_or_stops_short(phase: Phase, torso: float, signal: float) -> None:
    body = Body(HINGE)
    stood(body, 1.0)
    before = body.limbs
    for number in range(30):
        posture = posture_at(x=300.0, height=430.0, torso=torso, time=1.0 + number / RATE)
        body(replace(moment_of(posture, phase), signal=signal))
    assert body.limbs is before


def test_one_who_cannot_be_trusted_is_not_learnt() -> None:
    body = Body(HINGE)
    for number in range(30):
        body(moment_of(posture_at(visibility=0.4, time=number / RATE)))
    assert body.limbs is None


@pytest.mark.parametrize("joint", ["knee", "shoulder", "toe", "elbow"])
def test_joints_in_one_place_are_no_limb(joint: str) -> None:
    beside = {"knee": "hip", "shoulder": "hip", "toe": "ankle", "elbow": "shoulder"}[joint]
    body, posture = Body(HINGE), posture_at()
    body(moment_of(replace(posture, outline=posture.outline | {joint: posture.outline[beside]})))
    assert body.limbs is None


def test_who_turned_round_is_learnt_anew() -> None:
    body = Body(HINGE)
    stood(body, 1.0)
    body(moment_of(posture_at(facing=Facing.RIGHT, time=1.1)))
    assert body.limbs is not None
    assert body.limbs.facing is Facing.RIGHT
    assert body.limbs.origin == outline_at(facing=Facing.RIGHT)["ankle"]


def lying(time: float, torso: float = -95.0) -> Moment:
    base = posture_at(time=time)
    joints = {
        "ear": (60, 560), "shoulder": (110, 560), "elbow": (150, 570), "wrist": (190, 572), "hip": (240, 565),
        "knee": (310, 470), "ankle": (350, 560), "heel": (345, 575), "toe": (400, 575),
    }  # fmt: skip
    measures = Measures(torso_inclination=Measure(torso, 0.9), hip_height=Measure(0.1, 0.9))
    posture = Posture(
        **{
            **{name: getattr(base, name) for name in base.__slots__},
            "outline": {name: (float(x), float(y)) for name, (x, y) in joints.items()},
            "measures": measures,
            "facing": Facing.RIGHT,
        }
    )
    return moment_of(posture, baseline=STOOD)


def test_for_a_bridge_it_is_learnt_lying() -> None:
    body = Body(HINGE)
    stood(body, 1.0)
    tall = body.height
    body.take_up(BRIDGE)
    assert body.limbs is None, "who lies is another figure than who stood"
    stood(body, 0.5, 1.0)
    assert body.limbs is None, "and not the one who still stands"
    body(replace(lying(2.0), signal=0.0))
    assert body.limbs is not None
    assert body.limbs.lean("hip", "shoulder") < -80.0
    assert body.height == tall, "lying, nobody has a height"
    body.take_up(HINGE)
    assert body.limbs is None


def test_drills_on_the_feet_share_what_was_learnt() -> None:
    body = Body(HINGE)
    stood(body, 1.0)
    limbs = body.limbs
    body.take_up(load_repertoire().drill("single_leg_rdl"))
    assert body.limbs is limbs


# -- the line of the back -----------------------------------------------------------------------------------


def test_a_usual_back_is_hollow_at_the_waist_and_gentle() -> None:
    line = standing_line(USUAL, TABLE)
    assert min(line[:4]) < -0.01
    assert max(map(abs, line)) <= 0.0451


def test_flesh_at_the_ends_does_not_count() -> None:
    """A straight line more or less in the profile is none of the back's curve."""
    tilted = replace(USUAL, distance=tuple(x + 0.1 - 0.2 * i / (SAMPLES - 1) for i, x in enumerate(USUAL.distance)))
    assert standing_line(tilted, TABLE) == pytest.approx(standing_line(USUAL, TABLE), abs=1e-9)


def test_where_an_arm_hid_the_back_a_usual_one_is_drawn() -> None:
    hidden = tuple(1.0 if 6 <= i <= 16 else 0.0 for i in range(SAMPLES))
    bumped = tuple(x + (0.2 if cover else 0.0) for x, cover in zip(USUAL.distance, hidden, strict=True))
    covered = StandingBack(bumped, hidden, (0.0,) * SAMPLES)
    assert standing_line(covered, TABLE) == pytest.approx(standing_line(USUAL, TABLE), abs=0.005)


def test_no_profile_no_curve() -> None:
    assert standing_line(None, TABLE) == ()
    assert bent_line((), 20.0, 5.0, TABLE) == ()


def test_a_back_that_bends_comes_out_behind() -> None:
    line = standing_line(USUAL, TABLE)
    assert sum(bent_line(line, 30.0, 10.0, TABLE)) > sum(line) + 0.1
    assert bent_line(line, 0.0, 0.0, TABLE) == pytest.approx(line)


def bent(time: float, degrees: float | None) -> Posture:
    posture = posture_at(time=time)
    if degrees is None:
        return posture
    bends = {"lumbar_flexion": Measure(degrees, 0.9), "thoracic_flexion": Measure(degrees / 3, 0.9)}
    return replace(posture, measures=replace(posture.measures, **bends))


def middle_of(body: Body, posture: Posture) -> float:
    """How far the middle of their own line lies behind the straight one, pixels; facing left, behind is right."""
    joints = body.figure(posture).joints
    return joints[BACK[3]][0] - (joints["hip"][0] + joints["shoulder"][0]) / 2.0


def test_the_own_line_bends_as_the_back_is_seen_to_and_softly() -> None:
    body = Body(HINGE)
    stood(body, 1.0)
    course = [middle_of(body, bent(1.0 + number / RATE, None)) for number in range(10)]
    assert math.isclose(max(course), min(course), abs_tol=0.1)
    course += [middle_of(body, bent(1.4 + number / RATE, 30.0 if number % 3 == 0 else None)) for number in range(40)]
    assert course[-1] > course[0] + 4.0
    assert max(abs(b - a) for a, b in pairwise(course)) < 4.0
    course += [middle_of(body, bent(2.8 + number / RATE, None)) for number in range(120)]
    assert course[-1] == pytest.approx(course[0], abs=0.5), "unseen, it goes back to how they stand"


def test_a_bend_that_nobody_trusts_is_not_drawn() -> None:
    body = Body(HINGE)
    stood(body, 1.0)
    straight = middle_of(body, bent(1.0, None))
    doubtful = replace(bent(1.0, 30.0), measures=Measures(lumbar_flexion=Measure(40.0, 0.1), thoracic_flexion=None))
    for number in range(20):
        last = middle_of(body, replace(doubtful, time=1.0 + number / RATE))
    assert last == pytest.approx(straight, abs=0.1)
