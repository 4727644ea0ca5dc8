"""How far a back has bent since its owner stood: low back and upper back apart, from the profile's change.

A straight back keeps its shape when the hips hinge: between standing and the bottom the dorsal profile (in torso
lengths, along the hip-shoulder line) changes by

    change(s) = a + b s + c S'(s) + d s S'(s) + lumbar L(s) + thoracic T(s)

where S is the person's own standing profile. The first four terms are of the landmarks: hip and shoulder shift across
the back (a, b) and along it (c, d). L and T are what a radian of flexion of low and upper back does to a profile
(`kiosk.motion.back_table`). Fitted by least squares with a normal prior on the six, places weighted by what
speaks against them: an arm in front of the edge, now or standing, or a stand that is no back's. Two rounds of Huber's
weights take single bumps of hair and cloth out. What the places cannot tell stays with the prior, and the posterior's
width says how much that is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kiosk.motion.back_table import BackTable
from kiosk.motion.posture import Measures
from kiosk.motion.silhouette import SAMPLES, DorsalProfile

Array = NDArray[np.float64]

_SPREAD = 0.012
"""Torso lengths by which the edge of one place is off by itself."""

_ARM_SPREAD = 0.06
"""The same where an arm hides it. Most stand out by less: behind an arm edges of rendered people are off by 0.025,
but some by much more."""

_ODD_SPREAD = 1.0
"""The same where the standing edge was a thing's, a plate's on the bar for one: it tells nothing."""

_PRIOR = np.array([0.3, 0.5, 0.03, 0.03, math.radians(40.0), math.radians(20.0)])
"""Standard deviations of the six terms: torso lengths, torso lengths a torso length, shares of the torso's length,
and radians. Low backs bend by up to 50 degrees and upper backs by up to 25."""

TOGETHER = 0.35
"""Of a radian of the low back's flexion how much goes on in the upper back."""

_APART = math.radians(12.0)
"""How far the two may part from that (standard deviation): where an arm hides one of them the other tells of both."""

_PARTING = np.array([0.0, 0.0, 0.0, 0.0, -TOGETHER, 1.0]) / _APART
_PRECISION = np.diag(_PRIOR**-2.0) + np.outer(_PARTING, _PARTING)
"""Inverse covariance of the six."""

_BOTH = np.array([0.0, 0.0, 0.0, 0.0, 1.0, 1.0])
"""The flexion of both."""

_BELIEVED = 0.25
"""Confidence below which how far a back is bent over a whole rep is not told at all: such readings are off by 35
degrees, those just above by 20, and those above 0.7 by 8 (rendered people)."""

_BULGED = 20.0
"""Degrees by which an upper back reads bent beyond what the low back brings with it, that no back bends: plates hide
the waist then, the camera looks down on the back, or a hood has slipped. Who hunches as far as they can reads 15."""

_HUBER = 1.5
"""Deviations from which on a place weighs less."""

_ROUNDS = 3

_ODD = (0.08, 0.12)
"""Torso lengths by which a standing edge may stand out of a typical back with the same hollow: from where it is
doubted, and where it is no back for sure. Of the rendered people of the tune half the own backs stand out by 0.10
at most, and plates by 0.16 at least."""

_DEPTH = 0.2
"""Torso lengths from the line of the joints back to the skin, in the mean."""

_STAND_PRIOR = np.array([0.1, 0.08, 1.4])
"""Standard deviations of level, slope and hollow (in the table's unit) of a standing profile."""

_UPPER = 0.4
"""Above this place nothing but arms and hair hides a standing back: weights hang before the hips."""

_FEWEST = 2
"""Standing profiles that make a stand."""

_PLACES = np.linspace(0.0, 1.0, SAMPLES)


def _slope() -> Array:
    """(SAMPLES, SAMPLES): takes a profile to its slope over five places: its edge is no smoother than pixels."""
    steep = np.gradient(np.eye(SAMPLES), _PLACES, axis=0)
    near = np.clip(np.arange(SAMPLES)[:, None] + np.arange(-2, 3), 0, SAMPLES - 1)
    result: Array = steep[near].mean(axis=1)
    return result


_SLOPE = _slope()


@dataclass(frozen=True, slots=True)
class Bend:
    """Degrees by which low and upper back are bent further than standing (negative: less, hollow). ``depth``: torso
    lengths by which the shoulder has gone deeper below the skin than the hip. ``doubt``: standard deviation of the
    sum of both bends, degrees; ``residual``: what of the change is neither, torso lengths."""

    lumbar: float
    thoracic: float
    depth: float
    doubt: float
    residual: float


Row = tuple[float, ...]
"""One number for each of the SAMPLES places, hip to shoulder."""


@dataclass(frozen=True, slots=True)
class StandingBack:
    """A person's own standing profile: ``distance`` as of `DorsalProfile`, ``covered`` by an arm 0..1, ``odd`` 0..1
    where it is no back's."""

    distance: Row
    covered: Row
    odd: Row


