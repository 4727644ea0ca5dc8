"""Left and right that the network mixed up: exchanged in readings of a rendered hinge, turned as people turn."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.camera import Clip
from kiosk.pose.pose import Floats, Joint
from kiosk.pose.sides import LIMBS, Reading, Sides, swapped
from kiosk.pose.tracker import Tracker
from kiosk.settings import PoseSettings

CLIP = Path(__file__).resolve().parents[1] / "data" / "hinge_good.mp4"
SECONDS = 7.0
FEW = 0.04
"""Share of exchanged frames that may be left: arms that cross in front of the knees tell nothing for a moment."""


@dataclass(frozen=True)
class Readings:
    """A recorded sequence: (frames, 33, 3) pixels, (frames, 33), (frames, 33, 3) metres, (frames,) seconds."""

    landmarks: Floats
    visibility: Floats
    world: Floats
    time: list[float]

    def __len__(self) -> int:
        return len(self.time)

    def at(self, frame: int, limbs: tuple[str, ...] = ()) -> Reading:
        """A frame with the names of ``limbs`` exchanged."""
        order = swapped(list(limbs))
        return self.landmarks[frame][order], self.visibility[frame][order], self.world[frame][order]


@pytest.fixture(scope="module")
def hinge() -> Readings:
    """A hinge side-on, as the network reads it, hardly smoothed."""
    tracker = Tracker(PoseSettings(threads=1, smoothing_cutoff=30.0, smoothing_beta=100.0))
    rows = []
    with Clip(CLIP) as clip:
        for frame in clip:
            pose = tracker(frame, False)
            if frame.time > SECONDS:
                break
            assert pose is not None
            rows.append((pose.landmarks, pose.visibility, pose.world, pose.time))
    assert tracker.sides_undone == 0
    return Readings(*(np.array(column) for column in list(zip(*rows, strict=True))[:3]), [row[3] for row in rows])


def run(readings: Readings, exchanged: dict[int, tuple[str, ...]], sides: Sides | None = None) -> list[int]:
    """The frames whose names come out wrong when those of ``exchanged`` come in exchanged."""
    sides = sides or Sides()
    wrong = []
    for frame in range(len(readings)):
        given_ = readings.at(frame, exchanged.get(frame, ()))
        before = [item.copy() for item in given_]
        found = sides(*given_, readings.time[frame])
        for item, kept in zip(given_, before, strict=True):
            np.testing.assert_array_equal(item, kept)
        right = [np.array_equal(item, true) for item, true in zip(found, readings.at(frame), strict=True)]
        assert all(right) or not any(right), "picture, visibility and metres go together"
        if not all(right):
            wrong.append(frame)
    return wrong


def test_what_is_not_mixed_up_is_given_back_as_it_is(hinge: Readings) -> None:
    sides = Sides()
    for frame in range(len(hinge)):
        reading = hinge.at(frame)
        found = sides(*reading, hinge.time[frame])
        assert all(item is kept for item, kept in zip(found, reading, strict=True))
    assert sides.undone == 0


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    limbs=st.sets(st.sampled_from(LIMBS), min_size=1).map(lambda names: tuple(sorted(names))),
    start=st.integers(3, 60),
    length=st.integers(1, 40),
)
def test_limbs_exchanged_for_a_while_are_put_back(
    hinge: Readings, limbs: tuple[str, ...], start: int, length: int
) -> None:
    exchanged = dict.fromkeys(range(start, min(start + length, len(hinge))), limbs)
    wrong = run(hinge, exchanged)
    assert len(wrong) <= max(1, FEW * length)
    assert not [frame for frame in wrong if frame >= start + length + 8], "half a second later all is as it was"


def test_how_many_were_put_back_is_counted(hinge: Readings) -> None:
    sides = Sides()
    assert run(hinge, {10: ("legs",), 11: ("legs", "arms")}, sides) == []
    assert sides.undone == 3


@pytest.mark.parametrize("limbs", [("legs",), ("arms",), LIMBS])
def test_names_wrong_from_the_first_frame_on_are_found_by_the_feet(hinge: Readings, limbs: tuple[str, ...]) -> None:
    wrong = run(hinge, dict.fromkeys(range(len(hinge)), limbs))
    assert wrong, "one frame alone tells nothing without a past"
    assert hinge.time[wrong[-1]] < 0.5


def test_a_leg_read_from_somebody_who_passes_is_no_exchange(hinge: Readings) -> None:
    """It is nowhere near where either leg was: no names are to blame."""
    sides = Sides()
    for frame in range(len(hinge)):
        landmarks, visibility, world = hinge.at(frame)
        if 20 <= frame < 24:
            world = world.copy()
            world[[Joint.LEFT_KNEE, Joint.LEFT_ANKLE, Joint.LEFT_HEEL, Joint.LEFT_FOOT_INDEX], 0] += 0.7
        assert sides(landmarks, visibility, world, hinge.time[frame])[2] is world
    assert sides.undone == 0


def turned(world: Floats, degrees: float) -> Any:
    """Somebody turned about the vertical."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return world @ np.array([[cos, 0.0, sin], [0.0, 1.0, 0.0], [-sin, 0.0, cos]], dtype=np.float32)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(start=st.integers(0, 60), seconds=st.floats(0.4, 4.0), degrees=st.sampled_from([-360.0, -180.0, 90.0, 180.0]))
