"""What the records tell over time, against what was put into them."""

from __future__ import annotations

import csv
import io
import json
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judged_reps import ROUNDED, TOO_FAST, judged

from kiosk.records import Store
from kiosk.records.export import to_csv, to_json
from kiosk.records.history import Choices, Day, Filter, History, Hour, Period, Plotted

NOON = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
PARIS = "CET-1CEST,M3.5.0,M10.5.0/3"


@pytest.fixture
def paris(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", PARIS)
        time.tzset()
        yield
    time.tzset()


def add(
    store: Store,
    begun: datetime,
    drill: str = "hip_hinge",
    playlist: str = "",
    nickname: str = "",
    counted: int = 2,
    attempts: int = 0,
    rounded: int = 0,
    **measures: float,
) -> int:
    """A session that is over, the first ``rounded`` of whose reps have a rounded back."""
    session = store.begin_session(drill, begun, playlist)
    for number in range(counted + attempts):
        faults = (ROUNDED, TOO_FAST) if number < rounded else (TOO_FAST,) if number == counted else ()
        store.add_rep(session, judged(number, counted=number < counted, faults=faults, **measures))
    store.end_session(session, begun + timedelta(minutes=1))
    if nickname:
        store.tag(session, nickname)
    return session


def ids(store: Store, **chosen: object) -> list[int]:
    return [row.id for row in History(store, UTC).sessions(Filter(**chosen)).sessions]  # type: ignore[arg-type]


def test_sessions_are_chosen_by_each_of_what_is_asked(store: Store) -> None:
    add(store, NOON, playlist="First hinge", nickname="Jo", rounded=1)
    add(store, NOON + timedelta(days=1), drill="wall_touch", playlist="First hinge")
    add(store, NOON + timedelta(days=2), nickname="Jo")
    assert ids(store) == [3, 2, 1]
    assert ids(store, since=NOON + timedelta(days=1)) == [3, 2]
    assert ids(store, until=NOON + timedelta(days=1)) == [1]
    assert ids(store, since=NOON, until=NOON + timedelta(seconds=1)) == [1]
    assert ids(store, drill="wall_touch") == [2]
    assert ids(store, playlist="First hinge") == [2, 1]
    assert ids(store, playlist="First hinge", nickname="Jo") == [1]
    assert ids(store, fault="rounded_back") == [1]
    assert ids(store, nickname="' OR 1 --") == []
    assert ids(store, nickname="", drill="") == [3, 2, 1], "empty is any"
    assert History(store).choices() == Choices(
        *(("hip_hinge", "wall_touch"), ("First hinge",), ("Jo",), ("rounded_back", "too_fast"))
    )
    assert History(store).session(2) == store.sessions()[1]
    assert History(store).session(9) is None


def test_pages_hold_every_session_once(store: Store) -> None:
    for number in range(23):
        add(store, NOON + timedelta(hours=number), drill=("hip_hinge", "wall_touch")[number % 2], counted=0)
    history = History(store)
    for chosen, there in ((Filter(), 23), (Filter(drill="hip_hinge"), 12)):
        pages = [history.sessions(chosen, 5, offset) for offset in range(0, 30, 5)]
        assert {page.total for page in pages} == {there}
        found = [row.id for page in pages for row in page.sessions]
        assert found == sorted(set(found), reverse=True)
        assert len(found) == there
        assert [row.id for row in history.each_session(chosen)] == found[::-1]


def test_all_sessions_are_read_a_page_at_a_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.records.history.PAGE", 3)
    for number in range(7):
        add(store, NOON + timedelta(hours=number), counted=0, nickname="Jo" if number % 2 else "")
    each = History(store).each_session()
    assert next(each).id == 1
    add(store, NOON + timedelta(days=1), counted=0)
    assert [row.id for row in each] == [2, 3, 4, 5, 6, 7, 8], "nothing is held open meanwhile"
    assert [row.id for row in History(store).each_session(Filter(nickname="Jo"))] == [2, 4, 6]


def test_days_and_hours_are_those_of_the_wall(store: Store, paris: None) -> None:
    evening = datetime(2026, 3, 28, 22, 30, tzinfo=UTC)  # 23:30; the clocks go forward that night
    for begun in (
        evening,
        evening + timedelta(hours=1),  # 00:30 of Sunday
        datetime(2026, 3, 29, 0, 30, tzinfo=UTC),  # 01:30
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),  # 03:30: there is no half past two
        datetime(2026, 3, 29, 21, 59, tzinfo=UTC),  # 23:59 in summer time
        datetime(2026, 3, 29, 22, 0, tzinfo=UTC),  # midnight of Monday
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # 02:30, and 02:30 once more an hour later
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    ):
        add(store, begun, counted=2, attempts=1)
    history = History(store)
    assert history.days() == (
        Day(date(2026, 3, 28), 1, 2, 1),
        Day(date(2026, 3, 29), 4, 8, 4),
        Day(date(2026, 3, 30), 1, 2, 1),
        Day(date(2026, 10, 25), 2, 4, 2),
    )
    assert history.hours() == (
        *(Hour(0, 0, 1, 3), Hour(5, 23, 1, 3)),
        *(Hour(6, 0, 1, 3), Hour(6, 1, 1, 3), Hour(6, 2, 2, 6), Hour(6, 3, 1, 3), Hour(6, 23, 1, 3)),
    )
    sunday = Filter.of_days(date(2026, 3, 29), date(2026, 3, 29))
    assert (sunday.since, sunday.until) == (
        *(datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC)),
    )
    assert history.sessions(sunday).total == 4, "a day of 23 hours"
    assert History(store, UTC).sessions(Filter.of_days(date(2026, 3, 29), zone=UTC)).total == 6


