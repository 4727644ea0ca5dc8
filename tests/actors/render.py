"""Pictures of figures in a room, by software OpenGL: soft shadows, ambient occlusion, multisampling.

The room is drawn once per camera; each frame draws the figures, their shadow and their occlusion over it.
Figures stand in front of everything in the room.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import moderngl
import numpy as np

from .camera import Camera, orthographic, view
from .figure import Figure
from .people import Person
from .programs import material_program, program, set_uniforms
from .rotations import Array, unit
from .scene import Room, Thing, things
from .skin_paint import paint
from .surface import Part

SAMPLES = 4
SHADOW_SIZE = 1024
SHADOW_HALF = 1.5
"""Metres from the middle of one figure's shadow map to its edge; penumbras are tuned for it."""
ROOM_SHADOW_HALF = 4.0
FOCUS_HEIGHT = 0.85
MARGIN = 45
"""Pixels about a figure in which occlusion is worked out again."""
YOKE_HEIGHT = 1.27
PATTERNS = {"plain": 0, "striped": 1, "yoked": 2}


@dataclass(frozen=True)
class Picture:
    """How the camera develops: pixels, exposure, white balance, sensor noise."""

    width: int = 480
    height: int = 640
    exposure: float = 0.92
    balance: tuple[float, float, float] = (1.0, 1.0, 1.0)
    grain: float = 0.012


class RendererMissingError(RuntimeError):
    """This machine cannot render without a display."""


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
        self._context, self._arrays = context, {}
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


