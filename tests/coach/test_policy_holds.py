"""What holds of the coaching policy whatever is done: said of any sequence of reps."""

from __future__ import annotations

from hinge_reps import KINDS, TEXTS, good_rep
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.coach.drill import FAULT_IDS
from kiosk.coach.faults import NOT_SEEN
from kiosk.coach.guidance import CueKind, Decision, Fault, JudgedRep, Why
from kiosk.coach.policy.corrections import decide
from kiosk.coach.policy.fading import Experience
from kiosk.coach.policy.priority import CARE_ORDER
from kiosk.coach.policy.table import shipped_policy
from kiosk.coach.policy.worth import is_clean, worth_saying

POLICY = shipped_policy()

FAULTS = st.lists(
    st.builds(
        Fault, st.sampled_from(FAULT_IDS), st.floats(0.01, 1.0), st.floats(0.25, 1.0), st.just(0.0)
    ),
    max_size=5,
    unique_by=lambda fault: fault.id,
)  # fmt: skip
REASONS = st.sampled_from([None, None, None, None, NOT_SEEN, "too_shallow", "too_deep", "squatting"])


@st.composite
def sets(draw: st.DrawFn) -> list[JudgedRep]:
    result = []
    for number in range(1, draw(st.integers(1, 16)) + 1):
        faults, reason = tuple(draw(FAULTS)), draw(REASONS)
        hidden = draw(st.frozensets(st.sampled_from(FAULT_IDS), max_size=3)) - {fault.id for fault in faults}
        result.append(JudgedRep(good_rep(number), reason is None, faults, reason, hidden))
    return result


PASTS = st.builds(lambda good, more: Experience(good, good + more), st.integers(0, 30), st.integers(0, 10))


def decisions(reps: list[JudgedRep], before: Experience) -> list[Decision]:
    result: list[Decision] = []
    for number in range(1, len(reps) + 1):
        time = reps[number - 1].rep.end + 0.4
        result.append(decide(reps[:number], result, KINDS, TEXTS, POLICY, before, time))
    return result


def no_clean_rep_is_corrected(reps: list[JudgedRep], decided: list[Decision]) -> None:
    for rep, decision in zip(reps, decided, strict=True):
        if is_clean(rep, POLICY.order):
            assert not decision.corrects
            assert decision.cue is None or decision.cue.kind is CueKind.PRAISE


def safety_is_never_faded(reps: list[JudgedRep], decided: list[Decision]) -> None:
    for rep, decision in zip(reps, decided, strict=True):
        unsafe = [
            fault.id
            for fault in rep.faults
            if worth_saying(fault, POLICY.order) and KINDS.kind(fault.id).care == "safety"
        ]
        if unsafe and rep.reason != NOT_SEEN:
            assert decision.cue is not None
            assert decision.cue.id in unsafe
            assert decision.corrects


def what_is_corrected_was_seen_and_nothing_of_more_care_was(reps: list[JudgedRep], decided: list[Decision]) -> None:
    for rep, decision in zip(reps, decided, strict=True):
        if decision.cue is None or decision.cue.kind is not CueKind.CORRECTION:
            continue
        worth = {fault.id for fault in rep.faults if worth_saying(fault, POLICY.order)}
        cares = {fault_id: CARE_ORDER.index(KINDS.kind(fault_id).care) for fault_id in worth}
        assert cares[decision.cue.id] == min(cares.values())


def a_rep_that_does_not_count_is_always_answered(reps: list[JudgedRep], decided: list[Decision]) -> None:
    for rep, decision in zip(reps, decided, strict=True):
        if not rep.counted:
            assert decision.cue is not None
            assert decision.cue.kind is CueKind.ATTEMPT


def praise_is_of_what_was_corrected_and_comes_once(reps: list[JudgedRep], decided: list[Decision]) -> None:
    owed = None
    for rep, decision in zip(reps, decided, strict=True):
        if decision.cue is None or decision.why is Why.NOT_SEEN:
            continue
        if decision.cue.kind is CueKind.PRAISE:
            assert decision.cue.id == owed
            assert all(fault.id != owed for fault in rep.faults)
            owed = None
        else:
            owed = decision.cue.id


def every_fault_is_said_or_its_silence_explained(reps: list[JudgedRep], decided: list[Decision]) -> None:
    for rep, decision in zip(reps, decided, strict=True):
        if rep.reason == NOT_SEEN:
            continue
        said = {decision.cue.id} if decision.corrects and decision.cue is not None else set()
        held = [item.fault_id for item in decision.held_back]
        assert len(held) == len(set(held))
        assert {fault.id for fault in rep.faults} <= said | set(held)
        assert not said & set(held)


@settings(max_examples=200)
@given(sets(), PASTS)
def test_whatever_is_done_is_answered_by_the_rules(reps: list[JudgedRep], before: Experience) -> None:
    """All of them of the same reps: to think these up takes longer than to hold them against a rule."""
    decided = decisions(reps, before)
    no_clean_rep_is_corrected(reps, decided)
    safety_is_never_faded(reps, decided)
    what_is_corrected_was_seen_and_nothing_of_more_care_was(reps, decided)
    a_rep_that_does_not_count_is_always_answered(reps, decided)
    praise_is_of_what_was_corrected_and_comes_once(reps, decided)
    every_fault_is_said_or_its_silence_explained(reps, decided)
