"""The pace of a sensor, and its loose cable.

A request waits here until the sensor's next picture is due, and only then goes to the virtual camera, which fills it
at once. How long a picture takes is what the frame duration says that the camera was started with, as with a real
sensor. A picture for which no request waits is lost, as there: time goes on without it. The virtual camera shows each
picture of its sequence `REPEATED` times: a request goes around so often, and more often by what was lost.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

import libcamera

_binding: Any = libcamera._libcamera

REPEATED = 4
"""Of libcamera's `ImageFrameGenerator`, where it is fixed."""


class Sensor:
    """``shown``: how many pictures there were, with those that were lost; ``seconds``: from one to the next.
    ``at_picture`` is called, on the sensor's thread, with the number of each before it is given, and may `loosen` the
    cable."""

    def __init__(self) -> None:
        self.shown = 0
        self.seconds = 1.0 / 30.0
        self.at_picture: Callable[[int], None] = lambda _: None
        self._camera: Any = None
        self._waiting: deque[Any] = deque()
        self._rounds = self._asked = 0
        self._done_at: deque[int] = deque()
        self._connected = threading.Event()
        self._connected.set()

    def loosen(self) -> None:
        """No pictures from now on, as with a cable that came loose."""
        self._connected.clear()

    def fasten(self) -> None:
        """Pictures again."""
        self._connected.set()

    def install(self) -> None:
        camera, manager = _binding.Camera, _binding.CameraManager
        self._give = camera.queue_request
        start, stop, complete = camera.start, camera.stop, manager.get_ready_requests

        def start_paced(it: Any, controls: Any) -> None:
            for control, value in controls.items():
                if control == libcamera.controls.FrameDurationLimits:
                    self.seconds = value[0] / 1e6
            # The sequence begins anew with each configuration.
            self._rounds = self._asked = 0
            self._done_at.clear()
            start(it, controls)
            self._camera = it

        def stop_waiting(it: Any) -> None:
            self._camera = None
            self._waiting.clear()
            stop(it)

        camera.queue_request = lambda _, request: self._waiting.append(request)
        camera.start, camera.stop = start_paced, stop_waiting
        manager.get_ready_requests = lambda it: [each for each in complete(it) if self._is_done(each)]
        threading.Thread(target=self._run, name="sensor", daemon=True).start()

    def _run(self) -> None:
        due = time.monotonic()
        while True:
            due += self.seconds
            time.sleep(max(0.0, due - time.monotonic()))
            if not self._connected.is_set() or self._camera is None:
                due = time.monotonic()
                continue
            self.at_picture(self.shown)
            if self._connected.is_set():
                self._take()

    def _take(self) -> None:
        """A picture, into the request that has waited longest; where there is none, it is lost."""
        camera = self._camera
        self.shown += 1
        self._asked += REPEATED
        if camera is not None and self._waiting:
            self._done_at.append(self._asked)
            self._give(camera, self._waiting.popleft())

    def _is_done(self, request: Any) -> bool:
        """Whether its picture is the one that was due; the request goes around again where it is not."""
        camera = self._camera
        if camera is None or request.status != libcamera.Request.Status.Complete:
            return True
        self._rounds += 1
        if self._done_at and self._rounds == self._done_at[0]:
            self._done_at.popleft()
            return True
        request.reuse()
        self._give(camera, request)
        return False
