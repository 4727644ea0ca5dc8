"""What the last run came to, for `kiosk doctor`: how late, how hot, with what effort. A small file by the records."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from pydantic import Field, ValidationError

from kiosk import toml
from kiosk.health.gauge import Reading, Spread

NAME = "last_run.json"


class Lag(toml.Section):
    """Milliseconds that half of the samples, and 95 of 100, keep within."""

    p50: float
    p95: float
    count: int


class StepTaken(toml.Section):
    """A change of effort: seconds into the run, the level's name, and why."""

    at: float
    level: str
    reason: str


class Measured(toml.Section):
    """A run's lags and losses; fields as in `kiosk.health.gauge.Reading`."""

    seconds: float
    frames: int
    rate: float
    dropped: float
    too_slow: float = Field(0.0, description="seconds during which frames came too rarely to coach")
    work_ms: Lag | None
    glass_ms: Lag | None
    bar_ms: Lag | None


class LastRun(toml.Section):
    """The last run, as of ``told_at``: it is written now and then while running, since the plug may be pulled."""

    told_at: datetime
    camera: str
    measured: Measured
    level: str = Field(description="of effort, at the end")
    steps: tuple[StepTaken, ...] = Field(description="changes of effort; the last hundred")
    hottest: float | None = Field(description="degrees Celsius; absent where the machine does not tell")
    slowed: bool = Field(description="whether the processor slowed itself down meanwhile")


def measured(reading: Reading) -> Measured:
    """``reading``, rounded for a file."""
    return Measured(
        seconds=round(reading.seconds, 1),
        frames=reading.frames,
        rate=round(reading.rate, 2),
        dropped=round(reading.dropped, 4),
        too_slow=round(reading.too_slow, 1),
        work_ms=_lag(reading.work),
        glass_ms=_lag(reading.glass),
        bar_ms=_lag(reading.bar),
    )


def write_last_run(run: LastRun, path: Path) -> None:
    """Put ``run`` in place of what was there, whole or not at all. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(run.model_dump_json(indent=2) + "\n", encoding="utf-8")
    os.replace(fresh, path)


def read_last_run(path: Path) -> LastRun | None:
    """The last run; None where there was none. Raises `kiosk.toml.FileProblem` where the file is damaged."""
    try:
        return LastRun.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise toml.FileProblem([f"{path}: cannot be read: {error.strerror}"]) from error
    except ValidationError as error:
        raise toml.FileProblem([f"{path}: damaged; the next run writes it anew"]) from error


def summary(run: LastRun) -> list[str]:
    """The run in a few sentences without their full stops, for a terminal or a log."""
    told = run.measured
    lags = [
        f"{where} {lag.p50:.0f} ms, {lag.p95:.0f} at the 95th percentile"
        for where, lag in (("to the glass", told.glass_ms), ("to the bar", told.bar_ms))
        if lag is not None
    ]
    lines = [f"From the sensor {'; '.join(lags)}"] if lags else []
    lost = f"{100.0 * told.dropped:.1f} % of the camera's frames lost"
    work = "" if told.work_ms is None else f", {told.work_ms.p50:.1f} ms a frame ({told.work_ms.p95:.1f})"
    lines.append(f"{told.rate:.1f} poses a second{work}, {lost}")
    if told.too_slow > 0.0:
        lines.append(f"Too slow to coach for {told.too_slow:.0f} s of {told.seconds:.0f}")
    if run.steps:
        lines += [f"Effort at {step.at:.0f} s: {step.level} ({step.reason})" for step in run.steps[-5:]]
    else:
        lines.append(f"Effort: {run.level} throughout")
    if run.hottest is not None:
        lines.append(f"At most {run.hottest:.0f} degrees hot{', and slowed itself down' if run.slowed else ''}")
    return lines


def _lag(spread: Spread | None) -> Lag | None:
    return None if spread is None else Lag(p50=spread.p50, p95=spread.p95, count=spread.count)
