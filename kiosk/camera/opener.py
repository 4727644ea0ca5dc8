"""Which camera: as set, or the best there is."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from kiosk.camera.clip import ClipCamera
from kiosk.camera.demo import open_demo
from kiosk.camera.pi import open_pi
from kiosk.camera.source import CameraError, NoCamera, Source
from kiosk.camera.usb import open_usb
from kiosk.settings import CameraSettings

log = logging.getLogger(__name__)


class CameraOpener:
    """Opens the camera of the settings, again and again.

        opener = CameraOpener(settings.camera)
        with opener() as camera: ...

    ``auto`` takes the Pi's camera, else a USB camera, else the demo, says which and why once, and keeps to
    that kind afterwards: when a camera is unplugged, the mirror waits for it and does not turn to the demo.
    ``loop``: the demo begins again at its end, as behind a glass; else it ends, as every clip does.
    """

    def __init__(self, settings: CameraSettings, loop: bool = True) -> None:
        self._settings = settings
        self._loop = loop
        self._open = self._chosen()

    def __call__(self) -> Source:
        """Open it. Raises `CameraError`."""
        if self._open is not None:
            return self._open()
        reasons: list[str] = []
        for choice in (self._pi, self._usb, self._demo):
            try:
                source = choice()
            except NoCamera as error:
                reasons.append(str(error))
                continue
            except CameraError:
                # It is there but does not work now: to be waited for, not replaced.
                self._open = choice
                raise
            self._open = choice
            log.info("camera: %s%s", source.name, f" ({'; '.join(reasons)})" if reasons else "")
            return source
        raise AssertionError("the demo is there or raises ClipError")

    def _pi(self) -> Source:
        return open_pi(self._settings)

    def _usb(self) -> Source:
        return open_usb(self._settings)

    def _demo(self) -> Source:
        return open_demo(loop=self._loop)

    def _chosen(self) -> Callable[[], Source] | None:
        kind, _, rest = self._settings.source.partition(":")
        settings = self._settings
        if kind == "auto":
            return None
        if kind == "picamera2":
            return self._pi
        if kind == "usb":
            return lambda: open_usb(settings, int(rest) if rest else None)
        if kind == "clip":
            return lambda: ClipCamera(Path(rest))
        return self._demo


def open_camera(settings: CameraSettings) -> Source:
    """The camera of the settings, opened once. Raises `CameraError`."""
    return CameraOpener(settings)()
