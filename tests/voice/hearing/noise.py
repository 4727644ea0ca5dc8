"""What a gym sounds like, made by the project: noise, music with clanking iron, people who talk, and an echoing
room."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kiosk.voice.ears.gate import RATE
from kiosk.voice.mouth.samples import Samples


def pink(seconds: float, lot: np.random.Generator) -> Samples:
    """Noise whose power falls as 1/f: fans, streets, showers."""
    count = int(seconds * RATE)
    spectrum = np.fft.rfft(lot.standard_normal(count))
    frequencies = np.maximum(np.fft.rfftfreq(count, 1.0 / RATE), 20.0)
    return _level(np.fft.irfft(spectrum / np.sqrt(frequencies), count))


def music(seconds: float, lot: np.random.Generator) -> Samples:
    """Four to the floor: kick, hi-hat, a bass line and chords, 115 to 140 beats a minute."""
    count = int(seconds * RATE)
    out = np.zeros(count)
    beat = 60.0 / lot.uniform(115.0, 140.0)
    root = lot.uniform(45.0, 65.0)
    chords = lot.permutation([0, 3, 5, 7, 8, 10])[:4]
    for index in range(int(seconds / beat) + 1):
        at = index * beat
        base = root * 2.0 ** (chords[index // 4 % 4] / 12.0)
        _add(out, at, _kick())
        _add(out, at + beat / 2.0, 0.25 * lot.standard_normal(640) * np.linspace(1.0, 0.0, 640))
        _add(out, at, 0.35 * _saw(base * 2.0, beat * 0.8))
        for step in (0, 3, 7):
            _add(out, at, 0.12 * _saw(base * 8.0 * 2.0 ** (step / 12.0), beat * 0.9))
    return _level(out)


def clank(seconds: float, lot: np.random.Generator) -> Samples:
    """Plates and bars: bursts of tones that are no harmonics, each dying away, one or two a second."""
    out = np.zeros(int(seconds * RATE))
    for at in np.sort(lot.uniform(0.0, seconds, int(seconds * 1.5) + 1)):
        time = np.arange(int(lot.uniform(0.15, 0.9) * RATE)) / RATE
        tones = lot.uniform(300.0, 6500.0, 7)
        rings = sum(np.sin(2.0 * np.pi * tone * time) * np.exp(-time * lot.uniform(6.0, 30.0)) for tone in tones)
        _add(out, float(at), lot.uniform(0.3, 1.0) * rings)
    return _level(out)


def gym(seconds: float, lot: np.random.Generator) -> Samples:
    """Music, clanking iron and the air conditioning together."""
    return _level(music(seconds, lot) + 0.6 * clank(seconds, lot) + 0.3 * pink(seconds, lot))


def babble(seconds: float, said: Sequence[Samples], lot: np.random.Generator) -> Samples:
    """Five people at once who say what is ``said``, one thing after the other."""
    count = int(seconds * RATE)
    out = np.zeros(count)
    for _ in range(5):
        at = -int(lot.uniform(0.0, 2.0) * RATE)
        loud = lot.uniform(0.5, 1.0)
        while at < count:
            words = said[int(lot.integers(len(said)))]
            first, last = max(0, at), min(count, at + len(words))
            if last > first:
                out[first:last] += loud * words[first - at : last - at]
            at += len(words) + int(lot.uniform(0.1, 0.6) * RATE)
    return _level(out)


def echoing(samples: Samples, seconds: float, lot: np.random.Generator) -> Samples:
    """``samples`` in a room whose echo takes ``seconds`` to fall by 60 dB, half as strong as what comes straight: as
    two metres from who speaks in a hall (exponentially decaying noise; Polack 1988)."""
    time = np.arange(int(seconds * RATE)) / RATE
    tail = lot.standard_normal(len(time)) * 10.0 ** (-3.0 * time / seconds)
    tail[: int(0.004 * RATE)] = 0.0
    tail *= np.sqrt(0.5 / np.sum(tail**2))
    tail[0] = 1.0
    size = len(samples) + len(tail)
    mixed = np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(tail, size), size)
    return mixed.astype(np.float32)


def mixed(speech: Samples, noise: Samples, decibels: float, at: int) -> Samples:
    """``speech`` from sample ``at`` of ``noise`` on, which lies ``decibels`` below it: by the mean power of what is
    said. As long as the noise, and no louder than full scale."""
    loud = speech[np.abs(speech) > 0.05 * np.abs(speech).max()]
    gain = np.sqrt(np.mean(loud**2) / np.mean(noise**2)) * 10.0 ** (-decibels / 20.0)
    out = noise * gain
    room = min(len(speech), len(noise) - at)
    out[at : at + room] += speech[:room]
    return (out * min(1.0, 0.95 / np.abs(out).max())).astype(np.float32)


def _kick() -> NDArray[np.float64]:
    time = np.arange(int(0.18 * RATE)) / RATE
    falling = 50.0 * time + 6.0 * (1.0 - np.exp(-time * 40.0))
    return np.asarray(1.2 * np.sin(2.0 * np.pi * falling) * np.exp(-time * 18.0))


def _saw(frequency: float, seconds: float) -> NDArray[np.float64]:
    time = np.arange(int(seconds * RATE)) / RATE
    partials = range(1, max(2, int(min(12.0, 7000.0 / frequency))))
    wave = sum(np.sin(2.0 * np.pi * frequency * number * time) / number for number in partials)
    return np.asarray(wave * np.minimum(1.0, time * 100.0) * np.exp(-time * 2.0))


def _add(out: NDArray[np.float64], at: float, sound: NDArray[np.float64]) -> None:
    first = int(at * RATE)
    room = max(0, min(len(sound), len(out) - first))
    if first >= 0:
        out[first : first + room] += sound[:room]


def _level(samples: NDArray[np.float64]) -> Samples:
    return (0.1 * samples / np.sqrt(np.mean(samples**2))).astype(np.float32)
