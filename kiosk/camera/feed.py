"""Keeps frames coming: reads the camera on a thread, and opens it again when it stalls or is unplugged."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol, cast, runtime_checkable

import cv2

from kiosk.camera.frame import Frame, Image
from kiosk.camera.mailbox import Mailbox
from kiosk.camera.source import CameraError, ClipError, Source
from kiosk.settings import CameraSettings

log = logging.getLogger(__name__)

PATIENCE_TO_STOP = 3.0


class FeedState(StrEnum):
    """How the feed is."""

    STARTING = "starting"
    RUNNING = "running"
    LOST = "lost"
    """No frames; being opened again."""
    ENDED = "ended"
    """A clip came to its end, or the feed was stopped: no more frames will come."""


@dataclass(frozen=True, slots=True)
class Retry:
    """How soon to open again, in seconds: doubling up to a bound; as at first after a steady run."""

    first: float = 0.5
    longest: float = 5.0
    steady: float = 5.0


@runtime_checkable
class Shrinkable(Protocol):
    """An opener whose camera can be opened at a smaller size."""

    def shrink(self, share: float) -> bool:
        """Open at ``share`` of the usual width and height from now on; False where that cannot be."""
        ...


class CameraFeed:
    """Puts every frame of a camera into a mailbox, whatever happens to the camera.

        feed = CameraFeed(CameraOpener(settings), settings, mailbox)
        feed.start()

    ``state`` and ``trouble`` (one line, empty while all is well) are for the screen, ``restarts`` counts how
    often the camera had to be opened again. Frame times and numbers rise throughout: where a camera begins
    its clock anew, the time that really passed is put in between. ``rate`` is the frames a second that the camera
    said to expect, 0 until one is open.
    """

    def __init__(
        self,
        open_source: Callable[[], Source],
        settings: CameraSettings,
        mailbox: Mailbox,
        retry: Retry | None = None,
    ) -> None:
        self.state = FeedState.STARTING
        self.trouble = ""
        self.restarts = 0
        self.camera = ""
        self.rate = 0.0
        self._open = open_source
        self._stall_after = settings.stall_after
        self._mailbox = mailbox
        self._retry = retry or Retry()
        self._clock = RisingClock()
        self._stop = threading.Event()
        self._source: Source | None = None
        self._share = 1.0
        self._shrinks = isinstance(open_source, Shrinkable)
        self._thread = threading.Thread(target=self._run, name="camera feed", daemon=True)

    def start(self) -> None:
        """Begin reading."""
        self._thread.start()

    @property
    def given(self) -> int:
        """Frames that came, taken or not."""
        return self._mailbox.given

    def resize(self, share: float) -> None:
        """Give pictures of ``share`` (0 to 1) of the usual width and height from soon on. On any thread.

        A camera that can is opened again at that size, which takes about a second without frames; the pictures of
        any other source are scaled down here.
        """
        self._share = share

    def stop(self) -> bool:
        """Close the camera and wait a bounded time; False where a driver hangs. May be called twice."""
        self._stop.set()
        source = self._source
        if source is not None:
            source.close()
        if self._thread.is_alive():
            self._thread.join(PATIENCE_TO_STOP)
        return not self._thread.is_alive()

    def _run(self) -> None:
        delay = self._retry.first
        while not self._stop.is_set():
            began = time.monotonic()
            try:
                if self._follow():
                    continue
                break
            except ClipError as error:
                self._say(str(error))
                break
            except CameraError as error:
                self._lose(str(error))
            except Exception as error:
                log.exception("camera: unexpected")
                self._lose(f"camera: {error}")
            if time.monotonic() - began > self._retry.steady:
                delay = self._retry.first
            if not self._stop.wait(delay):
                self.restarts += 1
            delay = min(2.0 * delay, self._retry.longest)
        self.state = FeedState.ENDED
        self._mailbox.close()

    def _follow(self) -> bool:
        """Open the camera and read it until it ends, fails or is to stop; True where it is to be opened at another
        size."""
        share = opened_at = self._share
        if not self._shrink(share):
            opened_at = 1.0
        seen = False
        try:
            with self._open() as source:
                self._source = source
                self.camera, self.rate = source.name, source.rate
                self._clock.begin()
                while not self._stop.is_set():
                    frame = source.read(self._stall_after)
                    if frame is None:
                        return False
                    self._mailbox.put(self._clock.set(_scaled(frame, share / opened_at)))
                    seen = True
                    if self.state is not FeedState.RUNNING:
                        self._recover(source)
                    if self._share != share:
                        share = self._share
                        if self._shrink(share):
                            return True
        except CameraError:
            if opened_at < 1.0 and not seen:
                # Better scaled here than not at all.
                log.warning("camera: gives nothing at %.0f %% of its size; taking it whole", 100.0 * opened_at)
                self._shrink(1.0)
                self._shrinks = False
            raise
        finally:
            self._source = None
        return False

    def _shrink(self, share: float) -> bool:
        return self._shrinks and isinstance(self._open, Shrinkable) and self._open.shrink(share)

    def _recover(self, source: Source) -> None:
        if self.state is FeedState.LOST:
            log.info("camera: %s gives frames again", source.name)
        self.trouble = ""
        self.state = FeedState.RUNNING

    def _lose(self, trouble: str) -> None:
        if self._stop.is_set():
            return
        self._say(trouble)
        self.state = FeedState.LOST

    def _say(self, trouble: str) -> None:
        if trouble != self.trouble:
            log.warning("%s", trouble)
        self.trouble = trouble


class RisingClock:
    """Re-times and renumbers frames so that neither ever falls, across any number of cameras."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._offset = 0.0
        self._last: float | None = None
        self._last_at = 0.0
        self._number = 0
        self._fresh = False

    def begin(self) -> None:
        """The frames that follow are another camera's."""
        self._fresh = True

    def set(self, frame: Frame) -> Frame:
        """``frame``, later and higher than the one before."""
        now = self._now()
        moment = frame.time + self._offset
        if self._last is not None and (self._fresh or moment <= self._last):
            moment = self._last + max(now - self._last_at, 0.001)
            self._offset = moment - frame.time
        number, self._number = self._number, self._number + 1
        self._fresh, self._last, self._last_at = False, moment, now
        return replace(frame, time=moment, number=number)


def _scaled(frame: Frame, share: float) -> Frame:
    """``frame`` at ``share`` of its width and height, each pixel the mean of those it stands for."""
    if share >= 1.0:
        return frame
    size = tuple(max(1, round(share * side)) for side in frame.size)
    return replace(frame, image=cast(Image, cv2.resize(frame.image, size, interpolation=cv2.INTER_AREA)))
