"""A sound that is found again in what a microphone brings, however soft: how the mirror hears itself. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np

from kiosk.voice.mouth.samples import RATE, Samples, resampled

_LASTS = 0.8
_LOW, _HIGH = 400.0, 4000.0
"""Hertz from which and to which it rises: what any loudspeaker and any microphone can do."""

_PEAK = 0.5
_FADES = 0.03

_PLAIN = 12.0
"""How far its match must stand out, of the median of all matches: noise comes to 7 in some seconds, by chance."""

_CLIPPED = 0.99
_HUSH = 1e-10


@dataclass(frozen=True, slots=True)
class Found:
    """``after``: seconds from the begin of the recording. ``over``: decibels by which it is louder than what was
    before it, None where there is too little of that. ``clipped``: louder than the microphone can take."""

    after: float
    over: float | None
    clipped: bool


@cache
def pilot() -> Samples:
    """The sound, (n,) at `RATE`: a tone whose pitch rises evenly, so that its match with itself is one sharp peak
    (pulse compression; Klauder et al. 1960, Bell System Technical Journal 39)."""
    time = np.arange(round(_LASTS * RATE)) / RATE
    swept = np.sin(2.0 * math.pi * (_LOW * time + (_HIGH - _LOW) * time**2 / (2.0 * _LASTS)))
    fade = np.clip(np.minimum(time, time[::-1]) / _FADES, 0.0, 1.0)
    return (_PEAK * fade * swept).astype(np.float32)


def find(heard: Samples, rate: int) -> Found | None:
    """Where in ``heard``, (n,) at ``rate``, the pilot is; None where it is not."""
    wanted = resampled(pilot(), RATE, rate)
    if len(heard) <= 2 * len(wanted):
        return None
    size = 1 << (len(heard) + len(wanted) - 1).bit_length()
    spectrum = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(wanted, size))
    match = np.abs(np.fft.irfft(spectrum, size))[: len(heard) - len(wanted)]
    at = int(np.argmax(match))
    typical = float(np.median(match))
    # Of digital silence nothing stands out by chance: what is there at all, was played.
    if match[at] <= _HUSH or match[at] < _PLAIN * typical:
        return None
    before = heard[: max(0, at - rate // 20)]
    there = heard[at : at + len(wanted)]
    # Nothing at all is no room, but a card that had not begun.
    quiet = len(before) >= rate // 5 and bool(np.any(before))
    over = _decibels(there) - _decibels(before) if quiet else None
    return Found(at / rate, over, bool(np.mean(np.abs(there) >= _CLIPPED) > 0.001))


def _decibels(samples: Samples) -> float:
    return 10.0 * math.log10(float(np.mean(np.square(samples, dtype=np.float64))) + _HUSH)
