"""Where a person's own reflection lies on the glass. Pure maths: no drawing, no clock, no state.

Frames, and how left and right come about
-----------------------------------------
*Room*, millimetres: the origin is the middle of the lit area's lower edge, on the glass. x points to the right
**as a viewer facing the glass sees it**, y up, z out of the glass towards the viewer (right-handed).

*Picture*, pixels: x to the right and y down, origin top left, as the camera gives it, never flipped.

*Screen*, pixels: x to the right and y down, origin at the top left of the lit area, as the viewer sees it.

The camera lies in the plane of the glass and looks along +z. Its right hand is forward x up = z x y = -x: what
lies to the right in the picture lies to the viewer's left. So for a point at depth z and a focal length f (in
picture pixels), with the picture's centre (cu, cv):

    x = camera.x - (u - cu) * z / f          y = camera.y - (v - cv) * z / f

The minus in x is the whole of the mirroring; nothing else flips. (y has its minus because v points down.)

The reflection of P = (x, y, z) is P' = (x, y, -z). The eye E = (ex, ey, ez) sees it where the line from E to P'
crosses z = 0:

    E + (P' - E) * ez / (ez + z)

With eye and point at the same depth that is the midpoint of the two: one sees oneself at half size, however far
away one stands, and one's own eye straight ahead.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

from kiosk.settings import Settings

Vector = tuple[float, float, float]
Point = tuple[float, float]

UNKNOWN_DISTANCE_MM = 2200.0
"""Where a person is taken to stand while their height in the picture is not known."""

NEAREST_MM, FARTHEST_MM = 500.0, 8000.0
EYE_HEIGHT = 0.93
"""Eye level over standing height."""


@dataclass(frozen=True, slots=True)
class Camera:
    """A level pinhole camera in the plane of the glass, at ``x``, ``y`` of the room (millimetres).

    ``field_of_view`` is vertical, in degrees, of the upright picture.
    """

    field_of_view: float
    x: float
    y: float

    def focal_length(self, picture_size: tuple[int, int]) -> float:
        """In pixels of a picture of ``picture_size`` (width, height)."""
        return picture_size[1] / 2.0 / math.tan(math.radians(self.field_of_view) / 2.0)

    def distance(self, body_height_px: float | None, body_height_mm: float, picture_size: tuple[int, int]) -> float:
        """How far from the glass a person stands, in millimetres, by how tall they are in the picture."""
        if body_height_px is None or not body_height_px > 0.0:
            return UNKNOWN_DISTANCE_MM
        distance = self.focal_length(picture_size) * body_height_mm / body_height_px
        return min(max(distance, NEAREST_MM), FARTHEST_MM)

    def into_room(self, point: Point, depth: float, picture_size: tuple[int, int]) -> Vector:
        """The room point seen at ``point`` of the picture, ``depth`` millimetres from the glass."""
        scale = depth / self.focal_length(picture_size)
        x = self.x - (point[0] - picture_size[0] / 2.0) * scale
        y = self.y - (point[1] - picture_size[1] / 2.0) * scale
        return x, y, depth


@dataclass(frozen=True, slots=True)
class Glass:
    """The lit area: its size in pixels and millimetres, and its lower edge over the floor (millimetres)."""

    width_px: int
    height_px: int
    width_mm: float
    bottom_above_floor: float

    @property
    def px_per_mm(self) -> float:
        """Pixels are square."""
        return self.width_px / self.width_mm

    def on_screen(self, x: float, y: float) -> Point:
        """Screen pixels of the room point (``x``, ``y``, 0). May lie off the screen."""
        return self.width_px / 2.0 + x * self.px_per_mm, self.height_px - y * self.px_per_mm


def crossing(eye: Vector, point: Vector) -> Point:
    """Where ``eye`` sees the reflection of ``point`` on the glass: room x and y, millimetres.

    Both must lie before the glass (z above 0).
    """
    share = eye[2] / (eye[2] + point[2])
    return eye[0] + (point[0] - eye[0]) * share, eye[1] + (point[1] - eye[1]) * share


@dataclass(frozen=True, slots=True)
class Reflection:
    """One person before the glass at one moment: maps picture points in their plane to screen pixels."""

    camera: Camera
    glass: Glass
    picture_size: tuple[int, int]
    distance: float
    """Of the person's plane from the glass, millimetres."""
    eye: Vector

    def place(self, point: Point) -> Point:
        """Screen pixels at which the person sees the reflection of picture point ``point``."""
        seen = self.camera.into_room(point, self.distance, self.picture_size)
        return self.glass.on_screen(*crossing(self.eye, seen))

    def place_all(self, joints: dict[str, Point]) -> dict[str, Point]:
        """`place` for every joint of a figure."""
        return {name: self.place(point) for name, point in joints.items()}


@dataclass(frozen=True, slots=True)
class Optics:
    """How this mirror is built."""

    camera: Camera
    glass: Glass
    body_height_mm: float
    """Of the person, until the mirror knows better."""

    @classmethod
    def of(cls, settings: Settings, screen_size: tuple[int, int] | None = None) -> Self:
        """As the settings say. The lit area's height over the floor follows from the camera's.

        ``screen_size`` (pixels) is that of the surface drawn on, where it differs from the settings.
        """
        glass, camera = settings.glass, settings.camera
        width, height = screen_size or (glass.width, glass.height)
        bottom = camera.height_above_floor * 1000.0 - glass.camera_above_bottom_mm
        return cls(
            Camera(camera.vertical_field_of_view, glass.camera_right_of_centre_mm, glass.camera_above_bottom_mm),
            Glass(width, height, glass.width_mm, bottom),
            settings.session.body_height * 1000.0,
        )

    def reflection(
        self,
        picture_size: tuple[int, int],
        body_height_px: float | None,
        eye: Point | None,
        near: Point | None = None,
    ) -> Reflection:
        """The reflection of a person whose eye (or ear) is at ``eye`` of the picture.

        Without an eye it is taken to be above the picture point ``near`` (or the picture's middle), at the height
        of a standing person's eye.
        """
        distance = self.camera.distance(body_height_px, self.body_height_mm, picture_size)
        if eye is not None:
            seen_from = self.camera.into_room(eye, distance, picture_size)
        else:
            below = near or (picture_size[0] / 2.0, picture_size[1] / 2.0)
            x, _, _ = self.camera.into_room(below, distance, picture_size)
            seen_from = (x, EYE_HEIGHT * self.body_height_mm - self.glass.bottom_above_floor, distance)
        return Reflection(self.camera, self.glass, picture_size, distance, seen_from)
