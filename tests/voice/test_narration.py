"""What is said aloud from one guidance to the next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.coach.guidance import Agenda, Cue, CueKind, Guidance, Offer, OfferKind, Prompt, Stage, Summary
from kiosk.locale.load import english
from kiosk.motion.posture import Phase
from kiosk.voice.mouth.narration import BEHIND, Counts, Manner, Narration
from kiosk.voice.mouth.utterance import Rank, Utterance

TEXTS = english()
SAFETY = frozenset({"rounded_back"})


def at(time: float, stage: Stage = Stage.SET, **told: object) -> Guidance:
    plain = Guidance(time, stage, "hip_hinge", "Hip hinge", (480, 640), goal=10)
    return replace(plain, **told)  # type: ignore[arg-type]


def narrated(guidances: Iterable[Guidance], counts: Counts = "all", held: bool = False) -> list[Utterance]:
    narration = Narration(TEXTS, Manner(counts, SAFETY))
    told = (replace(guidance, held=held) for guidance in guidances)
    return [utterance for guidance in told for utterance in narration(guidance)]


def texts(guidances: Iterable[Guidance], counts: Counts = "all", held: bool = False) -> list[str]:
    return [utterance.text for utterance in narrated(guidances, counts, held)]


def cue(fault: str, kind: CueKind, time: float) -> Cue:
    words = TEXTS.faults.of(fault)
    return Cue(time, fault, words.praise if kind is CueKind.PRAISE else words.cue, kind)


# -- in a set ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "kind", "rank"),
    [
        ("squatting", CueKind.CORRECTION, Rank.CORRECTION),
        ("squatting", CueKind.ATTEMPT, Rank.CORRECTION),
        ("squatting", CueKind.PRAISE, Rank.PRAISE),
        ("rounded_back", CueKind.CORRECTION, Rank.SAFETY),
        ("rounded_back", CueKind.PRAISE, Rank.PRAISE),
    ],
)
def test_a_cue_is_said_once_by_its_care_and_in_time(fault: str, kind: CueKind, rank: Rank) -> None:
    said = cue(fault, kind, 5.0)
    shown = [at(4.9), at(5.0, cue=said), at(5.1, cue=said), at(8.0, cue=said), at(8.6)]
    assert narrated(shown) == [Utterance(said.text, rank, 5.0 + BEHIND)]


def test_the_same_cue_after_the_next_rep_is_said_again() -> None:
    one, other = (cue("squatting", CueKind.CORRECTION, time) for time in (5.0, 8.0))
    assert len(narrated([at(5.0, cue=one), at(8.0, cue=other)])) == 2


def rising(last: int, goal: int = 10) -> list[Guidance]:
    return [at(float(count), count=count, goal=goal) for count in range(last + 1)]


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ("all", [f"{count}" for count in range(1, 11)]),
        ("every_5", ["5", "10"]),
        ("last_3", ["3 more", "2 more", "Last one"]),
        ("none", []),
    ],
)
def test_counts_are_those_that_are_wanted(counts: Counts, said: list[str]) -> None:
    assert texts(rising(10), counts) == said


def test_a_count_belongs_to_its_rep() -> None:
    said = narrated(rising(1))
    assert said == [Utterance("1", Rank.COUNT, 1.0 + BEHIND)]


def test_what_was_counted_before_is_not_told_when_the_mirror_starts_or_a_set_goes_on() -> None:
    assert texts([at(1.0, count=4)]) == []
    paused = at(2.0, Stage.PAUSED, headline="Paused", count=4)
    assert texts([at(1.0, count=4), paused, at(3.0, count=4)]) == ["Paused"]


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ("all", ["10", "20", "3", "2", "1"]),
        ("every_5", ["5", "10", "15", "20", "25", "3", "2", "1", "30"]),
        ("last_3", ["3", "2", "1"]),
        ("none", []),
    ],
)
def test_of_a_hold_some_seconds_are_told(counts: Counts, said: list[str]) -> None:
    goal = 30
    told = texts(rising(goal, goal), counts, held=True)
    assert told == [*said, "30"] if counts == "all" else told == said


def test_breathing_is_prompted_once_a_phase_and_what_to_do_where_there_is_none() -> None:
    both, what = Prompt("Send the hips back", "Breathe in"), Prompt("Feel the stretch", "")
    rep = [
        at(1.0, prompt=Prompt("Stand tall", "")),
        at(1.1, phase=Phase.DOWN, prompt=both),
        at(1.2, phase=Phase.DOWN, prompt=both),
        at(2.1, phase=Phase.BOTTOM, prompt=what),
        at(2.9, phase=Phase.UP),
        at(3.0, phase=Phase.UP, prompt=both),
    ]
    said = narrated(rep)
    assert [utterance.text for utterance in said] == ["Breathe in", "Feel the stretch"]
    assert {utterance.rank for utterance in said} == {Rank.PROMPT}


def test_how_to_begin_is_said_once_a_set() -> None:
    begin = TEXTS.session.begin.follow
    standing, moving = at(1.0, headline=begin), at(2.0, phase=Phase.DOWN)
    again = replace(standing, time=30.0)
    assert texts([standing, moving, again]) == [begin]
    rest = at(40.0, Stage.REST, headline="Rest", hint="Next: set 2 of 3")
    assert texts([standing, rest, replace(again, time=50.0)]) == [begin, "Rest", "Next: set 2 of 3", begin]


# -- before, between and after -------------------------------------------------------------------------------


def test_where_to_stand_is_said_when_it_changes_and_again_where_it_stays_wrong() -> None:
    back = TEXTS.placement.too_close.headline
    wrong = [at(tenth / 10.0, Stage.SETUP, headline=back) for tenth in range(100)]
    good = at(10.0, Stage.SETUP, headline=TEXTS.session.ready.headline, progress=0.1)
    well = [replace(good, time=10.0 + second, progress=0.5) for second in range(1, 20)]
    assert texts([*wrong, good, *well]) == [back, back, TEXTS.session.ready.headline]


def test_nobody_is_spoken_to_who_is_not_there() -> None:
    assert texts([at(0.0, Stage.IDLE), at(1.0, Stage.IDLE)]) == []


def test_the_last_seconds_of_a_rest_are_counted_down() -> None:
    def rest(left: float) -> Guidance:
        agenda = Agenda("Course", "Hip hinge", 2, 3, 1, 1, seconds_left=left)
        return at(60.0 - left, Stage.REST, headline="Rest", hint="Next: set 2 of 3", agenda=agenda)

    said = texts([rest(60.0 - tenth / 10.0) for tenth in range(600)])
    assert said == ["Rest", "Next: set 2 of 3", "3", "2", "1"]


def test_another_drill_is_announced_by_its_name() -> None:
    agenda = Agenda("Course", "Box lift", 1, 3, 2, 4)
    shown = at(1.0, Stage.NEXT_DRILL, headline="Box lift", agenda=agenda)
    assert texts([shown, replace(shown, time=1.1)]) == ["Box lift"]


def test_before_a_first_set_care_is_asked_for() -> None:
    caution = TEXTS.session.caution
    shown = at(1.0, Stage.CAUTION, headline=caution.headline, hint=caution.hint)
    assert texts([shown, replace(shown, time=2.0)]) == [caution.headline, caution.hint]


def summary(advice_id: str | None, advice: str, offer: Offer | None = None) -> Summary:
    return Summary("Hip hinge", 8, 0, 40.0, (), advice_id, advice, offer=offer)


def test_the_summary_says_the_one_thing_to_work_on_and_what_is_offered() -> None:
    offer = Offer(OfferKind.CORRECTIVE, "wall_touch", "Try: Wall touch")
    said = summary("squatting", "Hips back, not down: 3 of 8 reps", offer)
    assert texts([at(1.0, Stage.SUMMARY, summary=said)]) == ["Hips back, not down", "Try: Wall touch"]
    clean = TEXTS.advice.clean
    assert texts([at(1.0, Stage.SUMMARY, summary=summary(None, clean))]) == [clean]
    assert texts([at(1.0, Stage.SUMMARY, summary=summary(None, ""))]) == [TEXTS.glass.no_reps]


def test_pain_cuts_in_even_on_a_summary_and_a_pause_does() -> None:
    pain = TEXTS.session.pain
    over = at(1.0, Stage.SUMMARY, summary=summary(None, TEXTS.advice.clean))
    hurts = replace(over, time=2.0, headline=pain.headline, hint=pain.hint)
    said = narrated([over, hurts, replace(hurts, time=2.1)])[1:]
    assert [(utterance.text, utterance.rank) for utterance in said] == [
        (pain.headline, Rank.SAFETY),
        (pain.hint, Rank.SAFETY),
    ]
    (paused,) = narrated([at(0.5), at(1.0, Stage.PAUSED, headline="Paused")])
    assert paused.rank is Rank.SAFETY


# -- whatever comes ------------------------------------------------------------------------------------------

GUIDANCES = st.lists(
    st.builds(
        at,
        st.just(0.0),
        st.sampled_from(list(Stage)),
        headline=st.sampled_from(["", "Step back", "Rest"]),
        hint=st.sampled_from(["", "Next: set 2 of 3"]),
        count=st.integers(0, 12),
        phase=st.sampled_from(list(Phase)),
        cue=st.sampled_from(
            [None, cue("squatting", CueKind.CORRECTION, 1.0), cue("rounded_back", CueKind.PRAISE, 2.0)]
        ),
        prompt=st.sampled_from([None, Prompt("", "Breathe in"), Prompt("Send the hips back", "")]),
    ),
    max_size=40,
)


@given(GUIDANCES, st.sampled_from(["all", "every_5", "last_3", "none"]))
def test_nothing_empty_and_nothing_from_the_past_is_said(guidances: list[Guidance], counts: Counts) -> None:
    narration = Narration(TEXTS, Manner(counts, SAFETY))
    for index, guidance in enumerate(guidances):
        for utterance in narration(replace(guidance, time=float(index))):
            assert utterance.text
            if utterance.rank in (Rank.COUNT, Rank.PROMPT):
                assert index < utterance.until <= index + BEHIND
