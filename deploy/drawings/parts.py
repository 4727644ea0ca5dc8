"""Parts that are bought, as their makers describe them. What they come to with a mirror's settings is computed."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CameraModule:
    """A camera of Raspberry Pi's. ``long_angle`` and ``short_angle``: degrees over the sensor's long side and its
    short one; ``aspect``: long side over short one, in pixels (Raspberry Pi documentation, "Camera", hardware
    specifications)."""

    name: str
    long_angle: float
    short_angle: float
    aspect: float

    def angles(self, width: int, height: int) -> tuple[float, float]:
        """Degrees up and down, and across, of the upright picture that is ``width`` x ``height`` pixels, the module
        on its side: libcamera cuts from the sensor's middle what has the picture's shape. Without distortion."""
        long, short = max(width, height), min(width, height)
        tall = math.tan(math.radians(self.long_angle) / 2.0) * min(1.0, long / short / self.aspect)
        across = tall * short / long
        up, aside = (2.0 * math.degrees(math.atan(half)) for half in (tall, across))
        return (up, aside) if height >= width else (aside, up)


CAMERAS = (
    CameraModule("Camera Module 2", 62.2, 48.8, 3280 / 2464),
    CameraModule("Camera Module 3", 66.0, 41.0, 4608 / 2592),
    CameraModule("Camera Module 3 Wide", 102.0, 67.0, 4608 / 2592),
    CameraModule("AI Camera", 66.0, 52.3, 4056 / 3040),
)

PICTURES = ((480, 640), (360, 640))
"""Sizes of the upright picture, pixels: the default, and one that has the shape of a 16:9 sensor."""

SCREEN_INCHES = (43.0, 50.0, 55.0, 65.0)
"""Diagonals of screens, 16:9."""

_INCH = 25.4


def lit_area(inches: float) -> tuple[float, float]:
    """Width and height in millimetres of an upright 16:9 screen."""
    unit = inches * _INCH / math.hypot(16.0, 9.0)
    return 9.0 * unit, 16.0 * unit


def opening_cm2(watts: float, height_mm: float, warmer: float = 10.0) -> float:
    """How large the openings at the bottom, and as large ones at the top, must be for air to carry ``watts`` away by
    itself, in square centimetres of free air.

    Air takes up P = rho c Q dT. What rises through two equal openings that lie ``height_mm`` apart is Q = Cd A
    sqrt(g H dT / T), the stack effect, with Cd = 0.6 of a sharp-edged opening. ``warmer``: kelvins over the room.
    """
    flow = watts / (_AIR * warmer)
    speed = 0.6 * math.sqrt(9.81 * height_mm / 1000.0 * warmer / 298.0)
    return 1e4 * flow / speed


def off_wall_cm(area_cm2: float, width_mm: float) -> float:
    """How far off the wall a box ``width_mm`` wide must hang, so that the slot below it lets as much air through as
    an opening of ``area_cm2`` in its back."""
    return area_cm2 / (width_mm / 10.0)


def fan_m3_h(watts: float, warmer: float = 10.0) -> float:
    """Cubic metres of air an hour that carry ``watts`` away, ``warmer`` kelvins over the room."""
    return 3600.0 * watts / (_AIR * warmer)


_AIR = 1.19 * 1006.0
"""Joules that a cubic metre of air at 25 degrees takes up per kelvin."""
