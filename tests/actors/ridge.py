"""The ridge of the back, from tailbone to crown, on which a straight pipe lies. Figure frame, metres."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import scipy.sparse as sparse

from .body import Body, PosedBones
from .rotations import Array

HALF_WIDTH, STEP = 0.03, 0.02


class Ridge:
    """The furthest back points of the naked body near its middle, level by level."""

    def __init__(self, body: Body) -> None:
        self._body = body
        skin = body.groups["body"]
        points = body.vertices[skin]
        near = np.abs(points[:, 0]) < HALF_WIDTH
        chosen = []
        for level in np.arange(body.joint("upperleg01.L")[1] - 0.02, points[:, 1].max() - 0.03, STEP):
            about = near & (np.abs(points[:, 1] - level) < 2.0 * STEP)
            behind = points[:, 2] < (points[about, 2].min() + points[about, 2].max()) / 2.0
            band = np.flatnonzero(about & behind & (np.abs(points[:, 1] - level) < 0.6 * STEP))
            if len(band):
                chosen.append(skin[band[np.argmin(points[band, 2])]])
        chosen = list(dict.fromkeys(chosen))
        self.rest: Array = body.vertices[chosen]
        self.weights = sparse.csr_matrix(body.weights[chosen])

    def bulge(self, bones: PosedBones, place: Array, out: Array) -> float:
        """How far the posed ridge lies beyond a place, in a direction out of the back."""
        return float(((self._body.skinned(self.rest, self.weights, bones) - place) @ out).max())

    def lying(self) -> tuple[float, float]:
        """The straight line, z at y = 0 and slope, that lies on tailbone and upper back of the resting body."""
        trunk = self.rest[self.rest[:, 1] < self._body.joint("neck01")[1]]
        level, back = trunk[:, 1], trunk[:, 2]
        middle = (level[0] + level[-1]) / 2.0
        lines = []
        for i, j in combinations(range(len(level)), 2):
            if level[j] - level[i] < STEP:
                continue
            slope = (back[j] - back[i]) / (level[j] - level[i])
            if level[i] <= middle <= level[j] and (back >= back[i] + slope * (level - level[i]) - 1e-4).all():
                lines.append((level[j] - level[i], float(back[i] - slope * level[i]), float(slope)))
        _, start, slope = max(lines)
        return start, slope
