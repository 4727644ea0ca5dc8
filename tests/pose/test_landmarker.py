"""From the network's crop to the picture and back."""

from __future__ import annotations

import math
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fake_networks import FakeLandmarkNetwork
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.pose import landmarker as landmarker_module
from kiosk.pose.catalogue import ModelError
from kiosk.pose.landmarker import Landmarker
from kiosk.pose.roi import CROP, MARGIN, Region


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> type[FakeLandmarkNetwork]:
    class Network(FakeLandmarkNetwork):
        made: list[FakeLandmarkNetwork] = []  # noqa: RUF012

        def __init__(self, path: Path, threads: int, runtime: str = "auto") -> None:
            super().__init__(path, threads, runtime)
            self.made.append(self)

    monkeypatch.setattr(landmarker_module, "Network", Network)
    return Network


def made() -> Landmarker:
    return Landmarker(Path("with_mask"), Path("without_mask"))


REGIONS = [Region(240.0, 320.0, 512.0, 0.0), Region(200.0, 300.0, 400.0, 0.6), Region(250.0, 350.0, 300.0, -1.4)]


@pytest.mark.parametrize("region", REGIONS)
def test_what_lies_in_the_picture_lies_in_the_crop_where_the_region_says(
    network: type[FakeLandmarkNetwork], region: Region
) -> None:
    picture = np.zeros((640, 480, 3), dtype=np.uint8)
    x, y = 220, 340
    picture[y - 3 : y + 4, x - 3 : x + 4] = (0, 0, 255)
    made().warp(picture, region, want_mask=True)
    seen = network.made[0].tensor[0]  # type: ignore[attr-defined]
    red = seen[:, :, 0]
    assert red.max() == pytest.approx(1.0, abs=0.01)
    assert seen[:, :, 1:].max() == 0.0
    rows, columns = np.nonzero(red > 0.5)
    expected = region.to_crop() @ np.array([x, y, 1.0])
    assert (columns.mean(), rows.mean()) == pytest.approx(tuple(expected), abs=0.6)


@pytest.mark.parametrize("region", REGIONS)
def test_landmarks_come_back_in_pixels_of_the_picture(network: type[FakeLandmarkNetwork], region: Region) -> None:
    places = np.random.default_rng(3).uniform(0.0, 480.0, (35, 2)).astype(np.float32)
    crop = places @ region.to_crop()[:, :2].T + region.to_crop()[:, 2]
    network.landmarks = np.zeros((39, 5), dtype=np.float32)
    network.landmarks[:35, :2] = crop
    network.landmarks[:, 2] = -10.0
    network.landmarks[5, 3], network.landmarks[6, 3] = 200.0, -200.0
    reading = made().decode(region, want_mask=False)
    assert reading.landmarks.shape == (33, 3)
    assert reading.landmarks[:, :2] == pytest.approx(places[:33], abs=0.05)
    assert reading.landmarks[:, 2] == pytest.approx(-10.0 * region.side / CROP, rel=1e-5)
    assert reading.visibility[[4, 5, 6]] == pytest.approx([0.5, 1.0, 0.0])
    assert reading.presence == pytest.approx(0.9)
    centre, tip = places[33], places[34]
    assert (reading.next_region.x, reading.next_region.y) == pytest.approx(tuple(centre), abs=0.05)
    assert reading.next_region.side == pytest.approx(2.0 * MARGIN * math.dist(centre, tip), rel=1e-3)


def test_metric_landmarks_are_turned_upright(network: type[FakeLandmarkNetwork]) -> None:
    """A person who lies across the picture lies in the metric landmarks too."""
    network.world = np.zeros((39, 3), dtype=np.float32)
    network.world[0] = (0.0, -0.6, 0.1)  # head above the hips, in the crop
    for rotation, head in ((0.0, (0.0, -0.6, 0.1)), (math.pi / 2, (0.6, 0.0, 0.1)), (-math.pi / 2, (-0.6, 0.0, 0.1))):
        reading = made().decode(Region(240.0, 320.0, 400.0, rotation), want_mask=False)
        assert reading.world[0] == pytest.approx(head, abs=1e-6)


