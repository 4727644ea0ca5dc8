"""A hanging driver hangs only its own thread."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from kiosk.camera import grabber
from kiosk.camera.frame import Image
from kiosk.camera.grabber import Grabber
from kiosk.camera.source import CameraLost, CameraStalled


class Device:
    name, rate = "device", 20.0

    def __init__(self, frames: int, then: threading.Event) -> None:
        self._left = frames
        self._then = then
        self.released = threading.Event()

    def grab(self) -> tuple[Image, float] | None:
        if self._left == 0:
            self._then.wait(20.0)
            return None
        self._left -= 1
        return np.zeros((4, 4, 3), np.uint8), time.monotonic()

    def release(self) -> None:
        self.released.set()


@pytest.fixture
def hang(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Set it to let the driver return."""
    monkeypatch.setattr(grabber, "PATIENCE_TO_CLOSE", 0.1)
    return threading.Event()


def test_reading_and_closing_are_bounded_while_the_driver_hangs(hang: threading.Event) -> None:
    device = Device(1, hang)
    camera = Grabber("hanging", lambda: device)
    assert (camera.name, camera.rate) == ("device", 20.0)
    assert camera.read(2.0) is not None
    began = time.monotonic()
    with pytest.raises(CameraStalled, match=r"no frame in 0\.1 s"):
        camera.read(0.1)
    camera.close()
    camera.close()
    assert time.monotonic() - began < 5.0
    with pytest.raises(CameraLost, match="closed"):
        camera.read(0.1)
    with pytest.raises(CameraStalled, match="its driver hangs"):
        Grabber("hanging", lambda: device)
    hang.set()
    assert device.released.wait(5.0), "let go as soon as the driver returns"


def test_opening_is_bounded(hang: threading.Event) -> None:
    device = Device(0, hang)

    def open_late() -> Device:
        hang.wait(20.0)
        return device

    with pytest.raises(CameraStalled, match=r"slow: did not open in 0\.1 s"):
        Grabber("slow", open_late, patience=0.1)
    hang.set()
    assert device.released.wait(5.0)


def test_a_failing_release_is_not_fatal(hang: threading.Event, caplog: pytest.LogCaptureFixture) -> None:
    class Stubborn(Device):
        def release(self) -> None:
            super().release()
            raise RuntimeError("cannot stop")

    device = Stubborn(3, hang)
    camera = Grabber("stubborn", lambda: device)
    assert camera.read(2.0) is not None
    hang.set()
    camera.close()
    assert device.released.wait(5.0)
