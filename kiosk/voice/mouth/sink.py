"""Where sound goes: the card, through PortAudio, or a file instead."""

from __future__ import annotations

import contextlib
import time
import wave
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from kiosk.voice.cards import Cards, SoundProblem
from kiosk.voice.mouth.samples import RATE, Samples

_BUFFERED = 0.08
"""Seconds of sound that the card is asked to hold: less stutters on a busy Pi."""


class Sink(Protocol):
    """Takes sound at `RATE`. ``latency``: seconds from a write until it is heard."""

    latency: float

    def write(self, samples: Samples) -> None:
        """Play ``samples`` after those before; waits while enough are waiting. Raises `SoundProblem`."""
        ...

    def close(self) -> None:
        """Let the card go. May be called twice."""
        ...


class Card:
    """A sound card: one whose name has ``named`` in it, else the system's own choice.

    Raises:
        SoundProblem: there is none, or it cannot be opened.
    """

    def __init__(self, cards: Cards, named: str | None = None) -> None:
        self._cards = cards
        self._stream = cards.open("plays", named, _played)
        self.latency = float(self._stream.latency)

    def write(self, samples: Samples) -> None:
        """Play ``samples`` after those before. Raises `SoundProblem` where the card has gone."""
        try:
            self._stream.write(np.ascontiguousarray(samples).reshape(-1, 1))
        except self._cards.failure as error:
            self._cards.lost()
            raise SoundProblem(f"the sound card has gone: {error}; plug it in again") from error

    def close(self) -> None:
        """Let the card go. May be called twice."""
        self._cards.close(self._stream)


def _played(sound: Any, device: int | None, _: dict[str, Any]) -> Any:
    return sound.OutputStream(samplerate=RATE, channels=1, dtype="float32", device=device, latency=_BUFFERED)


class WavFile:
    """A WAV file that is written as fast as a card would play, so that what is said lies where it was said."""

    latency = 0.0

    def __init__(self, path: Path) -> None:
        """Begin ``path`` anew. Raises `SoundProblem` where it cannot be written."""
        try:
            self._disk = path.open("wb")
        except OSError as error:
            raise SoundProblem(f"{path}: cannot be written: {error.strerror}; name another file") from error
        self._file = wave.open(self._disk, "wb")  # noqa: SIM115
        self._file.setnchannels(1)
        self._file.setsampwidth(2)
        self._file.setframerate(RATE)
        self._began = time.monotonic()
        self._written = 0

    def write(self, samples: Samples) -> None:
        """Add ``samples``, once their time has come. Raises `SoundProblem` where the disk is full."""
        early = self._began + self._written / RATE - time.monotonic()
        if early > 0.0:
            time.sleep(early)
        try:
            self._file.writeframes((np.clip(samples, -1.0, 1.0) * 32767.0).astype("<i2").tobytes())
        except OSError as error:
            raise SoundProblem(f"speech cannot be written: {error.strerror}; make room") from error
        self._written += len(samples)

    def close(self) -> None:
        """End the file. May be called twice."""
        with contextlib.suppress(OSError):
            self._file.close()
            self._disk.close()
