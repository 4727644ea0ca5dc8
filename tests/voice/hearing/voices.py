"""Packaged voices, and what they say: each text once, kept in a cache."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kiosk.voice.ears.gate import RATE
from kiosk.voice.mouth.samples import Samples, resampled
from kiosk.voice.mouth.speech import decoded

_OF_HIBARI = 24_000

INSTALL = "apt-get install espeak-ng flite festival festvox-us-slt-hts festvox-kallpc16k festvox-kdlpc16k"


@dataclass(frozen=True, slots=True)
class Voice:
    """``name`` of ``engine``."""

    engine: str
    name: str

    def __str__(self) -> str:
        return f"{self.engine}:{self.name}"


VOICES = (
    Voice("espeak-ng", "en-us"),
    Voice("espeak-ng", "en-us+f2"),
    Voice("espeak-ng", "en-us+m3"),
    Voice("espeak-ng", "en-us+f4"),
    Voice("espeak-ng", "en-gb"),
    Voice("espeak-ng", "en-gb-x-rp+f3"),
    Voice("espeak-ng", "en-gb-x-gbclan+m5"),
    Voice("espeak-ng", "en-gb-scotland"),
    Voice("espeak-ng", "en-gb-x-gbcwmd+f5"),
    Voice("espeak-ng", "en-029+m7"),
    Voice("flite", "rms"),
    Voice("flite", "slt"),
    Voice("flite", "awb"),
    Voice("flite", "kal16"),
    Voice("festival", "kal_diphone"),
    Voice("festival", "ked_diphone"),
    Voice("festival", "cmu_us_slt_arctic_hts"),
    Voice("hibari", "en-us"),
)
"""Of four engines; every second one chooses the thresholds, the others are reported."""

TUNE, REPORT = VOICES[0::2], VOICES[1::2]


class Speech:
    """Says texts in voices; what was said once is kept in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._hibari: Any = None

    def missing(self, voices: Iterable[Voice] = VOICES) -> list[str]:
        """The engines of ``voices`` that are not installed."""
        engines = sorted({voice.engine for voice in voices})
        return [engine for engine in engines if not _there(engine)]

    def __call__(self, text: str, voice: Voice) -> Samples:
        """``text`` said by ``voice``: (n,) at `RATE`, its loudest sample 0.5, no silence at its ends."""
        key = hashlib.sha256(f"{voice}\n{text}".encode()).hexdigest()[:24]
        file = self._folder / f"{key}.npy"
        if file.exists():
            return np.load(file).astype(np.float32) / 32767.0
        samples = _evened(self._said(text, voice))
        self._folder.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(".part.npy")
        np.save(part, np.round(samples * 32767.0).astype(np.int16))
        part.replace(file)
        return samples

    def _said(self, text: str, voice: Voice) -> Samples:
        if voice.engine == "hibari":
            return self._by_hibari(text)
        with tempfile.TemporaryDirectory(prefix="hearing-") as folder:
            file = Path(folder) / "said.wav"
            if voice.engine == "espeak-ng":
                command, told = ["espeak-ng", "-v", voice.name, "-w", str(file), text], None
            elif voice.engine == "flite":
                command, told = ["flite", "-voice", voice.name, "-t", text, "-o", str(file)], None
            else:
                command, told = ["text2wave", "-eval", f"(voice_{voice.name})", "-o", str(file)], text
            subprocess.run(command, input=told, text=True, check=True, capture_output=True, timeout=120)
            return decoded(file.read_bytes(), RATE)

    def _by_hibari(self, text: str) -> Samples:
        if self._hibari is None:
            self._hibari = importlib.import_module("hibari").Hibari()
        return resampled(self._hibari(text, seed=0).astype(np.float32), _OF_HIBARI, RATE)


def _there(engine: str) -> bool:
    if engine == "hibari":
        return importlib.util.find_spec("hibari") is not None
    return shutil.which("text2wave" if engine == "festival" else engine) is not None


def _evened(samples: Samples) -> Samples:
    loud = np.flatnonzero(np.abs(samples) > 0.02 * np.abs(samples).max())
    cut = samples[loud[0] : loud[-1] + 1]
    return (cut * (0.5 / np.abs(cut).max())).astype(np.float32)
