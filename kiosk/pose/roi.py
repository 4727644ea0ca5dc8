"""The rotated square around a person that the landmark network looks at."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from kiosk.pose.pose import Floats

CROP = 256
"""Side of the landmark network's input and mask, in pixels."""

_SIDES = 1024
"""Sides of snapped regions in an octave: they are less than a thousandth apart."""

_PLACES = 8192
"""Centres of snapped regions lie on a grid of this share of the side: a thirty-second of a pixel of the crop, as fine
as the warp is exact."""

_TURNS = 16384
"""Rotations of snapped regions in a full turn: a fiftieth of a degree apart."""

MARGIN = 1.25
"""The square is this much larger than twice the distance from hip centre to the full-body scale point."""


@dataclass(frozen=True, slots=True)
class Region:
    """A square in picture pixels: centre, side, and rotation in radians (clockwise on the picture, y down)."""

    x: float
    y: float
    side: float
    rotation: float

    @classmethod
    def from_points(cls, centre: tuple[float, float], scale_point: tuple[float, float]) -> Region:
        """Region whose up direction runs from ``centre`` (mid-hip) to ``scale_point`` (BlazePose's alignment)."""
        dx, dy = scale_point[0] - centre[0], scale_point[1] - centre[1]
        rotation = math.pi / 2 - math.atan2(-dy, dx)
        rotation -= 2 * math.pi * math.floor((rotation + math.pi) / (2 * math.pi))
        return cls(centre[0], centre[1], 2.0 * MARGIN * math.hypot(dx, dy), rotation)

    def snapped(self) -> Region:
        """The nearest of a grid of regions; it must be `usable`.

        What is read in a region says where the next one lies. Off the grid, rounding in the last digit, which no two
        processors do alike, makes another crop and so another reading, and grows to half a degree from frame to
        frame. On it the crop is the same, but for the rare region between two; float networks read both alike, int8
        ones as differently as they err. On a coarse grid, crops that mislead the network stay and stay.
        """
        side = 2.0 ** (round(math.log2(self.side) * _SIDES) / _SIDES)
        place, turn = side / _PLACES, 2.0 * math.pi / _TURNS
        return Region(
            round(self.x / place) * place, round(self.y / place) * place, side, round(self.rotation / turn) * turn
        )

    def to_crop(self) -> Floats:
        """2x3 affine from picture pixels to crop pixels."""
        scale = CROP / self.side
        cos, sin = math.cos(self.rotation) * scale, math.sin(self.rotation) * scale
        return np.array(
            [
                [cos, sin, CROP / 2 - cos * self.x - sin * self.y],
                [-sin, cos, CROP / 2 + sin * self.x - cos * self.y],
            ],
            dtype=np.float32,
        )

    def to_picture(self) -> Floats:
        """2x3 affine from crop pixels to picture pixels; the inverse of `to_crop`."""
        scale = self.side / CROP
        cos, sin = math.cos(self.rotation) * scale, math.sin(self.rotation) * scale
        half = CROP / 2
        return np.array(
            [[cos, -sin, self.x - half * (cos - sin)], [sin, cos, self.y - half * (sin + cos)]],
            dtype=np.float32,
        )

    def usable(self, size: tuple[int, int]) -> bool:
        """Whether the square is finite, not absurdly small, and its centre lies near a picture of ``size``."""
        width, height = size
        return (
            all(map(math.isfinite, (self.x, self.y, self.side, self.rotation)))
            and self.side >= 32
            and self.side <= 6 * max(size)
            and -0.25 * width <= self.x <= 1.25 * width
            and -0.25 * height <= self.y <= 1.25 * height
        )
