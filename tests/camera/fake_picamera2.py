"""Stands in for picamera2 and libcamera: the calls made, with their queue of jobs and their few buffers.

A request that is never released is a buffer lost; with all of them lost no frame comes, as on the Pi.
"""

from __future__ import annotations

import sys
import threading
import time
from concurrent.futures import Future
from types import ModuleType
from typing import Any, ClassVar

import numpy as np
import pytest


class Transform:
    def __init__(self, hflip: int = 0, vflip: int = 0) -> None:
        self.hflip, self.vflip = bool(hflip), bool(vflip)


class Request:
    def __init__(self, camera: FakePicamera2, number: int) -> None:
        self._camera = camera
        self._number = number
        self._released = False

    def make_array(self, name: str) -> np.ndarray:
        assert name == "main"
        assert not self._released
        width, height = self._camera.configuration["main"]["size"]
        image = np.zeros((height, width, 3), np.uint8)
        image[: height // 4, : width // 4] = (0, 0, 255)
        turned = self._camera.configuration["transform"]
        assert turned.hflip == turned.vflip
        return np.ascontiguousarray(image[::-1, ::-1]) if turned.hflip else image

    def get_metadata(self) -> dict[str, Any]:
        assert not self._released
        # The sensor's clock began a day ago.
        return {"SensorTimestamp": int(86400e9) + self._number * 10_000_000, "ExposureTime": 5000}

    def release(self) -> None:
        assert not self._released, "released twice"
        self._released = True
        self._camera.free_buffers += 1


class FakePicamera2:
    """The part of `picamera2.Picamera2` that the kiosk uses; ``cameras`` and ``plan`` are set by the test.

    ``plan`` is called with the frame's number before it is delivered: it may wait, or raise.
    """

    cameras: ClassVar[list[dict[str, Any]]] = []
    opened: ClassVar[list[FakePicamera2]] = []
    broken: ClassVar[Exception | None] = None
    sensor_resolution = (3280, 2464)

    @staticmethod
    def global_camera_info() -> list[dict[str, Any]]:
        return FakePicamera2.cameras

    @staticmethod
    def plan(number: int) -> None:
        """Deliver every frame."""

    def __init__(self, camera_num: int = 0) -> None:
        if FakePicamera2.broken is not None:
            raise FakePicamera2.broken
        assert not any(not camera.closed for camera in FakePicamera2.opened), "in use"
        self.index = camera_num
        self.closed = False
        self.started = threading.Event()
        self.free_buffers = 0
        self._jobs: list[Future[Request]] = []
        self._lock = threading.Lock()
        FakePicamera2.opened.append(self)

    def create_video_configuration(self, **asked: Any) -> dict[str, Any]:
        return asked

    def configure(self, configuration: dict[str, Any]) -> None:
        self.configuration = configuration
        self.free_buffers = configuration["buffer_count"]

    def start(self) -> None:
        self.started.set()
        threading.Thread(target=self._run, daemon=True).start()

    def capture_request(self, wait: bool | float | None = None) -> Future[Request]:
        assert wait is False, "anything else may wait for ever or lose the request"
        job: Future[Request] = Future()
        with self._lock:
            self._jobs.append(job)
        return job

    def wait(self, job: Future[Request], timeout: float | None = None) -> Request:
        assert timeout is not None
        return job.result(timeout=timeout)

    def cancel_all_and_flush(self) -> None:
        with self._lock:
            self._jobs.clear()

    def close(self) -> None:
        assert not self._jobs, "would wait for them"
        self.closed = True

    def _run(self) -> None:
        number = 0
        while not self.closed:
            time.sleep(0.002)
            with self._lock:
                if not self._jobs or not self.free_buffers:
                    continue
            failure: Exception | None = None
            try:
                FakePicamera2.plan(number)
            except Exception as error:
                failure = error
            with self._lock:
                if not self._jobs:
                    continue
                job = self._jobs.pop(0)
            if failure is not None:
                job.set_exception(failure)
                continue
            self.free_buffers -= 1
            job.set_result(Request(self, number))
            number += 1


def install(monkeypatch: pytest.MonkeyPatch) -> type[FakePicamera2]:
    """Put the fakes where ``import picamera2`` finds them, with one camera module attached."""
    picamera2, libcamera = ModuleType("picamera2"), ModuleType("libcamera")
    picamera2.Picamera2 = FakePicamera2  # type: ignore[attr-defined]
    libcamera.Transform = Transform  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "picamera2", picamera2)
    monkeypatch.setitem(sys.modules, "libcamera", libcamera)
    monkeypatch.setattr(FakePicamera2, "opened", [])
    monkeypatch.setattr(FakePicamera2, "broken", None)
    monkeypatch.setattr(
        FakePicamera2, "cameras", [{"Model": "imx219", "Id": "/base/soc/i2c0mux/i2c@1/imx219@10", "Num": 0}]
    )
    return FakePicamera2
