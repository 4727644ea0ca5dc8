"""The camera behind the glass: which line of sight belongs to a picture point, and back. Pure maths.

Frames are those of `kiosk.mirror.optics`: the room in millimetres (x right as a viewer facing the glass sees it, y
up, z out of the glass), the picture in pixels (x right, y down, never flipped).

A camera that is level and square to the glass looks along +z; its right hand is then forward x up = z x y = -x: what
lies to the right in the picture lies to the viewer's left. Panned by p and tilted by t it looks along

    forward = (sin p cos t, -sin t, cos p cos t)        right = (-cos p, 0, sin p)        down = forward x right

and rolled by r both of the latter turn about the first, so that what is upright in the room leans to the right in the
picture by r (as in `kiosk.motion.level`):

    right' = cos r right - sin r down                    down' = sin r right + cos r down

The lens is a pinhole of focal length f = h / 2 / tan(field of view / 2) in pixels of a picture of height h, with the
radial distortion of Brown (1966) about the picture's middle (cu, cv), in the form that OpenCV has it. With
a = s.right' / s.forward and b = s.down' / s.forward of a line of sight s, and q = a^2 + b^2:

    u = cu + f a (1 + k1 q + k2 q^2)                     v = cv + f b (1 + k1 q + k2 q^2)
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Vector = tuple[float, float, float]
Point = tuple[float, float]

_PRECISE = 1e-12
_STEPS = 30


@dataclass(frozen=True)
class Camera:
    """Where the camera is and what its lens does.

    ``field_of_view``: vertical, degrees, of the upright picture if its lens had no distortion. ``x``, ``y``, ``z``:
    the lens in the room, millimetres; z is below 0 behind the glass. ``tilt``: degrees it looks down. ``pan``:
    degrees it looks to the viewer's right. ``roll``: degrees by which plumb lines lean in the picture, upper end to
    the right. ``distortion``: Brown's k1 and k2; they must not fold the picture back before its corners, which the
    settings see to.
    """

    field_of_view: float
    x: float
    y: float
    z: float = 0.0
    tilt: float = 0.0
    pan: float = 0.0
    roll: float = 0.0
    distortion: tuple[float, float] = (0.0, 0.0)

    @cached_property
    def axes(self) -> NDArray[np.float64]:
        """Rows: the picture's right, its down, and forward, in the room. Each of length 1, square to the others."""
        pan, tilt, roll = (math.radians(angle) for angle in (self.pan, self.tilt, self.roll))
        forward = np.array(
            [math.sin(pan) * math.cos(tilt), -math.sin(tilt), math.cos(pan) * math.cos(tilt)], dtype=np.float64
        )
        level = np.array([-math.cos(pan), 0.0, math.sin(pan)], dtype=np.float64)
        below = np.cross(forward, level)
        right = math.cos(roll) * level - math.sin(roll) * below
        down = math.sin(roll) * level + math.cos(roll) * below
        return np.stack([right, down, forward])

    def focal_length(self, picture_size: tuple[int, int]) -> float:
        """In pixels of a picture of ``picture_size`` (width, height)."""
        return picture_size[1] / 2.0 / math.tan(math.radians(self.field_of_view) / 2.0)

    def sight(self, point: Point, picture_size: tuple[int, int]) -> Vector:
        """The direction in the room in which ``point`` of the picture is seen, 1 long along the camera's forward."""
        focal = self.focal_length(picture_size)
        across = (point[0] - picture_size[0] / 2.0) / focal
        below = (point[1] - picture_size[1] / 2.0) / focal
        share = self._undistorted(math.hypot(across, below))
        right, down, forward = self.axes
        x, y, z = (across * share * right + below * share * down + forward).tolist()
        return x, y, z

    def picture_point(self, place: Vector, picture_size: tuple[int, int]) -> Point:
        """Where in the picture the room point ``place`` is seen.

        Raises:
            ValueError: it is not before the lens.
        """
        right, down, ahead = (self.axes @ (np.array(place) - (self.x, self.y, self.z))).tolist()
        if ahead <= 0.0:
            raise ValueError(f"{place} is not before the camera")
        across, below = right / ahead, down / ahead
        k1, k2 = self.distortion
        square = across * across + below * below
        scale = self.focal_length(picture_size) * (1.0 + k1 * square + k2 * square * square)
        return picture_size[0] / 2.0 + across * scale, picture_size[1] / 2.0 + below * scale

    def at_depth(self, point: Point, depth: float, picture_size: tuple[int, int]) -> Vector:
        """The room point seen at ``point`` of the picture that is ``depth`` millimetres before the glass.

        Raises:
            ValueError: that line of sight never comes there.
        """
        x, y, z = self.sight(point, picture_size)
        if (depth - self.z) * z <= 0.0:
            raise ValueError(f"what is seen at {point} is never {depth:.0f} mm before the glass")
        ahead = (depth - self.z) / z
        return self.x + x * ahead, self.y + y * ahead, depth

    def on_level(self, point: Point, height: float, picture_size: tuple[int, int]) -> Vector | None:
        """The room point seen at ``point`` of the picture that lies at y = ``height`` (millimetres), as on the floor;
        None where that line of sight never comes there."""
        x, y, z = self.sight(point, picture_size)
        fall = height - self.y
        if fall * y <= 0.0:
            return None
        ahead = fall / y
        return self.x + x * ahead, height, self.z + z * ahead

    def _undistorted(self, seen: float) -> float:
        """By what a picture point's distance from the middle, ``seen`` focal lengths, is to be multiplied."""
        k1, k2 = self.distortion
        if seen == 0.0 or (k1 == 0.0 and k2 == 0.0):
            return 1.0
        radius = seen
        for _ in range(_STEPS):  # Newton
            square = radius * radius
            miss = radius * (1.0 + square * (k1 + k2 * square)) - seen
            slope = 1.0 + square * (3.0 * k1 + 5.0 * k2 * square)
            if abs(miss) < _PRECISE or slope <= 0.0:
                break
            radius -= miss / slope
        return radius / seen
