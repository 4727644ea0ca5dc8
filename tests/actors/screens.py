"""Passes over the pixels of a picture, each a fragment shader of its own, within boxes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import moderngl
import numpy as np

from .footprint import Box
from .programs import program, set_uniforms, shared_context


class Screens:
    """Fills boxes of a target with a program."""

    def __init__(self) -> None:
        self._corners = shared_context().buffer(np.array([-1, -1, 1, -1, -1, 1, 1, 1], "f4"))
        self._quads: dict[moderngl.Program, moderngl.VertexArray] = {}

    def draw(
        self,
        name: str,
        target: moderngl.Framebuffer,
        uniforms: dict[str, Any],
        boxes: Sequence[Box],
        flags: int = moderngl.NOTHING,
    ) -> None:
        """Fill with the shader file of a name."""
        by = program("screen.vert", f"{name}.frag")
        set_uniforms(by, uniforms)
        self.fill(by, target, boxes, flags)

    def fill(
        self,
        by: moderngl.Program,
        target: moderngl.Framebuffer,
        boxes: Sequence[Box],
        flags: int = moderngl.NOTHING,
    ) -> None:
        """Fill with a program whose uniforms are set."""
        if by not in self._quads:
            self._quads[by] = shared_context().vertex_array(by, [(self._corners, "2f", "corner")])
        shared_context().enable_only(flags)
        for box in boxes:
            target.scissor = box
            target.use()
            self._quads[by].render(moderngl.TRIANGLE_STRIP)
        target.scissor = None
