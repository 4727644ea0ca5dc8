"""Lines that should lie on the person's own reflection, by a calibration. Pure."""

from __future__ import annotations

from kiosk.mirror.calibration import NOSE_BEHIND_TOES, TOES_BEHIND_TIP, TOES_OVER_FLOOR, Calibration
from kiosk.mirror.lens import Point, Vector
from kiosk.mirror.optics import Glass, crossing
from kiosk.pose.pose import Joint, Pose

_LIMBS = (
    (Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER),
    (Joint.LEFT_HIP, Joint.RIGHT_HIP),
    *((side[at], side[at + 1]) for side in (
        (Joint.LEFT_SHOULDER, Joint.LEFT_HIP, Joint.LEFT_KNEE, Joint.LEFT_ANKLE),
        (Joint.RIGHT_SHOULDER, Joint.RIGHT_HIP, Joint.RIGHT_KNEE, Joint.RIGHT_ANKLE),
    ) for at in range(3)),
)  # fmt: skip

_SEEN = 0.5
"""Visibility from which a joint is drawn."""


def own_lines(calibration: Calibration, pose: Pose, distance: float) -> list[tuple[Point, Point]]:
    """The limbs of who faces the glass, in pixels of the screen, as their own two eyes see them; where the toes are
    not seen, who stands ``distance`` (toes to glass, millimetres) away."""
    depth = _depth(calibration, pose, distance)
    glass = Glass(*calibration.screen_size, calibration.width_mm, calibration.bottom_above_floor, calibration.gap)
    camera = calibration.camera

    def room(point: Point) -> Vector:
        return camera.at_depth(point, depth, pose.size)

    left, right = _point(pose, Joint.LEFT_EYE), _point(pose, Joint.RIGHT_EYE)
    eyes = room(((left[0] + right[0]) / 2.0, (left[1] + right[1]) / 2.0))
    return [
        (
            glass.on_screen(*crossing(eyes, room(_point(pose, start)), calibration.gap)),
            glass.on_screen(*crossing(eyes, room(_point(pose, end)), calibration.gap)),
        )
        for start, end in _LIMBS
        if min(float(pose.visibility[start]), float(pose.visibility[end])) >= _SEEN
    ]


def _depth(calibration: Calibration, pose: Pose, distance: float) -> float:
    """Of the body: that of the toes on the floor, and as far behind them as the nose is."""
    behind = NOSE_BEHIND_TOES[0]
    toes = (Joint.LEFT_FOOT_INDEX, Joint.RIGHT_FOOT_INDEX)
    if min(float(pose.visibility[toe]) for toe in toes) >= _SEEN:
        left, right = (_point(pose, toe) for toe in toes)
        middle = ((left[0] + right[0]) / 2.0, (left[1] + right[1]) / 2.0)
        floor = TOES_OVER_FLOOR - calibration.bottom_above_floor
        found = calibration.camera.on_level(middle, floor, pose.size)
        if found is not None and 0.5 * distance < found[2] < 2.0 * distance:
            return found[2] - TOES_BEHIND_TIP + behind
    return distance + behind


def _point(pose: Pose, joint: Joint) -> Point:
    return float(pose.landmarks[joint, 0]), float(pose.landmarks[joint, 1])
