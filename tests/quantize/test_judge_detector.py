"""The detector judge's own measures, on detections whose answer is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kiosk.pose import catalogue
from kiosk.pose.detector import Detection
from kiosk.pose.roi import Region

judge = pytest.importorskip("kiosk.quantize.judge_detector", reason="needs ai-edge-litert")

HERE = Detection(0.95, (0, 0, 1, 1), Region(100.0, 200.0, 400.0, 0.1))


def moved(score: float = 0.95, **region: float) -> Detection:
    return Detection(score, HERE.box, replace(HERE.region, **region))


def test_the_same_detections_differ_by_nothing():
    verdict = judge.compare([[HERE], []], [[HERE], []])
    assert (verdict.pictures, verdict.agreement, verdict.score_lowest) == (2, 1.0, 0.95)
    assert (verdict.centre.p95, verdict.side.p95, verdict.rotation.p95, verdict.score.p95) == (0, 0, 0, 0)


def test_differences_are_in_shares_of_the_side_and_degrees():
    verdict = judge.compare([[HERE]], [[moved(0.90, x=104.0, y=203.0, side=410.0, rotation=0.1 + np.radians(2))]])
    assert verdict.centre.median == pytest.approx(5 / 400, rel=1e-3)
    assert verdict.side.median == pytest.approx(0.025, rel=1e-3)
    assert verdict.rotation.median == pytest.approx(2.0, rel=1e-3)
    assert verdict.score.median == pytest.approx(0.05, rel=1e-3)


def test_rotations_do_not_jump_at_the_half_turn():
    verdict = judge.compare([[moved(rotation=np.pi - 0.01)]], [[moved(rotation=0.01 - np.pi)]])
    assert verdict.rotation.median == pytest.approx(np.degrees(0.02), rel=1e-3)


def test_the_surest_person_is_compared_with_the_nearest_found():
    elsewhere = moved(0.99, x=500.0)
    verdict = judge.compare([[HERE, elsewhere]], [[elsewhere, moved(0.94)]])
    assert verdict.centre.median == 0
    assert verdict.score_lowest == pytest.approx(0.94)


def test_an_overlooked_and_an_invented_person_are_other_answers():
    verdict = judge.compare([[HERE], [], [HERE], []], [[], [moved(0.6)], [HERE], []])
    assert verdict.agreement == 0.5
    assert verdict.score_lowest == 0.0


def test_a_doubtful_person_overlooked_costs_agreement_only():
    verdict = judge.compare([[moved(0.6)], [HERE]], [[], [moved(0.93)]])
    assert verdict.agreement == 0.5
    assert verdict.score_lowest == pytest.approx(0.93)


def test_what_the_reference_never_saw_is_not_measured():
    verdict = judge.compare([[]], [[]])
    assert np.isnan([verdict.centre.median, verdict.score_lowest]).all()


def test_a_shipped_detector_does_not_stray_from_itself(tmp_path):
    (model,) = (m for m in catalogue.load() if m.role == "detector" and m.arithmetic == "float")
    pictures = [np.full((64, 48, 3), shade, np.uint8) for shade in (0, 200)]
    asked = judge.DetectorJudge(model.path.read_bytes(), pictures, tmp_path)
    verdict = asked(model.path.read_bytes())
    assert (verdict.pictures, verdict.agreement) == (2, 1.0)
    assert "0 calibration pictures in which it finds a person" in asked.compared
