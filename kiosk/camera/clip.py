"""Frames from a video file: as fast as they can be decoded for a replay, or paced like a camera.

A frame's time is the one written in the file, so a clip of varying frame rate keeps its tempo; where the file
gives no usable times, frames are counted at its nominal rate.

Phones store the picture as the sensor sees it and a flag that says how to turn it. OpenCV (4.8 to 5) turns
the picture by 90, 180 or 270 degrees as flagged, which is asked for here explicitly. A flag in between, such
as 45, is not something a camera writes: the picture is then left as stored. OpenCV 4.8 to 4.11 swap the
announced width and height for such flags all the same; so the size is always taken from the picture.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import cv2

from kiosk.camera import quiet  # noqa: F401  (before the first capture)
from kiosk.camera.boxes import Boxes, read_boxes
from kiosk.camera.frame import Frame, Image
from kiosk.camera.source import CameraLost, ClipError, Source

DECODING_THREADS = 2
USUAL_RATE = 30.0
HIGHEST_RATE = 1000.0
LATEST_TIME = 1e6
"""Seconds; a later time in a file is a broken one."""
FALL_BEHIND = 0.5
"""Seconds a paced clip may run late before it gives up catching up."""


class Clip(Source):
    """A video file, decoded as fast as it is read.

        with Clip(Path("set.mp4")) as clip:
            for frame in clip:
                ...

    ``size`` is that of the upright picture in pixels, ``announced`` the number of frames the file claims to
    hold (0 unknown, and not exact: a trimmed file announces what was trimmed). ``truncated`` is known once
    the clip has ended: the file was cut off, and what came before the break was delivered.

    Raises:
        ClipError: there is no such file, or no picture in it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = f"clip {path.name}"
        self.truncated = False
        self._boxes = _check(path)
        self._lock = threading.Lock()
        self._closed = False
        self._capture = cv2.VideoCapture(
            # An absolute path, so that no colon in it can be taken for a protocol.
            str(path.absolute()),
            cv2.CAP_FFMPEG,
            [cv2.CAP_PROP_N_THREADS, DECODING_THREADS],
        )
        self._number = 0
        self._last_time = -math.inf
        self._first: Image | None = None
        try:
            if not self._capture.isOpened():
                raise ClipError(_why_not(path, self._boxes))
            self._capture.set(cv2.CAP_PROP_ORIENTATION_AUTO, 1)
            self.rate = _sane_rate(self._capture.get(cv2.CAP_PROP_FPS))
            self.announced = _sane_count(self._capture.get(cv2.CAP_PROP_FRAME_COUNT))
            self._first = image = self._decode()
            if image is None:
                raise ClipError(_why_not(path, self._boxes))
            self.size = (image.shape[1], image.shape[0])
        except BaseException:
            self.close()
            raise

    def read(self, timeout: float = math.inf) -> Frame | None:  # noqa: ARG002  (a file does not keep one waiting)
        """The next frame, or None at the end. Raises `CameraLost` once closed."""
        with self._lock:
            if self._closed:
                raise CameraLost(f"{self.path}: was closed")
            image, self._first = self._first, None
            if image is None:
                image = self._decode()
            if image is None:
                self.truncated = self._ended_early()
                return None
            moment = self._moment()
        frame = Frame(image, moment, self._number)
        self._number += 1
        self._last_time = moment
        return frame

    def close(self) -> None:
        """Let the file go. May be called twice."""
        with self._lock:
            self._closed = True
            self._first = None
            self._capture.release()

    def __iter__(self) -> Iterator[Frame]:
        while (frame := self.read()) is not None:
            yield frame

    def _decode(self) -> Image | None:
        good, image = self._capture.read()
        return cast(Image, image) if good else None

    def _moment(self) -> float:
        """Seconds into the clip of the frame just decoded: always later than the one before."""
        written = self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000.0
        if self._last_time < written < LATEST_TIME and written >= 0.0:
            return float(written)
        return 0.0 if self._number == 0 else self._last_time + 1.0 / self.rate

    def _ended_early(self) -> bool:
        if self._boxes is not None:
            return self._boxes.cut_short
        # Other containers estimate the count from the duration, so a few frames either way mean nothing.
        return self._number < self.announced - max(5.0, 0.1 * self.announced)


