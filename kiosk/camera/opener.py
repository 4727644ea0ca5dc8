"""Which camera: as set, or the best there is."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from kiosk.camera.clip import ClipCamera, Opening
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
    ``loop``: the demo begins again at its end, as behind a glass; else it ends, as every clip does. ``opening``: how
    long the demo's person stands before they begin. ``demo``: whether that is taken for want of a camera; a mirror on
    a gym's floor, whose camera comes late or not at all, waits for it.

    A Pi or USB camera can be opened smaller (`shrink`): then its own hardware scales, for nothing.
    """

    def __init__(
        self, settings: CameraSettings, loop: bool = True, opening: Opening | None = None, demo: bool = True
    ) -> None:
        self._settings = settings
        self._choices = (self._pi, self._usb, self._demo) if demo else (self._pi, self._usb)
        self._asked = settings
        self._loop, self._opening = loop, opening
        self._open = self._chosen()

    def __call__(self) -> Source:
        """Open it. Raises `CameraError`."""
        if self._open is not None:
            return self._open()
        reasons: list[str] = []
        for choice in self._choices:
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
        raise NoCamera("; ".join(reasons))

    def shrink(self, share: float) -> bool:
        """Ask for ``share`` of the width and height of the settings from the next opening on.

        False where the source has but one size, or it is not known yet which camera it will be.
        """
        if self._open not in (self._pi, self._usb, self._numbered_usb):
            return False
        width, height = (2 * round(share * side / 2) for side in (self._settings.width, self._settings.height))
        self._asked = self._settings.model_copy(update={"width": width, "height": height})
        return True

    def _pi(self) -> Source:
        return open_pi(self._asked)

    def _usb(self) -> Source:
        return open_usb(self._asked)

    def _numbered_usb(self) -> Source:
        return open_usb(self._asked, int(self._settings.source.removeprefix("usb:")))

    def _demo(self) -> Source:
        return open_demo(loop=self._loop, opening=self._opening)

    def _chosen(self) -> Callable[[], Source] | None:
        kind, _, rest = self._settings.source.partition(":")
        if kind == "auto":
            return None
        if kind == "picamera2":
            return self._pi
        if kind == "usb":
            return self._numbered_usb if rest else self._usb
        if kind == "clip":
            return lambda: ClipCamera(Path(rest))
        return self._demo


def open_camera(settings: CameraSettings) -> Source:
    """The camera of the settings, opened once. Raises `CameraError`."""
    return CameraOpener(settings)()
