"""Real recordings scored against what was counted by eye, where they are at hand."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .cache import Cache
from .digest import digest, file_digest
from .replays import Arithmetic, Replayed, replay
from .stage import ROOT

TRUTH = Path(__file__).with_name("real.toml")
NEAR = 0.5
"""Seconds within which a bottom is the one counted by eye."""


@dataclass(frozen=True)
class RealClip:
    """What is known of a recording."""

    file: str
    drill: str
    counted: int
    attempts: int
    bottoms: tuple[float, ...] = ()
    every: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


def real_clips(path: Path = TRUTH) -> tuple[Path, list[RealClip]]:
    """The folder of the recordings, which need not exist, and what is known of each."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    clips = [_known(entry) for entry in data["clip"]]
    return (ROOT / data["folder"]).resolve(), clips


def _known(entry: dict[str, Any]) -> RealClip:
    return RealClip(**{name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()})


def score_real(cache: Path, arithmetic: Arithmetic = "int8") -> list[dict[str, Any]] | None:
    """A row for each recording that is there; None where the folder is not."""
    folder, clips = real_clips()
    if not folder.is_dir():
        return None
    kept = Cache(cache / "replays")
    rows = []
    for clip in clips:
        video = folder / clip.file
        if video.is_file():
            replayed = replay(digest(file_digest(video)), video, clip.drill, kept, arithmetic)
            rows.append(score_recording(clip, replayed))
    return rows


def score_recording(clip: RealClip, replayed: Replayed) -> dict[str, Any]:
    """One recording's row."""
    reps = replayed.report["reps"]
    shown = [{fault["id"] for fault in rep["faults"]} for rep in reps]
    return {
        "clip": clip.file,
        "drill": clip.drill,
        "counted": [replayed.report["counted"], clip.counted],
        "attempts": [replayed.report["attempts"], clip.attempts],
        "bottoms": [_near(clip.bottoms, reps), len(clip.bottoms)],
        "every": {name: [sum(name in faults for faults in shown), len(shown)] for name in clip.every},
        "false": {name: number for name, number in _counts(shown).items() if name in clip.never},
        "other": {name: number for name, number in _counts(shown).items() if name not in (*clip.every, *clip.never)},
        "found": replayed.report["tracked"],
        "cpu_ms_a_frame": round(1000.0 * replayed.cpu_s / max(1, replayed.report["frames"]), 2),
        "peak_mb": replayed.peak_mb,
    }


def _near(bottoms: Sequence[float], reps: Sequence[Mapping[str, Any]]) -> int:
    """How many bottoms counted by eye have a rep of their own near them."""
    left = [rep["bottom"] for rep in reps]
    hits = 0
    for bottom in bottoms:
        nearest = min(left, key=lambda time: abs(time - bottom), default=None)
        if nearest is not None and abs(nearest - bottom) <= NEAR:
            left.remove(nearest)
            hits += 1
    return hits


def _counts(shown: Sequence[set[str]]) -> dict[str, int]:
    return dict(sorted(Counter(name for faults in shown for name in faults).items()))
