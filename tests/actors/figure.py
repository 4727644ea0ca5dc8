"""A dressed person: all parts of a figure at rest, and how they follow the bones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse

from . import clothing, props
from .body import Body
from .drape import settled
from .hair import hair
from .meshes import compact, triangulate
from .people import Person
from .rotations import Array, unit
from .staging import Place
from .surface import Part, Surface, smoothstep

EYES = ("helper-l-eye", "helper-r-eye")
LASHES = ("helper-l-eyelashes-1", "helper-l-eyelashes-2", "helper-r-eyelashes-1", "helper-r-eyelashes-2")
LEG_BONES = ("upperleg", "lowerleg", "foot", "toe")


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
    """A person's parts at rest.

    Frame: metres, x to the figure's left, y up, z forward; the floor is `people.SOLE` below y = 0.
    """

    def __init__(self, person: Person, held: str | None = None) -> None:
        """`held` names one of `props.HELD`."""
        self.person, self.held = person, held
        self.body = Body(person.build, person.lift)
        surface = self.surface = Surface(self.body)
        where = clothing.cut_for(surface, person)
        self.eyes = [self.body.vertices[self.body.groups[name]].mean(0) for name in EYES]
        self.parts = [
            *clothing.outfit(surface, person, where),
            self._skin(clothing.hidden_skin(surface, person, where)),
            *(self._helper(name, "eye") for name in EYES),
            *(self._helper(name, "lash") for name in LASHES),
            *hair(surface, person),
            *(props.parts(self.body, held) if held else []),
        ]
        self._bound = {part.name: self.bound(part.rest, part.weights) for part in self.parts}

    @property
    def height(self) -> float:
        """Barefoot height in metres."""
        return self.body.height

    def posed(self, part: Part, pose: Pose) -> Array:
        """Vertices of a part in a pose, by linear blend skinning with the volume of the hips kept."""
        if part.follow is not None:
            return part.follow(pose)
        points = self.moved(self._bound[part.name], pose)
        for _ in range(part.smoothing_steps):
            points = part.smoothing @ points
        if part.slack is not None:
            points = settled(points, part.normals(points), part.slack)
        return points

    def placed(self, pose: Pose, place: Place) -> list[Array]:
        """Vertices of all parts in a pose, in the room."""
        return [place.into_room(self.posed(part, pose)) for part in self.parts]

    def skinned(self, rest: Array, weights: sparse.csr_matrix, pose: Pose) -> Array:
        """Points that follow the bones by their weights."""
        return self.body.skinned(rest, weights, pose)

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
