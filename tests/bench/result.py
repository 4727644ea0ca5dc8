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
from tests.bench.poses import Poses
from tests.bench.station import Start

MASKED_LIMIT = 0.4
"""Our processor time a frame over the peer's, at most, both with the mask on every frame."""

STATION_LIMIT = 0.3
"""The same with our mask only where the station asks for it."""

OUTSIDE_LIMIT = 12.0
"""Per cent of the processor time of a frame's work, at most, that is not the networks' own."""

FIRST_POSE_LIMIT = 1.0
"""Seconds from the begin of loading the models to the first pose, at most."""

JITTER_LIMIT = 0.3
"""Degrees, root mean square, of the torso of a person who stands still, at most."""

DELAY_LIMIT = 40.0
"""Milliseconds that smoothing adds at hinge speed, at most."""

PEAK_LIMIT = 250.0
"""Resident megabytes of a replay, at most."""

FIRST_COACHED_LIMIT = 4.0
"""Seconds from the start to the first coached frame, at most."""

DRAWN_LIMIT = 30.0
"""Frames drawn a second, at least."""


@dataclass(frozen=True, slots=True)
class ClipResult:
    """Both sides on one clip; ``peer`` is None where it was not measured.

    ``ours`` is as the station runs it, ``masked`` with the mask on every frame, as the peer has it. ``outside`` is
    the share of the processor time of a frame's work in ``ours`` that is not inside of the networks' interpreters.
    """

    clip: str
    ours: Figures
    masked: Figures
    peer: Figures | None
    stages_ms: dict[str, float]
    outside: float

    @property
    def ratio(self) -> float | None:
        """Processor time a frame, ours over the peer's."""
        return None if self.peer is None else ratio(self.ours.frame_ms, self.peer.frame_ms)

    @property
    def masked_ratio(self) -> float | None:
        """The same with the mask on every frame."""
        return None if self.peer is None else ratio(self.masked.frame_ms, self.peer.frame_ms)

    @property
    def plain_ratio(self) -> float | None:
        """The same with start-up spread over the frames."""
        return None if self.peer is None else ratio(self.ours.plain_ms, self.peer.plain_ms)


def targets(
    clips: list[ClipResult], start: Start | None, poses: Poses | None, no_peer: str, no_start: str, no_poses: str
) -> list[Target]:
    """Every target; ``no_peer``, ``no_start`` and ``no_poses`` say why something was not measured."""
    found = []
    for item in clips:
        for how, limit, value in (
            ("mask on every frame", MASKED_LIMIT, item.masked_ratio),
            ("as the station runs", STATION_LIMIT, item.ratio),
        ):
            found.append(Target(f"CPU over the peer's, {how}, {item.clip}", limit, "", value, reason=no_peer))
        found.append(Target(f"outside the interpreter, {item.clip}", OUTSIDE_LIMIT, "%", 100.0 * item.outside))
        found.append(Target(f"peak memory of replay, {item.clip}", PEAK_LIMIT, "MB", item.ours.peak_mb))
    for name, limit, unit, value in (
        ("models to first pose", FIRST_POSE_LIMIT, "s", None if poses is None else poses.first_pose_s),
        ("jitter of a standing torso", JITTER_LIMIT, "degrees", None if poses is None else poses.jitter),
        ("lag that smoothing adds", DELAY_LIMIT, "ms", None if poses is None else poses.delay_ms),
    ):
        found.append(Target(name, limit, unit, value, reason=no_poses))
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
        for side, data in (("ours", item.ours), ("ours, masks", item.masked), ("peer", item.peer)):
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
            sides.add_row(item.clip, "ratio, masks", "", "", f"{item.masked_ratio:.2f}", "", "", "")
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
        "clips": [
            asdict(item)
            | {"ratio": item.ratio, "masked_ratio": item.masked_ratio, "plain_ratio": item.plain_ratio}
            for item in clips
        ],
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
