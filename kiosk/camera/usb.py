"""USB cameras, through OpenCV and the kernel's V4L2.

A Pi has a dozen /dev/video nodes that are no cameras (codecs, the image processor), and a USB camera has one
more for its metadata; so, unless a number is given, only capture nodes on a USB bus are tried.
"""

from __future__ import annotations

import errno
import os
import struct
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

import cv2

from kiosk.camera import quiet  # noqa: F401  (before the first capture)
from kiosk.camera.frame import Image
from kiosk.camera.grabber import Grabber
from kiosk.camera.source import CameraError, CameraLost, NoCamera, Source
from kiosk.camera.upright import as_mounted, upright
from kiosk.settings import CameraSettings

# How long OpenCV waits inside the driver for a frame, in seconds; its own default is 10.
os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "1")

DEVICES = Path("/dev")
PAUSE_AFTER_MISS = 0.01
TRIES = 5
"""The first pictures of a camera may be broken ones."""
TRY_SECONDS = 3.0
RAW_PIXELS = 640 * 480
"""Above this a USB 2 camera reaches its rate only with compressed pictures."""

VIDIOC_QUERYCAP = 0x80685600
QUERYCAP_FORMAT = "=16s32s32sIII12x"
CAN_CAPTURE = 0x1
LOOPBACK_DRIVER = "v4l2 loopback"


@dataclass(frozen=True, slots=True)
class Node:
    """A /dev/videoN and what its driver says of it."""

    number: int
    card: str
    driver: str
    bus: str
    can_capture: bool

    @property
    def is_camera(self) -> bool:
        """Gives pictures and is no part of the Pi itself."""
        return self.can_capture and (self.bus.startswith("usb") or self.driver == LOOPBACK_DRIVER)


class Capture(Protocol):
    """The part of ``cv2.VideoCapture`` used here."""

    def isOpened(self) -> bool: ...  # noqa: N802, D102
    def grab(self) -> bool: ...  # noqa: D102
    def retrieve(self) -> tuple[bool, Image]: ...  # noqa: D102
    def get(self, prop: int) -> float: ...  # noqa: D102
    def set(self, prop: int, value: float) -> bool: ...  # noqa: D102
    def release(self) -> None: ...  # noqa: D102


CaptureOpener = Callable[[int], Capture]


def open_usb(settings: CameraSettings, number: int | None = None) -> Source:
    """The USB camera /dev/video``number``, or the first that gives a picture.

    Raises:
        NoCamera: there is none.
        CameraLost: there is one, and it cannot be opened or gives no picture.
        CameraStalled: its driver hangs.
    """
    if number is None:
        return Grabber("USB camera", lambda: _first_that_works(list_nodes(), settings))
    return Grabber(f"USB camera {number}", lambda: _open_number(number, settings))


def list_nodes(devices: Path = DEVICES) -> list[Node]:
    """Every /dev/videoN whose driver answers, lowest number first."""
    numbers = sorted(
        int(path.name.removeprefix("video"))
        for path in devices.glob("video*")
        if path.name.removeprefix("video").isdecimal()
    )
    return [node for number in numbers if (node := ask_node(number, devices)) is not None]


def ask_node(number: int, devices: Path = DEVICES) -> Node | None:
    """What the driver says of /dev/video``number``; None where it does not answer."""
    try:
        import fcntl

        descriptor = os.open(devices / f"video{number}", os.O_RDWR | os.O_NONBLOCK)
        try:
            answer = bytearray(struct.calcsize(QUERYCAP_FORMAT))
            fcntl.ioctl(descriptor, VIDIOC_QUERYCAP, answer)
        finally:
            os.close(descriptor)
    except (ImportError, OSError):
        return None
    return parse_answer(number, bytes(answer))


def parse_answer(number: int, answer: bytes) -> Node:
    """Read the kernel's ``struct v4l2_capability``."""
    driver, card, bus, _version, _all_nodes, this_node = struct.unpack(QUERYCAP_FORMAT, answer)
    return Node(number, _text(card), _text(driver), _text(bus), bool(this_node & CAN_CAPTURE))


def _text(raw: bytes) -> str:
    return raw.split(b"\0", 1)[0].decode(errors="replace")


class UsbDevice:
    """One open USB camera, for the grabber's thread."""

    def __init__(
        self, number: int, capture: Capture, settings: CameraSettings, devices: Path = DEVICES
    ) -> None:
        self.name = f"USB camera {number}"
        self._path = devices / f"video{number}"
        self._capture = capture
        self._rotation = settings.rotation
        width, height = as_mounted(settings.width, settings.height, settings.rotation)
        if width * height > RAW_PIXELS:
            capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, width)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
        capture.set(cv2.CAP_PROP_FPS, settings.rate)
        given = capture.get(cv2.CAP_PROP_FPS)
        self.rate = given if given > 0.0 else settings.rate

    def grab(self) -> tuple[Image, float] | None:
        """The next picture, timed when it arrived; None if the camera gave none just now."""
        if self._capture.grab():
            taken = time.monotonic()
            good, image = self._capture.retrieve()
            if good:
                return upright(image, self._rotation), taken
        elif not self._path.exists():
            raise CameraLost(f"{self.name}: {self._path} is gone; plug the camera in again")
        time.sleep(PAUSE_AFTER_MISS)
        return None

    def release(self) -> None:
        """Close the device."""
        self._capture.release()


def _open_number(
    number: int, settings: CameraSettings, opener: CaptureOpener | None = None, devices: Path = DEVICES
) -> UsbDevice:
    path = devices / f"video{number}"
    if not path.exists():
        cameras = [f"usb:{node.number} ({node.card})" for node in list_nodes(devices) if node.is_camera]
        instead = f" or use {', '.join(cameras)}" if cameras else ""
        raise NoCamera(f"{path}: no such camera; plug it in{instead}")
    capture = (opener or _opencv)(number)
    if not capture.isOpened():
        capture.release()
        raise CameraLost(f"{path}: cannot be opened: {_why_not(path)}")
    return UsbDevice(number, capture, settings, devices)


def _first_that_works(
    nodes: Iterable[Node],
    settings: CameraSettings,
    opener: CaptureOpener | None = None,
    devices: Path = DEVICES,
) -> UsbDevice:
    failures: list[str] = []
    for node in nodes:
        if not node.is_camera:
            continue
        try:
            device = _open_number(node.number, settings, opener, devices)
            if _gives_pictures(device):
                return device
            device.release()
            failures.append(f"{devices / f'video{node.number}'}: gives no picture; replug it")
        except CameraError as error:
            failures.append(str(error))
    if failures:
        raise CameraLost("; ".join(failures))
    raise NoCamera("no USB camera found; plug one in")


def _gives_pictures(device: UsbDevice) -> bool:
    began = time.monotonic()
    for _ in range(TRIES):
        if device.grab() is not None:
            return True
        if time.monotonic() - began > TRY_SECONDS:
            break
    return False


def _opencv(number: int) -> Capture:
    return cast(Capture, cv2.VideoCapture(number, cv2.CAP_V4L2))


def _why_not(path: Path) -> str:
    try:
        os.close(os.open(path, os.O_RDWR | os.O_NONBLOCK))
    except PermissionError:
        return "not allowed; add the user to the group video"
    except OSError as error:
        if error.errno == errno.EBUSY:
            return "another program uses it"
        return error.strerror or str(error)
    return "it gives no picture, or another program uses it"
