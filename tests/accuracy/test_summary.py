from __future__ import annotations

import pytest

from tests.accuracy.drills import Part
from tests.accuracy.pieces import WATCHED, label, leaning, record, replayed, row, score, seen_rep, true_rep
from tests.accuracy.score import score_clip
from tests.accuracy.summary import summarise


def test_frames_are_pooled_over_clips() -> None:
    item = summarise([leaning("a", [4.0]), leaning("b", [-2.0, -2.0])])["measures"]["torso_inclination"]
    # Nine frames: six of nought while standing, 4, -2, -2; nobody has a standing offset.
    assert item["raw"] == {
        "bias": 0.0,
        "rmse": pytest.approx((24.0 / 9.0) ** 0.5, abs=1e-4),
        "p95": pytest.approx(3.2),
    }
    assert item["settled"] == item["raw"]
    assert item["clips"] == 2


def test_the_interval_of_an_rmse_holds_it() -> None:
    item = summarise([leaning(f"c{number}", [float(number)] * 5) for number in range(8)])["measures"]
    low, high = item["torso_inclination"]["settled_rmse_interval"]
    assert low < item["torso_inclination"]["settled"]["rmse"] < high


def test_counts_exact_off_by_one_and_their_mean() -> None:
    true = [true_rep(2.0), true_rep(5.0), true_rep(8.0)]
    clips = [
        score(true, [seen_rep(2.0), seen_rep(5.0), seen_rep(8.0)], "exact"),
        score(true, [seen_rep(2.0), seen_rep(5.0)], "one missed"),
        score(true[:1], [seen_rep(2.0), seen_rep(6.0), seen_rep(9.0)], "two made up"),
        score(true[:1], [seen_rep(2.0, counted=False)], "called an attempt"),
    ]
    counts = summarise(clips)["counts"]
    assert (counts["exact"]["hits"], counts["exact"]["of"]) == (1, 4)
    assert (counts["off_by_one"], counts["further_off"]) == (2, 1)
    assert (counts["mean_error"], counts["mean_size"]) == (0.0, 1.0)  # 0, -1, 2, -1
    assert (counts["done"], counts["matched"], counts["missed"], counts["extra"]) == (8, 7, 1, 2)
    assert (counts["verdict_right"]["hits"], counts["verdict_right"]["of"]) == (6, 7)


def test_recall_precision_and_false_alarms_by_hand() -> None:
    true = [
        true_rep(2.0, "squatting"),
        true_rep(5.0, "squatting"),
        true_rep(8.0),
        true_rep(11.0),
        true_rep(14.0, "squatting"),
    ]
    seen = [
        seen_rep(2.0, "squatting"),
        seen_rep(5.0),
        seen_rep(8.0, "squatting"),
        seen_rep(11.0),
        seen_rep(20.0, "squatting"),
    ]
    item = summarise([score(true, seen)])["faults"]["squatting"]
    assert (item["recall"]["hits"], item["recall"]["of"]) == (1, 3)  # one overlooked, one in a rep that was not seen
    assert item["in_missed_reps"] == 1
    assert (item["precision"]["hits"], item["precision"]["of"]) == (1, 3)  # one on a clean rep, one on no rep at all
    assert (item["false_alarms"]["hits"], item["false_alarms"]["of"]) == (1, 2)


def test_recall_by_grade() -> None:
    true = [true_rep(2.0, "squatting", grade="slight"), true_rep(5.0, "squatting", grade="extreme")]
    grades = summarise([score(true, [seen_rep(2.0), seen_rep(5.0, "squatting")])])["faults"]["squatting"]["grades"]
    assert {grade: (item["hits"], item["of"]) for grade, item in grades.items()} == {
        "slight": (0, 1),
        "extreme": (1, 1),
    }


def test_confusion_is_of_reps_with_one_watched_fault_at_most() -> None:
    true = [
        true_rep(2.0, "rounded_back"),
        true_rep(5.0),
        true_rep(8.0, "squatting", "too_fast"),
        true_rep(11.0, "too_fast", "no_pause"),
        true_rep(14.0, "bar_drift"),
    ]
    seen = [
        seen_rep(2.0, "squatting", "too_fast"),
        seen_rep(5.0),
        seen_rep(8.0),
        seen_rep(11.0),
        seen_rep(14.0, "too_fast"),
    ]
    assert summarise([score(true, seen)])["confusion"] == {
        "bar_drift": {"reps": 1, "too_fast": 1},
        "rounded_back": {"reps": 1, "squatting": 1, "too_fast": 1},
        "too_fast": {"none": 1, "reps": 1},
        "none": {"none": 1, "reps": 1},
    }


