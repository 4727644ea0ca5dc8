"""Makes every utterance equally loud, and cuts the silence around it: it counts against the time in which a rep is
answered."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kiosk.voice.mouth.samples import RATE, Samples

LOUDNESS = -17.0
"""LUFS of every utterance (ITU-R BS.1770-4): as loud as speech can be without clipping in most of them."""

PEAK = 0.89
"""Of full scale, about -1 dB: where this would be passed, the utterance stays softer."""

_BLOCK, _STEP = 0.4, 0.1
"""Seconds of a block that is measured, and between two (BS.1770-4, annex 1)."""

_SILENT, _BELOW = -70.0, -10.0
"""LUFS below which a block is not speech, and LU below the rest (the same)."""

_QUIET = 10.0 ** (-42.0 / 20.0)
"""Of the loudest moment: softer at the ends is silence. The tail of an s or an f lies above it."""

_MOMENT = 0.005
_BEFORE, _AFTER = 0.008, 0.05
"""Seconds: of a moment, and left before and after what is heard."""


def evened(samples: Samples) -> Samples:
    """``samples`` at `RATE`, without the silence around them, at `LOUDNESS` or as near as `PEAK` allows; empty where
    there is nothing to be heard."""
    cut = trimmed(samples)
    if len(cut) == 0:
        return cut
    gain = 10.0 ** ((LOUDNESS - loudness(cut)) / 20.0)
    gain = min(gain, PEAK / float(np.max(np.abs(cut))))
    return np.asarray(cut * gain, dtype=np.float32)


def trimmed(samples: Samples) -> Samples:
    """``samples`` at `RATE` from just before the first sound in them to just after the last, with soft ends."""
    moment = round(_MOMENT * RATE)
    count = len(samples) // moment
    if count == 0:
        return samples[:0]
    level = np.sqrt(np.mean(np.square(samples[: count * moment].reshape(count, moment), dtype=np.float64), axis=1))
    if level.max() <= 0.0:
        return samples[:0]
    heard = np.nonzero(level > _QUIET * level.max())[0]
    first = max(0, heard[0] * moment - round(_BEFORE * RATE))
    last = min(len(samples), (heard[-1] + 1) * moment + round(_AFTER * RATE))
    cut: Samples = samples[first:last].astype(np.float32)
    soft = min(round(_BEFORE * RATE / 2), len(cut) // 2)
    ramp = np.linspace(0.0, 1.0, soft, dtype=np.float32)
    cut[:soft] *= ramp
    cut[len(cut) - soft :] *= ramp[::-1]
    return cut


def loudness(samples: Samples) -> float:
    """Integrated loudness of ``samples`` at `RATE`, LUFS, by ITU-R BS.1770-4; minus infinity where all is silent.

    What is shorter than a block is measured as one.
    """
    power = np.square(_weighted(samples))
    block, step = round(_BLOCK * RATE), round(_STEP * RATE)
    starts = range(0, max(1, len(power) - block + 1), step)
    blocks = np.array([np.mean(power[start : start + block]) for start in starts])
    blocks = blocks[_lufs(blocks) > _SILENT]
    if len(blocks) == 0:
        return float("-inf")
    relative = float(_lufs(np.array([blocks.mean()]))[0]) + _BELOW
    return float(_lufs(np.array([blocks[_lufs(blocks) > relative].mean()]))[0])


def _lufs(power: NDArray[np.float64]) -> NDArray[np.float64]:
    return -0.691 + 10.0 * np.log10(np.maximum(power, 1e-20))


# The two stages of K-weighting at 48 kHz (BS.1770-4, tables 1 and 2): a head's shelf, and a high pass.
_STAGES = (
    ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585)),
    ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621)),
)


def _weighted(samples: Samples) -> NDArray[np.float64]:
    size = len(samples) + RATE // 4  # room for the filters to ring out
    turn = np.exp(-2j * np.pi * np.fft.rfftfreq(size))
    response = np.ones_like(turn)
    for above, below in _STAGES:
        response = response * np.polyval(above[::-1], turn) / np.polyval(below[::-1], turn)
    weighted = np.fft.irfft(np.fft.rfft(samples.astype(np.float64), size) * response, size)
    return np.asarray(weighted[: len(samples)], dtype=np.float64)
