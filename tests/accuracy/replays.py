"""Runs `kiosk replay` on a clip, in a fresh process for each: the very command that users run.

A process each costs about a second of start-up, and buys that peak memory and processor time are the clip's own,
that no clip can spoil the next, and that a crash is one clip's failure. (A trace is of one clip only.)
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from kiosk.exits import Exit

from .cache import Cache
from .digest import digest, file_digest, files_digest, packages, sources
from .drills import SHIPPED
from .stage import ROOT

LIMIT = 1800.0
"""Seconds a replay may take."""

_PACKAGES = ("numpy", "opencv-python-headless", "opencv-python", "ai-edge-litert", "tflite-runtime")
Arithmetic = Literal["int8", "float"]
"""Of the networks. A Pi runs them in int8, and so does the benchmark, whatever suits the machine it runs on."""

_SETTINGS = '[pose]\nthreads = 1\narithmetic = "{arithmetic}"\n'
"""Whatever the owner has set; one thread, since the replays themselves run side by side."""


class ReplayError(RuntimeError):
    """A clip could not be replayed; the message says why, on one line."""


@dataclass(frozen=True)
class Replayed:
    """What `kiosk replay` made of a clip: its report, the rows of its trace as texts by column, and what it cost."""

    report: dict[str, Any]
    trace: list[dict[str, str]]
    cpu_s: float
    peak_mb: float


def replay(key: str, video: Path, drill: str, kept: Cache, arithmetic: Arithmetic = "int8") -> Replayed:
    """Replay `video`, or take what was kept of the same. `key` stands for the video's content."""
    whole = digest(key, drill, arithmetic, mirror_digest(), file_digest(SHIPPED / f"{drill}.toml"))
    entry = kept.find(whole) or kept.make(whole, lambda folder: run_replay(video, drill, folder, arithmetic))
    return read_replay(entry)


def run_replay(video: Path, drill: str, folder: Path, arithmetic: Arithmetic = "int8") -> None:
    """Replay `video` and leave report, trace and cost in `folder`. Raises `ReplayError`."""
    settings, cost = folder / "settings.toml", folder / "cost.json"
    settings.write_text(_SETTINGS.format(arithmetic=arithmetic), encoding="utf-8")
    outputs = ["--report", str(folder / "report.json"), "--trace", str(folder / "trace.csv")]
    words = [
        sys.executable,
        "-m",
        "kiosk",
        "replay",
        str(video),
        "--drill",
        drill,
        "--config",
        str(settings),
        *outputs,
    ]
    launcher = [sys.executable, str(Path(__file__).with_name("launch.py")), str(cost)]
    try:
        done = subprocess.run(
            [*launcher, *words], cwd=ROOT, capture_output=True, text=True, timeout=LIMIT, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ReplayError(f"not done after {LIMIT:.0f} s") from error
    # That nobody was found is a result, not a failure: the report says so.
    if done.returncode not in (Exit.DONE, Exit.NO_PERSON):
        said = done.stderr.strip().splitlines()
        raise ReplayError(": ".join([f"kiosk replay ended with {done.returncode}", *said[-1:]]))


def read_replay(folder: Path) -> Replayed:
    """What a replay left in `folder`."""
    cost = json.loads((folder / "cost.json").read_text(encoding="utf-8"))
    with (folder / "trace.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return Replayed(report, rows, cost["cpu_s"], cost["peak_mb"])


@cache
def mirror_digest() -> str:
    """A digest of all that a replay depends on besides clip and drill: sources, models, packages."""
    code = sources(ROOT, "kiosk.replay.command", without=frozenset({"kiosk.replay.video"}))
    data = [SHIPPED / "faults.toml", ROOT / "models" / "manifest.toml"]
    return digest(files_digest(ROOT, [*code, *data]), packages(*_PACKAGES), _SETTINGS)
