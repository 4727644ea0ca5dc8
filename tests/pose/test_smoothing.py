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
    """As joints of who stands still are shaken in a good picture: by 0.0035 of the body's length."""
    noise = np.random.default_rng(seed).normal(0.0, 0.0035 * BODY, (frames, 3, 2))
    return (100.0 + noise).astype(np.float32)


def test_a_still_joint_is_calmed() -> None:
    before = shaken()
    after = run(before)
    assert after[30:].std() < 0.6 * before[30:].std()
    assert np.abs(np.diff(after[30:], axis=0)).mean() < 0.35 * np.abs(np.diff(before[30:], axis=0)).mean()
    assert after[30:].mean() == pytest.approx(100.0, abs=0.3)


def lag_on_a_ramp(filter_: OneEuro, speed: float, rate: float) -> float:
    """Seconds behind, after a second of even movement at ``speed`` body lengths a second."""
    times = np.arange(round(rate) + 1) / rate
    for time in times:
        value = filter_(np.full((1, 2), speed * BODY * time, dtype=np.float32) * np.float32([1.0, 0.0]), time, BODY)
    return float(times[-1] - value[0, 0] / (speed * BODY))


@pytest.mark.parametrize("rate", [15.0, 30.0, 60.0])
@pytest.mark.parametrize("speed", [0.2, 0.5, 1.0, 2.0])
def test_a_joint_that_moves_evenly_is_not_behind(speed: float, rate: float) -> None:
    """``speed`` in body lengths a second; a shoulder has 0.2 in a slow hinge, 0.5 to 1 in a usual one. The low-pass
    alone is 32 ms behind there, and 8 to 15."""
    assert lag_on_a_ramp(as_shipped(), speed, rate) == pytest.approx(0.0, abs=0.003)


def test_what_seems_to_move_at_rest_is_not_followed_on() -> None:
    """A tenth of the pace of a slow hinge is a sway or noise: the low-pass holds it back by the most of its lag."""
    settings = PoseSettings()
    alone = 1.0 / (2.0 * np.pi * (settings.smoothing_cutoff + settings.smoothing_beta * 0.02))
    assert lag_on_a_ramp(as_shipped(), 0.02, 30.0) > 0.7 * alone


def test_a_restless_depth_does_not_let_noise_in() -> None:
    points = shaken()
    deep = np.concatenate([points, shaken(seed=2)[..., :1] * np.float32(10.0)], axis=2)
    settings = PoseSettings()
    flat = OneEuro(settings.smoothing_cutoff, settings.smoothing_beta, axes=2)
    assert np.array_equal(run(deep, flat)[..., :2], run(points))
    assert run(deep)[30:, :, :2].std() > run(points)[30:].std()


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


def hinge(rate: float) -> NDArray[np.float32]:
    """A shoulder that goes half a body length down and up again in two seconds, after half a second of rest."""
    times = np.arange(round(2.5 * rate)) / rate
    phase = np.clip((times - 0.5) / 2.0, 0.0, 1.0)
    place = 0.25 * BODY * (1.0 - np.cos(2.0 * np.pi * phase))
    return np.stack([place, 0.0 * place], axis=1)[:, None].astype(np.float32)


def test_a_hinge_is_followed_alike_at_any_frame_rate() -> None:
    def depth(rate: float) -> float:
        filter_ = as_shipped()
        return max(float(filter_(item, i / rate, BODY)[0, 0]) for i, item in enumerate(hinge(rate)))

    assert depth(15.0) == pytest.approx(depth(60.0), abs=0.01 * BODY)
    assert 0.98 < depth(30.0) / (0.5 * BODY) < 1.02, "the bottom is neither cut off nor overshot"


def test_smoothing_writes_into_nothing_that_it_gave_or_was_given() -> None:
    filter_, points = as_shipped(), shaken(3)
    given = points.copy()
    first, second = filter_(points[0], 0.0, BODY), filter_(points[1], 0.033, BODY)
    kept = first.copy(), second.copy()
    filter_(points[2], 0.066, BODY)
    assert np.array_equal(points, given)
    assert np.array_equal(first, kept[0])
    assert np.array_equal(second, kept[1])
    assert second.dtype == np.float32
