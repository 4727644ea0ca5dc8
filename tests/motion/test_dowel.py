"""The mask is asked for until the back is sure, then now and then; between masks the last reading holds."""

from __future__ import annotations

import math

import numpy as np
import pytest

from kiosk.motion.dowel import BLIND, FEWEST, HELD, SPAN, Dowel
from kiosk.motion.posture import Measure, Measures

RATE = 30.0
WATCHED = 3
"""Frames from mask to mask of a back that is sure."""


def told(curvature: float | None) -> Measures:
    if curvature is None:
        return Measures(torso_inclination=Measure(60.0, 1.0))
    return Measures(Measure(60.0, 1.0), back_curvature=Measure(curvature, 0.8), dowel_gap=Measure(0.02, 0.8))


def masks_of(curvature: list[float | None]) -> tuple[list[int], list[Measures]]:
    """Numbers of the frames with a mask, each telling its value of ``curvature``, and the measures of all frames."""
    dowel, found, seen = Dowel(), [], []
    for number, value in enumerate(curvature):
        masked = not dowel.sure or number - found[-1] >= WATCHED
        if masked:
            found.append(number)
        seen.append(dowel(number / RATE, told(value if masked else None), masked))
    return found, seen


@pytest.mark.parametrize("noise", [0.0, 0.01, 0.02])
def test_a_calm_back_is_soon_sure_and_told_on_every_frame(noise: float) -> None:
    values = np.random.default_rng(3).normal(0.1, noise, 60).tolist()
    found, seen = masks_of(values)
    first = max(FEWEST, math.ceil(SPAN * RATE))
    assert found[:first] == list(range(first))
    assert len(found) < 0.55 * len(values)
    assert all(item.back_curvature is not None and item.dowel_gap is not None for item in seen)
    told_by_masks = {values[number] for number in found}
    assert {item.value("back_curvature") for item in seen} == told_by_masks, "nothing is invented between"


def test_a_back_that_gives_way_is_looked_at_on_every_frame_again() -> None:
    found, _ = masks_of([0.1] * 30 + [0.1 - 0.05 * number for number in range(30)])
    assert set(range(50, 60)) <= set(found)


def test_restless_readings_are_never_sure() -> None:
    values = np.random.default_rng(3).normal(0.1, 0.1, 45).tolist()
    assert masks_of(values)[0] == list(range(45))


def test_a_back_that_the_mask_cannot_tell_is_not_stared_at() -> None:
    found, seen = masks_of([None] * 60)
    assert len([number for number in found if number > BLIND * RATE + 1]) <= 50 / WATCHED
    assert all(item.back_curvature is None for item in seen)


def test_a_mask_that_cannot_tell_the_back_ends_what_was_held() -> None:
    dowel = Dowel()
    dowel(0.0, told(0.1), True)
    assert dowel(1 / RATE, told(None), False).value("back_curvature") == 0.1
    assert dowel(2 / RATE, told(None), True).back_curvature is None
    assert dowel(3 / RATE, told(None), False).back_curvature is None


def test_a_reading_holds_for_a_moment_only() -> None:
    dowel = Dowel()
    dowel(0.0, told(0.1), True)
    assert dowel(HELD - 0.01, told(None), False).back_curvature is not None
    assert dowel(HELD + 0.01, told(None), False).back_curvature is None


def test_each_rep_is_looked_at_anew() -> None:
    dowel = Dowel()
    for number in range(20):
        dowel(number / RATE, told(0.1), True)
    assert dowel.sure
    dowel.leave()
    assert not dowel.sure
    assert dowel(20 / RATE, told(None), False).back_curvature is None
