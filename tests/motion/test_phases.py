"""Cutting a signal into reps."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from signals import HINGE, LIFT, Leg, course, excursions, feed, noisy, rep

from kiosk.motion.phases import PhaseMachine, RepRule
from kiosk.motion.posture import Phase

STAND = Leg(0.0, 1.0)


@settings(max_examples=80)
@given(
    count=st.integers(1, 5),
    depth=st.floats(45.0, 110.0),
    down=st.floats(0.6, 5.0),
    hold=st.floats(0.0, 4.0),
    up=st.floats(0.6, 4.0),
    rest=st.floats(0.3, 3.0),
    rate=st.floats(10.0, 60.0),
    noise=st.floats(0.0, 2.0),
    seed=st.integers(0, 1000),
)
@example(count=10, depth=60.0, down=0.6, hold=0.0, up=0.6, rest=0.3, rate=15.0, noise=2.0, seed=1)
@example(count=2, depth=110.0, down=8.0, hold=8.0, up=8.0, rest=5.0, rate=30.0, noise=2.0, seed=2)
def test_every_rep_is_counted_once(
    count: int, depth: float, down: float, hold: float, up: float, rest: float, rate: float, noise: float, seed: int
) -> None:
    legs = [STAND, *(leg for _ in range(count) for leg in rep(depth, down, hold, up, rest)), STAND]
    found = excursions(noisy(course(legs, rate), noise, seed))
    assert len(found) == count
    length = down + hold + up + rest
    for number, item in enumerate(found):
        begin = 1.0 + number * length
        assert item.returned
        assert not item.from_bottom
        assert item.peak == pytest.approx(depth, abs=1.0 + 0.04 * depth + 4.0 * noise)
        assert item.start < item.level_from <= item.bottom <= item.level_to < item.end
        if noise > 0.7:
            continue  # more than the smoothed joints of a still person have: where still begins cannot be told
        assert begin - 0.3 <= item.start
        assert item.end <= begin + down + hold + up + 0.5 * rest + 0.5
        assert begin + 0.5 * down < item.bottom < begin + down + hold + 0.5 * up


@pytest.mark.parametrize("rate", [15.0, 30.0, 60.0])
@pytest.mark.parametrize(("down", "hold", "up"), [(2.5, 0.6, 1.8), (1.0, 0.0, 1.0), (0.7, 0.3, 0.6), (4.0, 3.0, 3.0)])
def test_the_tempo_is_that_of_the_movement(down: float, hold: float, up: float, rate: float) -> None:
    """As the eye sees it: the slow first and last moments of a smooth way belong to standing and bottom."""
    (item,) = excursions(course([STAND, *rep(70.0, down, hold, up), STAND], rate))
    slack = 0.15 + 0.05 * max(down, up) + 1.5 / rate
    assert item.level_from - item.start == pytest.approx(0.85 * down, abs=slack)
    assert item.end - item.level_to == pytest.approx(0.85 * up, abs=slack)
    assert item.level_to - item.level_from == pytest.approx(hold + 0.08 * (down + up), abs=slack)
    assert item.bottom == pytest.approx(1.0 + down + hold / 2.0, abs=slack)


def test_a_held_bottom_is_one_long_pause() -> None:
    (item,) = excursions(course([STAND, *rep(65.0, 2.0, 12.0, 2.0), STAND]))
    assert item.level_to - item.level_from == pytest.approx(12.0, abs=0.7)


def test_the_phases_follow_each_other() -> None:
    machine = PhaseMachine(HINGE)
    phases = []
    for time, value in course([STAND, *rep(hold=1.0), *rep(hold=1.0)]):
        machine(time, value)
        phases.append(machine.phase)
    order = [phase for phase, _ in groupby(phases)]
    assert order == [*(2 * [Phase.STANDING, Phase.DOWN, Phase.BOTTOM, Phase.UP]), Phase.STANDING]


def test_resting_is_standing_between_reps() -> None:
    machine = PhaseMachine(HINGE)
    assert not machine.resting, "nobody has been seen standing"
    resting = {}
    for time, value in course([STAND, *rep()]):
        machine(time, value)
        resting[round(time, 2)] = machine.resting
    assert resting[0.5]
    assert not resting[2.0]
    assert not resting[2.8]
    assert resting[5.0]


@pytest.mark.parametrize(
    "legs",
    [
        [Leg(0.0, 20.0)],
        [STAND, Leg(18.0, 1.0), Leg(0.0, 1.0), Leg(18.0, 1.0), Leg(0.0, 1.0), STAND],
        [STAND, Leg(-30.0, 1.0), Leg(0.0, 1.0), STAND],
    ],
)
def test_standing_swaying_and_leaning_back_are_no_reps(legs: list[Leg]) -> None:
    assert excursions(course(legs)) == []
    assert excursions(noisy(course(legs), 1.0, 3)) == []


@pytest.mark.parametrize("low", [15.0, 30.0, 50.0])
def test_bobbing_that_never_stands_is_no_rep(low: float) -> None:
    legs = [leg for _ in range(10) for leg in (Leg(80.0, 1.0), Leg(low, 1.0))]
    assert excursions(course(legs, begin=low)) == []


@pytest.mark.parametrize("dip", [25.0, 36.0])
def test_a_dip_short_of_the_range_is_an_excursion_with_its_own_peak(dip: float) -> None:
    (item,) = excursions(course([STAND, *rep(dip), STAND]))
    assert item.peak == pytest.approx(dip, abs=0.5)


@pytest.mark.parametrize(("bounce", "times"), [(45.0, 1), (50.0, 3), (60.0, 2)])
def test_bouncing_at_the_bottom_is_one_rep(bounce: float, times: int) -> None:
    bounces = [leg for _ in range(times) for leg in (Leg(bounce, 0.5), Leg(72.0, 0.5))]
    (item,) = excursions(course([STAND, Leg(70.0, 1.5), *bounces, Leg(0.0, 1.2), STAND]))
    assert item.peak == pytest.approx(72.0, abs=0.5)
    assert item.returned


@pytest.mark.parametrize("valley", [16.0, 25.0, 33.0])
def test_a_short_lockout_parts_two_reps_and_is_told(valley: float) -> None:
    legs = [STAND, Leg(70.0, 1.5), Leg(valley, 1.2), Leg(70.0, 1.2), Leg(0.0, 1.2), STAND]
    first, second = excursions(course(legs))
    assert (first.returned, second.returned) == (False, True)
    assert first.valley == pytest.approx(valley, abs=0.5)
    assert second.valley == pytest.approx(0.0, abs=0.5)
    assert first.end <= second.start
    assert first.bottom == pytest.approx(2.5, abs=0.3)
    assert second.bottom == pytest.approx(4.9, abs=0.3)


def test_touching_standing_for_a_moment_is_a_full_lockout() -> None:
    legs = [STAND, *(leg for _ in range(4) for leg in (Leg(70.0, 1.2), Leg(2.0, 1.2))), STAND]
    found = excursions(course(legs))
    assert len(found) == 4
    assert all(item.returned for item in found)


def test_the_lockout_is_seen_to_its_end() -> None:
    """Who is below the threshold but still rising has not finished."""
    legs = [STAND, Leg(70.0, 1.5), Leg(11.0, 1.0), Leg(1.0, 0.35), STAND]
    (item,) = excursions(course(legs))
    assert item.valley == pytest.approx(1.0, abs=0.5)


def test_the_first_lift_may_start_at_the_floor() -> None:
    legs = [Leg(80.0, 3.0), Leg(0.0, 1.5), Leg(0.0, 1.0), *rep(80.0)]
    first, second = excursions(course(legs, begin=80.0), LIFT)
    assert (first.from_bottom, second.from_bottom) == (True, False)
    assert first.start == first.level_from == first.level_to
    assert first.start == pytest.approx(3.0, abs=0.4)
    assert first.end == pytest.approx(4.5, abs=0.4)
    assert second.level_from > second.start


def test_a_hinge_does_not_begin_at_the_bottom() -> None:
    legs = [Leg(80.0, 3.0), Leg(0.0, 1.5), Leg(0.0, 1.0), *rep(80.0)]
    (only,) = excursions(course(legs, begin=80.0), HINGE)
    assert only.bottom > 5.0


@pytest.mark.parametrize("wait", [10.0, 29.0, 45.0, 90.0])
def test_who_waits_at_the_bar_may_wait_as_long_as_they_like(wait: float) -> None:
    (item,) = excursions(course([Leg(80.0, wait), Leg(0.0, 1.5), STAND], begin=80.0), LIFT)
    assert item.from_bottom
    assert item.peak == pytest.approx(80.0, abs=1.0)
    assert item.start == pytest.approx(wait, abs=0.5)
    assert item.end - item.start == pytest.approx(1.3, abs=0.4)


def without(samples: list[tuple[float, float]], start: float, end: float) -> list[tuple[float, float | None]]:
    return [(time, None if start <= time < end else value) for time, value in samples]


@pytest.mark.parametrize("start", [1.2, 2.3, 3.2])
def test_a_short_gap_does_not_lose_the_rep(start: float) -> None:
    samples = without(course([STAND, *rep(), STAND]), start, start + 0.8)
    assert len(excursions(samples)) == 1
    assert len(excursions((time, value) for time, value in samples if value is not None)) == 1


def test_a_long_gap_gives_the_rep_up_and_the_next_is_whole() -> None:
    legs = [STAND, *rep(hold=3.0), *rep()]
    samples = without(course(legs), 2.6, 4.4)
    assert [item.bottom > 7.0 for item in excursions(samples)] == [True]
    dropped = [(time, value) for time, value in samples if value is not None]
    assert [item.bottom > 7.0 for item in excursions(dropped)] == [True]


def test_the_signal_may_be_absent_from_the_start() -> None:
    samples = [(i / 30.0, None) for i in range(60)]
    later = [(2.0 + time, value) for time, value in course([STAND, *rep()])]
    assert len(excursions([*samples, *later])) == 1


def test_bending_for_half_a_minute_is_no_rep_and_the_next_is() -> None:
    legs = [STAND, *rep(70.0, hold=35.0), *rep(), STAND]
    found = excursions(course(legs))
    assert [item.bottom > 38.0 for item in found] == [True]


def test_single_wild_frames_are_no_reps_and_spoil_none() -> None:
    samples = course([STAND, *rep(60.0), STAND])
    wild = [(time, 140.0 if i % 25 == 7 else value) for i, (time, value) in enumerate(samples)]
    (item,) = excursions(wild)
    assert item.peak == pytest.approx(60.0, abs=1.0)


def test_a_jump_of_the_landmarks_is_no_rep() -> None:
    legs = [STAND, Leg(80.0, 0.05), Leg(80.0, 0.15), Leg(0.0, 0.05), STAND, STAND]
    assert excursions(course(legs)) == []


def test_the_same_signal_gives_the_same_reps() -> None:
    samples = noisy(course([STAND, *rep(), *rep(80.0), STAND]), 2.0, 7)
    once, again = excursions(samples), excursions(samples)
    assert once == again
    machine = PhaseMachine(HINGE)
    feed(machine, course([Leg(90.0, 1.0), Leg(50.0, 2.0)]))
    machine.reset()
    assert feed(machine, samples) == once, "a reset forgets all"


def test_an_hour_of_standing_is_forgotten() -> None:
    """Memory stays bounded, and so does the work of a frame."""
    machine = PhaseMachine(HINGE)
    samples = course([Leg(0.0, 3600.0), *rep()], rate=5.0)
    (item,) = feed(machine, samples)
    assert item.start > 3599.0
    assert item.level_from - item.start < 2.0


@pytest.mark.parametrize(
    "rule",
    [
        (12.0, 20.0, (40.0, 110.0)),
        (20.0, 0.0, (40.0, 110.0)),
        (20.0, 12.0, (15.0, 110.0)),
        (20.0, 12.0, (90.0, 40.0)),
    ],
)
def test_thresholds_out_of_order_are_refused(rule: tuple[float, float, tuple[float, float]]) -> None:
    with pytest.raises(ValueError, match="standing < begin"):
        RepRule(*rule)


def test_who_rests_may_go_unseen_for_as_long_as_the_drill_says() -> None:
    samples = course([Leg(0.0, 4.0), *rep()])
    hidden = [(time, None if 1.0 < time < 4.6 else degrees) for time, degrees in samples]
    assert excursions(hidden) == []
    (found,) = excursions(hidden, replace(HINGE, rest_unseen=4.0))
    assert found.bottom == pytest.approx(5.75, abs=0.2)
    assert excursions(hidden, replace(HINGE, rest_unseen=3.0)) == []


def test_a_rep_is_not_lost_where_who_did_it_is_not_seen_standing_for_a_while() -> None:
    samples = course([STAND, *rep(), Leg(0.0, 2.0)])
    hidden = [(time, None if 4.1 < time < 6.0 else degrees) for time, degrees in samples]
    assert excursions(hidden) == []
    assert len(excursions(hidden, replace(HINGE, rest_unseen=4.0))) == 1


def test_the_last_rep_of_a_set_may_stop_short_of_rest() -> None:
    short = [STAND, *rep(), Leg(60.0, 1.5), Leg(60.0, 0.5), Leg(18.0, 1.0), Leg(18.0, 3.0)]
    assert len(excursions(course(short))) == 1
    patient = replace(HINGE, still_short=1.2)
    found = excursions(course(short), patient)
    assert [item.returned for item in found] == [True, False]
    assert found[1].valley == pytest.approx(18.0, abs=0.5)
    # Straightening up in the end is no rep, and neither is a rest at the bottom, or above the half.
    assert len(excursions(course([*short, Leg(0.0, 1.0), Leg(0.0, 2.0)]), patient)) == 2
    halted = [STAND, Leg(60.0, 1.5), Leg(40.0, 0.6), Leg(40.0, 3.0), Leg(0.0, 1.0), Leg(0.0, 1.0)]
    assert len(excursions(course(halted), patient)) == 1


SHORTENED = replace(HINGE, still_short=1.2)


def test_the_last_rep_that_stops_short_is_over_once_still() -> None:
    legs = [STAND, *rep(60.0), Leg(60.0, 1.5), Leg(25.0, 1.2), Leg(25.0, 3.0)]
    first, last = excursions(course(legs), SHORTENED)
    assert (first.returned, last.returned) == (True, False)
    assert len(excursions(course(legs), HINGE)) == 1


def test_a_shallow_rep_that_stops_short_of_half_the_way_back_is_over_once_still() -> None:
    """It has nothing to go on with, as who pauses on the way up from the range has."""
    legs = [STAND, Leg(36.0, 1.5), Leg(24.0, 1.0), Leg(24.0, 3.0)]
    (only,) = excursions(course(legs), SHORTENED)
    assert not only.returned
    assert only.peak == pytest.approx(36.0, abs=1.0)
    deep = [STAND, Leg(60.0, 1.5), Leg(40.0, 1.0), Leg(40.0, 3.0)]
    assert excursions(course(deep), SHORTENED) == []


def test_who_comes_to_rest_late_has_done_one_rep() -> None:
    legs = [STAND, Leg(60.0, 1.5), Leg(25.0, 1.2), Leg(25.0, 3.0), Leg(0.0, 1.0), STAND]
    (only,) = excursions(course(legs), SHORTENED)
    assert only.peak == pytest.approx(60.0, abs=1.0)


def test_who_goes_down_again_from_short_of_rest_does_another() -> None:
    legs = [STAND, Leg(60.0, 1.5), Leg(25.0, 1.2), Leg(25.0, 3.0), Leg(60.0, 1.5), Leg(0.0, 1.2), STAND]
    assert [item.peak for item in excursions(course(legs), SHORTENED)] == pytest.approx([60.0, 60.0], abs=1.0)
