"""The mask is asked for until the back is sure, then now and then."""

from __future__ import annotations

import math

import numpy as np
import pytest

from kiosk.motion.dowel import SPACED, Dowel

RATE = 30.0


def masks_of(curvature: list[float | None]) -> list[int]:
    """Numbers of the frames that carried a mask, where each mask tells what stands in ``curvature``."""
    dowel, found = Dowel(), []
    dowel.see(0.0, curvature[0])
    for number in range(1, len(curvature)):
        if dowel.wants((number - 1) / RATE):
            dowel.see(number / RATE, curvature[number])
            found.append(number)
    return found


@pytest.mark.parametrize("noise", [0.0, 0.01, 0.02])
def test_a_calm_back_is_soon_sure_and_still_looked_at(noise: float) -> None:
    values = np.random.default_rng(3).normal(0.1, noise, 60).tolist()
    found = masks_of(values)
    assert found[:5] == [1, 2, 3, 4, 5]
    late = [number for number in found if number > 15]
    assert len(late) <= 45 / (SPACED * RATE)
    assert max(np.diff(late)) / RATE <= SPACED + 2.5 / RATE, "no less often than that, in whole frames"


def test_a_back_that_gives_way_is_looked_at_on_every_frame_again() -> None:
    values = [0.1] * 30 + [0.1 - 0.05 * number for number in range(30)]
    found = masks_of(values)
    assert {50, 51, 52, 53, 54, 55, 56, 57, 58, 59} <= set(found)


def test_restless_readings_are_never_sure() -> None:
    values = np.random.default_rng(3).normal(0.1, 0.1, 45).tolist()
    assert masks_of(values) == list(range(1, 45))


def test_a_back_that_the_mask_cannot_tell_is_not_stared_at() -> None:
    found = masks_of([None] * 60)
    assert len([number for number in found if number > 10]) <= math.ceil(50 / (SPACED * RATE))


def test_each_rep_is_looked_at_anew() -> None:
    dowel = Dowel()
    for number in range(20):
        dowel.see(number / RATE, 0.1)
    assert not dowel.wants(19 / RATE)
    dowel.leave()
    assert dowel.wants(20 / RATE)
