from __future__ import annotations

import math

import numpy as np
import pytest

from tests.accuracy.spread import Share, bootstrap, spread, wilson, wrapped


def test_bias_rmse_and_percentile_by_hand() -> None:
    found = spread([3.0, -1.0, 1.0, -3.0, 5.0])
    assert found is not None
    assert found.count == 5
    assert found.bias == pytest.approx(1.0)
    assert found.rmse == pytest.approx(3.0)  # (9 + 1 + 1 + 9 + 25) / 5 = 9
    assert found.p95 == pytest.approx(4.6)  # sizes 1 1 3 3 5: 0.8 of the way from the fourth to the fifth


def test_no_errors_have_no_spread() -> None:
    assert spread([]) is None


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    # By Wilson's formula with z = 1.6449.
    [(0, 10, 0.0, 0.2129), (10, 10, 0.7871, 1.0), (5, 10, 0.2693, 0.7307), (90, 100, 0.8396, 0.9393)],
)
def test_wilson_by_its_formula(hits: int, total: int, low: float, high: float) -> None:
    assert wilson(hits, total) == (pytest.approx(low, abs=2e-4), pytest.approx(high, abs=2e-4))


def test_a_share_of_nothing_is_no_share() -> None:
    assert Share(0, 0).value is None
    assert Share(0, 0).interval is None
    assert Share(1, 4).value == 0.25


def test_angles_wrap() -> None:
    assert wrapped(np.array([190.0, -190.0, 10.0])).tolist() == [-170.0, 170.0, 10.0]


def test_the_bootstrap_holds_the_true_mean_and_repeats() -> None:
    values = np.array([1.0, 2.0, 3.0, 4.0, 5.0] * 8)
    interval = bootstrap(len(values), lambda drawn: float(drawn @ values / drawn.sum()))
    assert interval == bootstrap(len(values), lambda drawn: float(drawn @ values / drawn.sum()))
    assert interval[0] < 3.0 < interval[1]
    # Standard error sqrt(2 / 40) = 0.22; 90 % is 1.64 of them to each side.
    assert interval[1] - interval[0] == pytest.approx(2 * 1.645 * math.sqrt(2.0 / 40.0), rel=0.15)


def test_the_bootstrap_of_what_is_never_known_is_unknown() -> None:
    assert all(math.isnan(end) for end in bootstrap(3, lambda _drawn: math.nan, draws=20))
