"""The ghost of a jump: driven up, carried by its own weight, and caught in the posture of a landing."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from resting_people import Build, joints_of, limbs_of, standing
from standing_people import moment_of, posture_at

from kiosk.coach.drill import Drill, load_repertoire
from kiosk.coach.ghost.guide import Guide
from kiosk.coach.ghost.leap import GRAVITY, Leap, leap_of
from kiosk.coach.ghost.limbs import Limbs
from kiosk.coach.ghost.shown import shown
from kiosk.coach.ghost.solve import Shape
from kiosk.motion.balance import centre_of_mass
from kiosk.motion.posture import Phase

DRILL = load_repertoire().drill("plyometric_jump")
TALL = 1.72
few = settings(max_examples=25, deadline=None)


def leap(limbs: Limbs, drill: Drill = DRILL) -> tuple[Leap, Shape]:
    shape = Shape(drill, limbs, TALL)
    found = leap_of(shape)
    assert found is not None
    return found, shape


def height(made: Leap, time: float) -> float:
    return centre_of_mass(made.joints(time)).imag


@few
@given(standing)
def test_in_the_air_it_falls_as_anything_does_and_as_high_as_the_drill_says(limbs: Limbs) -> None:
    made, shape = leap(limbs)
    assert DRILL.jump is not None
    step = made.air / 10.0
    heights = [height(made, made.push + step * number) for number in range(11)]
    for before, here, after in zip(heights, heights[1:], heights[2:], strict=False):
        assert (after - 2.0 * here + before) / step**2 / shape.metre == pytest.approx(-GRAVITY, rel=1e-6)
    assert (max(heights) - heights[0]) / shape.metre == pytest.approx(DRILL.jump.height * TALL, rel=1e-6)
    assert heights[-1] == pytest.approx(heights[0], abs=1e-6)


@few
@given(standing)
def test_it_takes_off_and_lands_at_the_speed_of_its_flight(limbs: Limbs) -> None:
    """The push is even, and so is the catch: nothing jerks where the floor is left and met."""
    made, shape = leap(limbs)
    flight = GRAVITY * made.air / 2.0 * shape.metre
    slip = made.push / 50.0
    for edge in (made.push, made.push + made.air):
        before = (height(made, edge) - height(made, edge - slip)) / slip
        after = (height(made, edge + slip) - height(made, edge)) / slip
        assert before == pytest.approx(after, abs=0.12 * flight)
    way = height(made, made.push) - height(made, 0.0)
    assert 2.0 * way / made.push == pytest.approx(flight, rel=0.01)


@few
@given(standing)
def test_feet_bear_it_but_in_the_air(limbs: Limbs) -> None:
    made, _ = leap(limbs)
    ground = limbs.joints["toe"]
    for share in (0.0, 0.3, 0.7, 1.0):
        for time in (share * made.push, made.lasts - share * made.push):
            assert made.joints(time)["toe"] == pytest.approx(ground, abs=1e-6)
    for share in (0.1, 0.5, 0.9):
        feet = made.joints(made.push + share * made.air)
        assert min(feet[name].imag for name in ("toe", "heel")) > ground.imag


@few
@given(standing, st.floats(0.0, 1.0))
def test_limbs_keep_their_lengths(limbs: Limbs, share: float) -> None:
    made, _ = leap(limbs)
    joints = made.joints(share * made.lasts)
    for start, end in (("ankle", "knee"), ("knee", "hip"), ("hip", "shoulder"), ("heel", "toe"), ("ankle", "toe")):
        assert abs(joints[end] - joints[start]) == pytest.approx(limbs.length(start, end), rel=1e-6), (start, end)


@few
@given(standing)
def test_it_loads_and_lands_by_hinging(limbs: Limbs) -> None:
    """In the drill's own posture, whose share of the torso its rule asks of a landing."""
    made, shape = leap(limbs)
    load = shape.joints(1.0)
    assert load is not None
    for time in (0.0, made.lasts):
        joints = made.joints(time)
        assert all(joints[name] == pytest.approx(place, abs=1e-6) for name, place in load.items())


def test_it_never_jerks() -> None:
    made, shape = leap(limbs_of(joints_of(Build(), 3.0, -2.0, 2.0)))
    course = [made.joints(time * made.lasts / 200.0) for time in range(201)]
    fastest = 2.2 * GRAVITY * made.air / 2.0 * shape.metre * made.lasts / 200.0
    for one, other in pairwise(course):
        for name in ("hip", "shoulder", "ear", "knee"):
            assert abs(other[name] - one[name]) < fastest, name


def test_higher_takes_longer_in_the_air() -> None:
    limbs = limbs_of(joints_of(Build(), 3.0, -2.0, 2.0))
    assert DRILL.jump is not None
    higher = DRILL.model_copy(update={"jump": DRILL.jump.model_copy(update={"height": 4.0 * DRILL.jump.height})})
    assert leap(limbs, higher)[0].air == pytest.approx(2.0 * leap(limbs)[0].air, rel=1e-6)
    expected = 2.0 * math.sqrt(2.0 * DRILL.jump.height * TALL / GRAVITY)
    assert leap(limbs)[0].air == pytest.approx(expected, rel=1e-6)


def test_other_drills_stay_on_the_floor() -> None:
    for drill in load_repertoire().drills.values():
        if drill.jump is None:
            assert leap_of(Shape(drill, limbs_of(joints_of(Build(), 3.0, -2.0, 2.0)), TALL)) is None, drill.id


def test_the_guide_leads_the_whole_jump() -> None:
    """Down to the load, up into the air while the person is at theirs, down again, and back to standing."""
    limbs = limbs_of(joints_of(Build(), 3.0, -2.0, 2.0))
    made, _ = leap(limbs)
    guide, tempo, rate = Guide(DRILL, TALL), DRILL.tempo, 60
    load = tempo.rest + tempo.down
    toes, hips = [], []
    for number in range(round((load + made.lasts + tempo.up + 0.3) * rate)):
        time = number / rate
        phase = Phase.STANDING if time < load else Phase.BOTTOM if time < load + made.push else Phase.UP
        posture = posture_at(facing=limbs.facing)
        guide(time, moment_of(posture, phase), limbs, 1.0)
        assert guide.ghost is not None or time < 0.1
        if guide.ghost is not None:
            toes.append(-guide.ghost.joints["toe"][1])
            hips.append(-guide.ghost.joints["hip"][1])
    aloft = sum(toe > toes[0] + 1.0 for toe in toes) / rate
    assert aloft == pytest.approx(made.air, abs=0.06)
    before, after = hips[: toes.index(max(toes))], hips[toes.index(max(toes)) :]
    assert min(before) == pytest.approx(min(after), abs=2.0), "lands as deep as it loaded"
    assert hips[-1] == pytest.approx(hips[0], abs=1.0)


def test_who_shows_it_jumps() -> None:
    found = shown(DRILL)
    assert found is not None
    assert found.leap_lasts > 0.5
    toes = [step["toe"][1] for step in found.leap]
    assert DRILL.jump is not None
    assert max(toes) - toes[0] == pytest.approx(DRILL.jump.height, abs=0.01)
    for end in (found.leap[0], found.leap[-1]):
        assert all(place == pytest.approx(found.steps[-1][name]) for name, place in end.items())
