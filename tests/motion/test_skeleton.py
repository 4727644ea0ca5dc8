"""Joint centres for drawing: off the landmarks by the table, as deep as the body is broad, and the eyes."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stick_figure import Stick, pose_of

from kiosk.motion.joints import NEAR_JOINTS
from kiosk.motion.orientation import OrientationFilter
from kiosk.motion.posture import Facing, Skeleton
from kiosk.motion.skeleton import skeleton
from kiosk.motion.skeleton_table import SEGMENTS, Offset, SkeletonTable, shipped_skeleton
from kiosk.pose.pose import Joint, Pose

SHIPPED = shipped_skeleton()
NONE = SkeletonTable(**{name: Offset(along=0.0, ahead=0.0, beside=0.0) for name in (*SEGMENTS, "eyes")})


def seen(stick: Stick, table: SkeletonTable = SHIPPED) -> tuple[Pose, Skeleton]:
    pose = pose_of(stick, 0.0)
    return pose, skeleton(pose, OrientationFilter()(pose), table)


def landmark(pose: Pose, side: str, name: str) -> tuple[float, float]:
    x, y, _ = pose.landmarks[NEAR_JOINTS[side][name]].tolist()
    return x, y


@given(st.floats(0, 80), st.floats(0, 60), st.sampled_from(Facing))
def test_without_offsets_the_joints_are_the_landmarks_and_lie_in_one_plane(
    torso: float, knee: float, facing: Facing
) -> None:
    pose, found = seen(Stick(torso=torso, knee=knee, facing=facing), NONE)
    for name in SEGMENTS:
        assert found.joints[name] == pytest.approx(landmark(pose, facing.value, name))
        assert found.depth[name] == 0.0
    left, right = (pose.landmarks[eye] for eye in (Joint.LEFT_EYE, Joint.RIGHT_EYE))
    assert found.eyes == pytest.approx(tuple((left + right)[:2] / 2.0))
    assert found.eyes_depth == 0.0


@given(st.floats(0, 80), st.sampled_from(Facing))
def test_an_offset_turns_with_its_segment(torso: float, facing: Facing) -> None:
    """A tenth of the trunk before the shoulder is square to the trunk, on the person's front, however far it
    leans."""
    table = NONE.model_copy(update={"shoulder": Offset(along=0.0, ahead=0.1, beside=0.0)})
    pose, found = seen(Stick(torso=torso, facing=facing), table)
    shoulder, hip = (landmark(pose, facing.value, name) for name in ("shoulder", "hip"))
    trunk = (shoulder[0] - hip[0], shoulder[1] - hip[1])
    way = (found.joints["shoulder"][0] - shoulder[0], found.joints["shoulder"][1] - shoulder[1])
    assert math.hypot(*way) == pytest.approx(0.1 * math.hypot(*trunk), rel=1e-3)
    assert way[0] * trunk[0] + way[1] * trunk[1] == pytest.approx(0.0, abs=1.0)
    forward = way[0] * facing.sign * math.cos(math.radians(torso)) + way[1] * math.sin(math.radians(torso))
    assert forward > 0.0


def test_the_near_side_is_nearer_and_broader_parts_more_so() -> None:
    _, found = seen(Stick())
    assert found.depth["shoulder"] < found.depth["hip"] < 0.0
    assert found.depth["ear"] > found.depth["shoulder"]
    turned_pose, turned = seen(Stick(turn=60.0))
    assert turned_pose is not None
    # Face on, nothing of one's breadth is depth.
    beside = {name: turned.depth[name] - seen(Stick(turn=60.0), NONE)[1].depth[name] for name in SEGMENTS}
    assert abs(beside["shoulder"]) < 0.8 * abs(found.depth["shoulder"])


def test_who_bends_towards_the_camera_is_told_from_who_bends_aside() -> None:
    _, aside = seen(Stick(torso=60.0), NONE)
    _, towards = seen(Stick(torso=60.0, turn=55.0), NONE)
    assert aside.depth["shoulder"] == 0.0
    assert towards.depth["shoulder"] < -30.0


def test_the_shipped_offsets_are_those_of_people() -> None:
    """Of the size of a joint, not of a limb; shoulders the broadest of the body's line."""
    for name in SEGMENTS:
        assert abs(SHIPPED.offset(name).turn) < 0.2, name
    assert (
        max(("ear", "shoulder", "hip", "knee", "ankle"), key=lambda name: SHIPPED.offset(name).beside) == "shoulder"
    )


@given(st.floats(0, 80), st.sampled_from(Facing))
def test_the_eyes_have_an_offset_of_their_own_that_turns_with_the_face(torso: float, facing: Facing) -> None:
    table = NONE.model_copy(update={"eyes": Offset(along=0.5, ahead=0.0, beside=0.0)})
    pose, found = seen(Stick(torso=torso, facing=facing), table)
    ear = landmark(pose, facing.value, "ear")
    nose = pose.landmarks[Joint.NOSE][:2].tolist()
    bare = seen(Stick(torso=torso, facing=facing), NONE)[1].eyes
    assert found.eyes[0] - bare[0] == pytest.approx(0.5 * (nose[0] - ear[0]), abs=0.01)
    assert found.eyes[1] - bare[1] == pytest.approx(0.5 * (nose[1] - ear[1]), abs=0.01)
