"""What the ears would make of a recording, for who tries out a phrase."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from kiosk.voice.ears.ear import Ear, Heard
from kiosk.voice.ears.gate import RATE
from kiosk.voice.ears.trouble import EarsTrouble
from kiosk.voice.mouth.samples import Samples
from kiosk.voice.mouth.speech import decoded

_AFTER = 1.0
"""Seconds of silence behind a recording: it may end with the last word."""

_PIECE = RATE // 10


def read_recording(path: Path) -> Samples:
    """The sound in the file at ``path``, (n,) at 16 kHz, its channels taken together. Raises `EarsTrouble`,
    or `FileProblem` where there is nothing to read it with."""
    try:
        found = decoded(path.read_bytes(), RATE)
    except FileNotFoundError:
        raise EarsTrouble(f"{path}: no such file") from None
    except (OSError, RuntimeError) as error:
        raise EarsTrouble(f"{path}: is no recording that can be read ({error}); WAV, FLAC and Ogg can") from error
    if len(found) == 0:
        raise EarsTrouble(f"{path}: holds no sound")
    return found


def listen(ear: Ear, samples: Samples) -> Iterator[Heard]:
    """Every utterance in ``samples``, (n,) at 16 kHz, as if a microphone brought them."""
    whole = np.concatenate([samples, np.zeros(round(_AFTER * RATE), np.float32)])
    for at in range(0, len(whole), _PIECE):
        yield from ear(whole[at : at + _PIECE])
