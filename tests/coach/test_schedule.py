"""When a playlist is due."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.coach.schedule import DAYS, MIDNIGHT, Day, Slot, clash, clash_within, due


def slot(begin: str, end: str, *days: Day) -> Slot:
    return Slot.model_validate({"begin": begin, "end": end, **({"days": days} if days else {})})


EVENING = slot("17:30", "20:00", "monday", "thursday")
NOON = slot("12:00", "13:00")


@pytest.mark.parametrize(
    ("day", "time", "wanted"),
    [
        ("monday", (17, 29), None),
        ("monday", (17, 30), "evening"),
        ("monday", (19, 59), "evening"),
        ("monday", (20, 0), None),
        ("tuesday", (18, 0), None),
        ("thursday", (18, 0), "evening"),
        ("sunday", (12, 0), "noon"),
    ],
)
def test_it_is_due_from_its_begin_to_its_end(day: Day, time: tuple[int, int], wanted: str | None) -> None:
    schedules = {"never": (), "evening": (EVENING,), "noon": (NOON,)}
    assert due(schedules, day, 60 * time[0] + time[1]) == wanted


def test_a_whole_day_and_a_time_as_toml_has_it() -> None:
    assert Slot() == slot("0:00", "24:00", *DAYS)
    assert slot("07:15:00", "9:00").begin == 435


@pytest.mark.parametrize("wrong", ["25:00", "24:01", "7", "7:60", "noon", "", "17.30", "-1:00", "17:30:30"])
def test_what_is_no_time_of_day_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="time of day"):
        slot(wrong, "24:00")


def test_a_night_takes_two() -> None:
    with pytest.raises(ValueError, match="a night takes two entries"):
        slot("22:00", "2:00")


def test_it_reads_as_a_trainer_writes_it() -> None:
    assert str(EVENING) == "monday, thursday 17:30 to 20:00"
    assert str(NOON) == "every day 12:00 to 13:00"


_minutes = st.tuples(st.integers(0, MIDNIGHT - 1), st.integers(1, MIDNIGHT)).filter(lambda pair: pair[0] < pair[1])
_slots = st.builds(
    lambda days, pair: Slot.model_construct(days=tuple(days), begin=pair[0], end=pair[1]),
    st.sets(st.sampled_from(DAYS), min_size=1),
    _minutes,
)


@given(_slots, _slots)
def test_two_clash_just_where_a_minute_is_both_s(one: Slot, other: Slot) -> None:
    shared = any(
        one.has(day, minute) and other.has(day, minute)
        for day in DAYS
        for minute in (one.begin, other.begin)
    )
    assert (clash((one,), (other,)) is not None) == shared
    assert (clash_within((one, other)) is not None) == shared
    assert clash((), (other,)) is None
