"""The line of a back from hip to shoulder, with the curve its owner has, and on to the head.

A line is given by how far it lies behind the straight one from hip to shoulder at `PLACES`, in torso lengths; its
ends are hip and shoulder, so that flesh and clothes there do not count. Where no profile was seen it is empty, and
the back a plain line.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from kiosk.motion.back import StandingBack
from kiosk.motion.back_table import BackTable
from kiosk.motion.silhouette import SAMPLES

PLACES = tuple(share / 8.0 for share in range(1, 8))
"""Shares of the way from hip to shoulder at which the line is given."""

BACK = tuple(f"back_{number}" for number in range(1, len(PLACES) + 1))
"""Names of those points as joints of a figure, from hip to shoulder."""

NAPE = ("nape_1", "nape_2", "nape_3")
"""Those from shoulder to ear."""

Line = tuple[float, ...]

_ALONG = np.linspace(0.0, 1.0, SAMPLES)
_SMOOTH = 0.13
"""Torso lengths over which the profile is evened out: folds of cloth are no back (standard deviation)."""

_DEEPEST = 0.045
"""Torso lengths that the line of a standing back lies off a straight one at most: a spine does by about that. What an
outline shows beyond it is seat, hump of a hood or cloth, and is drawn with the same curve, but as gently (ours)."""

_WEIGHTS = np.exp(-0.5 * ((_ALONG[:, None] - _ALONG[None, :]) / _SMOOTH) ** 2)
_WEIGHTS /= _WEIGHTS.sum(axis=1, keepdims=True)


def standing_line(back: StandingBack | None, table: BackTable) -> Line:
    """The line of who stands with the profile ``back``; where an arm hid it or it was no back's, that of a usual
    one."""
    if back is None:
        return ()
    hidden = np.clip(np.maximum(back.covered, back.odd), 0.0, 1.0)
    own = np.array(back.distance)
    seen = 1.0 - hidden
    # Both without their straight lines, as the seen places tell it, so that one fits into the other.
    weight = seen + 1e-3
    slope, level = np.polyfit(_ALONG, own - table.standing, 1, w=weight)
    usual = np.array(table.standing) + level + slope * _ALONG
    mixed = seen * own + hidden * usual
    line = _line(_WEIGHTS @ (mixed - np.polyval(np.polyfit(_ALONG, mixed, 1), _ALONG)))
    gentle = min(1.0, _DEEPEST / max(1e-9, max(map(abs, line))))
    return tuple(gentle * away for away in line)


def bent_line(line: Line, lumbar: float, thoracic: float, table: BackTable) -> Line:
    """``line`` with low and upper back bent further by so many degrees."""
    if not line:
        return ()
    more = _line(table.bends @ np.radians([lumbar, thoracic]))
    return tuple(a + b for a, b in zip(line, more, strict=True))


def back_points(line: Line, hip: complex, shoulder: complex, ear: complex) -> dict[str, complex]:
    """The points of ``line`` between hip and shoulder, and those of a nape that goes on in its direction to the ear:
    by the names of `BACK` and `NAPE`; none of an empty line. All x forward + 1j * up."""
    if not line:
        return {}
    torso = shoulder - hip
    points = {name: hip + torso * complex(place, away) for name, place, away in zip(BACK, PLACES, line, strict=True)}
    last = shoulder - points[BACK[-1]]
    onward = shoulder + (last / max(abs(last), 1e-9) + torso / max(abs(torso), 1e-9)) * abs(ear - shoulder) * 0.25
    for number, name in enumerate(NAPE, start=1):
        share = number / (len(NAPE) + 1)
        points[name] = (1 - share) ** 2 * shoulder + 2 * share * (1 - share) * onward + share**2 * ear
    return points


def back_depths(joints: Collection[str], depth: Mapping[str, float]) -> Mapping[str, float]:
    """``depth`` of a figure's joints, with those of what is drawn besides: the back's between hip and shoulder, the
    nape's between shoulder and ear, that of what is held by the hand."""
    if not depth or (BACK[0] not in joints and "weight" not in joints):
        return depth
    hip, shoulder, ear = (depth.get(name, 0.0) for name in ("hip", "shoulder", "ear"))
    found = dict(depth)
    found |= {name: hip + place * (shoulder - hip) for name, place in zip(BACK, PLACES, strict=True)}
    found |= {
        name: shoulder + number / (len(NAPE) + 1) * (ear - shoulder) for number, name in enumerate(NAPE, start=1)
    }
    return found | dict.fromkeys(("weight", "weight_rim"), depth.get("wrist", 0.0))


def _line(distance: NDArray[np.floating]) -> Line:
    """``distance`` at `PLACES`, from the straight line between its ends."""
    off = distance - np.interp(_ALONG, (0.0, 1.0), (distance[0], distance[-1]))
    return tuple(np.interp(PLACES, _ALONG, off).tolist())
