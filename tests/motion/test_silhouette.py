"""The line of the back, on masks whose back edge is a known parabola."""

from __future__ import annotations

import math

import numpy as np
import pytest
from stick_figure import bowed, mask_of

from kiosk.motion.silhouette import DorsalProfile, dorsal_profile
from kiosk.pose.pose import Floats, Mask
from kiosk.pose.roi import CROP, Region

SIZE = (3000, 3000)
"""A picture with room around the trunk."""


def trunk(lean: float, forward: int, length: float = 140.0) -> tuple[Floats, Floats]:
    """Hip and shoulder of a trunk that leans ``lean`` degrees forward."""
    angle = math.radians(lean)
    hip = np.array([1500.0, 1500.0], dtype=np.float32)
    step = np.array([forward * math.sin(angle), -math.cos(angle)], dtype=np.float32) * length
    return hip, hip + step


def profile_of(
    curvature: float,
    lean: float = 60.0,
    forward: int = 1,
    length: float = 140.0,
    rotation: float = 0.0,
    zoom: float = 1.0,
    depth: float = 0.25,
) -> DorsalProfile | None:
    hip, shoulder = trunk(lean, forward, length)
    x, y = (hip + shoulder) / 2.0
    region = Region(float(x), float(y), 3.6 * length / zoom, rotation)
    mask = mask_of(hip, shoulder, forward, bowed(curvature, depth), region)
    return dorsal_profile(mask, hip, shoulder, forward, SIZE)


def curvature_of(*args: float, **kwargs: float) -> float:
    profile = profile_of(*args, **kwargs)
    assert profile is not None
    assert profile.seen == 1.0
    value, residual = profile.curvature()
    assert residual < 0.01
    return value


@pytest.mark.parametrize("curvature", [-0.5, -0.2, -0.05, 0.0, 0.05, 0.2, 0.5])
@pytest.mark.parametrize("lean", [0.0, 45.0, 80.0])
@pytest.mark.parametrize("forward", [-1, 1])
def test_the_curvature_is_that_of_the_back(curvature: float, lean: float, forward: int) -> None:
    assert curvature_of(curvature, lean, forward) == pytest.approx(curvature, abs=0.015)


def test_a_rounded_back_is_negative_and_a_hollow_one_positive() -> None:
    """Rounded: the middle stands out from a line through both ends."""
    for forward in (-1, 1):
        rounded, hollow = profile_of(-0.4, forward=forward), profile_of(0.4, forward=forward)
        assert rounded is not None
        assert hollow is not None
        middle = len(rounded.distance) // 2
        assert rounded.distance[middle] > rounded.distance[[0, -1]].max()
        assert hollow.distance[middle] < hollow.distance[[0, -1]].min()
        assert rounded.curvature()[0] < 0.0 < hollow.curvature()[0]


@pytest.mark.parametrize("length", [40.0, 90.0, 300.0, 700.0])
def test_the_person_s_distance_does_not_matter(length: float) -> None:
    assert curvature_of(-0.2, length=length) == pytest.approx(curvature_of(-0.2), abs=0.01)


@pytest.mark.parametrize("zoom", [0.6, 1.2])
@pytest.mark.parametrize("rotation", [-1.2, 0.4, 3.0])
def test_the_crop_s_place_and_rotation_do_not_matter(rotation: float, zoom: float) -> None:
    assert curvature_of(-0.2, rotation=rotation, zoom=zoom) == pytest.approx(-0.2, abs=0.025)


def test_a_mirrored_back_reads_the_same() -> None:
    for curvature in (-0.3, 0.1):
        assert curvature_of(curvature, forward=1) == pytest.approx(curvature_of(curvature, forward=-1), abs=0.005)


def test_the_edge_is_found_below_a_pixel() -> None:
    """A fifth of a mask pixel at the middle of the back is told apart."""
    pixel = 3.6 / CROP
    found = [curvature_of(step * 4.0 * pixel / 5.0) for step in range(4)]
    assert np.diff(found) == pytest.approx(4.0 * pixel / 5.0, abs=0.004)
    shallow, deep = profile_of(0.0, depth=0.25), profile_of(0.0, depth=0.25 + pixel / 5.0)
    assert shallow is not None
    assert deep is not None
    assert float(np.mean(deep.distance - shallow.distance)) == pytest.approx(pixel / 5.0, abs=0.2 * pixel / 5.0)


