"""Rotation matrices for bones and figures.

Frame: x to the figure's left, y up, z forward. Angles in degrees, right-handed about the named axis.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def unit(vector: ArrayLike) -> Array:
    """The vector scaled to length one."""
    array = np.asarray(vector, float)
    return array / np.linalg.norm(array)


def about(axis: ArrayLike, degrees: float) -> Array:
    """Rotation about an axis through the origin."""
    cross = _cross_matrix(unit(axis))
    angle = np.radians(degrees)
    return np.eye(3) + np.sin(angle) * cross + (1.0 - np.cos(angle)) * cross @ cross


def about_x(degrees: float) -> Array:
    """Rotation about x: positive leans a figure forward."""
    return about((1.0, 0.0, 0.0), degrees)


def about_y(degrees: float) -> Array:
    """Rotation about the vertical: positive turns forward towards the figure's left."""
    return about((0.0, 1.0, 0.0), degrees)


def about_z(degrees: float) -> Array:
    """Rotation about the forward axis."""
    return about((0.0, 0.0, 1.0), degrees)


def align(source: ArrayLike, target: ArrayLike) -> Array:
    """The smallest rotation that turns one direction into another (not for opposite directions)."""
    start, end = unit(source), unit(target)
    cross = _cross_matrix(np.cross(start, end))
    return np.eye(3) + cross + cross @ cross / (1.0 + start @ end)


def frame(first: ArrayLike, second: ArrayLike) -> Array:
    """Columns of a right-handed frame: the first direction, then the second made square to it."""
    x = unit(first)
    y = unit(np.asarray(second, float) - x * (x @ np.asarray(second, float)))
    return np.column_stack([x, y, np.cross(x, y)])


def signed_angle(source: Array, target: Array, axis: ArrayLike) -> float:
    """Degrees from one direction to another seen along an axis."""
    direction = unit(axis)
    return float(
        np.degrees(
            np.arctan2(
                np.cross(source, target) @ direction,
                np.dot(source, target) - (source @ direction) * (target @ direction),
            )
        )
    )


def _cross_matrix(vector: Array) -> Array:
    x, y, z = vector
    return np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])


def slerp(first: Array, second: Array, share: float) -> Array:
    """The rotation a share of the way along the shortest turn from one to another."""
    turn = first.T @ second
    degrees = float(np.degrees(np.arccos(np.clip((np.trace(turn) - 1.0) / 2.0, -1.0, 1.0))))
    if degrees < 1e-6:
        return first
    axis = np.array([turn[2, 1] - turn[1, 2], turn[0, 2] - turn[2, 0], turn[1, 0] - turn[0, 1]])
    if np.linalg.norm(axis) < 1e-9:  # half a turn: any column of turn + 1 lies along the axis
        square = turn + np.eye(3)
        axis = square[:, int(np.argmax(np.linalg.norm(square, axis=0)))]
    return first @ about(axis, share * degrees)
