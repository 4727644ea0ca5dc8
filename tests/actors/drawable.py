"""Meshes on the GPU: what figures wear and what stands in the room."""

from __future__ import annotations

from typing import Any, Literal

import moderngl
import numpy as np

from .figure import Figure
from .programs import shared_context
from .rotations import Array
from .surface import Part
from .thing import Thing

FRINGE = 0.010
"""Metres from a hairline within which there are gaps between the strands; `fringe.glsl` has the same."""

CLOSED = ("skin", "shoe", "sock", "hair")
"""Materials of meshes grown from the body, wound outwards and never seen from inside."""

Triangles = Literal["all", "whole", "fringed"]


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
        count: int,
        triangles: np.ndarray,
        material: str,
        uniforms: dict[str, Any],
        pattern: int = 0,
        fringed: np.ndarray | None = None,
    ) -> None:
        self.material, self.uniforms, self.pattern = material, uniforms, pattern
        context = shared_context()
        self._arrays: dict[tuple[moderngl.Program, Triangles], moderngl.VertexArray] = {}
        self._buffers = {name: context.buffer(reserve=count * size * 4) for name, _, size in self.LAYOUT}
        of_fringe = np.zeros(len(triangles), bool) if fringed is None else fringed
        chosen = {"all": slice(None), "whole": ~of_fringe, "fringed": of_fringe}
        self._index = {
            name: context.buffer(np.ascontiguousarray(triangles[which], "i4").tobytes())
            for name, which in chosen.items()
            if len(triangles[which])
        }

    def write(self, **values: Array) -> None:
        """Fill attributes, one row per vertex."""
        for name, array in values.items():
            self._buffers[name].write(np.ascontiguousarray(array, "f4"))

    def draw(self, by: moderngl.Program, triangles: Triangles = "all") -> None:
        """Draw some of the triangles with a program whose uniforms are set."""
        if triangles not in self._index:
            return
        if (by, triangles) not in self._arrays:
            layout = [(self._buffers[name], form, name) for name, form, _ in self.LAYOUT if name in by]
            self._arrays[by, triangles] = shared_context().vertex_array(by, layout, self._index[triangles])
        context = shared_context()
        (context.enable if self.material in CLOSED else context.disable)(moderngl.CULL_FACE)
        self._arrays[by, triangles].render()


def worn(figure: Figure, part: Part) -> Drawable:
    """A part of a figure; its positions and normals are still to be written, frame by frame."""
    left, right = figure.eyes
    edge = np.zeros(len(part.rest)) if part.edge is None else part.edge
    edge = edge[part.corners]
    drawable = Drawable(
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
        fringed=(edge[part.triangles] < FRINGE).any(1) if part.material == "hair" else None,
    )
    drawable.write(rest=part.rest[part.corners], edge=edge)
    if part.texture is not None:
        drawable.write(texture_place=part.texture)
    return drawable


def standing(thing: Thing) -> Drawable:
    """A thing of the room."""
    solid = thing.solid
    uniforms = {"base": thing.base, "accent": thing.accent, "split_height": thing.split_height}
    drawable = Drawable(len(solid.points), solid.triangles, thing.material, uniforms, thing.pattern)
    drawable.write(position=solid.points, rest=solid.points, normal=solid.normals)
    if thing.texture is not None:
        drawable.write(texture_place=thing.texture)
    return drawable
