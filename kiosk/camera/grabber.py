"""A live camera behind a thread of its own, so that a driver that hangs never hangs who waits for a frame."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Protocol

from kiosk.camera.clock import taken_at
from kiosk.camera.frame import Frame, Image
from kiosk.camera.mailbox import Mailbox
from kiosk.camera.source import CameraError, CameraLost, CameraStalled, Source

log = logging.getLogger(__name__)

PATIENCE_TO_OPEN = 15.0
PATIENCE_TO_CLOSE = 2.5
"""Seconds. A driver that needs longer is left to its thread, which lets the device go when it wakes."""


class Device(Protocol):
    """What a camera driver must do. Only the grabber's thread calls it; it may hang."""

    name: str
    rate: float

    def grab(self) -> tuple[Image, float] | None:
        """The next upright picture and when it was taken, in seconds of a clock that never runs back.

        None if there was none this time; to be asked again. Raises `CameraLost` if there will be no more.
        """
        ...

    def release(self) -> None:
        """Let the device go."""
        ...


class Grabber(Source):
    """The newest frame of a `Device`, waited for with a bound.

    ``name`` is also the thread's: while a driver hangs, the same camera is not opened a second time.

    Raises:
        NoCamera: ``open_device`` says that there is none.
        CameraLost: there is one, and it cannot be opened.
        CameraStalled: opening takes too long, or an earlier thread for the same camera still hangs.
    """

    def __init__(
        self, name: str, open_device: Callable[[], Device], patience: float = PATIENCE_TO_OPEN
    ) -> None:
        if any(thread.name == name for thread in threading.enumerate()):
            raise CameraStalled(f"{name}: its driver hangs; replug the camera, or restart")
        self.name = name
        self.rate = 0.0
        self._open_device = open_device
        self._mailbox = Mailbox()
        self._opened = threading.Event()
        self._stop = threading.Event()
        self._failure: CameraError | None = None
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()
        if not self._opened.wait(patience):
            self._stop.set()
            raise CameraStalled(f"{name}: did not open in {patience:g} s; replug the camera, or restart")
        if self._failure is not None:
            self.close()
            raise self._failure

    def read(self, timeout: float) -> Frame | None:
        """The newest frame not yet read. Raises `CameraLost`, or `CameraStalled` after ``timeout`` s."""
        frame = self._mailbox.take(timeout)
        if frame is not None:
            return frame
        if self._stop.is_set():
            raise CameraLost(f"{self.name}: was closed")
        if self._failure is not None:
            raise self._failure
        raise CameraStalled(f"{self.name}: no frame in {timeout:g} s; check its cable")

    def close(self) -> None:
        """Let the camera go, waiting no longer than `PATIENCE_TO_CLOSE`. May be called twice."""
        self._stop.set()
        self._mailbox.close()
        if self._thread is not threading.current_thread():
            self._thread.join(PATIENCE_TO_CLOSE)

    def _run(self) -> None:
        try:
            device = self._open_device()
            self.name, self.rate = device.name, device.rate
        except CameraError as error:
            self._failure = error
            return
        except Exception as error:
            log.debug("%s: cannot be opened", self.name, exc_info=True)
            self._failure = CameraLost(f"{self.name}: cannot be opened: {_one_line(error)}")
            return
        finally:
            self._opened.set()
        try:
            self._grab_until_stopped(device)
        finally:
            self._mailbox.close()
            try:
                device.release()
            except Exception as error:
                log.warning("%s: did not close cleanly: %s", self.name, _one_line(error))

    def _grab_until_stopped(self, device: Device) -> None:
        number = 0
        try:
            while not self._stop.is_set():
                grabbed = device.grab()
                if grabbed is not None:
                    image, stamp = grabbed
                    self._mailbox.put(Frame(image, stamp, number, taken_at(stamp)))
                    number += 1
        except CameraError as error:
            self._failure = error
        except Exception as error:
            log.debug("%s: failed", self.name, exc_info=True)
            self._failure = CameraLost(f"{self.name}: failed: {_one_line(error)}")


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
