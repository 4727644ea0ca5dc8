"""Still joints are calmed, fast ones followed."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from kiosk.pose.smoothing import OneEuro
from kiosk.settings import PoseSettings

RATE = 30.0
BODY = 200.0


def as_shipped() -> OneEuro:
    settings = PoseSettings()
    return OneEuro(settings.smoothing_cutoff, settings.smoothing_beta)


def run(points: NDArray[np.float32], filter_: OneEuro | None = None, scale: float = BODY) -> NDArray[np.float32]:
    """(frames, n, d) filtered frame by frame."""
    filter_ = filter_ or as_shipped()
    return np.stack([filter_(item, i / RATE, scale) for i, item in enumerate(points)])


def shaken(frames: int = 300, seed: int = 1) -> NDArray[np.float32]:
    noise = np.random.default_rng(seed).normal(0.0, 1.5, (frames, 3, 2))
    return (100.0 + noise).astype(np.float32)


def test_a_still_joint_is_calmed() -> None:
    before = shaken()
    after = run(before)
    assert after[30:].std() < 0.6 * before[30:].std()
    assert np.abs(np.diff(after[30:], axis=0)).mean() < 0.35 * np.abs(np.diff(before[30:], axis=0)).mean()
    assert after[30:].mean() == pytest.approx(100.0, abs=0.3)


@pytest.mark.parametrize("speed", [1.0, 2.0])
def test_a_fast_joint_is_followed(speed: float) -> None:
    """``speed`` in body lengths a second, as a shoulder has in a hinge."""
    times = np.arange(45) / RATE
    ramp = (speed * BODY * times)[:, None, None] * np.ones((1, 1, 2))
    lag = (ramp - run(ramp.astype(np.float32)))[-1, 0, 0] / (speed * BODY)
    assert 0.0 < lag < 0.06
    slow = OneEuro(PoseSettings().smoothing_cutoff, 0.0)
    assert lag < 0.6 * (ramp - run(ramp.astype(np.float32), slow))[-1, 0, 0] / (speed * BODY)


def test_a_fast_joint_leaves_the_calm_of_its_neighbour() -> None:
    still, moving = shaken(), shaken()
    moving[:, 1, 0] += (BODY * 2.0 * np.arange(len(moving)) / RATE).astype(np.float32)
    assert np.array_equal(run(still)[:, 0], run(moving)[:, 0])


def test_what_does_not_change_passes_unchanged() -> None:
    points = np.full((60, 33, 3), 123.25, dtype=np.float32)
    assert np.array_equal(run(points), points)


def test_distance_from_the_camera_does_not_matter() -> None:
    near, far = run(shaken(), scale=BODY), run(shaken() * np.float32(0.25), scale=BODY * 0.25)
    assert far == pytest.approx(near * 0.25, abs=1e-3)


def test_after_a_gap_it_begins_anew() -> None:
    filter_ = as_shipped()
    here, there = np.zeros((1, 2), dtype=np.float32), np.full((1, 2), 50.0, dtype=np.float32)
    filter_(here, 0.0, BODY)
    assert filter_(there, 0.1, BODY).max() < 50.0
    assert np.array_equal(filter_(here, 0.7, BODY), here)
    assert filter_(there, 0.8, BODY).max() < 50.0


def test_a_reset_forgets() -> None:
    filter_ = as_shipped()
    filter_(np.zeros((1, 2), dtype=np.float32), 0.0, BODY)
    filter_.reset()
    there = np.full((1, 2), 50.0, dtype=np.float32)
    assert np.array_equal(filter_(there, 0.03, BODY), there)


def test_a_clock_that_stands_or_falls_back_breaks_nothing() -> None:
    filter_ = as_shipped()
    filter_(np.zeros((1, 2), dtype=np.float32), 5.0, BODY)
    there = np.full((1, 2), 50.0, dtype=np.float32)
    assert np.array_equal(filter_(there, 5.0, BODY), np.zeros((1, 2))), "the same moment again tells nothing new"
    assert np.array_equal(filter_(there, 4.0, BODY), there)
    assert np.isfinite(filter_(there, 4.03, BODY)).all()


def test_the_rate_of_the_camera_changes_little() -> None:
    def settled(rate: float) -> float:
        filter_ = as_shipped()
        filter_(np.zeros((1, 1), dtype=np.float32), 0.0, BODY)
        for i in range(1, round(0.2 * rate) + 1):
            value = filter_(np.full((1, 1), 1.0, dtype=np.float32), i / rate, BODY)
        return float(value[0, 0])

    assert settled(15.0) == pytest.approx(settled(60.0), abs=0.12)
