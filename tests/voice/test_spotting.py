"""Likelihoods in, a verb out."""

from __future__ import annotations

from math import inf

import pytest

from kiosk.voice.ears.recognizer import Written
from kiosk.voice.ears.spotting import Manner, Phrase, spot
from kiosk.voice.ears.table import Pace, Sureness, shipped_ears

TABLE = shipped_ears().model_copy(
    update={
        "most_tokens": 10,
        "pace": Pace(first=0.2, letter=0.05, hasty=0.5, slow=2.0),
        "alone": 2.0,
        "strictness": {"standard": Sureness(least=-18.0, behind=12.0, ahead=2.0, in_talk=0.5)},
        "safety": Sureness(least=-22.0, behind=14.0, ahead=0.5, in_talk=1.0),
    }
)
START, AGAIN, GO, STOP = (
    Phrase("start", "start now"),
    Phrase("repeat", "once more"),
    Phrase("start", "let us go"),
    Phrase("stop", "stop"),
)


def judged(
    *likelihoods: float,
    written: float = -1.0,
    tokens: int = 4,
    ended: bool = True,
    of: tuple[Phrase, ...] = (),
    seconds: float = 0.6,
    pause: float = inf,
    calm: float = inf,
) -> str | None:
    phrases, manner = of or (START, AGAIN, GO, STOP), Manner(seconds, pause, calm)
    said = spot(phrases, likelihoods, Written("", tokens, written, ended), manner, TABLE, "standard")
    assert bool(said.why) == (said.phrase is None)
    return None if said.phrase is None else said.phrase.verb


def test_the_likeliest_phrase_is_taken() -> None:
    assert judged(-3.0, -20.0, -21.0, -22.0) == "start"
    assert judged(-20.0, -3.0, -21.0, -22.0) == "repeat"


@pytest.mark.parametrize(
    ("likelihoods", "more"),
    [
        ((-19.0, -30.0, -30.0, -30.0), {"written": -18.0}),
        ((-13.5, -30.0, -30.0, -30.0), {}),
        ((-5.0, -6.5, -30.0, -30.0), {}),
        ((-3.0, -20.0, -21.0, -22.0), {"tokens": 11}),
        ((-3.0, -20.0, -21.0, -22.0), {"ended": False}),
        ((-3.0, -20.0, -21.0, -22.0), {"seconds": 0.3}),
        ((-3.0, -20.0, -21.0, -22.0), {"seconds": 1.5}),
    ],
    ids=["unlikely", "other words", "another command", "a sentence", "no end", "too quick", "too slow"],
)
def test_what_is_doubtful_is_no_command(likelihoods: tuple[float, ...], more: dict[str, float]) -> None:
    assert judged(*likelihoods, **more) is None  # type: ignore[arg-type]


def test_what_fits_better_than_a_whole_sentence_was_said() -> None:
    assert judged(-3.0, -20.0, -21.0, -22.0, written=-4.0, ended=False) == "start"
    assert judged(-3.0, -20.0, -21.0, -22.0, written=-4.0, tokens=20) == "start"


def test_a_long_phrase_may_take_longer() -> None:
    assert judged(-30.0, -30.0, -30.0, -3.0, seconds=0.5) == "stop"
    assert judged(-30.0, -30.0, -30.0, -3.0, seconds=1.2) is None
    assert judged(-3.0, -30.0, -30.0, -30.0, seconds=1.2) == "start"


@pytest.mark.parametrize("likelihoods", [(-10.0, -40.0), (-3.0, -6.0)], ids=["unlikely", "another command"])
def test_in_the_midst_of_talk_it_must_be_surer(likelihoods: tuple[float, float]) -> None:
    assert judged(*likelihoods, of=(START, AGAIN), written=-5.0) == "start"
    assert judged(*likelihoods, of=(START, AGAIN), written=-5.0, pause=1.0) is None
    assert judged(*likelihoods, of=(START, AGAIN), written=-5.0, calm=1.0) is None
    assert judged(-3.0, -40.0, of=(START, AGAIN), pause=1.0) == "start"


def test_who_shouts_stop_again_and_again_is_believed_as_at_first() -> None:
    doubtful = (-40.0, -40.0, -40.0, -14.0)
    assert judged(*doubtful, written=-5.0) == judged(*doubtful, written=-5.0, pause=0.5, calm=0.5) == "stop"


def test_two_ways_to_ask_for_the_same_do_not_compete() -> None:
    assert judged(-5.0, -30.0, -5.5, -30.0) == "start"


def test_verbs_that_do_the_same_just_now_do_not_compete() -> None:
    ready, on = (Phrase(verb, verb, frozenset({"start", "resume"})) for verb in ("start", "resume"))
    assert judged(-5.5, -5.0, of=(ready, on)) == "resume"
    assert judged(-5.5, -5.0, of=(Phrase("start", "start"), Phrase("resume", "resume"))) is None
    assert judged(-5.5, -5.0, -6.0, of=(ready, on, AGAIN)) is None


def test_who_says_stop_is_believed_sooner() -> None:
    assert judged(-30.0, -21.0, -30.0, -20.0, written=-7.0) == "stop"
    assert judged(-30.0, -20.0, -30.0, -21.0, written=-7.0) is None


def test_a_lone_phrase_has_no_rival() -> None:
    assert judged(-5.0, of=(START,)) == "start"
