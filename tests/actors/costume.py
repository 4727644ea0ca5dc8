"""A dressed figure on the GPU: its parts and the colours of its skin."""

from __future__ import annotations

from collections.abc import Sequence
from weakref import WeakKeyDictionary

import moderngl
import numpy as np

from .drawable import worn
from .figure import Figure
from .programs import shared_context
from .rotations import Array
from .skin_paint import paint


class Costume:
    """A figure's parts, ready to be moved and drawn."""

    def __init__(self, figure: Figure) -> None:
        self._parts = figure.parts
        self.drawables = [worn(figure, part) for part in figure.parts]
        painted = paint(figure)
        self.skin = shared_context().texture(
            (painted.shape[1], painted.shape[0]), 3, np.ascontiguousarray(painted).tobytes()
        )
        self.skin.build_mipmaps()
        # No anisotropic filter: in software it takes longer than all the rest of a frame.
        self.skin.filter = (moderngl.LINEAR_MIPMAP_LINEAR, moderngl.LINEAR)

    def move(self, points: Sequence[Array]) -> None:
        """Put the vertices of each part (n, 3) where they are in this moment, in the room."""
        for part, drawable, moved in zip(self._parts, self.drawables, points, strict=True):
            drawable.write(position=moved[part.corners], normal=part.normals(moved)[part.corners])


_made: WeakKeyDictionary[Figure, list[Costume]] = WeakKeyDictionary()
"""One for a figure and one for each of its doubles, kept since painting skin takes as long as drawing some frames."""


def costumes_of(figures: Sequence[Figure]) -> list[Costume]:
    """A costume for each of a cast; a figure that plays twice gets two."""
    used: dict[Figure, int] = {}
    out = []
    for figure in figures:
        made, number = _made.setdefault(figure, []), used.get(figure, 0)
        if number == len(made):
            made.append(Costume(figure))
        used[figure] = number + 1
        out.append(made[number])
    return out
