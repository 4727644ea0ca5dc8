"""What a button's edges come to: chatter, presses, double presses, holds, and what hangs."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.cabinet.gestures import BOUNCE, DOUBLE, HOLD, LONG_HOLD, STUCK, Gesture, Gestures

DOWN, PRESS, TWICE = Gesture.DOWN, Gesture.PRESS, Gesture.DOUBLE
Edge = tuple[float, bool]
LONG_AFTER = 60.0


def told(edges: Iterable[Edge], looks: Iterable[float] = (), gestures: Gestures | None = None) -> list[Gesture]:
    """What a button tells of ``edges`` (seconds, pressed), looked at now and then, and once long after."""
    button = Gestures() if gestures is None else gestures
    edges = list(edges)
    # An edge is noted before a look at the same time.
    steps = sorted([(at, 0, down) for at, down in edges] + [(at, 1, False) for at in looks])
    done: list[Gesture] = []
    for at, look, down in steps:
        done += button.look(at) if look else button.edge(down, at)
    return done + button.look(max((at for at, _ in edges), default=0.0) + LONG_AFTER)


def press(at: float, lasts: float, *chatter: float) -> list[Edge]:
    """Pressed from ``at`` on; at each ``chatter`` after either end the contact opens or closes for 3 ms."""
    edges = [(at, True), (at + lasts, False)]
    for after in chatter:
        edges += [(at + after, False), (at + after + 0.003, True)]
        edges += [(at + lasts + after, True), (at + lasts + after + 0.003, False)]
    return sorted(edges)


chatters = st.lists(st.integers(1, 9), max_size=4, unique=True).map(lambda parts: [0.005 * part for part in parts])


@given(st.floats(0.15, HOLD - 0.1), chatters, st.lists(st.floats(0.0, 5.0), max_size=20))
def test_a_press_is_one_press_however_it_chatters_and_is_looked_at(
    lasts: float, chatter: list[float], looks: list[float]
) -> None:
    assert told(press(1.0, lasts, *chatter), looks) == [DOWN, PRESS]


@given(st.floats(0.0001, 0.15))
def test_a_press_shorter_than_chatter_is_seen(lasts: float) -> None:
    assert told([(1.0, True), (1.0 + lasts, False)]) == [DOWN, PRESS]


@given(st.floats(0.0, 0.049), st.floats(0.2, 1.5))
def test_a_contact_that_fails_for_a_moment_ends_no_press(opens: float, at: float) -> None:
    edges = [(1.0, True), (1.0 + at, False), (1.0 + at + opens, True), (3.5, False)]
    assert told(edges, [3.2]) == [DOWN, Gesture.HOLD]


@given(st.floats(BOUNCE + 0.01, DOUBLE - 0.01), st.floats(0.05, 1.5), chatters)
def test_a_second_press_soon_after_is_told_at_once_and_is_no_press(
    apart: float, lasts: float, chatter: list[float]
) -> None:
    button = Gestures()
    first, second = press(1.0, 0.3, *chatter), 1.3 + max([0.0, *chatter]) + 0.003 + apart
    apart = second - first[-1][0]
    if not BOUNCE < apart <= DOUBLE:
        return
    assert told(first, gestures=Gestures()) == [DOWN, PRESS]
    done = [gesture for at, down in first for gesture in button.edge(down, at)]
    done += button.edge(True, second)
    assert done == [DOWN, PRESS, DOWN, TWICE]
    assert button.edge(False, second + lasts) == []
    assert button.look(second + lasts + 1.0) == []


@given(st.floats(DOUBLE + 0.01, 20.0))
def test_presses_far_apart_are_presses(apart: float) -> None:
    assert told([*press(1.0, 0.1), *press(1.1 + apart, 0.1)]) == [DOWN, PRESS] * 2


def test_a_third_press_begins_anew() -> None:
    edges = [*press(1.0, 0.1), *press(1.3, 0.1), *press(1.6, 0.1)]
    assert told(edges) == [DOWN, PRESS, DOWN, TWICE, DOWN, PRESS]


@given(st.floats(HOLD, LONG_HOLD - 0.01), st.lists(st.floats(0.0, 20.0), max_size=20))
def test_a_hold_is_a_hold_and_no_press(lasts: float, looks: list[float]) -> None:
    assert told(press(1.0, lasts), looks) == [DOWN, Gesture.HOLD]


@given(st.floats(LONG_HOLD, STUCK - 0.01))
def test_a_long_hold_was_a_hold_first(lasts: float) -> None:
    button = Gestures()
    assert button.edge(True, 1.0) == [DOWN]
    assert button.look(1.0 + HOLD - 0.01) == []
    assert button.look(1.0 + HOLD) == [Gesture.HOLD]
    assert button.look(1.0 + LONG_HOLD - 0.01) == []
    assert button.look(1.0 + LONG_HOLD) == [Gesture.LONG_HOLD]
    assert button.edge(False, 1.0 + lasts) + button.look(1.0 + lasts + 1.0) == []


def test_letting_go_before_it_is_long_comes_to_nothing_more() -> None:
    assert told(press(1.0, LONG_HOLD - 0.05), [2.0, 4.0, 8.9, 9.1, 9.5]) == [DOWN, Gesture.HOLD]


def test_what_is_stuck_tells_nothing_until_it_is_let_go() -> None:
    button = Gestures()
    button.edge(True, 1.0)
    assert button.look(1.0 + STUCK) == [Gesture.HOLD, Gesture.LONG_HOLD, Gesture.STUCK]
    assert button.stuck
    assert button.held(40.0) is None
    assert button.look(500.0) == []
    assert button.edge(False, 500.0) + button.look(501.0) == [Gesture.FREED]
    assert not button.stuck
    assert told(press(510.0, 0.1), gestures=button) == [DOWN, PRESS]


@given(st.floats(0.0, 100.0), st.lists(st.floats(0.0, 100.0), max_size=20))
def test_what_hangs_from_the_start_is_nobodys_gesture(until: float, looks: list[float]) -> None:
    done = told([(until, False)], looks, Gestures(hangs_since=0.0))
    assert set(done) <= {Gesture.STUCK, Gesture.FREED}
    assert (Gesture.STUCK in done) <= (until >= STUCK)


def test_what_hangs_works_once_it_is_let_go() -> None:
    button = Gestures(hangs_since=0.0)
    assert button.down
    assert button.held(5.0) is None
    assert button.look(STUCK) == [Gesture.STUCK]
    assert told([(40.0, False), *press(41.0, 0.1)], gestures=button) == [Gesture.FREED, DOWN, PRESS]


def test_how_long_it_is_held_is_told_from_the_first_edge_on() -> None:
    button = Gestures()
    assert button.held(1.0) is None
    button.edge(True, 1.0)
    assert button.held(1.0) == 0.0
    assert button.held(3.5) == pytest.approx(2.5)
    button.edge(False, 3.5)
    assert button.held(3.51) is None, "it may chatter; but nobody counts down on"


@given(
    st.lists(st.tuples(st.floats(0.0, 40.0), st.booleans()), max_size=30),
    st.lists(st.floats(0.0, 60.0), max_size=30),
)
def test_gestures_come_in_their_order_whatever_the_contact_does(edges: list[Edge], looks: list[float]) -> None:
    done = told(edges, looks)
    if done:
        assert done[0] is DOWN
    before = DOWN
    follows = {
        PRESS: {DOWN},
        TWICE: {DOWN},
        Gesture.HOLD: {DOWN, TWICE},
        Gesture.LONG_HOLD: {Gesture.HOLD},
        Gesture.STUCK: {Gesture.LONG_HOLD},
        Gesture.FREED: {Gesture.STUCK},
    }
    for gesture in done[1:]:
        assert gesture is DOWN or before in follows[gesture]
        before = gesture
