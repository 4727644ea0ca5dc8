"""Makes the sound that goes to the card: one voice, and a tone below it. No clock: it is asked for samples."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from kiosk.voice.mouth.samples import RATE, Samples

_CUT = 0.015
"""Seconds in which a voice that is cut off falls silent: any faster, it clicks."""

_GLIDE = 0.04
"""Seconds in which the tone goes most of the way to another pitch or loudness."""

_TONE_GAIN = 0.08
"""Of full scale: well below the voice."""

_BELOW_VOICE = 0.4
"""What is left of the tone while the voice speaks."""

_TICK_HZ, _TICK_LASTS, _TICK_GAIN = 1760.0, 0.03, 0.25

_KNEE = 0.8
"""Of full scale: from here on what is louder is bent, so that nothing clips."""


@dataclass(frozen=True, slots=True)
class Tone:
    """A tone of ``pitch`` hertz; ``inside``: at the target."""

    pitch: float
    inside: bool = False


class Mixer:
    """Gives the next samples whenever it is asked. ``gain``: of the voice and the tone, 1 as recorded."""

    def __init__(self, gain: float = 1.0) -> None:
        self.gain = gain
        self._voice: Samples = np.zeros(0, np.float32)
        self._at = 0
        self._tail: Samples = np.zeros(0, np.float32)
        self._gain = gain
        self._tone: Tone | None = None
        self._pitch = 220.0
        self._loud = 0.0
        self._phase = 0.0
        self._tick = 0

    @property
    def speaking(self) -> bool:
        """Whether there is more of the voice to come."""
        return self._at < len(self._voice)

    @property
    def silent(self) -> bool:
        """Whether nothing at all would be heard of the next samples."""
        return not (self.speaking or len(self._tail) or self._tone or self._tick or self._loud > 1e-4)

    def say(self, samples: Samples) -> None:
        """Begin with ``samples``, at `RATE`, at once; what was being said is cut off softly."""
        self.hush()
        self._voice, self._at = samples, 0

    def hush(self) -> None:
        """Cut off what is being said."""
        tail = self._voice[self._at : self._at + round(_CUT * RATE)]
        self._tail = tail * np.linspace(1.0, 0.0, len(tail), dtype=np.float32)
        self._voice, self._at = self._voice[:0], 0

    def tone(self, tone: Tone | None) -> None:
        """Let the tone go to ``tone``, or fall silent. A tick is heard as the target is reached."""
        reached = tone is not None and tone.inside and self._tone is not None and not self._tone.inside
        if reached:
            self._tick = round(_TICK_LASTS * RATE)
        if tone is not None and self._loud <= 1e-4:
            self._pitch = tone.pitch  # nothing to glide from
        self._tone = tone

    def take(self, count: int) -> Samples:
        """The next ``count`` samples, between -1 and 1."""
        if self.silent:  # most of the time: it should cost nothing
            self._gain = self.gain
            return np.zeros(count, np.float32)
        step = np.arange(1, count + 1, dtype=np.float32)
        gain = self._gain + (self.gain - self._gain) * np.minimum(1.0, step / max(1, count))
        self._gain = self.gain
        voice = self._next_voice(count)
        mixed = gain * (voice + self._next_tone(count, bool(voice.any())) + self._next_tick(count))
        return _bent(mixed.astype(np.float32))

    def _next_voice(self, count: int) -> Samples:
        out = np.zeros(count, np.float32)
        part = self._voice[self._at : self._at + count]
        out[: len(part)] = part
        self._at += len(part)
        tail, self._tail = self._tail[:count], self._tail[count:]
        out[: len(tail)] += tail
        return out

    def _next_tone(self, count: int, spoken: bool) -> Samples:
        wanted = 0.0 if self._tone is None else _TONE_GAIN * (_BELOW_VOICE if spoken else 1.0)
        pitch = self._pitch if self._tone is None else self._tone.pitch
        if wanted == 0.0 and self._loud <= 1e-4:
            self._loud = 0.0
            return np.zeros(count, np.float32)
        left = np.exp(-np.arange(1, count + 1) / (_GLIDE * RATE))
        pitches = pitch + (self._pitch - pitch) * left
        louds = wanted + (self._loud - wanted) * left
        phases = self._phase + np.cumsum(2.0 * math.pi * pitches / RATE)
        self._pitch, self._loud = float(pitches[-1]), float(louds[-1])
        self._phase = float(phases[-1] % (2.0 * math.pi))
        return (louds * np.sin(phases)).astype(np.float32)

    def _next_tick(self, count: int) -> Samples:
        out = np.zeros(count, np.float32)
        whole = round(_TICK_LASTS * RATE)
        at = np.arange(whole - self._tick, min(whole, whole - self._tick + count))
        fade = np.sin(math.pi * at / whole) ** 2
        out[: len(at)] = _TICK_GAIN * fade * np.sin(2.0 * math.pi * _TICK_HZ * at / RATE)
        self._tick -= len(at)
        return out


def _bent(samples: Samples) -> Samples:
    """``samples`` as they are up to `_KNEE`, above it bent so as never to reach full scale."""
    size = np.abs(samples)
    over = size > _KNEE
    if not over.any():
        return samples
    room = 1.0 - _KNEE
    bent = _KNEE + room * np.tanh((size[over] - _KNEE) / room)
    out = samples.copy()
    out[over] = np.sign(samples[over]) * bent
    return out
