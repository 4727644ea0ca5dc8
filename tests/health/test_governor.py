"""How much effort the mirror affords: down under load, up again when it goes, and no to and fro in between."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.health.governor import Change, Governor, Load
from kiosk.settings import EffortSettings

SETTINGS = EffortSettings()
LEVELS = 5
LATE = Load(lag=0.3, strain=1.2, dropped=0.3)
BADLY = Load(lag=0.6, strain=2.5, dropped=0.6)
FINE = Load(lag=0.08, strain=0.4)
BETWEEN = Load(lag=0.18, strain=0.8)
HOT = Load(lag=0.08, strain=0.4, celsius=81.0)


def follow(
    governor: Governor, load: Callable[[float, int], Load], seconds: float, began: float = 0.0, every: float = 0.5
) -> list[Change]:
    """The changes while ``load`` (of time and level) holds, looked at ``every`` so often."""
    changes = []
    for look in range(int(seconds / every)):
        time = began + look * every
        change = governor(time, load(time, governor.level))
        if change is not None:
            changes.append(change)
    return changes


LOADS = st.builds(
    Load,
    lag=st.none() | st.floats(0.0, 3.0),
    strain=st.none() | st.floats(0.0, 5.0),
    dropped=st.floats(0.0, 1.0),
    celsius=st.none() | st.floats(20.0, 100.0),
    slowed=st.booleans(),
    seen=st.booleans(),
    mid_rep=st.booleans(),
)


@given(st.lists(st.tuples(LOADS, st.integers(1, 40), st.floats(0.05, 3.0)), max_size=25), st.integers(1, 6))
def test_whatever_comes_it_takes_one_step_at_a_time_and_never_hastily(
    course: list[tuple[Load, int, float]], levels: int
) -> None:
    governor = Governor(SETTINGS, levels)
    time, last_change, level = 0.0, 0.0, 0
    for load, looks, every in course:
        for _ in range(looks):
            time += every
            change = governor(time, load)
            assert 0 <= governor.level < levels
            if change is None:
                assert governor.level == level
                continue
            assert (change.before, change.level, change.time) == (level, governor.level, time)
            assert abs(change.level - change.before) == 1
            assert change.reason
            # What is counted comes in at most as fast as time passes.
            wait = SETTINGS.down_after if change.level > level else SETTINGS.up_after
            assert time - last_change >= wait - 1e-6
            assert change.level > level or not load.mid_rep, "a step up never comes in the middle of a rep"
            last_change, level = time, governor.level


@given(st.sampled_from([LATE, BADLY, HOT, Load(slowed=True)]), st.booleans(), st.integers(2, 6))
def test_endless_overload_ends_at_the_bottom_and_never_rises(load: Load, mid_rep: bool, levels: int) -> None:
    held = Load(load.lag, load.strain, load.dropped, load.celsius, load.slowed, True, mid_rep)
    governor = Governor(SETTINGS, levels)
    changes = follow(governor, lambda _time, _level: held, 200.0)
    assert governor.level == levels - 1
    assert all(change.level > change.before for change in changes)


@given(
    st.lists(st.tuples(LOADS, st.integers(1, 60)), max_size=20),
    st.floats(0.5, 12.0),
    st.floats(0.5, 20.0),
)
def test_when_the_load_goes_away_it_ends_at_the_top(
    before: list[tuple[Load, int]], rep: float, rest: float
) -> None:
    governor = Governor(SETTINGS, LEVELS)
    time = 0.0
    for load, looks in before:
        follow(governor, lambda _time, _level, load=load: load, looks * 0.5, time)
        time += looks * 0.5

    def reps(now: float, _level: int) -> Load:
        return Load(FINE.lag, FINE.strain, mid_rep=(now - time) % (rep + rest) < rep)

    # At worst every level has failed again and again, and each step waits for a rest.
    changes = follow(governor, reps, (LEVELS - 1) * (SETTINGS.up_after_longest + rep + rest + 1.0), time)
    assert governor.level == 0
    assert all(change.level < change.before for change in changes)


@given(st.integers(0, LEVELS - 1), st.sampled_from([1200.0, 3600.0, 7200.0]))
def test_a_machine_that_affords_a_level_stays_there_and_tries_the_next_ever_more_rarely(
    affords: int, seconds: float
) -> None:
    governor = Governor(SETTINGS, LEVELS)
    changes = follow(governor, lambda _time, level: FINE if level >= affords else LATE, seconds)
    tries = [change.time for change in changes if change.level < affords]
    assert governor.level in (affords, affords - 1)
    if affords == 0:
        assert changes == []
        return
    waits = [later - sooner for sooner, later in itertools.pairwise(tries)]
    longest = SETTINGS.up_after_longest + 2.0 * SETTINGS.down_after + 2.0
    assert all(later >= sooner - 1.0 for sooner, later in itertools.pairwise(waits))
    assert all(wait <= longest for wait in waits)
    # 20, 40, 80, 160, 320 seconds, then every ten minutes.
    assert len(tries) - affords <= 6 + seconds / SETTINGS.up_after_longest
    late = sum(SETTINGS.down_after + 1.0 for _ in tries)
    assert late <= 0.06 * seconds, "nearly all of the time is spent on the level that fits"


def test_in_the_band_between_nothing_happens() -> None:
    governor = Governor(SETTINGS, LEVELS)
    follow(governor, lambda _time, _level: LATE, 8.0)
    level = governor.level
    assert level > 0
    assert follow(governor, lambda _time, _level: BETWEEN, 4000.0, 8.0) == []
    assert governor.level == level


def test_a_moment_too_late_is_forgiven() -> None:
    governor = Governor(SETTINGS, LEVELS)
    assert follow(governor, lambda time, _level: LATE if time % 5.0 < 2.5 else FINE, 600.0) == []


def test_a_step_waits_for_the_end_of_the_rep_unless_badly_late() -> None:
    def reps(load: Load) -> Callable[[float, int], Load]:
        return lambda time, _level: Load(load.lag, load.strain, load.dropped, mid_rep=time < 7.0)

    (first, *_) = follow(Governor(SETTINGS, LEVELS), reps(LATE), 10.0)
    assert first.time == pytest.approx(7.0)
    (hasty, *_) = follow(Governor(SETTINGS, LEVELS), reps(BADLY), 10.0)
    assert hasty.time == pytest.approx(SETTINGS.down_after)


def test_an_empty_room_proves_nothing_about_speed_but_heat_counts() -> None:
    governor = Governor(SETTINGS, LEVELS)
    follow(governor, lambda _time, _level: LATE, 4.0)
    assert governor.level == 1
    empty = Load(strain=0.05, seen=False)
    assert follow(governor, lambda _time, _level: empty, 3000.0, 4.0) == []
    hot = Load(strain=0.05, seen=False, celsius=82.0)
    (change, *_) = follow(governor, lambda _time, _level: hot, 25.0, 3004.0)
    assert change.reason == "82 degrees hot"


def test_steps_for_heat_leave_the_metal_time_to_cool() -> None:
    changes = follow(Governor(SETTINGS, LEVELS), lambda _time, _level: HOT, 90.0)
    assert [round(change.time) for change in changes] == [20, 40, 60, 80]
    assert changes[0].reason == "81 degrees hot"


def test_between_cool_and_hot_it_stays() -> None:
    governor = Governor(SETTINGS, LEVELS)
    follow(governor, lambda _time, _level: HOT, 30.0)
    assert governor.level == 1
    warm = Load(lag=0.05, strain=0.2, celsius=74.0)
    assert follow(governor, lambda _time, _level: warm, 2000.0, 30.0) == []
    cool = Load(lag=0.05, strain=0.2, celsius=65.0)
    assert len(follow(governor, lambda _time, _level: cool, 30.0, 2030.0)) == 1


def test_a_hot_box_swings_slowly_at_worst() -> None:
    """A box that full effort heats through: the temperature follows the effort over minutes."""
    governor = Governor(SETTINGS, LEVELS)
    celsius, changes = 60.0, []
    for look in range(2 * 7200):
        settles = (86.0, 80.0, 66.0, 60.0, 55.0)[governor.level]
        celsius += (settles - celsius) * 0.5 / 90.0
        change = governor(look * 0.5, Load(lag=0.08, strain=0.4, celsius=celsius))
        if change is not None:
            changes.append(change)
    assert len(changes) <= 24, "in two hours"
    assert 0 < governor.level < LEVELS - 1 or changes[-1].level <= 2


def test_a_machine_that_hung_was_not_late_all_the_while() -> None:
    governor = Governor(SETTINGS, LEVELS)
    assert governor(0.0, LATE) is None
    assert governor(500.0, LATE) is None


def test_adapt_false_never_moves() -> None:
    governor = Governor(EffortSettings(adapt=False), LEVELS)
    assert follow(governor, lambda _time, _level: BADLY, 100.0) == []
    assert governor.level == 0
