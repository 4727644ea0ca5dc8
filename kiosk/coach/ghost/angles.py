"""Segments as complex numbers: x forward + 1j * up, in the person's own plane; degrees lean forward of upright."""

from __future__ import annotations

import cmath
import math


def up(length: float, degrees: float) -> complex:
    """A segment of ``length`` that leans forward by ``degrees`` from upright."""
    return cmath.rect(length, math.radians(90.0 - degrees))


def lean(segment: complex) -> float:
    """Degrees by which ``segment`` leans forward of upright, -180..180."""
    return math.degrees(math.atan2(segment.real, segment.imag))


def mix(start: float, end: float, share: float) -> float:
    """From ``start`` (share 0) to ``end`` (share 1)."""
    return start + (end - start) * share


def turned(start: complex, end: complex, share: float, least: float = -180.0) -> complex:
    """``start`` turned and stretched towards ``end``: to the left by so many degrees as lie from ``least`` to a whole
    turn above it; the shorter way round if nothing else is said."""
    if abs(start) < 1e-9 or abs(end) < 1e-9:
        return start + (end - start) * share
    way = (cmath.phase(end / start) - math.radians(least)) % math.tau + math.radians(least)
    return start * cmath.rect((abs(end) / abs(start)) ** share, way * share)


def corner(start: complex, end: complex, first: float, second: float, side: int) -> complex | None:
    """The point ``first`` away from ``start`` and ``second`` from ``end``, to the left of the way from one to the
    other (``side`` +1) or to its right (-1); None where the two do not reach each other."""
    span = abs(end - start)
    if span < 1e-9 or span > first + second or span < abs(first - second):
        return None
    along = (span * span + first * first - second * second) / (2.0 * span)
    across = math.sqrt(max(0.0, first * first - along * along))
    return start + complex(along, side * across) * (end - start) / span
