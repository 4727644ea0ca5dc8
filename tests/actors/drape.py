"""How loose cloth hangs: straight down from what bears it at rest, and away from the body in a pose.

Both are rules without memory: the same pose always gives the same folds. Figure frame, metres.
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter1d

from .rotations import Array
from .surface import smoothstep

SPOKES, LEVEL = 48, 0.01
"""Directions about the axis and metres of height in which a garment's outline is sampled."""
EASE = 0.06
"""How much cloth comes in towards the body per metre that it hangs."""
BEGIN = 0.06
"""Metres below the top of the axis from which cloth hangs freely."""
UNDER, OVER = (0.10, 0.85), (0.25, 0.90)
"""From where to where, of the cloth's downward or upward slope, it falls or is pressed on."""


def hung(points: Array, bears: np.ndarray, axis: tuple[Array, Array], flow: Array | float) -> Array:
    """A garment at rest that hangs about an axis (top and bottom, from which radii are level).

    Where the outline of the points that `bears` names comes in, cloth goes on straight down from the widest place
    above; `flow` (0..1, per point) says how far it follows that plumb line instead of the body.
    """
    top, bottom = axis
    share = np.clip((points[:, 1] - bottom[1]) / (top[1] - bottom[1]), 0.0, 1.0)
    centre = bottom + share[:, None] * (top - bottom)
    out = (points - centre) * [1.0, 0.0, 1.0]
    radius = np.maximum(np.linalg.norm(out, axis=1), 1e-6)
    spoke = np.arctan2(out[:, 0], out[:, 2]) / (2.0 * np.pi) * SPOKES
    level = (top[1] - points[:, 1]) / LEVEL
    levels = int(np.ceil(level.max())) + 2
    outline = np.zeros((levels, SPOKES))
    rows = np.clip(np.round(level), 0, levels - 1).astype(int)
    chosen = np.asarray(bears) & (level > -0.5)
    np.maximum.at(outline, (rows[chosen], np.round(spoke[chosen]).astype(int) % SPOKES), radius[chosen])
    for row in range(levels):  # no point of the mesh in this direction: take the neighbours'
        known = np.flatnonzero(outline[row])
        if len(known):
            outline[row] = np.interp(np.arange(SPOKES), known, outline[row][known], period=SPOKES)
    for row in range(1, levels):
        outline[row] = np.maximum(outline[row], outline[row - 1] - EASE * LEVEL)
    outline = gaussian_filter1d(gaussian_filter1d(outline, 1.5, axis=1, mode="wrap"), 1.5, axis=0, mode="nearest")
    here = _sampled(outline, np.clip(level, 0.0, levels - 1.001), spoke % SPOKES)
    below = smoothstep(0.0, BEGIN, level * LEVEL)
    grown = np.where(bears, np.asarray(flow) * below * np.maximum(here - radius, 0.0), 0.0)
    return points + out / radius[:, None] * grown[:, None]


def settled(points: Array, normals: Array, slack: Array) -> Array:
    """Cloth in a pose: its under side falls by `slack` metres, its upper side lies closer to the body by a fifth."""
    falls = smoothstep(*UNDER, -normals[:, 1]) * slack
    pressed = smoothstep(*OVER, normals[:, 1]) * slack * 0.2
    moved = points - normals * pressed[:, None]
    moved[:, 1] -= falls
    return moved


def _sampled(grid: Array, row: Array, column: Array) -> Array:
    """Values of a grid between its rows and columns; columns go round."""
    r, c = np.floor(row).astype(int), np.floor(column).astype(int)
    dr, dc = row - r, column - c
    r1, c0, c1 = np.minimum(r + 1, len(grid) - 1), c % grid.shape[1], (c + 1) % grid.shape[1]
    low = grid[r, c0] * (1.0 - dc) + grid[r, c1] * dc
    high = grid[r1, c0] * (1.0 - dc) + grid[r1, c1] * dc
    return low * (1.0 - dr) + high * dr
