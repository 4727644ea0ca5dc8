from __future__ import annotations

import numpy as np
import pytest

from .steadiness import delay, jitter, lean

TIMES = np.arange(0.0, 6.0, 1 / 30)


def hinge(late: float = 0.0) -> np.ndarray:
    """Two seconds of standing, then down to 60 degrees and up again in three."""
    phase = np.clip((TIMES - late - 2.0) / 3.0, 0.0, 1.0)
    return 30.0 * (1.0 - np.cos(2.0 * np.pi * phase))


def test_lean_is_signed_and_zero_upright() -> None:
    points = np.array([[[0, 0], [0, 100]], [[100, 0], [0, 100]], [[-100, 0], [0, 100]], [[100, 100], [0, 100]]])
    assert lean(points) == pytest.approx([0.0, 45.0, -45.0, 90.0])


@pytest.mark.parametrize("side", [1.0, -1.0])
def test_jitter_is_that_of_standing_alone_and_no_offset(side: float) -> None:
    noise = np.random.default_rng(1).normal(0.0, 0.25, len(TIMES))
    found = jitter(TIMES, side * (hinge() + 4.0 + noise), hinge())
    assert found == pytest.approx(0.25, abs=0.04)
    assert jitter(TIMES, hinge() + 4.0, hinge()) == pytest.approx(0.0, abs=1e-9)


def test_who_moves_has_no_jitter() -> None:
    assert jitter(TIMES, 20.0 * TIMES, 20.0 * TIMES) is None


@pytest.mark.parametrize("late", [0.0, 0.02, 0.05, 0.12])
def test_delay_is_found_to_a_few_milliseconds(late: float) -> None:
    assert delay(TIMES, hinge(), hinge(late)) == pytest.approx(late, abs=0.004)


def test_who_stands_has_no_delay() -> None:
    assert delay(TIMES, np.zeros_like(TIMES), np.zeros_like(TIMES)) is None
