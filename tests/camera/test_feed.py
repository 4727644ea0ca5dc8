"""The feed keeps frames coming whatever happens to the camera, and time never runs backwards."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Self

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.camera.feed import CameraFeed, FeedState, Retry, RisingClock
from kiosk.camera.frame import Frame
from kiosk.camera.mailbox import Mailbox
from kiosk.camera.source import CameraError, CameraLost, CameraStalled, ClipError, NoCamera, Source
from kiosk.settings import CameraSettings

SETTINGS = CameraSettings(stall_after=0.25)
QUICK = Retry(first=0.01, longest=0.04)
PICTURE = np.zeros((2, 2, 3), np.uint8)


class Scripted(Source):
    """Gives ``count`` frames from time 0, a millisecond apart, then does what ``then`` says."""

    def __init__(self, count: int, then: Exception | None = None) -> None:
        self.name, self.rate = "scripted", 1000.0
        self.closed = threading.Event()
        self._frames = iter(Frame(PICTURE, number / 1000.0, number) for number in range(count))
        self._then = then

    def read(self, timeout: float) -> Frame | None:
        if self.closed.wait(0.001):
            raise CameraLost("closed")
        frame = next(self._frames, None)
        if frame is None and self._then is not None:
            if isinstance(self._then, CameraStalled):
                self.closed.wait(timeout)
            raise self._then
        return frame

    def close(self) -> None:
        self.closed.set()


class Station:
    """Runs a feed over scripted cameras and keeps every frame it is given."""

    def __init__(self, *script: Source | CameraError) -> None:
        self.mailbox = Mailbox()
        self.frames: list[Frame] = []
        self._script = iter(script)
        self.feed = CameraFeed(self._open, SETTINGS, self.mailbox, QUICK)
        self._taker = threading.Thread(target=self._take, daemon=True)

    def _open(self) -> Source:
        item = next(self._script)
        if isinstance(item, CameraError):
            raise item
        return item

    def _take(self) -> None:
        while not self.mailbox.closed:
            frame = self.mailbox.take(0.5)
            if frame is not None:
                self.frames.append(frame)

    def __enter__(self) -> Self:
        self._taker.start()
        self.feed.start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self.feed.stop()
        self._taker.join(5.0)


def wait_until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.002)


@pytest.fixture
def endless() -> Iterator[Scripted]:
    source = Scripted(1_000_000)
    yield source
    source.close()


def test_starts_runs_and_stops(endless: Scripted) -> None:
    station = Station(endless)
    assert station.feed.state is FeedState.STARTING
    with station:
        wait_until(lambda: len(station.frames) > 5)
        assert station.feed.state is FeedState.RUNNING
        assert (station.feed.trouble, station.feed.restarts, station.feed.camera) == ("", 0, "scripted")
    assert station.feed.state is FeedState.ENDED
    assert endless.closed.is_set()
    assert station.feed.stop(), "twice is fine"
    assert station.mailbox.closed


def test_a_stalled_camera_is_closed_and_opened_again(endless: Scripted) -> None:
    stalling = Scripted(5, CameraStalled("cam: no frame in 0.25 s"))
    with Station(stalling, endless) as station:
        wait_until(lambda: station.feed.restarts == 1 and station.feed.state is FeedState.RUNNING)
        assert stalling.closed.is_set()
        assert station.feed.trouble == ""


def test_unplugged_while_reading_is_lost_then_runs_again(
    endless: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    gone = NoCamera("/dev/video0: no such camera; plug it in")
    with Station(Scripted(5, CameraLost("cam: unplugged")), gone, gone, gone, gone, gone, endless) as station:
        wait_until(lambda: station.feed.restarts >= 3)
        assert station.feed.state in (FeedState.LOST, FeedState.RUNNING)
        wait_until(lambda: station.feed.state is FeedState.RUNNING)
        assert station.feed.restarts == 6
    said = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert said == ["cam: unplugged", str(gone)], "each trouble once, however often it is met"


def test_lost_shows_its_trouble() -> None:
    gone = NoCamera("plug it in")
    with Station(*[gone] * 1000) as station:
        wait_until(lambda: station.feed.state is FeedState.LOST)
        assert station.feed.trouble == "plug it in"


def test_time_and_number_never_run_backwards(endless: Scripted) -> None:
    lost = CameraLost("unplugged")
    with Station(Scripted(20, lost), Scripted(30, lost), endless) as station:
        wait_until(lambda: station.feed.restarts == 2 and station.feed.state is FeedState.RUNNING)
        wait_until(lambda: len(station.frames) > 20)
    assert np.all(np.diff([frame.time for frame in station.frames]) > 0.0)
    assert np.all(np.diff([frame.number for frame in station.frames]) > 0)


def test_a_clip_ends() -> None:
    with Station(Scripted(5)) as station:
        wait_until(lambda: station.feed.state is FeedState.ENDED)
        assert station.feed.trouble == ""
        assert station.mailbox.closed
        wait_until(lambda: bool(station.frames) and station.frames[-1].number == 4)


def test_a_wrong_clip_ends_with_its_trouble() -> None:
    with Station(ClipError("x.mp4: no such file; check the path")) as station:
        wait_until(lambda: station.feed.state is FeedState.ENDED)
        assert station.feed.trouble == "x.mp4: no such file; check the path"
        assert station.feed.restarts == 0


def test_an_unexpected_error_is_logged_whole_and_survived(
    endless: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    with Station(Scripted(2, ZeroDivisionError("oh")), endless) as station:
        wait_until(lambda: station.feed.restarts == 1 and station.feed.state is FeedState.RUNNING)
    assert any(record.exc_info for record in caplog.records)


def test_nobody_looking_drops_frames_and_never_queues(endless: Scripted) -> None:
    mailbox = Mailbox()
    feed = CameraFeed(lambda: endless, SETTINGS, mailbox, QUICK)
    feed.start()
    wait_until(lambda: mailbox.dropped > 20)
    assert feed.stop()
    last = mailbox.take(0.0)
    assert last is not None
    assert last.number == mailbox.dropped
    assert mailbox.take(0.0) is None


def test_a_pause_counts_as_time() -> None:
    now = 100.0
    clock = RisingClock(lambda: now)
    clock.begin()
    assert clock.set(Frame(PICTURE, 5000.0, 0)).time == 5000.0, "the first camera's clock is kept"
    now = 107.0
    clock.begin()
    assert clock.set(Frame(PICTURE, 0.0, 0)).time == pytest.approx(5007.0)
    now = 107.1
    assert clock.set(Frame(PICTURE, 0.5, 1)).time == pytest.approx(5007.5)


@given(st.lists(st.tuples(st.floats(0.0, 1e6), st.booleans(), st.floats(0.0, 10.0)), max_size=30))
def test_the_clock_always_rises(steps: list[tuple[float, bool, float]]) -> None:
    now = 0.0
    clock = RisingClock(lambda: now)
    last = (-1.0, -1)
    for moment, again, pause in steps:
        now += pause
        if again:
            clock.begin()
        frame = clock.set(Frame(PICTURE, moment, 0))
        assert (frame.time, frame.number) > last
        assert frame.time > last[0]
        last = (frame.time, frame.number)