def test_what_is_not_watched_is_counted_apart() -> None:
    summary = summarise([score([true_rep(2.0, "no_pause", "too_fast")], [seen_rep(2.0, "too_fast")])])
    assert summary["unwatched"] == {"no_pause": 1}
    assert summary["all_faults"]["recall"]["of"] == 1
    assert summary["all_faults"]["unwatched"] == 1


def test_a_drill_the_mirror_lacks_is_measured_but_not_judged() -> None:
    part = Part("hip_hinge", False, WATCHED)
    clip = score([true_rep(2.0, "squatting")], [seen_rep(9.0)], part=part, tags={"drill": "reverse_crunch"})
    summary = summarise([clip])
    assert summary["unjudged"] == {"reverse_crunch": {"clips": 1, "reps": 1, "as": "hip_hinge"}}
    assert (summary["counts"]["clips"], summary["faults"], summary["worst"]) == (0, {}, [])
    assert summary["unwatched"] == {}


def test_reps_are_timed_and_their_bottoms_compared() -> None:
    summary = summarise(
        [score([true_rep(2.0), true_rep(5.0)], [seen_rep(2.3, torso=63.0), seen_rep(5.1, torso=59.0)])]
    )
    assert summary["timing"]["bottom"] == {
        "bias": pytest.approx(0.2), "rmse": pytest.approx(0.2236, abs=1e-4), "p95": pytest.approx(0.29), "count": 2,
    }  # fmt: skip
    assert summary["timing"]["tempo pause"]["bias"] == pytest.approx(-0.1)
    assert summary["bottoms"]["torso_inclination"]["bias"] == pytest.approx(1.0)
    assert summary["bottoms"]["hinge_ratio"]["absent"] == 1.0


def test_somebody_in_an_empty_room_is_said() -> None:
    clip = score_clip(
        label(), Part("hip_hinge", True, WATCHED), None, replayed(trace=[row(0.0, 1.0), row(0.1, None, view="")])
    )
    summary = summarise([clip])
    assert summary["ghost_frames"] == 1
    assert "empty room" in summary["worst"][0]["why"]


def test_only_clear_clips_owe_a_person() -> None:
    truth, trace = record([0.0, 0.0]), [row(0.0, 0.0), row(0.1, None, view="", facing="")]
    clips = [
        score_clip(label("clear"), Part("hip_hinge", True, WATCHED), truth, replayed(trace=trace)),
        score_clip(label("hidden", clear=False), Part("hip_hinge", True, WATCHED), truth, replayed(trace=trace)),
    ]
    summary = summarise(clips)
    assert (summary["found"]["hits"], summary["found"]["of"]) == (1, 2)
    assert (summary["found_anywhere"]["hits"], summary["found_anywhere"]["of"]) == (2, 4)


def test_groups_hold_their_own_clips() -> None:
    clips = [leaning("a", [4.0], tags={"build": "slim"}), leaning("b", [0.0], tags={"build": "heavy"})]
    builds = summarise(clips)["groups"]["build"]
    assert list(builds) == ["heavy", "slim"]
    assert builds["slim"]["measures"]["torso_inclination"]["rmse"] == pytest.approx(2.0)
    assert builds["heavy"]["measures"]["torso_inclination"]["rmse"] == 0.0


def test_how_sure_against_how_right() -> None:
    true = [true_rep(2.0, "squatting"), true_rep(5.0), true_rep(8.0, "squatting")]
    seen = [
        seen_rep(2.0, "squatting", sure=0.9),
        seen_rep(5.0, "squatting", sure=0.95),
        seen_rep(8.0, "squatting", sure=0.3),
    ]
    bins = {item["from"]: (item["hits"], item["of"]) for item in summarise([score(true, seen)])["sure"]}
    assert bins == {0.25: (1, 1), 0.4: (0, 0), 0.55: (0, 0), 0.7: (0, 0), 0.85: (1, 2)}


def test_the_worst_clips_come_first_and_good_ones_never() -> None:
    true = [true_rep(2.0), true_rep(5.0)]
    clips = [
        score(true, [seen_rep(2.0), seen_rep(5.0)], "good"),
        score(true, [seen_rep(2.0), seen_rep(5.0, "squatting")], "alarm"),
        score(true, [], "blind"),
    ]
    assert [clip["clip"] for clip in summarise(clips)["worst"]] == ["blind", "alarm"]
    assert "squatting x1" in summarise(clips)["worst"][1]["why"]


def test_costs_are_taken_over_all_frames() -> None:
    part = Part("hip_hinge", True, WATCHED)
    clips = [
        score_clip(label("a"), part, None, replayed(frames=10, cpu_s=1.0)),
        score_clip(label("b"), part, None, replayed(frames=30, cpu_s=1.0)),
    ]
    assert summarise(clips)["cost"]["cpu_ms_a_frame"] == 50.0
