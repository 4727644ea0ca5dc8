from __future__ import annotations

import math

import pytest

from .arithmetic import Run, Target, exit_code, figures, ratio, share_beside, slope, stage_medians

START, FRAME = 2.0, 0.01
"""Seconds before the first frame, and for each frame."""


def straight(frames: int, peak_mb: float = 100.0, frame: float = FRAME) -> Run:
    """A process that takes `START`, then ``frame`` seconds a frame, then ends at once."""
    curve = tuple(START + frame * (number + 1) for number in range(frames))
    return Run(curve, curve[-1], peak_mb)


@pytest.mark.parametrize("frames", [3, 4, 30, 631])
def test_slope_leaves_the_start_out(frames: int) -> None:
    assert slope(straight(frames).curve) == pytest.approx(FRAME)


def test_slope_leaves_out_what_the_first_third_costs_more() -> None:
    curve = [1.0, 2.0, 2.1, 2.2, 2.3, 2.4]
    assert slope(curve) == pytest.approx(0.1)


@pytest.mark.parametrize("frames", [0, 1, 2])
def test_a_slope_needs_three_frames(frames: int) -> None:
    with pytest.raises(ValueError, match=f"{frames} frames"):
        slope([1.0] * frames)


def test_a_run_is_its_start_and_its_frames() -> None:
    run = straight(100)
    assert run.start_s == pytest.approx(START)
    assert run.plain_s == pytest.approx(FRAME + START / 100)


def test_figures_are_medians_each_for_itself() -> None:
    result = figures([straight(30, 300.0), straight(30, 100.0, 9.0), straight(30, 200.0, 0.02)])
    assert (result.runs, result.frames, result.peak_mb) == (3, 30, 200.0)
    assert result.frame_ms == pytest.approx(20.0)
    assert result.frame_ms_range == pytest.approx((10.0, 9000.0))


def test_stages_are_medians_in_their_order() -> None:
    splits = [{"warp": 1.0, "total": 9.0}, {"warp": 3.0, "total": 5.0}, {"warp": 2.0, "total": 7.0}]
    assert list(stage_medians(splits).items()) == [("warp", 2.0), ("total", 7.0)]
    assert stage_medians([]) == {}


@pytest.mark.parametrize(
    ("value", "at_least", "met"),
    [
        (0.49, False, True),
        (0.5, False, True),
        (0.51, False, False),
        (0.49, True, False),
        (0.5, True, True),
        (math.inf, False, False),
        (math.nan, False, False),
        (math.nan, True, False),
        (None, False, None),
        (None, True, None),
    ],
)
def test_targets(value: float | None, at_least: bool, met: bool | None) -> None:
    assert Target("ratio", 0.5, "", value, at_least).met is met


def test_only_a_measured_miss_fails() -> None:
    met, missed, unknown = (Target("", 1.0, "", value) for value in (1.0, 2.0, None))
    assert exit_code([met, unknown]) == 0
    assert exit_code([met, unknown, missed]) == 1
    assert exit_code([]) == 0


def test_ratio() -> None:
    assert ratio(1.0, 4.0) == 0.25
    assert ratio(1.0, 0.0) == math.inf


def test_share_beside_is_of_the_slopes() -> None:
    whole = [5.0, 6.0, 7.0, 8.0, 9.0, 10.0]
    part = [4.9, *(4.9 + 0.9 * number for number in range(1, 6))]
    assert share_beside(part, whole) == pytest.approx(0.1)
    assert share_beside(whole, whole) == 0.0
