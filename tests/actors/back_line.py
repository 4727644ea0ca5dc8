"""Which parts of the naked mesh tell the back: its middle line, its edge as seen from the side, its landmarks.

Landmarks along the middle line, by the rig's joints at rest: the sacrum, halfway between the hip joints and the root
of the lumbar spine (`spine04`); T12/L1, at the joint of lumbar and thoracic spine (`spine02`); C7, at the root of the
neck (`neck01`). The spine's direction at a landmark is the least-squares slope of the middle line around it, along
the line's length at rest; C7's is taken below it, since above it the neck begins.
"""

from __future__ import annotations

import numpy as np

from .dorsal import along_torso, outline
from .figure import Figure
from .rotations import Array

REACH = 0.032
"""Metres to either side of a landmark that its direction is taken over, for a body of `REFERENCE_HEIGHT`."""
MIDDLE = 0.004
"""Metres off the middle within which a vertex lies on the middle line."""
NO_ARM = 0.3
"""Share of arm bones above which a vertex belongs to the arm and not to the back."""


class BackLine:
    """The back of one figure, as numbers of coarse vertices and what to make of their places."""

    def __init__(self, figure: Figure) -> None:
        surface, joint = figure.surface, figure.body.joint
        points = surface.coarse_points
        hip, neck = joint("upperleg01.L"), joint("neck01")
        middle = _middle_line(points, hip[1] - 0.05 * surface.scale, joint("spine02")[2])
        edges = _trunk_edges(figure)
        self.vertices, numbers = np.unique(np.concatenate([middle, edges.ravel()]), return_inverse=True)
        self._middle, self._edges = numbers[: len(middle)], numbers[len(middle) :].reshape(-1, 2)

        height = points[middle, 1]
        length = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points[middle], axis=0), axis=1))])
        reach = REACH * surface.scale
        sacrum, lumbar = (hip[1] + joint("spine04")[1]) / 2.0, joint("spine02")[1]
        self._slopes = np.array(
            [_slope(length, np.interp(level, height, length), reach) for level in (sacrum, lumbar, neck[1] - reach)]
        )
        occiput = joint("head")[1] + 0.02 * surface.scale
        self.zones = {
            "head": np.flatnonzero(height > occiput),
            "upper_back": np.flatnonzero((height > (lumbar + neck[1]) / 2.0) & (height < neck[1])),
            "tailbone": np.flatnonzero(height < joint("spine04")[1]),
            "low_back": np.flatnonzero((height > joint("spine04")[1]) & (height < lumbar)),
        }
        """Places on the middle line, by where a dowel is looked at."""
        self._trunk = np.flatnonzero((height > sacrum) & (height < neck[1] - 0.01))

    def directions(self, points: Array) -> Array:
        """Upward directions (3, 2 or 3) of the spine at sacrum, T12/L1 and C7, from the places of `vertices`."""
        return self._slopes @ points[self._middle]

    def profile(self, flat: Array, hip: Array, shoulder: Array) -> Array:
        """The dorsal profile: the furthest back of the naked trunk, arms taken off, in the sagittal plane."""
        return outline(flat, self._edges, hip, shoulder)

    def middle(self, flat: Array, hip: Array, shoulder: Array) -> Array:
        """The middle line from tailbone to crown (n, 2): along the torso, and behind it, in torso lengths."""
        return np.column_stack(along_torso(flat[self._middle], hip, shoulder))

    def trunk(self, flat: Array) -> Array:
        """The middle line from sacrum to neck, low to high, as flat points."""
        return flat[self._middle[self._trunk]]


def _middle_line(points: Array, lowest: float, front: float) -> np.ndarray:
    """Vertices along the middle of the back of trunk and head, from the tailbone up to the crown."""
    x, y, z = points.T
    line = np.flatnonzero((np.abs(x) < MIDDLE) & (y > lowest))
    line = line[np.argsort(y[line], kind="stable")]
    kept: list[int] = []
    # At one height the line may have the front too, and near the tailbone both sides of the cleft: the middle wins.
    for vertex in line[z[line] < front]:
        if kept and y[vertex] - y[kept[-1]] < 0.003:
            if abs(x[vertex]) < abs(x[kept[-1]]):
                kept[-1] = vertex
        else:
            kept.append(vertex)
    return np.array(kept)


def _trunk_edges(figure: Figure) -> np.ndarray:
    """Edges (m, 2) of the back half of the trunk's mesh, from thigh to neck, without arms."""
    surface, joint = figure.surface, figure.body.joint
    _, y, z = surface.coarse_points.T
    low, high = joint("upperleg01.L")[1] - 0.22 * surface.scale, joint("neck02")[1]
    back = (z < joint("spine02")[2] + 0.03) & (y > low) & (y < high)
    back &= surface.arm_share(surface.coarse_weights) < NO_ARM
    pairs = {
        (min(a, b), max(a, b))
        for polygon in surface.coarse_polygons
        for a, b in zip(polygon, polygon[1:] + polygon[:1], strict=True)
        if back[a] and back[b]
    }
    return np.array(sorted(pairs))


def _slope(length: Array, at: float, reach: float) -> Array:
    """Weights of points along a line that give its direction at a place, by least squares over `reach` each way."""
    near = np.abs(length - at) <= reach
    off = np.where(near, length - length[near].mean(), 0.0)
    return off / (off @ off)
