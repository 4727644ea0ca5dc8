"""Starting by a hand held up: what counts as one, for how long, and where it means anything at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from standing_people import STILL, moment_of, posture_at
from test_coach_session import RATE, Session
from test_courses import Going

from kiosk.camera import Clip
from kiosk.coach.guidance import Stage
from kiosk.coach.hand_up import HELD_UP, HandUp
from kiosk.locale.load import english
from kiosk.motion.level import levelled
from kiosk.motion.motion import Motion
from kiosk.motion.phases import RepRule
from kiosk.motion.raised import RaisedHand, raised_hand
from kiosk.pose.pose import Joint, Pose
from kiosk.pose.tracker import Tracker
from kiosk.settings import PoseSettings
from tests.motion.stick_figure import Stick, pose_of

DATA = Path(__file__).parents[1] / "data"
DEMO = Path(__file__).parents[2] / "kiosk" / "demo" / "hip_hinge.mp4"
HAND = RaisedHand("right", (0.2, -2.0))
SAID = english().session


def arm(pose: Pose, side: str, elbow: tuple[float, float], wrist: tuple[float, float], seen: float = 0.95) -> Pose:
    """``pose`` with elbow and wrist of ``side`` so many trunk lengths right of and over its shoulder."""
    places, visibility = pose.landmarks.copy(), pose.visibility.copy()
    shoulder = places[Joint[f"{side}_SHOULDER"], :2]
    trunk = np.linalg.norm(shoulder - places[Joint[f"{side}_HIP"], :2])
    for name, (right, over) in {"ELBOW": elbow, "WRIST": wrist}.items():
        places[Joint[f"{side}_{name}"], :2] = shoulder + trunk * np.array([right, -over])
        visibility[Joint[f"{side}_{name}"]] = seen
    return replace(pose, landmarks=places, visibility=visibility)


def standing(turn: float = 0.0, torso: float = 3.0) -> Pose:
    """Somebody whose arms hang."""
    pose = pose_of(Stick(torso=torso, turn=turn), 0.0)
    pose = replace(pose, visibility=np.full(33, 0.95, np.float32))
    return arm(arm(pose, "LEFT", (0.0, -0.5), (0.0, -0.95)), "RIGHT", (0.0, -0.5), (0.0, -0.95))


STRETCHED_UP = ((0.03, 0.55), (0.05, 1.05))
ELBOW_BENT = ((0.45, 0.17), (0.5, 0.65))
TO_THE_HAIR = ((0.4, 0.2), (0.05, 0.6))
TO_THE_FACE = ((0.3, -0.2), (0.1, 0.35))
OUT_TO_THE_SIDE = ((0.55, 0.05), (1.05, 0.1))


@pytest.mark.parametrize("turn", [0.0, 45.0, 90.0])
@pytest.mark.parametrize("side", ["LEFT", "RIGHT"])
@pytest.mark.parametrize("up", [STRETCHED_UP, ELBOW_BENT])
def test_one_arm_that_is_stretched_up_is_a_raised_hand(
    up: tuple[tuple[float, float], tuple[float, float]], side: str, turn: float
) -> None:
    hand = raised_hand(arm(standing(turn), side, *up))
    assert hand is not None
    assert hand.side == side.lower()


@pytest.mark.parametrize("turn", [0.0, 45.0, 90.0])
@pytest.mark.parametrize("where", [TO_THE_HAIR, TO_THE_FACE, OUT_TO_THE_SIDE])
def test_what_is_none(where: tuple[tuple[float, float], tuple[float, float]], turn: float) -> None:
    assert raised_hand(standing(turn)) is None
    assert raised_hand(arm(standing(turn), "RIGHT", *where)) is None


def test_both_hands_up_are_no_raised_hand() -> None:
    both = arm(arm(standing(), "LEFT", *STRETCHED_UP), "RIGHT", *STRETCHED_UP)
    assert raised_hand(both) is None
    at_the_head = arm(arm(standing(), "LEFT", *STRETCHED_UP), "RIGHT", *TO_THE_HAIR)
    assert raised_hand(at_the_head) is None


def test_a_hidden_hand_that_is_guessed_beside_the_one_that_is_up_does_not_count() -> None:
    hand = raised_hand(arm(arm(standing(), "LEFT", *STRETCHED_UP), "RIGHT", *STRETCHED_UP, seen=0.2))
    assert hand is not None
    assert hand.side == "left"


def test_an_arm_that_is_not_seen_is_none() -> None:
    assert raised_hand(arm(standing(), "LEFT", *STRETCHED_UP, seen=0.4)) is None


@given(st.floats(25.0, 100.0))
def test_who_bends_over_raises_no_hand(torso: float) -> None:
    assert raised_hand(arm(standing(torso=torso), "LEFT", *STRETCHED_UP)) is None


@pytest.mark.parametrize("lean", [-0.25, 0.25])
def test_who_bends_to_a_side_raises_no_hand(lean: float) -> None:
    pose = arm(standing(90.0), "LEFT", *STRETCHED_UP)
    leaning = pose.landmarks.copy()
    hips = leaning[Joint.LEFT_HIP, 1]
    above = leaning[:, 1] < hips
    leaning[above, 0] += lean * (hips - leaning[above, 1])
    assert raised_hand(pose) is not None
    assert raised_hand(replace(pose, landmarks=leaning)) is None


@given(st.floats(0.2, 5.0), st.floats(-300.0, 300.0), st.floats(-300.0, 300.0))
def test_size_and_place_in_the_picture_are_no_matter(scale: float, x: float, y: float) -> None:
    for pose, raised in ((arm(standing(), "LEFT", *STRETCHED_UP), True), (standing(), False)):
        moved = pose.landmarks * scale + np.array([x, y, 0.0])
        assert (raised_hand(replace(pose, landmarks=moved)) is not None) is raised


def test_a_camera_that_hangs_askew_makes_nobody_lean() -> None:
    up = arm(standing(), "LEFT", *STRETCHED_UP)
    motion = Motion(RepRule(begin=15.0, standing=8.0, bottom=(45.0, 95.0)))
    for number in range(60):
        straight = pose_of(Stick(torso=1.9, knee=0.0, shin=1.9, broad=False), number / 15.0)
        motion(levelled(straight, 8.0))
    askew = levelled(replace(up, time=4.0), 8.0)
    assert raised_hand(askew) is None
    assert motion(askew).hand is not None


# -- for how long -------------------------------------------------------------------------------------------


def up_for(hand: Callable[[float], RaisedHand | None], seconds: float, rate: float = 15.0) -> float:
    watch, share = HandUp(), 0.0
    for number in range(round(seconds * rate) + 1):
        share = max(share, watch(number / rate, hand(number / rate)))
    return share


@given(st.floats(5.0, 60.0))
def test_two_seconds_are_needed_at_any_rate(rate: float) -> None:
    assert up_for(lambda _: HAND, HELD_UP + 1.0 / rate, rate) == 1.0
    assert up_for(lambda _: HAND, HELD_UP - 1.5 / rate, rate) < 1.0


def test_a_hand_that_is_lost_for_a_moment_stays_up_and_one_that_is_lowered_does_not() -> None:
    assert up_for(lambda time: None if 1.0 < time < 1.25 else HAND, 2.1) == 1.0
    assert up_for(lambda time: None if time % 1.5 > 1.0 else HAND, 20.0) < 0.6


def test_who_waves_or_changes_hands_holds_none_up() -> None:
    def waves(time: float) -> RaisedHand:
        return replace(HAND, wrist=(0.2 + (0.5 if time % 1.0 > 0.5 else 0.0), -2.0))

    def changes(time: float) -> RaisedHand:
        return replace(HAND, side="left" if time % 2.0 > 1.0 else "right")

    assert up_for(waves, 20.0) < 0.5
    assert up_for(changes, 20.0) < 0.6


# -- where it means something ---------------------------------------------------------------------------------


class Raising(Going):
    """A session of a mirror that heeds hands."""

    def __init__(self, *, raise_hand: bool = True, **plan: Any) -> None:
        super().__init__(raise_hand=raise_hand, **plan)

    def raises(self, seconds: float) -> Raising:
        for _ in range(round(seconds * RATE)):
            self._step(replace(moment_of(posture_at(time=self.time), baseline=STILL), hand=HAND))
        return self


def test_a_hand_starts_what_waits_for_a_button() -> None:
    session = Raising(hands_free=False)
    session.there(5.0)
    assert (session.now.stage, session.now.hint) == (Stage.SETUP, SAID.ready.or_hand)
    session.raises(1.0)
    assert session.now.headline == SAID.hand.headline
    assert session.now.progress == pytest.approx(0.5, abs=0.05)
    session.raises(1.2)
    session.there(1.5)
    assert session.now.stage is Stage.SET


def test_a_hand_that_is_lowered_early_starts_nothing() -> None:
    session = Raising(hands_free=False)
    session.there(5.0)
    session.raises(1.8)
    session.there(5.0)
    assert (session.now.stage, session.now.headline) == (Stage.SETUP, SAID.ready.headline)


def test_a_hand_goes_on_after_a_pause_and_a_stop() -> None:
    session = Raising()
    session.in_set().does().verb("pause").there(3.0)
    session.raises(2.2)
    assert (session.now.stage, session.now.count) == (Stage.SET, 1)
    session.there(0.5).verb("stop").there(18.0)
    assert session.now.stage is Stage.SETUP
    session.raises(2.2)
    session.there(1.5)
    assert session.now.stage is Stage.SET


@pytest.mark.parametrize("heeds", [True, False])
def test_a_hand_begins_again_after_the_summary(heeds: bool) -> None:
    session = Raising(hands_free=False, raise_hand=heeds)
    session.there(1.0).verb("start").there(1.5).does().verb("stop").there(1.0)
    session.raises(2.2)
    assert session.now.stage is (Stage.SETUP if heeds else Stage.SUMMARY)


def test_who_said_that_it_hurts_is_not_answered_by_a_set() -> None:
    session = Raising()
    session.in_set().does().verb("pain").there(1.0)
    session.raises(4.0)
    session.there(20.0)
    session.raises(4.0)
    session.there(3.0)
    assert session.now.stage is Stage.SETUP
    assert session.now.hint == SAID.ready.hint


def test_where_sets_start_by_themselves_a_hand_is_only_a_hand() -> None:
    session = Raising()
    session.in_set().does()
    session.raises(5.0)
    assert (session.now.stage, session.now.headline) == (Stage.SET, "")
    plain = Session(hands_free=False).there(5.0)
    assert plain.now.hint == SAID.ready.hint


@pytest.mark.parametrize("clip", [DEMO, *sorted(DATA.glob("*.mp4"))], ids=lambda path: path.stem)
def test_nobody_in_a_committed_clip_starts_anything_by_a_hand(clip: Path) -> None:
    """Were it heeded all the time; every fourth frame is enough for what takes two seconds."""
    track, watch = Tracker(PoseSettings()), HandUp()
    most = 0.0
    with Clip(clip) as frames:
        for number, frame in enumerate(frames):
            if number % 4 == 0:
                pose = track(frame, False)
                most = max(most, watch(frame.time, None if pose is None else raised_hand(pose)))
    assert most < 0.5