class Renderer:
    """Draws a fixed cast; room, camera and picture may change between frames.

    Example:
        renderer = Renderer([figure], Picture())
        renderer.stage(Room(), Camera())
        image = renderer.draw([[placed(part) for part in figure.parts]], seed=1)   # (height, width, 3) uint8
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
            name: context.vertex_array(screen, [(corners, "2f", "corner")])
            for name, screen in self._screens.items()
        }
        self._make_targets()
        self._cast = [self._dress(figure) for figure in figures]
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
        self._room = [(self._place(thing), thing.casts) for thing in things(room)]
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

    def _texture(self, components: int, kind: str, nearest: bool = False) -> moderngl.Texture:
        texture = self._context.texture(self.size, components, dtype=kind)
        texture.repeat_x = texture.repeat_y = False
        if nearest:
            texture.filter = (moderngl.NEAREST, moderngl.NEAREST)
        return texture

    def _make_targets(self) -> None:
        """Everything that is drawn into before the picture."""
        context = self._context
        self._shadow = context.depth_texture((SHADOW_SIZE, SHADOW_SIZE))
        self._shadow_target = context.framebuffer(depth_attachment=self._shadow)
        self._compare = context.sampler(
            compare_func="<=", filter=(moderngl.LINEAR, moderngl.LINEAR), repeat_x=False, repeat_y=False
        )
        self._read_depth = context.sampler(
            compare_func="", filter=(moderngl.NEAREST, moderngl.NEAREST), repeat_x=False, repeat_y=False
        )
        self._places, self._room_places = self._texture(4, "f4", True), self._texture(4, "f4", True)
        self._places_target, self._room_places_target = (
            context.framebuffer([texture], context.depth_renderbuffer(self.size))
            for texture in (self._places, self._room_places)
        )
        self._open_rough, self._open, self._room_open = (self._texture(1, "f2", True) for _ in range(3))
        self._open_rough_target, self._open_target, self._room_open_target = (
            context.framebuffer([texture]) for texture in (self._open_rough, self._open, self._room_open)
        )
        self._multisampled = context.framebuffer(
            [context.renderbuffer(self.size, 4, samples=SAMPLES, dtype="f2")],
            context.depth_renderbuffer(self.size, samples=SAMPLES),
        )
        self._image, self._rest_of_light, self._lamp = (self._texture(4, "f2") for _ in range(3))
        self._image_target = context.framebuffer([self._image])
        self._out = context.framebuffer([context.texture(self.size, 4)])

    def _dress(self, figure: Figure) -> list[Drawable]:
        return [self._wear(figure, part) for part in figure.parts]

    def _wear(self, figure: Figure, part: Part) -> Drawable:
        base, accent, pattern = _colours(figure.person, part.name)
        left, right = figure.eyes
        drawable = Drawable(
            self._context,
            len(part.corners),
            part.triangles,
            part.material,
            {
                "base": base,
                "accent": accent,
                "left_eye": tuple(left),
                "right_eye": tuple(right),
                "split_height": YOKE_HEIGHT * figure.surface.scale,
            },
            pattern,
        )
        edge = np.zeros(len(part.rest)) if part.edge is None else part.edge
        drawable.write(rest=part.rest[part.corners], edge=edge[part.corners])
        if part.texture is not None:
            drawable.write(texture_place=part.texture)
        return drawable

    def _skin_texture(self, figure: Figure) -> moderngl.Texture:
        painted = paint(self._context, figure)
        texture = self._context.texture(
            (painted.shape[1], painted.shape[0]), 3, np.ascontiguousarray(painted).tobytes()
        )
        texture.build_mipmaps()
        texture.filter = (moderngl.LINEAR_MIPMAP_LINEAR, moderngl.LINEAR)
        texture.anisotropy = 4.0
        return texture

    def _place(self, thing: Thing) -> Drawable:
        drawable = Drawable(
            self._context,
            len(thing.solid.points),
            thing.solid.triangles,
            thing.material,
            {"base": thing.base, "accent": thing.accent, "split_height": thing.split_height},
            thing.pattern,
        )
        drawable.write(position=thing.solid.points, rest=thing.solid.points, normal=thing.solid.normals)
        return drawable

    # ---- passes

    def _aim_shadow(self, focus: Array, half: float) -> None:
        centre = np.array([focus[0], FOCUS_HEIGHT, focus[1]])
        self._shadow_scale = SHADOW_HALF / half
        self._light_view = orthographic(half, 0.5, 9.0) @ view(centre + self._light * 4.0, centre)

    def _draw_shadow(self, drawables: Sequence[Drawable]) -> None:
        self._context.enable_only(moderngl.DEPTH_TEST)
        self._shadow_target.use()
        self._shadow_target.clear(depth=1.0)
        self._draw_depth(drawables, self._light_view)

    def _draw_depth(self, drawables: Sequence[Drawable], matrix: Array) -> None:
        for drawable in drawables:
            set_uniforms(
                self._depth, {"view_projection": _bytes(matrix), "fringed": drawable.material == "hair"}
            )
            drawable.draw(self._depth)

    def _draw_room(self) -> None:
        """Both layers of the empty room, multisampled, with the shadows that things cast on each other."""
        context = self._context
        layers = context.framebuffer(
            [context.renderbuffer(self.size, 4, samples=SAMPLES, dtype="f2") for _ in range(2)],
            context.depth_renderbuffer(self.size, samples=SAMPLES),
        )
        self._shadow_scale = 1.0
        centre = np.array([0.0, FOCUS_HEIGHT, 0.1])
        self._light_view = orthographic(ROOM_SHADOW_HALF, 0.5, 12.0) @ view(
            centre + self._light * 6.0, centre
        )
        self._draw_shadow([drawable for drawable, casts in self._room if casts])
        context.enable_only(moderngl.DEPTH_TEST)
        self._room_places_target.use()
        self._room_places_target.clear(0.0, 0.0, 0.0, 0.0, depth=1.0)
        self._draw_depth([drawable for drawable, _ in self._room], self._view)
        self._draw_occlusion(self._room_places, (0, 0, *self.size))
        context.copy_framebuffer(self._room_open_target, self._open_target)
        context.enable_only(moderngl.DEPTH_TEST)
        layers.use()
        layers.clear(0.3, 0.3, 0.3, 0.0, depth=1.0)
        self._bind(None)
        for drawable, _ in self._room:
            self._shade(drawable, split=True)
        for texture, layer in zip((self._rest_of_light, self._lamp), layers.color_attachments, strict=True):
            context.copy_framebuffer(context.framebuffer([texture]), context.framebuffer([layer]))
        self._unbind()

    def _draw_places(self, points: Array) -> None:
        """Places and occlusion of this moment: the room's, worked out again about the figures."""
        context, target = self._context, self._places_target
        context.copy_framebuffer(target, self._room_places_target)
        context.enable_only(moderngl.DEPTH_TEST)
        target.color_mask = (False,) * 4
        target.use()
        target.clear(depth=1.0)
        target.color_mask = (True,) * 4
        target.use()
        self._draw_depth([drawable for drawables in self._cast for drawable in drawables], self._view)
        context.copy_framebuffer(self._open_target, self._room_open_target)
        if self._cast:
            width, height = self.size
            pixels = self._camera.project(points, width, height)
            left, right = np.clip(
                [pixels[:, 0].min() - MARGIN, pixels[:, 0].max() + MARGIN], 0, width
            ).astype(int)
            low, high = np.clip(
                [height - pixels[:, 1].max() - MARGIN, height - pixels[:, 1].min() + MARGIN], 0, height
            ).astype(int)
            self._draw_occlusion(self._places, (left, low, max(1, right - left), max(1, high - low)))

    def _draw_occlusion(self, places: moderngl.Texture, box: tuple[int, int, int, int]) -> None:
        """Occlusion within a box of pixels (left, bottom, width, height)."""
        common = {"places": 0, "rough": 1, "eye": tuple(self._camera.eye), "resolution": self.size}
        places.use(0)
        self._open_rough.use(1)
        for name, target in (("occlusion", self._open_rough_target), ("blur", self._open_target)):
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
        self._multisampled.use()
        self._multisampled.clear(depth=1.0)
        self._bind(None)
        self._rest_of_light.use(6)
        self._lamp.use(7)
        self._room_places.use(8)
        self._draw_screen(
            "backdrop",
            self._multisampled,
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
        context.copy_framebuffer(self._image_target, self._multisampled)
        self._unbind()

    def _bind(self, skin: moderngl.Texture | None) -> None:
        """Put the shared textures in their places."""
        if skin is not None:
            skin.use(2)
        self._open.use(3)
        for unit_number, sampler in ((4, self._compare), (5, self._read_depth)):
            self._shadow.use(unit_number)
            sampler.use(unit_number)

    def _unbind(self) -> None:
        self._compare.clear(4)
        self._read_depth.clear(5)

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
        self._image.use(0)
        self._draw_screen(
            "develop",
            self._out,
            {
                "image": 0,
                "resolution": self.size,
                "seed": float(seed % 97),
                "exposure": self.picture.exposure,
                "grain": self.picture.grain,
                "balance": self.picture.balance,
            },
        )
        pixels = np.frombuffer(self._out.read(components=3, alignment=1), np.uint8)
        return pixels.reshape(self.picture.height, self.picture.width, 3)[::-1]


def _colours(person: Person, part: str) -> tuple[tuple[float, ...], tuple[float, ...], int]:
    """Base colour, second colour and pattern of a part."""
    none, grey = (0.0, 0.0, 0.0), (0.04, 0.04, 0.043)
    known = {
        "shirt": (person.top.colour, person.top.accent, PATTERNS[person.top.pattern]),
        "bottoms": (person.bottoms.colour, none, 0),
        "shoes": (person.shoe, person.sole, 0),
        "socks": (person.sock, none, 0),
        "hair": (person.hair_colour, none, 0),
        "ponytail": (person.hair_colour, none, 0),
    }
    if part.startswith("dumbbell"):
        return grey, none, 0
    return known.get(part, (person.iris, none, 0))


def _bytes(matrix: Array) -> bytes:
    """A matrix as OpenGL wants it, column by column."""
    return np.ascontiguousarray(matrix.T, "f4").tobytes()
