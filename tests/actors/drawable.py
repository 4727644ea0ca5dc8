"""Meshes on the GPU: what figures wear and what stands in the room."""

from __future__ import annotations

from typing import Any

import moderngl
import numpy as np

from .figure import Figure
from .rotations import Array
from .scene import Thing
from .surface import Part


class Drawable:
    """One mesh on the GPU. Each attribute is a buffer of its own, so that any program takes what it needs."""

    LAYOUT = (
        ("position", "3f", 3),
        ("normal", "3f", 3),
        ("rest", "3f", 3),
        ("texture_place", "2f", 2),
        ("edge", "1f", 1),
    )

    def __init__(
        self,
        context: moderngl.Context,
        count: int,
        triangles: np.ndarray,
        material: str,
        uniforms: dict[str, Any],
        pattern: int = 0,
    ) -> None:
        self.material, self.uniforms, self.pattern = material, uniforms, pattern
        self._context = context
        self._arrays: dict[moderngl.Program, moderngl.VertexArray] = {}
        self._buffers = {name: context.buffer(reserve=count * size * 4) for name, _, size in self.LAYOUT}
        self._index = context.buffer(np.ascontiguousarray(triangles, "i4").tobytes())

    def write(self, **values: Array) -> None:
        """Fill attributes, one row per vertex."""
        for name, array in values.items():
            self._buffers[name].write(np.ascontiguousarray(array, "f4").tobytes())

    def draw(self, by: moderngl.Program) -> None:
        """Draw with a program whose uniforms are set."""
        if by not in self._arrays:
            layout = [(self._buffers[name], form, name) for name, form, _ in self.LAYOUT if name in by]
            self._arrays[by] = self._context.vertex_array(by, layout, self._index)
        self._arrays[by].render()


def worn(context: moderngl.Context, figure: Figure, part: Part) -> Drawable:
    """A part of a figure; its positions and normals are still to be written, frame by frame."""
    left, right = figure.eyes
    drawable = Drawable(
        context,
        len(part.corners),
        part.triangles,
        part.material,
        {
            "base": part.base,
            "accent": part.accent,
            "left_eye": tuple(left),
            "right_eye": tuple(right),
            "split_height": part.split_height,
        },
        part.pattern,
    )
    edge = np.zeros(len(part.rest)) if part.edge is None else part.edge
    drawable.write(rest=part.rest[part.corners], edge=edge[part.corners])
    if part.texture is not None:
        drawable.write(texture_place=part.texture)
    return drawable


def standing(context: moderngl.Context, thing: Thing) -> Drawable:
    """A thing of the room."""
    solid = thing.solid
    uniforms = {"base": thing.base, "accent": thing.accent, "split_height": thing.split_height}
    drawable = Drawable(context, len(solid.points), solid.triangles, thing.material, uniforms, thing.pattern)
    drawable.write(position=solid.points, rest=solid.points, normal=solid.normals)
    return drawable
