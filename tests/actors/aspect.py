"""The ways in which a camera sees a room: directly, and in its mirror."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .footprint import Box, box_of, within
from .rotations import Array
from .scene import Room, mirror_corners, mirror_plane

GLASS_EDGE = 3
"""Pixels about the glass in which a reflection may show."""


@dataclass(frozen=True, eq=False)
class Aspect:
    """One way of seeing: `to_seen` (4, 4) puts room points where they seem to be; none shows outside `limit`."""

    to_seen: Array
    view: Array
    """What seems to be in the room (4, 4) to clip space."""
    limit: Box

    @property
    def mirrored(self) -> bool:
        """Whether left and right change places."""
        return bool(np.linalg.det(self.to_seen[:3, :3]) < 0.0)

    def box(self, points: Array, margin: int, size: tuple[int, int]) -> Box | None:
        """The pixels that room points (n, 3) reach, with a margin; None if they are not to be seen."""
        return within(box_of(points, self.view @ self.to_seen, size, margin), self.limit)


def aspects(room: Room, view: Array, size: tuple[int, int]) -> list[Aspect]:
    """The direct aspect, and that of a mirror in sight."""
    out = [Aspect(np.eye(4), view, (0, 0, *size))]
    glass = box_of(mirror_corners(room.mirror), view, size, GLASS_EDGE) if room.mirror else None
    if glass:
        plane, reflection = mirror_plane(room), np.eye(4)
        reflection[:3] -= 2.0 * np.outer(plane[:3], plane)
        out.append(Aspect(reflection, view, glass))
    return out
