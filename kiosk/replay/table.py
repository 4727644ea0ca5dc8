"""The table that a replay, or a run without a screen, prints."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table

from kiosk.coach.guidance import JudgedRep
from kiosk.replay.run import Replay


def print_replays(replays: list[Replay]) -> None:
    """A table for each clip on stdout."""
    console = Console()
    for replay in replays:
        console.print(_table(replay))


def _table(replay: Replay) -> Table:
    counted = sum(rep.counted for rep in replay.reps)
    seen = 100.0 * replay.tracked / max(1, replay.frames)
    mean = replay.timing.spent.get("total", 0.0) / max(1, replay.frames)
    table = Table(
        title=f"{Path(replay.clip).name} as {replay.drill_id}",
        caption=(
            f"{counted} counted, {len(replay.reps) - counted} attempts; "
            f"{replay.frames} frames, person in {seen:.0f} %, {mean:.1f} ms a frame{_unjudged(replay)}"
        ),
    )
    for column in ("", "at s", "torso", "knee", "back", "down pause up"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("verdict")
    for number, judged in enumerate(replay.reps, start=1):
        table.add_row(str(number), *_cells(judged))
    return table


def _unjudged(replay: Replay) -> str:
    """What of the clip could not be judged, as its frames are too few."""
    if replay.too_slow <= 0.0:
        return ""
    span = replay.last_time - replay.first_time
    return (
        f"\n{replay.too_slow:.1f} s of {span:.1f} s not judged: too few pictures a second "
        f"({replay.rate:.1f} in the mean, {replay.least_rate:g} are needed)"
    )


def _cells(judged: JudgedRep) -> list[str]:
    bottom, tempo = judged.rep.bottom_posture, judged.rep.tempo
    faults = ", ".join(f"{fault.id} {fault.severity:.1f}" for fault in judged.faults) or "clean"
    return [
        f"{judged.rep.bottom:.1f}",
        _number(bottom.value("torso_inclination"), 0, "°"),
        _number(bottom.value("knee_flexion"), 0, "°"),
        _number(bottom.value("back_curvature"), 2),
        f"{tempo.down:.1f} {tempo.pause:.1f} {tempo.up:.1f}",
        faults if judged.counted else f"not counted ({judged.reason}): {faults}",
    ]


def _number(value: float | None, digits: int, unit: str = "") -> str:
    return "-" if value is None else f"{value:.{digits}f}{unit}"