def standing_back(profiles: Sequence[DorsalProfile], table: BackTable) -> StandingBack | None:
    """The middle of ``profiles``, all of one stand; None of too few."""
    if len(profiles) < _FEWEST:
        return None
    distance = np.full((len(profiles), SAMPLES), np.nan)
    covered = np.full((len(profiles), SAMPLES), np.nan)
    for row, profile in enumerate(profiles):
        places = _places(profile)
        distance[row, places], covered[row, places] = profile.distance, profile.covered
    seen = np.isfinite(distance).any(axis=0)
    middle, arm = np.zeros(SAMPLES), np.zeros(SAMPLES)
    middle[seen], arm[seen] = _median(distance[:, seen]), _median(covered[:, seen])
    middle = np.interp(_PLACES, _PLACES[seen], middle[seen])
    odd = np.where(seen, _odd(middle, np.where(seen, 1.0 - arm, 0.0), table), 1.0)
    return StandingBack(_row(middle), _row(arm), _row(odd))


def blended_back(old: StandingBack, new: StandingBack, share: float) -> StandingBack:
    """``old`` moved towards ``new`` by ``share``; where one of them is hidden or odd, rather the other."""
    before, after = _rows(old), _rows(new)
    hidden = before[1:].sum(axis=0) - after[1:].sum(axis=0)
    return StandingBack(*map(_row, before + np.clip(share + hidden, 0.0, 1.0) * (after - before)))


def bend(profile: DorsalProfile, standing: StandingBack, table: BackTable) -> Bend:
    """How far the back of ``profile`` is bent, against ``standing``. The same on every call."""
    places = _places(profile)
    before, covered, odd = _rows(standing)
    terms = _terms(before, table)[places]
    arm = np.maximum(profile.covered, covered[places])
    doubt = _SPREAD**2 + (arm * _ARM_SPREAD) ** 2 + (odd[places] * _ODD_SPREAD) ** 2
    change = profile.distance - before[places]
    weight = 1.0 / doubt
    trim = np.ones(len(places))
    for _ in range(_ROUNDS):
        weighted = (terms * (weight * trim)[:, None]).T
        normal = weighted @ terms + _PRECISION
        found = np.linalg.solve(normal, weighted @ change)
        miss = change - terms @ found
        trim = np.minimum(1.0, _HUBER / np.maximum(np.abs(miss) * np.sqrt(weight), 1e-9))
    width = float(_BOTH @ np.linalg.solve(normal, _BOTH))
    residual = math.sqrt(float(weight @ miss**2 / weight.sum()))
    lumbar, thoracic = np.degrees(found[4:]).tolist()
    return Bend(lumbar, thoracic, float(found[1]), math.degrees(math.sqrt(width)), residual)


def believed(measures: Measures) -> Measures:
    """``measures`` of a whole rep without its bends, where these are in doubt or no back bends so."""
    low, high = measures.lumbar_flexion, measures.thoracic_flexion
    if low is None or high is None:
        return measures
    sure = min(low.confidence, high.confidence) >= _BELIEVED
    if sure and high.value - TOGETHER * low.value <= _BULGED:
        return measures
    return replace(measures, lumbar_flexion=None, thoracic_flexion=None, shoulder_depth=None)


def _median(values: Array) -> Array:
    """Of each column of (n, m) the median of what is not NaN; a column has at least one."""
    rows = np.sort(values, axis=0)  # NaN last
    count, columns = np.isfinite(rows).sum(axis=0), np.arange(rows.shape[1])
    result: Array = (rows[(count - 1) // 2, columns] + rows[count // 2, columns]) / 2.0
    return result


def _row(values: Array) -> Row:
    return tuple(values.tolist())


def _rows(standing: StandingBack) -> Array:
    return np.array([standing.distance, standing.covered, standing.odd])


def _places(profile: DorsalProfile) -> NDArray[np.intp]:
    return np.rint(profile.along * (SAMPLES - 1)).astype(np.intp)


def _terms(standing: Array, table: BackTable) -> Array:
    """(SAMPLES, 6): what each of the six does to the profile."""
    terms = np.empty((SAMPLES, 6))
    terms[:, 0], terms[:, 1], terms[:, 2], terms[:, 4:] = 1.0, _PLACES - 0.5, _SLOPE @ standing, table.bends
    terms[:, 3] = terms[:, 1] * terms[:, 2]
    return terms


def _odd(distance: Array, known: Array, table: BackTable) -> Array:
    """How far each place of a standing profile stands out of a typical back fitted to its upper part, 0..1.

    Only what stands out can hide a back; ``known`` 0..1 says how far each place is known.
    """
    terms = np.column_stack([np.ones(SAMPLES), _PLACES - 0.5, table.hollow])
    wanted = distance - np.array(table.standing) - _DEPTH
    low, high = _ODD
    weighted = (terms * (np.where(_PLACES > _UPPER, known, 0.0) / _SPREAD**2)[:, None]).T
    found = np.linalg.solve(weighted @ terms + np.diag(_STAND_PRIOR**-2.0), weighted @ wanted)
    miss = wanted - terms @ found
    result: Array = np.clip((miss - low) / (high - low), 0.0, 1.0)
    return result
