"""Where sound goes: the card, through PortAudio, or a file instead."""

from __future__ import annotations

import contextlib
import time
import wave
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from kiosk.voice.mouth.samples import RATE, Samples

INSTALL = "sudo apt install libportaudio2, and install hinge-mirror[voice]"

_BUFFERED = 0.08
"""Seconds of sound that the card is asked to hold: less stutters on a busy Pi."""


class SinkProblem(Exception):
    """There is no sound to be had; the line says why and the way out."""


class Sink(Protocol):
    """Takes sound at `RATE`. ``latency``: seconds from a write until it is heard."""

    latency: float

    def write(self, samples: Samples) -> None:
        """Play ``samples`` after those before; waits while enough are waiting. Raises `SinkProblem`."""
        ...

    def close(self) -> None:
        """Let the card go. May be called twice."""
        ...


def port_audio() -> Any:
    """The sounddevice module. Raises `SinkProblem` where it, or PortAudio itself, is not installed."""
    try:
        import sounddevice
    except (ImportError, OSError) as error:  # OSError: without PortAudio's library
        raise SinkProblem(f"no sound: {error}; {INSTALL}") from error
    return sounddevice


def cards(anew: bool = False) -> list[str]:
    """The names of all cards that can play, the system's own choice first. ``anew``: look again for what was plugged
    in since PortAudio was started. Raises `SinkProblem`."""
    sound = port_audio()
    try:
        if anew:
            # PortAudio lists the cards once, when it is started, and has no other way to look again.
            sound._terminate()
            sound._initialize()
        found = [card for card in sound.query_devices() if card["max_output_channels"] > 0]
        chosen = sound.default.device[1]
    except sound.PortAudioError as error:
        raise SinkProblem(f"no sound: {error}; see `aplay -l`") from error
    found.sort(key=lambda card: bool(card["index"] != chosen))
    return [str(card["name"]) for card in found]


class Card:
    """A sound card: one whose name has ``named`` in it, else the system's own choice.

    Raises:
        SinkProblem: there is none, or it cannot be opened.
    """

    def __init__(self, named: str | None = None, anew: bool = False) -> None:
        self._sound = port_audio()
        found = cards(anew)
        if named is not None:
            found = [card for card in found if named.casefold() in card.casefold()]
        if not found:
            which = "no sound card" if named is None else f"no sound card with {named!r} in its name"
            raise SinkProblem(f"{which}; plug one in, or see voice.card and `aplay -l`")
        try:
            self._stream = self._sound.OutputStream(
                samplerate=RATE,
                channels=1,
                dtype="float32",
                device=None if named is None else found[0],
                latency=_BUFFERED,
            )
            self._stream.start()
        except (self._sound.PortAudioError, ValueError) as error:
            raise SinkProblem(f"the sound card {found[0]!r} cannot be opened: {error}; see `aplay -l`") from error
        self.latency = float(self._stream.latency)

    def write(self, samples: Samples) -> None:
        """Play ``samples`` after those before. Raises `SinkProblem` where the card has gone."""
        try:
            self._stream.write(np.ascontiguousarray(samples).reshape(-1, 1))
        except self._sound.PortAudioError as error:
            raise SinkProblem(f"the sound card has gone: {error}; plug it in again") from error

    def close(self) -> None:
        """Let the card go. May be called twice."""
        with contextlib.suppress(self._sound.PortAudioError):  # of a card that is no longer there
            self._stream.close(ignore_errors=True)


class WavFile:
    """A WAV file that is written as fast as a card would play, so that what is said lies where it was said."""

    latency = 0.0

    def __init__(self, path: Path) -> None:
        """Begin ``path`` anew. Raises `SinkProblem` where it cannot be written."""
        try:
            self._disk = path.open("wb")
        except OSError as error:
            raise SinkProblem(f"{path}: cannot be written: {error.strerror}; name another file") from error
        self._file = wave.open(self._disk, "wb")  # noqa: SIM115
        self._file.setnchannels(1)
        self._file.setsampwidth(2)
        self._file.setframerate(RATE)
        self._began = time.monotonic()
        self._written = 0

    def write(self, samples: Samples) -> None:
        """Add ``samples``, once their time has come. Raises `SinkProblem` where the disk is full."""
        early = self._began + self._written / RATE - time.monotonic()
        if early > 0.0:
            time.sleep(early)
        try:
            self._file.writeframes((np.clip(samples, -1.0, 1.0) * 32767.0).astype("<i2").tobytes())
        except OSError as error:
            raise SinkProblem(f"speech cannot be written: {error.strerror}; make room") from error
        self._written += len(samples)

    def close(self) -> None:
        """End the file. May be called twice."""
        with contextlib.suppress(OSError):
            self._file.close()
            self._disk.close()
