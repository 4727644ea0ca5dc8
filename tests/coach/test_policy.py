"""What is said after a rep: one thing at most, the most important first, and praise when it is mended."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hinge_reps import DRILL, KINDS, TEXTS, good_rep, judged

from kiosk.coach.faults import judge
from kiosk.coach.guidance import Cue, CueKind, Decision, HeldBack, JudgedRep, Why
from kiosk.coach.policy.advice import advice
from kiosk.coach.policy.corrections import decide
from kiosk.coach.policy.fading import Experience
from kiosk.coach.policy.table import shipped_policy
from kiosk.motion.posture import Measure

POLICY = shipped_policy()
NEW = Experience()
LEARNING = Experience(good=3, reps=3)
PRACTISED = Experience(good=16, reps=20)


def decided(*reps: JudgedRep, before: Experience = NEW) -> list[Decision]:
    """The decision after each of ``reps``, as a set would give them."""
    result: list[Decision] = []
    for number, rep in enumerate(reps, start=1):
        result.append(decide(reps[:number], result, KINDS, TEXTS, POLICY, before, rep.rep.end + 0.4))
    return result


def told(*reps: JudgedRep, before: Experience = NEW) -> list[Cue | None]:
    """The cues of these."""
    return [decision.cue for decision in decided(*reps, before=before)]


def ids(*reps: JudgedRep, before: Experience = NEW) -> list[str | None]:
    """The same as ids, praise with an exclamation mark."""
    mark = {CueKind.PRAISE: "!"}
    return [None if cue is None else cue.id + mark.get(cue.kind, "") for cue in told(*reps, before=before)]


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


def with_confidence(rep: JudgedRep, **confidences: float) -> JudgedRep:
    """``rep`` with some of its faults as sure as that."""
    return replace(
        rep, faults=tuple(replace(item, confidence=confidences.get(item.id, item.confidence)) for item in rep.faults)
    )


def test_of_equal_care_the_surer_fault_goes_first() -> None:
    rep = with_confidence(judged(1, too_fast=0.5, short_lockout=0.4), too_fast=0.45)
    (decision,) = decided(rep)
    assert decision.cue is not None
    assert (decision.cue.id, decision.why) == ("short_lockout", Why.SEVERITY)
    assert decision.held_back == (HeldBack("too_fast", Why.SEVERITY),)


def test_what_is_not_seen_surely_is_not_said() -> None:
    unsure = with_confidence(judged(1, "rounded_back"), rounded_back=0.39)
    (decision,) = decided(unsure)
    assert (decision.cue, decision.why) == (None, Why.UNSURE)
    both = with_confidence(judged(1, "rounded_back", "too_fast"), rounded_back=0.39)
    (decision,) = decided(both)
    assert decision.cue is not None
    assert (decision.cue.id, decision.why) == ("too_fast", Why.ALONE)
    assert decision.held_back == (HeldBack("rounded_back", Why.UNSURE),)


def test_an_unsure_cause_does_not_hide_what_is_seen() -> None:
    rep = with_confidence(judged(1, squatting=0.9, knees_forward=0.3), squatting=0.3)
    assert ids(rep) == ["knees_forward"]


@pytest.mark.parametrize(
    ("earlier", "last", "said", "why"),
    [
        # In two of the last three, the last included: it goes before a worse one of the same care ...
        ([{"short_lockout": 0.2}], {"short_lockout": 0.2, "too_shallow": 0.9}, "short_lockout", Why.PERSISTENCE),
        ([{"short_lockout": 0.2}, {}], {"short_lockout": 0.2, "too_shallow": 0.9}, "short_lockout", Why.PERSISTENCE),
        # ... but not before more care ...
        ([{"too_fast": 0.9}] * 2, {"too_fast": 0.9, "locked_knees": 0.2}, "locked_knees", Why.CARE),
        # ... nor what brought it.
        ([{"no_pause": 0.9}] * 2, {"no_pause": 0.9, "too_fast": 0.2}, "too_fast", Why.CAUSE),
        # Longer ago it does not count, nor where it was too small to be said.
        ([{"short_lockout": 0.2}, {}, {}], {"short_lockout": 0.2, "too_shallow": 0.9}, "too_shallow", Why.SEVERITY),
        ([{"short_lockout": 0.05}], {"short_lockout": 0.2, "too_shallow": 0.9}, "too_shallow", Why.SEVERITY),
        # Where both persist the worse one goes first.
        ([{"short_lockout": 0.2, "too_shallow": 0.9}], {"short_lockout": 0.2, "too_shallow": 0.9},
         "too_shallow", Why.SEVERITY),
    ],
)  # fmt: skip
def test_of_equal_care_what_persists_goes_first(
    earlier: list[dict[str, float]], last: dict[str, float], said: str, why: Why
) -> None:
    reps = [judged(number, **faults) for number, faults in enumerate([*earlier, last], start=1)]
    decision = decided(*reps)[-1]
    assert decision.cue is not None
    assert (decision.cue.id, decision.why) == (said, why)


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


def test_praise_is_remembered_over_a_rep_that_was_not_seen() -> None:
    reps = (judged(1, "squatting"), judged(2, reason="not_seen"), judged(3))
    assert ids(*reps) == ["squatting", "not_seen", "squatting!"]


# -- fading ------------------------------------------------------------------------------------------------

WRONG = [judged(number, "squatting") for number in range(1, 13)]


def test_who_is_new_is_told_each_time_and_two_of_three_times_after_six_reps_whatever_they_were() -> None:
    x = "squatting"
    assert ids(*WRONG) == [x] * 6 + [None, x, x, None, x, x]
    assert decided(*WRONG)[6] == Decision(None, Why.FADED, "learning", (HeldBack(x, Why.FADED),))


def test_who_has_done_good_reps_is_told_two_of_three_times() -> None:
    x = "squatting"
    assert ids(*WRONG[:5], before=LEARNING) == [x, x, None, x, x]
    good = [judged(1), judged(2), judged(3)]
    assert ids(*good, *WRONG[3:8]) == [None, None, None, x, x, None, x, x]


def test_who_has_practised_reads_it_in_the_summary() -> None:
    reps = [judged(1), judged(2, "squatting"), judged(3), judged(4), judged(5, "too_fast")]
    assert ids(*reps, before=PRACTISED) == [None] * 5
    assert decided(*reps, before=PRACTISED)[1].stage == "practised"
    assert advice(reps, KINDS, TEXTS, POLICY)[0] == "squatting"


def test_who_falls_back_is_told_again() -> None:
    decisions = decided(*WRONG[:6], before=PRACTISED)
    assert [decision.corrects for decision in decisions] == [False, True, True, False, True, True]
    assert [decision.stage for decision in decisions] == ["practised"] + ["learning"] * 5


@pytest.mark.parametrize("before", [NEW, LEARNING, PRACTISED])
def test_safety_and_why_a_rep_does_not_count_are_said_at_every_stage(before: Experience) -> None:
    rounded = [judged(number, "rounded_back", "too_fast") for number in range(1, 6)]
    assert ids(*rounded, before=before) == ["rounded_back"] * 5
    short = [judged(number, reason="too_shallow", too_shallow=0.5) for number in range(1, 6)]
    assert ids(*short, before=before) == ["too_shallow"] * 5


def test_a_mended_fault_is_praised_though_another_rests() -> None:
    reps = [judged(1, "squatting"), judged(2, "squatting"), judged(3, "too_fast")]
    assert ids(*reps, before=LEARNING) == ["squatting", "squatting", "squatting!"]
    assert decided(*reps, before=LEARNING)[-1].held_back == (HeldBack("too_fast", Why.FADED),)


def test_after_a_rest_praise_is_still_due() -> None:
    assert ids(*WRONG[:3], judged(4), before=LEARNING) == ["squatting", "squatting", None, "squatting!"]


def test_what_was_not_seen_teaches_nothing() -> None:
    unseen = [judged(number, reason="not_seen") for number in range(1, 10)]
    assert Experience().after(unseen, POLICY.order) == Experience()
    assert Experience(2, 3).after([judged(1), judged(2, "squatting")], POLICY.order) == Experience(3, 5)


# -- attempts ----------------------------------------------------------------------------------------------


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
    assert advice([], KINDS, TEXTS, POLICY) == (None, "Whenever you are ready, try again")


def test_advice_after_a_clean_set() -> None:
    fault_id, text = advice([judged(1), judged(2, squatting=0.05)], KINDS, TEXTS, POLICY)
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
    assert advice(reps, KINDS, TEXTS, POLICY) == expected
