"""The pinhole camera: where a point of the room falls in the picture.

World frame: metres, y up, floor at y = 0. Picture: pixels, x right, y down, (0, 0) the outer corner of the
first pixel. The camera looks from `eye` at `target`, with square pixels and no distortion.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .people import Colour
from .rotations import Array, unit

NEAR, FAR = 0.3, 30.0
FULL_WELL = 10_000.0
"""Electrons that fill a pixel of the sensor: shot noise is the square root of how many there are."""
READ_NOISE = 5.0
"""Electrons, standard deviation, of reading a pixel."""


@dataclass(frozen=True)
class Camera:
    """Where the camera stands and looks (metres) and how wide it sees (vertical field of view in degrees)."""

    eye: tuple[float, float, float] = (3.1, 1.0, 0.15)
    target: tuple[float, float, float] = (0.0, 0.86, 0.15)
    vertical_view: float = 42.0
    roll: float = 0.0
    """Degrees turned clockwise about its line of sight, seen from behind; the picture turns the other way."""

    def matrix(self, width: int, height: int) -> Array:
        """World to clip space, for OpenGL."""
        lens = 1.0 / np.tan(np.radians(self.vertical_view) / 2.0)
        projection = np.zeros((4, 4))
        projection[0, 0], projection[1, 1] = lens * height / width, lens
        projection[2, 2], projection[2, 3] = (FAR + NEAR) / (NEAR - FAR), 2.0 * FAR * NEAR / (NEAR - FAR)
        projection[3, 2] = -1.0
        return projection @ view(self.eye, self.target, self.roll)

    def project(self, points: ArrayLike, width: int, height: int) -> Array:
        """Pixels (n, 2) of world points (n, 3)."""
        points = np.atleast_2d(np.asarray(points, float))
        clip = np.column_stack([points, np.ones(len(points))]) @ self.matrix(width, height).T
        ratio = clip[:, :2] / clip[:, 3:]
        return np.column_stack([(0.5 + 0.5 * ratio[:, 0]) * width, (0.5 - 0.5 * ratio[:, 1]) * height])

    def as_dict(self) -> dict[str, Any]:
        """For the truth file."""
        return {
            "eye_m": list(self.eye),
            "target_m": list(self.target),
            "vertical_view_deg": self.vertical_view,
            "roll_deg": self.roll,
        }


@dataclass(frozen=True)
class Glass:
    """What stands before the lens, such as the mirror of the kiosk; colours are linear RGB."""

    transmission: Colour = (0.42, 0.44, 0.40)
    """Share of the light that comes through."""
    veil: Colour = (0.0, 0.0, 0.0)
    """Light added over the whole picture: haze, and the screen's own light thrown back."""


@dataclass(frozen=True)
class Picture:
    """How the camera develops: pixels, exposure, white balance, sensor noise, and what it looks through."""

    width: int = 480
    height: int = 640
    exposure: float = 0.92
    """Light gathered times gain: 1 brings linear light of 1 to the sensor's full scale."""
    balance: Colour = (1.0, 1.0, 1.0)
    grain: float = 0.012
    """Noise of the developed picture, alike in light and dark: the furthest it goes, of full scale."""
    gain: float = 1.0
    """How much of the exposure is amplification: shot and read noise grow with it (see `FULL_WELL`, `READ_NOISE`)."""
    shutter: float = 0.0
    """Share of the time between frames that light is gathered, about the frame's time; 0 freezes all motion."""
    glass: Glass | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return (self.width, self.height)


def view(eye: ArrayLike, target: ArrayLike, roll: float = 0.0) -> Array:
    """World to eye space: x right, y up, looking along -z; rolled clockwise by degrees, seen from behind."""
    forward = unit(np.subtract(target, eye))
    level = unit(np.cross(forward, (0.0, 1.0, 0.0)))
    upright = np.cross(level, forward)
    cosine, sine = np.cos(np.radians(roll)), np.sin(np.radians(roll))
    matrix = np.eye(4)
    matrix[:3, :3] = [cosine * level - sine * upright, cosine * upright + sine * level, -forward]
    matrix[:3, 3] = -matrix[:3, :3] @ np.asarray(eye, float)
    return matrix


def orthographic(half: float, near: float, far: float) -> Array:
    """Eye space to clip space without perspective, for shadows."""
    return np.array(
        [
            [1.0 / half, 0, 0, 0],
            [0, 1.0 / half, 0, 0],
            [0, 0, -2.0 / (far - near), -(far + near) / (far - near)],
            [0, 0, 0, 1.0],
        ]
    )
