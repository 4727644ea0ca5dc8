"""What is said after a rep: one thing at most, the most important first, and praise when it is mended."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hinge_reps import DRILL, KINDS, TEXTS, good_rep, judged

from kiosk.coach.faults import judge
from kiosk.coach.guidance import Cue, CueKind, JudgedRep
from kiosk.coach.policy import advice, by_importance, cue_after
from kiosk.motion.posture import Measure


def told(*reps: JudgedRep) -> list[Cue | None]:
    """The cue after each of ``reps``, as a set would give them."""
    said: list[Cue] = []
    result = []
    for number, rep in enumerate(reps, start=1):
        cue = cue_after(reps[:number], said, KINDS, TEXTS, rep.rep.end + 0.4)
        if cue is not None:
            said.append(cue)
        result.append(cue)
    return result


def ids(*reps: JudgedRep) -> list[str | None]:
    """The same as ids, praise with an exclamation mark."""
    mark = {CueKind.PRAISE: "!"}
    return [None if cue is None else cue.id + mark.get(cue.kind, "") for cue in told(*reps)]


def test_nothing_is_said_of_clean_reps() -> None:
    assert told(judged(1), judged(2), judged(3)) == [None, None, None]


def test_a_fault_is_said_in_its_own_words() -> None:
    (cue,) = told(judged(1, "squatting"))
    assert cue == Cue(judged(1).rep.end + 0.4, "squatting", "Hips back", CueKind.CORRECTION)


@pytest.mark.parametrize(
    ("severities", "said"),
    [
        ({"too_fast": 1.0, "squatting": 0.2, "rounded_back": 0.1}, "rounded_back"),
        ({"too_fast": 1.0, "squatting": 0.1}, "squatting"),
        ({"too_fast": 0.3, "too_shallow": 0.2, "short_lockout": 0.4}, "short_lockout"),
        ({"rounded_back": 0.09, "too_fast": 0.2}, "too_fast"),
        ({"rounded_back": 0.09}, None),
        ({"squatting": 0.1, "knees_forward": 0.9}, "squatting"),
        ({"squatting": 0.09, "knees_forward": 0.9}, "knees_forward"),
        ({"too_fast": 0.2, "no_pause": 0.9}, "too_fast"),
        ({"squatting": 0.2, "no_pause": 0.9, "locked_knees": 0.3}, "locked_knees"),
    ],
)
def test_one_thing_at_most_safety_before_pattern_before_quality_and_causes_before_what_they_bring(
    severities: dict[str, float], said: str | None
) -> None:
    assert ids(judged(1, **severities)) == [said]


def test_of_equal_care_the_surer_fault_goes_first() -> None:
    rep = judged(1, too_fast=0.5, short_lockout=0.4)
    fast, short = rep.faults
    unsure = replace(rep, faults=(replace(fast, confidence=0.3), short))
    assert [fault.id for fault in by_importance(unsure.faults, KINDS)] == ["short_lockout", "too_fast"]
    assert ids(unsure) == ["short_lockout"]


def test_praise_when_the_corrected_fault_is_gone_and_only_once() -> None:
    reps = (judged(1, "squatting"), judged(2), judged(3), judged(4))
    assert ids(*reps) == ["squatting", "squatting!", None, None]
    praise = told(*reps)[1]
    assert praise is not None
    assert praise.text == "All hips"


def test_each_mended_fault_is_praised() -> None:
    assert ids(judged(1, "squatting"), judged(2), judged(3, "too_fast"), judged(4)) == [
        "squatting",
        "squatting!",
        "too_fast",
        "too_fast!",
    ]


def test_a_fault_grown_too_small_to_say_is_not_yet_gone() -> None:
    assert ids(judged(1, "squatting"), judged(2, squatting=0.05)) == ["squatting", None]


def test_a_new_correction_goes_before_praise() -> None:
    assert ids(judged(1, "squatting"), judged(2, "too_fast")) == ["squatting", "too_fast"]


def test_no_praise_for_what_was_not_seen() -> None:
    rounded = judge(good_rep(1, change={"back_curvature": -0.3}), DRILL, KINDS)
    hidden = judge(good_rep(2, change={"back_curvature": None}), DRILL, KINDS)
    unsure = judge(good_rep(3, change={"back_curvature": Measure(0.0, 0.1)}), DRILL, KINDS)
    flat = judge(good_rep(4), DRILL, KINDS)
    assert ids(rounded, hidden, unsure, flat) == ["rounded_back", None, None, "rounded_back!"]


def test_reaching_the_depth_is_praised() -> None:
    short = judge(good_rep(1, change={"torso_inclination": 30.0}, in_range=False), DRILL, KINDS)
    deep = judge(good_rep(2), DRILL, KINDS)
    assert ids(short, deep) == ["too_shallow", "too_shallow!"]


def test_after_two_same_corrections_in_a_row_one_rests() -> None:
    reps = [judged(number, "squatting") for number in range(1, 8)]
    assert ids(*reps) == ["squatting", "squatting", None, "squatting", "squatting", None, "squatting"]


def test_another_correction_breaks_the_row() -> None:
    assert ids(judged(1, "squatting"), judged(2, "too_fast"), judged(3, "squatting"), judged(4, "squatting")) == [
        "squatting",
        "too_fast",
        "squatting",
        "squatting",
    ]


def test_after_a_rest_praise_is_still_due() -> None:
    reps = [judged(number, "squatting") for number in (1, 2, 3)]
    assert ids(*reps, judged(4)) == ["squatting", "squatting", None, "squatting!"]


@pytest.mark.parametrize(
    ("rep", "said", "text"),
    [
        (judged(1, reason="too_deep"), "too_deep", "Stop sooner"),
        (judged(1, reason="not_seen"), "not_seen", "Stay in view"),
        (judged(1, "squatting", reason="squatting"), "squatting", "Hips back"),
        (judged(1, reason="too_shallow", too_shallow=0.3, short_lockout=0.9), "too_shallow", "Further back"),
        (judged(1, reason="too_shallow", too_shallow=0.02), "too_shallow", "Further back"),
        (judged(1, reason="too_shallow", too_shallow=0.9, rounded_back=0.2), "rounded_back", "Long back"),
    ],
)
def test_an_attempt_is_told_its_reason_unless_safety_comes_first(rep: JudgedRep, said: str, text: str) -> None:
    (cue,) = told(rep)
    assert cue is not None
    assert (cue.id, cue.text, cue.kind) == (said, text, CueKind.ATTEMPT)


def test_falling_just_short_is_not_praised_for_something_else() -> None:
    reps = (judged(1, "too_fast"), judged(2, reason="too_shallow", too_shallow=0.02))
    assert ids(*reps) == ["too_fast", "too_shallow"]


def test_advice_before_any_rep() -> None:
    assert advice([], KINDS, TEXTS) == (None, "Whenever you are ready, try again")


def test_advice_after_a_clean_set() -> None:
    fault_id, text = advice([judged(1), judged(2, squatting=0.05)], KINDS, TEXTS)
    assert fault_id is None
    assert text


@pytest.mark.parametrize(
    ("reps", "expected"),
    [
        ([judged(1, "squatting"), judged(2, "squatting"), judged(3)], ("squatting", "Hips back: 2 of 3 reps")),
        # A frequent fault goes before a rare one, even of less care ...
        (
            [judged(1, "rounded_back"), *(judged(n, "too_fast") for n in range(2, 6))],
            ("too_fast", "Slow: 4 of 5 reps"),
        ),
        # ... among the frequent ones the order of care holds ...
        (
            [judged(1, "rounded_back"), judged(2, "too_fast"), judged(3, "too_fast")],
            ("rounded_back", "Long back: 1 of 3 reps"),
        ),
        # ... and a rare one is better than none.
        ([judged(1, "too_fast"), *(judged(n) for n in range(2, 9))], ("too_fast", "Slow: 1 of 8 reps")),
    ],
)
def test_advice_is_the_most_important_of_the_frequent_faults(
    reps: list[JudgedRep], expected: tuple[str, str]
) -> None:
    assert advice(reps, KINDS, TEXTS) == expected
