"""A body in the picture, and the zone."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from kiosk.pose.pose import Floats, Joint
from kiosk.pose.zone import body_of, in_zone
from kiosk.settings import ZoneSettings

CHAIN = ("EAR", "SHOULDER", "HIP", "KNEE", "ANKLE")


def upright(x: float = 240.0, tall: float = 400.0) -> Floats:
    """Landmarks (33, 3) of somebody upright about (x, 320), ``tall`` pixels from ear to ankle."""
    points = np.zeros((33, 3), dtype=np.float32)
    points[:, 0], points[:, 1] = x, 320.0
    for side in ("LEFT", "RIGHT"):
        for i, name in enumerate(CHAIN):
            points[Joint[f"{side}_{name}"], 1] = 320.0 + tall * (i / 4.0 - 0.5)
    return points


def test_size_and_trunk_are_those_of_the_bones() -> None:
    def lengths(points: Floats) -> tuple[float, float]:
        body = body_of(points, (480, 640), 0.0)
        return body.size * 640.0, body.trunk * 640.0

    points = upright()
    assert lengths(points) == pytest.approx((400.0, 200.0))
    assert lengths(points * np.float32(0.5)) == pytest.approx((200.0, 100.0))
    folded = points.copy()
    for side in ("LEFT", "RIGHT"):
        hip = folded[Joint[f"{side}_HIP"]].copy()
        for name in ("EAR", "SHOULDER"):
            up = hip[1] - folded[Joint[f"{side}_{name}"], 1]
            folded[Joint[f"{side}_{name}"], :2] = hip[:2] + np.array([0.8, -0.6]) * up
    assert lengths(folded) == pytest.approx((400.0, 200.0))
    folded[[Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE]] = folded[[Joint.LEFT_KNEE, Joint.RIGHT_KNEE]]
    assert lengths(folded) == pytest.approx((300.0, 200.0)), "of hidden shanks the trunk knows nothing"


@pytest.mark.parametrize("scale", [0.5, 1.0, 2.0])
def test_a_body_does_not_depend_on_the_pixels_of_the_picture(scale: float) -> None:
    size = (round(480 * scale), round(640 * scale))
    body = body_of(upright() * np.float32(scale), size, 1.5)
    assert (body.time, body.x, body.y) == pytest.approx((1.5, 0.375, 0.5))
    assert (body.feet, body.size, body.width) == pytest.approx((0.8125, 0.625, 0.75))


def test_legs_sprawl_by_what_is_further_apart_of_knees_and_ankles() -> None:
    points = upright()
    assert body_of(points, (480, 640), 0.0).sprawl == 0.0
    points[Joint.LEFT_KNEE, 0] += 40.0
    knees = body_of(points, (480, 640), 0.0)
    assert knees.sprawl == pytest.approx(40.0 / 640.0 / knees.size)
    points[Joint.LEFT_ANKLE, 0] -= 60.0
    both = body_of(points, (480, 640), 0.0)
    assert both.sprawl == pytest.approx(60.0 / 640.0 / both.size)


@pytest.mark.parametrize(
    ("x", "tall", "inside"),
    [(240.0, 400.0, True), (60.0, 400.0, True), (40.0, 400.0, False), (440.0, 400.0, False), (240.0, 180.0, False)],
)
def test_who_is_near_and_between_the_sides_is_in_the_zone(x: float, tall: float, inside: bool) -> None:
    assert in_zone(body_of(upright(x, tall), (480, 640), 0.0), ZoneSettings()) is inside


def test_a_zone_has_room() -> None:
    with pytest.raises(ValidationError, match=r"left \(0.6\) must be less than right \(0.4\)"):
        ZoneSettings(left=0.6, right=0.4)
