"""Real people, where `../shared/clips` lies beside the checkout; the recordings are never part of the project."""

from __future__ import annotations

from pathlib import Path

import pytest
from replaying import fault_ids, run_report

CLIPS = Path(__file__).resolve().parents[3] / "shared" / "clips"

pytestmark = [
    pytest.mark.clips,
    pytest.mark.skipif(not CLIPS.is_dir(), reason=f"no real footage: {CLIPS} is absent"),
]


def test_ten_kettlebell_reps_with_a_flat_back(tmp_path: Path) -> None:
    report = run_report(CLIPS / "kettlebell_deadlift_correct.mp4", tmp_path, "--drill", "dumbbell_deadlift")
    bottoms = [2.6, 4.7, 6.4, 8.1, 9.9, 11.4, 13.1, 14.8, 16.5, 18.1]
    assert report["counted"] == 10
    for rep, bottom in zip(report["reps"], bottoms, strict=True):
        assert rep["bottom"] == pytest.approx(bottom, abs=0.45)
        assert "rounded_back" not in fault_ids(rep)


def test_ten_kettlebell_reps_with_a_rounded_back(tmp_path: Path) -> None:
    report = run_report(CLIPS / "kettlebell_deadlift_rounded.mp4", tmp_path, "--drill", "dumbbell_deadlift")
    assert report["counted"] == 10
    assert sum("rounded_back" in fault_ids(rep) for rep in report["reps"]) >= 8


def test_squatting_instead_of_hinging(tmp_path: Path) -> None:
    report = run_report(CLIPS / "kettlebell_deadlift_squatting.mp4", tmp_path, "--drill", "dumbbell_deadlift")
    # The recording breaks off at the bottom of an eleventh squat, which may or may not be told.
    whole = [rep for rep in report["reps"] if rep["end"] < 17.5]
    assert len(whole) == 10
    assert len(report["reps"]) <= 11
    assert sum("squatting" in fault_ids(rep) for rep in whole) >= 9


@pytest.mark.parametrize("name", ["good_1", "good_2", "bad_2", "bad_9"])
def test_one_pull_from_the_floor(name: str, tmp_path: Path) -> None:
    report = run_report(CLIPS / f"barbell_deadlift_{name}.mp4", tmp_path, "--drill", "barbell_deadlift")
    assert (report["counted"], report["attempts"]) == (1, 0)
    assert ("rounded_back" in fault_ids(report["reps"][0])) == name.startswith("bad")


@pytest.mark.parametrize(("name", "attempts"), [("bodyweight_squats", 6), ("bent_over_row", 0)])
def test_what_is_no_hinge_is_not_counted(name: str, attempts: int, tmp_path: Path) -> None:
    report = run_report(CLIPS / f"{name}.mp4", tmp_path, "--drill", "hip_hinge")
    assert (report["counted"], report["attempts"]) == (0, attempts)
    assert all("squatting" in fault_ids(rep) for rep in report["reps"])
