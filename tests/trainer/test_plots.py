"""Where bars, bands and ticks lie: inside the picture, in order, and as long as what they stand for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.records.history import Hour, Period, Spread
from kiosk.trainer import plots

FIRST = date(2026, 3, 2)

counts = st.integers(0, 500)
stacks = st.dictionaries(st.integers(0, 700), st.tuples(counts, counts), min_size=1, max_size=40)
values = st.floats(-180.0, 180.0, allow_nan=False)
spreads = st.dictionaries(st.integers(0, 700), st.lists(values, min_size=3, max_size=3), min_size=1, max_size=40)
periods = st.sampled_from(Period)


def day_of(number: int, period: Period) -> date:
    return FIRST + timedelta(days=number * (7 if period is Period.WEEK else 1))


def inside(frame: plots.Frame, boxes: tuple[plots.Box, ...]) -> bool:
    return all(
        frame.left - 0.1 <= box.x <= box.x + box.width <= frame.right + 0.1
        and frame.top - 0.1 <= box.y <= box.y + box.height <= frame.bottom + 0.1
        and box.height >= 0.0
        for box in boxes
    )


@given(days=stacks, period=periods)
def test_bars_stand_on_each_other_inside_their_frame(
    days: dict[int, tuple[int, int]], period: Period
) -> None:
    given = [(day_of(number, period), *days[number]) for number in sorted(days)]
    shape = plots.stacked(given, period, str)
    assert inside(shape.frame, shape.lower + shape.upper)
    per_unit = [box.height / low for box, low in zip(shape.lower, [g[1] for g in given if g[1]], strict=True)]
    per_unit += [box.height / high for box, high in zip(shape.upper, [g[2] for g in given if g[2]], strict=True)]
    assert not per_unit or max(per_unit) - min(per_unit) < 1e-6, "one scale for all"
    lefts = [box.x for box in shape.lower]
    assert lefts == sorted(lefts)
    assert 2 <= len(shape.frame.y_ticks) <= 7
    assert all(tick.text.isdigit() for tick in shape.frame.y_ticks), "there are no halves of reps"
    assert 1 <= len(shape.frame.x_ticks) <= 4


@given(days=spreads, period=periods, digits=st.sampled_from([0, 2]))
def test_a_band_holds_its_line(days: dict[int, list[float]], period: Period, digits: int) -> None:
    given = [Spread(day_of(number, period), 3, *sorted(days[number])) for number in sorted(days)]
    shape = plots.band(given, period, digits, str)
    points = [tuple(map(float, point.split(","))) for point in shape.area.split()]
    over, under = points[: len(given)], points[len(given) :][::-1]
    for (_, high), (x, middle), (_, low) in zip(over, shape.dots, under, strict=True):
        assert shape.frame.left <= x <= shape.frame.right
        assert shape.frame.top - 0.1 <= high <= middle + 0.1
        assert middle - 0.1 <= low <= shape.frame.bottom + 0.1
    assert (shape.whisker is not None) == (len(given) == 1)
    texts = [tick.text for tick in shape.frame.y_ticks]
    assert len(set(texts)) == len(texts) >= 2, "no two ticks say the same"
    assert not {"-0", "-0.00"} & set(texts)


def test_one_day_is_a_bar_and_not_a_wall() -> None:
    shape = plots.stacked([(FIRST, 8, 2)], Period.DAY, str)
    (bar,) = shape.lower
    assert bar.width < (shape.frame.right - shape.frame.left) / 5
    middle = (shape.frame.left + shape.frame.right) / 2
    assert bar.x <= middle <= bar.x + bar.width


def test_days_without_anything_leave_a_gap() -> None:
    shape = plots.stacked([(FIRST, 8, 0), (FIRST + timedelta(days=9), 8, 0)], Period.DAY, str)
    first, last = shape.lower
    assert last.x - first.x == pytest.approx(9 * (first.width / 0.8))


def test_rows_share_a_scale() -> None:
    shape = plots.rows([(FIRST, {"a": 4, "b": 2})], [("a", "A"), ("b", "B")], Period.DAY, str)
    first, second = (row.bars[0].height for row in shape.rows)
    assert first == pytest.approx(2 * second)
    assert shape.most == 4
    assert inside(shape.frame, tuple(bar for row in shape.rows for bar in row.bars))


def test_cells_lie_by_weekday_and_hour() -> None:
    shape = plots.cells([Hour(0, 7, 1, 5), Hour(6, 9, 2, 10)], "abcdefg")
    early, late = shape.cells
    assert (early.text, early.strength, late.text, late.strength) == ("5", 0.5, "10", 1.0)
    assert early.x < late.x
    assert early.y < late.y
    assert [tick.text for tick in shape.frame.y_ticks] == ["7:00", "8:00", "9:00"]
    assert inside(shape.frame, shape.cells)


@pytest.mark.parametrize(
    ("span", "step"), [(1.0, 0.2), (0.04, 0.01), (7.0, 2.0), (10.0, 2.0), (26.0, 10.0), (500.0, 100.0)]
)
def test_steps_are_round_numbers(span: float, step: float) -> None:
    assert plots.nice_step(span) == pytest.approx(step)


def test_a_quarter_is_shown_by_days_and_more_by_weeks() -> None:
    assert plots.period_of(FIRST, FIRST + timedelta(days=90)) is Period.DAY
    assert plots.period_of(FIRST, FIRST + timedelta(days=120)) is Period.WEEK
