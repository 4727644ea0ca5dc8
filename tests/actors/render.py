"""Pictures of figures in a room, by software OpenGL: soft shadows, ambient occlusion, smooth edges.

The room is drawn once per camera. Each frame notes what every pixel shows of the cast (`seen.frag`), shades those
pixels once each (`shade.frag`), lays the cast's shadow and occlusion over the room, and merges the two along the
parts' edges (`merge.frag`). Things of the room hide figures and are hidden by them, as they lie. A mirror is a hole
in its wall behind which everything is drawn once more, reflected.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import moderngl
import numpy as np

from .aspect import aspects
from .camera import FULL_WELL, READ_NOISE, Camera, Glass, Picture, orthographic, view
from .costume import Costume, costumes_of
from .drawable import Drawable, standing
from .figure import Figure
from .footprint import Box, apart, grown
from .programs import RendererMissingError as RendererMissingError
from .programs import as_bytes, material_program, program, set_uniforms, shared_context
from .rotations import Array, unit
from .scene import Room, mirror_plane, things
from .screens import Screens
from .targets import Targets
from .thing import Thing

SHADOW_HALF = 1.5
"""Metres from the middle of one figure's shadow map to its edge; penumbras are tuned for it."""
ROOM_SHADOW_HALF = 4.0
FOCUS_HEIGHT = 0.85
MARGIN = 0.07
"""Of the picture's height: so far about a figure occlusion is worked out again, and shadows are soft."""
EDGE = 2
"""Pixels about a part's vertices in which it may show."""
FIRST_NUMBER = 2
"""Of the first part; 1 is the room, 0 is nothing."""
MOST_PARTS = 254
Cast = Sequence[Sequence[Array]]
"""One moment: per figure its parts' vertices in the room, metres."""
CLEAR = Glass(transmission=(1.0, 1.0, 1.0))
THINNED, DENSE = 7, 1000
"""Every so many vertices of a part stand for it where its extent matters only roughly."""


