"""The feed gives smaller pictures when asked: from the camera itself where that can, else scaled at the door."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from kiosk.camera import opener
from kiosk.camera.feed import CameraFeed, FeedState, Retry
from kiosk.camera.frame import Frame
from kiosk.camera.mailbox import Mailbox
from kiosk.camera.opener import CameraOpener
from kiosk.camera.source import CameraLost, Source
from kiosk.settings import CameraSettings

SETTINGS = CameraSettings(width=480, height=640, stall_after=0.5)


class Steady(Source):
    """A camera of one size, some frames a second, for as long as it is read."""

    def __init__(self, width: int, height: int) -> None:
        self.name, self.rate = f"{width}x{height}", 200.0
        self.closed = threading.Event()
        self._picture = np.full((height, width, 3), 77, np.uint8)
        self._number = 0

    def read(self, timeout: float) -> Frame | None:
        if self.closed.wait(0.005):
            raise CameraLost("closed")
        self._number += 1
        now = time.monotonic()
        return Frame(self._picture, now, self._number, now)

    def close(self) -> None:
        self.closed.set()


class Running:
    """A feed that runs, and the sizes of the frames it gives."""

    def __init__(self, feed: CameraFeed, mailbox: Mailbox) -> None:
        self.feed, self.mailbox = feed, mailbox
        self.times: list[float] = []

    def until(self, done: Callable[[Frame], bool]) -> Frame:
        end = time.monotonic() + 10.0
        while time.monotonic() < end:
            frame = self.mailbox.take(1.0)
            if frame is not None:
                self.times.append(frame.time)
                if done(frame):
                    return frame
        raise AssertionError("waited in vain")


@pytest.fixture
def run() -> Iterator[Callable[[Callable[[], Source]], Running]]:
    feeds: list[CameraFeed] = []

    def start(open_source: Callable[[], Source]) -> Running:
        mailbox = Mailbox()
        feeds.append(CameraFeed(open_source, SETTINGS, mailbox, Retry(first=0.01, longest=0.02)))
        feeds[-1].start()
        return Running(feeds[-1], mailbox)

    yield start
    assert all(feed.stop() for feed in feeds)


def test_a_camera_that_can_is_opened_smaller_and_back_without_being_called_lost(
    run: Callable[[Callable[[], Source]], Running], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Steady] = []

    def open_pi(settings: CameraSettings) -> Source:
        assert all(camera.closed.is_set() for camera in opened), "one at a time"
        opened.append(Steady(settings.width, settings.height))
        return opened[-1]

    monkeypatch.setattr(opener, "open_pi", open_pi)
    running = run(CameraOpener(SETTINGS.model_copy(update={"source": "picamera2"})))
    running.until(lambda frame: frame.size == (480, 640))
    running.feed.resize(0.5)
    assert running.until(lambda frame: frame.size == (240, 320)).taken is not None
    assert (running.feed.state, running.feed.trouble, running.feed.restarts) == (FeedState.RUNNING, "", 0)
    running.feed.resize(1.0)
    running.until(lambda frame: frame.size == (480, 640))
    assert [camera.name for camera in opened] == ["480x640", "240x320", "480x640"]
    assert all(np.diff(running.times) > 0.0)


def test_a_source_of_one_size_is_scaled_at_the_door(run: Callable[[Callable[[], Source]], Running]) -> None:
    opened = 0

    def open_source() -> Source:
        nonlocal opened
        opened += 1
        return Steady(300, 400)

    running = run(open_source)
    running.until(lambda frame: frame.size == (300, 400))
    running.feed.resize(0.5)
    small = running.until(lambda frame: frame.size == (150, 200))
    assert np.all(small.image == 77)
    running.feed.resize(1.0)
    running.until(lambda frame: frame.size == (300, 400))
    assert opened == 1


def test_a_camera_that_gives_nothing_when_small_is_taken_whole_and_scaled_here(
    run: Callable[[Callable[[], Source]], Running], monkeypatch: pytest.MonkeyPatch
) -> None:
    def open_usb(settings: CameraSettings, number: int | None = None) -> Source:
        assert number == 3
        if settings.width < 480:
            raise CameraLost("USB camera 3: has no such size")
        return Steady(settings.width, settings.height)

    monkeypatch.setattr(opener, "open_usb", open_usb)
    running = run(CameraOpener(SETTINGS.model_copy(update={"source": "usb:3"})))
    running.until(lambda frame: frame.size == (480, 640))
    running.feed.resize(0.5)
    running.until(lambda frame: frame.size == (240, 320))
    assert running.feed.camera == "480x640"


@pytest.mark.parametrize("source", ["demo", "clip:a.mp4", "auto"])
def test_what_has_one_size_or_is_not_known_yet_says_so(source: str) -> None:
    assert not CameraOpener(SETTINGS.model_copy(update={"source": source})).shrink(0.5)
