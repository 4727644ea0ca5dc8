"""The edge behind the legs: it tells knee and shin where the landmarks slide."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from kiosk.coach.judges.finding import LEGS_SURE
from kiosk.motion.leg_edge import (
    Footing,
    LegEdge,
    Stance,
    blended_stance,
    leg_edge,
    told_by_edge,
    typical_leg_edge,
    typical_stance,
)
from kiosk.motion.motion import Motion
from kiosk.motion.phases import RepRule
from kiosk.motion.posture import Facing, Measure, Measures
from kiosk.motion.rep import Rep
from kiosk.pose.pose import Joint, Mask, Pose
from kiosk.pose.roi import CROP, Region
from tests.motion.stick_figure import Stick, places, pose_of

REGION = Region(240.0, 330.0, 640.0, 0.0)
THICK = 18.0
"""Half the breadth of a limb, picture pixels."""


def mask_of(stick: Stick, thick: float = THICK) -> Mask:
    """Both limbs of the leg and the trunk as bars of one breadth."""
    rows, columns = np.mgrid[0:CROP, 0:CROP].astype(np.float64)
    to_picture = REGION.to_picture().astype(np.float64)
    place = columns * (to_picture[0, 0] + 1j * to_picture[1, 0]) + rows * (to_picture[0, 1] + 1j * to_picture[1, 1])
    place = place + to_picture[0, 2] + 1j * to_picture[1, 2]
    metres = places(stick)
    joints = {
        name: stick.scale * complex(*metres[Joint[f"LEFT_{name.upper()}"]][:2]) + stick.x + 1j * stick.feet
        for name in ("ankle", "knee", "hip", "shoulder")
    }
    inside = np.full(place.shape, -np.inf)
    for low, high in (("ankle", "knee"), ("knee", "hip"), ("hip", "shoulder")):
        bone = joints[high] - joints[low]
        share = np.clip(((place - joints[low]) * np.conj(bone)).real / abs(bone) ** 2, 0.0, 1.0)
        inside = np.maximum(inside, thick - abs(place - joints[low] - share * bone))
    return Mask(np.clip(inside, -20.0, 20.0).astype(np.float32), REGION.to_crop())


def footing(stick: Stick) -> Footing:
    ankle = places(stick)[Joint.LEFT_ANKLE]
    return Footing(stick.scale * complex(*ankle[:2]) + stick.x + 1j * stick.feet, 0.85 * stick.scale)


STOOD = Stick()


def edge(stick: Stick, stood: Stick = STOOD) -> LegEdge:
    found = leg_edge(mask_of(stick), footing(stood), stick.facing.sign)
    assert found is not None
    return found


@pytest.mark.parametrize("facing", list(Facing))
@pytest.mark.parametrize(("knee", "shin"), [(2.0, -6.0), (10.0, -4.0), (18.0, -3.0)])
def test_the_edge_gains_what_knee_and_shin_gain(knee: float, shin: float, facing: Facing) -> None:
    stood = replace(STOOD, facing=facing)
    before, after = edge(stood, stood), edge(replace(stood, torso=65.0, knee=knee, shin=shin), stood)
    shank, thigh = after.shank - before.shank, after.thigh - before.thigh
    assert shank == pytest.approx(shin - stood.shin, abs=1.0)
    assert shank - thigh == pytest.approx(knee - stood.knee, abs=2.5)


def test_landmarks_do_not_move_it() -> None:
    """It is read from where the person stood: ankles that slide as the body folds change nothing."""
    bent = replace(STOOD, torso=65.0, knee=15.0, shin=-3.0)
    here = footing(STOOD)
    slid = Footing(here.ankle + 8.0, here.leg)
    shank, thigh = edge(bent)
    moved = leg_edge(mask_of(bent), slid, bent.facing.sign)
    assert moved is not None
    assert moved == pytest.approx((shank, thigh), abs=0.2)


def test_legs_that_are_not_in_the_mask_tell_nothing() -> None:
    empty = Mask(np.full((CROP, CROP), -5.0, np.float32), REGION.to_crop())
    assert leg_edge(empty, footing(STOOD), -1) is None
    full = Mask(np.full((CROP, CROP), 5.0, np.float32), REGION.to_crop())
    assert leg_edge(full, footing(STOOD), -1) is None, "it does not begin"
    assert leg_edge(mask_of(STOOD), Footing(footing(STOOD).ankle, 20.0), -1) is None, "too small"


def change(knee: float = 10.0, shin: float = -6.0) -> Measures:
    return Measures(
        knee_flexion=Measure(knee, 0.9), shin_inclination=Measure(shin, 0.8), hip_travel=Measure(0.2, 0.9)
    )


def test_knee_and_shin_are_told_by_the_edge() -> None:
    told = told_by_edge(change(), LegEdge(-5.0, -2.0), LegEdge(3.0, -3.0))
    assert told.shin_inclination == Measure(-8.0, 0.8)
    knee = told.value("knee_flexion")
    assert knee is not None
    assert -9.0 < knee < 10.0, "between edge and landmarks"
    assert told.hip_travel == change().hip_travel


def test_a_bent_knee_is_told_by_the_landmarks() -> None:
    told = told_by_edge(change(knee=60.0, shin=14.0), LegEdge(20.0, -2.0), LegEdge(3.0, -3.0))
    assert told.value("knee_flexion") == 60.0
    assert told.value("shin_inclination") == 17.0


@pytest.mark.parametrize("edges", [(None, LegEdge(0.0, 0.0)), (LegEdge(0.0, 0.0), None)])
def test_without_both_edges_the_landmarks_stay(edges: tuple[LegEdge | None, LegEdge | None]) -> None:
    assert told_by_edge(change(), *edges) == change()


def test_edge_and_landmarks_that_contradict_each_other_are_doubted() -> None:
    told = told_by_edge(change(shin=2.0), LegEdge(-20.0, -2.0), LegEdge(3.0, -3.0))
    assert (told.value("shin_inclination"), told.value("knee_flexion")) == (2.0, 10.0), "neither is believed more"
    for item in (told.shin_inclination, told.knee_flexion):
        assert item is not None
        assert item.confidence < LEGS_SURE
    assert told.hip_travel == change().hip_travel


def test_what_landmarks_do_not_show_the_edge_does_not_either() -> None:
    assert told_by_edge(Measures(), LegEdge(9.0, 1.0), LegEdge(3.0, -3.0)) == Measures()


def test_a_single_reading_is_none_and_wild_ones_do_not_count() -> None:
    assert typical_leg_edge([LegEdge(1.0, 2.0)]) is None
    assert typical_leg_edge([LegEdge(1.0, 2.0), LegEdge(1.2, 2.2), LegEdge(40.0, -30.0)]) == LegEdge(1.2, 2.0)


def test_a_later_stand_moves_the_edge_a_little_and_the_feet_at_once() -> None:
    old, new = Stance(Footing(10j, 100.0), LegEdge(0.0, 10.0)), Stance(Footing(20j, 110.0), LegEdge(10.0, 0.0))
    blended = blended_stance(old, new, 0.3)
    assert blended == Stance(new.footing, LegEdge(3.0, 7.0))
    assert blended_stance(old, None, 0.3) == old
    assert blended_stance(None, new, 0.3) == new
    assert blended_stance(old, Stance(new.footing), 0.3) == Stance(new.footing, old.edge)
    assert typical_stance([]) is None


RULE = RepRule(begin=20.0, standing=12.0, bottom=(42.5, 92.0))


def hinge(knee: float, shin: float, slid: float = 0.0) -> list[Pose]:
    """Two seconds of standing, a hinge and a second of standing; the knee landmark slides back by ``slid`` metres."""
    poses = []
    depths = [0.0] * 60 + [i / 45 for i in range(45)] + [1.0] * 15 + [1.0 - i / 45 for i in range(45)] + [0.0] * 45
    for frame, depth in enumerate(depths):
        stick = Stick(torso=3.0 + 62.0 * depth, knee=4.0 + (knee - 4.0) * depth, shin=2.0 + (shin - 2.0) * depth)
        pose = pose_of(stick, frame / 30.0, mask=mask_of(stick))
        landmarks, world = pose.landmarks.copy(), pose.world.copy()
        for joint in (Joint.LEFT_KNEE, Joint.RIGHT_KNEE):
            landmarks[joint, 0] -= stick.facing.sign * slid * depth * stick.scale
            world[joint, 0] -= stick.facing.sign * slid * depth
        poses.append(replace(pose, landmarks=landmarks, world=world))
    return poses


def rep_of(poses: list[Pose]) -> Rep:
    motion = Motion(RULE)
    reps = [rep for pose in poses if (rep := motion(pose).rep) is not None]
    assert len(reps) == 1
    return reps[0]


def test_a_knee_landmark_that_slides_back_hides_less_of_a_soft_knee() -> None:
    masked = hinge(knee=18.0, shin=-3.0, slid=0.08)
    unmasked = [replace(pose, mask=None) for pose in masked]
    by_both, by_landmarks = (rep_of(poses).change.value("knee_flexion") for poses in (masked, unmasked))
    assert by_both is not None
    assert by_landmarks is not None
    assert by_landmarks < 14.0 - 3.0, "the slide straightens the knee"
    assert abs(by_both - 14.0) < 0.7 * abs(by_landmarks - 14.0)


def test_a_shin_is_told_where_the_knee_landmark_slides() -> None:
    value = rep_of(hinge(knee=45.0, shin=14.0, slid=0.04)).change.value("shin_inclination")
    assert value == pytest.approx(12.0, abs=1.5)
    assert math.isfinite(value or math.nan)
