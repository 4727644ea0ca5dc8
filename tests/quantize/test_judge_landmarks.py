"""The landmark judge's own measures, on bodies and masks whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.pose.pose import Joint

judge = pytest.importorskip("kiosk.quantize.judge_landmarks", reason="needs ai-edge-litert")

SHOULDER, HIP = np.array([128.0, 70.0]), np.array([128.0, 150.0])


def body(torso: float = 0.0, visible: float = 5.0) -> np.ndarray:
    """(39, 5): the left side standing, facing left, torso leaning by ``torso`` degrees to the left."""
    rows = np.zeros((39, 5), np.float32)
    lean = np.radians(torso)
    length = float(np.hypot(*(SHOULDER - HIP)))
    points = {
        Joint.LEFT_SHOULDER: HIP + length * np.array([-np.sin(lean), -np.cos(lean)]),
        Joint.LEFT_HIP: HIP,
        Joint.LEFT_KNEE: HIP + np.array([0, 45]),
        Joint.LEFT_ANKLE: HIP + np.array([0, 90]),
        Joint.LEFT_HEEL: HIP + np.array([5, 95]),
        Joint.LEFT_FOOT_INDEX: HIP + np.array([-20, 95]),
    }
    for joint, point in points.items():
        rows[joint, :2], rows[joint, 3] = point, visible
    return rows


def torso_mask(bulge: float, curve: float) -> np.ndarray:
    """(256, 256) logits of a standing body facing left whose back is a parabola ``curve`` behind the line."""
    length = HIP[1] - SHOULDER[1]
    row, column = np.mgrid[0:256, 0:256] + 0.5
    along = (HIP[1] - row) / length
    back = HIP[0] + length * (bulge + curve * (along - 0.5) ** 2)
    return np.minimum(back - column, column - (HIP[0] - 30)).astype(np.float32)


def readings(bodies: list[np.ndarray], masks: list[np.ndarray], presence: list[float]):
    count = len(bodies)
    return judge.Readings(
        np.stack(bodies), np.array(presence, np.float32), np.zeros((count, 39, 3), np.float32), np.stack(masks)
    )


def test_the_same_readings_differ_by_nothing():
    same = readings([body(), body(20)], [torso_mask(0.2, 0.1)] * 2, [0.99, 0.2])
    verdict = judge.compare(same, same)
    assert verdict.pictures == 1
    assert (verdict.torso.p95, verdict.hip.p95, verdict.mask_iou.p95, verdict.curvature.p95) == (0, 0, 0, 0)
    assert verdict.presence_agreement == 1
    assert verdict.presence_correlation == pytest.approx(1)


def test_a_leaning_torso_is_that_many_degrees_off_at_torso_and_hip_only():
    masks = [torso_mask(0.2, 0.1)]
    verdict = judge.compare(readings([body()], masks, [1.0]), readings([body(7.0)], masks, [0.6]))
    assert verdict.torso.median == pytest.approx(7.0, abs=1e-3)
    assert verdict.hip.median == pytest.approx(7.0, abs=1e-3)
    assert verdict.knee.median == 0
    assert verdict.presence_lowest == pytest.approx(0.6)


@pytest.mark.parametrize("curve", [-0.5, -0.15, 0.0, 0.2])
def test_curvature_is_the_parabola_of_the_back(curve):
    landmarks = body()[None]
    got = judge.back_curvature(torso_mask(0.25, curve)[None], landmarks, judge.near_side(landmarks))
    assert got[0] == pytest.approx(curve, abs=0.02)


def test_curvature_of_a_hidden_back_is_absent():
    landmarks = body()[None]
    nothing = np.full((1, 256, 256), -1.0, np.float32)
    assert np.isnan(judge.back_curvature(nothing, landmarks, judge.near_side(landmarks))[0])


def test_decoys_count_for_presence_only():
    masks = [torso_mask(0.2, 0.0)] * 2
    reference = readings([body(), body()], masks, [1.0, 0.9])
    candidate = readings([body(), body(50)], masks, [1.0, 0.1])
    verdict = judge.compare(reference, candidate, np.array([True, False]))
    assert (verdict.pictures, verdict.torso.p95, verdict.presence_agreement) == (1, 0, 0.5)


def test_overlap_of_masks():
    a = np.zeros((1, 4, 4), bool)
    b = a.copy()
    a[0, :2], b[0, 1:3] = True, True
    assert judge.overlap(a, b)[0] == pytest.approx(1 / 3)


def test_near_side_is_the_more_visible():
    rows = body(visible=1.0)
    rows[Joint.RIGHT_HIP, 3] = 9.0
    assert judge.near_side(np.stack([body(), rows]))[:, 1].tolist() == [Joint.LEFT_HIP, Joint.RIGHT_HIP]
