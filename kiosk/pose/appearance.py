"""What somebody wears, as a few numbers: enough to tell the user from who walks past, in any light.

A hundred pixels along trunk, thighs and shins, each as brightness and two ratios of colours on a logarithmic scale.
Every part keeps how these are spread (five quantiles each), so stripes differ from plain cloth. Twice the light moves
brightness of all parts alike, which is taken off, and leaves the ratios of colours as they were.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

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

_ACROSS = 4


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
    points = np.rint(_samples(landmarks[:, :2])).astype(np.int32)
    height, width = image.shape[:2]
    x, y = points[:, 0], points[:, 1]
    inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
    visible = np.repeat(_visible(visibility), _COUNTS)
    colour = image[np.clip(y, 0, height - 1), np.clip(x, 0, width - 1)].astype(np.float32)
    log = np.log2(colour + np.float32(_FLOOR))
    features = np.stack(
        [(log[:, 0] + log[:, 1] + log[:, 2]) / np.float32(3.0), log[:, 2] - log[:, 1], log[:, 0] - log[:, 1]]
    )
    spread = np.full((3, 3, len(_QUANTILES)), np.nan, dtype=np.float32)
    for part, place in _PLACES.items():
        use = inside[place] & visible[place]
        count = int(use.sum())
        if count >= _INSIDE * len(use) / (1 if part == _TRUNK else 2):
            values = np.sort(features[:, place][:, use], axis=1)
            spread[part] = values[:, [round(share * (count - 1)) for share in _QUANTILES]]
    return None if np.isnan(spread).all() else Look(spread)


def difference(one: Look, other: Look) -> float | None:
    """How far two looks are apart: 0 the same, 1 nothing alike; None where they show no part in common.

    Light that falls on all parts alike is taken off.
    """
    apart = one.spread - other.spread
    apart = apart[~np.isnan(apart[:, 0, 0])]
    if not len(apart):
        return None
    light = float(np.clip(np.median(apart[:, 0]), -_LIGHT, _LIGHT)) if len(apart) > 1 else 0.0
    apart[:, 0] -= np.float32(light)
    size = np.abs(apart).mean(axis=2)
    return float(np.minimum((_BRIGHTNESS * size[:, 0] + size[:, 1] + size[:, 2]) / _MOST, 1.0).mean())


def _visible(visibility: Floats) -> list[bool]:
    seen = visibility.tolist()
    return [
        max(seen[joint] for joint in start) >= _SEEN and max(seen[joint] for joint in end) >= _SEEN
        for _, start, end, *_ in _LIMBS
    ]


def _samples(points: Floats) -> Floats:
    """Points (n, 2) spread over the limbs, `_COUNTS` of each in order."""
    ends = [(points[list(start)].mean(axis=0), points[list(end)].mean(axis=0)) for _, start, end, *_ in _LIMBS]
    trunk = math.dist(*ends[0]) or 1.0
    spread = []
    for (start, end), (*_, half, _), grid in zip(ends, _LIMBS, _GRIDS, strict=True):
        along = end - start
        scale = half * trunk / (math.hypot(float(along[0]), float(along[1])) or 1.0)
        across = np.array([-along[1], along[0]], dtype=np.float32) * np.float32(scale)
        spread.append(start + grid[:, :1] * along + grid[:, 1:] * across)
    return np.concatenate(spread)


def _grid(count: int) -> Floats:
    """Shares (count * _ACROSS, 2) along a limb and across it."""
    along, across = np.meshgrid(np.linspace(0.12, 0.92, count), np.linspace(-1.0, 1.0, _ACROSS), indexing="ij")
    return np.stack([along, across], axis=-1).reshape(-1, 2).astype(np.float32)


_GRIDS = [_grid(count) for *_, count in _LIMBS]
_COUNTS = [len(grid) for grid in _GRIDS]
_PLACES = {
    _TRUNK: slice(0, _COUNTS[0]),
    _THIGHS: slice(_COUNTS[0], sum(_COUNTS[:3])),
    _SHINS: slice(sum(_COUNTS[:3]), sum(_COUNTS)),
}
