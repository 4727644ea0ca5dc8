"""The person as they are drawn: by joint centres, on feet that stay where they stood."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from kiosk.camera import Frame
from kiosk.coach.ghost.back_line import BACK
from kiosk.coach.guidance import Guidance
from kiosk.pipeline import Pipeline
from kiosk.pose.pose import Joint, Pose
from kiosk.pose.tracker import Timing
from tests.station.hinging_figure import EVERY, STOOD, frame_at, plan, track

RATE = 20.0
FOOT = (Joint.LEFT_ANKLE, Joint.LEFT_HEEL, Joint.LEFT_FOOT_INDEX, Joint.RIGHT_ANKLE, Joint.RIGHT_HEEL,
        Joint.RIGHT_FOOT_INDEX)  # fmt: skip
FOOT_PX = 64.0
"""About the length of the figure's foot."""

Change = Callable[[Pose, float], Pose]


def as_is(pose: Pose, bent: float) -> Pose:
    return pose


def lifted(share: float) -> Change:
    """Feet that rise by so many foot lengths as the body folds: a planted foot's landmarks do, a lifted foot does."""

    def change(pose: Pose, bent: float) -> Pose:
        landmarks = np.array(pose.landmarks)
        landmarks[list(FOOT), 1] -= share * FOOT_PX * bent
        return replace(pose, landmarks=landmarks)

    return change


def hinging(change: Change = as_is) -> Iterator[tuple[float, Guidance]]:
    """How far somebody is bent, 0 to 1, and what the mirror is told, over one hinge."""

    def seen(frame: Frame, mask: bool) -> Pose | None:
        pose = track(frame, mask)
        return None if pose is None else change(pose, bent(pose))

    pipeline = Pipeline(seen, plan(gated=False), Timing())
    for number in range(int((STOOD + EVERY) * RATE)):
        frame = frame_at(number / RATE, number)
        pose = track(frame, True)
        assert pose is not None
        yield bent(pose), pipeline(frame).guidance


def bent(pose: Pose) -> float:
    hip, shoulder = (pose.landmarks[joint] for joint in (Joint.LEFT_HIP, Joint.LEFT_SHOULDER))
    lean = math.degrees(math.atan2(abs(shoulder[0] - hip[0]), hip[1] - shoulder[1]))
    return min(1.0, max(0.0, (lean - 3.0) / 60.0))


def heel(guidance: Guidance) -> tuple[float, float]:
    assert guidance.user is not None
    return guidance.user.joints["heel"]


def test_feet_stay_where_they_stood_while_their_landmarks_float() -> None:
    seen = list(hinging(lifted(0.4)))
    stood = heel(next(guidance for _, guidance in seen if guidance.feet is not None))
    deep = [heel(guidance) for share, guidance in seen if share > 0.9]
    assert len(deep) > 5
    assert max(math.dist(stood, place) for place in deep) < 3.0


def test_a_foot_that_is_lifted_is_drawn_where_it_goes() -> None:
    planted, gone = (list(hinging(lifted(share))) for share in (0.0, 1.5))
    rise = [
        heel(one)[1] - heel(other)[1] for (share, one), (_, other) in zip(planted, gone, strict=True) if share > 0.9
    ]
    assert min(rise) == pytest.approx(1.5 * FOOT_PX, rel=0.15)


def test_nothing_jumps_as_a_foot_is_lifted() -> None:
    places = [heel(guidance) for _, guidance in hinging(lifted(1.5)) if guidance.user is not None]
    steps = [math.dist(one, other) for one, other in pairwise(places)]
    assert max(steps) < 0.5 * FOOT_PX


def test_the_optics_are_told_where_the_feet_stand_and_how_near() -> None:
    told = [guidance for _, guidance in hinging() if guidance.feet is not None]
    assert told
    last = told[-1]
    assert last.feet is not None
    assert last.user is not None
    assert last.feet.heel == pytest.approx(last.user.joints["heel"], abs=3.0)
    assert last.feet.depth < 0.0, "the near foot is nearer than the body's middle"
    assert last.user.eyes is not None
    assert last.ghost is not None
    assert last.ghost.depth == pytest.approx(last.user.depth, abs=4.0)


def hidden(*joints: Joint, beyond: float = 0.3) -> Change:
    """Joints that are not seen while the body is folded as far as ``beyond``."""

    def change(pose: Pose, share: float) -> Pose:
        visibility = np.array(pose.visibility)
        visibility[list(joints)] = 0.02 if share > beyond else visibility[list(joints)]
        return replace(pose, visibility=visibility)

    return change


def test_what_is_hidden_is_not_drawn_and_what_is_seen_is() -> None:
    told = list(hinging(hidden(Joint.LEFT_KNEE, Joint.RIGHT_KNEE)))
    users = [(share, guidance.user.joints) for share, guidance in told if guidance.user is not None]
    assert all("knee" in joints for share, joints in users if share < 0.2)
    deep = [joints for share, joints in users if share > 0.95]
    assert len(deep) > 5
    assert not any("knee" in joints for joints in deep)
    assert all({"ear", "shoulder", "hip", "ankle", "heel", "toe"} <= joints.keys() for joints in deep)


def test_a_back_with_a_hidden_end_is_not_drawn() -> None:
    told = list(hinging(hidden(Joint.LEFT_HIP, Joint.RIGHT_HIP)))
    deep = [guidance.user.joints for share, guidance in told if guidance.user is not None and share > 0.95]
    assert len(deep) > 5
    for joints in deep:
        assert not {"hip", *BACK} & joints.keys()
        assert {"ear", "shoulder", "knee"} <= joints.keys()


def heights(change: Change) -> list[float]:
    return [guidance.body_height_px for _, guidance in hinging(change) if guidance.body_height_px is not None]


def test_who_stands_behind_plates_is_as_tall_as_their_trunk_says() -> None:
    """Else nobody knows how far away they are, and all that is drawn of them is off."""
    legs = (Joint.LEFT_KNEE, Joint.RIGHT_KNEE, *FOOT)
    told, whole = heights(hidden(*legs, beyond=-1.0)), heights(as_is)
    assert len(told) > 20
    assert told[-1] == pytest.approx(whole[-1], rel=0.1)
    assert all(guidance.feet is None for _, guidance in hinging(hidden(*legs, beyond=-1.0)))


def test_feet_that_are_hidden_are_nobodys_stand() -> None:
    soles = (Joint.LEFT_HEEL, Joint.RIGHT_HEEL, Joint.LEFT_FOOT_INDEX, Joint.RIGHT_FOOT_INDEX)
    assert all(guidance.feet is None for _, guidance in hinging(hidden(*soles, beyond=-1.0)))
