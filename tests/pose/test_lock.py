"""The lock's judgement of who is found: the user again, somebody else, or somebody who waits to be taken for them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.pose.lock import Lock
from kiosk.pose.zone import Body, body_of
from tests.pose.test_zone import upright

SIZE = (480, 640)


def body(time: float, x: float = 240.0, tall: float = 400.0) -> Body:
    return body_of(upright(x, tall), SIZE, time)


def locked(until: float = 3.0) -> Lock:
    """A lock on somebody who has stood still for a while."""
    lock = Lock(5.0)
    lock.take(body(0.0))
    for step in range(1, round(until * 30.0) + 1):
        assert lock.keeps(body(step / 30.0))
    return lock


def found(lock: Lock, at: Body) -> bool:
    return lock.mismatch(at) is not None


def test_the_user_found_where_they_were_is_theirs_exactly() -> None:
    assert locked().mismatch(body(3.1)) == pytest.approx(0.0, abs=1e-6)


def test_nobody_is_found_where_nobody_is_known() -> None:
    assert not found(Lock(5.0), body(0.0))
    lock = locked()
    lock.release()
    assert not found(lock, body(3.1))


@pytest.mark.parametrize(("x", "tall", "theirs"), [(395.0, 400.0, True), (240.0, 455.0, True), (400.0, 455.0, False)])
def test_place_and_size_each_in_bounds_may_be_too_much_together(x: float, tall: float, theirs: bool) -> None:
    assert found(locked(), body(3.1, x, tall)) is theirs


@pytest.mark.parametrize(("after", "theirs"), [(0.1, False), (0.5, True)])
def test_the_user_may_be_further_off_the_longer_they_are_gone(after: float, theirs: bool) -> None:
    assert found(locked(), body(3.0 + after, 420.0)) is theirs


def test_who_was_not_the_user_and_stays_there_does_not_become_them_by_waiting() -> None:
    lock = locked()
    for step in range(1, 58):
        assert not found(lock, body(3.0 + step / 30.0, 420.0))
    # The user may have been taken for somebody: not for ever.
    assert found(lock, body(5.5, 420.0))


def test_the_user_is_found_beside_a_stranger() -> None:
    lock = locked()
    for step in range(1, 30):
        time = 3.0 + step / 30.0
        assert not found(lock, body(time, 420.0))
        assert found(lock, body(time)), "at their place and as large as they were nobody is a stranger"


def test_who_is_found_again_may_have_moved_from_where_a_stranger_was_read() -> None:
    lock = locked()
    assert not found(lock, body(3.1, 420.0))
    lock.resume(body(3.5, 300.0))
    assert found(lock, body(3.6, 420.0)), "with the user found, nobody is a stranger any more"


def test_a_stranger_is_forgotten_when_not_seen_for_a_moment() -> None:
    lock = locked()
    assert not found(lock, body(3.1, 420.0))
    assert found(lock, body(3.6, 420.0))


def test_how_unlike_a_look_is_needs_two_looks() -> None:
    lock = locked()
    assert lock.unlike(body(3.1)) is None
    assert lock.unlike(replace(body(3.1), look=None)) is None
