"""Hair: a thick cap grown from the scalp, and a ponytail."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sparse
from PIL import Image

from .body import data_folder
from .meshes import Normals, compact, cut, smoothing, subdivide, triangulate
from .people import Person
from .rotations import Array
from .surface import Part, Surface, smoothstep

FRONT = (-1.2, -0.75, -0.45, -0.22, -0.02, 0.06, 0.12, 0.30, 0.45, 0.62, 0.80, 1.1)
LINE = (-0.72, -0.68, -0.55, -0.28, 0.20, 0.16, -0.22, -0.16, 0.34, 0.52, 0.58, 0.60)
"""The hairline seen from the side: height of the line over place front to back, in eye-to-crown heights."""


def scalp_field(surface: Surface, points: Array) -> Array:
    """Distance inside the hairline in metres; positive on the scalp."""
    eye = surface.body.vertices[surface.body.groups["helper-l-eye"]].mean(0)[1]
    span = surface.body.height - eye
    height = (points[:, 1] - eye) / span
    forward = (points[:, 2] - surface.body.joint("head")[2]) / span
    return (height - np.interp(forward, FRONT, LINE)) * span


def hair(surface: Surface, person: Person) -> list[Part]:
    """The parts of a person's hair; none for a bald head."""
    if person.hair == "bald":
        return []
    cap, roots = _cap(surface, thickness=0.016 if person.hair == "short" else 0.013)
    parts = [cap, _ponytail(surface, roots)] if person.hair == "ponytail" else [cap]
    for part in parts:
        part.base = person.hair_colour
    return parts


def _cap(surface: Surface, thickness: float) -> tuple[Part, Array]:
    body, points = surface.body, surface.coarse_points
    field = scalp_field(surface, points)
    field = np.where(points[:, 1] > body.joint("neck03")[1] - 0.01, field, -0.05)
    field = np.where(_on_ears(surface), -0.01, field)
    used, polygons = compact(
        len(points), [polygon for polygon in surface.coarse_polygons if (field[list(polygon)] > -0.045).any()]
    )
    first, quads = subdivide(len(used), polygons)
    second, quads = subdivide(first.shape[0], quads)
    finer = second @ first
    rest, field = finer @ points[used], finer @ field[used]
    weights = finer @ sparse.csr_matrix(surface.coarse_weights[used])
    triangles = triangulate(quads)
    normals = Normals(len(rest), triangles)(rest)
    keep, triangles = cut(len(rest), triangles, field)
    rest, weights, normals, field = keep @ rest, keep @ weights, keep @ normals, keep @ field
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    smooth = smoothing(len(rest), triangles)
    eye = body.vertices[body.groups["helper-l-eye"]].mean(0)[1]
    grown = thickness * smoothstep(0.0, 0.035, field) + 0.0012
    grown = grown * (1.0 + 0.55 * smoothstep(0.02, 0.10, rest[:, 1] - eye))
    shell = rest + normals * grown[:, None]
    for _ in range(6):
        shell = smooth @ shell
    rough = np.random.default_rng(3).normal(size=len(shell))
    for _ in range(2):
        rough = smooth @ rough
    shell = shell + normals * (rough / rough.std() * 0.0011 * smoothstep(0.0, 0.02, field))[:, None]
    return Part("hair", "hair", shell, triangles, weights, edge=field), rest


def _ponytail(surface: Surface, roots: Array, rings: int = 28, spokes: int = 14) -> Part:
    """A bent tube from the back of the crown, bound to the head."""
    start = roots[np.argmin(roots[:, 2])] * [0.0, 1.0, 1.0] + [0.0, 0.05, 0.0]
    angle = 2.0 * np.pi * np.arange(spokes) / spokes
    points = []
    for t in np.linspace(0.0, 1.0, rings):
        centre = start + np.array([0.0, 0.03 * np.sin(2.2 * t) - 0.26 * t**1.5, -0.055 * np.sin(2.6 * t) - 0.01])
        radius = 0.024 * np.sin(np.pi * min(1.0, 1.02 * t + 0.06)) ** 0.6 * (1.0 - 0.35 * t) + 0.002
        points.append(centre + radius * np.column_stack([np.cos(angle), 0.25 * np.sin(angle), np.sin(angle)]))
    triangles = []
    for ring in range(rings - 1):
        for spoke in range(spokes):
            a, b = ring * spokes + spoke, ring * spokes + (spoke + 1) % spokes
            triangles += [(a, a + spokes, b), (b, a + spokes, b + spokes)]
    count = rings * spokes
    weights = np.zeros((count, len(surface.body.bones)))
    weights[:, surface.body.index["head"]] = 1.0
    return Part("ponytail", "hair", np.concatenate(points), np.array(triangles), weights, edge=np.full(count, 0.05))


def _on_ears(surface: Surface) -> np.ndarray:
    """Which coarse vertices the data's ear mask covers."""
    mask = np.asarray(Image.open(data_folder() / "textures" / "mpfb_ears.jpg").convert("L"), float) / 255.0
    size = mask.shape[0]
    corner = {vertex: texture for face in surface.body.faces["body"] for vertex, texture in face}
    place = surface.body.texture[[corner[vertex] for vertex in surface.coarse_vertices]]
    row = np.clip(((1.0 - place[:, 1]) * (size - 1)).astype(int), 0, size - 1)
    column = np.clip((place[:, 0] * (size - 1)).astype(int), 0, size - 1)
    return mask[row, column] > 0.4
