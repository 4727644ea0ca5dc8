"""What the renderer draws into on the way to a picture."""

from __future__ import annotations

import moderngl

from .programs import shared_context

SAMPLES = 3
"""Samples along each side of a pixel, of the cast; `merge.frag` counts on it."""
ROOM_SAMPLES = 4
"""Multisamples of the empty room."""
SHADOW_SIZE = 1024


class Targets:
    """Textures and the framebuffers that fill them; `room_*` belong to the empty room, drawn once."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._context, self._size = shared_context(), size
        context = self._context
        linear, nearest = (moderngl.LINEAR, moderngl.LINEAR), (moderngl.NEAREST, moderngl.NEAREST)

        self.shadow = context.depth_texture((SHADOW_SIZE, SHADOW_SIZE))
        self.shadow_target = context.framebuffer(depth_attachment=self.shadow)
        self.compare = context.sampler(compare_func="<=", filter=linear, repeat_x=False, repeat_y=False)
        self.read_depth = context.sampler(compare_func="", filter=nearest, repeat_x=False, repeat_y=False)

        # What each pixel's middle shows: where it seems to lie and which part it is, its normal, its place at rest.
        self.places, self.facings, self.origins, self.room_places = (self._texture(4, "f4", True) for _ in range(4))
        self.room_places_target = context.framebuffer([self.room_places], context.depth_renderbuffer(size))
        depth = context.depth_renderbuffer(size)
        self.places_target = context.framebuffer([self.places], depth)
        self.seen_target = context.framebuffer([self.places, self.facings, self.origins], depth)

        # Which part covers each of a pixel's samples, for smooth edges. Software OpenGL draws small triangles into a
        # picture of three times the size in half the time that four true multisamples take.
        fine = (SAMPLES * size[0], SAMPLES * size[1])
        self.covered, room_covered = (context.texture(fine, 1) for _ in range(2))
        self.covered_target, self.room_covered_target = (
            context.framebuffer([texture], context.depth_renderbuffer(fine))
            for texture in (self.covered, room_covered)
        )

        self.open_rough, self.open, self.room_open = (self._texture(1, "f2", True) for _ in range(3))
        self.open_rough_target, self.open_target, self.room_open_target = (
            context.framebuffer([texture]) for texture in (self.open_rough, self.open, self.room_open)
        )

        self.rest_of_light, self.lamp, self.room_alone, self.room, self.shaded, self.image = (
            self._texture(4, "f2") for _ in range(6)
        )
        self.room_alone_target, self.room_target, self.shaded_target, self.image_target = (
            context.framebuffer([texture]) for texture in (self.room_alone, self.room, self.shaded, self.image)
        )
        self.exposed = self._texture(4, "f4")
        self.exposed_target = context.framebuffer([self.exposed])
        self.out = context.framebuffer([context.texture(size, 4)])

    def layers(self) -> moderngl.Framebuffer:
        """A multisampled target of two colour layers with depth, for the empty room."""
        colours = [
            self._context.renderbuffer(self._size, 4, samples=ROOM_SAMPLES, dtype="f2") for _ in ("rest", "lamp")
        ]
        return self._context.framebuffer(colours, self._context.depth_renderbuffer(self._size, samples=ROOM_SAMPLES))

    def _texture(self, components: int, kind: str, nearest: bool = False) -> moderngl.Texture:
        texture = self._context.texture(self._size, components, dtype=kind)
        texture.repeat_x = texture.repeat_y = False
        if nearest:
            texture.filter = (moderngl.NEAREST, moderngl.NEAREST)
        return texture
