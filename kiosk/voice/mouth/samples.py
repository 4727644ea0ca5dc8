"""Sound as numbers: one channel, -1 to 1."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Samples: TypeAlias = NDArray[np.float32]
"""(n,), full scale is 1."""

RATE = 48000
"""Samples a second of all that is mixed and played: every card can do it."""


def resampled(samples: Samples, rate: int, to: int = RATE) -> Samples:
    """``samples`` of ``rate`` a second at ``to`` a second, by its spectrum: exact for what both rates can carry."""
    count = len(samples)
    if rate == to or count == 0:
        return samples
    # Silence on both sides, as the spectrum takes the end to be next to the beginning.
    margin = rate // 50
    padded = np.pad(samples, margin)
    wanted = round(len(padded) * to / rate)
    spectrum = np.fft.rfft(padded)
    kept = np.zeros(wanted // 2 + 1, dtype=np.complex128)
    shared = min(len(kept), len(spectrum))
    kept[:shared] = spectrum[:shared]
    whole = np.fft.irfft(kept, wanted) * (wanted / len(padded))
    begin = round(margin * to / rate)
    return whole[begin : begin + round(count * to / rate)].astype(np.float32)
