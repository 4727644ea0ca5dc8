"""What somebody wears, as a few numbers: enough to tell the user from who walks past, in any light.

A hundred pixels along trunk, thighs and shins, each as brightness and two ratios of colours on a logarithmic scale.
Every part keeps how these are spread (five quantiles each), so stripes differ from plain cloth. Twice the light moves
brightness of all parts alike, which is taken off, and leaves the ratios of colours as they were.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Image
from kiosk.pose.pose import Floats, Joint

_QUANTILES = (0.1, 0.3, 0.5, 0.7, 0.9)

_FLOOR = 12.0
"""Grey levels added before logarithms: below them a pixel is noise."""

_LIGHT = 1.0
"""Doublings of light that are taken off at most."""

_BRIGHTNESS = 0.5
"""What brightness weighs against the ratios of colours, which light hardly moves."""

_MOST = 1.5
"""Doublings at which a difference counts full: a shadow on one part is not another person."""

_INSIDE = 0.6
"""Share of a part's pixels that must lie in the picture."""

_SEEN = 0.4
"""A limb whose ends are less visible than this lies behind something, which would be taken for clothes."""

_TRUNK, _THIGHS, _SHINS = range(3)
_LIMBS: tuple[tuple[int, tuple[Joint, ...], tuple[Joint, ...], float, int], ...] = (
    (_TRUNK, (Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER), (Joint.LEFT_HIP, Joint.RIGHT_HIP), 0.12, 8),
    (_THIGHS, (Joint.LEFT_HIP,), (Joint.LEFT_KNEE,), 0.06, 6),
    (_THIGHS, (Joint.RIGHT_HIP,), (Joint.RIGHT_KNEE,), 0.06, 6),
    (_SHINS, (Joint.LEFT_KNEE,), (Joint.LEFT_ANKLE,), 0.04, 6),
    (_SHINS, (Joint.RIGHT_KNEE,), (Joint.RIGHT_ANKLE,), 0.04, 6),
)
"""The part, the joints in whose middle a limb begins and ends, half its sampled width as a share of the trunk's
length, and samples along it. Legs apart from each other: between them is the wall."""

_WIDE = 4
"""Samples across a limb."""


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """Spreads (parts, 3, quantiles) of brightness, red against green, blue against green; in doublings. NaN where a
    part is out of the picture."""

    spread: Floats

    def blended(self, other: Look, share: float) -> Look:
        """This look moved a share of the way to another; parts that one of them lacks are the other's."""
        mixed = self.spread + np.float32(share) * (other.spread - self.spread)
        mixed = np.where(np.isnan(self.spread), other.spread, mixed)
        return Look(np.where(np.isnan(mixed), self.spread, mixed))


def look(image: Image, landmarks: Floats, visibility: Floats) -> Look | None:
    """The look of the body at ``landmarks`` (33, 3; picture pixels) in ``image`` (height, width, 3; BGR).

    Parts outside the picture and those whose ``visibility`` (33,) is low are left out; None where no part is left.
    """
    points = _samples(landmarks)
    height, width = image.shape[:2]
    x, y = np.rint(points.real).astype(np.intp), np.rint(points.imag).astype(np.intp)
    use = (x >= 0) & (x < width) & (y >= 0) & (y < height) & _visible(visibility)[_LIMB]
    colour = _LOGARITHMS[image[y.clip(0, height - 1), x.clip(0, width - 1)]]
    features = _FEATURES @ colour.T
    spread = np.full((3, 3, len(_QUANTILES)), np.nan, dtype=np.float32)
    empty = True
    for part, place in _PLACES.items():
        own = use[place]
        count = int(np.count_nonzero(own))
        if count >= _INSIDE * len(own) / (1 if part == _TRUNK else 2):
            values = features[:, place][:, own]
            values.sort(axis=1)
            spread[part] = values[:, [round(share * (count - 1)) for share in _QUANTILES]]
            empty = False
    return None if empty else Look(spread)


def difference(one: Look, other: Look) -> float | None:
    """How far two looks are apart: 0 the same, 1 nothing alike; None where they show no part in common.

    Light that falls on all parts alike is taken off.
    """
    apart = one.spread - other.spread
    apart = apart[~np.isnan(apart[:, 0, 0])]
    if not len(apart):
        return None
    if len(apart) > 1:
        light = median(apart[:, 0].ravel().tolist())
        apart[:, 0] -= np.float32(max(-_LIGHT, min(_LIGHT, light)))
    sizes = (np.abs(apart).sum(axis=2) / len(_QUANTILES)).tolist()
    parts = [min((_BRIGHTNESS * brightness + red + blue) / _MOST, 1.0) for brightness, red, blue in sizes]
    return float(sum(parts) / len(parts))


def _visible(visibility: Floats) -> NDArray[np.bool_]:
    """Which limbs (n,) have both ends in sight."""
    seen = visibility.tolist()
    return np.array(
        [
            max(seen[joint] for joint in start) >= _SEEN and max(seen[joint] for joint in end) >= _SEEN
            for _, start, end, *_ in _LIMBS
        ]
    )


def _samples(landmarks: Floats) -> NDArray[np.complex128]:
    """Places (n,), x + iy in pixels, spread over the limbs as `_LIMB`, `_ALONG` and `_ACROSS` say."""
    places = [complex(x, y) for x, y, _ in landmarks.tolist()]
    starts = [_middle(places, start) for _, start, *_ in _LIMBS]
    ways = [_middle(places, end) - start for start, (_, _, end, *_) in zip(starts, _LIMBS, strict=True)]
    trunk = abs(ways[_TRUNK]) or 1.0
    aside = [1j * way * half * trunk / (abs(way) or 1.0) for way, (*_, half, _) in zip(ways, _LIMBS, strict=True)]
    start, way, side = np.array([starts, ways, aside])[:, _LIMB]
    result: NDArray[np.complex128] = start + _ALONG * way + _ACROSS * side
    return result


def _middle(places: list[complex], joints: tuple[Joint, ...]) -> complex:
    return sum([places[joint] for joint in joints], 0j) / len(joints)


def _grid(count: int) -> Floats:
    """Shares (2, count * _WIDE) along a limb and across it."""
    along, across = np.meshgrid(np.linspace(0.12, 0.92, count), np.linspace(-1.0, 1.0, _WIDE), indexing="ij")
    return np.stack([along.ravel(), across.ravel()])


_COUNTS = [count * _WIDE for *_, count in _LIMBS]
_LIMB = np.repeat(np.arange(len(_LIMBS)), _COUNTS)
_ALONG, _ACROSS = np.concatenate([_grid(count) for *_, count in _LIMBS], axis=1)
"""Of each sample, limb by limb: which of `_LIMBS` it lies on, and its shares of the way along it and across."""

_PLACES = {
    _TRUNK: slice(0, _COUNTS[0]),
    _THIGHS: slice(_COUNTS[0], sum(_COUNTS[:3])),
    _SHINS: slice(sum(_COUNTS[:3]), sum(_COUNTS)),
}
"""Where each part's samples are among all."""

_LOGARITHMS = np.log2(np.arange(256, dtype=np.float32) + np.float32(_FLOOR))
"""Of every grey level."""

_FEATURES = np.array([[1 / 3, 1 / 3, 1 / 3], [0.0, -1.0, 1.0], [1.0, -1.0, 0.0]], dtype=np.float32)
"""Brightness, red against green and blue against green, of logarithms of blue, green and red."""
