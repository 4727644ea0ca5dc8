"""What `kiosk doctor` makes of a camera's frames: a source that gives what a bad lens, light or cable would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import cv2
import numpy as np
import pytest

from kiosk.camera import CameraLost, CameraStalled, Frame, Image, Source
from kiosk.coach.pace_table import shipped_pace
from kiosk.doctor import eyes
from kiosk.doctor.finding import Finding, State
from kiosk.doctor.journal import Line
from kiosk.doctor.pulse import Pulse
from kiosk.settings import CameraSettings, Settings
from tests.health.machines import BEAT
from tests.health.test_picture import blurred, noisy, room

LEAST = shipped_pace().least
PICTURES = noisy(room(2), 3.0, 60)
"""One room, each picture with noise of its own, as of a sensor."""


class Camera(Source):
    """Gives ``pictures`` at ``times``; the clock goes with them. ``fails`` at the end, where that is set."""

    name, rate = "Pi camera", 30.0

    def __init__(self, pictures: list[Image], times: list[float], fails: Exception | None = None) -> None:
        self.now = 0.0
        self._frames: Iterator[Frame] = (
            Frame(picture, time, number, time)
            for number, (picture, time) in enumerate(zip(pictures, times, strict=False))
        )
        self._fails = fails

    def read(self, timeout: float) -> Frame | None:
        frame = next(self._frames, None)
        if frame is None and self._fails is not None:
            raise self._fails
        self.now = self.now + 10.0 if frame is None else frame.time
        return frame

    def close(self) -> None:
        pass


Look = Callable[..., dict[str, Finding]]


@pytest.fixture
def look(monkeypatch: pytest.MonkeyPatch) -> Look:
    def looked(
        pictures: list[Image] | None = None,
        times: list[float] | None = None,
        fails: Exception | None = None,
        kernel: list[str] | None = None,
        **settings: Any,
    ) -> dict[str, Finding]:
        camera = Camera(pictures or PICTURES, times or [each / 30.0 for each in range(100)], fails)
        monkeypatch.setattr(eyes, "monotonic", lambda: camera.now)
        monkeypatch.setattr(eyes, "CameraOpener", lambda _: lambda: camera)
        chosen = Settings(camera=CameraSettings(source="picamera2", **settings))
        lines = [Line(datetime(2026, 11, 20, tzinfo=UTC), "", 3, each) for each in kernel or []]
        return {finding.part: finding for finding in eyes.see(chosen, LEAST, None, lines)}

    return looked


def test_a_good_camera_is_well(look: Look) -> None:
    found = look()
    assert {part: finding.state for part, finding in found.items()} == dict.fromkeys(
        ("camera", "light", "focus", "camera cable"), State.WELL
    ), found
    assert found["camera"].numbers["rate"] == pytest.approx(30.0)
    assert found["camera cable"].numbers | {"of": 0} == {"lost": 0, "same": 0, "kernel": 0, "of": 0}


@pytest.mark.parametrize(
    ("picture", "state", "says"),
    [
        (np.full((640, 480, 3), 3, np.uint8), State.BAD, "covered"),
        (np.full((640, 480, 3), 140, np.uint8), State.BAD, "covered"),
        ((room(2) * 0.05).astype(np.uint8), State.BAD, "too dark"),
        (np.clip(room(2).astype(np.int32) + 170, 0, 255).astype(np.uint8), State.NOTE, "too light"),
        (room(2), State.WELL, "enough"),
    ],
)
def test_light_is_judged(look: Look, picture: Image, state: State, says: str) -> None:
    found = look(noisy(picture, 1.0, 60))
    assert found["light"].state is state, found["light"]
    assert says in found["light"].found
    assert bool(found["light"].do) == (state is not State.WELL)
    assert ("focus" in found) == (state is not State.BAD), "in the dark nothing is sharp"


@pytest.mark.parametrize(("by", "state"), [(0.8, State.WELL), (3.5, State.NOTE), (9.0, State.BAD)])
def test_focus_is_judged(look: Look, by: float, state: State) -> None:
    found = look(noisy(blurred(room(2), by), 3.0, 60))["focus"]
    assert found.state is state, found
    assert ("lens" in found.do) == (state is not State.WELL)


def test_frames_that_are_lost_on_the_way_speak_for_the_cable(look: Look) -> None:
    times = [each / 30.0 for each in range(70) if each % 7]
    found = look(times=times)["camera cable"]
    assert found.state is State.NOTE
    assert "were lost on the way" in found.found
    assert "cable" in found.do
    assert found.numbers["lost"] == pytest.approx(8, abs=1)


def test_frames_that_we_were_too_slow_to_take_do_not(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their numbers tell that the camera has given them."""
    steps = [(1 / 30.0, 1), (3 / 30.0, 3), (1 / 30.0, 1), (1 / 30.0, 1)]
    assert eyes._lost(steps) == 0
    assert eyes._lost([(1 / 30.0, 1), (3 / 30.0, 1), (1 / 30.0, 1), (1 / 30.0, 1)]) == 2


