"""Networks that answer what a test wants, in the place of the real ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

SIGMOID_SURE = 4.0


class FakeDetectorNetwork:
    """Answers with the boxes in ``people``: (logit, centre x, y, width, height), in pixels of its own input."""

    people: tuple[tuple[float, float, float, float, float], ...] = ()

    def __init__(self, path: Path, threads: int, runtime: str = "auto") -> None:
        from kiosk.pose.detector import anchors

        self._anchors = anchors() * 224.0
        self.tensor = np.zeros((1, 224, 224, 3), dtype=np.float32)

    def input(self) -> Any:
        return self.tensor

    def run(self) -> None:
        logits, boxes = np.full(2254, -50.0, dtype=np.float32), np.zeros((2254, 6, 2), dtype=np.float32)
        for index, (logit, x, y, width, height) in enumerate(self.people):
            place = 100 + 300 * index
            logits[place] = logit
            anchor = self._anchors[place]
            hip, top = (x, y + 1.5 * height), (x, y - 0.5 * height)
            for point, value in enumerate(((x, y), None, hip, top, (x, y), (x, y))):
                boxes[place, point] = (width, height) if value is None else np.array(value) - anchor
        self._logits, self._boxes = logits, boxes

    def output(self, size: int) -> Any:
        return self._logits if size == 2254 else self._boxes.reshape(-1)


class FakeLandmarkNetwork:
    """Answers with ``landmarks`` (39, 5), ``world`` (39, 3), ``presence`` and ``mask``."""

    input_shape = (1, 256, 256, 3)
    output_sizes = frozenset({195, 117, 1, 65536})
    landmarks = np.zeros((39, 5), dtype=np.float32)
    world = np.zeros((39, 3), dtype=np.float32)
    presence = 0.9
    mask = np.zeros((256, 256), dtype=np.float32)

    def __init__(self, path: Path, threads: int, runtime: str = "auto") -> None:
        self.tensor = np.zeros((1, 256, 256, 3), dtype=np.float32)

    def input(self) -> Any:
        return self.tensor

    def run(self) -> None:
        pass

    def output(self, size: int) -> Any:
        answers = {195: self.landmarks, 117: self.world, 1: np.array([self.presence]), 65536: self.mask}
        return answers[size].reshape(-1)
