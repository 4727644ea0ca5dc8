from __future__ import annotations

import json
from typing import Any

from tests.accuracy.compare import compact, compare
from tests.accuracy.drills import Part
from tests.accuracy.markdown import report_text
from tests.accuracy.pieces import WATCHED, leaning, score, seen_rep, true_rep
from tests.accuracy.score import ClipScore
from tests.accuracy.summary import summarise


def data(scores: list[ClipScore], **more: Any) -> dict[str, Any]:
    halves = {half: summarise([item for item in scores if item.label.half == half]) for half in ("report", "tune")}
    about = {"arithmetic": "int8", "mirror": "m", "renderer": "r", "models": "`n`"}
    whole = {"about": about, "halves": halves, "failed": {}, "real": None, "seconds_of_film": 1.0, "cpu_of_film": 0.5}
    # As it is written: the text must need nothing that JSON does not hold.
    return json.loads(json.dumps(whole | more, allow_nan=False))  # type: ignore[no-any-return]


def clips(worse_by: float = 0.0) -> list[ClipScore]:
    return [leaning(f"c{number}", [2.0 + worse_by] * 9) for number in range(6)]


def test_the_report_is_of_the_report_half_and_names_the_other() -> None:
    text = report_text(data([*clips(), leaning("t", [50.0], half="tune")]), None, [])
    assert "What this says (6 clips of the report half)" in text
    assert "Clips: report 6, tune 1." in text
    assert "## The two halves" in text


def test_without_report_clips_it_says_so() -> None:
    text = report_text(data([leaning("t", [1.0], half="tune")]), None, [])
    assert "TUNE half, as no report clips ran" in text


def test_what_got_worse_is_named_with_both_figures() -> None:
    before, after = ({item.label.name: compact(item) for item in clips(worse)} for worse in (0.0, 2.0))
    text = report_text(data(clips(2.0)), compare(before, after), [])
    worse = text[text.index("### Got worse") : text.index("### Got better")]
    assert "| torso_inclination, RMSE | all | 1.73° | 3.46° |" in worse
    assert "Nothing beyond chance." in text[text.index("### Got better") :]


def test_failed_clips_absent_recordings_and_unknown_drills_are_said() -> None:
    lacking = score([true_rep(2.0)], [], part=Part("hip_hinge", False, WATCHED), tags={"drill": "reverse_crunch"})
    text = report_text(data([*clips(), lacking], failed={"bad": "it | broke"}), None, [])
    assert "| bad | it / broke |" in text
    assert "`../shared/clips` is absent" in text
    assert "| reverse_crunch | 1 | 1 | hip_hinge |" in text


def test_a_person_not_found_fails_in_the_first_table() -> None:
    assert "**pass**" in report_text(data(clips()), None, [])
    lost = data(clips())
    lost["halves"]["report"]["found"] |= {"share": 0.985}
    assert "98.5 % **FAIL**" in report_text(lost, None, [])


def test_the_same_scores_give_the_same_text() -> None:
    true, seen = [true_rep(2.0, "squatting"), true_rep(5.0)], [seen_rep(2.0, "squatting"), seen_rep(5.0, "too_fast")]
    texts = {report_text(data([score(true, seen), *clips()]), None, [("a.svg", "A")]) for _ in range(2)}
    assert len(texts) == 1


def test_every_table_is_whole() -> None:
    true, seen = [true_rep(2.0, "squatting"), true_rep(5.0)], [seen_rep(2.0, "squatting"), seen_rep(5.0, "too_fast")]
    text = report_text(data([score(true, seen), *clips()]), None, [])
    for block in text.split("\n\n"):
        if block.startswith("|"):
            widths = {line.replace("\\|", "").count("|") for line in block.splitlines()}
            assert len(widths) == 1, block


def test_a_target_is_passed_or_failed_in_the_first_table() -> None:
    text = report_text(data(clips()), None, [])
    asked = "torso inclination, within 20° of side-on, from standing (at most 2.5° asked)"
    assert f"| {asked} | 1.7, absent 0.0 % **pass**" in text
    worse = report_text(data(clips(9.0)), None, [])
    assert f"| {asked} | 9.5, absent 0.0 % **FAIL**" in worse
