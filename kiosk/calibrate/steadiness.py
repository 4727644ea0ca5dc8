"""When somebody holds still, and where their nose and toes are then. Pure: poses in, no clock."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from statistics import median

from kiosk.mirror.lens import Point
from kiosk.pose.pose import Joint, Pose

STILL = 0.008
"""Share of the picture's height within which a nose that is held still stays."""

_UNSEEN = 0.4
"""Seconds without a face after which it begins anew."""

_SEEN = 0.5
"""Visibility from which a landmark is taken."""

_TURNED = 0.35
"""How far the nose may be off the middle between the ears, in distances of the ears, in who faces the glass."""

_TOES = (Joint.LEFT_FOOT_INDEX, Joint.RIGHT_FOOT_INDEX)


@dataclass(frozen=True, slots=True)
class Held:
    """A nose that has been still: the medians over that time, pixels; ``toes`` the middle of both, None where they
    were not seen."""

    nose: Point
    toes: Point | None


class Steadiness:
    """Takes pose after pose; `still` says for how long the nose has been where it is now."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, Point, Point | None]] = deque()

    def clear(self) -> None:
        """Begin anew."""
        self._seen.clear()

    def __call__(self, pose: Pose) -> None:
        """Take ``pose``."""
        if self._seen and not 0.0 <= pose.time - self._seen[-1][0] <= _UNSEEN:
            self._seen.clear()
        if not faces(pose):
            return
        nose = _point(pose, Joint.NOSE)
        self._seen.append((pose.time, nose, _toes(pose)))
        most = STILL * pose.size[1]
        # The longest stretch up to now in which the nose does not stray.
        while _spread([point for _, point, _ in self._seen]) > most:
            self._seen.popleft()

    @property
    def still(self) -> float:
        """Seconds."""
        return self._seen[-1][0] - self._seen[0][0] if self._seen else 0.0

    @property
    def nose(self) -> Point | None:
        """Where it is now."""
        return self._seen[-1][1] if self._seen else None

    def held(self) -> Held | None:
        """What has been held, None where there is nobody."""
        if not self._seen:
            return None
        toes = [point for *_, point in self._seen if point is not None]
        return Held(_middle([point for _, point, _ in self._seen]), _middle(toes) if toes else None)


def faces(pose: Pose) -> bool:
    """Whether the person's face is seen and is turned to the glass."""
    if pose.visibility[Joint.NOSE] < _SEEN:
        return False
    left, right = _point(pose, Joint.LEFT_EAR)[0], _point(pose, Joint.RIGHT_EAR)[0]
    # The person's left is right in the picture where they face it.
    return left > right and abs(_point(pose, Joint.NOSE)[0] - (left + right) / 2.0) < _TURNED * (left - right)


def _toes(pose: Pose) -> Point | None:
    """The middle of both feet's toes, where both are in the picture."""
    width, height = pose.size
    points = [_point(pose, joint) for joint in _TOES]
    if min(float(pose.visibility[joint]) for joint in _TOES) < _SEEN:
        return None
    if not all(0.0 <= x < width and 0.0 <= y < height for x, y in points):
        return None
    return (points[0][0] + points[1][0]) / 2.0, (points[0][1] + points[1][1]) / 2.0


def _point(pose: Pose, joint: Joint) -> Point:
    return float(pose.landmarks[joint, 0]), float(pose.landmarks[joint, 1])


def _middle(points: list[Point]) -> Point:
    return median(x for x, _ in points), median(y for _, y in points)


def _spread(points: list[Point]) -> float:
    return max(max(point[axis] for point in points) - min(point[axis] for point in points) for axis in (0, 1))
