"""Things put before a person's joints after the fact: what they hide is known, and the network has to guess there.

The rendered people have a plate and a bench before them in a clip each; a fit needs more joints hidden than that.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Frame
from tests.actors.record import Record

Picture = NDArray[np.uint8]

KINDS = ("knees", "shins", "hip", "shoulder", "bench", "plate")
"""What is hidden; `plate` goes with the near hand, the others stay where they are."""

_HIDDEN = {"knees": "knee", "shins": "ankle", "hip": "hip", "shoulder": "shoulder"}
_FROM, _TO = 0.3, 0.85
"""Part of the clip in which the thing is there: before it the person is seen whole, as when they step up."""


@dataclass(frozen=True)
class Occluder:
    """A thing of a `kind` before the person of a `record`, the same for the same `name`.

    `scale` pixels are one body height.
    """

    name: str
    kind: str
    record: Record
    scale: float

    def before(self, frame: Frame) -> Frame:
        """The frame with the thing in it."""
        return replace(frame, image=self(frame.image, frame.time))

    def __call__(self, picture: Picture, time: float) -> Picture:
        """`picture` (height, width, 3) at `time` with the thing in it: a copy, or itself where it is not there."""
        span = float(self.record.time[-1])
        if not _FROM * span <= time <= _TO * span:
            return picture
        random = np.random.default_rng(zlib.crc32(f"{self.name} {self.kind}".encode()))
        result = picture.copy()
        colour = random.integers(20, 200, 3)
        rough = random.normal(0.0, random.uniform(0.0, 25.0), picture.shape)
        paint = np.clip(colour + rough, 0, 255).astype(np.uint8)
        shape = np.zeros(picture.shape[:2], np.uint8)
        self._draw(shape, time, random)
        inside = shape > 0
        result[inside] = paint[inside]
        return result

    def _draw(self, shape: Picture, time: float, random: np.random.Generator) -> None:
        if self.kind == "plate":
            x, y = self._joint("wrist", self.record.frame(time))
            cv2.circle(shape, (round(x), round(y)), round(self.scale * random.uniform(0.09, 0.15)), 255, -1)
            return
        if self.kind == "bench":
            x, y = self._joint("ankle", 0)
            top = y - self.scale * random.uniform(0.15, 0.32)
            low, high = (x, top), (x, y + 0.02 * self.scale)
            wide = self.scale * random.uniform(0.2, 0.5)
        else:
            x, y = self._joint(_HIDDEN[self.kind], self.record.frame(float(self.record.time[-1]) * 0.5))
            x, y = x + self.scale * random.uniform(-0.03, 0.03), y + self.scale * random.uniform(-0.03, 0.03)
            half = self.scale * random.uniform(0.06, 0.12)
            low, high = (x, y - half), (x, y + half)
            wide = self.scale * random.uniform(0.08, 0.2)
        cv2.rectangle(shape, (round(low[0] - wide), round(low[1])), (round(high[0] + wide), round(high[1])), 255, -1)

    def _joint(self, name: str, frame: int) -> tuple[float, float]:
        x, y = self.record.pixels[frame, self.record.joints.index(f"{self.record.near}_{name}")]
        return float(x), float(y)
