"""How far joints may be trusted: hidden ones are absent or bridged, never invented."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from signals import Leg, course, rep
from stick_figure import Stick, bowed, mask_of, pose_of

from kiosk.motion.joints import NEAR_JOINTS
from kiosk.motion.orientation import Orientation, OrientationFilter
from kiosk.motion.posture import Facing, View
from kiosk.motion.trust import BRIDGED, DoubtFilter, Trusted, TrustFilter
from kiosk.motion.trust_table import DOUBTS, JointWeights, TrustTable, shipped_trust
from kiosk.pose.pose import Joint, Mask, Pose
from kiosk.pose.roi import CROP, Region
from kiosk.toml import FileProblem, check

SIDE = Orientation(View.SIDE, 0.0, Facing.LEFT)
RATE = 30.0


def hinge(seconds: float = 4.0) -> list[Pose]:
    found = []
    for time, degrees in course([Leg(0.0, 1.0), *rep(60.0, 1.0, 1.0, 1.0, 1.0)], RATE):
        if time <= seconds:
            found.append(pose_of(Stick(torso=3.0 + degrees, knee=5.0 + 0.25 * degrees), time))
    return found


def followed(poses: list[Pose]) -> list[Trusted]:
    trust, orient = TrustFilter(shipped_trust()), OrientationFilter()
    return [trust(pose, orient(pose)) for pose in poses]


def moved(pose: Pose, joint: Joint, by: tuple[float, float]) -> Pose:
    landmarks = pose.landmarks.copy()
    landmarks[joint, :2] += by
    return replace(pose, landmarks=landmarks)


def unseen(pose: Pose, joint: Joint) -> Pose:
    visibility = pose.visibility.copy()
    visibility[joint] = 0.05
    return replace(pose, visibility=visibility)


def test_who_is_seen_clearly_is_trusted_in_every_joint_all_the_way() -> None:
    for item in followed(hinge()):
        assert min(item.trust.values()) > 0.9
        assert item.trust.keys() == NEAR_JOINTS["left"].keys()


@pytest.mark.parametrize("joint", ["KNEE", "ANKLE", "HIP"])
def test_a_joint_that_jumps_is_not_followed(joint: str) -> None:
    poses = hinge()
    at = 75
    poses[at] = moved(poses[at], Joint[f"LEFT_{joint}"], (70.0, -40.0))  # a quarter of a metre in one frame
    found = followed(poses)
    assert found[at].trust[joint.lower()] < found[at - 1].trust[joint.lower()] - 0.05
    before, bridged = (item.pose.landmarks[Joint[f"LEFT_{joint}"], :2] for item in (found[at - 1], found[at]))
    assert float(np.hypot(*(bridged - before))) < 5.0, "it is bridged, not followed"


def test_a_short_gap_is_bridged_with_falling_trust_and_a_long_one_left_open() -> None:
    poses = hinge()
    hidden = [unseen(moved(pose, Joint.LEFT_KNEE, (60.0, 0.0)), Joint.LEFT_KNEE) for pose in poses]
    seen = [hidden[i] if i >= 50 else pose for i, pose in enumerate(poses)]
    found = followed(seen)
    gap = [found[i].trust["knee"] for i in range(50, 50 + round(BRIDGED * RATE) - 1)]
    assert all(value > 0.0 for value in gap)
    assert gap == sorted(gap, reverse=True)
    for i in range(50, 53):
        off = found[i].pose.landmarks[Joint.LEFT_KNEE, :2] - poses[i].landmarks[Joint.LEFT_KNEE, :2]
        assert float(np.hypot(*off)) < 10.0
    after = found[50 + round(BRIDGED * RATE) :]
    assert {item.trust["knee"] for item in after} == {0.0}
    assert all(item.trust["hip"] > 0.5 for item in after)
    assert all(item.pose is pose for item, pose in zip(after, seen[50 + round(BRIDGED * RATE) :], strict=True))


def test_a_joint_comes_back_when_it_is_seen_again() -> None:
    poses = hinge()
    seen = [unseen(pose, Joint.LEFT_KNEE) if 40 <= i < 70 else pose for i, pose in enumerate(poses)]
    found = followed(seen)
    assert found[69].trust["knee"] == 0.0
    assert found[75].trust["knee"] > 0.9


def test_a_limb_of_another_length_is_doubted_more_the_longer_the_person_is_known() -> None:
    def knee(seconds: float) -> float:
        standing = [pose_of(Stick(), i / RATE) for i in range(1, round(seconds * RATE))]
        # Slowly enough for no jump: the ankle goes down by a fifth of the shank.
        wrong = [moved(pose_of(Stick(), seconds + i / RATE), Joint.LEFT_ANKLE, (0.0, 1.0 * i)) for i in range(26)]
        return followed([*standing, *wrong])[-1].trust["ankle"]

    assert knee(4.0) < knee(0.2)


def test_foreshortening_by_the_turn_is_no_wrong_length() -> None:
    doubts, orient = DoubtFilter(), OrientationFilter()
    limb = DOUBTS.index("limb")
    worst = 0.0
    for i in range(90):
        stick = Stick(torso=50.0, turn=min(30.0, i * 0.5), broad=False)
        pose = pose_of(stick, i / RATE)
        found = doubts(pose, orient(pose))
        doubts.learn(dict.fromkeys(found, 1.0))
        if i > 30:
            worst = max(worst, *(found[name][limb] for name in ("hip", "knee", "shoulder")))
    assert worst < 0.12


def elbow_at(pose: Pose, shoulders: float) -> Pose:
    """The near elbow so many lengths of the upper arm from the shoulder, the other way round where below nought; the
    wrist goes with it."""
    landmarks = pose.landmarks.copy()
    shoulder, elbow = landmarks[Joint.LEFT_SHOULDER, :2], landmarks[Joint.LEFT_ELBOW, :2].copy()
    landmarks[Joint.LEFT_ELBOW, :2] = shoulder + shoulders * (elbow - shoulder)
    landmarks[Joint.LEFT_WRIST, :2] += landmarks[Joint.LEFT_ELBOW, :2] - elbow
    return replace(pose, landmarks=landmarks)


def arm_of(length: float, from_second: float = 1.0) -> list[Trusted]:
    """A hinge whose near upper arm is seen so many times as long from then on."""
    return followed([elbow_at(pose, length) if pose.time >= from_second else pose for pose in hinge()])


def test_an_arm_that_points_at_the_camera_says_nothing_against_the_shoulder() -> None:
    """Who holds a pipe on the back or a bar on the shoulders has an elbow that is seen in the shoulder."""
    found, plain = arm_of(0.08), arm_of(1.0)
    assert min(item.trust["shoulder"] for item in found) > min(item.trust["shoulder"] for item in plain) - 0.02
    assert min(item.trust["elbow"] for item in found) < 0.8, "the bend of such an elbow cannot be read"


def test_an_arm_that_is_seen_too_long_is_held_against_the_shoulder() -> None:
    found, plain = arm_of(3.0), arm_of(1.0)
    assert min(item.trust["shoulder"] for item in found) < min(item.trust["shoulder"] for item in plain) - 0.02


def masked(pose: Pose, logit: float) -> Pose:
    """With a mask that says the same everywhere."""
    region = Region(240.0, 320.0, 700.0, 0.0)
    return replace(pose, mask=Mask(np.full((CROP, CROP), logit, np.float32), region.to_crop()))


def test_a_joint_outside_the_mask_is_doubted_and_a_missing_mask_says_nothing() -> None:
    uncovered = DOUBTS.index("uncovered")
    pose = pose_of(Stick(), 0.0)
    assert DoubtFilter()(pose, SIDE)["hip"][uncovered] == 0.0
    assert DoubtFilter()(masked(pose, 3.0), SIDE)["hip"][uncovered] == 0.0
    assert DoubtFilter()(masked(pose, -3.0), SIDE)["hip"][uncovered] == pytest.approx(3.0)


def test_a_mask_is_remembered_for_a_moment() -> None:
    doubts, uncovered = DoubtFilter(), DOUBTS.index("uncovered")
    found = [doubts(masked(pose_of(Stick(), 0.0), -3.0), SIDE)["hip"][uncovered]]
    found += [doubts(pose_of(Stick(), i / RATE), SIDE)["hip"][uncovered] for i in range(1, 20)]
    assert found == sorted(found, reverse=True)
    assert found[3] > 1.0
    assert found[-1] == 0.0


def test_the_mask_is_read_where_the_joint_is() -> None:
    """A trunk alone is in the mask: hip and shoulder are covered, knee and ankle are not."""
    stick, uncovered = Stick(torso=60.0), DOUBTS.index("uncovered")
    pose = pose_of(stick, 0.0)
    hip, shoulder = pose.landmarks[Joint.LEFT_HIP], pose.landmarks[Joint.LEFT_SHOULDER]
    mask = mask_of(hip, shoulder, -1, bowed(-0.1), Region(240.0, 400.0, 600.0, 0.0))
    found = DoubtFilter()(replace(pose, mask=mask), SIDE)
    assert found["hip"][uncovered] == found["shoulder"][uncovered] == 0.0
    assert found["ankle"][uncovered] > 2.0


def test_turning_round_begins_anew() -> None:
    left = [pose_of(Stick(), i / RATE) for i in range(40)]
    trust = TrustFilter(shipped_trust())
    for pose in left:
        trust(pose, SIDE)
    other = Orientation(View.SIDE, 0.0, Facing.RIGHT)
    found = trust(pose_of(Stick(facing=Facing.RIGHT), 40 / RATE), other)
    assert min(found.trust.values()) > 0.9


@given(
    st.sampled_from(sorted(NEAR_JOINTS["left"])),
    st.lists(st.floats(0.0, 20.0), min_size=len(DOUBTS), max_size=len(DOUBTS)),
    st.integers(0, len(DOUBTS) - 1),
    st.floats(0.0, 5.0),
)
def test_more_doubt_never_makes_more_trust(joint: str, doubts: list[float], which: int, more: float) -> None:
    table = shipped_trust()
    doubted = [value + more * (i == which) for i, value in enumerate(doubts)]
    assert 0.0 <= table.trust(joint, doubted) <= table.trust(joint, doubts) <= 1.0


def test_the_odds_are_those_of_the_table() -> None:
    one = JointWeights(sure=2.0, unseen=1.0, limbs=0, limb=0, jump=0, restless=0, uncovered=0, bordering=0)
    table = TrustTable(**dict.fromkeys(NEAR_JOINTS["left"], one))
    assert table.trust("knee", (2.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0)) == pytest.approx(0.5)
    assert table.trust("knee", (0.0,) * 7) == pytest.approx(1.0 / (1.0 + math.exp(-2.0)))


def test_a_weight_that_would_turn_doubt_into_trust_is_refused() -> None:
    tables = {name: dict.fromkeys(JointWeights.model_fields, 0.0) for name in NEAR_JOINTS["left"]}
    tables["knee"]["limb"] = -1.0
    with pytest.raises(FileProblem, match=r"trust\.toml: knee\.limb"):
        check(TrustTable, tables, "trust.toml")


def test_the_same_poses_are_trusted_the_same() -> None:
    assert [item.trust for item in followed(hinge())] == [item.trust for item in followed(hinge())]
