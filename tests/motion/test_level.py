"""The camera's roll: told by who stands before it, never by how one person happens to stand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stick_figure import Stick, pose_of

from kiosk.motion.level import LEVEL, levelled
from kiosk.motion.motion import Moment, Motion
from kiosk.motion.phases import RepRule
from kiosk.motion.posture import Facing
from kiosk.pose.pose import Pose

RATE = 30.0
RULE = RepRule(begin=15.0, standing=8.0, bottom=(45.0, 95.0))
TALL = 1.9
"""Degrees by which shoulders are usually ahead of ankles."""


def rolled(pose: Pose, roll: float) -> Pose:
    """``pose`` as a camera sees it that makes plumb lines lean to the right by ``roll``."""
    return levelled(pose, -roll)


def standing(
    roll: float, begin: float = 0.0, seconds: float = 2.0, facing: Facing = Facing.LEFT, lean: float = TALL
) -> list[Pose]:
    """A person whose every segment leans forward by ``lean`` degrees."""
    stick = Stick(torso=lean, knee=0.0, shin=lean, facing=facing, broad=False)
    times = begin + np.arange(0.0, seconds, 1.0 / RATE)
    return [rolled(pose_of(stick, float(time)), roll) for time in times]


def run(motion: Motion, poses: list[Pose]) -> Moment:
    moments = [motion(pose) for pose in poses]
    return moments[-1]


def test_nobody_tells_of_no_roll() -> None:
    assert LEVEL.applied == 0.0


@given(st.floats(-30.0, 30.0), st.floats(-60.0, 90.0), st.sampled_from(Facing))
def test_levelling_undoes_a_roll(roll: float, torso: float, facing: Facing) -> None:
    pose = pose_of(Stick(torso=torso, facing=facing))
    back = levelled(rolled(pose, roll), roll)
    assert back.landmarks == pytest.approx(pose.landmarks, abs=1e-2)
    assert back.world == pytest.approx(pose.world, abs=1e-5)


@pytest.mark.parametrize("facing", Facing)
@pytest.mark.parametrize("roll", [-10.0, -6.0, 6.0, 10.0])
def test_a_rolled_camera_is_found_and_taken_out_while_the_first_person_stands(roll: float, facing: Facing) -> None:
    moment = run(Motion(RULE), standing(roll, facing=facing, seconds=4.0))
    assert moment.tilt.applied == pytest.approx(roll, abs=1.5)
    shin = moment.posture.measures.shin_inclination
    assert shin is not None
    assert shin.value == pytest.approx(TALL, abs=1.5)
    assert moment.baseline is not None
    assert not moment.baseline.provisional


@pytest.mark.parametrize("lean", [TALL - 2.5, TALL, TALL + 2.5])
@pytest.mark.parametrize("facing", Facing)
def test_how_one_person_stands_is_not_taken_for_roll(lean: float, facing: Facing) -> None:
    motion = Motion(RULE)
    for visit in range(2):
        moment = run(motion, standing(0.0, begin=10.0 * visit, lean=lean, facing=facing))
        assert moment.tilt.applied == 0.0


def test_who_turns_round_parts_their_own_lean_from_the_roll() -> None:
    motion, lean = Motion(RULE), TALL + 3.0
    run(motion, standing(5.0, lean=lean))
    motion.learn_standing()
    moment = run(motion, standing(5.0, begin=3.0, seconds=5.0, facing=Facing.RIGHT, lean=lean))
    assert moment.tilt.roll == pytest.approx(5.0, abs=0.7)


def test_what_many_people_tell_is_surer_than_what_one_does_and_outlives_them() -> None:
    rng, motion, doubts = np.random.default_rng(5), Motion(RULE), []
    for number in range(8):
        lean = float(rng.normal(TALL, 1.5))
        moment = run(motion, standing(4.0, begin=10.0 * number, lean=lean))
        doubts.append(moment.tilt.uncertainty)
        motion.forget()
    assert moment.tilt.roll == pytest.approx(4.0, abs=1.2)
    assert moment.tilt.applied == pytest.approx(4.0, abs=1.5)
    assert doubts[-1] < 0.7 * doubts[0]


def test_a_settled_baseline_is_not_pulled_away_under_its_person() -> None:
    motion = Motion(RULE)
    first = run(motion, standing(0.0))
    assert first.baseline is not None
    # Somebody leans on the frame: the camera rolls while the person stands.
    last = run(motion, standing(9.0, begin=2.0))
    assert last.tilt.applied == first.tilt.applied
    motion.forget()
    later = run(motion, standing(9.0, begin=10.0))
    assert later.tilt.applied > 3.0


def test_who_hinges_or_kneels_tells_nothing() -> None:
    motion = Motion(RULE)
    for number in range(90):
        stick = Stick(torso=60.0, knee=15.0)
        moment = motion(rolled(pose_of(stick, number / RATE), 8.0))
    assert moment.tilt == LEVEL


def test_the_same_poses_tell_the_same_roll() -> None:
    poses = standing(5.0) + standing(5.0, begin=5.0, facing=Facing.RIGHT)
    assert run(Motion(RULE), poses).tilt == run(Motion(RULE), poses).tilt


def test_a_pose_of_a_level_camera_stays_itself() -> None:
    pose = pose_of(Stick())
    assert levelled(pose, 0.0) is pose
    assert levelled(replace(pose, time=1.0), 3.0).mask is None
