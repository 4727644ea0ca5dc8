"""Signs of life: people change the picture where they are, posters do not.

Nobody stands quite still: breath and balance move a body's outline by some millimetres a second. The picture is
kept small, for the last two seconds; where a person is said to be it must differ from most of those by more than the
rest of the picture does. So noise, flicker, changing light and a camera that shakes, which touch a poster as they
touch the wall beside it, bring none to life, nor does somebody who walks past: from before they came all is the same.
"""

from __future__ import annotations

import math
from collections import deque
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Image
from kiosk.pose.pose import Floats
from kiosk.pose.roi import Region

_ROWS = 64
"""Height of the small picture: a cell is a few pixels, which takes off most of the noise."""

_EVERY = 0.1
"""Seconds between the pictures that are kept."""

_KEPT = 2.0
"""Seconds for which they are kept."""

_PAST = (0.25, 3)
"""A picture tells of movement when at least this many seconds old; so many of them are needed."""

_COMPARED = 6
"""Of the pictures kept, about so many are compared with the present one."""

_TILE = 4
"""Cells of a tile, each way; the largest difference within it is the tile's."""

_OWN, _REST = 95.0, 65.0
"""Percentiles of the tiles that are compared, of the body and of the rest: only a body's outline moves, a small part
of where it is, and other people may move elsewhere."""

_BEYOND, _LEVELS = 1.6, 1.0
"""Alive is what differs more than the rest of the picture times the first, plus the second in levels of 255."""

_HALF_WIDTH, _HALF_HEIGHT = 0.2, 0.42
"""Share of a region's side that a body fills to either side of its middle."""


Tiles = NDArray[np.bool_]
"""Which tiles of a small picture, (rows, columns)."""


class Life:
    """The last two seconds, small; and whether somebody in them is alive."""

    def __init__(self) -> None:
        self._past: deque[tuple[float, Floats]] = deque()

    def see(self, image: Image, time: float) -> None:
        """Take the picture at ``time``; more often than ten times a second costs nothing and changes nothing."""
        if self._past and not 0.0 <= time - self._past[-1][0] <= _KEPT:
            self._past.clear()  # a gap, or another clip
        if self._past and time - self._past[-1][0] < _EVERY:
            return
        height, width = image.shape[:2]
        columns = max(8, round(_ROWS * width / height))
        # In float: a body that sways moves the mean of a cell by less than one level.
        small: Floats = cv2.resize(image.astype(np.float32), (columns, _ROWS), interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
        if self._past and self._past[-1][1].shape != small.shape:
            self._past.clear()
        self._past.append((time, small))
        while time - self._past[0][0] > _KEPT:
            self._past.popleft()

    def alive(self, region: Region, size: tuple[int, int], but: Region | None = None) -> bool:
        """Whether the body in ``region`` of a picture of ``size`` (pixels) has moved in the last two seconds.

        What moves where the body in the region ``but`` is does not count.
        """
        if not self._past:
            return False
        time, now = self._past[-1]
        past = [then for seen, then in self._past if time - seen >= _PAST[0]]
        if len(past) < _PAST[1]:
            return False
        inside = _inside(region, size, now.shape[:2])
        if but is not None:
            inside &= ~_inside(but, size, now.shape[:2])
        if inside.all() or not inside.any():
            return False
        differences = np.stack([_differences(now, then) for then in past[:: max(1, len(past) // _COMPARED)]])
        own, rest = (
            float(median(_percentile(differences[:, place], share).tolist()))
            for place, share in ((inside, _OWN), (~inside, _REST))
        )
        return own > _BEYOND * rest + _LEVELS


def _differences(now: Floats, then: Floats) -> Floats:
    """The most that two pictures differ in each tile, in levels of any colour; a change of the light is taken off."""
    gain = _middle(now) / max(_middle(then), 1.0)
    apart = np.abs(now - np.float32(gain) * then).max(axis=2)
    rows, columns = apart.shape[0] // _TILE, apart.shape[1] // _TILE
    tiles: Floats = apart[: rows * _TILE, : columns * _TILE].reshape(rows, _TILE, columns, _TILE).max(axis=(1, 3))
    return tiles


def _percentile(values: Floats, share: float) -> Floats:
    """That of each row of ``values`` (n, m), interpolated between the two nearest.

    As `numpy.percentile` gives it, which loads a large part of numpy more for its checks, in the midst of a frame.
    """
    place = share / 100.0 * (values.shape[1] - 1)
    low, high = math.floor(place), math.ceil(place)
    ordered = np.partition(values, (low, high), axis=1)
    result: Floats = ordered[:, low] + np.float32(place - low) * (ordered[:, high] - ordered[:, low])
    return result


def _middle(picture: Floats) -> float:
    """The median of all of its values."""
    return float(_percentile(picture.reshape(1, -1), 50.0)[0])


def _inside(region: Region, size: tuple[int, int], shape: tuple[int, ...]) -> Tiles:
    """Which tiles a body in ``region`` covers."""
    rows, columns = shape[0] // _TILE, shape[1] // _TILE
    width, height = size
    across = _cells(region.x, _HALF_WIDTH * region.side, width, columns)
    down = _cells(region.y, _HALF_HEIGHT * region.side, height, rows)
    inside = np.zeros((rows, columns), dtype=bool)
    inside[down, across] = True
    return inside


def _cells(middle: float, half: float, length: int, cells: int) -> slice:
    low, high = (round((middle + side * half) / length * cells) for side in (-1.0, 1.0))
    return slice(min(cells, max(0, low)), min(cells, max(0, high)))
