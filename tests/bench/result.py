"""What a run of the benchmarks found: its targets, as a table, and as JSON."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench.arithmetic import Figures, Target, ratio
from tests.bench.station import Start

RATIO_LIMIT = 0.5
"""Our processor time a frame over the peer's, at most."""

PEAK_LIMIT = 300.0
"""Resident megabytes of a replay, at most."""

FIRST_COACHED_LIMIT = 4.0
"""Seconds from the start to the first coached frame, at most."""

DRAWN_LIMIT = 30.0
"""Frames drawn a second, at least."""


@dataclass(frozen=True, slots=True)
class ClipResult:
    """Both sides on one clip; ``peer`` is None where it was not measured."""

    clip: str
    ours: Figures
    peer: Figures | None
    stages_ms: dict[str, float]

    @property
    def ratio(self) -> float | None:
        """Processor time a frame, ours over the peer's."""
        return None if self.peer is None else ratio(self.ours.frame_ms, self.peer.frame_ms)

    @property
    def plain_ratio(self) -> float | None:
        """The same with start-up spread over the frames."""
        return None if self.peer is None else ratio(self.ours.plain_ms, self.peer.plain_ms)


def targets(clips: list[ClipResult], start: Start | None, no_peer: str, no_start: str) -> list[Target]:
    """Every target; ``no_peer`` and ``no_start`` say why something was not measured."""
    found = []
    for item in clips:
        found.append(Target(f"CPU a frame over the peer's, {item.clip}", RATIO_LIMIT, "", item.ratio, reason=no_peer))
        found.append(Target(f"peak memory of replay, {item.clip}", PEAK_LIMIT, "MB", item.ours.peak_mb))
    silent = no_start or "the report does not say"
    first, drawn = (start.first_coached_s, start.drawn_fps) if start else (None, None)
    found.append(Target("first coached frame", FIRST_COACHED_LIMIT, "s", first, reason=silent))
    found.append(Target("drawn a second", DRAWN_LIMIT, "frames", drawn, at_least=True, reason=silent))
    return found


def print_result(console: Console, clips: list[ClipResult], verdicts: list[Target]) -> None:
    """The tables."""
    sides = Table(title="Processor time and memory, medians")
    for column in ("clip", "side", "runs", "frames", "CPU ms a frame", "plain", "start-up s", "peak MB"):
        sides.add_column(column, justify="left" if column in ("clip", "side") else "right")
    for item in clips:
        for side, data in (("ours", item.ours), ("peer", item.peer)):
            if data is not None:
                sides.add_row(
                    item.clip,
                    side,
                    str(data.runs),
                    str(data.frames),
                    "{:.1f} ({:.1f}-{:.1f})".format(data.frame_ms, *data.frame_ms_range),
                    f"{data.plain_ms:.1f}",
                    f"{data.start_s:.2f}",
                    f"{data.peak_mb:.0f}",
                )
        if item.ratio is not None and item.plain_ratio is not None:
            sides.add_row(item.clip, "ratio", "", "", f"{item.ratio:.2f}", f"{item.plain_ratio:.2f}", "", "")
        sides.add_section()
    console.print(sides)
    stages = Table(title="Our stages, wall ms a frame")
    stages.add_column("clip")
    for stage in clips[0].stages_ms:
        stages.add_column(stage, justify="right")
    for item in clips:
        stages.add_row(item.clip, *(f"{value:.2f}" for value in item.stages_ms.values()))
    console.print(stages)
    goals = Table(title="Targets")
    for column in ("what", "found", "target", "verdict"):
        goals.add_column(column)
    for target in verdicts:
        goals.add_row(target.name, _value(target), _bound(target), _verdict(target))
    console.print(goals)


def write_result(path: Path, clips: list[ClipResult], verdicts: list[Target]) -> None:
    """The same as JSON; ``met`` is null where it was not measured."""
    data: dict[str, Any] = {
        "machine": {
            "architecture": platform.machine(),
            "processors": os.cpu_count(),
            "python": platform.python_version(),
        },
        "clips": [asdict(item) | {"ratio": item.ratio, "plain_ratio": item.plain_ratio} for item in clips],
        "targets": [
            asdict(target) | {"met": target.met, "reason": "" if target.met is not None else target.reason}
            for target in verdicts
        ],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


def _value(target: Target) -> str:
    return "-" if target.value is None else f"{target.value:.2f} {target.unit}".strip()


def _bound(target: Target) -> str:
    return f"{'at least' if target.at_least else 'at most'} {target.limit:g} {target.unit}".strip()


def _verdict(target: Target) -> str:
    if target.met is None:
        return f"[yellow]not measured[/yellow]: {target.reason}"
    return "[green]met[/green]" if target.met else "[red]missed[/red]"
