"""The near leg of who stands on it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standing_people import outline_at

from kiosk.coach.ghost.limbs import Limbs
from kiosk.coach.planted import planted
from kiosk.motion.posture import Facing

FOOT = ("ankle", "heel", "toe")
facings = st.sampled_from(Facing)
offset = st.tuples(st.floats(-25.0, 25.0), st.floats(-25.0, 25.0))


def limbs_at(facing: Facing, turn: float = 0.0) -> Limbs:
    return Limbs.of(outline_at(facing=facing), facing, turn)


def moved(joints: dict[str, tuple[float, float]], **by: tuple[float, float]) -> dict[str, tuple[float, float]]:
    return joints | {name: (joints[name][0] + x, joints[name][1] + y) for name, (x, y) in by.items()}


@given(facings, offset, offset, offset)
def test_the_foot_stays_and_the_limbs_keep_their_lengths(
    facing: Facing, ankle: tuple[float, float], knee: tuple[float, float], hip: tuple[float, float]
) -> None:
    limbs = limbs_at(facing)
    found = planted(moved(outline_at(facing=facing), ankle=ankle, knee=knee, hip=hip), limbs)
    for name in FOOT:
        assert found[name] == pytest.approx(outline_at(facing=facing)[name])
    for start, end in (("ankle", "knee"), ("knee", "hip")):
        assert math.dist(found[start], found[end]) == pytest.approx(limbs.length(start, end))


@given(facings, st.floats(-40.0, 40.0), st.floats(-90.0, 10.0))
def test_a_leg_that_turns_about_ankle_and_knee_is_left_as_it_is(facing: Facing, shank: float, thigh: float) -> None:
    joints, limbs = outline_at(facing=facing), limbs_at(facing)
    for (start, end), lean in ((("ankle", "knee"), shank), (("knee", "hip"), thigh)):
        length, angle = limbs.length(start, end), math.radians(lean)
        x, y = joints[start]
        joints[end] = (x + facing.sign * length * math.sin(angle), y - length * math.cos(angle))
    found = planted(joints, limbs)
    for name in (*FOOT, "knee", "hip"):
        assert found[name] == pytest.approx(joints[name], abs=1e-6)


@given(facings, st.floats(5.0, 34.0), st.floats(-30.0, 30.0))
def test_turned_a_limb_keeps_its_length_in_the_persons_own_plane(facing: Facing, turn: float, aside: float) -> None:
    limbs = limbs_at(facing, turn)
    seen = moved(outline_at(facing=facing), knee=(aside, 0.0))
    found = planted(seen, limbs)
    x, y = (a - b for a, b in zip(found["knee"], found["ankle"], strict=True))
    assert math.hypot(x / limbs.squeeze, y) == pytest.approx(limbs.length("ankle", "knee"))
    towards = [a - b for a, b in zip(seen["knee"], found["ankle"], strict=True)]
    assert x * towards[1] == pytest.approx(y * towards[0]), "it points where it is seen to"


@given(facings, st.floats(0.0, 150.0), st.floats(0.0, 0.5))
def test_a_lifted_leg_is_drawn_where_it_is_seen_and_nothing_jumps_on_the_way(
    facing: Facing, up: float, step: float
) -> None:
    standing, limbs = outline_at(facing=facing), limbs_at(facing)
    at, after = (
        planted(moved(standing, **dict.fromkeys((*FOOT, "knee", "hip"), (0.0, -height))), limbs)
        for height in (up, up + step)
    )
    for name in at:
        assert math.dist(at[name], after[name]) < 6.0
    if up > 70.0:
        assert at["knee"] == pytest.approx((standing["knee"][0], standing["knee"][1] - up))
        assert at["toe"] == pytest.approx((standing["toe"][0], standing["toe"][1] - up))


def test_a_knee_seen_in_the_ankle_stays_finite() -> None:
    joints = outline_at()
    found = planted(joints | {"knee": joints["ankle"]}, limbs_at(Facing.LEFT))
    assert all(math.isfinite(value) for place in found.values() for value in place)
