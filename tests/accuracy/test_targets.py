from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.accuracy.pieces import HINGE, label, record, replayed, row
from tests.accuracy.score import ClipScore, score_clip
from tests.accuracy.targets import targets


def turned(name: str, heading: float, errors: Sequence[float | None], clear: bool = True) -> ClipScore:
    """Somebody upright and turned, seen `errors` degrees off or not at all, after three right frames."""
    truth = record([0.0] * (3 + len(errors)), ["standing"] * 3 + ["down"] * len(errors), heading=heading)
    seen = [0.0, 0.0, 0.0, *errors]
    trace = [row(at / 10.0, value) for at, value in enumerate(seen)]
    return score_clip(label(name, clear=clear), HINGE, truth, replayed(trace=trace))


def torso(scores: Sequence[ClipScore], low: float) -> dict[str, object]:
    (found,) = [item for item in targets(scores) if item["measure"] == "torso_inclination" and item["low"] == low]
    return found


def test_frames_belong_to_a_target_by_their_true_turn() -> None:
    clips = [turned("side", 8.0, [2.0] * 9), turned("off", 30.0, [50.0] * 9), turned("oblique", 135.0, [6.0] * 9)]
    side, oblique = torso(clips, 0.0), torso(clips, 40.0)
    assert side["rmse"] == pytest.approx((36.0 / 12.0) ** 0.5, abs=1e-3)
    assert oblique["rmse"] == pytest.approx((324.0 / 12.0) ** 0.5, abs=1e-3)
    assert (side["reached"], oblique["reached"]) == (True, False)
    assert (side["clips"], oblique["clips"]) == (1, 1)


def test_a_turned_person_may_be_refused_and_one_side_on_may_not() -> None:
    unseen: list[float | None] = [None] * 9
    assert torso([turned("oblique", 45.0, unseen)], 40.0)["reached"] is True
    hidden = torso([turned("side", 0.0, [1.0, 1.0, *unseen])], 0.0)
    assert hidden["reached"] is False
    assert hidden["absent"] == pytest.approx(9.0 / 14.0, abs=1e-3)


def test_what_something_hides_may_be_left_out_but_counts_where_it_is_told() -> None:
    unseen: list[float | None] = [None] * 9
    behind = turned("behind a bench", 0.0, [8.0, 8.0, *unseen], clear=False)
    assert torso([behind], 0.0)["reached"] is False, "what is told of it is wrong"
    assert torso([turned("clear", 0.0, [0.0] * 60), behind], 0.0)["reached"] is True


def test_where_nobody_is_nothing_is_reached_or_missed() -> None:
    found = targets([turned("side", 0.0, [1.0] * 5)])
    assert [item["reached"] for item in found] == [True, None, None, None, None]
