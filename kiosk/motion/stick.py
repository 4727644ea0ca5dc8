"""A stick laid on the back, as coaches lay a broomstick: which of head, upper back and tailbone it touches.

The stick is one of the sides of the profile's upper hull: of those the one whose gaps at the three places together
exceed the person's own standing least, since no two necks and seats leave the same. The mask's edge tells a gap to
about 0.04 torso lengths, so that a contact is called lost only beyond twice that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

import numpy as np

from kiosk.motion.silhouette import DorsalProfile, hull_corners

CONTACTS = ("head", "upper_back", "tailbone")

LOST = 0.09
"""Torso lengths beyond the standing gap at which a contact is lost."""

_BELOW, _ABOVE = -0.16, 0.14
"""The stick's stretch: from below the hip to above the ear, in torso lengths."""

_HEAD = -0.06
"""Where the head begins, from the ear."""

_UPPER_BACK, _TAILBONE, _LOW_BACK = (0.72, 1.08), (-0.16, 0.2), (0.2, 0.6)
"""Where along hip and shoulder those lie."""

_HIDDEN = 0.4
"""Cover by an arm from which on a place is left out."""

_TIE = 1e-3
"""Weight of a gap itself beside its excess over standing: decides where two sides exceed nothing."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Stick:
    """A stick on the back. ``ends``: (along, away) in torso lengths, hip to head. ``gaps``: torso lengths under it at
    each of `CONTACTS` that is seen, and ``touches`` where on the stick that is. ``low_back``: the widest gap
    there."""

    ends: tuple[Point, Point]
    gaps: Mapping[str, float]
    low_back: float
    touches: Mapping[str, Point] = field(default_factory=dict)

    def beyond(self, standing: Mapping[str, float]) -> dict[str, float]:
        """By how much each gap is wider than in ``standing``, torso lengths; only of contacts known from there."""
        return {name: gap - standing[name] for name, gap in self.gaps.items() if name in standing}

    def lost(self, standing: Mapping[str, float]) -> frozenset[str]:
        """Contacts that the stick has lost against the gaps of ``standing``."""
        return frozenset(name for name, gap in self.beyond(standing).items() if gap > LOST)


def lay_stick(profile: DorsalProfile, ear: float | None, standing: Mapping[str, float]) -> Stick | None:
    """The stick on ``profile``. ``ear``: how far along hip and shoulder the ear lies, None where it is not seen.
    ``standing``: the person's own gaps, empty while they are not known. None where a stick would hang in the air."""
    top = 1.0 if ear is None else ear + _ABOVE
    along, away = profile.line_along, profile.line_distance
    kept = (along >= _BELOW) & (along <= top)
    hidden = profile.along[profile.covered >= _HIDDEN]
    if hidden.size:
        kept &= ~np.isin(along, hidden)
    points = along[kept] + 1j * away[kept]
    zones = {"upper_back": _UPPER_BACK, "tailbone": _TAILBONE}
    if ear is not None and ear > _UPPER_BACK[0]:
        zones["head"] = (max(ear + _HEAD, _UPPER_BACK[1]), top)
    seen = {name: (points.real >= low) & (points.real <= high) for name, (low, high) in zones.items()}
    hollow = (points.real >= _LOW_BACK[0]) & (points.real <= _LOW_BACK[1])
    if not (seen["upper_back"].any() and seen["tailbone"].any() and hollow.any()):
        return None
    corners = points[hull_corners(points.real.tolist(), points.imag.tolist())]
    start, side = corners[:-1, None], np.diff(corners)[:, None]
    # (sides, points): how far each point lies under each side, at right angles to it; never above.
    under = np.maximum(-((points - start) * side.conj()).imag / np.abs(side), 0.0)
    gaps = {name: under[:, there].min(axis=1) for name, there in seen.items() if there.any()}
    excess = sum(np.maximum(gap - standing.get(name, 0.0), 0.0) + _TIE * gap for name, gap in gaps.items())
    best = int(np.argmin(excess))
    corner, way = complex(corners[best]), complex(side[best, 0])

    def on_stick(along: float) -> Point:
        return along, corner.imag + (along - corner.real) * way.imag / way.real

    low, high = (on_stick(float(along)) for along in points.real[[0, -1]])
    touches = {
        name: on_stick(float(points.real[there][under[best, there].argmin()]))
        for name, there in seen.items()
        if there.any()
    }
    found = {name: float(gap[best]) for name, gap in gaps.items()}
    return Stick((low, high), found, float(under[best, hollow].max()), touches)


def typical_gaps(sticks: Sequence[Stick]) -> dict[str, float]:
    """The median gap of each contact that at least half of ``sticks`` have."""
    seen = {name: [stick.gaps[name] for stick in sticks if name in stick.gaps] for name in CONTACTS}
    return {name: median(gaps) for name, gaps in seen.items() if gaps and 2 * len(gaps) >= len(sticks)}
