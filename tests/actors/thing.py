"""A thing of the room: a rigid solid with its look."""

from __future__ import annotations

from dataclasses import dataclass, replace

from numpy.typing import ArrayLike

from .people import Colour
from .rotations import Array, about_y
from .solids import Solid


@dataclass(frozen=True, eq=False)
class Thing:
    """A solid with its material (a file in `shaders/materials`) and colours."""

    solid: Solid
    material: str
    base: Colour
    accent: Colour = (0.0, 0.0, 0.0)
    pattern: int = 0
    split_height: float = 0.0
    casts: bool = True
    mirrored: bool = True
    """Whether a mirror shows it; what lies in the mirror's own plane cannot be."""
    texture: Array | None = None
    """Texture coordinates per point (n, 2), for flat pictures."""

    def moved(self, by: ArrayLike) -> Thing:
        """The thing shifted."""
        return replace(self, solid=self.solid.moved(by))

    def turned(self, degrees: float) -> Thing:
        """The thing turned about the vertical through the origin."""
        return replace(self, solid=self.solid.turned(about_y(degrees)))
