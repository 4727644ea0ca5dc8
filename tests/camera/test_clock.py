"""A camera's stamp becomes a moment of the clock that the machine measures with, or nothing: never a guess."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.camera.clock import EARLY, OLDEST, on_monotonic, taken_at

AGES = st.floats(0.0, OLDEST - 0.01)
CLOCKS = st.floats(10.0, 1e6)


@given(AGES, CLOCKS)
def test_a_stamp_of_either_clock_is_understood_on_a_machine_that_slept(age: float, monotonic: float) -> None:
    boottime = monotonic + 3600.0
    for now in (monotonic, boottime):
        taken = on_monotonic(now - age, monotonic, boottime)
        assert taken is not None
        assert monotonic - taken == pytest.approx(age, abs=1e-6)


@given(AGES, CLOCKS, st.floats(0.0, OLDEST))
def test_where_both_clocks_fit_the_lag_is_never_told_too_short(age: float, monotonic: float, slept: float) -> None:
    taken = on_monotonic(monotonic - age, monotonic, monotonic + slept)
    assert taken is not None
    assert monotonic - taken >= age - 1e-6


@given(st.floats(EARLY + 0.001, 1e6), CLOCKS)
def test_a_stamp_of_another_clock_gives_nothing(off: float, monotonic: float) -> None:
    assert on_monotonic(monotonic + off, monotonic, monotonic) is None
    assert on_monotonic(monotonic - OLDEST - off, monotonic, monotonic) is None


def test_a_stamp_of_this_moment_is_this_moment() -> None:
    before = time.monotonic()
    taken = taken_at(time.monotonic())
    assert taken is not None
    assert before - 0.01 <= taken <= time.monotonic()
