"""The mirror's own side: `kiosk replay` in a fresh process."""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.bench.arithmetic import Run
from tests.bench.child import BenchError, run

_RUN_LIMIT = 900.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class OurRun:
    """One run; ``stages_ms`` is ``timing_ms`` of the report, wall milliseconds a frame."""

    run: Run
    stages_ms: dict[str, float]


def run_ours(clip: Path) -> OurRun:
    """One replay of ``clip`` with the default settings, whatever the owner has set. Raises `BenchError`."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        curve, report, settings = folder / "curve.json", folder / "report.json", folder / "settings.toml"
        settings.touch()
        words: list[str | Path] = ["replay", clip.absolute(), "--report", report, "--config", settings]
        try:
            used = run([sys.executable, "-m", "tests.bench.ours_run", curve, *words], _RUN_LIMIT)
        except BenchError as error:
            raise BenchError(f"kiosk replay {clip.name}: {error}") from error
        points = tuple(json.loads(curve.read_text(encoding="utf-8")))
        stages = json.loads(report.read_text(encoding="utf-8"))["timing_ms"]
        return OurRun(Run(points, used.cpu_s, used.peak_mb), stages)
