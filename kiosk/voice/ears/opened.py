"""Ears with the networks of a folder."""

from __future__ import annotations

from pathlib import Path

from kiosk.voice.ears.ear import Ear
from kiosk.voice.ears.gate import Gate
from kiosk.voice.ears.recognizer import Recognizer
from kiosk.voice.ears.table import shipped_ears
from kiosk.voice.ears.weights import check


def open_ear(folder: Path, strictness: str) -> Ear:
    """With the published networks, each file checked. Raises `EarsTrouble`; KeyError where ``strictness`` is none of
    `ears.toml`."""
    check(folder)
    return Ear(Gate(folder / "silero_vad.onnx"), Recognizer(folder), shipped_ears(), strictness)
