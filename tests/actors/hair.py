"""Hair and headwear: a thick cap grown from the scalp, tails and knots, a peaked cap, a headscarf."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sparse
from PIL import Image

from .body import data_folder
from .meshes import Normals, compact, cut, smoothing, subdivide, triangulate
from .people import Colour, Person
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
    """What is on a person's head: hair, and a cap or a headscarf; nothing for a bald head."""
    if person.headwear == "headscarf":
        return [headscarf(surface, person)]
    parts: list[Part] = []
    if person.hair != "bald":
        thickness = {"short": 0.016, "curly": 0.050, "long": 0.018}.get(person.hair, 0.013)
        if person.headwear == "cap":
            thickness = 0.010
        cap, roots = _cap(surface, thickness, rough=0.0035 if person.hair == "curly" else 0.0011)
        parts.append(cap)
        match person.hair:
            case "ponytail":
                parts.append(_ponytail(surface, roots))
            case "bun":
                parts.append(_bun(surface, roots))
            case "long":
                parts.append(_long(surface, roots, clear=0.085 if person.top.kind == "hoodie" else 0.012))
        for part in parts:
            part.base = person.hair_colour
    if person.headwear == "cap":
        parts += cap_with_peak(surface, person.headwear_colour)
    return parts


def cap_with_peak(surface: Surface, colour: Colour) -> list[Part]:
    """A cap down to the temples, with a peak."""
    eye = _eye_height(surface)
    span = float(surface.points[:, 1].max()) - eye
    crown, _ = _cap(surface, 0.019, rough=0.0, brim=eye + 0.30 * span)
    crown.name, crown.material, crown.base = "cap", "cloth", colour
    points = crown.rest
    low = points[np.abs(points[:, 1] - (eye + 0.34 * span)) < 0.02]
    front, wide = low[:, 2].max() - 0.012, np.abs(low[:, 0]).max()
    rows, columns = 9, 17
    across = np.linspace(-1.0, 1.0, columns)
    out = np.linspace(0.0, 1.0, rows)[:, None]
    x = 0.78 * wide * across * (1.0 - 0.12 * out**2)
    z = front - 0.040 * across**2 + 0.072 * out * np.sqrt(1.0 - 0.75 * across**2)
    y = eye + 0.36 * span - 0.020 * out - 0.016 * across**2
    sheet = np.stack([x + 0.0 * out, y, z + 0.0 * x], axis=-1).reshape(-1, 3)
    both = np.concatenate([sheet, sheet - [0.0, 0.004, 0.0]])
    a = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)).ravel()
    upper = np.concatenate(
        [np.column_stack([a, a + columns, a + 1]), np.column_stack([a + 1, a + columns, a + columns + 1])]
    )
    triangles = np.concatenate([upper, upper[:, ::-1] + rows * columns])
    return [crown, _on_bones(surface, "peak", "cloth", both, triangles, {"head": 1.0}, colour)]


def headscarf(surface: Surface, person: Person) -> Part:
    """A scarf about head, neck and shoulders that leaves the face free."""
    body, points = surface.body, surface.points
    eye, head = _eye_height(surface), body.joint("head")
    neck = body.joint("neck01")
    arm = surface.arm_share(surface.weights)
    face = np.array([0.0, eye - 0.022, points[points[:, 1] > eye - 0.06][:, 2].max()])
    off = (points - face) / [0.064, 0.092, 0.085]
    round_face = (np.linalg.norm(off, axis=1) - 1.0) * 0.07
    collar = points[:, 1] - (neck[1] - 0.075) + 0.25 * (points[:, 2] - neck[2])
    field = np.minimum(np.minimum(round_face, collar), (0.25 - arm) * 0.2)
    low = smoothstep(eye - 0.06, neck[1] - 0.02, points[:, 1])
    room = 0.012 + 0.022 * low + 0.010 * smoothstep(0.0, -0.06, points[:, 2] - head[2])
    keep, triangles = cut(len(points), surface.triangles, field)
    rest, weights = keep @ (points + surface.normals * room[:, None]), keep @ surface.weights
    smooth = smoothing(len(rest), triangles)
    for _ in range(25):  # a scarf bridges ears, chin and nape
        rest, weights = smooth @ rest, smooth @ weights
    normals = Normals(len(rest), triangles)(rest)
    rest = rest + 0.008 * normals
    return Part("headscarf", "cloth", rest, triangles, weights, edge=keep @ field, smoothing=smooth,
                smoothing_steps=3, base=person.headwear_colour)  # fmt: skip


def _eye_height(surface: Surface) -> float:
    body = surface.body
    return float(body.vertices[body.groups["helper-l-eye"]].mean(0)[1])


def _cap(surface: Surface, thickness: float, rough: float, brim: float | None = None) -> tuple[Part, Array]:
    """A shell over the scalp and its roots; with a `brim`, over all of the head above that height."""
    body, points = surface.body, surface.coarse_points
    field = scalp_field(surface, points)
    field = np.where(points[:, 1] > body.joint("neck03")[1] - 0.01, field, -0.05)
    field = np.where(_on_ears(surface), -0.01, field)
    if brim is not None:
        field = points[:, 1] - brim + 0.12 * (points[:, 2] - body.joint("head")[2])
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
    bumps = np.random.default_rng(3).normal(size=len(shell))
    for _ in range(2):
        bumps = smooth @ bumps
    shell = shell + normals * (bumps / bumps.std() * rough * smoothstep(0.0, 0.02, field))[:, None]
    return Part("hair", "hair", shell, triangles, weights, edge=field), rest