def test_the_gap_is_the_low_back_under_a_dowel() -> None:
    hollow, flat, rounded = (profile_of(curvature) for curvature in (0.4, 0.0, -0.4))
    assert hollow is not None
    assert flat is not None
    assert rounded is not None
    assert hollow.gap() == pytest.approx(0.1, abs=0.01)
    assert flat.gap() == pytest.approx(0.0, abs=0.005)
    assert rounded.gap() == pytest.approx(0.0, abs=0.005)


def test_a_gap_above_the_low_back_is_not_one() -> None:
    along = np.linspace(0.0, 1.0, 25)
    notch = DorsalProfile(along, np.where(np.abs(along - 0.8) < 0.1, 0.1, 0.2), 1.0)
    low = DorsalProfile(along, np.where(np.abs(along - 0.35) < 0.1, 0.1, 0.2), 1.0)
    assert notch.gap() == pytest.approx(0.0, abs=1e-6)
    assert low.gap() == pytest.approx(0.1, abs=1e-6)


def test_a_back_that_is_no_curve_leaves_a_residual() -> None:
    along = np.linspace(0.0, 1.0, 25)
    hood = DorsalProfile(along, 0.2 + 0.15 * (along > 0.85), 1.0)
    assert hood.curvature()[1] > 0.02


def upright_mask(logits: Floats) -> Mask:
    return Mask(logits.astype(np.float32), np.array([[1, 0, 0], [0, 1, 0]], dtype=np.float32))


HIP, SHOULDER = np.array([128.0, 190.0], dtype=np.float32), np.array([128.0, 90.0], dtype=np.float32)


def test_it_abstains_without_an_edge() -> None:
    nobody, all_body = np.full((CROP, CROP), -5.0), np.full((CROP, CROP), 5.0)
    assert dorsal_profile(upright_mask(nobody), HIP, SHOULDER, 1, SIZE) is None
    assert dorsal_profile(upright_mask(all_body), HIP, SHOULDER, 1, SIZE) is None


def test_it_abstains_from_a_trunk_of_a_few_pixels() -> None:
    assert profile_of(0.0, length=10.0, zoom=0.15) is None


def test_it_abstains_where_the_back_is_cut_off_by_the_crop() -> None:
    """Where the crop ends is no back."""
    columns = np.arange(CROP)[None, :] + np.zeros((CROP, 1))
    body = upright_mask(columns + 60.0)  # reaches 60 pixels past the left edge; it faces right
    hip, shoulder = HIP - [100.0, 0.0], SHOULDER - [100.0, 0.0]
    assert dorsal_profile(body, hip.astype(np.float32), shoulder.astype(np.float32), 1, SIZE) is None


def test_a_few_places_without_an_edge_are_left_out() -> None:
    hip, shoulder = trunk(0.0, 1)
    region = Region(1500.0, 1430.0, 500.0, 0.0)
    mask = mask_of(hip, shoulder, 1, bowed(-0.2), region)
    logits = mask.logits.copy()
    crop_y = (400.0 - 330.0) * CROP / 500.0 + CROP / 2
    logits[round(crop_y - 8) : round(crop_y + 2), :] = 5.0  # an arm or a shelf runs out of the picture at the hip
    profile = dorsal_profile(Mask(logits, mask.to_crop), hip, shoulder, 1, SIZE)
    assert profile is not None
    assert 0.8 <= profile.seen < 1.0
    assert profile.curvature()[0] == pytest.approx(-0.2, abs=0.03)


def test_the_edge_of_the_picture_is_no_back() -> None:
    """A body that the picture cuts ends in a straight line, which must not pass for a flat back."""
    hip, shoulder = trunk(0.0, 1)
    region = Region(1500.0, 1430.0, 500.0, 0.0)
    mask = mask_of(hip, shoulder, 1, bowed(-0.3, 0.25), region)
    assert dorsal_profile(mask, hip, shoulder, 1, SIZE) is not None
    # The same outline where the picture ends right behind it: moved to the left edge.
    shift = np.array([1500.0 - 0.25 * 140.0, 0.0], dtype=np.float32)
    to_crop = mask.to_crop.copy()
    to_crop[:, 2] += to_crop[:, :2] @ shift
    moved = Mask(mask.logits, to_crop)
    assert dorsal_profile(moved, hip - shift, shoulder - shift, 1, SIZE) is None
