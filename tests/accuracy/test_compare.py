from __future__ import annotations

import json

from tests.accuracy.compare import compact, compare, packed, unpacked
from tests.accuracy.pieces import leaning, score, seen_rep, true_rep
from tests.accuracy.score import ClipScore


def sums(scores: list[ClipScore]) -> dict[str, object]:
    """As they come back from a file."""
    return json.loads(json.dumps({item.label.name: compact(item) for item in scores}))  # type: ignore[no-any-return]


def leans(worse_by: float, clips: int = 10) -> dict[str, object]:
    return sums([leaning(f"c{number}", [2.0 + worse_by + 0.1 * number] * 20) for number in range(clips)])


def test_the_same_twice_is_no_change() -> None:
    assert compare(leans(0.0), leans(0.0)).changes == ()


def test_what_got_worse_is_named_with_both_figures() -> None:
    changes = [change for change in compare(leans(0.0), leans(1.0)).changes if change.group == ""]
    assert [(change.figure, change.worse) for change in changes] == [("torso_inclination, RMSE", True)]
    assert 0.7 < changes[0].after - changes[0].before < 1.0
    assert changes[0].interval[0] > 0.0


def test_what_got_better_is_named_as_such() -> None:
    changes = compare(leans(1.0), leans(0.0)).changes
    assert changes
    assert not any(change.worse for change in changes)


def test_a_tiny_change_is_not_worth_a_line() -> None:
    assert compare(leans(0.0), leans(0.01)).changes == ()


def test_one_odd_clip_is_chance() -> None:
    before = leans(0.0, clips=20)
    after = {**before, **sums([leaning("c3", [12.0] * 20)])}
    assert compare(before, after).changes == ()


def test_too_few_clips_say_nothing() -> None:
    assert compare(leans(0.0, clips=4), leans(9.0, clips=4)).changes == ()


def test_new_and_gone_clips_are_counted_and_not_compared() -> None:
    before, after = leans(0.0, clips=6), leans(0.0, clips=8)
    del after["c0"]
    comparison = compare(before, after)
    assert (comparison.clips, comparison.only_before, comparison.only_after) == (5, ("c0",), ("c6", "c7"))


def squats(found: int, alarms: int, clips: int = 10) -> dict[str, object]:
    """In each clip one rep that squats and one clean rep; the first `found` squats are seen, the first `alarms` clean
    reps are called squats."""
    true = [true_rep(2.0, "squatting"), true_rep(5.0)]
    return sums(
        [
            score(
                true,
                [
                    seen_rep(2.0, *(["squatting"] if number < found else [])),
                    seen_rep(5.0, *(["squatting"] if number < alarms else [])),
                ],
                f"c{number}",
            )
            for number in range(clips)
        ]
    )


def test_lost_recall_is_worse_and_lost_alarms_are_better() -> None:
    changes = {change.figure: change for change in compare(squats(10, 8), squats(3, 0)).changes}
    recall, alarms = changes["squatting, recall"], changes["squatting, false alarms on clean reps"]
    assert (recall.before, recall.after, recall.worse) == (1.0, 0.3, True)
    assert (alarms.before, alarms.after, alarms.worse) == (0.8, 0.0, False)


def test_a_group_that_got_worse_is_named() -> None:
    def both(worse_by: float) -> dict[str, object]:
        slim = [leaning(f"s{number}", [2.0] * 20, tags={"build": "slim"}) for number in range(20)]
        heavy = [leaning(f"h{number}", [2.0 + worse_by] * 20, tags={"build": "heavy"}) for number in range(6)]
        return sums([*slim, *heavy])

    groups = {change.group for change in compare(both(0.0), both(2.0)).changes}
    assert "build heavy" in groups
    assert "build slim" not in groups


def test_wrong_counts_are_compared() -> None:
    def counted(missed: int) -> dict[str, object]:
        return sums(
            [score([true_rep(2.0)], [] if number < missed else [seen_rep(2.0)], f"c{number}") for number in range(12)]
        )

    changes = {change.figure for change in compare(counted(0), counted(8)).changes if change.worse}
    assert {"clips with a wrong count", "reps off a clip"} <= changes


def test_noise_of_the_clock_is_no_change() -> None:
    before = leans(0.0)
    after = json.loads(json.dumps(before))
    for clip in after.values():
        clip["cost"][0] *= 1.1
    assert compare(before, after).changes == ()
    for clip in after.values():
        clip["cost"][0] *= 1.5
    assert [change.figure for change in compare(before, after).changes] == ["processor time a frame"]


def test_what_is_packed_comes_back() -> None:
    clips = {**squats(1, 1, clips=3), **leans(0.0)}
    back = unpacked(json.loads(json.dumps(packed(clips))))  # type: ignore[arg-type]
    assert back == {
        name: {key: value for key, value in clip.items() if key != "tags"} for name, clip in clips.items()
    }  # type: ignore[attr-defined]


def test_a_fault_acted_in_few_clips_says_nothing() -> None:
    def one_squat(found: bool) -> dict[str, object]:
        clean = [score([true_rep(5.0)], [seen_rep(5.0)], f"c{number}") for number in range(10)]
        return sums([*clean, score([true_rep(2.0, "squatting")], [seen_rep(2.0, *(["squatting"] * found))], "squat")])

    assert compare(one_squat(True), one_squat(False)).changes == ()