def _ponytail(surface: Surface, roots: Array, rings: int = 28, spokes: int = 14) -> Part:
    """A bent tube from the back of the crown, bound to the head."""
    start = roots[np.argmin(roots[:, 2])] * [0.0, 1.0, 1.0] + [0.0, 0.05, 0.0]
    t = np.linspace(0.0, 1.0, rings)
    centre = start + np.column_stack(
        [np.zeros(rings), 0.03 * np.sin(2.2 * t) - 0.26 * t**1.5, -0.055 * np.sin(2.6 * t) - 0.01]
    )
    radius = 0.024 * np.sin(np.pi * np.minimum(1.0, 1.02 * t + 0.06)) ** 0.6 * (1.0 - 0.35 * t) + 0.002
    sizes = np.column_stack([radius, 0.25 * radius, radius])
    points, triangles = _tube(centre, sizes, spokes)
    return _on_bones(surface, "ponytail", "hair", points, triangles, {"head": 1.0})


def _bun(surface: Surface, roots: Array, rings: int = 14, spokes: int = 20) -> Part:
    """A knot on the back of the crown."""
    start = roots[np.argmin(roots[:, 2])] * [0.0, 1.0, 1.0] + [0.0, 0.055, -0.012]
    t = np.linspace(-1.0, 1.0, rings)
    centre = start + np.column_stack([np.zeros(rings), 0.038 * t, np.zeros(rings)])
    radius = 0.042 * np.sqrt(np.maximum(1.0 - t**2, 0.0)) + 0.001
    points, triangles = _tube(centre, np.column_stack([radius, np.zeros(rings), radius]), spokes)
    bumps = np.random.default_rng(5).normal(size=(len(points), 3)) * 0.0008
    return _on_bones(surface, "bun", "hair", points + bumps, triangles, {"head": 1.0})


def _long(surface: Surface, roots: Array, clear: float, rings: int = 30, spokes: int = 28) -> Part:
    """Loose hair down to the shoulder blades, which bends with the neck; `clear` metres off the nape."""
    body = surface.body
    eye = _eye_height(surface)
    back = float(roots[:, 2].min())
    t = np.linspace(0.0, 1.0, rings)
    height = eye + 0.05 - 0.36 * t
    skin = surface.points[np.abs(surface.points[:, 0]) < 0.03]
    behind = np.array([skin[np.abs(skin[:, 1] - y) < 0.02, 2].min() for y in height])
    behind = np.minimum(np.maximum(behind, back - 0.02), back + 0.035) - clear * smoothstep(0.2, 0.6, t)
    depth, wide = 0.030 * (1.0 - t) ** 0.5 + 0.012, 0.082 * np.sin(np.pi * np.minimum(0.35 + 0.75 * t, 0.97)) ** 0.5
    taper = np.where(t > 0.97, 0.2, np.where(t < 0.02, 0.3, 1.0))
    centre = np.column_stack([np.zeros(rings), height, behind - 0.006])
    points, triangles = _tube(centre, np.column_stack([wide, np.zeros(rings), depth]) * taper[:, None], spokes)
    points[:, 2] += 5.0 * points[:, 0] ** 2 * (1.0 - np.repeat(t, spokes))  # round the head
    share = smoothstep(0.25, 0.95, np.repeat(t, spokes))
    part = _on_bones(surface, "long_hair", "hair", points, triangles, {"head": 1.0})
    weights = np.zeros((len(points), len(body.bones)))
    weights[:, body.index["head"]] = 1.0 - share
    weights[:, body.index["spine01"]] = 0.75 * share
    weights[:, body.index["neck02"]] = 0.25 * share
    part.weights = sparse.csr_matrix(weights)
    return part


def _tube(centre: Array, sizes: Array, spokes: int) -> tuple[Array, np.ndarray]:
    """Points and triangles of a tube: rings about centres (n, 3), half as wide along x, y and z as `sizes` (n, 3)."""
    angle = 2.0 * np.pi * np.arange(spokes) / spokes
    ring = np.column_stack([np.cos(angle), np.sin(angle), np.sin(angle)])
    points = (centre[:, None, :] + ring[None] * sizes[:, None, :]).reshape(-1, 3)
    row, here = (grid.ravel() for grid in np.meshgrid(np.arange(len(centre) - 1), np.arange(spokes), indexing="ij"))
    a, b = row * spokes + here, row * spokes + (here + 1) % spokes
    triangles = np.stack([np.column_stack([a, a + spokes, b]), np.column_stack([b, a + spokes, b + spokes])], axis=1)
    return points, triangles.reshape(-1, 3)


def _on_bones(
    surface: Surface,
    name: str,
    material: str,
    points: Array,
    triangles: np.ndarray,
    shares: dict[str, float],
    base: Colour = (0.0, 0.0, 0.0),
) -> Part:
    """A part whose every point hangs on the same bones."""
    weights = np.zeros((len(points), len(surface.body.bones)))
    for bone, share in shares.items():
        weights[:, surface.body.index[bone]] = share
    return Part(name, material, points, triangles, weights, edge=np.full(len(points), 0.05), base=base)


def _on_ears(surface: Surface) -> np.ndarray:
    """Which coarse vertices the data's ear mask covers."""
    mask = np.asarray(Image.open(data_folder() / "textures" / "mpfb_ears.jpg").convert("L"), float) / 255.0
    size = mask.shape[0]
    corner = {vertex: texture for face in surface.body.faces["body"] for vertex, texture in face}
    place = surface.body.texture[[corner[vertex] for vertex in surface.coarse_vertices]]
    row = np.clip(((1.0 - place[:, 1]) * (size - 1)).astype(int), 0, size - 1)
    column = np.clip((place[:, 0] * (size - 1)).astype(int), 0, size - 1)
    return mask[row, column] > 0.4
