"""Whether the camera's pictures show anything at all: a lens that is covered, a room that is too dark.

Pure: pictures and their times in, a word out. Nothing of a picture is kept but two numbers.
"""

from __future__ import annotations

from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.health.sight_table import SightTable, shipped_sight

_SIDES = (24, 32)
"""Pixels of the shrunken picture along its shorter and its longer side."""

_SHARPEST = 99.0
"""Percentile of the steps that stands for the sharpest edges: the very few beyond are a screen's lamp or a glint."""


class Blind(StrEnum):
    """Why nothing can be seen."""

    COVERED = "covered"
    TOO_DARK = "too_dark"


def light_and_steps(image: NDArray[np.uint8]) -> tuple[float, float]:
    """The mean light of ``image`` (height, width, 3; blue, green, red), and how far the sharpest neighbours of its
    shrunken picture are apart in any one colour, levels of 255."""
    height, width = image.shape[:2]
    size = _SIDES if height >= width else _SIDES[::-1]
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    across, down = (np.abs(np.diff(small, axis=axis)).max(axis=2).ravel() for axis in (1, 0))
    return float(small.mean()), float(np.percentile(np.concatenate([across, down]), _SHARPEST))


def blindness(
    light: float, steps: float, table: SightTable | None = None, before: Blind | None = None
) -> Blind | None:
    """Why nothing can be seen in a picture of that light and those steps (`light_and_steps`), in which nobody was
    found; None where something can. ``before``: what was said last, which is not taken back as lightly."""
    table = table or shipped_sight()
    covered, dark = table.covered, table.too_dark
    most = (covered.steps + covered.steps_of_light * light) * (covered.back if before is Blind.COVERED else 1.0)
    if steps <= most:
        return Blind.COVERED
    if light < (dark.back if before is Blind.TOO_DARK else dark.light):
        return Blind.TOO_DARK
    return None


class Sight:
    """Feed it frames; ``blind`` says why nothing can be seen, None while all is well.

    It must have been so for a while, and well again for a while, at other limits, so that it does not come and go. A
    picture in which somebody is found is one to see by, whatever its light.
    """

    def __init__(self, table: SightTable | None = None) -> None:
        self.blind: Blind | None = None
        self._table = table or shipped_sight()
        self._looked: float | None = None
        self._other: Blind | None = None
        self._since = 0.0

    def __call__(self, time: float, image: NDArray[np.uint8], found: bool) -> None:
        """Take the frame of ``time`` (seconds, never falling), in which somebody was ``found`` or nobody."""
        times = self._table.time
        if self._looked is not None and time - self._looked < times.look_every:
            return
        gap = self._looked is not None and time - self._looked > max(times.after, 4.0 * times.look_every)
        self._looked = time
        now = None if found else blindness(*light_and_steps(image), self._table, self.blind)
        if now == self.blind:
            self._other = now
            return
        if now != self._other or gap:
            self._other, self._since = now, time
        if time - self._since >= (times.back_after if now is None else times.after):
            self.blind = now
