"""How the person stands to the camera."""

from __future__ import annotations

import pytest
from stick_figure import Stick, pose_of

from kiosk.motion.orientation import Orientation, OrientationFilter
from kiosk.motion.posture import Facing, View
from kiosk.pose.pose import Joint

RATE = 30


def watched(filter_: OrientationFilter, stick: Stick, start: float, seconds: float) -> list[Orientation]:
    return [filter_(pose_of(stick, start + i / RATE)) for i in range(round(seconds * RATE))]


@pytest.mark.parametrize("facing", list(Facing))
@pytest.mark.parametrize(
    ("turn", "view"),
    [(0.0, View.SIDE), (33.0, View.SIDE), (37.0, View.OBLIQUE), (58.0, View.OBLIQUE), (62.0, View.FRONT)],
)
def test_a_single_pose_tells_view_turn_and_facing(turn: float, view: View, facing: Facing) -> None:
    found = OrientationFilter()(pose_of(Stick(turn=turn, facing=facing)))
    assert found.turn == pytest.approx(turn, abs=0.1)
    assert (found.view, found.facing, found.near_side) == (view, facing, facing.value)


@pytest.mark.parametrize("facing", list(Facing))
@pytest.mark.parametrize("turn", [-50.0, -20.0, 0.0, 20.0, 50.0])
def test_a_turn_to_the_camera_is_told_from_one_away(turn: float, facing: Facing) -> None:
    found = OrientationFilter()(pose_of(Stick(turn=turn, torso=40.0, facing=facing)))
    assert found.towards == pytest.approx(turn, abs=0.1)
    assert found.turn == pytest.approx(abs(turn), abs=0.1)


def test_bending_over_does_not_turn_anybody() -> None:
    for torso in (0.0, 45.0, 90.0):
        found = OrientationFilter()(pose_of(Stick(torso=torso, knee=20.0)))
        assert (found.view, found.facing) == (View.SIDE, Facing.LEFT)


def test_one_wild_frame_turns_nobody() -> None:
    filter_ = OrientationFilter()
    watched(filter_, Stick(), 0.0, 1.0)
    wild = filter_(pose_of(Stick(facing=Facing.RIGHT, turn=80.0), 1.0))
    assert (wild.view, wild.facing) == (View.SIDE, Facing.LEFT)


def test_who_turns_round_is_believed_within_a_second_or_so() -> None:
    filter_ = OrientationFilter()
    watched(filter_, Stick(), 0.0, 1.0)
    after = watched(filter_, Stick(facing=Facing.RIGHT), 1.0, 2.0)
    turned = [item.facing is Facing.RIGHT for item in after]
    assert turned == sorted(turned), "once"
    assert 0.2 < turned.index(True) / RATE < 1.2


def test_evidence_for_both_ways_leaves_things_as_they_are() -> None:
    filter_ = OrientationFilter()
    watched(filter_, Stick(), 0.0, 1.0)
    for i in range(120):
        facing = Facing.RIGHT if i % 2 else Facing.LEFT
        assert filter_(pose_of(Stick(facing=facing), 1.0 + i / RATE)).facing is Facing.LEFT


def test_hidden_feet_leave_the_face_to_tell() -> None:
    feet = dict.fromkeys((Joint.LEFT_HEEL, Joint.RIGHT_HEEL, Joint.LEFT_FOOT_INDEX, Joint.RIGHT_FOOT_INDEX), 0.0)
    found = OrientationFilter()(pose_of(Stick(facing=Facing.RIGHT), visibility=feet))
    assert found.facing is Facing.RIGHT


def test_slow_pictures_are_averaged_over_time_not_over_frames() -> None:
    fast, slow = OrientationFilter(), OrientationFilter()
    watched(fast, Stick(), 0.0, 1.0)
    slow(pose_of(Stick(), 0.0))
    fine = watched(fast, Stick(turn=50.0), 1.0, 0.5)[-1].turn
    for i in range(1, 6):
        coarse = slow(pose_of(Stick(turn=50.0), 0.0 + i / 10)).turn
    assert coarse == pytest.approx(fine, abs=4.0)
