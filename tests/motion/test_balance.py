"""Where the weight is over the foot."""

from __future__ import annotations

from dataclasses import replace

import pytest
from stick_figure import Stick, measured_alone, pose_of

from kiosk.motion.balance import SEGMENTS, centre_of_mass
from kiosk.motion.posture import Facing

JOINTS = ("ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "toe")


def balance(stick: Stick) -> float:
    pose = pose_of(stick)
    value = measured_alone(pose).value("balance")
    assert value is not None
    return value


def test_the_segments_are_one_whole_body() -> None:
    assert sum(mass for _, _, mass, _ in SEGMENTS) == pytest.approx(1.0)
    assert centre_of_mass(dict.fromkeys(JOINTS, 3 + 4j)) == pytest.approx(3 + 4j)


def test_a_standing_body_s_centre_is_a_little_above_the_hips() -> None:
    joints = Stick(torso=0.0, knee=0.0, shin=0.0, neck=0.0).sagittal()
    joints["toe"] = joints["foot_index"]
    height = joints["ear"].imag / 0.935
    assert centre_of_mass(joints).imag / height == pytest.approx(0.56, abs=0.03)  # Winter, as for the table


@pytest.mark.parametrize("facing", list(Facing))
def test_leaning_without_the_hips_going_back_tips_onto_the_toes(facing: Facing) -> None:
    stand, hinge, bow = (
        Stick(torso=2.0, knee=4.0, shin=3.0, facing=facing),
        Stick(torso=62.0, knee=18.0, shin=-4.0, facing=facing),
        Stick(torso=62.0, knee=0.0, shin=5.0, facing=facing),
    )
    assert 0.2 < balance(stand) < 0.75
    assert balance(hinge) < 0.75
    assert balance(bow) > 1.0


def test_balance_is_a_share_of_the_foot_whatever_the_distance() -> None:
    near = Stick(torso=40.0, knee=15.0, shin=0.0)
    assert balance(replace(near, scale=150.0, x=200.0)) == pytest.approx(balance(near), abs=0.005)


def test_shifting_the_whole_body_by_a_tenth_of_a_foot_shifts_the_balance_by_a_tenth() -> None:
    pose = pose_of(Stick())
    foot = 0.22 * 290.0
    moved = pose.landmarks.copy()
    moved[:29, 0] -= 0.1 * foot  # all but heels and toes; facing left, forward is -x
    shifted = measured_alone(replace(pose, landmarks=moved)).value("balance")
    assert shifted == pytest.approx(balance(Stick()) + 0.1 * (1.0 - 0.029), abs=0.003)
