"""Recordings made here, as a microphone behind the glass would bring them."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from kiosk.voice.ears.gate import RATE
from kiosk.voice.ears.spotting import Phrase
from kiosk.voice.mouth.samples import Samples

from . import noise
from .sentences import sentence
from .voices import VOICES, Speech, Voice

Kind = Literal["none", "pink", "gym", "babble"]

ECHO = 0.6
"""Seconds in which the room's echo falls by 60 dB."""

BEFORE, AFTER = 3.5, 1.0
"""Seconds of the room alone, around what is said."""


@dataclass(frozen=True, slots=True)
class Room:
    """The ``kind`` of noise, so many ``decibels`` below who speaks, and whether it echoes."""

    kind: Kind
    decibels: float
    echoes: bool = True

    def __str__(self) -> str:
        where = "clean" if self.kind == "none" else f"{self.kind} {self.decibels:g} dB"
        return where if self.echoes else f"{where}, no echo"


_NOISES: tuple[Kind, ...] = ("pink", "gym", "babble")
ROOMS = (
    Room("none", 45.0, echoes=False),
    Room("none", 45.0),
    *(Room(kind, decibels) for decibels in (20.0, 10.0, 5.0) for kind in _NOISES),
)


@dataclass(frozen=True, slots=True, eq=False)
class Command:
    """``phrase`` said by ``voice`` in ``room``; its last word ends at ``until`` seconds of the ``samples``."""

    phrase: Phrase
    voice: Voice
    room: Room
    samples: Samples
    until: float


@dataclass(frozen=True, slots=True, eq=False)
class Negative:
    """``samples`` of one ``kind`` of what is no command."""

    kind: Literal["talk", "own cues", "music", "babble"]
    samples: Samples


class Studio:
    """Makes scenes; the same ones each time."""

    def __init__(self, speech: Speech) -> None:
        self._speech = speech
        self._others: list[Samples] | None = None

    def command(self, phrase: Phrase, voice: Voice, room: Room) -> Command:
        """``phrase`` in ``room``, with silence or noise around it."""
        lot = _lot(phrase.text, voice, room)
        said = self._speech(f"{phrase.text[0].upper()}{phrase.text[1:]}.", voice)
        heard = noise.echoing(said, ECHO, lot) if room.echoes else said
        seconds = BEFORE + len(heard) / RATE + AFTER
        around = self._noise(room.kind, seconds, lot)
        at = int(BEFORE * RATE)
        samples = noise.mixed(heard, around, room.decibels, at)
        return Command(phrase, voice, room, samples, (at + len(said)) / RATE)

    def talk(
        self, hours: float, phrases: Sequence[str], voices: Sequence[Voice], cues: Sequence[str]
    ) -> Iterator[Negative]:
        """So many ``hours`` of what is no command, in pieces of half a minute: ``voices`` that talk and say
        ``phrases`` within sentences, the mirror's own ``cues``, music with clanking, and babble."""
        for number in range(round(hours * 120)):
            lot = _lot("talk", *voices, number)
            kind = number % 6
            if kind == 3:
                yield Negative("music", self._noise("gym", 30.0, lot))
            elif kind == 4:
                yield Negative("babble", self._noise("babble", 30.0, lot))
            elif kind == 5:
                yield Negative("own cues", self._said(lambda lot: cues[int(lot.integers(len(cues)))], voices, lot))
            else:
                yield Negative("talk", self._said(lambda lot: sentence(phrases, lot), voices, lot))

    def _said(
        self, text: Callable[[np.random.Generator], str], voices: Sequence[Voice], lot: np.random.Generator
    ) -> Samples:
        out = np.zeros(0, np.float32)
        while len(out) < 30 * RATE:
            voice = voices[int(lot.integers(len(voices)))]
            said = self._speech(text(lot), voice)
            pause = np.zeros(int(lot.uniform(0.35, 1.5) * RATE), np.float32)
            out = np.concatenate([out, noise.echoing(said, ECHO, lot), pause])
        around = self._noise("pink" if lot.uniform() < 0.5 else "gym", len(out) / RATE, lot)
        return noise.mixed(out, around[: len(out)], lot.uniform(10.0, 40.0), 0)

    def _noise(self, kind: Kind, seconds: float, lot: np.random.Generator) -> Samples:
        if kind == "gym":
            return noise.gym(seconds, lot)
        if kind == "babble":
            return noise.babble(seconds, self._talkers(), lot)
        return noise.pink(seconds, lot)

    def _talkers(self) -> list[Samples]:
        if self._others is None:
            lot = _lot("babble")
            self._others = [self._speech(sentence(["one more"], lot), voice) for voice in VOICES for _ in range(3)]
        return self._others


def _lot(*parts: object) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32("\n".join(map(str, parts)).encode()))