def in_double_precision(raw: Any, world: Any, region: Region) -> tuple[Any, ...]:
    """What the network's outputs mean, step by step: landmarks, visibility, metres, and the next region."""
    scale = region.side / CROP
    cos, sin = math.cos(region.rotation), math.sin(region.rotation)
    x, y = (raw[:, i].astype(np.float64) - CROP / 2 for i in (0, 1))
    places = np.stack([region.x + scale * (cos * x - sin * y), region.y + scale * (sin * x + cos * y)], axis=1)
    landmarks = np.column_stack([places[:33], raw[:33, 2].astype(np.float64) * scale])
    visibility = 1.0 / (1.0 + np.exp(-np.clip(raw[:33, 3].astype(np.float64), -500, 500)))
    right, down, away = world[:33].astype(np.float64).T
    turned = np.stack([cos * right - sin * down, sin * right + cos * down, away], axis=1)
    return landmarks, visibility, turned, Region.from_points(tuple(places[33]), tuple(places[34]))


@given(
    seed=st.integers(0, 10_000),
    region=st.builds(
        Region,
        x=st.floats(-200.0, 2000.0),
        y=st.floats(-200.0, 2000.0),
        side=st.floats(32.0, 3000.0),
        rotation=st.floats(-math.pi, math.pi),
    ),
)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_reading_is_what_double_precision_gives(
    network: type[FakeLandmarkNetwork], seed: int, region: Region
) -> None:
    rng = np.random.default_rng(seed)
    network.landmarks = rng.uniform(-60.0, 316.0, (39, 5)).astype(np.float32)
    network.landmarks[:, 3] = rng.uniform(-200.0, 200.0, 39) * rng.choice([0.01, 1.0], 39)
    network.world = rng.uniform(-1.2, 1.2, (39, 3)).astype(np.float32)
    landmarks, visibility, world, following = in_double_precision(network.landmarks, network.world, region)
    reading = made().decode(region, want_mask=False)
    close = max(0.002, 4e-7 * region.side + 1e-3)
    assert reading.landmarks == pytest.approx(landmarks, abs=close, rel=1e-6)
    assert reading.visibility == pytest.approx(visibility, abs=1e-6)
    assert reading.world == pytest.approx(world, abs=1e-6)
    assert (reading.next_region.x, reading.next_region.y) == pytest.approx((following.x, following.y), abs=close)
    assert reading.next_region.side == pytest.approx(following.side, abs=10 * close)
    for array in (reading.landmarks, reading.visibility, reading.world):
        assert array.dtype == np.float32


def test_a_reading_is_not_changed_by_the_next(network: type[FakeLandmarkNetwork]) -> None:
    landmarker = made()
    network.landmarks = np.random.default_rng(5).uniform(0.0, 255.0, (39, 5)).astype(np.float32)
    first = landmarker.decode(REGIONS[0], want_mask=True)
    kept = [first.landmarks.copy(), first.visibility.copy(), first.world.copy()]
    network.landmarks = network.landmarks + np.float32(9.0)
    network.world = network.world + np.float32(1.0)
    landmarker.decode(REGIONS[1], want_mask=True)
    assert all(map(np.array_equal, kept, (first.landmarks, first.visibility, first.world)))


def test_reading_takes_no_more_memory_than_what_it_hands_out(network: type[FakeLandmarkNetwork]) -> None:
    landmarker = made()
    landmarker.decode(REGIONS[0], want_mask=False)
    tracemalloc.start()
    try:
        for region in REGIONS:
            landmarker.decode(region, want_mask=False)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8192


def test_the_mask_comes_with_its_place_and_only_when_wanted(network: type[FakeLandmarkNetwork]) -> None:
    network.mask = np.random.default_rng(1).normal(size=(CROP, CROP)).astype(np.float32)
    landmarker, region = made(), REGIONS[1]
    assert landmarker.decode(region, want_mask=False).mask is None
    mask = landmarker.decode(region, want_mask=True).mask
    assert mask is not None
    assert np.array_equal(mask.logits, network.mask)
    assert np.array_equal(mask.to_crop, region.to_crop())
    network.mask[:] = 0.0
    assert mask.logits.any(), "the next run does not change a mask already given"


def test_another_kind_of_model_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    class NoMask(FakeLandmarkNetwork):
        output_sizes = frozenset({195, 117, 1})

    monkeypatch.setattr(landmarker_module, "Network", NoMask)
    with pytest.raises(ModelError, match="with_mask: not a BlazePose landmark model"):
        made()