def test_a_picture_that_stands_still_is_told(look: Look) -> None:
    frozen = look([PICTURES[0]] * 60)["camera cable"]
    assert frozen.state is State.BAD
    assert "over and over" in frozen.found
    twice = look([PICTURES[each // 2] for each in range(60)])["camera cable"]
    assert (twice.state, "came twice" in twice.found) == (State.NOTE, True)


def test_the_kernel_tells_of_a_cable_too(look: Look) -> None:
    lines = ["usb 1-1.2: USB disconnect, device number 5", "random: crng init done", "unicam fe801000.csi: timed out"]
    found = look(kernel=lines)["camera cable"]
    assert (found.state, found.numbers["kernel"]) == (State.NOTE, 2)
    assert "unicam" in found.found


@pytest.mark.parametrize("fails", [CameraStalled("Pi camera: no frame in 3 s; check its cable"), CameraLost("x; y")])
def test_a_camera_that_fails_meanwhile_is_told(look: Look, fails: Exception) -> None:
    found = look(PICTURES[:10], fails=fails)["camera"]
    assert (found.state, found.do) == (State.BAD, str(fails).partition("; ")[2])


def test_a_camera_that_gives_one_frame_is_none(look: Look) -> None:
    assert look(PICTURES[:1])["camera"].state is State.BAD


def beating(**changes: Any) -> Pulse:
    rate = changes.pop("camera_rate", 29.7)
    return Pulse(BEAT.model_copy(update=changes), False, drawn_rate=30.0, camera_rate=rate)


@pytest.mark.parametrize(
    ("changes", "state", "says"),
    [
        ({}, State.WELL, "29.7 frames a second"),
        ({"camera_rate": 4.0}, State.BAD, "4.0 frames"),
        ({"camera_rate": 4.0, "idle": True}, State.WELL, "4.0 frames"),
        ({"camera_rate": 0.0, "idle": True, "trouble": "no camera"}, State.BAD, "no frames (no camera)"),
        ({"camera_rate": None}, State.NOTE, "does not tell"),
    ],
)
def test_a_camera_that_the_mirror_has_is_left_to_it(
    changes: dict[str, Any], state: State, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(_: object) -> None:
        raise AssertionError("opened what the mirror has")

    monkeypatch.setattr(eyes, "CameraOpener", never)
    (found,) = eyes.see(Settings(), LEAST, beating(**changes), [])
    assert (found.part, found.state) == ("camera", state), found
    assert says in found.found


def test_a_clip_is_looked_at_while_the_mirror_runs(tmp_path: Any) -> None:
    clip = tmp_path / "clip.mp4"
    writer = cv2.VideoWriter(str(clip), cv2.VideoWriter.fourcc(*"mp4v"), 30.0, (480, 640))
    for picture in PICTURES[:45]:
        writer.write(picture)
    writer.release()
    found = eyes.see(Settings(camera=CameraSettings(source=f"clip:{clip}")), LEAST, beating(), [])
    assert [finding.part for finding in found] == ["camera", "light", "focus"]
