"""The Pi's camera, on a stand-in for picamera2."""

from __future__ import annotations

import sys
import threading
import time

import pytest
from clip_files import red_corner
from fake_picamera2 import FakePicamera2, install

from kiosk.camera import pi
from kiosk.camera.pi import open_pi
from kiosk.camera.source import CameraLost, CameraStalled, NoCamera, Source
from kiosk.settings import CameraSettings


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> type[FakePicamera2]:
    monkeypatch.setattr(pi, "JOB_TIMEOUT", 0.05)
    return install(monkeypatch)


def settings(**changes: object) -> CameraSettings:
    return CameraSettings(width=160, height=240, **changes)  # type: ignore[arg-type]


def read_on(camera: Source, timeout: float) -> None:
    while camera.read(timeout):
        pass


def test_frames_come_with_the_sensors_time(library: type[FakePicamera2]) -> None:
    with open_pi(settings()) as camera:
        frames = [camera.read(2.0) for _ in range(3)]
    times = [frame.time for frame in frames if frame]
    assert len(times) == 3
    assert times[0] >= 86400.0
    assert times == sorted(set(times))
    assert (camera.name, camera.rate) == ("Pi camera", 30.0)
    assert library.opened[0].closed


def test_what_is_asked_of_the_camera(library: type[FakePicamera2]) -> None:
    with open_pi(settings(rate=25.0)):
        asked = library.opened[0].configuration
    assert asked["main"] == {"format": "RGB888", "size": (160, 240)}
    assert asked["controls"] == {"FrameRate": 25.0}
    assert asked["raw"] == {"size": (1640, 1232)}, "the whole sensor, so that the edges stay in view"


@pytest.mark.parametrize(
    ("rotation", "asked", "corner"),
    [
        (0, (160, 240), "top left"),
        (90, (240, 160), "top right"),
        (180, (160, 240), "bottom right"),
        (270, (240, 160), "bottom left"),
    ],
)
def test_rotation(library: type[FakePicamera2], rotation: int, asked: tuple[int, int], corner: str) -> None:
    with open_pi(settings(rotation=rotation)) as camera:
        frame = camera.read(2.0)
    assert frame is not None
    assert library.opened[0].configuration["main"]["size"] == asked
    assert frame.size == (160, 240)
    assert red_corner(frame.image) == corner


def test_stall_is_told_in_time_and_loses_no_buffer(
    library: type[FakePicamera2], monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    monkeypatch.setattr(library, "plan", lambda number: None if number < 2 else go_on.wait(10.0))
    with open_pi(settings()) as camera:
        began = time.monotonic()
        with pytest.raises(CameraStalled, match=r"Pi camera: no frame in 0\.3 s"):
            read_on(camera, 0.3)
        assert time.monotonic() - began < 5.0
        go_on.set()
        for _ in range(10):
            assert camera.read(2.0) is not None
    assert library.opened[0].free_buffers >= library.opened[0].configuration["buffer_count"] - 1


def test_a_stalled_camera_can_be_closed_and_opened_again(
    library: type[FakePicamera2], monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    monkeypatch.setattr(library, "plan", lambda _number: go_on.wait(10.0) and None)
    with open_pi(settings()) as camera, pytest.raises(CameraStalled):
        camera.read(0.1)
    assert library.opened[0].closed
    go_on.set()
    with open_pi(settings()) as again:
        assert again.read(2.0) is not None


def test_failure_while_reading(library: type[FakePicamera2], monkeypatch: pytest.MonkeyPatch) -> None:
    def unplugged(number: int) -> None:
        if number == 2:
            raise RuntimeError("Camera frontend\nhas timed out")

    monkeypatch.setattr(library, "plan", unplugged)
    camera = open_pi(settings())
    with pytest.raises(CameraLost, match=r"^Pi camera: failed: Camera frontend has timed out$"):
        read_on(camera, 2.0)
    camera.close()
    assert library.opened[0].closed
    with open_pi(settings()) as again:
        assert again.read(2.0) is not None


def test_not_installed_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "picamera2", None)
    with pytest.raises(NoCamera, match="sudo apt install python3-picamera2"):
        open_pi(settings())


def test_no_camera_attached(library: type[FakePicamera2], monkeypatch: pytest.MonkeyPatch) -> None:
    usb = {"Model": "C920", "Id": "/base/soc/usb@7e980000/usb-1.2:1.0-046d:082d", "Num": 0}
    monkeypatch.setattr(library, "cameras", [usb])
    with pytest.raises(NoCamera, match="check its cable"):
        open_pi(settings())


def test_camera_in_use(library: type[FakePicamera2], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "broken", RuntimeError("Camera __init__ sequence did not complete."))
    with pytest.raises(CameraLost, match="cannot be opened: Camera __init__"):
        open_pi(settings())