@dataclass(frozen=True, slots=True)
class Opening:
    """The first ``seconds`` of a clip, shown again and again while ``waits`` says so, ``at_most`` so many seconds
    longer each time the clip begins."""

    seconds: float
    waits: Callable[[], bool]
    at_most: float


class ClipCamera(Source):
    """A video file shown at its own speed, as if it were a camera; over and over where ``loop``, its ``opening`` for
    as long as that says.

    In a loop frame times and numbers go on rising.

    Raises:
        ClipError: there is no such file, or no picture in it.
    """

    def __init__(self, path: Path, *, loop: bool = False, opening: Opening | None = None) -> None:
        self._clip = Clip(path)
        self._loop = loop
        self._opening = opening
        self._waited: float | None = 0.0
        """Seconds by which the opening has been drawn out; None once it is over."""
        self._closed = threading.Event()
        self._offset = 0.0
        self._numbers_before = 0
        self._anchor: float | None = None
        self._last: Frame | None = None
        self.name = self._clip.name
        self.rate = self._clip.rate

    def read(self, timeout: float) -> Frame | None:
        """The next frame when it is due, at the latest after ``timeout`` seconds; None at the end."""
        frame = self._next()
        if frame is None:
            return None
        now = time.monotonic()
        if self._anchor is None or now - (self._anchor + frame.time) > FALL_BEHIND:
            self._anchor = now - frame.time
        due_in = self._anchor + frame.time - now
        if due_in > timeout:
            self._anchor -= due_in - timeout
            due_in = timeout
        if due_in > 0.0 and self._closed.wait(due_in):
            raise CameraLost(f"{self.name}: was closed")
        # A camera would have taken it when it was due, however long it was in coming.
        return replace(frame, taken=self._anchor + frame.time)

    def close(self) -> None:
        """Let the file go and wake a waiting reader. May be called twice."""
        self._closed.set()
        self._clip.close()

    def _next(self) -> Frame | None:
        frame = self._clip.read()
        if frame is None:
            if not self._loop or self._last is None:
                return None
            self._waited = 0.0
            self._rewind(self._last)
            frame = self._clip.read()
        elif self._last is not None and self._is_to_wait(frame.time):
            self._rewind(self._last)
            frame = self._clip.read()
        if frame is None:
            return None
        if self._offset or self._numbers_before:
            frame = Frame(frame.image, frame.time + self._offset, frame.number + self._numbers_before)
        self._last = frame
        return frame

    def _is_to_wait(self, moment: float) -> bool:
        """Whether the opening is to begin again at ``moment`` of the clip."""
        opening, waited = self._opening, self._waited
        if opening is None or waited is None or moment < opening.seconds:
            return False
        again = waited < opening.at_most and opening.waits()
        self._waited = waited + moment if again else None
        return again

    def _rewind(self, last: Frame) -> None:
        self._clip.close()
        if self._closed.is_set():
            raise CameraLost(f"{self.name}: was closed")
        self._clip = Clip(self._clip.path)
        self._offset = last.time + 1.0 / self.rate
        self._numbers_before = last.number + 1


def clip_frames(path: Path) -> Iterator[Frame]:
    """Every frame of the file, as fast as it can be decoded. Raises `ClipError`."""
    with Clip(path) as clip:
        yield from clip


def _check(path: Path) -> Boxes | None:
    """Say what is wrong with the file before the decoder does, where that can be known."""
    try:
        if not path.exists():
            raise ClipError(f"{path}: no such file; check the path")
        if not path.is_file():
            raise ClipError(f"{path}: not a file; name a video file")
        if path.stat().st_size == 0:
            raise ClipError(f"{path}: the file is empty; copy or record it again")
        return read_boxes(path)
    except OSError as error:
        raise ClipError(f"{path}: cannot be read: {error.strerror or error}") from error


def _why_not(path: Path, boxes: Boxes | None) -> str:
    if boxes is not None and (boxes.cut_short or not boxes.has_index):
        return f"{path}: cut off before a single picture could be read; copy or record it again"
    return f"{path}: holds no video that can be read; use an MP4, MOV, MKV, WebM or AVI file with a picture"


def _sane_rate(rate: float) -> float:
    return float(rate) if 0.0 < rate <= HIGHEST_RATE else USUAL_RATE


def _sane_count(count: float) -> int:
    return int(count) if 0.0 < count < 1e9 else 0
