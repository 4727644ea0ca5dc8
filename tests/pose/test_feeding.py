"""The cheap way into the networks gives what the plain way gives."""

from __future__ import annotations

import tracemalloc

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from kiosk.camera.frame import Image
from kiosk.pose.feeding import DETECTOR_SIDE, DetectorFeed, LandmarkFeed, feed_detector, feed_landmarker
from kiosk.pose.roi import CROP, Region

HALF_STEP = 0.5 / 255.0


def picture(width: int = 480, height: int = 640, seed: int = 1) -> Image:
    """Smooth in places and noisy in others."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 256, (height // 40 + 1, width // 40 + 1, 3), dtype=np.uint8)
    image = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    image[: height // 3] = rng.integers(0, 256, (height // 3, width, 3), dtype=np.uint8)
    return np.asarray(image, dtype=np.uint8)


def tensor(side: int = CROP) -> NDArray[np.float32]:
    return np.full((1, side, side, 3), np.nan, dtype=np.float32)


def plainly(image: Image, region: Region) -> NDArray[np.float64]:
    """Cut, colours turned round, scaled: each step for itself, on pixels of three bytes."""
    crop = cv2.warpAffine(image, region.to_crop(), (CROP, CROP), flags=cv2.INTER_LINEAR)
    return cv2.cvtColor(crop, cv2.COLOR_BGR2RGB).astype(np.float64) / 255.0


def bilinear(image: Image, region: Region) -> NDArray[np.float64]:
    """By the definition, in double precision, black outside of the picture; RGB in 0..1."""
    columns, rows = np.meshgrid(np.arange(CROP), np.arange(CROP))
    affine = region.to_picture().astype(np.float64)
    x, y = (row[0] * columns + row[1] * rows + row[2] for row in affine)
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    result = np.zeros((CROP, CROP, 3))
    for across in (0, 1):
        for down in (0, 1):
            weight = (1 - np.abs(x - left - across)) * (1 - np.abs(y - top - down))
            i, j = top + down, left + across
            inside = (i >= 0) & (i < image.shape[0]) & (j >= 0) & (j < image.shape[1])
            values = image[np.where(inside, i, 0), np.where(inside, j, 0)] * inside[..., None]
            result += weight[..., None] * values
    return result[:, :, ::-1] / 255.0


regions = st.builds(
    Region,
    x=st.floats(-100.0, 580.0),
    y=st.floats(-100.0, 740.0),
    side=st.floats(40.0, 1500.0),
    rotation=st.floats(-3.14, 3.14),
)


@settings(max_examples=60, deadline=None)
@given(region=regions)
def test_the_landmark_network_is_fed_what_the_plain_way_gives(region: Region) -> None:
    image, fed = picture(), tensor()
    LandmarkFeed()(image, region, fed)
    assert np.abs(fed[0] - plainly(image, region)).max() < 1e-6


@pytest.mark.parametrize("rotation", [0.0, 0.3, -1.2, 3.0])
def test_the_plain_way_is_bilinear(rotation: float) -> None:
    """Within half a step of a byte, and what rounding the places costs where neighbours differ much."""
    image, region, fed = cv2.GaussianBlur(picture(), (0, 0), 3.0), Region(230.0, 310.0, 560.0, rotation), tensor()
    LandmarkFeed()(np.asarray(image, dtype=np.uint8), region, fed)
    apart = np.abs(fed[0] - bilinear(np.asarray(image, dtype=np.uint8), region))
    assert apart.max() < 4 * HALF_STEP
    assert np.percentile(apart, 95) < 1.5 * HALF_STEP


def test_nothing_is_left_of_older_frames_and_older_regions() -> None:
    """The scratch space holds the last picture; none of it may show in the next."""
    feed, fed = LandmarkFeed(), tensor()
    feed(np.full((640, 480, 3), 255, dtype=np.uint8), Region(240.0, 320.0, 900.0, 0.0), fed)
    outside = Region(-90.0, -50.0, 60.0, 0.0)
    for region in (Region(100.0, 200.0, 150.0, 0.7), Region(470.0, 630.0, 300.0, -0.4), outside):
        image, again = picture(seed=2), tensor()
        feed(image, region, fed)
        LandmarkFeed()(image, region, again)
        assert np.array_equal(fed, again)
    assert not fed.any(), "a region outside of the picture is black"


@pytest.mark.parametrize("size", [(160, 160), (640, 480), (1080, 1920)])
def test_pictures_of_any_size_follow_each_other(size: tuple[int, int]) -> None:
    feed, fed = LandmarkFeed(), tensor()
    feed(picture(), Region(240.0, 320.0, 500.0, 0.1), fed)
    image, region = picture(*size), Region(size[0] / 2, size[1] / 2, 0.9 * size[1], -0.2)
    feed(image, region, fed)
    assert np.abs(fed[0] - plainly(image, region)).max() < 1e-6


def test_a_picture_that_lies_otherwise_in_memory_is_read_right() -> None:
    """Turned and cut cameras give views with other strides."""
    image, region = picture(640, 480), Region(240.0, 320.0, 500.0, 0.2)
    part = np.pad(image, ((0, 0), (3, 5), (0, 0)))[:, 3:-5]
    for view in (np.rot90(image), image[:, ::-1].transpose(1, 0, 2), part):
        fed = tensor()
        LandmarkFeed()(view, region, fed)
        assert np.abs(fed[0] - plainly(np.ascontiguousarray(view), region)).max() < 1e-6


def test_feeding_takes_no_memory_once_it_runs() -> None:
    image, region, fed = picture(), Region(240.0, 320.0, 560.0, 0.1), tensor()
    square, find = tensor(DETECTOR_SIDE), DetectorFeed()
    feed = LandmarkFeed()
    feed(image, region, fed)
    find(image, square)
    tracemalloc.start()
    try:
        for number in range(5):
            feed(image, Region(240.0 + number, 320.0, 560.0 - number, 0.1), fed)
            find(image, square)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4096, "pictures and tensors are hundreds of kilobytes"


def test_the_functions_for_few_pictures_feed_the_same() -> None:
    image, region, one, two = picture(), Region(200.0, 330.0, 480.0, -0.3), tensor(), tensor()
    LandmarkFeed()(image, region, one)
    feed_landmarker(image, region, np.empty((CROP, CROP, 3), dtype=np.uint8), two)
    assert np.array_equal(one, two)
    one, two = tensor(DETECTOR_SIDE), tensor(DETECTOR_SIDE)
    assert DetectorFeed()(image, one) == feed_detector(image, two)
    assert np.array_equal(one, two)


@pytest.mark.parametrize("size", [(480, 640), (640, 480), (300, 300), (1080, 1920)])
def test_the_detector_is_fed_the_whole_picture_in_a_black_square(size: tuple[int, int]) -> None:
    image, fed, feed = picture(*size), tensor(DETECTOR_SIDE), DetectorFeed()
    feed(picture(480, 300), fed)
    lies = feed(image, fed)
    small = cv2.resize(image, (0, 0), fx=lies.scale, fy=lies.scale, interpolation=cv2.INTER_AREA)
    rows, columns = small.shape[:2]
    expected = np.full((DETECTOR_SIDE, DETECTOR_SIDE, 3), -1.0)
    expected[lies.top : lies.top + rows, lies.left : lies.left + columns] = small[:, :, ::-1] / 127.5 - 1.0
    assert max(rows, columns) == DETECTOR_SIDE
    assert np.abs(fed[0] - expected).max() < 1.01 / 127.5
    assert np.abs(fed[0] - expected).mean() < 0.1 / 127.5
