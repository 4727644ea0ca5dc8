"""Where the ears' sound comes from: a microphone, through PortAudio, or a recording instead."""

from __future__ import annotations

import importlib
import queue
import time
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from kiosk.voice.cards import INSTALL, Cards, SoundProblem
from kiosk.voice.ears.gate import RATE
from kiosk.voice.mouth.samples import Samples

_PIECE = 0.032
"""Seconds of sound in a piece."""

_WAITING = 160
"""Pieces that may wait, five seconds: the longest utterance takes less to judge, even on a busy Pi."""

_GONE = 2.0
"""Seconds without a sample after which a microphone has gone: not all drivers say so."""

_RATES = (RATE, 48000, 44100)


class SoundSource(Protocol):
    """Gives sound at `kiosk.voice.ears.gate.RATE`."""

    def read(self) -> Samples:
        """What has come since, (n,); waits for it. Raises `SoundProblem` where nothing comes any more."""
        ...

    def close(self) -> None:
        """Let it go. May be called twice."""
        ...


class Microphone:
    """One whose name has ``named`` in it, else the system's own choice; its channels are taken together. ``name`` is
    the whole of it.

    Raises:
        SoundProblem: there is none, or it cannot be opened.
    """

    def __init__(self, cards: Cards, named: str | None = None) -> None:
        self._cards = cards
        self._pieces: queue.Queue[NDArray[np.float32]] = queue.Queue(_WAITING)
        self._missed = 0
        self._resampler: Any = None
        self.name = ""
        self._stream = cards.open("records", named, self._recorded)

    def read(self) -> Samples:
        """What has come since, (n,); waits for it.

        Raises:
            SoundProblem: the microphone has gone, or what it gives comes faster than it is taken.
        """
        if self._missed:
            raise SoundProblem("the ears do not keep up with the microphone; see `kiosk doctor` for what slows it")
        pieces = []
        try:
            pieces.append(self._pieces.get(timeout=_GONE))
        except queue.Empty:
            self._cards.lost()
            raise SoundProblem("the microphone has gone, or is mute; plug it in again") from None
        while not self._pieces.empty():
            pieces.append(self._pieces.get_nowait())
        came = np.concatenate(pieces)
        return came if self._resampler is None else np.asarray(self._resampler.resample_chunk(came), np.float32)

    def close(self) -> None:
        """Let it go. May be called twice."""
        self._cards.close(self._stream)

    def _recorded(self, sound: Any, device: int | None, card: dict[str, Any]) -> Any:
        self.name = str(card["name"])
        rate, channels = _form(sound, device, card)
        if rate != RATE:
            self._resampler = _resampler(rate)
        return sound.InputStream(
            samplerate=rate,
            channels=channels,
            dtype="float32",
            device=device,
            blocksize=round(_PIECE * rate),
            latency="high",
            callback=self._take,
        )

    def _take(self, came: NDArray[np.float32], *_: object) -> None:
        try:
            self._pieces.put_nowait(came.mean(axis=1, dtype=np.float32))
        except queue.Full:
            self._missed += 1


class Recording:
    """``samples``, (n,) at `kiosk.voice.ears.gate.RATE`, as fast as a microphone would bring them, and silence behind
    them. ``began``: by the machine's clock."""

    def __init__(self, samples: Samples) -> None:
        self._samples = samples
        self._read = 0
        self.began = time.monotonic()

    def read(self) -> Samples:
        """What has come since, a piece at least, once its time has come."""
        piece = round(_PIECE * RATE)
        time.sleep(max(0.0, self.began + (self._read + piece) / RATE - time.monotonic()))
        due = round((time.monotonic() - self.began) * RATE) // piece * piece
        first, self._read = self._read, max(due, self._read + piece)
        came = self._samples[first : self._read]
        return np.pad(came, (0, self._read - first - len(came)))

    def close(self) -> None:
        """Nothing to let go."""


def _form(sound: Any, device: int | None, card: dict[str, Any]) -> tuple[int, int]:
    """Rate and channels: the first that the card takes of those that cost least."""
    rates = dict.fromkeys((*_RATES, round(card["default_samplerate"])))
    ways = [(rate, channels) for channels in (1, card["max_input_channels"]) for rate in rates]
    for rate, channels in ways:
        try:
            sound.check_input_settings(device=device, channels=channels, dtype="float32", samplerate=rate)
        except (sound.PortAudioError, ValueError) as error:
            refused = error
        else:
            return rate, channels
    raise refused


def _resampler(rate: int) -> Any:
    """From ``rate`` samples a second to the ears', as they come. Raises `SoundProblem`."""
    try:
        soxr = importlib.import_module("soxr")
    except ImportError as error:
        raise SoundProblem(f"a microphone of {rate} samples a second needs soxr ({error}); {INSTALL}") from error
    return soxr.ResampleStream(rate, RATE, 1, dtype="float32", quality="HQ")
