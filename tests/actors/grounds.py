"""Where a figure's feet are and where its body stands over them, in the figure's own stage frame.

Stage frame: metres, the figure frame of its first moment; x to its left, z forward. A heading of 0 faces +z and
positive turns to the left.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .rotations import Array, about_y

TOE_OUT = 3.0
HALF_STANCE = 0.125
"""Metres from the middle to each ankle."""


@dataclass(frozen=True)
class Spot:
    """A place on the floor with a heading in degrees."""

    x: float = 0.0
    z: float = 0.0
    heading: float = 0.0

    def rotation(self) -> Array:
        """From the spot's frame to the stage's."""
        return about_y(self.heading)

    def at(self, x: float, z: float, heading: float = 0.0) -> Spot:
        """A place given in this spot's frame, in the stage's."""
        turned = self.rotation() @ np.array([x, 0.0, z])
        return Spot(self.x + float(turned[0]), self.z + float(turned[2]), self.heading + heading)

    def towards(self, other: Spot, share: float) -> Spot:
        """A share of the straight way to another place."""
        pairs = ((self.x, other.x), (self.z, other.z), (self.heading, other.heading))
        return Spot(*(first + share * (second - first) for first, second in pairs))


@dataclass(frozen=True)
class Footing:
    """A foot: where its ankle would be with the sole flat on the floor, its pitch and its height.

    A pitch is on the ball, heel up; a negative one on the heel, toes up.
    """

    spot: Spot
    pitch: float = 0.0
    height: float = 0.0
    wide: float = 1.0
    """Share of what the support's stance is wider than the usual one, that the foot stands further out."""


@dataclass(frozen=True)
class Ground:
    """Where the body stands (`carrier`, the point between the ankles), where the feet are, how far the hips sink."""

    carrier: Spot
    left: Footing
    right: Footing
    sink: float = 0.0


def standing_at(carrier: Spot = Spot(), half_stance: float = HALF_STANCE) -> Ground:
    """Both feet planted side by side at a spot."""
    left, right = (Footing(carrier.at(sign * half_stance, 0.0, sign * TOE_OUT)) for sign in (1.0, -1.0))
    return Ground(carrier, left, right)
