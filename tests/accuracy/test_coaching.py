from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.accuracy.coaching import asked_of_coaching
from tests.accuracy.pieces import HINGE, label, record, replayed, score, seen_rep, true_rep
from tests.accuracy.score import ClipScore, score_clip


def row(scores: Sequence[ClipScore], what: str) -> dict[str, Any]:
    (found,) = [item for item in asked_of_coaching(scores) if item["what"] == what]
    return found


def told(
    true: Sequence[Mapping[str, Any]], seen: Sequence[Mapping[str, Any]], *cues: tuple[float, str, str], **tags: str
) -> ClipScore:
    """A clip with what was said: (time, fault, kind)."""
    replay = replayed(seen)
    replay.report["cues"] = [{"time": time, "id": name, "kind": kind} for time, name, kind in cues]
    return score_clip(label(tags=tags), HINGE, record([0.0] * 3, reps=true), replay)


def test_counts_within_one_are_not_exact() -> None:
    clips = [score([true_rep(2.0)], [seen_rep(2.0)]), score([true_rep(2.0)], [seen_rep(2.0), seen_rep(9.0)])]
    assert row(clips, "clips counted exactly")["hits"] == 1
    assert row(clips, "clips counted exactly")["reached"] is False
    assert row(clips, "clips counted within one")["reached"] is True
    assert row(clips, "reps counted that nobody did")["hits"] == 1


def test_only_clear_faults_must_be_found_and_only_clean_reps_be_quiet() -> None:
    true = [true_rep(2.0, "squatting"), true_rep(6.0, "squatting", grade="slight"), true_rep(10.0)]
    clips = [score(true, [seen_rep(2.0, "squatting"), seen_rep(6.0), seen_rep(10.0, "squatting")])]
    assert row(clips, "squatting, clear: found")["reached"] is True
    alarms = row(clips, "squatting: false alarms")
    assert (alarms["hits"], alarms["of"], alarms["reached"]) == (1, 1, False)
    squats = row(clips, "a squat told from a hinge")
    assert (squats["hits"], squats["of"]) == (1, 2)
    assert row(clips, "too_fast, clear: found")["reached"] is None


def test_a_back_not_told_is_no_error_but_may_not_be_the_rule() -> None:
    true = [true_rep(2.0, "rounded_back"), true_rep(6.0, "rounded_back"), true_rep(10.0)]
    seen = [seen_rep(2.0, "rounded_back"), {**seen_rep(6.0), "unjudged": ["rounded_back"]}, seen_rep(10.0)]
    clips = [told(true, seen, clothes="loose")]
    assert row(clips, "rounded told from neutral, loose clothes")["reached"] is True
    assert row(clips, "rounded told from neutral, tight clothes and shirts")["reached"] is None
    silent = row(clips, "back not told, loose clothes")
    assert (silent["hits"], silent["of"], silent["reached"]) == (1, 3, False)


def test_a_back_told_wrongly_is_an_error_in_any_clothes() -> None:
    clips = [told([true_rep(2.0)], [seen_rep(2.0, "rounded_back")], clothes="tight")]
    assert row(clips, "rounded told from neutral, tight clothes and shirts")["reached"] is False


def test_the_right_fault_is_one_of_the_highest_care() -> None:
    true = [true_rep(2.0, "too_fast", "rounded_back"), true_rep(6.0, "too_fast", "rounded_back")]
    seen = [seen_rep(2.0), seen_rep(6.0)]
    clips = [told(true, seen, (3.0, "rounded_back", "correction"), (7.0, "too_fast", "correction"))]
    first = row(clips, "right fault said first")
    assert (first["hits"], first["of"]) == (1, 2)


def test_silence_praise_and_slight_faults_are_not_held_against_what_is_said() -> None:
    true = [true_rep(2.0, "too_fast"), true_rep(6.0, "too_fast", grade="slight"), true_rep(10.0)]
    seen = [seen_rep(2.0), seen_rep(6.0), seen_rep(10.0)]
    clips = [told(true, seen, (7.0, "squatting", "correction"), (11.0, "too_fast", "praise"))]
    assert row(clips, "right fault said first")["of"] == 0
    assert row(clips, "clean reps with a correction")["reached"] is True


def test_two_corrections_after_one_rep_and_one_after_a_clean_rep_are_told() -> None:
    said = [(3.0, "too_fast", "correction"), (3.5, "squatting", "attempt")]
    clips = [told([true_rep(2.0)], [seen_rep(2.0)], *said)]
    assert row(clips, "reps with more than one correction")["reached"] is False
    assert row(clips, "clean reps with a correction")["reached"] is False


@pytest.mark.parametrize(("told_as", "reached"), [([5.0, 20.0, 41.0], True), ([30.0, 5.0, 20.0], False)])
def test_the_spine_is_held_against_its_change_since_standing(told_as: list[float], reached: bool) -> None:
    true, seen = [], []
    for at, (bent, shown) in enumerate(zip([10.0, 25.0, 45.0], told_as, strict=True)):
        rep = true_rep(2.0 + 4.0 * at)
        rep["bottom_truth"] |= {"lumbar_flexion": bent + 3.0, "thoracic_flexion": 2.0}
        true.append(rep)
        posture = {"torso_inclination": 62.0, "lumbar_flexion": shown, "thoracic_flexion": 0.0}
        seen.append({**seen_rep(2.0 + 4.0 * at), "bottom_posture": posture})
    truth = record([0.0] * 3, reps=true)
    truth.about["standing"] = {"lumbar_flexion": 3.0, "thoracic_flexion": 2.0}
    clip = score_clip(label(tags={"clothes": "tight"}), HINGE, truth, replayed(seen))
    found = row([clip], "correlation of the spine's flexion with the truth, tight clothes")
    assert found["reached"] is reached
