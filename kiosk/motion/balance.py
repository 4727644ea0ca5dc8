"""Whole-body centre of mass from the segments of a side view."""

from __future__ import annotations

from collections.abc import Mapping

SEGMENTS: tuple[tuple[str, str, float, float], ...] = (
    ("hip", "shoulder", 0.497, 0.50),
    ("shoulder", "ear", 0.081, 1.00),
    ("shoulder", "elbow", 0.056, 0.436),
    ("elbow", "wrist", 0.032, 0.430),
    ("wrist", "wrist", 0.012, 0.0),
    ("hip", "knee", 0.200, 0.433),
    ("knee", "ankle", 0.093, 0.433),
    ("heel", "toe", 0.029, 0.50),
)
"""From joint, to joint, share of body mass (both sides together), place of its centre along the segment.
Winter, Biomechanics and Motor Control of Human Movement, 4th ed., table 4.1; head and neck sit at the ear."""


def _shares() -> tuple[tuple[str, float], ...]:
    shares: dict[str, float] = {}
    for start, end, mass, at in SEGMENTS:
        shares[start] = shares.get(start, 0.0) + mass * (1.0 - at)
        shares[end] = shares.get(end, 0.0) + mass * at
    return tuple(shares.items())


TRUE_SHARE = 0.62
"""How much of a change of the balance is true, as it is read: heel and toe landmarks lie nearer to each other than
the ends of the sole. Regressed on the truth of 115 reps of the rendered tune half, told to 0.10 foot lengths."""

_SHARES = _shares()
"""How much of the body's mass each joint carries, as the centres of the segments are between joints."""


def centre_of_mass(joints: Mapping[str, complex]) -> complex:
    """Centre of mass, x + iy, in the unit of ``joints`` (named near-side joints, x + iy; see `SEGMENTS`).

    Complex numbers are points of the plane here: this runs many times a frame, where small arrays are slow.
    """
    return sum([share * joints[name] for name, share in _SHARES], 0j)
