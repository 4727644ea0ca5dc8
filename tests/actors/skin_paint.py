"""The skin's colours, painted on the CC0 texture layout from body places and the data's own masks."""

from __future__ import annotations

from functools import cache

import moderngl
import numpy as np
from numpy.typing import ArrayLike
from PIL import Image
from scipy.ndimage import distance_transform_edt, gaussian_filter

from .body import data_folder
from .figure import Figure
from .hair import scalp_field
from .programs import program, shared_context
from .rotations import Array
from .surface import smoothstep

SIZE = 1024
TONES = {
    "light": (0.80, 0.62, 0.53),
    "medium": (0.66, 0.47, 0.36),
    "tan": (0.55, 0.38, 0.27),
    "dark": (0.34, 0.22, 0.155),
}
"""Display RGB."""
FLUSH = (1.04, 0.90, 0.88)


class Canvas:
    """A picture of the skin with the place on the body behind every texel."""

    def __init__(self, places: Array, tone: ArrayLike) -> None:
        self.side, self.height, self.depth = np.abs(places[..., 0]), places[..., 1], places[..., 2]
        self.colour = np.tile(np.asarray(tone, "f4"), (*places.shape[:2], 1))

    def near(self, place: ArrayLike, radius: float) -> Array:
        """A soft blob about a place and its mirror image."""
        x, y, z = np.asarray(place, float)
        squared = (self.side - abs(x)) ** 2 + (self.height - y) ** 2 + (self.depth - z) ** 2
        return np.exp(-squared / radius**2)

    def cover(self, mask: Array, colour: ArrayLike, strength: float = 1.0) -> None:
        """Paint over."""
        share = (np.clip(mask, 0.0, 1.0) * strength).astype("f4")
        for channel, value in enumerate(np.asarray(colour, "f4")):
            self.colour[..., channel] += share * (value - self.colour[..., channel])

    def tint(self, mask: Array, colour: ArrayLike) -> None:
        """Multiply by a colour."""
        share = np.clip(mask, 0.0, 1.0).astype("f4")
        for channel, value in enumerate(np.asarray(colour, "f4")):
            self.colour[..., channel] *= 1.0 + share * (value - np.float32(1.0))


def paint(figure: Figure) -> np.ndarray:
    """The skin map (SIZE, SIZE, 3) as bytes, bottom row first as OpenGL wants it."""
    places = _unwrapped(figure)
    tone = np.array(TONES[figure.person.skin])
    canvas = Canvas(places, tone)
    coarse, middle, fine = _mottle()
    canvas.colour *= (1.0 + 0.025 * coarse + 0.02 * middle + 0.015 * fine)[..., None]
    _flush(canvas, figure)
    _brows_and_beard(canvas, figure, fine, tone)
    if figure.person.hair != "bald":
        field = scalp_field(figure.surface, places.reshape(-1, 3)).reshape(SIZE, SIZE)
        above_neck = canvas.height > figure.body.joint("neck03")[1] - 0.03
        canvas.cover(
            smoothstep(-0.006, 0.010, field + 0.003 * middle) * above_neck * (1.0 - _mask("ears")),
            _hair_colour(figure) * 0.9,
            0.93,
        )
    return (np.clip(canvas.colour, 0.0, 1.0) * 255.0).astype(np.uint8)


def _flush(canvas: Canvas, figure: Figure) -> None:
    """Redder cheeks, nose, joints and ears; lips, mouth, nails, lids."""
    eye, joint = figure.eyes[0], figure.body.joint
    canvas.tint(canvas.near(eye + np.array([0.012, -0.045, 0.0]), 0.028) * 0.8, FLUSH)
    canvas.tint(canvas.near((0.0, eye[1] - 0.04, eye[2] + 0.04), 0.018), FLUSH)
    for bone, radius in (("lowerarm01.L", 0.05), ("lowerleg01.L", 0.06), ("finger3-1.L", 0.05)):
        canvas.tint(canvas.near(joint(bone), radius) * 0.7, FLUSH)
    for name, strength, colour in (
        ("ears", 0.6, FLUSH),
        ("lips", 1.0, (0.90, 0.72, 0.70)),
        ("inside-mouth", 1.0, (0.55, 0.25, 0.25)),
        ("fingernails", 1.0, (1.08, 1.0, 0.98)),
        ("eyelids", 0.5, (0.90, 0.80, 0.78)),
    ):
        canvas.tint(_mask(name) * strength, colour)