def test_who_turns_round_is_followed(hinge: Readings, start: int, seconds: float, degrees: float) -> None:
    """As fast as anybody can: half a turn in 0.4 s."""
    sides = Sides()
    seconds *= abs(degrees) / 180.0
    for frame in range(len(hinge)):
        landmarks, visibility, world = hinge.at(frame)
        share = min(max((hinge.time[frame] - hinge.time[start]) / seconds, 0.0), 1.0)
        world = turned(world, degrees * share)
        assert sides(landmarks, visibility, world, hinge.time[frame])[2] is world
    assert sides.undone == 0


def test_who_was_away_may_come_back_turned(hinge: Readings) -> None:
    """A gap says nothing of sides, nor does somebody else's past."""
    for forget in (False, True):
        sides = Sides()
        for frame in range(20):
            sides(*hinge.at(frame), hinge.time[frame])
        away = 0.0 if forget else 1.0
        if forget:
            sides.reset()
        for frame in range(20, 40):
            landmarks, visibility, world = hinge.at(frame)
            world = turned(world, 180.0)
            assert sides(landmarks, visibility, world, hinge.time[frame] + away)[2] is world


def test_hidden_feet_say_nothing_of_sides(hinge: Readings) -> None:
    """Behind plates or a bench the network guesses them, and may guess the wrong way, for long."""
    sides = Sides()
    backward = [Joint.LEFT_FOOT_INDEX, Joint.RIGHT_FOOT_INDEX], [Joint.LEFT_HEEL, Joint.RIGHT_HEEL]
    for frame in range(len(hinge)):
        landmarks, visibility, world = hinge.at(frame)
        world, visibility = world.copy(), visibility.copy()
        toes, heels = backward
        world[toes], world[heels] = world[heels], world[toes]
        visibility[Joint.LEFT_HEEL :] = 0.3
        assert sides(landmarks, visibility, world, hinge.time[frame])[2] is world
    # Continuity alone still finds what lasts a few frames, and lets go of what lasts longer: it may be wrong.
    hidden = Readings(hinge.landmarks, hinge.visibility.copy(), hinge.world, hinge.time)
    hidden.visibility[:, Joint.LEFT_HEEL :] = 0.3
    assert run(hidden, dict.fromkeys(range(20, 23), ("legs",))) == []
    wrong = run(hidden, dict.fromkeys(range(20, 40), ("legs",)))
    assert wrong
    assert all(frame < 46 for frame in wrong)


def test_the_same_frames_give_the_same_sides(hinge: Readings) -> None:
    exchanged = {frame: LIMBS[: 1 + frame % 3] for frame in range(10, 60, 3)}
    first, second = (run(hinge, exchanged) for _ in range(2))
    assert first == second
    assert all(later > earlier for earlier, later in pairwise(first))


def test_a_free_leg_that_points_anywhere_keeps_its_names(hinge: Readings) -> None:
    """As in a single-leg hinge: the far leg swings back, and both feet turn until they call left right."""
    lifted = hinge.world.copy()
    share = np.clip((np.array(hinge.time) - 1.0) / 1.5, 0.0, 1.0)[:, None]
    for joint, back in ((Joint.LEFT_KNEE, 0.3), (Joint.LEFT_ANKLE, 0.6), (Joint.LEFT_HEEL, 0.6)):
        lifted[:, joint, :1] -= share * back * np.sign(lifted[0, Joint.LEFT_FOOT_INDEX, 0] - lifted[0, joint, 0])
    lifted[:, Joint.LEFT_FOOT_INDEX] = lifted[:, Joint.LEFT_HEEL]
    forward = lifted[:, Joint.RIGHT_FOOT_INDEX] - lifted[:, Joint.RIGHT_HEEL]
    across = lifted[:, Joint.LEFT_ANKLE] - lifted[:, Joint.RIGHT_ANKLE]
    # The one foot that is left to tell turns towards the leg behind it.
    lifted[:, Joint.RIGHT_FOOT_INDEX, 2] += share[:, 0] * np.sign(forward[0, 0] * across[-1, 0]) * 0.3
    swung = Readings(hinge.landmarks, hinge.visibility, lifted, hinge.time)
    assert run(swung, {}) == []
    mixed_up = set(range(len(swung) // 2, len(swung) // 2 + 5))
    assert run(swung, dict.fromkeys(mixed_up, ("legs",))) == [], "and what the network mixes up is still put back"
