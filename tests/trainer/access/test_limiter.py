"""How often the page may be asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.trainer.access.limits import Limiter, Rate

MUCH = Rate(at_once=1e6, per_second=1e6)


def test_so_many_at_once_and_then_one_by_one() -> None:
    limiter = Limiter(Rate(at_once=3.0, per_second=0.5), MUCH)
    assert [limiter.take("a", 0.0) for _ in range(4)] == [0.0, 0.0, 0.0, 2.0]
    assert limiter.take("a", 1.0) == 1.0
    assert limiter.take("a", 2.0) == 0.0
    assert limiter.take("a", 2.0) == 2.0


def test_a_pause_gives_no_more_than_a_full_bucket() -> None:
    limiter = Limiter(Rate(at_once=2.0, per_second=1.0), MUCH)
    limiter.take("a", 0.0)
    assert [limiter.take("a", 1000.0) for _ in range(3)] == [0.0, 0.0, 1.0]


def test_one_address_does_not_use_up_anothers() -> None:
    limiter = Limiter(Rate(at_once=1.0, per_second=0.1), MUCH)
    assert limiter.take("a", 0.0) == 0.0
    assert limiter.take("a", 0.0) > 0.0
    assert limiter.take("b", 0.0) == 0.0


def test_all_together_are_held_however_many_they_are() -> None:
    limiter = Limiter(MUCH, Rate(at_once=5.0, per_second=1.0))
    waits = [limiter.take(f"10.0.0.{number}", 0.0) for number in range(8)]
    assert waits == [0.0] * 5 + [1.0] * 3


def test_what_is_refused_costs_nothing() -> None:
    limiter = Limiter(Rate(at_once=1.0, per_second=1.0), MUCH)
    limiter.take("a", 0.0)
    for _ in range(100):
        limiter.take("a", 0.5)
    assert limiter.take("a", 1.0) == 0.0


def test_what_costs_more_than_a_bucket_holds_takes_a_full_one() -> None:
    limiter = Limiter(Rate(at_once=2.0, per_second=1.0), MUCH)
    assert limiter.take("a", 0.0, cost=10.0) == 0.0
    assert limiter.take("a", 0.0) > 0.0


def test_memory_is_bounded_and_who_asks_often_stays_in_it() -> None:
    limiter = Limiter(Rate(at_once=1.0, per_second=0.001), MUCH, most=10)
    limiter.take("often", 0.0)
    for number in range(1000):
        limiter.take(f"10.0.{number // 256}.{number % 256}", 1.0)
        assert len(limiter) <= 10
        assert limiter.take("often", 1.0) > 0.0


def test_a_clock_that_steps_back_gives_nothing() -> None:
    limiter = Limiter(Rate(at_once=1.0, per_second=1.0), MUCH)
    limiter.take("a", 10.0)
    assert limiter.take("a", 5.0) > 0.0
    assert limiter.take("a", 10.5) == 0.5


@given(
    at_once=st.integers(1, 20),
    per_second=st.floats(0.1, 10.0),
    gaps=st.lists(st.floats(0.0, 3.0), min_size=1, max_size=80),
)
def test_no_more_is_let_through_than_the_rate_says(at_once: int, per_second: float, gaps: list[float]) -> None:
    limiter, now, through = Limiter(Rate(at_once, per_second), MUCH), 0.0, 0
    for gap in gaps:
        now += gap
        through += limiter.take("a", now) == 0.0
    assert through <= at_once + now * per_second + 1e-6


@given(st.lists(st.floats(0.0, 2.0), min_size=1, max_size=40))
def test_who_waits_as_told_is_let_through(gaps: list[float]) -> None:
    limiter, now = Limiter(Rate(2.0, 0.7), MUCH), 0.0
    for gap in gaps:
        now += gap
        wait = limiter.take("a", now)
        if wait > 0.0:
            now += wait + 1e-6
            assert limiter.take("a", now) == 0.0


@pytest.mark.parametrize(("at_once", "per_second"), [(0.0, 1.0), (1.0, 0.0), (-1.0, 1.0)])
def test_a_rate_lets_something_through(at_once: float, per_second: float) -> None:
    with pytest.raises(ValueError, match="let something through"):
        Rate(at_once, per_second)
