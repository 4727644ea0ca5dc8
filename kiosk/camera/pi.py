"""The Raspberry Pi's own camera, through picamera2.

picamera2 and libcamera belong to the Pi's system, not to this package, and are imported only when asked for.
"""

from __future__ import annotations

import os
import time
from typing import Any

from kiosk.camera.frame import Image
from kiosk.camera.grabber import Grabber
from kiosk.camera.source import NoCamera, Source
from kiosk.camera.upright import as_mounted, upright
from kiosk.settings import CameraSettings

NAME = "Pi camera"
JOB_TIMEOUT = 0.5
"""Seconds waited inside picamera2 for a frame before looking whether to stop."""
BUFFERS = 4
WHOLE_SENSOR_RATE = 40.0
"""Frames a second that every Pi camera reaches with its whole sensor read at half resolution."""

# libcamera tells stderr about every mode it sets; warnings are enough.
os.environ.setdefault("LIBCAMERA_LOG_LEVELS", "WARN")


def open_pi(settings: CameraSettings) -> Source:
    """The Pi's camera.

    Raises:
        NoCamera: there is none, or picamera2 is not installed.
        CameraStalled: the driver hangs.
    """
    return Grabber(NAME, lambda: PiDevice(settings))


class PiDevice:
    """The open Pi camera, for the grabber's thread."""

    def __init__(self, settings: CameraSettings) -> None:
        library, transform = _import()
        index = _index(library)
        self.name = NAME
        self.rate = settings.rate
        # The sensor can turn its picture over for nothing, but not on its side.
        self._turn_here = settings.rotation if settings.rotation in (90, 270) else 0
        self._job: Any = None
        self._camera = library(index)
        try:
            half_turn = settings.rotation == 180
            size = as_mounted(settings.width, settings.height, settings.rotation)
            self._camera.configure(
                self._camera.create_video_configuration(
                    # In memory picamera2's RGB888 is blue, green, red: what OpenCV calls BGR.
                    main={"format": "RGB888", "size": size},
                    raw=_whole_sensor(self._camera, settings.rate),
                    transform=transform(hflip=half_turn, vflip=half_turn),
                    controls={"FrameRate": settings.rate},
                    buffer_count=BUFFERS,
                )
            )
            self._camera.start()
        except BaseException:
            self._camera.close()
            raise

    def grab(self) -> tuple[Image, float] | None:
        """The next picture, timed by the sensor; None if there was none within `JOB_TIMEOUT`."""
        # A job that timed out still stands in the queue and would swallow, and never give back, a later
        # frame's buffer. So the same job is waited for again.
        if self._job is None:
            self._job = self._camera.capture_request(wait=False)
        try:
            request = self._camera.wait(self._job, timeout=JOB_TIMEOUT)
        except TimeoutError:
            return None
        self._job = None
        try:
            image = request.make_array("main")
            taken = request.get_metadata().get("SensorTimestamp")
        finally:
            request.release()
        seconds = time.monotonic() if taken is None else taken / 1e9
        return upright(image, self._turn_here), seconds

    def release(self) -> None:
        """Stop and close the camera."""
        try:
            if self._job is not None:
                # A job nobody will fetch keeps a stalled camera from being closed.
                self._camera.cancel_all_and_flush()
        finally:
            self._camera.close()


def _import() -> tuple[Any, Any]:
    try:
        from libcamera import Transform
        from picamera2 import Picamera2
    except ImportError as error:
        raise NoCamera(f"{NAME}: no picamera2 ({error}); sudo apt install python3-picamera2") from error
    return Picamera2, Transform


def _index(library: Any) -> int:
    """The first camera on the Pi's own connector; libcamera lists USB cameras too."""
    for index, camera in enumerate(library.global_camera_info()):
        if "/usb" not in camera.get("Id", ""):
            return index
    raise NoCamera(f"{NAME}: none found; check its cable with the power off; rpicam-hello --list-cameras")


def _whole_sensor(camera: Any, rate: float) -> dict[str, Any]:
    """Ask for a sensor mode that sees all of the sensor: small modes cut the edges, and the person, off."""
    if rate > WHOLE_SENSOR_RATE:
        return {}
    width, height = camera.sensor_resolution
    return {"size": (width // 2, height // 2)}
