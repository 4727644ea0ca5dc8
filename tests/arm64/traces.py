"""How far the angles of two replays of one clip lie apart."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

ANGLES = ("torso_inclination", "hip_flexion", "knee_flexion", "shin_inclination")

Trace = Sequence[dict[str, str]]


def read_trace(path: Path) -> Trace:
    """A row for each picture, as `kiosk replay --trace` writes them."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def apart(here: Trace, there: Trace, angle: str) -> tuple[float, float]:
    """Degrees between the two, in the middle picture and in the worst. Each must have the ``angle`` where the other
    has it, and that is in nine of ten pictures."""
    both = [(mine[angle], its[angle]) for mine, its in zip(here, there, strict=True)]
    assert [bool(a) for a, _ in both] == [bool(b) for _, b in both], f"{angle}: absent on one side only"
    found = sorted(abs(float(a) - float(b)) for a, b in both if a and b)
    assert len(found) > 0.9 * len(both), angle
    print(f"{angle}: median {found[len(found) // 2]:.4f}, at most {found[-1]:.4f} degrees apart")
    return found[len(found) // 2], found[-1]
