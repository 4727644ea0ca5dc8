"""What follows from the figures: the best that keeps up, and at the least cost."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.bench.proposal import HEAD_ROOM, propose
from kiosk.bench.timings import Measured, Picture, Reading, Size
from kiosk.pose.choice import Processor

SIZES = (Size(480, 640), Size(352, 480), Size(240, 320))


def reading(network: Any, arithmetic: Any, threads: int, ms: float, **changes: Any) -> list[Reading]:
    """Without and with the mask, which takes half as much again; every thread is busy all the time."""
    bare = Reading(network, arithmetic, False, threads, 100, ms, 1.1 * ms, ms * threads, 0.3)
    masked = replace(bare, mask=True, usual_ms=1.5 * ms, slow_ms=1.65 * ms, cpu_ms=1.5 * bare.cpu_ms)
    return [replace(bare, **changes), replace(masked, **changes)]


def machine(*readings: list[Reading], warp: tuple[float, ...] = (0.5, 0.4, 0.3), rest: float = 1.0) -> Measured:
    pictures = tuple(Picture(size, ms, 10.0) for size, ms in zip(SIZES, warp, strict=True))
    every = tuple(item for pair in readings for item in pair)
    return Measured(Processor("aarch64", frozenset()), 4, "ai-edge-litert", every, pictures, rest)


def test_a_fast_machine_runs_the_full_network_on_one_thread() -> None:
    found = propose(machine(reading("full", "int8", 1, 8.0), reading("full", "int8", 2, 4.5)), 30.0, 1.0)
    assert (found.network, found.threads, found.size, found.fits) == ("full", 1, SIZES[0], True)
    assert found.rate == 30.0


def test_more_threads_only_where_one_is_too_slow() -> None:
    found = propose(machine(reading("full", "int8", 1, 20.0), reading("full", "int8", 2, 11.0)), 30.0, 1.0)
    assert (found.network, found.threads) == ("full", 2)
    assert found.frame_ms <= found.budget_ms == pytest.approx(0.7 * 1000 / 30)


def test_full_on_many_threads_before_lite_on_one() -> None:
    figures = [reading("lite", "int8", 1, 5.0), reading("full", "int8", 1, 40.0), reading("full", "int8", 4, 11.0)]
    assert propose(machine(*figures), 30.0, 1.0).network == "full"


def test_lite_where_full_cannot_keep_up() -> None:
    figures = [reading("full", "int8", threads, 40.0) for threads in (1, 2)] + [reading("lite", "int8", 1, 10.0)]
    found = propose(machine(*figures), 30.0, 1.0)
    assert (found.network, found.size) == ("lite", SIZES[0])
    assert "too slow" in found.why


def test_of_two_that_cost_alike_the_more_exact() -> None:
    def taken(float_ms: float) -> str:
        both = machine(reading("full", "int8", 1, 8.0), reading("full", "float", 1, float_ms))
        return propose(both, 30.0, 1.0).arithmetic

    assert [taken(ms) for ms in (7.0, 8.4, 10.0)] == ["float", "float", "int8"]


def test_smaller_pictures_where_cutting_out_of_large_ones_takes_too_long() -> None:
    found = propose(machine(reading("full", "int8", 1, 11.0), warp=(8.0, 4.0, 2.0)), 30.0, 1.0)
    assert found.size == SIZES[0], "the reading has the cost of its own pictures in it"
    slow = machine(reading("full", "int8", 1, 15.0), warp=(8.0, 4.0, 2.0))
    assert propose(slow, 30.0, 1.0).size == SIZES[1]


def test_a_machine_that_is_too_slow_is_told_what_it_reaches() -> None:
    found = propose(machine(reading("full", "int8", 1, 200.0), reading("lite", "int8", 2, 60.0)), 30.0, 1.0)
    assert (found.network, found.threads, found.fits, found.size) == ("lite", 2, False, SIZES[0])
    assert found.rate == pytest.approx((1 - HEAD_ROOM) * 1000.0 / found.frame_ms, abs=0.1)
    again = propose(machine(reading("full", "int8", 1, 200.0), reading("lite", "int8", 2, 60.0)), found.rate, 1.0)
    assert again.fits


def test_masks_are_rarer_where_they_are_dear() -> None:
    def cadence(dearer: float) -> float:
        bare, masked = reading("full", "int8", 1, 5.0)
        return propose(machine([bare, replace(masked, usual_ms=5.0 + dearer)]), 30.0, 1.0).mask_every

    assert [cadence(ms) for ms in (1.0, 24.0, 26.0, 49.0, 51.0, 500.0)] == [0.25, 0.25, 0.5, 0.5, 1.0, 1.0]


def test_nothing_follows_from_nothing() -> None:
    with pytest.raises(ValueError, match="nothing was measured"):
        propose(machine(), 30.0, 1.0)


@given(
    times=st.lists(st.floats(1.0, 300.0), min_size=8, max_size=8),
    rate=st.floats(5.0, 120.0),
    rest=st.floats(0.0, 5.0),
)
def test_what_fits_fits_and_a_slower_camera_is_never_worse(times: list[float], rate: float, rest: float) -> None:
    kinds = list(product(("full", "lite"), ("int8", "float"), (1, 2)))
    measured = machine(*(reading(*kind, ms) for kind, ms in zip(kinds, times, strict=True)), rest=rest)
    found = propose(measured, rate, 1.0)
    assert found.fits == (found.frame_ms <= found.budget_ms)
    slower = propose(measured, rate / 2.0, 1.0)
    if found.fits:
        assert slower.fits
        assert (slower.network, SIZES.index(slower.size)) <= (found.network, SIZES.index(found.size))
    assert propose(measured, rate, 1.0) == found
