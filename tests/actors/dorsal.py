"""The dorsal profile and the dowel: pure geometry of the line of a back. No figure, no mesh.

A profile is sampled along the line from hip to shoulder: `along` 0 hip .. 1 shoulder, `distance` of the back from
that line in torso lengths (hip to shoulder), away from the front positive. The kiosk samples its profile likewise.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .rotations import Array

SAMPLES = 25
ALONG = np.linspace(0.0, 1.0, SAMPLES)
LOW_BACK = (0.1, 0.6)
"""Where the low back lies along the profile."""
CONTACT = 0.04
"""Torso lengths (about 2 cm) within which a dowel touches."""
TIE = 1e-3
"""Weight of a gap itself beside its excess over standing: decides where two lines exceed nothing."""
CONTACT_ZONES = ("head", "upper_back", "tailbone")
ZONES = (*CONTACT_ZONES, "low_back")

_LOW = np.flatnonzero(np.abs(ALONG - sum(LOW_BACK) / 2.0) <= (LOW_BACK[1] - LOW_BACK[0]) / 2.0)
_TERMS = np.stack([ALONG**2, ALONG, np.ones_like(ALONG)], axis=1)
_FIT = np.linalg.pinv(_TERMS)[0]
NO_GAPS = dict.fromkeys(ZONES, 0.0)


def curvature(profile: Array) -> float:
    """Second-order coefficient of the parabola through a profile (SAMPLES,): negative rounded, positive hollow."""
    return float(_FIT @ profile)


def low_back_gap(profile: Array) -> float:
    """Widest gap at the low back under a straight line on the profile (its upper hull), in torso lengths."""
    line = np.column_stack([ALONG, profile])
    corners = upper_hull(line)
    hull = np.interp(ALONG, *line[corners].T)
    return float((hull - profile)[_LOW].max())


def outline(points: Array, edges: np.ndarray, hip: Array, shoulder: Array) -> Array:
    """The profile (SAMPLES,) of a mesh from its flat points (n, 2) and edges (m, 2): the furthest back of each place.

    Exact for the mesh: where its edges cross the places along the line. NaN where none does.
    """
    along, out = along_torso(points, hip, shoulder)
    starts, ends = along[edges].T
    behind, behind_end = out[edges].T
    before, after = np.minimum(starts, ends), np.maximum(starts, ends)
    first, last = np.searchsorted(ALONG, before), np.searchsorted(ALONG, after, "right")
    profile = np.full(SAMPLES, -np.inf)
    for step in range(int((last - first).max(initial=0))):
        crossing = np.flatnonzero(first + step < last)
        place = first[crossing] + step
        length = (ends - starts)[crossing]
        share = np.where(length == 0.0, 0.0, (ALONG[place] - starts[crossing]) / np.where(length == 0.0, 1.0, length))
        np.maximum.at(profile, place, behind[crossing] + share * (behind_end - behind)[crossing])
    return np.where(np.isfinite(profile), profile, np.nan)


def along_torso(points: Array, hip: Array, shoulder: Array) -> tuple[Array, Array]:
    """Flat points (n, 2) by their place along the torso line and their distance behind it, in torso lengths."""
    torso = shoulder - hip
    backward = np.array([-torso[1], torso[0]])
    square = float(torso @ torso)
    return (points - hip) @ torso / square, (points - hip) @ backward / square


def upper_hull(line: Array) -> list[int]:
    """Which of the points (n, 2; first coordinate ascending) are corners of the concave chain over all of them."""
    corners: list[int] = []
    points = line.tolist()
    for number, (x, y) in enumerate(points):
        while len(corners) >= 2:
            (ax, ay), (bx, by) = points[corners[-2]], points[corners[-1]]
            if (by - ay) * (x - ax) > (y - ay) * (bx - ax):
                break
            corners.pop()
        corners.append(number)
    return corners


def dowel(line: Array, zones: Mapping[str, np.ndarray], standing: Mapping[str, float] = NO_GAPS) -> dict[str, float]:
    """The gap that each of `ZONES` leaves under a straight stick laid on the middle of a back, in torso lengths.

    `line` (n, 2) holds places along the torso and distances behind it, both in torso lengths; `zones` which of
    them belong to each zone. Of the straight lines that lie on the back (the sides of its upper hull) the dowel is
    the one whose gaps at head, upper back and tailbone together exceed those of `standing` least. A zone's gap is its
    smallest; that of the low back its widest.
    """
    order = np.lexsort((line[:, 1], line[:, 0]))
    corners = order[upper_hull(line[order])]
    chosen, least = dict(NO_GAPS), np.inf
    for start, end in zip(line[corners[:-1]], line[corners[1:]], strict=True):
        side = end - start
        below = np.maximum((line - start) @ np.array([side[1], -side[0]]) / np.hypot(*side), 0.0)
        gaps = {zone: float(below[zones[zone]].min()) for zone in CONTACT_ZONES}
        excess = sum(max(0.0, gap - standing[zone]) + TIE * gap for zone, gap in gaps.items())
        if excess < least:
            chosen, least = {**gaps, "low_back": float(below[zones["low_back"]].max())}, excess
    return chosen


def contacts(gaps: Mapping[str, float], standing: Mapping[str, float]) -> int:
    """How many of head, upper back and tailbone a dowel touches, as closely as it does on the standing figure."""
    return sum(gaps[zone] - standing[zone] <= CONTACT for zone in CONTACT_ZONES)


def sagitta(line: Array) -> float:
    """The furthest that a flat line (n, 2) of a back, low to high, bulges behind its chord, in chord lengths."""
    chord = line[-1] - line[0]
    behind = np.array([-chord[1], chord[0]]) / (chord @ chord)
    return float(((line - line[0]) @ behind).max())
