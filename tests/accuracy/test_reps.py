from __future__ import annotations

from tests.accuracy.pieces import seen_rep, true_rep
from tests.accuracy.reps import fault_reps, match_reps, turning


def bottoms(pairs: object) -> list[tuple[float, float]]:
    return [(pair.true["bottom"], pair.seen["bottom"]) for pair in pairs]  # type: ignore[attr-defined]


def test_every_rep_finds_its_own() -> None:
    score = match_reps([true_rep(2.0), true_rep(5.0)], [seen_rep(2.2), seen_rep(4.9)])
    assert bottoms(score.pairs) == [(2.0, 2.2), (5.0, 4.9)]
    assert (score.missed, score.extra, score.count_error) == ((), (), 0)


def test_a_missed_rep_does_not_shift_the_others() -> None:
    score = match_reps([true_rep(2.0), true_rep(5.0), true_rep(8.0)], [seen_rep(2.1), seen_rep(8.1)])
    assert bottoms(score.pairs) == [(2.0, 2.1), (8.0, 8.1)]
    assert [rep["bottom"] for rep in score.missed] == [5.0]
    assert score.count_error == -1


def test_a_made_up_rep_is_extra() -> None:
    score = match_reps([true_rep(2.0)], [seen_rep(2.0), seen_rep(6.0)])
    assert [rep["bottom"] for rep in score.extra] == [6.0]
    assert score.count_error == 1


def test_two_reps_taken_for_one_match_one_and_miss_one() -> None:
    score = match_reps([true_rep(2.0), true_rep(4.0)], [seen_rep(3.9)])
    assert bottoms(score.pairs) == [(4.0, 3.9)]
    assert len(score.missed) == 1


def test_one_rep_taken_for_two_matches_the_nearer() -> None:
    score = match_reps([true_rep(2.0)], [seen_rep(1.4), seen_rep(2.1)])
    assert bottoms(score.pairs) == [(2.0, 2.1)]
    assert [rep["bottom"] for rep in score.extra] == [1.4]


def test_more_matches_go_before_nearer_ones() -> None:
    score = match_reps([true_rep(2.0), true_rep(3.0)], [seen_rep(2.9), seen_rep(3.9)])
    assert bottoms(score.pairs) == [(2.0, 2.9), (3.0, 3.9)]


def test_reps_far_apart_never_match() -> None:
    score = match_reps([true_rep(2.0)], [seen_rep(3.2)])
    assert (len(score.pairs), len(score.missed), len(score.extra)) == (0, 1, 1)


def test_attempts_do_not_count() -> None:
    score = match_reps([true_rep(2.0, counted=False), true_rep(5.0)], [seen_rep(2.0, counted=False), seen_rep(5.0)])
    assert (score.counted_true, score.counted_seen, score.count_error) == (1, 1, 0)


def test_nothing_done_and_nothing_seen() -> None:
    assert match_reps([], []).count_error == 0


def test_faults_of_matched_missed_and_made_up_reps() -> None:
    reps = fault_reps(
        match_reps(
            [true_rep(2.0, "squatting"), true_rep(5.0), true_rep(8.0, "too_fast")],
            [seen_rep(2.0, "squatting"), seen_rep(5.0), seen_rep(12.0, "rounded_back")],
        )
    )
    assert [(set(rep.true), set(rep.seen), rep.done, rep.found, rep.clean) for rep in reps] == [
        ({"squatting"}, {"squatting"}, True, True, False),
        (set(), set(), True, True, True),
        ({"too_fast"}, set(), True, False, False),
        (set(), {"rounded_back"}, False, True, False),
    ]


def from_the_floor(start: float) -> dict[str, object]:
    """A rep that rests at its bottom: up for a second, at the top, down for a second."""
    ends = {"start": start, "bottom": start, "top": start + 1.0, "end": start + 2.0}
    postures = {"bottom_truth": {"torso_inclination": 60.0}, "top_truth": {"torso_inclination": 0.0}}
    return true_rep(start) | ends | postures | {"first": "up"}


def test_a_lift_from_the_floor_is_met_at_the_floor_or_at_its_top() -> None:
    lifts = [from_the_floor(2.0), from_the_floor(5.0)]
    at_the_floor = match_reps(lifts, [seen_rep(2.1), seen_rep(5.1)])
    assert [turning(pair.true, pair.seen)[0] for pair in at_the_floor.pairs] == [2.0, 5.0]
    at_the_top = match_reps(lifts, [seen_rep(3.1), seen_rep(6.1)])
    assert [turning(pair.true, pair.seen) for pair in at_the_top.pairs] == [
        (3.0, {"torso_inclination": 0.0}),
        (6.0, {"torso_inclination": 0.0}),
    ]


def test_a_missed_lift_does_not_shift_the_others() -> None:
    score = match_reps([from_the_floor(start) for start in (2.0, 4.5, 7.0)], [seen_rep(2.0), seen_rep(7.0)])
    assert bottoms(score.pairs) == [(2.0, 2.0), (7.0, 7.0)]
