"""What is cut out of sound: commands, however long the silence around them; talk is let go."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.voice.ears.gate import WINDOW
from kiosk.voice.ears.table import shipped_ears
from kiosk.voice.ears.utterances import Utterance, Utterances

CUTTING = shipped_ears().cutting
A_SECOND = 16_000 / WINDOW

Part = tuple[float, float, float]
"""Seconds, level in decibels of full scale, chance of speech."""

LOT = np.random.default_rng(5)


def heard(*parts: Part, utterances: Utterances | None = None) -> list[Utterance]:
    utterances = utterances or Utterances(CUTTING)
    found = []
    for seconds, level, chance in parts:
        for _ in range(round(seconds * A_SECOND)):
            window = (10.0 ** (level / 20.0) * LOT.choice([-1.0, 1.0], WINDOW)).astype(np.float32)
            utterance = utterances(window, chance)
            if utterance is not None:
                found.append(utterance)
    return found


QUIET: Part = (2.0, -60.0, 0.02)
TALK: Part = (6.0, -40.0, 0.9)


def test_a_command_comes_out_with_its_ends() -> None:
    (said,) = heard(QUIET, (1.0, -20.0, 0.9), QUIET)
    assert said.spoke_until / 16_000 == pytest.approx(3.0, abs=0.05)
    assert said.seconds == pytest.approx(1.0, abs=0.05)
    assert (said.over_at - said.spoke_until) / 16_000 == pytest.approx(CUTTING.silence, abs=0.04)
    assert len(said.samples) / 16_000 == pytest.approx(1.0 + CUTTING.lead_in + CUTTING.silence, abs=0.1)
    assert np.abs(said.samples).max() == pytest.approx(0.1, rel=0.01)


@settings(max_examples=30, deadline=None)
@given(st.floats(CUTTING.shortest + 0.05, CUTTING.longest - 0.1), st.floats(0.5, 4.0), st.integers(1, 4))
def test_every_command_is_cut_once(seconds: float, pause: float, times: int) -> None:
    parts = [(seconds, -20.0, 0.9), (pause + CUTTING.silence, -60.0, 0.02)] * times
    assert len(heard((4.0, -60.0, 0.02), *parts)) == times


def test_a_click_and_talk_are_none() -> None:
    assert heard(QUIET, (0.06, -10.0, 0.9), QUIET) == []
    assert heard(QUIET, (CUTTING.longest + 1.0, -20.0, 0.9), QUIET) == []


def test_a_pause_within_a_command_does_not_end_it() -> None:
    (said,) = heard(QUIET, (0.5, -20.0, 0.9), (0.2, -60.0, 0.02), (0.5, -20.0, 0.9), QUIET)
    assert len(said.samples) / 16_000 > 1.2


def test_it_is_known_how_long_nobody_had_spoken() -> None:
    talk: Part = (CUTTING.longest + 1.0, -20.0, 0.9)
    first, second, third = heard(
        QUIET, (1.0, -20.0, 0.9), QUIET, (0.06, -10.0, 0.6), QUIET, (1.0, -20.0, 0.9), (0.6, -60.0, 0.02), talk,
        (3.0, -60.0, 0.02), (1.0, -10.0, 0.9), QUIET,
    )  # fmt: skip
    assert first.pause == inf
    assert second.pause == pytest.approx(4.06, abs=0.1)  # a click is nobody
    assert third.pause == pytest.approx(4.0, abs=0.1)  # by then it was background


@pytest.mark.parametrize(("below", "known"), [(0.0, True), (CUTTING.as_near + 5.0, False)], ids=["near", "far"])
def test_talk_that_became_background_was_said_all_the_same(below: float, known: bool) -> None:
    talk: Part = (2.0 * CUTTING.longest, -20.0 - below, 0.9)
    (said,) = heard(QUIET, talk, (1.8, -60.0, 0.02), (1.0, -20.0, 0.9), QUIET)
    assert (said.calm == pytest.approx(1.8, abs=0.1)) is known


def test_loud_music_is_no_command() -> None:
    assert heard(QUIET, (1.0, -20.0, 0.05), QUIET) == []


def test_among_talk_who_is_near_is_told_by_being_louder() -> None:
    far = heard(TALK, (1.0, -36.0, 0.95), TALK)
    near = heard(TALK, (1.0, -40.0 + CUTTING.among_talk + 2.0, 0.95), TALK)
    assert [len(far), len(near)] == [0, 1]


def test_what_was_heard_before_it_forgot_is_gone() -> None:
    utterances = Utterances(CUTTING)
    heard(QUIET, (0.5, -20.0, 0.9), utterances=utterances)
    assert utterances.speaks
    utterances.forget()
    assert not utterances.speaks
    assert heard(QUIET, utterances=utterances) == []
    assert utterances.level == pytest.approx(-60.0, abs=1.0)
