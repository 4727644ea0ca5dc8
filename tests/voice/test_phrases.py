"""Which phrases are listened for."""

from __future__ import annotations

import pytest

from kiosk.coach.guidance import Stage
from kiosk.coach.verbs import spoken_in
from kiosk.locale.load import english
from kiosk.voice.ears.phrases import phrases_in, phrases_of


@pytest.mark.parametrize("stage", list(Stage))
def test_what_makes_no_sense_now_is_not_listened_for(stage: Stage) -> None:
    assert {phrase.verb for phrase in phrases_in(stage, english())} == spoken_in(stage)


def test_between_sets_to_be_ready_is_to_go_on_but_not_to_stop() -> None:
    by_verb = {phrase.verb: phrase for phrase in phrases_in(Stage.REST, english())}
    assert by_verb["start"].means_what(by_verb["resume"])
    assert by_verb["resume"].means_what(by_verb["start"])
    assert not by_verb["stop"].means_what(by_verb["start"])
    assert not by_verb["start"].means_what(by_verb["stop"])


def test_where_the_stage_is_unknown_every_verb_stands_for_itself() -> None:
    phrases = phrases_of(english())
    assert all(one.means_what(other) is (one.verb == other.verb) for one in phrases for other in phrases)
