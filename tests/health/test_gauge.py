"""The gauge says how late things were, over the last seconds and over all, from any thread."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.health.gauge import WINDOW, Gauge, Worked


def work(
    gauge: Gauge, frames: int, seconds: float, interval: float = 1.0 / 30.0, stride: int = 1, seen: bool = True
) -> float:
    """``frames`` processed, each taking ``seconds``, every ``stride``-th that the camera gives; when it was done."""
    at = 0.0
    for index in range(frames):
        number = index * stride
        at = number * interval + seconds
        dropped = (stride - 1) * index
        gauge.worked(Worked(at, seconds, number * interval, number, seen, given=number + 1, dropped=dropped))
    return at


@given(st.lists(st.floats(0.0, 1.9), min_size=1, max_size=120))
def test_the_spread_is_that_of_the_samples(lags: list[float]) -> None:
    gauge = Gauge()
    for index, lag in enumerate(lags):
        gauge.shown(0.01 * index, lag)
    now, whole = gauge.reading(1.2).glass, gauge.whole().glass
    assert now is not None
    assert whole is not None
    assert now.count == whole.count == len(lags)
    for share, found in ((50, now.p50), (95, now.p95)):
        expected = 1000.0 * np.percentile(lags, share, method="inverted_cdf")
        assert found == pytest.approx(expected, abs=0.01)
    assert whole.p50 == pytest.approx(now.p50, abs=0.51)
    assert whole.p95 == pytest.approx(now.p95, abs=0.51)


def test_what_keeps_up_is_not_strained_and_loses_nothing() -> None:
    gauge = Gauge()
    reading = gauge.reading(work(gauge, 120, 0.015))
    assert reading.strain == pytest.approx(0.45, abs=0.01)
    assert reading.dropped == 0.0
    assert reading.rate == pytest.approx(30.0)
    assert reading.seen == 1.0
    assert reading.work is not None
    assert reading.work.p95 == pytest.approx(15.0)


def test_what_takes_twice_the_interval_is_strained_and_loses_half() -> None:
    gauge = Gauge()
    reading = gauge.reading(work(gauge, 60, 0.066, stride=2))
    assert reading.strain == pytest.approx(2.0, abs=0.05)
    assert reading.dropped == pytest.approx(0.5)
    assert reading.rate == pytest.approx(15.0)


def test_a_reading_forgets_and_the_whole_does_not() -> None:
    gauge = Gauge()
    gauge.shown(1.0, 0.5)
    gauge.lit(1.0, 0.4)
    gauge.shown(1.0 + WINDOW, 0.1)
    reading = gauge.reading(1.5 + WINDOW)
    assert reading.glass is not None
    assert (reading.glass.p95, reading.glass.count) == (100.0, 1)
    assert reading.bar is None
    whole = gauge.whole()
    assert whole.glass is not None
    assert (whole.glass.p95, whole.glass.count) == (500.0, 2)
    gauge.begin_again(1.2 + WINDOW)
    assert gauge.reading(1.5 + WINDOW).glass is None


def test_the_time_that_was_too_slow_to_coach_is_told() -> None:
    gauge = Gauge()
    for number, slow in enumerate([False, False, True, True, True, False, False]):
        gauge.worked(Worked(2.0 * number, 0.1, 2.0 * number, number, True, number + 1, 0, too_slow=slow))
    assert gauge.whole().too_slow == pytest.approx(6.0)
    assert gauge.reading(12.0).too_slow == pytest.approx(0.0), "of the last seconds"
    assert gauge.reading(9.0).too_slow <= 6.0


def test_nothing_measured_is_nothing_told() -> None:
    for reading in (Gauge().reading(10.0), Gauge().whole()):
        assert (reading.frames, reading.rate, reading.dropped) == (0, 0.0, 0.0)
        assert (reading.strain, reading.work, reading.glass, reading.bar) == (None, None, None, None)


def test_many_threads_lose_no_sample() -> None:
    gauge = Gauge(window=1e9)
    start = threading.Barrier(5)

    def feed(put: object) -> None:
        start.wait()
        for index in range(2000):
            put(float(index), 0.1)  # type: ignore[operator]

    threads = [threading.Thread(target=feed, args=(put,)) for put in (gauge.shown, gauge.lit) * 2]
    for thread in threads:
        thread.start()
    start.wait()
    for _ in range(50):
        gauge.reading(2000.0)
    for thread in threads:
        thread.join()
    whole = gauge.whole()
    assert whole.glass is not None
    assert whole.bar is not None
    assert whole.glass.count == whole.bar.count == 4000
