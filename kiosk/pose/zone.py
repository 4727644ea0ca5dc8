"""A body as it stands in the picture, and the zone where the user's belongs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from kiosk.pose.appearance import Look
from kiosk.pose.pose import Floats, Joint
from kiosk.settings import ZoneSettings

_LEFT, _RIGHT = (
    tuple(Joint[f"{side}_{name}"] for name in ("EAR", "SHOULDER", "HIP", "KNEE", "ANKLE"))
    for side in ("LEFT", "RIGHT")
)
"""The chain of the body's segments, of either side."""

_HIP, _KNEE = 2, 3
"""Where hip and knee are in it."""


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """Somebody at one time. Lengths and places in heights of the picture, whatever its size in pixels.

    ``x`` and ``y`` are the middle of the hips, ``feet`` is how low the lower foot is. ``size`` is the length of the
    body along its segments, ankle to ear (mean of both sides): folding at the joints does not change it, so in a side
    view it tells a wrong reading from a movement. ``trunk`` is that of it from hip to ear, which plates and benches
    do not hide. ``sprawl`` is how far the knees or the ankles are apart, whichever is more, in lengths of the body.
    ``width`` is that of the picture. ``joints`` (33, 2) are all landmarks, ``look`` is absent where it was not taken.
    """

    time: float
    x: float
    y: float
    feet: float
    size: float
    trunk: float
    sprawl: float
    width: float
    joints: Floats
    look: Look | None = None

    def away_from(self, other: Body) -> float:
        """How far the hips are from another's, in this body's lengths."""
        return math.hypot(self.x - other.x, self.y - other.y) / max(self.size, 1e-6)


def body_of(landmarks: Floats, size: tuple[int, int], time: float, look: Look | None = None) -> Body:
    """The body at ``landmarks`` (33, 3; pixels) in a picture of ``size`` (width, height).

    Its places are complex numbers here, x + iy: every frame has a body, and arrays this small are slow.
    """
    width, height = size
    joints = landmarks[:, :2] / np.float32(height)
    places = [complex(x, y) for x, y in joints.tolist()]
    left, right = [places[joint] for joint in _LEFT], [places[joint] for joint in _RIGHT]
    hips = 0.5 * (left[_HIP] + right[_HIP])
    length = 0.5 * (_along(left) + _along(right))
    apart = max(abs(one - other) for one, other in zip(left[_KNEE:], right[_KNEE:], strict=True))
    return Body(
        time=time,
        x=hips.real,
        y=hips.imag,
        feet=max(place.imag for place in places[Joint.LEFT_ANKLE :]),
        size=length,
        trunk=0.5 * (_along(left[: _HIP + 1]) + _along(right[: _HIP + 1])),
        sprawl=apart / max(length, 1e-6),
        width=width / height,
        joints=joints,
        look=look,
    )


def _along(chain: list[complex]) -> float:
    """The length of the way along ``chain``."""
    return sum(abs(end - start) for start, end in pairwise(chain))


def in_zone(body: Body, zone: ZoneSettings) -> bool:
    """Whether ``body`` is where a user belongs: its hips between the zone's sides, and it is near enough."""
    return zone.left <= body.x / body.width <= zone.right and body.size >= zone.smallest
