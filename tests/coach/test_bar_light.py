from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.coach.bar_light import levels


@pytest.mark.parametrize(
    ("value", "brightness", "wanted"),
    [
        (0.0, 1.0, (0, 0, 0, 0)),
        (1.0, 1.0, (1, 1, 1, 1)),
        (-1.0, 1.0, (1, 1, 1, 1)),
        (0.5, 1.0, (1, 1, 0, 0)),
        (-0.5, 1.0, (0, 0, 1, 1)),
        (0.625, 1.0, (1, 1, 0.5, 0)),
        (-0.625, 1.0, (0, 0.5, 1, 1)),
        (0.5, 0.6, (0.6, 0.6, 0, 0)),
        (3.0, 0.5, (0.5, 0.5, 0.5, 0.5)),
        (1.0, 0.0, (0, 0, 0, 0)),
        (math.nan, 1.0, (0, 0, 0, 0)),
        (-math.inf, 1.0, (1, 1, 1, 1)),
    ],
)
def test_levels(value: float, brightness: float, wanted: tuple[float, ...]) -> None:
    assert levels(value, 4, brightness) == pytest.approx(wanted)


@given(st.floats(), st.integers(2, 24), st.floats(0.0, 1.0))
def test_levels_stay_within_the_brightness_and_mirror(value: float, count: int, brightness: float) -> None:
    lit = levels(value, count, brightness)
    assert len(lit) == count
    assert all(0.0 <= level <= brightness + 0.026 and level <= 1.0 for level in lit)
    if value != 0.0:
        assert levels(-value, count, brightness) == lit[::-1]
    if value > 0.0:
        assert list(lit) == sorted(lit, reverse=True), "filled from one end, without gaps"


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_more_is_never_darker(one: float, other: float) -> None:
    assert sum(levels(min(one, other), 10, 0.8)) <= sum(levels(max(one, other), 10, 0.8)) + 1e-9
