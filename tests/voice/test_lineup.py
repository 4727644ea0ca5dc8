"""One thing at a time, the most important first, and nothing stale."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.voice.mouth.lineup import Lineup
from kiosk.voice.mouth.utterance import Rank, Utterance

LATE = 100.0


def said(text: str, rank: Rank, until: float = LATE) -> Utterance:
    return Utterance(text, rank, until)


def order(lineup: Lineup, now: float = 0.0) -> list[str]:
    """What is said one after the other, each to its end."""
    texts = []
    while (utterance := lineup.next(now)) is not None:
        texts.append(utterance.text)
        lineup.ended()
    return texts


def test_a_correction_goes_before_praise_before_the_count_before_a_prompt() -> None:
    lineup = Lineup()
    for rank in (Rank.PROMPT, Rank.COUNT, Rank.PRAISE, Rank.CORRECTION, Rank.SAFETY):
        lineup.add(said(rank.name, rank))
    assert order(lineup) == ["SAFETY", "CORRECTION", "PRAISE", "COUNT", "PROMPT"]


def test_equals_are_said_as_they_came() -> None:
    lineup = Lineup()
    for text in ("Rest", "Next: set 2 of 3", "Hip hinge"):
        lineup.add(said(text, Rank.STAGE))
    assert order(lineup) == ["Rest", "Next: set 2 of 3", "Hip hinge"]


def test_what_is_stale_is_never_said() -> None:
    lineup = Lineup()
    lineup.add(said("3", Rank.COUNT, 10.7))
    assert not lineup.waits(10.8)
    assert lineup.next(10.8) is None


def test_only_safety_cuts_in_and_not_on_safety() -> None:
    lineup = Lineup()
    lineup.add(said("Good tempo", Rank.PRAISE))
    assert lineup.next(0.0) is not None
    lineup.add(said("Feel your heels", Rank.CORRECTION))
    assert lineup.next(0.1) is None
    lineup.add(said("We stop here", Rank.SAFETY))
    lineup.add(said("Take care", Rank.SAFETY))
    begins = lineup.next(0.2)
    assert begins is not None
    assert begins.text == "We stop here"
    assert lineup.spoken == begins
    assert lineup.next(0.3) is None


def test_the_same_is_not_said_twice_in_a_row() -> None:
    lineup = Lineup()
    lineup.add(said("Step back", Rank.STAGE, 2.0))
    lineup.add(said("Step back", Rank.STAGE, 5.0))
    first = lineup.next(3.0)  # the later wish holds
    assert first is not None
    lineup.add(said("Step back", Rank.STAGE))
    lineup.ended()
    assert lineup.next(3.1) is None


def test_all_that_waits_can_be_forgotten() -> None:
    lineup = Lineup()
    lineup.add(said("Rest", Rank.STAGE))
    lineup.clear()
    assert lineup.next(0.0) is None


EVENTS = st.lists(
    st.tuples(
        st.floats(0.0, 1.0),
        st.sampled_from(["add", "end", "next"]),
        st.sampled_from(list(Rank)),
        st.integers(0, 5),
        st.floats(-0.5, 3.0),
    ),
    max_size=60,
)


@given(EVENTS)
def test_whatever_comes_it_is_one_at_a_time_and_in_time(
    events: list[tuple[float, str, Rank, int, float]],
) -> None:
    lineup, now, spoken = Lineup(), 0.0, None
    for step, what, rank, text, worth in events:
        now += step
        if what == "add":
            lineup.add(said(f"{rank.name} {text}", rank, now + worth))
        elif what == "end":
            lineup.ended()
            spoken = None
        else:
            begins = lineup.next(now)
            if begins is not None:
                assert begins.until >= now
                assert spoken is None or (begins.rank is Rank.SAFETY and spoken.rank is not Rank.SAFETY)
                spoken = begins
        assert lineup.spoken == spoken
