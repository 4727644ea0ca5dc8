"""Pictures of figures in a room, by software OpenGL: soft shadows, ambient occlusion, multisampling.

The room is drawn once per camera; each frame draws the figures, their shadow and their occlusion over it.
Figures stand in front of everything in the room.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import moderngl
import numpy as np

from .camera import Camera, Picture, orthographic, view
from .drawable import Drawable, standing, worn
from .figure import Figure
from .programs import material_program, program, set_uniforms
from .rotations import Array, unit
from .scene import Room, things
from .skin_paint import paint
from .targets import Targets

SHADOW_HALF = 1.5
"""Metres from the middle of one figure's shadow map to its edge; penumbras are tuned for it."""
ROOM_SHADOW_HALF = 4.0
FOCUS_HEIGHT = 0.85
MARGIN = 45
"""Pixels about a figure in which occlusion is worked out again."""


class RendererMissingError(RuntimeError):
    """This machine cannot render without a display."""


class Renderer:
    """Draws a fixed cast; room, camera and picture may change between frames.

    Example:
        renderer = Renderer([figure], Picture())
        renderer.stage(Room(), Camera())
        image = renderer.draw([figure.placed(pose, Place())], seed=1)   # (height, width, 3) uint8
    """

    def __init__(self, figures: Sequence[Figure], picture: Picture) -> None:
        self.picture = picture
        self.size = (picture.width, picture.height)
        try:
            self._context = moderngl.create_context(standalone=True, backend="egl")
        except Exception as error:  # moderngl raises bare Exception where EGL or a driver is missing
            raise RendererMissingError(
                f"no software OpenGL ({error}): install the packages that `make actors` names"
            ) from error
        context = self._context
        self._materials: dict[tuple[str, int, bool], moderngl.Program] = {}
        self._depth = program(context, "depth.vert", "depth.frag")
        self._screens = {
            name: program(context, "screen.vert", f"{name}.frag")
            for name in ("occlusion", "blur", "backdrop", "develop")
        }
        corners = context.buffer(np.array([-1, -1, 1, -1, -1, 1, 1, 1], "f4").tobytes())
        self._quads = {
            name: context.vertex_array(screen, [(corners, "2f", "corner")]) for name, screen in self._screens.items()
        }
        self._targets = Targets(context, self.size)
        self._cast = [[worn(context, figure, part) for part in figure.parts] for figure in figures]
        self._skins = [self._skin_texture(figure) for figure in figures]
        self._figures = list(figures)
        self._room: list[tuple[Drawable, bool]] = []

    def close(self) -> None:
        """Give the GPU's memory back; may be called twice."""
        self._context.release()

    def stage(self, room: Room, camera: Camera) -> None:
        """Set the room and the camera, and draw the room once."""
        self._look, self._camera = room, camera
        self._light = unit(room.light_from)
        self._view = camera.matrix(*self.size)
        self._room = [(standing(self._context, thing), thing.casts) for thing in things(room)]
        self._draw_room()

    def draw(self, cast: Sequence[Sequence[Array]], seed: int = 0) -> np.ndarray:
        """The picture (height, width, 3) of the cast: per figure its parts' vertices in the room, metres.

        `seed` picks the sensor noise, and nothing else.
        """
        seen = []
        for parts, drawables, points in zip(
            (figure.parts for figure in self._figures), self._cast, cast, strict=True
        ):
            for part, drawable, moved in zip(parts, drawables, points, strict=True):
                drawable.write(position=moved[part.corners], normal=part.normals(moved)[part.corners])
                seen.append(moved[::7])
        middles = [np.mean(points[0], axis=0)[[0, 2]] for points in cast]
        self._aim_shadow(
            np.mean(middles, axis=0) if middles else np.zeros(2),
            SHADOW_HALF + (np.ptp(middles, axis=0).max() / 2.0 if middles else 0.0),
        )
        self._draw_shadow([drawable for drawables in self._cast for drawable in drawables])
        self._draw_places(np.concatenate(seen) if seen else np.zeros((1, 3)))
        self._draw_figures()
        return self._develop(seed)

    # ---- setting up

    def _skin_texture(self, figure: Figure) -> moderngl.Texture:
        painted = paint(self._context, figure)
        texture = self._context.texture(
            (painted.shape[1], painted.shape[0]), 3, np.ascontiguousarray(painted).tobytes()
        )
        texture.build_mipmaps()
        texture.filter = (moderngl.LINEAR_MIPMAP_LINEAR, moderngl.LINEAR)
        texture.anisotropy = 4.0
        return texture

    # ---- passes

    def _aim_shadow(self, focus: Array, half: float) -> None:
        centre = np.array([focus[0], FOCUS_HEIGHT, focus[1]])
        self._shadow_scale = SHADOW_HALF / half
        self._light_view = orthographic(half, 0.5, 9.0) @ view(centre + self._light * 4.0, centre)

    def _draw_shadow(self, drawables: Sequence[Drawable]) -> None:
        self._context.enable_only(moderngl.DEPTH_TEST)
        self._targets.shadow_target.use()
        self._targets.shadow_target.clear(depth=1.0)
        self._draw_depth(drawables, self._light_view)

    def _draw_depth(self, drawables: Sequence[Drawable], matrix: Array) -> None:
        for drawable in drawables:
            set_uniforms(self._depth, {"view_projection": _bytes(matrix), "fringed": drawable.material == "hair"})
            drawable.draw(self._depth)

    def _draw_room(self) -> None:
        """Both layers of the empty room, multisampled, with the shadows that things cast on each other."""
        context = self._context
        layers = self._targets.layered(2)
        self._shadow_scale = 1.0
        centre = np.array([0.0, FOCUS_HEIGHT, 0.1])
        self._light_view = orthographic(ROOM_SHADOW_HALF, 0.5, 12.0) @ view(centre + self._light * 6.0, centre)
        self._draw_shadow([drawable for drawable, casts in self._room if casts])
        context.enable_only(moderngl.DEPTH_TEST)
        self._targets.room_places_target.use()
        self._targets.room_places_target.clear(0.0, 0.0, 0.0, 0.0, depth=1.0)
        self._draw_depth([drawable for drawable, _ in self._room], self._view)
        self._draw_occlusion(self._targets.room_places, (0, 0, *self.size))
        context.copy_framebuffer(self._targets.room_open_target, self._targets.open_target)
        context.enable_only(moderngl.DEPTH_TEST)
        layers.use()
        layers.clear(0.3, 0.3, 0.3, 0.0, depth=1.0)
        self._bind(None)
        for drawable, _ in self._room:
            self._shade(drawable, split=True)
        for texture, layer in zip(
            (self._targets.rest_of_light, self._targets.lamp), layers.color_attachments, strict=True
        ):
            context.copy_framebuffer(context.framebuffer([texture]), context.framebuffer([layer]))
        self._unbind()

    def _draw_places(self, points: Array) -> None:
        """Places and occlusion of this moment: the room's, worked out again about the figures."""
        context, target = self._context, self._targets.places_target
        context.copy_framebuffer(target, self._targets.room_places_target)
        context.enable_only(moderngl.DEPTH_TEST)
        target.color_mask = (False,) * 4
        target.use()
        target.clear(depth=1.0)
        target.color_mask = (True,) * 4
        target.use()
        self._draw_depth([drawable for drawables in self._cast for drawable in drawables], self._view)
        context.copy_framebuffer(self._targets.open_target, self._targets.room_open_target)
        if self._cast:
            width, height = self.size
            pixels = self._camera.project(points, width, height)
            left, right = np.clip([pixels[:, 0].min() - MARGIN, pixels[:, 0].max() + MARGIN], 0, width).astype(int)
            low, high = np.clip(
                [height - pixels[:, 1].max() - MARGIN, height - pixels[:, 1].min() + MARGIN], 0, height
            ).astype(int)
            self._draw_occlusion(self._targets.places, (left, low, max(1, right - left), max(1, high - low)))

    def _draw_occlusion(self, places: moderngl.Texture, box: tuple[int, int, int, int]) -> None:
        """Occlusion within a box of pixels (left, bottom, width, height)."""
        common = {"places": 0, "rough": 1, "eye": tuple(self._camera.eye), "resolution": self.size}
        places.use(0)
        self._targets.open_rough.use(1)
        for name, target in (("occlusion", self._targets.open_rough_target), ("blur", self._targets.open_target)):
            target.scissor = box
            self._draw_screen(name, target, common)
            target.scissor = None

    def _draw_screen(self, name: str, target: moderngl.Framebuffer, uniforms: dict[str, Any]) -> None:
        self._context.enable_only(moderngl.NOTHING)
        target.use()
        set_uniforms(self._screens[name], uniforms)
        self._quads[name].render(moderngl.TRIANGLE_STRIP)

    def _draw_figures(self) -> None:
        context = self._context
        self._targets.multisampled.use()
        self._targets.multisampled.clear(depth=1.0)
        self._bind(None)
        self._targets.rest_of_light.use(6)
        self._targets.lamp.use(7)
        self._targets.room_places.use(8)
        self._draw_screen(
            "backdrop",
            self._targets.multisampled,
            {
                "rest_of_light": 6,
                "lamp": 7,
                "places": 8,
                "occlusion": 3,
                "shadow_compare": 4,
                "shadow_depth": 5,
                "shadow_scale": self._shadow_scale,
                "light_projection": _bytes(self._light_view),
            },
        )
        context.enable_only(moderngl.DEPTH_TEST)
        for drawables, skin in zip(self._cast, self._skins, strict=True):
            self._bind(skin)
            for drawable in drawables:
                self._shade(drawable)
        context.copy_framebuffer(self._targets.image_target, self._targets.multisampled)
        self._unbind()

    def _bind(self, skin: moderngl.Texture | None) -> None:
        """Put the shared textures in their places."""
        if skin is not None:
            skin.use(2)
        self._targets.open.use(3)
        for unit_number, sampler in ((4, self._targets.compare), (5, self._targets.read_depth)):
            self._targets.shadow.use(unit_number)
            sampler.use(unit_number)

    def _unbind(self) -> None:
        self._targets.compare.clear(4)
        self._targets.read_depth.clear(5)

    def _shade(self, drawable: Drawable, split: bool = False) -> None:
        key = (drawable.material, drawable.pattern, split)
        if key not in self._materials:
            self._materials[key] = material_program(self._context, *key)
        by, eye = self._materials[key], np.array(self._camera.eye)
        set_uniforms(
            by,
            {
                "skin_map": 2,
                "occlusion": 3,
                "shadow_compare": 4,
                "shadow_depth": 5,
                "shadow_scale": self._shadow_scale,
                "eye": tuple(eye),
                "fill_place": tuple(eye + np.array([0.0, 0.8, 1.0])),
                "light_direction": tuple(self._light),
                "light_colour": self._look.light,
                "ambient": self._look.ambient,
                "resolution": self.size,
                "view_projection": _bytes(self._view),
                "light_projection": _bytes(self._light_view),
                **drawable.uniforms,
            },
        )
        drawable.draw(by)

    def _develop(self, seed: int) -> np.ndarray:
        self._targets.image.use(0)
        self._draw_screen(
            "develop",
            self._targets.out,
            {
                "image": 0,
                "resolution": self.size,
                "seed": float(seed % 97),
                "exposure": self.picture.exposure,
                "grain": self.picture.grain,
                "balance": self.picture.balance,
            },
        )
        pixels = np.frombuffer(self._targets.out.read(components=3, alignment=1), np.uint8)
        return pixels.reshape(self.picture.height, self.picture.width, 3)[::-1]


def _bytes(matrix: Array) -> bytes:
    """A matrix as OpenGL wants it, column by column."""
    return np.ascontiguousarray(matrix.T, "f4").tobytes()
