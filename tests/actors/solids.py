"""Simple solids for the room and for what is held: points, normals, triangles. Metres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .rotations import Array, unit


@dataclass(frozen=True)
class Solid:
    """A rigid mesh with its own normals."""

    points: Array
    normals: Array
    triangles: np.ndarray

    def turned(self, rotation: Array) -> Solid:
        """The solid rotated about the origin."""
        return Solid(self.points @ rotation.T, self.normals @ rotation.T, self.triangles)

    def moved(self, by: ArrayLike) -> Solid:
        """The solid shifted."""
        return Solid(self.points + np.asarray(by), self.normals, self.triangles)


def joined(solids: Sequence[Solid]) -> Solid:
    """Several solids as one."""
    starts = np.cumsum([0, *(len(solid.points) for solid in solids[:-1])])
    return Solid(
        np.concatenate([solid.points for solid in solids]),
        np.concatenate([solid.normals for solid in solids]),
        np.concatenate([solid.triangles + start for solid, start in zip(solids, starts, strict=True)]),
    )


def rectangle(corners: ArrayLike, normal: ArrayLike) -> Solid:
    """A flat rectangle from its four corners in order round."""
    return Solid(np.asarray(corners, float), np.tile(unit(normal), (4, 1)), np.array([(0, 1, 2), (0, 2, 3)]))


def box(centre: ArrayLike, size: ArrayLike) -> Solid:
    """A box along the axes."""
    half = np.asarray(size, float) / 2.0
    faces = []
    for axis in range(3):
        for sign in (-1.0, 1.0):
            normal = np.zeros(3)
            normal[axis] = sign
            u, v = np.zeros(3), np.zeros(3)
            u[(axis + 1) % 3], v[(axis + 2) % 3] = half[(axis + 1) % 3], half[(axis + 2) % 3]
            middle = np.asarray(centre, float) + normal * half
            faces.append(rectangle([middle - u - v, middle + u - v, middle + u + v, middle - u + v], normal))
    return joined(faces)


def cylinder(start: ArrayLike, end: ArrayLike, radius: float, sides: int = 20) -> Solid:
    """A closed cylinder between two points."""
    return cone(start, end, radius, radius, sides)


def cone(start: ArrayLike, end: ArrayLike, radius: float, last: float, sides: int = 20) -> Solid:
    """A closed cone between two points, cut off where it is as wide as `last`."""
    ends = [np.asarray(start, float), np.asarray(end, float)]
    axis = unit(ends[1] - ends[0])
    across = unit(np.cross(axis, (0.3, 1.0, 0.2) if abs(axis[1]) < 0.9 else (1.0, 0.0, 0.0)))
    angle = 2.0 * np.pi * np.arange(sides) / sides
    ring = np.outer(np.cos(angle), across) + np.outer(np.sin(angle), np.cross(axis, across))
    slope = (radius - last) / np.linalg.norm(ends[1] - ends[0])
    outward = (ring + slope * axis) / np.hypot(1.0, slope)
    radii = (radius, last)
    here, after = np.arange(sides), (np.arange(sides) + 1) % sides
    side = Solid(
        np.concatenate([end_ + wide * ring for end_, wide in zip(ends, radii, strict=True)]),
        np.concatenate([outward, outward]),
        np.concatenate(
            [
                np.column_stack([here, after, here + sides]),
                np.column_stack([after, after + sides, here + sides]),
            ]
        ),
    )
    caps = [
        Solid(
            np.concatenate([[end_], end_ + wide * ring]),
            np.tile(sign * axis, (sides + 1, 1)),
            np.column_stack([np.zeros(sides, int), 1 + here, 1 + after]),
        )
        for end_, wide, sign in zip(ends, radii, (-1.0, 1.0), strict=True)
    ]
    return joined([side, *caps])


def sphere(centre: ArrayLike, radius: float, rings: int = 14, sides: int = 24) -> Solid:
    """A ball."""
    down = np.pi * np.arange(rings + 1) / rings
    round_ = 2.0 * np.pi * np.arange(sides) / sides
    normals = np.stack(
        [np.outer(np.sin(down), np.cos(round_)), np.outer(np.cos(down), np.ones(sides)),
         np.outer(np.sin(down), np.sin(round_))], axis=-1
    ).reshape(-1, 3)  # fmt: skip
    row, here = (grid.ravel() for grid in np.meshgrid(np.arange(rings), np.arange(sides), indexing="ij"))
    a, b = row * sides + here, row * sides + (here + 1) % sides
    triangles = np.concatenate([np.column_stack([a, b, a + sides]), np.column_stack([b, b + sides, a + sides])])
    return Solid(np.asarray(centre, float) + radius * normals, normals, triangles)


def dumbbell(length: float = 0.27, radius: float = 0.065) -> Solid:
    """A dumbbell along z about the origin."""
    half = length / 2.0
    return joined(
        [
            cylinder((0, 0, -half), (0, 0, half), 0.014, 12),
            cylinder((0, 0, -half), (0, 0, -half + 0.085), radius, 16),
            cylinder((0, 0, half - 0.085), (0, 0, half), radius, 16),
        ]
    )
