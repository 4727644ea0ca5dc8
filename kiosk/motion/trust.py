"""How far each joint of the near side may be trusted."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.motion.joints import NEAR_JOINTS
from kiosk.motion.orientation import Orientation
from kiosk.pose.pose import Pose

Trust = Mapping[str, float]
"""Near-side joints by name (ear, shoulder, elbow, wrist, hip, knee, ankle, heel, toe): 0..1, 0 is absent."""

_UNSEEN, _SEEN = 0.35, 0.75
"""Visibility at which a joint is not trusted at all, and fully."""

_OUTSIDE = 0.02
"""A joint this far outside the picture, as a share of its size, is a guess."""


class TrustFilter:
    """Follows the joints of one person from frame to frame."""

    def __call__(self, pose: Pose, orientation: Orientation) -> Trust:
        """How far each near-side joint of ``pose`` may be trusted: seen by the network, and inside the picture."""
        width, height = pose.size
        result = {}
        for name, joint in NEAR_JOINTS[orientation.near_side].items():
            x, y = float(pose.landmarks[joint, 0]) / width, float(pose.landmarks[joint, 1]) / height
            inside = -_OUTSIDE <= x <= 1.0 + _OUTSIDE and -_OUTSIDE <= y <= 1.0 + _OUTSIDE
            seen = (float(pose.visibility[joint]) - _UNSEEN) / (_SEEN - _UNSEEN)
            result[name] = min(1.0, max(0.0, seen)) if inside else 0.0
        return result
