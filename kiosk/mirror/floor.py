"""Where to stand: a mat on the floor before the glass, and how its reflection is seen. Pure maths, in the room's
frame (`kiosk.mirror.optics`), millimetres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from kiosk.coach.guidance import Feet
from kiosk.mirror.lens import Point, Vector
from kiosk.mirror.optics import SOLE_MM, Optics, Reflection, crossing
from kiosk.motion.rest import Start

MARGIN = 0.08
"""Of the picture, free on every side of who stands on the mat."""

NEAREST, FARTHEST, STEP = 1200.0, 4500.0, 25.0
"""Distances from the glass at which it may lie, the middle of it."""

STANDING, LYING = (900.0, 600.0), (1900.0, 700.0)
"""Length along the glass and depth of the mat."""

LYING_HEIGHT = 600.0
"""Of who lies on it, knees up."""

LEAVES = 120.0
"""How far beyond the mat's edge somebody is off it again who was on it: feet are not read to the millimetre."""

APART = 240.0
"""Between the middle lines of two feet under the hips."""

BEHIND = 190.0
"""By which the feet are behind the middle of the mat: half of how far a hinge brings the head forward (0.22 body
heights, the hip hinge's ghost), so that the glass has as much room before the bent body as behind the upright one."""

FOOT: tuple[Point, ...] = (
    (-135.0, 0.0), (-125.0, 28.0), (-95.0, 38.0), (-20.0, 36.0), (60.0, 50.0), (105.0, 44.0), (132.0, 20.0),
    (135.0, 0.0), (132.0, -20.0), (105.0, -40.0), (60.0, -48.0), (-20.0, -36.0), (-95.0, -38.0), (-125.0, -28.0),
)  # fmt: skip
"""Outline of a sole, millimetres forward and to the side of its middle: 270 long, as shoes of most adults."""

Outline = tuple[Point, ...]
"""A closed line."""


@dataclass(frozen=True, slots=True)
class Mat:
    """The mat: its middle, x and z on the floor, its length along the glass and its depth. ``feet``: whether one
    begins on both feet, so that they are drawn."""

    x: float
    z: float
    length: float
    depth: float
    feet: bool

    @classmethod
    def of(cls, optics: Optics, picture_size: tuple[int, int], start: Start = "standing") -> Self | None:
        """The nearest place to the glass from which all of who does a drill that begins with ``start`` is in the
        picture, before the middle of it. None where there is none."""
        lies = start in ("lying", "plank")
        length, depth = LYING if lies else STANDING
        tall = LYING_HEIGHT if lies else optics.body_height_mm
        floor = -optics.glass.bottom_above_floor
        middle = (picture_size[0] / 2.0, picture_size[1] / 2.0)
        for step in range(round((FARTHEST - NEAREST) / STEP) + 1):
            z = NEAREST + STEP * step
            x = optics.camera.at_depth(middle, z, picture_size)[0]
            ends = (x - length / 2.0, x + length / 2.0)
            lowest = [(end, floor, z - depth / 2.0) for end in ends]
            highest = [(end, floor + tall, z) for end in ends]
            if all(_in_view(optics, picture_size, place) for place in (*lowest, *highest)):
                return cls(x, z, length, depth, start == "standing")
        return None

    def bears(
        self, optics: Optics, picture_size: tuple[int, int], feet: Feet | None, *, before: bool = False
    ) -> bool:
        """Whether who has their ``feet`` there stands on it; ``before``: they did a moment ago."""
        if feet is None:
            return False
        middle = ((feet.heel[0] + feet.toe[0]) / 2.0, (feet.heel[1] + feet.toe[1]) / 2.0)
        sole = SOLE_MM - optics.glass.bottom_above_floor
        stood = optics.camera.on_level(middle, sole, picture_size) if sole < optics.camera.y else None
        if stood is None:
            return False
        beyond = LEAVES if before else 0.0
        z = stood[2] / (1.0 + feet.depth / optics.camera.focal_length(picture_size))
        return abs(stood[0] - self.x) <= self.length / 2.0 + beyond and abs(z - self.z) <= self.depth / 2.0 + beyond

    def outlines(self, seen: Reflection, ahead: int = 1) -> tuple[Outline, tuple[Outline, ...]] | None:
        """The mat, and the soles on it, on the glass in pixels as the person's eyes see their reflection; toes to the
        right of the glass where ``ahead`` is 1, to the left where it is -1. None where the middle of the mat is not
        reflected by the lit area; a mat that reaches over both sides of it has no outline, as two lines across the
        glass say nothing."""
        glass = seen.glass
        middle = _placed(seen, self.x, self.z)
        if not (0.0 <= middle[0] <= glass.width_px and 0.0 <= middle[1] <= glass.height_px):
            return None
        x, z = self.length / 2.0, self.depth / 2.0
        edge: Outline = tuple(
            _placed(seen, self.x + a * x, self.z + b * z) for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))
        )
        if edge[0][0] < 0.0 and edge[1][0] > glass.width_px:
            edge = ()
        off = APART / 2.0
        stands = self.x - ahead * BEHIND
        soles = [
            tuple(_placed(seen, stands + ahead * along, self.z + side * (off + aside)) for along, aside in FOOT)
            for side in (-1, 1)
        ]
        return edge, tuple(soles) if self.feet else ()


def _in_view(optics: Optics, picture_size: tuple[int, int], place: Vector) -> bool:
    """Whether ``place`` is in the picture, `MARGIN` off its edges."""
    try:
        point = optics.camera.picture_point(place, picture_size)
    except ValueError:
        return False
    return all(MARGIN * size <= at <= (1.0 - MARGIN) * size for at, size in zip(point, picture_size, strict=True))


def _placed(seen: Reflection, x: float, z: float) -> Point:
    """Where on the glass the reflection of a place on the floor is seen."""
    glass = seen.glass
    return glass.on_screen(*crossing(seen.eye, (x, -glass.bottom_above_floor, z), glass.gap))
