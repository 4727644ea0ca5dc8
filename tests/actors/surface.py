"""What every wearable part is cut from: the smooth body surface with its weights, and the part itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sparse

from .body import Body, PosedBones
from .meshes import Matrix, Normals, Triangles, compact, subdivide, triangulate
from .people import Colour
from .rotations import Array

ARM_BONES = ("upperarm", "lowerarm", "wrist", "metac", "finger")
REFERENCE_HEIGHT = 1.748
"""Metres. Seams and hems are given for a body this tall and scale with it."""


def smoothstep(low: float, high: float, value: Array | float) -> Array:
    """0 below `low`, 1 above `high`, smooth between (or falling, when `low` > `high`)."""
    t = np.clip((np.asarray(value, float) - low) / (high - low), 0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


@dataclass
class Part:
    """A mesh that moves with the bones. Rest positions in metres, figure frame."""

    name: str
    material: str
    """Name of a file in `shaders/materials`."""
    rest: Array
    triangles: Triangles
    weights: Matrix
    edge: Array | None = None
    """Distance to the part's hem or hairline in metres, per vertex."""
    texture: Array | None = None
    """Texture coordinates, per corner of `corner_vertex`."""
    corner_vertex: np.ndarray | None = None
    """For a textured mesh, which is split along texture seams: the vertex of each corner."""
    smoothing: Matrix | None = None
    smoothing_steps: int = 0
    slack: Array | None = None
    """Metres that cloth may fall away from under the body, per vertex."""
    follow: Callable[[PosedBones], Array] | None = None
    """For a thing that no bone carries: its points from the bones of a pose, in place of skinning."""
    base: Colour = (0.0, 0.0, 0.0)
    accent: Colour = (0.0, 0.0, 0.0)
    """Second colour, where the material or its pattern has one."""
    pattern: int = 0
    """Which pattern of its material; 0 is plain."""
    split_height: float = 0.0
    """Rest height in metres at which a pattern of two halves changes colour."""
    normals: Normals = field(init=False)

    def __post_init__(self) -> None:
        self.weights = sparse.csr_matrix(self.weights)
        split = self.triangles if self.corner_vertex is None else self.corner_vertex[self.triangles]
        self.normals = Normals(len(self.rest), split)

    @property
    def corners(self) -> np.ndarray:
        """The vertex behind each drawn corner."""
        return np.arange(len(self.rest)) if self.corner_vertex is None else self.corner_vertex


class Surface:
    """The body's skin, subdivided once, with the fields that clothes are cut by."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.scale = body.height / REFERENCE_HEIGHT
        self.sole = float(body.vertices[body.groups["body"], 1].min())
        """Height of the bare sole in the figure's frame."""
        count = len(body.vertices)
        polygons = [tuple(vertex for vertex, _ in face) for face in body.faces["body"]]
        self.coarse_vertices, self.coarse_polygons = compact(count, polygons)
        matrix, quads = subdivide(len(self.coarse_vertices), self.coarse_polygons)
        self.points: Array = matrix @ body.vertices[self.coarse_vertices]
        self.weights: Matrix = matrix @ sparse.csr_matrix(body.weights[self.coarse_vertices])
        self.triangles = triangulate(quads)
        self.normals = Normals(len(self.points), self.triangles)(self.points)
        self.coarse_points = body.vertices[self.coarse_vertices]
        self.coarse_weights = body.weights[self.coarse_vertices]

    def arm_share(self, weights: Matrix | Array) -> Array:
        """How much of each vertex hangs on arm bones, 0..1."""
        columns = [n for name, n in self.body.index.items() if name.startswith(ARM_BONES)]
        return np.asarray(weights[:, columns].sum(1)).ravel()

    def along_arm(self, points: Array) -> Array:
        """Place along the arm in upper-arm lengths: 0 shoulder, 1 elbow, about 1.9 wrist."""
        out = np.zeros(len(points))
        for side, mine in ((".L", points[:, 0] > 0), (".R", points[:, 0] <= 0)):
            shoulder, elbow, wrist = (self.body.joint(name + side) for name in ("upperarm01", "lowerarm01", "wrist"))
            upper, lower = elbow - shoulder, wrist - elbow
            before = (points[mine] - shoulder) @ upper / (upper @ upper)
            beyond = (points[mine] - elbow) @ lower / (lower @ lower)
            length = np.linalg.norm(lower) / np.linalg.norm(upper)
            out[mine] = np.where(beyond > 0, 1.0 + beyond * length, np.minimum(before, 1.0))
        return out
