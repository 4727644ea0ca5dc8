"""USB cameras: which node, which size, and what is said when one fails."""

from __future__ import annotations

import struct
import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.camera import usb
from kiosk.camera.frame import Image
from kiosk.camera.source import CameraLost, NoCamera
from kiosk.camera.usb import Node, UsbDevice
from kiosk.settings import CameraSettings

SETTINGS = CameraSettings(width=640, height=480)


class FakeCapture:
    def __init__(self, opens: bool = True, gives: bool = True) -> None:
        self.opens, self.gives = opens, gives
        self.properties: dict[int, float] = {}
        self.released = False

    def isOpened(self) -> bool:  # noqa: N802
        return self.opens

    def grab(self) -> bool:
        return self.gives

    def retrieve(self) -> tuple[bool, Image]:
        return True, np.zeros((480, 640, 3), np.uint8)

    def get(self, prop: int) -> float:
        return self.properties.get(prop, 0.0)

    def set(self, prop: int, value: float) -> bool:
        self.properties[prop] = value
        return True

    def release(self) -> None:
        self.released = True


@pytest.fixture
def devices(tmp_path: Path) -> Path:
    for number in (0, 1, 2, 10):
        (tmp_path / f"video{number}").touch()
    (tmp_path / "video-notes").touch()
    return tmp_path


def node(number: int, bus: str = "usb-0000:01:00.0-1.2", can_capture: bool = True) -> Node:
    return Node(number, "Webcam", "uvcvideo", bus, can_capture)


def test_the_kernels_answer_is_read() -> None:
    capture, metadata = 0x04200001, 0x04A00000
    for capabilities, is_camera in ((capture, True), (metadata, False)):
        answer = struct.pack(
            "=16s32s32sIII12x", b"uvcvideo", b"HD Webcam", b"usb-xhci-1", 0x060600, 0x84A00001, capabilities
        )
        read = usb.parse_answer(3, answer)
        assert read == Node(3, "HD Webcam", "uvcvideo", "usb-xhci-1", is_camera)
        assert read.is_camera is is_camera


def test_the_pis_own_nodes_are_no_cameras() -> None:
    assert not Node(13, "bcm2835-isp", "bcm2835-isp", "platform:bcm2835-isp", True).is_camera
    assert Node(9, "Dummy", "v4l2 loopback", "platform:v4l2loopback-000", True).is_camera


def test_a_file_that_is_no_device_does_not_answer(devices: Path) -> None:
    assert usb.ask_node(0, devices) is None
    assert usb.list_nodes(devices) == []


def test_the_first_that_gives_pictures_is_taken(devices: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usb, "PAUSE_AFTER_MISS", 0.0)
    captures = {0: FakeCapture(gives=False), 2: FakeCapture(opens=False), 10: FakeCapture()}
    nodes = [node(0), node(1, can_capture=False), node(2), node(10)]
    device = usb._first_that_works(nodes, SETTINGS, captures.__getitem__, devices)
    assert device.name == "USB camera 10"
    assert captures[0].released
    assert captures[2].released


def test_no_camera_and_no_working_camera_are_told_apart(
    devices: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usb, "PAUSE_AFTER_MISS", 0.0)
    with pytest.raises(NoCamera, match="no USB camera found; plug one in"):
        usb._first_that_works([node(1, can_capture=False)], SETTINGS, None, devices)
    captures = {0: FakeCapture(gives=False), 2: FakeCapture(opens=False)}
    with pytest.raises(CameraLost, match=r"video0: gives no picture; .*video2: cannot be opened"):
        usb._first_that_works([node(0), node(2)], SETTINGS, captures.__getitem__, devices)


def test_a_number_that_is_not_there(devices: Path) -> None:
    with pytest.raises(NoCamera, match=r"video7: no such camera; plug it in"):
        usb._open_number(7, SETTINGS, None, devices)


def test_what_is_asked_of_the_camera(devices: Path) -> None:
    small, large = FakeCapture(), FakeCapture()
    UsbDevice(0, small, SETTINGS, devices)
    assert small.properties == {
        cv2.CAP_PROP_FRAME_WIDTH: 640,
        cv2.CAP_PROP_FRAME_HEIGHT: 480,
        cv2.CAP_PROP_FPS: 30.0,
    }
    UsbDevice(0, large, CameraSettings(width=720, height=1280, rotation=90), devices)
    assert large.properties[cv2.CAP_PROP_FRAME_WIDTH] == 1280, "asked as it is mounted"
    assert cv2.CAP_PROP_FOURCC in large.properties


def test_frames_are_upright_and_timed_when_they_arrive(devices: Path) -> None:
    device = UsbDevice(0, FakeCapture(), CameraSettings(rotation=270), devices)
    before = time.monotonic()
    grabbed = device.grab()
    assert grabbed is not None
    assert grabbed[0].shape == (640, 480, 3)
    assert before <= grabbed[1] <= time.monotonic()


def test_unplugging_is_told_from_a_miss(devices: Path) -> None:
    capture = FakeCapture(gives=False)
    device = UsbDevice(0, capture, SETTINGS, devices)
    assert device.grab() is None
    (devices / "video0").unlink()
    with pytest.raises(CameraLost, match="video0 is gone; plug"):
        device.grab()
