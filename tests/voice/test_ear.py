"""Sound in, verbs out, with a gate and a recognizer that are told what to find."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from kiosk.voice.ears.ear import Ear, Heard
from kiosk.voice.ears.recognizer import Sound, Written
from kiosk.voice.ears.spotting import Phrase
from kiosk.voice.ears.table import Cutting, EarsTable, Pace, Sureness

TABLE = EarsTable(
    cutting=Cutting(
        begins=0.2, goes_on=0.12, background=3.0, in_quiet=2.0, among_talk=8.0, certain=0.8, as_near=10.0,
        lead_in=0.25, silence=0.3, shortest=0.15, longest=3.0,
    ),
    pace=Pace(first=0.25, letter=0.05, hasty=0.5, slow=2.5),
    alone=2.0,
    most_tokens=10,
    strictness={"standard": Sureness(least=-18.0, behind=12.0, ahead=2.0, in_talk=0.6)},
    safety=Sureness(least=-22.0, behind=14.0, ahead=0.5, in_talk=0.6),
)  # fmt: skip
GO, STOP = Phrase("start", "go"), Phrase("stop", "stop")


class LoudIsSpeech:
    def __init__(self) -> None:
        self.forgot = 0

    def __call__(self, window: NDArray[np.float32]) -> float:
        return 0.9 if np.abs(window).max() > 0.05 else 0.01

    def forget(self) -> None:
        self.forgot += 1


class LevelIsWord:
    """Hears "go" in what is as loud as 0.1, "stop" in what is as loud as 0.5."""

    def __init__(self) -> None:
        self.heard: list[int] = []

    def hear(self, samples: NDArray[np.float32]) -> Sound:
        self.heard.append(len(samples))
        return Sound(np.array([[[np.abs(samples).max()]]], np.float32), {}, np.zeros(1))

    def spell(self, text: str) -> list[list[int]]:
        return [[len(text)], [len(text), 0]]

    def likelihoods(self, sound: Sound, phrases: Sequence[Sequence[int]]) -> list[float]:
        wanted = len("stop") if sound.states.max() > 0.3 else len("go")
        return [-3.0 if phrase == [wanted] else -25.0 for phrase in phrases]

    def write(self, sound: Sound, most: int) -> Written:
        return Written("whatever", 3, -1.0, ended=True)


def sound(*parts: tuple[float, float]) -> NDArray[np.float32]:
    """Of so many seconds and so loud."""
    return np.concatenate([np.tile([level, -level], round(seconds * 8000)) for seconds, level in parts]).astype(
        np.float32
    )


SAID_GO = sound((2.0, 0.001), (0.6, 0.1), (1.0, 0.001))
SAID_BOTH = np.concatenate([SAID_GO, sound((0.7, 0.5), (1.0, 0.001))])


def ear(*phrases: Phrase) -> Ear:
    made = Ear(LoudIsSpeech(), LevelIsWord(), TABLE)
    made.listen_for(phrases)
    return made


def in_pieces(ear: Ear, samples: NDArray[np.float32], piece: int) -> list[Heard]:
    return [heard for at in range(0, len(samples), piece) for heard in ear(samples[at : at + piece])]


@pytest.mark.parametrize("piece", [100, 512, 1600, 7777, 100_000])
def test_whatever_the_pieces_the_same_is_heard(piece: int) -> None:
    found = in_pieces(ear(GO, STOP), SAID_BOTH, piece)
    assert [heard.verb for heard in found] == ["start", "stop"]
    assert found[0].spoke_until / 16_000 == pytest.approx(2.6, abs=0.05)


def test_only_what_makes_sense_now_is_listened_for() -> None:
    assert [heard.verb for heard in in_pieces(ear(STOP), SAID_BOTH, 1600)] == [None, "stop"]
    assert in_pieces(ear(), SAID_BOTH, 1600) == []


def test_it_hears_nothing_of_what_is_said_while_deaf() -> None:
    listening = ear(GO, STOP)
    half = 2 * 16_000 + 5_000
    assert in_pieces(listening, SAID_GO[:half], 1600) == []
    listening.deaf = True
    assert in_pieces(listening, SAID_GO[half:], 1600) == []
    assert not listening.hears_speech
    listening.deaf = False
    assert in_pieces(listening, sound((1.0, 0.001)), 1600) == []


def test_an_unknown_strictness_is_refused_at_once() -> None:
    with pytest.raises(KeyError):
        Ear(LoudIsSpeech(), LevelIsWord(), TABLE, "kind")