class Renderer:
    """Draws a fixed cast; room, camera and picture may change between frames, the picture's size may not.

    Example:
        renderer = Renderer([figure], Picture())
        renderer.stage(Room(), Camera())
        image = renderer.draw([figure.placed(pose, Place())], seed=1)   # (height, width, 3) uint8
    """

    def __init__(self, figures: Sequence[Figure], picture: Picture) -> None:
        self.picture = picture
        self.size = picture.size
        self._margin = round(MARGIN * picture.height)
        self._context = shared_context()
        self._costumes = costumes_of(figures)
        if sum(len(figure.parts) for figure in figures) > MOST_PARTS:
            raise ValueError(f"the cast has more than {MOST_PARTS} parts")
        self._screens = Screens()
        self._targets = Targets(self.size)
        self._room: list[tuple[Drawable, Thing]] = []

    def close(self) -> None:
        """Forget the targets and the room; may be called twice."""
        self._room.clear()
        self._costumes.clear()

    def stage(self, room: Room, camera: Camera) -> None:
        """Set the room and the camera, and draw the room once."""
        self._look, self._camera = room, camera
        self._light = unit(room.light_from)
        self._view = camera.matrix(*self.size)
        self._room = [(standing(thing), thing) for thing in things(room, camera)]
        self._aspects = aspects(room, self._view, self.size)
        self._draw_room()

    def draw(self, cast: Cast, seed: int = 0) -> np.ndarray:
        """The picture (height, width, 3) of the cast in one moment.

        `seed` picks the sensor noise, and nothing else.
        """
        return self.draw_exposure([cast], seed)

    def draw_exposure(self, moments: Sequence[Cast], seed: int = 0) -> np.ndarray:
        """The picture of the light of several moments together, while the shutter is open."""
        targets = self._targets
        if len(moments) == 1:
            self._expose(moments[0])
            return self._develop(targets.image, seed)
        targets.exposed_target.use()
        targets.exposed_target.clear()
        for cast in moments:
            self._expose(cast)
            self._context.blend_func = moderngl.ONE, moderngl.ONE
            targets.image.use(0)
            uniforms = {"image": 0, "share": 1.0 / len(moments)}
            self._screens.draw("add", targets.exposed_target, uniforms, [(0, 0, *self.size)], moderngl.BLEND)
        return self._develop(targets.exposed, seed)

    # ---- the empty room

    def _draw_room(self) -> None:
        """Both layers of the empty room, multisampled, with the shadows that things cast on each other."""
        targets = self._targets
        layers = targets.layers()
        self._shadow_scale = 1.0
        centre = np.array([0.0, FOCUS_HEIGHT, 0.1])
        self._light_view = orthographic(ROOM_SHADOW_HALF, 0.5, 12.0) @ view(centre + self._light * 6.0, centre)
        self._draw_shadow([drawable for drawable, thing in self._room if thing.casts])
        self._clear(targets.room_places_target)
        self._draw_room_by(program("seen.vert", "places.frag"))
        self._clear(targets.room_covered_target)
        targets.room_covered_target.color_mask = (False,) * 4
        self._draw_room_by(program("seen.vert", "places.frag"))
        self._draw_occlusion(targets.room_places, [(0, 0, *self.size)])
        self._context.copy_framebuffer(targets.room_open_target, targets.open_target)
        self._clear(layers, 0.3, 0.3, 0.3)
        self._bind()
        shared = self._lighting()
        for drawable, thing in self._room:
            by = material_program("seen.vert", "surface.frag", drawable.material, drawable.pattern)
            set_uniforms(by, shared | drawable.uniforms)
            self._draw_aspects(by, drawable, thing)
        for texture, layer in zip((targets.rest_of_light, targets.lamp), layers.color_attachments, strict=True):
            self._context.copy_framebuffer(self._context.framebuffer([texture]), self._context.framebuffer([layer]))
        self._draw_shadow([])
        self._draw_backdrop(targets.room_alone_target, [(0, 0, *self.size)])
        self._unbind()

    # ---- one moment

    def _expose(self, cast: Cast) -> None:
        """The light of one moment, in `targets.image`."""
        for costume, points in zip(self._costumes, cast, strict=True):
            costume.move(points)
        targets = self._targets
        shown = [
            [[aspect.box(points, EDGE, self.size) for aspect in self._aspects] for points in parts]
            for parts in cast
        ]
        boxes = [box for parts in shown for row in parts for box in row]
        self._aim_shadow([np.mean(parts[0], axis=0)[[0, 2]] for parts in cast])
        self._draw_shadow([drawable for drawable, _, _ in self._worn()])
        self._draw_seen()
        self._context.copy_framebuffer(targets.open_target, targets.room_open_target)
        self._draw_occlusion(targets.places, apart([grown(box, self._margin, self.size) for box in boxes]))
        self._bind()
        self._context.copy_framebuffer(targets.room_target, targets.room_alone_target)
        self._draw_backdrop(targets.room_target, self._shaded_ground(cast))
        self._shade([row for parts in shown for row in parts])
        self._unbind()
        self._merge(apart(boxes))

    def _worn(self) -> Iterator[tuple[Drawable, int, Costume]]:
        """Each part of the cast with its number."""
        number = FIRST_NUMBER
        for costume in self._costumes:
            for drawable in costume.drawables:
                yield drawable, number, costume
                number += 1

    def _aim_shadow(self, middles: Sequence[Array]) -> None:
        """Point the lamp's map at figures whose middles (x, z) are given."""
        focus = np.mean(middles, axis=0) if middles else np.zeros(2)
        half = SHADOW_HALF + (np.ptp(middles, axis=0).max() / 2.0 if middles else 0.0)
        centre = np.array([focus[0], FOCUS_HEIGHT, focus[1]])
        self._shadow_scale = SHADOW_HALF / half
        self._light_view = orthographic(half, 0.5, 9.0) @ view(centre + self._light * 4.0, centre)

    def _draw_shadow(self, drawables: Sequence[Drawable]) -> None:
        self._clear(self._targets.shadow_target)
        for fringed, triangles in ((False, "whole"), (True, "fringed")):
            by = program("seen.vert", "depth.frag", fringed)
            set_uniforms(by, {"view_projection": as_bytes(self._light_view), "to_seen": as_bytes(np.eye(4))})
            for drawable in drawables:
                drawable.draw(by, triangles)

    def _draw_room_by(self, by: moderngl.Program) -> None:
        set_uniforms(by, {"view_projection": as_bytes(self._view)})
        for drawable, thing in self._room:
            self._draw_aspects(by, drawable, thing)

    def _draw_aspects(self, by: moderngl.Program, drawable: Drawable, thing: Thing) -> None:
        for aspect in self._aspects if thing.mirrored else self._aspects[:1]:
            by["to_seen"].write(as_bytes(aspect.to_seen))
            drawable.draw(by)

    def _draw_seen(self) -> None:
        """What every pixel's middle shows, and which part covers each of its samples."""
        targets = self._targets
        self._context.copy_framebuffer(targets.places_target, targets.room_places_target)
        self._context.copy_framebuffer(targets.covered_target, targets.room_covered_target)
        self._context.enable_only(moderngl.DEPTH_TEST)
        for target, fragment in ((targets.seen_target, "seen.frag"), (targets.covered_target, "cover.frag")):
            target.use()
            for fringed, triangles in ((False, "whole"), (True, "fringed")):
                by = program("seen.vert", fragment, fringed)
                set_uniforms(by, {"view_projection": as_bytes(self._view)})
                for aspect in self._aspects:
                    by["to_seen"].write(as_bytes(aspect.to_seen))
                    self._context.front_face = "cw" if aspect.mirrored else "ccw"
                    for drawable, number, _ in self._worn():
                        by["number"] = float(number)
                        drawable.draw(by, triangles)
        self._context.front_face = "ccw"

    def _draw_occlusion(self, places: moderngl.Texture, boxes: Sequence[Box]) -> None:
        targets = self._targets
        common = {"places": 0, "rough": 1, "eye": tuple(self._camera.eye), "resolution": self.size}
        places.use(0)
        targets.open_rough.use(1)
        self._screens.draw("occlusion", targets.open_rough_target, common, boxes)
        self._screens.draw("blur", targets.open_target, common, boxes)

    def _draw_backdrop(self, target: moderngl.Framebuffer, boxes: Sequence[Box]) -> None:
        """The room under the cast's shadow and occlusion, within boxes."""
        for place, texture in enumerate(
            (self._targets.rest_of_light, self._targets.lamp, self._targets.room_places), 6
        ):
            texture.use(place)
        uniforms = self._lighting() | {"rest_of_light": 6, "lamp": 7, "places": 8}
        self._screens.draw("backdrop", target, uniforms, boxes)

    def _shaded_ground(self, cast: Cast) -> list[Box]:
        """Where the cast's shadow and occlusion can fall: about each figure and along its shadow to the floor."""
        boxes = []
        for parts in cast:
            points = np.concatenate([thinned(part) for part in parts])
            fall = np.maximum(points[:, 1], 0.0) / max(self._light[1], 0.05)
            reached = np.concatenate([points, points - fall[:, None] * self._light])
            boxes += [aspect.box(reached, self._margin, self.size) for aspect in self._aspects]
        return apart(boxes)

    def _shade(self, shown: Sequence[Sequence[Box | None]]) -> None:
        """Light every part where it shows."""
        targets = self._targets
        for place, texture in enumerate((targets.places, targets.facings, targets.origins), 6):
            texture.use(place)
        shared = self._lighting() | {"places": 6, "facings": 7, "origins": 8}
        for (drawable, number, costume), boxes in zip(self._worn(), shown, strict=True):
            costume.skin.use(2)
            by = material_program("screen.vert", "shade.frag", drawable.material, drawable.pattern)
            set_uniforms(by, shared | drawable.uniforms | {"number": float(number)})
            self._screens.fill(by, targets.shaded_target, apart(boxes))

    def _merge(self, boxes: Sequence[Box]) -> None:
        targets = self._targets
        self._context.copy_framebuffer(targets.image_target, targets.room_target)
        names = ("room", "shaded", "places", "covered")
        for place, name in enumerate(names):
            getattr(targets, name).use(place)
        self._screens.draw("merge", targets.image_target, {name: n for n, name in enumerate(names)}, boxes)

    def _develop(self, light: moderngl.Texture, seed: int) -> np.ndarray:
        picture, glass = self.picture, self.picture.glass or CLEAR
        light.use(0)
        uniforms = {
            "image": 0,
            "resolution": self.size,
            "seed": seed,
            "transmission": glass.transmission,
            "veil": glass.veil,
            "exposure": picture.exposure,
            "balance": picture.balance,
            "gain": picture.gain,
            "full_well": FULL_WELL,
            "read_noise": READ_NOISE,
            "grain": picture.grain,
        }
        self._screens.draw("develop", self._targets.out, uniforms, [(0, 0, *self.size)])
        pixels = np.frombuffer(self._targets.out.read(components=3, alignment=1), np.uint8)
        return pixels.reshape(self.picture.height, self.picture.width, 3)[::-1]

    # ---- drawing

    def _clear(self, target: moderngl.Framebuffer, *colour: float) -> None:
        self._context.enable_only(moderngl.DEPTH_TEST)
        target.use()
        target.clear(*colour, depth=1.0)

    def _lighting(self) -> dict[str, Any]:
        """What all lit surfaces share."""
        eye = np.array(self._camera.eye)
        return {
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
            "view_projection": as_bytes(self._view),
            "light_projection": as_bytes(self._light_view),
            "mirror": tuple(mirror_plane(self._look)),
            "silvering": self._look.mirror.silvering if self._look.mirror else (1.0, 1.0, 1.0),
        }

    def _bind(self) -> None:
        """Put the shared textures in their places."""
        self._targets.open.use(3)
        for place, sampler in ((4, self._targets.compare), (5, self._targets.read_depth)):
            self._targets.shadow.use(place)
            sampler.use(place)

    def _unbind(self) -> None:
        self._targets.compare.clear(4)
        self._targets.read_depth.clear(5)


def thinned(points: Array) -> Array:
    """Enough of a part's points to say where it is; all of them, where they are as few as the corners of a box."""
    return points[:: THINNED if len(points) > DENSE else 1]
