"""A body as it stands in the picture, and the zone where the user's belongs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from kiosk.pose.appearance import Look
from kiosk.pose.pose import Floats, Joint
from kiosk.settings import ZoneSettings

_CHAINS = np.array(
    [
        [Joint.LEFT_EAR, Joint.LEFT_SHOULDER, Joint.LEFT_HIP, Joint.LEFT_KNEE, Joint.LEFT_ANKLE],
        [Joint.RIGHT_EAR, Joint.RIGHT_SHOULDER, Joint.RIGHT_HIP, Joint.RIGHT_KNEE, Joint.RIGHT_ANKLE],
    ]
)

_TRUNKS = _CHAINS[:, :3]

_LEFT, _RIGHT = [Joint.LEFT_KNEE, Joint.LEFT_ANKLE], [Joint.RIGHT_KNEE, Joint.RIGHT_ANKLE]


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """Somebody at one time. Lengths and places in heights of the picture, whatever its size in pixels.

    ``x`` and ``y`` are the middle of the hips, ``feet`` is how low the lower foot is, ``size`` is the length of the
    body (`body_size`), ``width`` that of the picture. ``joints`` (33, 2) are all landmarks, ``look`` is absent where
    it was not taken.
    """

    time: float
    x: float
    y: float
    feet: float
    size: float
    width: float
    joints: Floats
    look: Look | None = None

    @property
    def trunk(self) -> float:
        """Length from hips to ears along the shoulders, mean of both sides: what plates and benches do not hide."""
        points = self.joints[_TRUNKS]
        return float(np.hypot(*np.moveaxis(np.diff(points, axis=1), 2, 0)).sum() / len(_TRUNKS))

    @property
    def sprawl(self) -> float:
        """How far the knees or the ankles are apart, whichever is more, in this body's lengths."""
        apart = self.joints[_LEFT] - self.joints[_RIGHT]
        return max(math.hypot(x, y) for x, y in apart.tolist()) / max(self.size, 1e-6)

    def away_from(self, other: Body) -> float:
        """How far the hips are from another's, in this body's lengths."""
        return math.hypot(self.x - other.x, self.y - other.y) / max(self.size, 1e-6)


def body_of(landmarks: Floats, size: tuple[int, int], time: float, look: Look | None = None) -> Body:
    """The body at ``landmarks`` (33, 3; pixels) in a picture of ``size`` (width, height)."""
    width, height = size
    joints = landmarks[:, :2] / np.float32(height)
    x, y = (0.5 * (joints[Joint.LEFT_HIP] + joints[Joint.RIGHT_HIP])).tolist()
    feet = float(joints[Joint.LEFT_ANKLE :, 1].max())
    return Body(time, x, y, feet, body_size(joints), width / height, joints, look)


def body_size(landmarks: Floats) -> float:
    """Length of the body along its segments, ankle to ear (mean of both sides), in the unit of ``landmarks``.

    Folding at the joints does not change it, so in a side view it tells a wrong reading from a movement.
    """
    points = landmarks[_CHAINS, :2]
    return float(np.linalg.norm(np.diff(points, axis=1), axis=2).sum() / len(_CHAINS))


def in_zone(body: Body, zone: ZoneSettings) -> bool:
    """Whether ``body`` is where a user belongs: its hips between the zone's sides, and it is near enough."""
    return zone.left <= body.x / body.width <= zone.right and body.size >= zone.smallest
