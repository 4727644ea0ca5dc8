"""A dressed person: all parts of a figure at rest, and how they follow the bones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse

from . import clothing, solids
from .body import Body
from .hair import hair
from .meshes import compact, triangulate
from .people import Person
from .rotations import Array, align, unit
from .staging import Place
from .surface import Part, Surface, smoothstep

EYES = ("helper-l-eye", "helper-r-eye")
LASHES = ("helper-l-eyelashes-1", "helper-l-eyelashes-2", "helper-r-eyelashes-1", "helper-r-eyelashes-2")
LEG_BONES = ("upperleg", "lowerleg", "foot", "toe")
DUMBBELL_KG = 8.0
IRON = (0.04, 0.04, 0.043)


@dataclass(frozen=True)
class Pose:
    """The bones of a figure in one moment: rotations (bones, 3, 3) and positions (bones, 3) in metres."""

    rotations: Array
    positions: Array
    hip_bend: tuple[float, float]
    """Degrees between pelvis and left and right thigh, 0 at rest."""


@dataclass(frozen=True)
class Bound:
    """Points bound to the bones: where they are at rest (n, 3) and their weights (n, bones).

    `shares` is how much of its radius each loses to the blending of rotations when the left and the right hip bend.
    """

    rest: Array
    weights: sparse.csr_matrix
    shares: tuple[Array, Array]


class Figure:
    """A person's parts at rest. Frame: x to the figure's left, y up from the bare sole, z forward; metres."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.body = Body(person.build)
        surface = self.surface = Surface(self.body)
        where = clothing.cut_for(surface, person)
        self.eyes = [self.body.vertices[self.body.groups[name]].mean(0) for name in EYES]
        self.parts = [
            clothing.shirt(surface, person.top, where),
            clothing.bottoms(surface, person.bottoms, where),
            clothing.socks(surface, person.sock),
            clothing.shoes(surface, person.shoe, person.sole),
            self._skin(clothing.hidden_skin(surface, where)),
            *(self._helper(name, "eye") for name in EYES),
            *(self._helper(name, "lash") for name in LASHES),
            *hair(surface, person),
            *(self._dumbbells() if person.dumbbells else []),
        ]
        self._bound = {part.name: self.bound(part.rest, part.weights) for part in self.parts}

    @property
    def height(self) -> float:
        """Barefoot height in metres."""
        return self.body.height

    def posed(self, part: Part, pose: Pose) -> Array:
        """Vertices of a part in a pose, by linear blend skinning with the volume of the hips kept."""
        points = self.moved(self._bound[part.name], pose)
        for _ in range(part.smoothing_steps):
            points = part.smoothing @ points
        return points

    def placed(self, pose: Pose, place: Place) -> list[Array]:
        """Vertices of all parts in a pose, in the room."""
        return [place.into_room(self.posed(part, pose)) for part in self.parts]

    def skinned(self, rest: Array, weights: sparse.csr_matrix, pose: Pose) -> Array:
        """Points that follow the bones by their weights."""
        shift = pose.positions - np.einsum("nij,nj->ni", pose.rotations, self.body.head)
        blended = weights @ np.concatenate([pose.rotations.reshape(-1, 9), shift], axis=1)
        return np.einsum("nij,nj->ni", blended[:, :9].reshape(-1, 3, 3), rest) + blended[:, 9:]

    def moved(self, bound: Bound, pose: Pose) -> Array:
        """Bound points in a pose, by linear blend skinning with the volume of the hips kept."""
        return self._keep_volume(self.skinned(bound.rest, bound.weights, pose), bound.shares, pose)

    def bound(self, rest: Array, weights: sparse.csr_matrix) -> Bound:
        """Points ready to be moved: behind the hip joint they lose pelvis share times thigh share."""
        behind = smoothstep(0.02, -0.05, rest[:, 2] - self.body.joint("upperleg01.L")[2])
        shares = []
        for side in (".L", ".R"):
            names = self.body.index.items()
            columns = [n for name, n in names if name.startswith(LEG_BONES) and name.endswith(side)]
            leg = np.asarray(weights[:, columns].sum(1)).ravel()
            shares.append(leg * (1.0 - leg) * behind)
        return Bound(rest, weights, (shares[0], shares[1]))

    def _keep_volume(self, points: Array, shares: tuple[Array, Array], pose: Pose) -> Array:
        """Undo the collapse of blended rotations: two turned by an angle shrink radii by a known factor.

        Radii are those about the line through both hips.
        """
        shrink = np.ones(len(points))
        for share, bend in zip(shares, pose.hip_bend, strict=True):
            shrink *= np.sqrt(1.0 - 2.0 * share * (1.0 - np.cos(np.radians(bend))))
        left, right = (pose.positions[self.body.index[f"upperleg01{side}"]] for side in (".L", ".R"))
        centre, axis = (left + right) / 2.0, unit(left - right)
        from_centre = points - centre
        along = np.outer(from_centre @ axis, axis)
        return centre + along + (from_centre - along) / shrink[:, None]

    def _skin(self, hidden: np.ndarray) -> Part:
        """The visible skin, split along texture seams."""
        surface = self.surface
        corners: dict[tuple[int, int], int] = {}
        triangles = []
        for polygon, face in zip(surface.coarse_polygons, self.body.faces["body"], strict=True):
            if hidden[list(polygon)].all():
                continue
            ids = [
                corners.setdefault((vertex, texture), len(corners))
                for vertex, (_, texture) in zip(polygon, face, strict=True)
            ]
            triangles += [ids[:3], [ids[0], *ids[2:]]] if len(ids) == 4 else [ids]
        return Part(
            "skin",
            "skin",
            surface.coarse_points,
            np.array(triangles),
            sparse.csr_matrix(surface.coarse_weights),
            texture=self.body.texture[[texture for _, texture in corners]],
            corner_vertex=np.array([vertex for vertex, _ in corners]),
        )

    def _helper(self, group: str, material: str) -> Part:
        """A small separate mesh of the body data, such as an eye."""
        polygons = [tuple(vertex for vertex, _ in face) for face in self.body.faces[group]]
        used, polygons = compact(len(self.body.vertices), polygons)
        return Part(
            group,
            material,
            self.body.vertices[used],
            triangulate(polygons),
            self.body.weights[used],
            base=self.person.iris,
        )

    def _dumbbells(self) -> list[Part]:
        """A dumbbell through each fist, along the knuckles."""
        parts = []
        for side in (".L", ".R"):
            middle, knuckles, palm = self.body.hand(side)
            grip = self.body.joint("wrist" + side) + 0.95 * middle + 0.032 * palm
            solid = solids.dumbbell().turned(align((0.0, 0.0, 1.0), knuckles)).moved(grip)
            weights = np.zeros((len(solid.points), len(self.body.bones)))
            weights[:, self.body.index["wrist" + side]] = 1.0
            parts.append(Part("dumbbell" + side, "rubber", solid.points, solid.triangles, weights, base=IRON))
        return parts