def test_faults_are_shares_of_all_reps_and_attempts(store: Store) -> None:
    add(store, NOON, counted=3, attempts=1, rounded=2)
    add(store, NOON + timedelta(days=1), counted=4)
    add(store, NOON + timedelta(days=1), drill="wall_touch", counted=1, rounded=1)
    history = History(store, UTC)
    assert [(each.fault, each.reps, each.share) for each in history.faults()] == [
        *(("too_fast", 4, 4 / 9), ("rounded_back", 3, 3 / 9))
    ]
    assert [(each.day.day, each.reps, each.faults) for each in history.faults_by_day()] == [
        *((1, 4, {"rounded_back": 2, "too_fast": 3}), (2, 5, {"rounded_back": 1, "too_fast": 1}))
    ]
    chosen = Filter(drill="hip_hinge", since=NOON + timedelta(days=1))
    assert history.faults(chosen) == ()
    assert [(each.day.day, each.reps, each.faults) for each in history.faults_by_day(chosen)] == [(2, 4, {})]
    assert history.faults(Filter(fault="rounded_back"))[0].share == 4 / 5


def test_how_a_measure_lies_over_time(store: Store) -> None:
    monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    for depth in (60.0, 70.0, 80.0, 90.0):
        add(store, monday, counted=1, attempts=1, hip_flexion=depth)
    add(store, monday + timedelta(days=6), counted=1, hip_flexion=100.0)
    add(store, monday + timedelta(days=7), counted=1, back_curvature=-0.1)
    history = History(store, UTC)
    first, second = history.over_time(Plotted.HIP_FLEXION)
    assert (first.day, first.reps, first.lower, first.median, first.upper) == (monday.date(), 4, 67.5, 75.0, 82.5)
    assert (second.day, second.reps, second.lower, second.median, second.upper) == (
        *(date(2026, 3, 8), 1, 100.0, 100.0, 100.0),
    )
    (week,) = history.over_time(Plotted.HIP_FLEXION, period=Period.WEEK)
    assert (week.day, week.reps, week.median) == (monday.date(), 5, 80.0)
    (curved,) = history.over_time(Plotted.BACK_CURVATURE, period=Period.WEEK)
    assert (curved.day, curved.median) == (date(2026, 3, 9), -0.1)
    assert history.over_time(Plotted.TORSO_INCLINATION) == ()
    assert history.over_time(Plotted.HIP_FLEXION, Filter(drill="wall_touch")) == ()


