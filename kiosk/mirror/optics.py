"""Where a person's own reflection lies on the glass. Pure maths: no drawing, no clock, no state.

Frames, and how left and right come about
-----------------------------------------
*Room*, millimetres: the origin is the middle of the lit area's lower edge, on the reflecting surface. x points to the
right **as a viewer facing the glass sees it**, y up, z out of the glass towards the viewer (right-handed).

*Picture*, pixels: x to the right and y down, origin top left, as the camera gives it, never flipped. Which line of
sight belongs to a point of it says `kiosk.mirror.lens`; that the camera's right hand is the viewer's left is the
whole of the mirroring, and nothing else flips.

*Screen*, pixels: x to the right and y down, origin at the top left of the lit area, as the viewer sees it.

The reflection of P = (x, y, z) is P' = (x, y, -z). The lit panel lies a gap g behind the reflecting surface, in the
plane z = -g. The eye E = (ex, ey, ez) has the panel's light and the reflection in one line where the line from E to
P' crosses that plane:

    E + (P' - E) * (ez + g) / (ez + z)

The reflection is made where the same line crosses z = 0. With g = 0, and eye and point at the same depth, that is the
midpoint of the two: one sees oneself at half size, however far away one stands, and one's own eye straight ahead.

Of a sheet of glass of thickness t between the reflecting surface and the panel only t / n counts towards g, n = 1.52
being its refractive index: it brings what lies behind it nearer by t (1 - 1/n), exactly so for who looks straight
through it, and within 0.6 mm for 6 mm of glass and 40 degrees aside (Snell).

How far away somebody is
------------------------
One camera sees no distance. Who stands has their feet on the floor, and the line of sight to a place known to be on
the floor ends there: with the camera's height and tilt known, that is the distance. And somebody as tall as most are
is as far away as their height in the picture says. Both count, by how well either is known: the floor is, but for a
camera that is hardly above it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

from kiosk.coach.guidance import Feet, Figure
from kiosk.mirror.calibration import Calibration
from kiosk.mirror.lens import Camera, Point, Vector
from kiosk.settings import Settings

__all__ = ["Camera", "Glass", "Optics", "Point", "Reflection", "Vector", "crossing"]

UNKNOWN_DISTANCE_MM = 2200.0
"""Where a person is taken to stand while neither their feet nor their height in the picture are known."""

NEAREST_MM, FARTHEST_MM = 500.0, 8000.0
HEAD_MM = 40.0
"""From an ear to the front of the face, on the glass: half of what it is."""

EYE_HEIGHT = 0.93
"""Eye level over standing height."""

FEET_SPREAD_MM = 20.0
"""Standard deviation of how high the network has a foot that stands on the floor, from person to person."""

HEIGHTS_DIFFER = 0.055
"""Standard deviation of the height of adults as a share of the mean, both sexes together (NCD-RisC, eLife 2016)."""

SOLE_MM = 42.0
"""How high the middle between the marks of heel and toe is over the floor: of the rendered people 42 to 44, in
shoes."""


@dataclass(frozen=True, slots=True)
class Glass:
    """The lit area: its size in pixels and millimetres, and its lower edge over the floor (millimetres).

    ``gap``: by how many millimetres it lies behind the reflecting surface, glass counted as the module says.
    """

    width_px: int
    height_px: int
    width_mm: float
    bottom_above_floor: float
    gap: float = 0.0

    @property
    def px_per_mm(self) -> float:
        """Pixels are square."""
        return self.width_px / self.width_mm

    def on_screen(self, x: float, y: float) -> Point:
        """Screen pixels of the room point (``x``, ``y``) of the lit area. May lie off the screen."""
        return self.width_px / 2.0 + x * self.px_per_mm, self.height_px - y * self.px_per_mm


def crossing(eye: Vector, point: Vector, gap: float = 0.0) -> Point:
    """Where on the panel, ``gap`` millimetres behind the reflecting surface, ``eye`` sees the reflection of
    ``point``: room x and y, millimetres.

    Both must lie before the glass (z above 0).
    """
    share = (eye[2] + gap) / (eye[2] + point[2])
    return eye[0] + (point[0] - eye[0]) * share, eye[1] + (point[1] - eye[1]) * share


@dataclass(frozen=True, slots=True)
class Reflection:
    """One person before the glass at one moment: maps picture points about their body to screen pixels."""

    camera: Camera
    glass: Glass
    picture_size: tuple[int, int]
    distance: float
    """Of the person's plane, that of the middle of the body, from the glass, millimetres."""
    eye: Vector

    def place(self, point: Point, depth: float = 0.0) -> Point:
        """Screen pixels at which the person sees the reflection of picture point ``point``, ``depth`` picture pixels
        farther from the glass than their plane."""
        seen = at_depth(self.camera, self.picture_size, point, self.distance, depth)
        return self.glass.on_screen(*crossing(self.eye, seen, self.glass.gap))

    def place_figure(self, figure: Figure) -> dict[str, Point]:
        """`place` for every joint of a figure."""
        return {name: self.place(point, figure.depth.get(name, 0.0)) for name, point in figure.joints.items()}

    def place_all(self, points: dict[str, Point]) -> dict[str, Point]:
        """`place` for points in the person's plane."""
        return {name: self.place(point) for name, point in points.items()}


