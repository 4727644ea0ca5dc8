"""What the renderer draws into on the way to a picture."""

from __future__ import annotations

import moderngl

SAMPLES = 4
SHADOW_SIZE = 1024


class Targets:
    """Textures and the framebuffers that fill them; `room_*` belong to the empty room, drawn once."""

    def __init__(self, context: moderngl.Context, size: tuple[int, int]) -> None:
        self._context, self._size = context, size
        linear, nearest = (moderngl.LINEAR, moderngl.LINEAR), (moderngl.NEAREST, moderngl.NEAREST)

        self.shadow = context.depth_texture((SHADOW_SIZE, SHADOW_SIZE))
        self.shadow_target = context.framebuffer(depth_attachment=self.shadow)
        self.compare = context.sampler(compare_func="<=", filter=linear, repeat_x=False, repeat_y=False)
        self.read_depth = context.sampler(compare_func="", filter=nearest, repeat_x=False, repeat_y=False)

        self.places, self.room_places = self._texture(4, "f4", True), self._texture(4, "f4", True)
        self.places_target, self.room_places_target = (
            context.framebuffer([texture], context.depth_renderbuffer(size))
            for texture in (self.places, self.room_places)
        )

        self.open_rough, self.open, self.room_open = (self._texture(1, "f2", True) for _ in range(3))
        self.open_rough_target, self.open_target, self.room_open_target = (
            context.framebuffer([texture]) for texture in (self.open_rough, self.open, self.room_open)
        )

        self.multisampled = self.layered(1)
        self.image, self.rest_of_light, self.lamp = (self._texture(4, "f2") for _ in range(3))
        self.image_target = context.framebuffer([self.image])
        self.out = context.framebuffer([context.texture(size, 4)])

    def layered(self, layers: int) -> moderngl.Framebuffer:
        """A multisampled target of some colour layers with depth."""
        colours = [self._context.renderbuffer(self._size, 4, samples=SAMPLES, dtype="f2") for _ in range(layers)]
        return self._context.framebuffer(colours, self._context.depth_renderbuffer(self._size, samples=SAMPLES))

    def _texture(self, components: int, kind: str, nearest: bool = False) -> moderngl.Texture:
        texture = self._context.texture(self._size, components, dtype=kind)
        texture.repeat_x = texture.repeat_y = False
        if nearest:
            texture.filter = (moderngl.NEAREST, moderngl.NEAREST)
        return texture