def test_a_history_of_nothing(store: Store) -> None:
    history = History(store)
    assert history.sessions().total == 0
    assert history.days() == history.hours() == history.faults() == history.faults_by_day() == ()
    assert history.choices() == Choices((), (), (), ())
    assert list(to_csv(store)) != []
    assert json.loads("".join(to_json(store))) == {"sessions": []}


SESSIONS = st.lists(
    st.tuples(
        st.integers(0, 40 * 24 * 60),
        st.sampled_from(["hip_hinge", "wall_touch"]),
        st.sampled_from(["", "First hinge", "Week 1"]),
        st.sampled_from(["", "Jo", "=2+5"]),
        st.integers(0, 4),
        st.integers(0, 3),
        st.integers(0, 3),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(SESSIONS, st.sampled_from([None, "hip_hinge"]), st.sampled_from([None, "Jo"]), st.integers(0, 40))
def test_sums_are_those_of_what_was_put_in(
    sessions: list[tuple[int, str, str, str, int, int, int]], drill: str | None, nickname: str | None, since: int
) -> None:
    begin = NOON + timedelta(days=since)
    there = [
        (NOON + timedelta(minutes=minute), *more)
        for minute, *more in sessions
        if NOON + timedelta(minutes=minute) >= begin
        and drill in {None, more[0]}
        and nickname in {None, more[2]}
    ]
    with TemporaryDirectory() as folder, Store(Path(folder) / "records.sqlite") as store:
        for minute, of, playlist, name, counted, attempts, rounded in sessions:
            begun = NOON + timedelta(minutes=minute)
            add(store, begun, of, playlist, name, counted, attempts, rounded, hip_flexion=minute)
        chosen = Filter(since=begin, drill=drill, nickname=nickname)
        history = History(store, UTC)
        assert history.sessions(chosen).total == len(there)
        days = history.days(chosen)
        assert [day.day for day in days] == sorted({began.date() for began, *_ in there})
        assert sum(day.counted for day in days) == sum(more[3] for _, *more in there)
        assert sum(day.attempts for day in days) == sum(more[4] for _, *more in there)
        assert Counter({each.day: each.sessions for each in days}) == Counter(began.date() for began, *_ in there)
        assert sum(hour.sessions for hour in history.hours(chosen)) == len(there)
        seen = {each.fault: each.reps for each in history.faults(chosen)}
        assert seen.get("rounded_back", 0) == sum(min(more[5], more[3] + more[4]) for _, *more in there)
        for spread in history.over_time(Plotted.HIP_FLEXION, chosen):
            values = [
                (began - NOON).total_seconds() / 60.0
                for began, *more in there
                for _ in range(more[3])
                if began.date() == spread.day
            ]
            assert (spread.reps, spread.median) == (len(values), median(values))
            assert min(values) <= spread.lower <= spread.median <= spread.upper <= max(values)
        rows = list(csv.DictReader(io.StringIO("".join(to_csv(store, chosen)), newline="")))
        assert len(rows) == sum(more[3] + more[4] for _, *more in there)
        assert {row["nickname"] for row in rows} <= {"", "Jo", "'=2+5"}
        told = json.loads("".join(to_json(store, chosen)))["sessions"]
        assert [len(each["reps"]) for each in told] == [each["counted"] + each["attempts"] for each in told]
        assert Counter(each["nickname"] or "" for each in told) == Counter(more[2] for _, *more in there)


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_no_cell_is_a_formula(store: Store, name: str) -> None:
    add(store, NOON, playlist=name, nickname=name, counted=1)
    add(store, NOON, playlist="a=1", nickname="Jo-Ann", counted=1)
    first, second = csv.DictReader(io.StringIO("".join(to_csv(store))))
    assert (first["playlist"], first["nickname"]) == (f"'{name}", f"'{name}")
    assert (second["playlist"], second["nickname"]) == ("a=1", "Jo-Ann")
    assert json.loads("".join(to_json(store)))["sessions"][0]["nickname"] == name, "as it is, where nobody reckons"
