"""Sound in, verbs out: gate, utterances, recognizer and judgement, one after the other. Keeps nothing but the
utterance that is under way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kiosk.voice.ears.gate import WINDOW
from kiosk.voice.ears.network import give_back
from kiosk.voice.ears.recognizer import Sound, Written
from kiosk.voice.ears.spotting import Manner, Phrase, Spotted, spot
from kiosk.voice.ears.table import EarsTable
from kiosk.voice.ears.utterances import Utterance, Utterances


class SpeechGate(Protocol):
    """`kiosk.voice.ears.gate.Gate`, or what a test has instead."""

    def __call__(self, window: NDArray[np.float32]) -> float:
        """How likely the next window holds speech."""
        ...

    def forget(self) -> None:
        """Begin anew."""
        ...


class Scorer(Protocol):
    """`kiosk.voice.ears.recognizer.Recognizer`, or what a test has instead."""

    def hear(self, samples: NDArray[np.float32]) -> Sound:
        """The sound of samples."""
        ...

    def likelihoods(self, sound: Sound, phrases: Sequence[Sequence[int]]) -> list[float]:
        """How well each phrase fits."""
        ...

    def write(self, sound: Sound, most: int) -> Written:
        """What was said by the network's own account."""
        ...

    def spell(self, text: str) -> list[list[int]]:
        """The ways in which the network may write a phrase."""
        ...


@dataclass(frozen=True, slots=True)
class Heard:
    """An utterance: what it was taken for, what the network would ``write``, and the samples, of all that came, at
    which its speech ended and at which that was known."""

    spotted: Spotted
    written: Written
    spoke_until: int
    over_at: int

    @property
    def verb(self) -> str | None:
        """What was asked for; None where it was no command."""
        return None if self.spotted.phrase is None else self.spotted.phrase.verb


class Ear:
    """Listens for some phrases.

        ear = Ear(Gate(folder / "silero_vad.onnx"), Recognizer(folder), shipped_ears())
        ear.listen_for(phrases)
        for heard in ear(samples): ...

    Samples may come in pieces of any length. While ``deaf``, as while the mirror speaks, they are let go.
    """

    def __init__(
        self, gate: SpeechGate, scorer: Scorer, table: EarsTable, strictness: str = "standard"
    ) -> None:
        """``strictness``: one of those in ``table``. Raises KeyError where it is none."""
        table.strictness[strictness]  # asked for now, not at the first word
        self._gate, self._scorer, self._table, self._strictness = gate, scorer, table, strictness
        self._utterances = Utterances(table.cutting)
        self._left: NDArray[np.float32] = np.zeros(0, np.float32)
        self._phrases: tuple[Phrase, ...] = ()
        self._spelt: list[tuple[Phrase, list[int]]] = []
        self.deaf = False

    @property
    def hears_speech(self) -> bool:
        """Whether somebody speaks just now."""
        return self._utterances.speaks

    @property
    def background(self) -> float:
        """How loud the room is while nobody commands, decibels of full scale, at most 0."""
        return self._utterances.level

    def listen_for(self, phrases: Sequence[Phrase]) -> None:
        """From the next utterance on, know ``phrases`` and no others."""
        if tuple(phrases) == self._phrases:
            return
        self._phrases = tuple(phrases)
        self._spelt = [(phrase, way) for phrase in phrases for way in self._scorer.spell(phrase.text)]

    def __call__(self, samples: NDArray[np.float32]) -> Iterator[Heard]:
        """Take the next ``samples``, (n,) at 16 kHz, -1 to 1; what of them was an utterance."""
        if self.deaf:
            self.forget()
            return
        waiting = np.concatenate([self._left, samples])
        whole = len(waiting) // WINDOW * WINDOW
        self._left = waiting[whole:]
        for window in waiting[:whole].reshape(-1, WINDOW):
            utterance = self._utterances(window, self._gate(window))
            if utterance is not None and self._spelt:
                yield self._judged(utterance)

    def forget(self) -> None:
        """Let go of all that has been heard."""
        self._left = np.zeros(0, np.float32)
        self._gate.forget()
        self._utterances.forget()

    def _judged(self, utterance: Utterance) -> Heard:
        sound = self._scorer.hear(utterance.samples)
        likelihoods = self._scorer.likelihoods(sound, [way for _, way in self._spelt])
        written = self._scorer.write(sound, self._table.most_tokens + 1)
        known = [phrase for phrase, _ in self._spelt]
        manner = Manner(utterance.seconds, utterance.pause, utterance.calm)
        spotted = spot(known, likelihoods, written, manner, self._table, self._strictness)
        give_back()
        return Heard(spotted, written, utterance.spoke_until, utterance.over_at)
