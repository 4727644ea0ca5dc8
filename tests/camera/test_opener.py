"""Which camera is opened, and what is said of it."""

from __future__ import annotations

import json
import logging
import math
from pathlib import Path

import numpy as np
import pytest
from clip_files import RATE, write_clip

from kiosk.camera import demo, open_camera, opener
from kiosk.camera.demo import STANDS, open_demo, placed_for_demo, standing_while
from kiosk.camera.frame import Frame
from kiosk.camera.opener import CameraOpener
from kiosk.camera.source import CameraLost, ClipError, NoCamera, Source
from kiosk.settings import CameraSettings, Settings


class Named(Source):
    def __init__(self, name: str) -> None:
        self.name, self.rate = name, 30.0

    def read(self, timeout: float) -> Frame | None:
        return None

    def close(self) -> None:
        pass


def gives(result: Source | Exception) -> object:
    def open_it(*_args: object, **_named: object) -> Source:
        if isinstance(result, Exception):
            raise result
        return result

    return open_it


NO_PI = NoCamera("Pi camera: no picamera2")
NO_USB = NoCamera("no USB camera found; plug one in")


@pytest.mark.parametrize(
    ("pi", "usb", "chosen"),
    [(Named("pi"), Named("usb"), "pi"), (NO_PI, Named("usb"), "usb"), (NO_PI, NO_USB, "demo")],
)
def test_auto_takes_the_best_there_is_and_says_why_once(
    pi: Source | Exception,
    usb: Source | Exception,
    chosen: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(opener, "open_pi", gives(pi))
    monkeypatch.setattr(opener, "open_usb", gives(usb))
    monkeypatch.setattr(opener, "open_demo", gives(Named("demo")))
    caplog.set_level(logging.INFO)
    camera = CameraOpener(CameraSettings())
    assert camera().name == chosen
    assert camera().name == chosen
    (record,) = caplog.records
    message = record.getMessage()
    assert message.startswith(f"camera: {chosen}")
    assert all((str(reason) in message) for reason in (pi, usb) if chosen == "demo")


def test_auto_waits_for_the_camera_it_had(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opener, "open_pi", gives(NO_PI))
    monkeypatch.setattr(opener, "open_usb", gives(Named("usb")))
    camera = CameraOpener(CameraSettings())
    assert camera().name == "usb"
    monkeypatch.setattr(opener, "open_usb", gives(NO_USB))
    with pytest.raises(NoCamera, match="plug one in"):
        camera()


def test_auto_does_not_pass_over_a_camera_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opener, "open_pi", gives(CameraLost("Pi camera: cannot be opened: in use")))
    camera = CameraOpener(CameraSettings())
    with pytest.raises(CameraLost, match="in use"):
        camera()
    monkeypatch.setattr(opener, "open_pi", gives(Named("pi")))
    assert camera().name == "pi"


def test_a_clip_by_name(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "with: colon.mp4")
    with open_camera(CameraSettings(source=f"clip:{path}")) as camera:
        assert camera.name == "clip with: colon.mp4"
        assert camera.read(1.0) is not None


def test_usb_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int | None] = []
    monkeypatch.setattr(opener, "open_usb", lambda _settings, number=None: asked.append(number))
    for source in ("usb", "usb:0", "usb:3"):
        open_camera(CameraSettings(source=source))
    assert asked == [None, 0, 3]


def test_the_demo_loops_or_ends_and_says_when_it_is_missing(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "demo.mp4", count=3)
    with open_demo(path=path) as endless:
        assert endless.name == "demo"
        assert all(endless.read(0.0) for _ in range(8))
    with open_demo(path=path, loop=False) as once:
        assert [bool(once.read(0.0)) for _ in range(4)] == [True, True, True, False]
    waiting = standing_while(iter((True, True, False)).__next__, at_most=9.0)
    late = write_clip(tmp_path / "late.mp4", count=100)
    with open_demo(path=late, loop=False, opening=waiting) as standing:
        frames = list(iter(lambda: standing.read(0.0), None))
    assert len(frames) == 100 + 2 * math.ceil(STANDS * RATE), "it stood twice as long again"
    with pytest.raises(ClipError, match="demo clip is missing; install"):
        open_demo(path=tmp_path / "none.mp4")
    assert demo.DEMO.parts[-3:] == ("kiosk", "demo", "hip_hinge.mp4")


def test_nobody_in_the_demo_hinges_before_its_opening_is_over() -> None:
    """The truth of the clip: standing, and standing still enough for it to begin again without a jump."""
    truth = json.loads((Path(__file__).parents[1] / "data" / "hip_hinge_demo.json").read_text(encoding="utf-8"))
    assert truth["reps"][0]["start"] >= STANDS + 0.6, "time to be seen, and to be told from who sways"
    with open_demo(loop=False) as camera:
        first = camera.read(0.0)
        last = first
        while last is not None and last.time < STANDS:
            last = camera.read(0.0)
    assert first is not None
    assert last is not None
    change = np.abs(first.image.astype(int) - last.image.astype(int)).max(axis=2)
    assert (change > 60).mean() < 0.01


def test_the_demo_is_placed_as_it_was_rendered_and_the_glass_stays_where_it_hangs() -> None:
    truth = json.loads((Path(__file__).parents[1] / "data" / "hip_hinge_demo.json").read_text())["camera"]
    mine = Settings.model_validate(
        {"camera": {"height_above_floor": 1.3, "pan": 4.0}, "glass": {"camera_above_bottom_mm": 700.0}}
    )
    placed = placed_for_demo(mine)
    eye, target = truth["eye_m"], truth["target_m"]
    level = math.hypot(eye[0] - target[0], eye[2] - target[2])
    assert placed.camera.vertical_field_of_view == truth["vertical_view_deg"]
    assert placed.camera.height_above_floor == eye[1]
    assert placed.camera.tilt == pytest.approx(math.degrees(math.atan2(eye[1] - target[1], level)), abs=0.05)
    assert (placed.camera.pan, placed.camera.roll) == (0.0, truth["roll_deg"])
    over_floor = [
        each.camera.height_above_floor * 1000.0 - each.glass.camera_above_bottom_mm for each in (mine, placed)
    ]
    assert over_floor[0] == pytest.approx(over_floor[1])
    assert placed.glass.width == mine.glass.width
