"""A clip in, a report out: the real networks on rendered people whose truth is known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from replaying import DATA, fault_ids, rendered, replayed, rolled, run_report, run_whole, thinned, truth_of
from typer.testing import CliRunner

from kiosk.cli import app
from kiosk.coach.drill import FAULT_IDS
from kiosk.coach.pace_table import shipped_pace
from kiosk.exits import Exit
from kiosk.motion.dowel import HELD
from kiosk.replay.report import BOTTOM_MEASURES, TIMED
from kiosk.replay.trace import COLUMNS, TIMED_COLUMNS

DEMO = Path(__file__).parents[2] / "kiosk" / "demo" / "hip_hinge.mp4"

TORSO_WITHIN = 4.0
"""Degrees of bottom torso inclination from the truth."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return run_report(DEMO, tmp_path_factory.mktemp("demo"))


def test_every_rep_of_the_demo_is_counted_at_its_true_depth(demo: dict[str, Any]) -> None:
    truth = truth_of("hip_hinge_demo")
    assert demo["counted"] == len(truth["reps"])
    assert demo["attempts"] == 0
    for rep, true in zip(demo["reps"], truth["reps"], strict=True):
        found = rep["bottom_posture"]["torso_inclination"]
        assert found == pytest.approx(true["bottom_truth"]["torso_inclination"], abs=TORSO_WITHIN)
        assert true["start"] < rep["bottom"] < true["end"]


def test_the_demos_faults_are_seen_and_no_others(demo: dict[str, Any]) -> None:
    for rep, true in zip(demo["reps"], truth_of("hip_hinge_demo")["reps"], strict=True):
        assert fault_ids(rep) == {fault["id"] for fault in true["faults"]} & set(FAULT_IDS)


def test_how_far_the_back_is_bent_follows_the_truth(demo: dict[str, Any]) -> None:
    clips = [(demo, "hip_hinge_demo"), *((rendered(name), name) for name in ("hinge_good", "hinge_rounded"))]
    pairs = [
        (sum(seen["bottom_posture"][name] for name in parts), sum(true["bottom_truth"][name] for name in parts))
        for report, name in clips
        for parts in [("lumbar_flexion", "thoracic_flexion")]
        for seen, true in zip(report["reps"], truth_of(name)["reps"], strict=True)
    ]
    seen, true = np.array(pairs).T
    assert np.corrcoef(seen, true)[0, 1] >= 0.95
    assert np.abs(seen - true).max() < 15.0


def test_the_demo_is_corrected_then_praised(demo: dict[str, Any]) -> None:
    said = [(cue["id"], cue["kind"]) for cue in demo["cues"]]
    assert said == [
        ("rounded_back", "correction"),
        ("rounded_back", "correction"),
        ("rounded_back", "praise"),
        ("too_fast", "correction"),
        ("too_fast", "praise"),
    ]


def test_the_demos_tempo_is_the_true_one(demo: dict[str, Any]) -> None:
    for rep, true in zip(demo["reps"], truth_of("hip_hinge_demo")["reps"], strict=True):
        for part in ("down", "up"):
            # A smooth start and end take a while to be seen: a quarter of the time at most.
            assert 0.7 * true["tempo"][part] <= rep["tempo"][part] <= 1.2 * true["tempo"][part]


def test_the_report_has_the_shape_that_others_rely_on(demo: dict[str, Any]) -> None:
    assert set(demo) == {
        *("clip", "frames", "fps", "tracked", "view", "facing", "drill", "counted", "attempts"),
        *("camera_roll", "too_slow", "reps", "cues", "timing_ms"),
    }
    assert (demo["frames"], demo["fps"], demo["view"], demo["facing"]) == (960, 30.0, "side", "left")
    assert demo["tracked"] >= 0.99
    assert demo["too_slow"] == 0.0
    assert set(demo["timing_ms"]) == set(TIMED)
    for number, rep in enumerate(demo["reps"], start=1):
        assert set(rep) == {
            *("number", "counted", "start", "bottom", "end", "bottom_posture", "tempo"),
            *("faults", "unjudged", "reason"),
        }
        assert rep["number"] == number
        assert set(rep["bottom_posture"]) == set(BOTTOM_MEASURES)
        assert set(rep["tempo"]) == {"down", "pause", "up"}
    assert set(demo["cues"][0]) >= {"time", "id", "text"}


@pytest.mark.parametrize(
    ("name", "counted", "fault", "least"),
    [
        ("hinge_good", 2, None, 0),
        ("hinge_rounded", 2, "rounded_back", 2),
        ("hinge_squatting", 0, "squatting", 2),
        ("hinge_shallow", 0, "too_shallow", 2),
        ("hinge_fast", 3, "too_fast", 3),
        ("hinge_short_lockout", 3, "short_lockout", 2),
    ],
)
def test_each_fault_is_seen_in_its_clip_and_no_other(name: str, counted: int, fault: str | None, least: int) -> None:
    report = rendered(name)
    assert report["counted"] == counted
    assert len(report["reps"]) == len(truth_of(name)["reps"])
    assert sum(fault in fault_ids(rep) for rep in report["reps"]) >= least
    for rep, true in zip(report["reps"], truth_of(name)["reps"], strict=True):
        assert fault_ids(rep) <= {acted["id"] for acted in true["faults"]}
    for rep in report["reps"]:
        assert rep["counted"] or rep["reason"] == fault


@pytest.mark.parametrize("name", ["hinge_good", "hinge_rounded", "hinge_squatting", "hinge_shallow", "hinge_fast"])
def test_depth_is_true_in_side_views(name: str) -> None:
    report = rendered(name)
    for rep, true in zip(report["reps"], truth_of(name)["reps"], strict=True):
        found = rep["bottom_posture"]["torso_inclination"]
        assert found == pytest.approx(true["bottom_truth"]["torso_inclination"], abs=TORSO_WITHIN)


