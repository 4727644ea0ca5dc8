from __future__ import annotations

import numpy as np
import pytest

from tests.accuracy.frames import nearest_frames, off_side, score_frames
from tests.accuracy.pieces import record, row


def test_frames_are_matched_by_time_within_half_a_frame() -> None:
    true = np.array([0.0, 0.1, 0.2, 0.3])
    assert nearest_frames(np.array([0.0, 0.04, 0.06, 0.31, 0.36]), true).tolist() == [0, 0, 1, 3, -1]


def test_one_true_frame_still_matches() -> None:
    assert nearest_frames(np.array([0.0, 1.0]), np.array([0.0])).tolist() == [0, -1]


def test_errors_are_seen_less_true() -> None:
    score = score_frames(record([10.0, 20.0, 30.0]), [row(0.0, 12.0), row(0.1, 19.0), row(0.2, 33.0)])
    assert score.measures["torso_inclination"].error.tolist() == [2.0, -1.0, 3.0]


def test_the_standing_offset_is_the_clips_own_median_and_is_taken_off() -> None:
    phase = ["standing", "standing", "standing", "bottom", "bottom"]
    seen = [3.0, 4.0, 9.0, 66.0, 60.0]  # standing errors 3, 4, 9: median 4
    score = score_frames(
        record([0.0, 0.0, 0.0, 60.0, 60.0], phase), [row(at / 10.0, value) for at, value in enumerate(seen)]
    )
    settled = score.measures["torso_inclination"].settled
    assert settled is not None
    assert settled.tolist() == [-1.0, 0.0, 5.0, 2.0, -4.0]


def test_who_is_never_seen_standing_has_no_offset() -> None:
    score = score_frames(record([10.0, 20.0]), [row(0.0, 12.0), row(0.1, 19.0)])
    assert score.measures["torso_inclination"].settled is None


def test_absent_measures_are_counted_and_are_no_errors() -> None:
    phase = ["down", "bottom", "bottom", "up"]
    trace = [row(0.0, 1.0), row(0.1, None), row(0.2, 1.0), row(0.3, None)]
    item = score_frames(record([0.0] * 4, phase), trace).measures["torso_inclination"]
    assert (item.absent, item.wanted) == (2, 4)
    assert (item.absent_bottom, item.wanted_bottom) == (1, 2)
    assert len(item.error) == 2


def test_what_the_truth_does_not_have_is_not_wanted() -> None:
    truth = record([0.0, 0.0], balance=[0.5, np.nan])
    score = score_frames(truth, [row(0.0, 0.0, balance="0.6"), row(0.1, 0.0, balance="0.6")])
    assert score.measures["balance"].wanted == 1
    assert score.measures["balance"].error.tolist() == [pytest.approx(0.1)]


def test_walking_is_not_scored() -> None:
    score = score_frames(record([0.0, 0.0], ["other", "down"]), [row(0.0, 50.0), row(0.1, 1.0)])
    assert score.measures["torso_inclination"].error.tolist() == [1.0]


def test_angles_wrap_round() -> None:
    score = score_frames(record([-179.0]), [row(0.0, 179.0)])
    assert score.measures["torso_inclination"].error.tolist() == [-2.0]


def test_a_person_is_owed_only_where_they_are_whole_in_a_side_view() -> None:
    truth = record([0.0] * 4)
    truth.pixels[3] = 250.0  # below the picture
    trace = [row(0.0, 0.0), row(0.1, None, view="", facing=""), row(0.2, 0.0), row(0.3, None, view="", facing="")]
    score = score_frames(truth, trace)
    assert (score.found, score.present) == (2, 3)
    assert (score.rows_found, score.rows) == (2, 4)
    assert score_frames(record([0.0] * 4, heading=40.0), trace).present == 0


def test_view_and_facing_are_held_against_the_truth() -> None:
    trace = [row(0.0, 0.0), row(0.1, 0.0, view="oblique"), row(0.2, 0.0, facing="left")]
    score = score_frames(record([0.0] * 3, heading=10.0), trace)
    assert (score.view_right, score.facing_right, score.oriented) == (2, 2, 3)
    assert score_frames(record([0.0] * 3, heading=170.0), trace).facing_right == 1


@pytest.mark.parametrize(("heading", "off"), [(0.0, 0.0), (30.0, 30.0), (90.0, 90.0), (150.0, 30.0), (-45.0, 45.0)])
def test_how_far_off_side_on(heading: float, off: float) -> None:
    assert off_side(np.array([heading]))[0] == pytest.approx(off)
