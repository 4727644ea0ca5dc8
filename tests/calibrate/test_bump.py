"""Whether it is noticed that the camera has moved, and only then."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.calibrate.bump import LEAST, BumpWatch, Moved, height_by_floor, leans
from kiosk.calibrate.moved import MovedNote, note_moved, read_moved
from kiosk.mirror import Mirror, open_display
from kiosk.mirror.lens import Camera
from kiosk.motion.level import Tilt
from kiosk.settings import GlassSettings, Settings
from kiosk.toml import FileProblem
from tests.calibrate.bumped import AS_BUILT, CALIBRATION, GONE, UNKNOWN, USUAL, people_until_noticed, standing


@given(
    height=st.floats(1400, 2000),
    depth=st.floats(1700, 3500),
    aside=st.floats(-300, 300),
    tilt=st.floats(-5, 5),
    roll=st.floats(-4, 4),
)
@settings(deadline=None)
def test_the_height_is_that_of_who_stands_there(
    height: float, depth: float, aside: float, tilt: float, roll: float
) -> None:
    camera = replace(AS_BUILT, tilt=tilt, roll=roll)
    found = height_by_floor(replace(CALIBRATION, camera=camera), standing(camera, height, depth, aside))
    assert found == pytest.approx(height, rel=0.003)


def test_without_feet_or_eyes_nothing_is_said() -> None:
    whole = standing(AS_BUILT, USUAL)
    assert height_by_floor(CALIBRATION, replace(whole, feet=None)) is None
    assert height_by_floor(CALIBRATION, replace(whole, user=None)) is None
    assert height_by_floor(replace(CALIBRATION, camera=replace(AS_BUILT, tilt=-40.0)), whole) is None


@pytest.mark.parametrize("moved", [{"tilt": 3.0}, {"tilt": -3.5}, {"y": 10.0}])
def test_a_bumped_camera_is_noticed_within_twenty_people(moved: dict[str, float]) -> None:
    rng = np.random.default_rng(5)
    taken = [people_until_noticed(rng, replace(AS_BUILT, **moved), 20) for _ in range(40)]
    assert taken.count(None) <= 2
    assert min(number for number in taken if number is not None) >= LEAST


def test_a_camera_that_nobody_touched_is_left_alone() -> None:
    rng = np.random.default_rng(6)
    taken = []
    for _ in range(60):
        # As well as a calibration knows it.
        camera = replace(AS_BUILT, tilt=rng.normal(0.0, 0.2), y=rng.normal(160.0, 5.0))
        taken.append(people_until_noticed(rng, camera, 60))
    assert taken == [None] * 60


def test_a_roll_is_noticed_once_it_is_known() -> None:
    assert not leans(Tilt(6.0, 4.0), 0.0)
    assert leans(Tilt(6.0, 0.8), 0.0)
    assert not leans(Tilt(6.0, 0.8), 5.0)


def watch_people(watch: BumpWatch, camera: Camera, count: int, frames: int = 30) -> list[Moved]:
    found = []
    for _ in range(count):
        for guidance in (*[standing(camera, USUAL)] * frames, GONE, GONE):
            moved = watch(guidance, UNKNOWN)
            if moved is not None:
                found.append(moved)
    return found


def test_it_is_said_once() -> None:
    found = watch_people(BumpWatch(CALIBRATION, USUAL), replace(AS_BUILT, tilt=5.0), 3 * LEAST)
    assert len(found) == 1
    assert found[0].people == LEAST
    assert found[0].taller < 0.9 or found[0].taller > 1.1


def test_one_person_is_one_person_however_long_they_stay() -> None:
    assert watch_people(BumpWatch(CALIBRATION, USUAL), replace(AS_BUILT, tilt=5.0), LEAST - 1, 500) == []
    assert watch_people(BumpWatch(CALIBRATION, USUAL), replace(AS_BUILT, tilt=5.0), 3 * LEAST, 5) == []


@pytest.mark.parametrize("how", [{"knees": 90.0}, {"torso": 60.0}])
def test_who_kneels_or_bends_is_not_measured(how: dict[str, float]) -> None:
    watch = BumpWatch(CALIBRATION, USUAL)
    bent = standing(replace(AS_BUILT, tilt=5.0), USUAL, **how)
    unread = replace(bent, posture=None)
    for _ in range(2 * LEAST):
        assert [watch(item, UNKNOWN) for item in (*[bent] * 30, *[unread] * 30, GONE)] == [None] * 61


def test_what_was_noticed_is_kept_for_the_doctor(tmp_path: Path) -> None:
    path, now = tmp_path / "new" / "camera_moved.json", datetime(2026, 5, 4, tzinfo=UTC)
    assert read_moved(path) is None
    note_moved(Moved(12, taller=1.1234), now, path)
    assert read_moved(path) == MovedNote(told_at=now, people=12, taller=1.123, roll=0.0)
    path.write_text("{")
    with pytest.raises(FileProblem, match="kiosk calibrate"):
        read_moved(path)


def test_the_mirror_says_it_while_nobody_is_there() -> None:
    glass = GlassSettings(display="offscreen", width=270, height=480)
    said = ""
    pictures = []
    with open_display(glass) as display:
        mirror = Mirror(display, Settings(glass=glass), remark=lambda: said)
        for number in range(3):
            said = "The camera may have moved: run kiosk calibrate" if number == 1 else ""
            for now in (100.0, 108.4):  # past the fade, and at the same breath
                mirror.draw(GONE, now)
            pictures.append(display.picture().copy())
    before, told, after = (picture[: 480 // 3, :160].max(axis=2) > 40 for picture in pictures)
    assert told.sum() > before.sum() + 100
    assert (after == before).all()
