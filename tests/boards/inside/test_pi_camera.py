"""Our camera on the real Picamera2, on libcamera's virtual camera."""

from __future__ import annotations

import gc
import os
import threading
import time
from collections.abc import Callable

import cv2
import numpy as np
import pytest

from kiosk.camera import CameraFeed, Frame, Mailbox, Source, pi
from kiosk.camera.feed import FeedState, Retry
from kiosk.camera.frame import Image
from kiosk.camera.pi import NAME, PiDevice, open_pi
from kiosk.camera.source import CameraLost, CameraStalled
from kiosk.settings import CameraSettings
from tests.boards.below.sensor import Sensor

from .conftest import SCENE

SIZE = (480, 640)
"""What the virtual camera gives, and what the settings ask for unless they are told otherwise."""

SOON = 10.0
"""Seconds that are waited for what has to come; a busy machine is no failure."""


def settings(**changes: object) -> CameraSettings:
    return CameraSettings.model_validate({"source": "picamera2"} | changes)


def next_of(camera: Source) -> Frame:
    frame = camera.read(SOON)
    assert frame is not None
    return frame


def scene(number: int) -> Image:
    picture = cv2.imread(str(SCENE / f"{number:04}.jpg"))
    assert picture is not None
    return picture.astype(np.uint8)


def apart(one: Image, other: Image) -> float:
    """Grey levels, on average over all pixels and colours."""
    return float(np.abs(one.astype(np.int16) - other.astype(np.int16)).mean())


def stall(camera: Source, sensor: Sensor) -> None:
    sensor.loosen()
    with pytest.raises(CameraStalled, match="no frame in"):
        _read_on(camera)


def _read_on(camera: Source) -> None:
    while camera.read(0.5):
        pass


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def test_pictures_come_whole_in_order_and_in_their_colours(sensor: Sensor) -> None:
    device = PiDevice(settings())
    try:
        grabbed = [device.grab() for _ in range(8)]
    finally:
        device.release()
    pictures = [item[0] for item in grabbed if item is not None]
    assert len(pictures) == 8
    # The camera may have been ahead by a picture or two of who asked for the first.
    first = min(range(8), key=lambda number: apart(pictures[0], scene(number)))
    for place, picture in enumerate(pictures):
        assert picture.shape == (SIZE[1], SIZE[0], 3)
        assert picture.dtype == np.uint8
        assert apart(picture, scene(first + place)) < 2.0
        assert apart(picture[..., ::-1], scene(first + place)) > 4.0, "red and blue are where they belong"


def test_frames_bear_the_time_at_which_the_sensor_took_them(sensor: Sensor) -> None:
    with open_pi(settings()) as camera:
        began = time.monotonic()
        frames = [next_of(camera) for _ in range(10)]
        ended = time.monotonic()
    times = [frame.time for frame in frames]
    assert times == sorted(set(times))
    assert began - 1.0 < times[0]
    assert times[-1] <= ended
    assert camera.name == NAME


@pytest.mark.parametrize("rate", [30.0, 15.0])
def test_the_rate_that_is_set_reaches_the_sensor(sensor: Sensor, rate: float) -> None:
    with open_pi(settings(rate=rate)) as camera:
        next_of(camera)
    assert sensor.seconds == pytest.approx(1.0 / rate, abs=1e-5)


def test_a_stall_is_told_and_the_same_camera_goes_on_after_it(
    sensor: Sensor, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It is asked in vain more often than there are buffers to lose.
    monkeypatch.setattr(pi, "JOB_TIMEOUT", 0.05)
    with open_pi(settings()) as camera:
        next_of(camera)
        stall(camera, sensor)
        sensor.fasten()
        times = [next_of(camera).time for _ in range(12)]
    assert times == sorted(set(times))


def test_a_stalled_camera_is_closed_and_opened_again(sensor: Sensor) -> None:
    for _ in range(3):
        sensor.fasten()
        with open_pi(settings()) as camera:
            next_of(camera)
            stall(camera, sensor)
        assert NAME not in {thread.name for thread in threading.enumerate()}, "closing hangs"


def test_opening_again_and_again_leaves_nothing_open(sensor: Sensor) -> None:
    def once() -> int:
        with open_pi(settings()) as camera:
            next_of(camera)
        gc.collect()
        return len(os.listdir("/proc/self/fd"))

    at_first = once()
    assert [once() for _ in range(4)] == [at_first] * 4


def test_a_camera_that_is_in_use_is_said_to_be_there_but_not_to_be_had(sensor: Sensor) -> None:
    holder = PiDevice(settings())
    try:
        with pytest.raises(CameraLost, match="Pi camera: cannot be opened"):
            open_pi(settings())
    finally:
        holder.release()
    with open_pi(settings()) as camera:
        next_of(camera)


def test_a_size_that_the_camera_has_not_comes_as_the_camera_has_it(sensor: Sensor) -> None:
    with open_pi(settings(width=320, height=426)) as camera:
        assert next_of(camera).size == SIZE


def test_a_camera_on_its_side_gives_upright_pictures(sensor: Sensor) -> None:
    with open_pi(settings(rotation=90)) as camera:
        frame = next_of(camera)
    turned = [cv2.rotate(scene(number), cv2.ROTATE_90_CLOCKWISE) for number in range(4)]
    assert min(apart(frame.image, picture.astype(np.uint8)) for picture in turned) < 2.0


def test_the_feed_opens_the_camera_again_and_its_frames_go_on_rising(sensor: Sensor) -> None:
    mailbox = Mailbox()
    wanted = settings(stall_after=0.5)
    feed = CameraFeed(lambda: open_pi(wanted), wanted, mailbox, Retry(first=0.1, longest=0.2))
    feed.start()
    try:
        seen = [mailbox.take(SOON)]
        sensor.loosen()
        until(lambda: feed.state is FeedState.LOST)
        assert "no frame in 0.5 s" in feed.trouble
        sensor.fasten()
        until(lambda: feed.state is FeedState.RUNNING)
        seen += [mailbox.take(SOON) for _ in range(5)]
    finally:
        assert feed.stop()
    frames = [frame for frame in seen if frame is not None]
    assert len(frames) == 6
    assert feed.restarts >= 1
    for attribute in ("time", "number"):
        values = [getattr(frame, attribute) for frame in frames]
        assert values == sorted(set(values))
