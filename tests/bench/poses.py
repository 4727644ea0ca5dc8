"""How soon there is a pose, how calm and how prompt it is: measured in processes of their own."""

from __future__ import annotations

import json
import math
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.bench.child import ROOT, BenchError, run

CLIPS = ("hinge_good", "dumbbell_good", "hinge_rounded", "hinge_fast", "hinge_short_lockout")
"""Committed clips from the side, with standing stretches and hinges of several speeds, whose truth is known."""

_DATA = ROOT / "tests" / "data"
_RUN_LIMIT = 600.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Poses:
    """``first_pose_s`` from the begin of loading the models; ``jitter`` in degrees, root mean square over the clips'
    standing stretches; ``delay_ms`` of smoothing at hinge speed, in the clip where it is longest."""

    first_pose_s: float
    jitter: float
    delay_ms: float


def measure_poses(rounds: int) -> Poses:
    """``rounds`` processes for the time, whose median counts; the rest is the same in each. Raises `BenchError`."""
    found = [_run() for _ in range(rounds)]
    clips = found[0]["clips"]
    jitters = [item["jitter"] for item in clips if item["jitter"] is not None]
    delays = [item["delay"] for item in clips if item["delay"] is not None]
    if not jitters or not delays:
        raise BenchError("the committed clips show nobody standing, or nobody hinging")
    return Poses(
        first_pose_s=median(item["first_pose_s"] for item in found),
        jitter=math.sqrt(sum(value**2 for value in jitters) / len(jitters)),
        delay_ms=1000.0 * max(delays),
    )


def _run() -> dict[str, object]:
    pairs = [_DATA / f"{name}{suffix}" for name in CLIPS for suffix in (".mp4", ".json")]
    with tempfile.TemporaryDirectory() as name:
        found = Path(name) / "found.json"
        try:
            run([sys.executable, "-m", "tests.bench.pose_run", found, *pairs], _RUN_LIMIT)
        except BenchError as error:
            raise BenchError(f"poses of the committed clips: {error}") from error
        data: dict[str, object] = json.loads(found.read_text(encoding="utf-8"))
        return data
