"""The table of verbs holds of the session's machine: what it leaves out changes nothing, what it names can."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hinge_reps import DRILL
from hypothesis import given
from hypothesis import strategies as st
from standing_people import STILL, moment_of, posture_at

from kiosk.coach.course import Bout, Course
from kiosk.coach.guidance import Stage
from kiosk.coach.session import HANDLERS, Rules, Seen, State, advance
from kiosk.coach.verbs import OF_STATION, Verb, alike_in, spoken_in, verbs_in
from kiosk.motion.posture import Phase

COURSE = Course("Three sets", tuple(Bout(DRILL, 5, 0, number, 3, 30.0) for number in (1, 2, 3)))
RULES = Rules(COURSE, hands_free=False, cautions_for=20.0)
THERE = moment_of(posture_at(time=100.0), Phase.STANDING, STILL, 1.0)
COACHED = [verb for verb in Verb if verb not in OF_STATION]
STAGES = [*HANDLERS, Stage.TOO_SLOW]


def after(state: State, seen: Seen, *asked: Verb) -> State:
    return advance(state, replace(seen, asked=frozenset(asked)), RULES)


def seen_of(stage: Stage, *, there: bool = True, worked: bool = False) -> Seen:
    return Seen(
        100.0,
        THERE if there else None,
        absent=0.0 if there else 1.5,
        present=9.0 if there else 0.0,
        worked=worked,
        too_slow=stage is Stage.TOO_SLOW,
    )


states = st.builds(
    State,
    stage=st.sampled_from(STAGES),
    since=st.sampled_from([95.0, 99.0, 99.9]),
    bout=st.integers(0, 2),
    begun=st.booleans(),
    under_way=st.booleans(),
    halted=st.booleans(),
    pained=st.booleans(),
    known=st.booleans(),
    rest=st.just(30.0),
    back_to=st.sampled_from([Stage.SET, Stage.REST]),
    last=st.sampled_from([None, 0, 1, 2]),
)


@given(states, st.sampled_from(COACHED), st.booleans(), st.booleans())
def test_what_makes_no_sense_in_a_stage_changes_nothing(state: State, verb: Verb, there: bool, worked: bool) -> None:
    if verb in verbs_in(state.stage):
        return
    seen = seen_of(state.stage, there=there, worked=worked)
    assert after(state, seen, verb) == after(state, seen)


@pytest.mark.parametrize(("stage", "verb"), list(product(STAGES, COACHED)))
def test_what_the_table_names_can_change_something(stage: Stage, verb: Verb) -> None:
    state = State(stage, 95.0, bout=1, begun=True, under_way=stage in (Stage.SET, Stage.TOO_SLOW), last=0, rest=30.0)
    seen = seen_of(stage, worked=True)
    assert (after(state, seen, verb) != after(state, seen)) is (verb in verbs_in(stage))


@given(states, st.booleans(), st.booleans())
def test_verbs_that_are_alike_in_a_stage_do_the_same(state: State, there: bool, worked: bool) -> None:
    seen = seen_of(state.stage, there=there, worked=worked)
    assert len({after(state, seen, verb) for verb in alike_in(state.stage)}) <= 1
    assert alike_in(state.stage) <= spoken_in(state.stage)


def test_the_stations_verbs_hold_everywhere() -> None:
    assert all(verbs_in(stage) >= OF_STATION for stage in Stage)


@given(states)
def test_stop_goes_before_all_but_pain(state: State) -> None:
    seen = seen_of(state.stage)
    everything = [verb for verb in COACHED if verb is not Verb.PAIN]
    if state.stage in (Stage.SUMMARY, Stage.TOO_SLOW):
        return
    assert after(state, seen, *everything).stage is after(state, seen, Verb.STOP).stage


def test_by_word_a_set_is_stopped_or_paused_and_never_ended_by_being_ready() -> None:
    assert spoken_in(Stage.SET) == {Verb.NEXT, Verb.PAUSE, Verb.REPEAT, Verb.STOP, Verb.PAIN}
    assert {Verb.START, Verb.RESUME, Verb.NEXT} <= spoken_in(Stage.REST)


def test_nothing_that_a_word_does_switches_the_machine_off_or_happens_where_nobody_is() -> None:
    assert not any(spoken_in(stage) & OF_STATION for stage in Stage)
    assert spoken_in(Stage.IDLE) == frozenset()
