"""How likely it is that somebody speaks, thirty times a second."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kiosk.voice.ears.network import session
from kiosk.voice.ears.trouble import EarsTrouble

RATE = 16_000
"""Samples a second that the networks of the ears were trained on."""

WINDOW = 512
"""Samples of which each is told."""

_BEFORE = 64
"""Samples of the window before that the network wants to see again."""


class Gate:
    """Silero's detector of speech (https://github.com/snakers4/silero-vad), window after window."""

    def __init__(self, path: Path) -> None:
        """With the model at ``path``. Raises `EarsTrouble`."""
        self._network = session(path)
        wanted = {"input", "state", "sr"}
        if {item.name for item in self._network.get_inputs()} != wanted:
            raise EarsTrouble(f"{path}: is not the detector of speech expected; fetch it again")
        self.forget()

    def forget(self) -> None:
        """Begin anew: what comes next does not follow on what came before."""
        self._state: NDArray[np.float32] = np.zeros((2, 1, 128), np.float32)
        self._before: NDArray[np.float32] = np.zeros(_BEFORE, np.float32)

    def __call__(self, window: NDArray[np.float32]) -> float:
        """How likely the next ``window``, (512,) at 16 kHz, holds speech: 0 to 1."""
        fed = np.concatenate([self._before, window])[None]
        told, self._state = self._network.run(
            None, {"input": fed, "state": self._state, "sr": np.array(RATE, np.int64)}
        )
        self._before = window[-_BEFORE:]
        return float(told[0, 0])
