"""The measures of one frame, on people whose joint angles are known."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stick_figure import SHANK, THIGH, Stick, bowed, measured_alone, pose_of, with_back

from kiosk.motion.joints import NEAR_JOINTS
from kiosk.motion.measures import outline, read
from kiosk.motion.orientation import Orientation, OrientationFilter
from kiosk.motion.posture import FROM_MASK, MEASURE_NAMES, Facing, Measures, View
from kiosk.motion.trust import TrustFilter
from kiosk.motion.trust_table import shipped_trust
from kiosk.pose.pose import Joint, Pose

FROM_JOINTS = set(MEASURE_NAMES) - {"hinge_ratio", *FROM_MASK}


def measured(stick: Stick, **seen: Any) -> Measures:
    return measured_alone(pose_of(stick, **seen))


def mirrored(pose: Pose) -> Pose:
    """The picture of ``pose`` flipped, with left and right of the person exchanged, as the network would."""
    order = list(range(33))
    for joint in Joint:
        left, right = joint.name.replace("LEFT", "RIGHT"), joint.name.replace("RIGHT", "LEFT")
        order[joint] = Joint[left if "LEFT" in joint.name else right]
    landmarks, world = pose.landmarks[order].copy(), pose.world[order].copy()
    landmarks[:, 0] = pose.size[0] - landmarks[:, 0]
    world[:, 0] = -world[:, 0]
    return replace(pose, landmarks=landmarks, world=world, visibility=pose.visibility[order])


postures = st.builds(
    Stick,
    torso=st.floats(-10.0, 115.0),
    knee=st.floats(0.0, 110.0),
    shin=st.floats(-15.0, 35.0),
    neck=st.floats(-40.0, 40.0),
    facing=st.sampled_from(list(Facing)),
    scale=st.floats(120.0, 300.0),
    size=st.just((1200, 900)),
    x=st.just(600.0),
    feet=st.just(700.0),
)
few = settings(max_examples=60)


@few
@given(postures)
def test_side_on_the_angles_are_the_person_s(stick: Stick) -> None:
    found = measured(stick)
    assert found.value("torso_inclination") == pytest.approx(stick.torso, abs=0.1)
    assert found.value("hip_flexion") == pytest.approx(stick.hip, abs=0.1)
    assert found.value("knee_flexion") == pytest.approx(stick.knee, abs=0.1)
    assert found.value("shin_inclination") == pytest.approx(stick.shin, abs=0.1)
    assert found.value("neck_angle") == pytest.approx(stick.neck, abs=0.1)


@few
@given(postures)
def test_lengths_are_shares_of_the_body(stick: Stick) -> None:
    found, joints = measured(stick), stick.sagittal()
    leg, behind = SHANK + THIGH, joints["hip"] - joints["ankle"]
    assert found.value("hip_travel") == pytest.approx(-behind.real / leg, abs=0.002)
    assert found.value("hip_height") == pytest.approx(behind.imag / leg, abs=0.002)
    assert found.value("heel_height") == pytest.approx(0.0, abs=0.002)


def reaching(elbow: float, ahead: float, up: float, facing: Facing) -> Pose:
    """Somebody upright with elbows bent by ``elbow`` degrees, wrists that many metres ahead of and over the knees."""
    stick = Stick(torso=0.0, knee=0.0, shin=0.0, facing=facing)
    pose = pose_of(stick)
    landmarks, sign = pose.landmarks.copy(), facing.sign
    forearm = 0.24 * stick.scale
    for side in ("LEFT", "RIGHT"):
        knee = landmarks[Joint[f"{side}_KNEE"]]
        wrist = landmarks[Joint[f"{side}_WRIST"]]
        wrist[:2] = knee[0] + sign * ahead * stick.scale, knee[1] - up * stick.scale
        upper = landmarks[Joint[f"{side}_ELBOW"]]
        upper[:2] = wrist[0], wrist[1] - forearm
        lean = math.radians(elbow)
        shoulder = landmarks[Joint[f"{side}_SHOULDER"]]
        shoulder[:2] = upper[0] - sign * forearm * math.sin(lean), upper[1] - forearm * math.cos(lean)
    return replace(pose, landmarks=landmarks)


@few
@given(st.floats(0.0, 60.0), st.floats(0.0, 0.2), st.floats(-0.2, 0.2), st.sampled_from(list(Facing)))
def test_bent_elbows_and_hands_before_the_legs_are_seen(
    elbow: float, ahead: float, up: float, facing: Facing
) -> None:
    pose = reaching(elbow, ahead, up, facing)
    found = read(pose, OrientationFilter()(pose), dict.fromkeys(NEAR_JOINTS["left"], 1.0)).measures
    assert found.value("elbow_flexion") == pytest.approx(elbow, abs=0.1)
    assert found.value("hand_to_leg") == pytest.approx(ahead / (SHANK + THIGH), abs=0.005)


@pytest.mark.parametrize("turn", [-20.0, -10.0, 10.0, 20.0])
def test_who_is_turned_a_little_does_not_seem_to_lift_the_head(turn: float) -> None:
    """Shoulders are broader than heads: by the near side these read -10 to 19 degrees."""
    for torso in (2.0, 62.0):
        assert measured(Stick(torso=torso, neck=5.0, turn=turn)).value("neck_angle") == pytest.approx(5.0, abs=1.0)


def test_the_face_tells_less_the_further_it_is_turned_away() -> None:
    found = [measured(Stick(torso=40.0, turn=turn)).head_pitch for turn in (0.0, 20.0, 30.0)]
    assert found[0] is not None
    assert found[1] is not None
    assert 0.0 < found[1].confidence < found[0].confidence
    assert found[2] is None


def test_rising_heels_are_seen() -> None:
    assert measured(Stick(heel=0.044)).value("heel_height") == pytest.approx(0.2, abs=0.02)


@pytest.mark.parametrize("turn", [-50.0, -34.0, -20.0, 10.0, 25.0, 34.0, 36.0, 50.0])
@pytest.mark.parametrize("facing", list(Facing))
def test_a_turned_person_is_corrected(turn: float, facing: Facing) -> None:
    for torso, knee, shin in ((2.0, 3.0, 1.0), (45.0, 20.0, 5.0), (62.0, 18.0, -4.0), (85.0, 40.0, 10.0)):
        stick = Stick(torso=torso, knee=knee, shin=shin, neck=-15.0, facing=facing, turn=turn, broad=False)
        found = measured(stick)
        assert found.value("torso_inclination") == pytest.approx(torso, abs=1.0)
        assert found.value("hip_flexion") == pytest.approx(stick.hip, abs=1.0)
        assert found.value("knee_flexion") == pytest.approx(knee, abs=1.0)
        assert found.value("shin_inclination") == pytest.approx(shin, abs=1.0)
        assert found.value("neck_angle") == pytest.approx(-15.0, abs=1.0)


@pytest.mark.parametrize("turn", [-20.0, 20.0])
def test_broad_shoulders_lean_a_turned_person_by_a_few_degrees_at_most(turn: float) -> None:
    """The near shoulder lies further from the middle of the body than the near hip."""
    for torso in (2.0, 30.0, 62.0):
        assert measured(Stick(torso=torso, turn=turn)).value("torso_inclination") == pytest.approx(torso, abs=5.0)


def test_the_further_turned_the_less_is_trusted() -> None:
    trust = []
    for turn in (0.0, 30.0, 40.0, 50.0, 58.0):
        torso = measured(Stick(turn=turn)).torso_inclination
        assert torso is not None
        trust.append(torso.confidence)
    assert min(trust[:2]) > 0.95
    assert trust[1:] == sorted(trust[1:], reverse=True)
    assert trust[-1] < 0.1


@pytest.mark.parametrize("turn", [62.0, 75.0, 90.0])
def test_from_the_front_nothing_is_measured(turn: float) -> None:
    assert measured(Stick(torso=40.0, turn=turn)) == Measures()


@few
@given(postures, st.floats(-45.0, 45.0), st.floats(-0.3, 0.3))
def test_a_mirrored_picture_says_the_same(stick: Stick, turn: float, curvature: float) -> None:
    stick = replace(stick, turn=turn)
    pose = with_back(pose_of(stick), stick.facing, bowed(curvature))
    flipped = mirrored(pose)
    other = Facing.LEFT if stick.facing is Facing.RIGHT else Facing.RIGHT
    flipped = replace(flipped, mask=with_back(flipped, other, bowed(curvature)).mask)
    as_seen, as_mirrored = (measured_alone(item) for item in (pose, flipped))
    for name in MEASURE_NAMES:
        one, two = getattr(as_seen, name), getattr(as_mirrored, name)
        assert (one is None) == (two is None), name
        if one is not None:
            assert two.value == pytest.approx(one.value, abs=0.02), name
            assert two.confidence == pytest.approx(one.confidence, abs=0.02), name


NEEDED_BY = {
    "EAR": {"neck_angle", "head_pitch", "balance"},
    "SHOULDER": {"torso_inclination", "hip_flexion", "neck_angle", "head_pitch", "elbow_flexion", "balance"},
    "ELBOW": {"elbow_flexion"},
    "WRIST": {"elbow_flexion", "hand_to_leg"},
    "HIP": FROM_JOINTS - {"shin_inclination", "heel_height", "elbow_flexion"},
    "KNEE": {
        "hip_flexion", "knee_flexion", "shin_inclination", "hip_travel", "hip_height", "hand_to_leg", "balance"
    },
    "ANKLE": {"knee_flexion", "shin_inclination", "hip_travel", "hip_height", "hand_to_leg", "balance"},
    "HEEL": {"balance", "heel_height"},
    "FOOT_INDEX": {"balance", "heel_height"},
}


def absent(found: Measures) -> set[str]:
    return {name for name in FROM_JOINTS if getattr(found, name) is None}


@pytest.mark.parametrize("facing", list(Facing))
@pytest.mark.parametrize("joint", NEEDED_BY)
def test_a_hidden_joint_makes_absent_what_needs_it_and_nothing_else(joint: str, facing: Facing) -> None:
    near, far = ("LEFT", "RIGHT") if facing is Facing.LEFT else ("RIGHT", "LEFT")
    stick = Stick(torso=50.0, facing=facing)
    assert absent(measured(stick)) == set()
    assert absent(measured(stick, visibility={Joint[f"{near}_{joint}"]: 0.1})) == NEEDED_BY[joint]
    assert absent(measured(stick, visibility={Joint[f"{far}_{joint}"]: 0.0})) == set()


def test_a_half_seen_joint_is_trusted_less() -> None:
    whole, half = (
        measured(Stick(torso=50.0), visibility={Joint.LEFT_KNEE: seen}).knee_flexion for seen in (0.99, 0.3)
    )
    assert whole is not None
    assert half is not None
    assert half.confidence < whole.confidence


def test_a_joint_outside_the_picture_is_a_guess() -> None:
    whole = Stick(torso=0.0, neck=0.0)
    assert absent(measured(whole)) == set()
    ear = float(pose_of(whole).landmarks[Joint.LEFT_EAR, 1])
    headless = replace(whole, feet=whole.feet - ear - 0.03 * 640)
    assert absent(measured(headless)) == NEEDED_BY["EAR"]
    footless = replace(whole, feet=640.0 + 0.03 * 640)
    assert absent(measured(footless)) == NEEDED_BY["HEEL"]


def test_a_joint_beside_the_picture_is_a_guess_too() -> None:
    stick = Stick(torso=0.0, x=240.0)
    toe = float(pose_of(stick).landmarks[Joint.LEFT_FOOT_INDEX, 0])
    assert absent(measured(replace(stick, x=240.0 - toe - 0.03 * 480))) == NEEDED_BY["FOOT_INDEX"]


def test_the_back_is_measured_with_a_mask_only() -> None:
    stick = Stick(torso=60.0)
    pose = pose_of(stick)
    side = Orientation(View.SIDE, 0.0, stick.facing)
    without, with_mask = measured_alone(pose, side), measured_alone(with_back(pose, stick.facing, bowed(-0.2)), side)
    assert without.back_curvature is None
    assert without.dowel_gap is None
    assert with_mask.value("back_curvature") == pytest.approx(-0.2, abs=0.02)
    assert with_mask.value("dowel_gap") == pytest.approx(0.0, abs=0.01)


def test_a_rough_back_is_trusted_less_and_a_hidden_one_not_at_all() -> None:
    stick = Stick(torso=60.0)
    pose = pose_of(stick)
    side = Orientation(View.SIDE, 0.0, stick.facing)

    def hooded(along: Any) -> Any:
        return 0.25 + 0.15 * np.exp(-(((along - 0.9) / 0.06) ** 2))

    smooth = measured_alone(with_back(pose, stick.facing, bowed(0.1)), side).back_curvature
    rough = measured_alone(with_back(pose, stick.facing, hooded), side).back_curvature
    assert smooth is not None
    assert smooth.confidence > 0.9
    assert rough is None or rough.confidence < 0.5 * smooth.confidence
    hidden = pose_of(stick, visibility={Joint.LEFT_HIP: 0.1})
    assert measured_alone(with_back(hidden, stick.facing, bowed(0.1)), side).back_curvature is None


@pytest.mark.parametrize("facing", list(Facing))
def test_outline_and_trust_are_of_the_side_that_is_seen(facing: Facing) -> None:
    stick = Stick(torso=30.0, facing=facing, turn=20.0)
    near = "LEFT" if facing is Facing.LEFT else "RIGHT"
    pose = pose_of(stick, visibility={Joint[f"{near}_KNEE"]: 0.1})
    orientation = OrientationFilter()(pose)
    joints = outline(pose, orientation)
    assert joints.keys() == {"ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "toe"}
    assert joints["hip"] == pytest.approx(tuple(pose.landmarks[Joint[f"{near}_HIP"], :2]))
    assert joints["toe"] == pytest.approx(tuple(pose.landmarks[Joint[f"{near}_FOOT_INDEX"], :2]))
    trust = TrustFilter(shipped_trust())(pose, orientation).trust
    assert trust["knee"] == 0.0
    assert trust["hip"] > 0.95


def test_nothing_measured_is_ever_without_a_number() -> None:
    pose = pose_of(Stick())
    landmarks = np.full_like(pose.landmarks, 200.0)
    found = measured_alone(replace(pose, landmarks=landmarks), Orientation(View.SIDE, 0.0, Facing.LEFT))
    for name in MEASURE_NAMES:
        item = getattr(found, name)
        assert item is None or (math.isfinite(item.value) and 0.0 < item.confidence <= 1.0)
