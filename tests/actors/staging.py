"""A figure's place in the room: which way it faces and where it stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .people import SOLE
from .rotations import Array, about_y

PIVOT = np.array([0.0, 0.0, 0.05])
"""The point of the figure, near the middle of its feet, that stands at its place."""


@dataclass(frozen=True)
class Place:
    """Where a figure stands on the floor (metres) and how far it is turned.

    Turned 0 it faces +z, which the usual camera on +x sees as left; positive turns it towards the camera, so
    90 faces the camera and 180 faces right.
    """

    x: float = 0.0
    z: float = 0.0
    turned: float = 0.0

    def into_room(self, points: Array) -> Array:
        """Figure frame to room frame."""
        shift = np.array([self.x, SOLE, self.z])
        return (points - PIVOT) @ about_y(self.turned).T + shift

    def forward(self) -> Array:
        """The way the figure faces, in the room."""
        return about_y(self.turned) @ np.array([0.0, 0.0, 1.0])
