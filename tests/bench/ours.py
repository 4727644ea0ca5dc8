"""The mirror's own side: `kiosk replay` in a fresh process."""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.bench.arithmetic import Run, share_beside
from tests.bench.child import BenchError, run

_RUN_LIMIT = 900.0
"""Seconds."""

_SETTINGS = "[pose]\nthreads = 1\n"
"""One thread, so that no time is lost on handing out work; all else as shipped, whatever the owner has set."""


@dataclass(frozen=True, slots=True)
class OurRun:
    """One run; ``stages_ms`` is ``timing_ms`` of the report, wall milliseconds a frame; ``outside`` the share of the
    processor time of the per-frame work, decoding left out, that is not inside of the networks' interpreters."""

    run: Run
    stages_ms: dict[str, float]
    outside: float


def run_ours(clip: Path, masks: Literal["station", "every"] = "station") -> OurRun:
    """One replay of ``clip`` on one thread, with the mask as the station asks for it or on every frame.

    Raises:
        BenchError: it fails.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        notes, report, settings = folder / "notes.json", folder / "report.json", folder / "settings.toml"
        settings.write_text(_SETTINGS, encoding="utf-8")
        words: list[str | Path] = ["replay", clip.absolute(), "--report", report, "--config", settings]
        try:
            used = run([sys.executable, "-m", "tests.bench.ours_run", notes, masks, *words], _RUN_LIMIT)
        except BenchError as error:
            raise BenchError(f"kiosk replay {clip.name}: {error}") from error
        found = json.loads(notes.read_text(encoding="utf-8"))
        stages = json.loads(report.read_text(encoding="utf-8"))["timing_ms"]
        outside = share_beside(found["invoke"], found["work"])
        return OurRun(Run(tuple(found["cpu"]), used.cpu_s, used.peak_mb), stages, outside)