def test_the_facing_side_is_found() -> None:
    assert rendered("hinge_good")["facing"] == truth_of("hinge_good")["facing"] == "right"


def test_an_oblique_view_is_called_one() -> None:
    assert rendered("hinge_oblique")["view"] == "oblique"


@pytest.mark.parametrize("roll", [-8.0, 8.0])
def test_a_camera_that_is_not_level_is_noticed_and_its_roll_taken_out(roll: float, tmp_path: Path) -> None:
    straight, crooked = rendered("hinge_good"), run_report(rolled(DATA / "hinge_good.mp4", roll, tmp_path), tmp_path)
    assert straight["camera_roll"] == 0.0
    assert crooked["camera_roll"] == pytest.approx(roll, abs=2.5)
    assert crooked["counted"] == straight["counted"]
    for rep, upright in zip(crooked["reps"], straight["reps"], strict=True):
        assert fault_ids(rep) == fault_ids(upright)
        for name in ("torso_inclination", "shin_inclination"):
            assert rep["bottom_posture"][name] == pytest.approx(upright["bottom_posture"][name], abs=3.0)


def test_a_dumbbell_deadlift_is_coached_as_one(tmp_path: Path) -> None:
    report = run_report(DATA / "dumbbell_good.mp4", tmp_path, "--drill", "dumbbell_deadlift")
    assert (report["drill"], report["counted"]) == ("dumbbell_deadlift", 2)
    assert not any("rounded_back" in fault_ids(rep) for rep in report["reps"])


def test_leaving_the_picture_ends_no_rep_twice() -> None:
    assert rendered("leaves")["counted"] == len(truth_of("leaves")["reps"])


def test_a_replay_repeats_exactly(tmp_path: Path) -> None:
    whole = []
    for run in (replayed("hinge_rounded"), run_whole(DATA / "hinge_rounded.mp4", tmp_path)):
        assert all(float(row["work_ms"]) > 0.0 for row in run.rows)
        report = {key: value for key, value in run.report.items() if key != "timing_ms"}
        rows = [[row[name] for name in COLUMNS if name not in TIMED_COLUMNS] for row in run.rows]
        whole.append((report, rows, run.told))
    assert whole[0] == whole[1]


def test_the_trace_has_a_row_a_frame() -> None:
    rows = replayed("hinge_good").rows
    assert len(rows) == rendered("hinge_good")["frames"]
    assert {"time", "torso_inclination", "back_curvature", "phase", "visibility", "trust_knee"} <= set(rows[0])
    times = [float(row["time"]) for row in rows]
    assert times == sorted(times)
    assert {"standing", "down", "bottom", "up"} <= {row["phase"] for row in rows}
    assert {row["effort"] for row in rows} == {"full"}, "a replay has all the time in the world"
    assert {row["mask"] for row in rows} == {"0", "1"}
    # Only some frames carry a mask: on the others the back is absent, or for a moment what it was, not made up.
    last, told = -1.0, ""
    for row in rows:
        if row["mask"] == "1":
            last, told = float(row["time"]), row["back_curvature"]
        elif row["back_curvature"]:
            assert row["back_curvature"] == told
            assert float(row["time"]) - last < HELD
    assert any(row["back_curvature"] == "" for row in rows)
    assert any(row["back_curvature"] != "" for row in rows)


def test_an_empty_room_is_no_person(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["replay", str(DATA / "empty_room.mp4"), "--report", str(tmp_path / "r.json")])
    assert result.exit_code == Exit.NO_PERSON
    assert "no person" in result.stderr
    assert json.loads((tmp_path / "r.json").read_text())["tracked"] == 0.0


def test_a_clip_of_too_few_pictures_is_not_judged_and_said_to_be_so(tmp_path: Path) -> None:
    clip = thinned(DATA / "hinge_good.mp4", 5, tmp_path)
    path = tmp_path / "slow.json"
    result = CliRunner().invoke(app, ["replay", str(clip), "--report", str(path)])
    assert result.exit_code == Exit.DONE
    report = json.loads(path.read_text())
    assert report["fps"] == pytest.approx(3.0)
    assert (report["counted"], report["attempts"], report["reps"], report["cues"]) == (0, 0, [], [])
    assert 9.0 < report["too_slow"] <= 11.5
    told = " ".join(result.stdout.split())
    assert "not judged: too few pictures a second" in told
    assert f"{shipped_pace().least:g} are needed" in told


def test_several_clips_give_a_list_of_reports(tmp_path: Path) -> None:
    path = tmp_path / "both.json"
    # Few pictures of each: how the reports are put together does not hang on what is in them.
    clips = [str(thinned(DATA / f"{name}.mp4", 10, tmp_path)) for name in ("hinge_shallow", "hinge_fast")]
    result = CliRunner().invoke(app, ["replay", *clips, "--report", str(path)])
    assert result.exit_code == 0
    assert [report["clip"] for report in json.loads(path.read_text())] == clips


def test_the_video_shows_the_glass(tmp_path: Path) -> None:
    import cv2

    film = tmp_path / "glass.mp4"
    run_report(DATA / "hinge_fast.mp4", tmp_path, "--video", str(film))
    capture = cv2.VideoCapture(str(film))
    frames = []
    while True:
        more, picture = capture.read()
        if not more:
            break
        frames.append(picture)
    assert len(frames) == 135
    lit = frames[len(frames) // 2].max(axis=2) > 40
    # Black is mirror: something is drawn, and little.
    assert 0.001 < lit.mean() < 0.15
