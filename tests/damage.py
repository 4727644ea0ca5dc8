"""Damages what is shipped, in a copy."""

from __future__ import annotations

import shutil
from pathlib import Path

MODELS = Path(__file__).parents[1] / "models"


def damaged_model(folder: Path) -> Path:
    """A network with one bit turned over, in a copy of all models in ``folder`` / "models"."""
    models = folder / "models"
    shutil.copytree(MODELS, models, ignore=shutil.ignore_patterns("calibration"))
    victim = models / "pose_landmark_full_int8.tflite"
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 1
    victim.write_bytes(data)
    return victim