def _brows_and_beard(canvas: Canvas, figure: Figure, fine: Array, tone: Array) -> None:
    eye, joint = figure.eyes[0], figure.body.joint
    along = (canvas.side - 0.011) / 0.046
    inner = np.clip(along, 0.0, 1.0)
    middle = eye[1] + 0.0185 + 0.006 * np.sin(2.4 * inner) - 0.004 * inner
    thick = 0.0062 * (1.0 - 0.55 * inner)
    brow = np.exp(-(((canvas.height - middle) / thick) ** 2) * 1.2)
    brow = brow * (along > -0.05) * (along < 1.05) * (canvas.depth > eye[2] - 0.035)
    canvas.cover(brow * (0.85 + 0.25 * fine), _hair_colour(figure) * 0.8 + 0.05 * tone, 0.88)
    if figure.person.build.sex == "male":
        throat = joint("neck03")[1]
        jaw = (
            smoothstep(eye[1] - 0.055, eye[1] - 0.085, canvas.height)
            * smoothstep(throat - 0.055, throat - 0.02, canvas.height)
            * smoothstep(joint("head")[2] - 0.005, joint("head")[2] + 0.03, canvas.depth)
        )
        if figure.person.beard:
            lips = np.exp(-(((canvas.height - eye[1] + 0.068) / 0.009) ** 2 + (canvas.side / 0.024) ** 2))
            canvas.cover(jaw * (0.95 + 0.15 * fine) * (1.0 - lips), _hair_colour(figure) * 0.8, 0.9)
        else:
            canvas.tint(jaw * (0.55 + 0.2 * fine), (0.74, 0.74, 0.76))


def _hair_colour(figure: Figure) -> Array:
    """Display RGB of the hair."""
    return np.array(figure.person.hair_colour) ** (1.0 / 2.2)


@cache
def _mottle() -> tuple[Array, Array, Array]:
    """Coarse, middle and fine noise of unit spread, the same for everybody."""
    noise = np.random.default_rng(1).normal(size=(3, SIZE, SIZE)).astype("f4")
    coarse, middle, fine = (layer / layer.std() for layer in map(gaussian_filter, noise, (24, 4, 1)))
    return coarse, middle, fine


@cache
def _mask(name: str) -> Array:
    """One of the data's masks (SIZE, SIZE), 0..1, bottom row first."""
    with Image.open(data_folder() / "textures" / f"mpfb_{name}.jpg") as image:
        return np.asarray(image.convert("L").resize((SIZE, SIZE)), "f4")[::-1] / np.float32(255.0)


def _unwrapped(figure: Figure) -> Array:
    """The place at rest (SIZE, SIZE, 3) of each texel; texels off the skin take their nearest neighbour's."""
    context = shared_context()
    corners: dict[tuple[int, int], int] = {}
    triangles = []
    for face in figure.body.faces["body"]:
        ids = [corners.setdefault(corner, len(corners)) for corner in face]
        triangles += [ids[:3], [ids[0], *ids[2:]]] if len(ids) == 4 else [ids]
    vertices = figure.body.vertices[[vertex for vertex, _ in corners]]
    texture = figure.body.texture[[place for _, place in corners]]
    data = np.column_stack([vertices, texture]).astype("f4")
    mesh = context.vertex_array(
        program("unwrap.vert", "unwrap.frag"),
        [(context.buffer(data.tobytes()), "3f 2f", "rest", "texture_place")],
        context.buffer(np.array(triangles, "i4").tobytes()),
    )
    target = context.framebuffer([context.texture((SIZE, SIZE), 4, dtype="f4")])
    target.use()
    context.disable(moderngl.CULL_FACE | moderngl.DEPTH_TEST)
    target.clear(0.0, 0.0, 0.0, 0.0)
    mesh.render()
    drawn = np.frombuffer(target.read(components=4, dtype="f4"), "f4").reshape(SIZE, SIZE, 4)
    rows, columns = distance_transform_edt(drawn[..., 3] <= 0.5, return_distances=False, return_indices=True)
    return drawn[rows, columns, :3]
