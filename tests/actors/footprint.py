"""Which pixels something falls on: boxes that keep the costly passes where they are needed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .rotations import Array

Box = tuple[int, int, int, int]
"""Left, bottom, width, height in pixels from the lower left corner, as OpenGL counts."""


def box_of(points: Array, matrix: Array, size: tuple[int, int], margin: int) -> Box | None:
    """The box about room points (n, 3) under a matrix to clip space; None if it misses the picture."""
    clip = points @ matrix[:, :3].T + matrix[:, 3]
    if clip[:, 3].min() <= 0.05:  # partly behind the lens: it may reach anywhere
        return (0, 0, *size)
    pixels = (0.5 + 0.5 * clip[:, :2] / clip[:, 3:]) * size
    low = np.clip(np.floor(pixels.min(0)) - margin, 0, size).astype(int)
    high = np.clip(np.ceil(pixels.max(0)) + margin, 0, size).astype(int)
    if (high <= low).any():
        return None
    return (int(low[0]), int(low[1]), int(high[0] - low[0]), int(high[1] - low[1]))


def apart(boxes: Sequence[Box | None]) -> list[Box]:
    """The same pixels in boxes that do not overlap: those that did become one."""
    out: list[Box] = []
    for box in boxes:
        if box is None:
            continue
        merged = box
        while touching := [other for other in out if _overlap(merged, other)]:
            out = [other for other in out if other not in touching]
            for other in touching:
                merged = _about(merged, other)
        out.append(merged)
    return out


def grown(box: Box | None, by: int, size: tuple[int, int]) -> Box | None:
    """A box with a margin, within the picture."""
    if box is None:
        return None
    return within((box[0] - by, box[1] - by, box[2] + 2 * by, box[3] + 2 * by), (0, 0, *size))


def within(box: Box | None, limit: Box) -> Box | None:
    """The part of a box that lies in another."""
    if box is None or not _overlap(box, limit):
        return None
    left, bottom = max(box[0], limit[0]), max(box[1], limit[1])
    right, top = (min(box[k] + box[k + 2], limit[k] + limit[k + 2]) for k in (0, 1))
    return (left, bottom, right - left, top - bottom)


def _overlap(a: Box, b: Box) -> bool:
    return all(a[k] < b[k] + b[k + 2] and b[k] < a[k] + a[k + 2] for k in (0, 1))


def _about(a: Box, b: Box) -> Box:
    left, bottom = min(a[0], b[0]), min(a[1], b[1])
    return (left, bottom, max(a[0] + a[2], b[0] + b[2]) - left, max(a[1] + a[3], b[1] + b[3]) - bottom)