def at_depth(
    camera: Camera, picture_size: tuple[int, int], point: Point, distance: float, depth: float = 0.0
) -> Vector:
    """The room point seen at ``point`` of the picture, ``depth`` picture pixels farther from the glass than the plane
    at ``distance`` millimetres, but not nearer to the glass than `NEAREST_MM` over ten: what is drawn lies before
    it."""
    away = distance * (1.0 + depth / camera.focal_length(picture_size))
    return camera.at_depth(point, max(away, NEAREST_MM / 10.0), picture_size)


@dataclass(frozen=True, slots=True)
class Optics:
    """How this mirror is built."""

    camera: Camera
    glass: Glass
    body_height_mm: float
    """Of a person whose feet are not known."""

    @classmethod
    def of(
        cls,
        settings: Settings,
        screen_size: tuple[int, int] | None = None,
        calibration: Calibration | None = None,
    ) -> Self:
        """As the ``calibration`` says, else as the settings do, where the lit area's height over the floor follows
        from the camera's.

        ``screen_size`` (pixels) is that of the surface drawn on, where it differs from the settings.
        """
        glass, camera = settings.glass, settings.camera
        width, height = screen_size or (glass.width, glass.height)
        if calibration is not None:
            found = calibration
            panel = Glass(width, height, found.width_mm, found.bottom_above_floor, found.gap)
            return cls(found.camera, panel, settings.session.body_height * 1000.0)
        bottom = camera.height_above_floor * 1000.0 - glass.camera_above_bottom_mm
        lens = Camera(
            camera.vertical_field_of_view,
            glass.camera_right_of_centre_mm,
            glass.camera_above_bottom_mm,
            -camera.behind_glass_mm,
            camera.tilt,
            camera.pan,
            camera.roll,
            camera.distortion,
        )
        return cls(
            lens,
            Glass(width, height, glass.width_mm, bottom, glass.gap_mm),
            settings.session.body_height * 1000.0,
        )

    def aisle(self) -> tuple[float, float]:
        """From where to where the lit area shows heads, `HEAD_MM` free at its edges, in heights of a usual person off
        the middle of the picture, x to its right.

        Seen with its own eyes a head is straight ahead, at its own x. Of who stands at distance d, at x, a camera at
        c panned by p has the head (c + d tan p - x) to the right of the picture's middle, in the plane they stand in;
        at p = 0 that does not change with d, which is taken to be `UNKNOWN_DISTANCE_MM`.
        """
        middle = self.camera.x + UNKNOWN_DISTANCE_MM * math.tan(math.radians(self.camera.pan))
        half = self.glass.width_mm / 2.0 - HEAD_MM
        return (middle - half) / self.body_height_mm, (middle + half) / self.body_height_mm

    def distance(
        self, picture_size: tuple[int, int], feet: Feet | None = None, body_height_px: float | None = None
    ) -> float:
        """How far from the glass the middle of a person's body is, millimetres: by where they stand and by how tall
        they are in the picture, each as far as it is known. Never nearer than `NEAREST_MM` nor farther than
        `FARTHEST_MM`."""
        told = [self._by_feet(picture_size, feet), self._by_height(picture_size, body_height_px)]
        known = [item for item in told if item is not None]
        if not known:
            return UNKNOWN_DISTANCE_MM
        weight = sum(1.0 / spread**2 for _, spread in known)
        mean = sum(math.log(distance) / spread**2 for distance, spread in known) / weight
        return min(max(math.exp(mean), NEAREST_MM), FARTHEST_MM)

    def _by_feet(self, picture_size: tuple[int, int], feet: Feet | None) -> tuple[float, float] | None:
        """The distance by the floor, and its standard deviation as a share of it: the lower the camera, the more a
        foot that is seen too high or too low is off."""
        if feet is None:
            return None
        middle = ((feet.heel[0] + feet.toe[0]) / 2.0, (feet.heel[1] + feet.toe[1]) / 2.0)
        sole = SOLE_MM - self.glass.bottom_above_floor
        stood = self.camera.on_level(middle, sole, picture_size) if sole < self.camera.y else None
        if stood is None or not NEAREST_MM <= stood[2] <= FARTHEST_MM:
            return None
        away = stood[2] / (1.0 + feet.depth / self.camera.focal_length(picture_size))
        return away, FEET_SPREAD_MM / (self.camera.y - sole)

    def _by_height(self, picture_size: tuple[int, int], body_height_px: float | None) -> tuple[float, float] | None:
        """The distance of somebody as tall as the settings say, and the same of it."""
        if body_height_px is None or not body_height_px > 0.0:
            return None
        return self.camera.focal_length(picture_size) * self.body_height_mm / body_height_px, HEIGHTS_DIFFER

    def reflection(
        self,
        picture_size: tuple[int, int],
        body_height_px: float | None,
        eyes: Point | None,
        near: Point | None = None,
        *,
        feet: Feet | None = None,
        eyes_depth: float = 0.0,
    ) -> Reflection:
        """The reflection of a person whose eyes are at ``eyes`` of the picture, ``eyes_depth`` picture pixels farther
        from the glass than their body.

        Without eyes they are taken to be above the picture point ``near`` (or the picture's middle), at the height of
        a standing person's.
        """
        distance = self.distance(picture_size, feet, body_height_px)
        if eyes is not None:
            seen_from = at_depth(self.camera, picture_size, eyes, distance, eyes_depth)
        else:
            below = near or (picture_size[0] / 2.0, picture_size[1] / 2.0)
            x, _, _ = self.camera.at_depth(below, distance, picture_size)
            seen_from = (x, EYE_HEIGHT * self.body_height_mm - self.glass.bottom_above_floor, distance)
        return Reflection(self.camera, self.glass, picture_size, distance, seen_from)
