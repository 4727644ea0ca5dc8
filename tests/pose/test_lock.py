"""The lock's judgement of who is found: the user again, somebody else, or somebody who waits to be taken for them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kiosk.pose.appearance import Look
from kiosk.pose.lock import Lock
from kiosk.pose.pose import Joint
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


def test_who_is_right_behind_somebody_larger_is_hidden_by_them() -> None:
    """Half of who stopped in front of the user may be read as large as the user, and wear the same."""
    lock = locked()
    in_front, half_of_them = body(3.1, 280.0, 560.0), body(3.1, 264.0, 440.0)
    assert found(lock, half_of_them)
    assert not lock.hidden(half_of_them), "nobody else was found yet"
    assert not found(lock, in_front)
    assert lock.hidden(half_of_them)
    assert not lock.hidden(body(3.1, 170.0, 440.0)), "who is beside them is to be seen"
    assert not lock.hidden(body(3.1, 280.0, 540.0)), "who is as near as they are is not behind"
    assert not lock.hidden(body(3.2, 264.0, 440.0)), "in the next frame they may be gone"


def test_a_stranger_is_forgotten_when_not_seen_for_a_moment() -> None:
    lock = locked()
    assert not found(lock, body(3.1, 420.0))
    assert found(lock, body(3.6, 420.0))


def test_how_unlike_a_look_is_needs_two_looks() -> None:
    lock = locked()
    assert lock.unlike(body(3.1)) is None
    assert lock.unlike(replace(body(3.1), look=None)) is None


WORN = Look(np.zeros((3, 3, 5), dtype=np.float32))
PLATES = Look(np.full((3, 3, 5), np.float32(1.2)) * np.array([1.0, -1.0, 1.0], dtype=np.float32)[:, None])
"""Nothing like what was worn: red before black legs, an arm before the trunk."""


def dressed(time: float, look: Look = WORN, x: float = 240.0, tall: float = 400.0, lower: float = 0.0) -> Body:
    """Somebody with feet ``lower`` pixels further down the picture."""
    points = upright(x, tall)
    points[:, 1] += lower
    return replace(body_of(points, SIZE, time), look=look)


def clothed() -> Lock:
    lock = Lock(5.0)
    lock.take(dressed(0.0))
    for step in range(1, 91):
        assert lock.keeps(dressed(step / 30.0))
    return lock


def borne(lock: Lock, bodies: list[Body], alone: bool = True) -> list[bool]:
    return [lock.keeps(item) or lock.bears(item, alone) for item in bodies]


def after(step: int) -> float:
    return 3.0 + step / 30.0


def test_who_stays_where_they_are_is_the_same_however_they_look() -> None:
    lock = clothed()
    assert not lock.keeps(dressed(after(1), PLATES)), "it does look like somebody else"
    assert all(borne(lock, [dressed(after(step), PLATES) for step in range(1, 60)]))
    # And back in what they wore, and behind the plates again without a doubt.
    assert lock.keeps(dressed(after(60)))
    assert lock.keeps(dressed(after(61), PLATES))


def test_where_somebody_else_is_about_an_unlike_body_is_theirs() -> None:
    lock = clothed()
    assert not any(borne(lock, [dressed(after(1), PLATES)], alone=False))


@pytest.mark.parametrize("speed", [0.6, 0.8, 1.2])
def test_who_walks_past_is_given_up_before_they_have_gone_far(speed: float) -> None:
    """``speed`` in body lengths a second."""
    lock, tall = clothed(), 400.0
    away = [speed * step / 30.0 for step in range(1, 15)]
    kept = borne(lock, [dressed(after(step), PLATES, 240.0 + by * tall) for step, by in enumerate(away, start=1)])
    assert not all(kept)
    assert away[kept.index(False)] < 0.25
    # They are waited for where they were.
    assert lock.mismatch(dressed(after(15))) is not None


def test_who_steps_in_front_is_larger_and_lower_and_not_the_user() -> None:
    lock = clothed()
    assert not any(borne(lock, [dressed(after(1), PLATES, tall=440.0, lower=45.0)]))
    lock = clothed()
    assert all(borne(lock, [dressed(after(1), PLATES, tall=440.0)])), "larger alone is no nearer"


def test_one_odd_frame_changes_nothing() -> None:
    lock = clothed()
    assert borne(lock, [dressed(after(1), PLATES)]) == [True]
    assert lock.keeps(dressed(after(2)))
    assert not lock.keeps(dressed(after(3), PLATES)), "a look of one frame is not learned"


def test_who_was_only_glimpsed_again_is_waited_for_as_they_were_known() -> None:
    lock = clothed()
    half = dressed(4.5, tall=270.0)
    assert lock.mismatch(half) is not None
    lock.resume(half)
    lock.lose()
    assert lock.mismatch(dressed(5.0)) == pytest.approx(0.0, abs=1e-6)


def behind_plates(time: float) -> Body:
    """Legs are read as half as long as they are."""
    points = upright()
    hip = points[Joint.LEFT_HIP, 1]
    for joint in (Joint.LEFT_KNEE, Joint.LEFT_ANKLE, Joint.RIGHT_KNEE, Joint.RIGHT_ANKLE):
        points[joint, 1] = hip + 0.5 * (points[joint, 1] - hip)
    return body_of(points, SIZE, time)


def test_hidden_legs_do_not_make_another_body_where_nobody_else_is_about() -> None:
    lock = locked()
    assert not lock.keeps(behind_plates(after(1)))
    assert lock.bears(behind_plates(after(1)), alone=True)
    assert not lock.bears(body(after(2), tall=260.0), alone=True), "who is small throughout is somebody else"
    assert found(lock, body(after(3)))


def lower(time: float, taller: float, feet: float) -> Body:
    """Legs longer by ``taller`` and the lower foot by ``feet``, in body lengths, below where it was."""
    points = upright(240.0, 400.0 * taller)
    hip = points[Joint.LEFT_HIP, 1]
    points[:, 1] += upright()[Joint.LEFT_HIP, 1] - hip
    points[Joint.LEFT_ANKLE, 1] = body(0.0).feet * SIZE[1] + feet * 400.0 * taller
    return body_of(points, SIZE, time)


def test_feet_lower_than_any_camera_would_show_them_are_not_of_somebody_nearer() -> None:
    lock = locked()
    assert not lock.keeps(lower(after(1), 1.1, 0.1))
    assert not lock.bears(lower(after(1), 1.1, 0.1), alone=True), "who steps in front is larger and lower"
    assert lock.bears(lower(after(2), 1.1, 0.28), alone=True), "no camera above its user shows feet so low"


def test_who_was_lost_for_a_moment_and_is_alone_where_they_were_is_theirs() -> None:
    lock = clothed()
    assert lock.mismatch(dressed(after(2), PLATES), alone=True) is not None
    assert lock.mismatch(dressed(after(2), PLATES)) is None, "somebody else is about"
    assert lock.mismatch(dressed(after(2), PLATES, x=400.0), alone=True) is None, "it is another place"
    assert lock.mismatch(dressed(after(30), PLATES), alone=True) is None, "it is too long ago"
    assert lock.mismatch(dressed(after(2), PLATES, tall=470.0), alone=True) is None, "all of them is larger"


def test_whose_trunk_is_longer_is_somebody_nearer_behind_whatever_hides_their_legs() -> None:
    lock = locked()
    points = upright()
    hip = points[Joint.LEFT_HIP, 1]
    above = points[:, 1] < hip
    points[:, 1] = hip + np.where(above, 1.25, 0.85) * (points[:, 1] - hip)
    longer = body_of(points, SIZE, after(1))
    assert longer.size == pytest.approx(body(0.0).size, rel=0.12), "the whole is hardly larger"
    assert longer.away_from(body(0.0)) == pytest.approx(0.0, abs=1e-6)
    assert not lock.bears(longer, alone=True)
