"""What flows out of the camera room."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""(height, width, 3), blue-green-red order as OpenCV and picamera2's ``RGB888`` deliver it."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture and when it was taken.

    ``time`` is in seconds on the source's own clock (sensor timestamps, or position in a clip), never on
    the wall clock: everything behind the camera takes its time from here, so a replay repeats exactly.

    ``taken`` is the same moment in seconds of ``time.monotonic``, to measure by how much the mirror lags; absent
    where that cannot be known, as in a replay. It decides nothing that a replay would have to repeat.
    """

    image: Image
    time: float
    number: int
    taken: float | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.image.shape[1], self.image.shape[0]
