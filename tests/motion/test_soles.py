"""The balance over the soles where they stood."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from kiosk.motion.balance import TRUE_SHARE
from kiosk.motion.motion import Motion
from kiosk.motion.posture import Facing, Measure, Measures, Posture, View
from kiosk.motion.soles import Soles, over_soles, soles_of, standing_soles
from kiosk.pose.pose import Joint, Pose
from tests.motion.signals import HINGE
from tests.motion.stick_figure import Stick, pose_of


def posture(heel: float, toe: float, balance: float | None = 0.5, seen: float = 1.0) -> Posture:
    return Posture(
        time=0.0,
        measures=Measures(balance=None if balance is None else Measure(balance, 0.7)),
        view=View.SIDE,
        turn=0.0,
        facing=Facing.RIGHT,
        near_side="right",
        visibility=1.0,
        outline={"heel": (heel, 600.0), "toe": (toe, 600.0)},
        trust={"heel": seen, "toe": 1.0},
        picture_size=(480, 640),
    )


def test_soles_are_the_median_of_who_shows_them() -> None:
    shown = [posture(100.0, 160.0), posture(102.0, 161.0), posture(101.0, 300.0)]
    assert soles_of(shown) == Soles(101.0, 161.0)
    assert soles_of(shown[:2]) is None
    assert soles_of([posture(100.0, 160.0, seen=0.0)] * 5) is None


def test_soles_before_and_after_agree_or_a_foot_was_set_anew() -> None:
    before, after = [posture(100.0, 160.0)] * 3, [posture(106.0, 166.0)] * 3
    assert standing_soles(before, after) == Soles(103.0, 163.0)
    assert standing_soles(before, []) == Soles(100.0, 160.0)
    assert standing_soles([], after) == Soles(106.0, 166.0)
    assert standing_soles([], []) is None
    assert standing_soles(before, [posture(130.0, 190.0)] * 3) is None


@pytest.mark.parametrize("slid", [-12.0, 0.0, 12.0])
def test_feet_that_seem_to_slide_do_not_move_the_balance(slid: float) -> None:
    """The body is 40 pixels ahead of the standing heel, wherever heel and toe are read meanwhile."""
    change = Measures(balance=Measure(0.3, 0.6), hip_travel=Measure(0.2, 0.9))
    bottom = [posture(100.0 + slid, 160.0 + slid, (40.0 - slid) / 60.0)] * 3
    found = over_soles(change, bottom, Soles(100.0, 160.0), 0.5)
    assert found.balance == Measure(pytest.approx(TRUE_SHARE * (40.0 / 60.0 - 0.5)), 0.6)  # type: ignore[arg-type]
    assert found.hip_travel == change.hip_travel


def test_without_soles_or_a_standing_the_balance_stays_as_read() -> None:
    change, bottom = Measures(balance=Measure(0.3, 0.6)), [posture(100.0, 160.0)] * 3
    assert over_soles(change, bottom, None, 0.5) is change
    assert over_soles(change, bottom, Soles(100.0, 160.0), None) is change
    assert over_soles(change, bottom, Soles(100.0, 100.0), 0.5) is change
    assert over_soles(change, [posture(100.0, 160.0, None)], Soles(100.0, 160.0), 0.5) is change
    assert over_soles(Measures(), bottom, Soles(100.0, 160.0), 0.5) == Measures()


FEET = [Joint[f"{side}_{name}"] for side in ("LEFT", "RIGHT") for name in ("HEEL", "FOOT_INDEX")]


def hinge(slid: float) -> list[Pose]:
    """Standing, a hinge, standing; the landmarks of the feet slide back by ``slid`` metres on the way."""
    depths = [0.0] * 60 + [i / 45 for i in range(45)] + [1.0] * 15 + [1.0 - i / 45 for i in range(45)] + [0.0] * 45
    poses = []
    for frame, depth in enumerate(depths):
        stick = Stick(torso=3.0 + 62.0 * depth, knee=4.0 + 14.0 * depth, shin=2.0 - 6.0 * depth)
        pose = pose_of(stick, frame / 30.0)
        landmarks = pose.landmarks.copy()
        landmarks[FEET, 0] -= stick.facing.sign * slid * depth * stick.scale
        poses.append(replace(pose, landmarks=landmarks))
    return poses


def gained(poses: list[Pose]) -> float:
    motion = Motion(HINGE)
    reps = [rep for pose in poses if (rep := motion(pose).rep) is not None]
    assert len(reps) == 1
    return reps[0].change.value("balance") or math.nan


def test_a_rep_s_balance_is_over_the_soles_where_it_began() -> None:
    assert gained(hinge(0.06)) == pytest.approx(gained(hinge(0.0)), abs=0.03)


def other_network(pose: Pose) -> Pose:
    """``pose`` as a network would read it that places heel and toe four centimetres further back."""
    landmarks = pose.landmarks.copy()
    landmarks[FEET, 0] -= Facing.LEFT.sign * 0.04 * 290.0
    return replace(pose, landmarks=landmarks)


def later(poses: list[Pose], by: float) -> list[Pose]:
    return [replace(pose, time=pose.time + by) for pose in poses]


@pytest.mark.parametrize("told", [False, True])
def test_another_network_s_feet_are_not_measured_by_the_first_one_s_standing(told: bool) -> None:
    motion = Motion(HINGE)
    first = [motion(pose) for pose in hinge(0.0)]
    before = first[-1].rep or next(item.rep for item in first if item.rep is not None)
    if told:
        motion.read_anew()
    # It switches as the person goes down: 20 frames of standing are no stand of theirs yet.
    second = [motion(other_network(pose)) for pose in later(hinge(0.0)[55:], 7.0)]
    rep = next(item.rep for item in second if item.rep is not None)
    assert rep.number == 2, "counted all the same"
    balance, usual = rep.change.value("balance"), before.change.value("balance")
    assert usual is not None
    if not told:
        assert balance is not None
        assert balance > usual + 0.08, "what would be told falsely"
        return
    assert balance is None
    assert rep.change.value("torso_inclination") == pytest.approx(before.change.value("torso_inclination"), abs=1.0)
    third = [motion(other_network(pose)) for pose in later(hinge(0.0), 14.0)]
    again = next(item.rep for item in third if item.rep is not None).change.value("balance")
    assert again == pytest.approx(usual, abs=0.03), "by its own standing now"
