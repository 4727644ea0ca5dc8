"""The rotated square around a person."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.pose.roi import CROP, MARGIN, Region

regions = st.builds(
    Region,
    x=st.floats(-200.0, 2000.0),
    y=st.floats(-200.0, 2000.0),
    side=st.floats(40.0, 3000.0),
    rotation=st.floats(-math.pi, math.pi),
)
points = st.tuples(st.floats(-500.0, 2500.0), st.floats(-500.0, 2500.0))


def applied(affine: np.ndarray, point: tuple[float, float]) -> tuple[float, float]:
    x, y = affine[:, :2].astype(np.float64) @ np.array(point) + affine[:, 2]
    return float(x), float(y)


@given(regions, points)
def test_there_and_back_is_where_it_was(region: Region, point: tuple[float, float]) -> None:
    exact = 0.002 * max(1.0, region.side / CROP)
    assert applied(region.to_picture(), applied(region.to_crop(), point)) == pytest.approx(point, abs=exact + 0.05)
    crop = (point[0] / 10.0, point[1] / 10.0)
    assert applied(region.to_crop(), applied(region.to_picture(), crop)) == pytest.approx(crop, abs=0.05)


@given(regions)
def test_the_crop_is_the_square(region: Region) -> None:
    middle, half = CROP / 2, region.side / 2
    assert applied(region.to_picture(), (middle, middle)) == pytest.approx((region.x, region.y), abs=0.01)
    for corner in ((0.0, 0.0), (CROP, 0.0), (0.0, CROP), (CROP, CROP)):
        x, y = applied(region.to_picture(), corner)
        away = math.hypot(x - region.x, y - region.y)
        assert away == pytest.approx(half * math.sqrt(2.0), rel=1e-4, abs=0.01)


@given(points, st.floats(20.0, 1000.0), st.floats(-math.pi, math.pi))
def test_up_in_the_crop_is_from_the_hips_to_the_scale_point(
    centre: tuple[float, float], length: float, lean: float
) -> None:
    tip = (centre[0] + length * math.sin(lean), centre[1] - length * math.cos(lean))
    region = Region.from_points(centre, tip)
    assert region.side == pytest.approx(2.0 * MARGIN * length, rel=1e-6)
    assert abs(region.rotation) <= math.pi + 1e-9
    above = CROP / 2 - CROP / (2.0 * MARGIN)
    assert applied(region.to_crop(), centre) == pytest.approx((CROP / 2, CROP / 2), abs=0.05)
    assert applied(region.to_crop(), tip) == pytest.approx((CROP / 2, above), abs=0.05)


@given(regions)
def test_a_snapped_region_is_hardly_another(region: Region) -> None:
    snapped = region.snapped()
    assert snapped.side == pytest.approx(region.side, rel=0.0004)
    assert (snapped.x, snapped.y) == pytest.approx((region.x, region.y), abs=region.side / 16000.0)
    assert snapped.rotation == pytest.approx(region.rotation, abs=math.radians(0.0111))
    assert snapped.snapped() == snapped


@given(regions, st.floats(-1e-6, 1e-6))
def test_rounding_makes_no_other_region(region: Region, noise: float) -> None:
    """Unless it lies on the edge between two, which is as rare as the noise is small."""
    inner = region.snapped()
    moved = Region(inner.x + noise, inner.y - noise, inner.side * (1.0 + noise), inner.rotation + noise)
    assert moved.snapped() == inner


@pytest.mark.parametrize(
    ("tip", "rotation"),
    [((100.0, 50.0), 0.0), ((150.0, 100.0), math.pi / 2), ((50.0, 100.0), -math.pi / 2)],
)
def test_rotation_is_clockwise_on_the_picture(tip: tuple[float, float], rotation: float) -> None:
    assert Region.from_points((100.0, 100.0), tip).rotation == pytest.approx(rotation)


@pytest.mark.parametrize(
    ("region", "usable"),
    [
        (Region(240.0, 320.0, 500.0, 0.1), True),
        (Region(-100.0, 320.0, 500.0, 0.0), True),
        (Region(-130.0, 320.0, 500.0, 0.0), False),
        (Region(240.0, 810.0, 500.0, 0.0), False),
        (Region(240.0, 320.0, 20.0, 0.0), False),
        (Region(240.0, 320.0, 4000.0, 0.0), False),
        (Region(math.nan, 320.0, 500.0, 0.0), False),
        (Region(240.0, 320.0, math.inf, 0.0), False),
        (Region(240.0, 320.0, 500.0, math.nan), False),
        (Region.from_points((240.0, 320.0), (240.0, 320.0)), False),
    ],
)
def test_what_no_person_can_fill_is_not_looked_at(region: Region, usable: bool) -> None:
    assert region.usable((480, 640)) is usable
