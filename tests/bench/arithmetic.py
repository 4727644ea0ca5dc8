"""What the figures are made of: slopes, medians, targets. Pure; runs nothing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

SHORT = 1 / 3
"""Share of the frames after which the slope begins."""


@dataclass(frozen=True, slots=True)
class Run:
    """One process over one clip.

    ``curve`` is the processor time in seconds that the process had used after each frame, ``cpu_s`` what it had
    used in all when it was gone; ``peak_mb`` its largest resident memory.
    """

    curve: tuple[float, ...]
    cpu_s: float
    peak_mb: float

    @property
    def frames(self) -> int:
        """Frames that were run."""
        return len(self.curve)

    @property
    def frame_s(self) -> float:
        """Processor seconds a frame, start-up taken off."""
        return slope(self.curve)

    @property
    def plain_s(self) -> float:
        """Processor seconds a frame, start-up spread over the frames."""
        return self.cpu_s / self.frames

    @property
    def start_s(self) -> float:
        """Processor seconds that do not grow with the clip: imports, loading, ending."""
        return self.cpu_s - self.frame_s * self.frames


@dataclass(frozen=True, slots=True)
class Figures:
    """Medians over the runs of one side on one clip; times are processor time. ``frame_ms_range`` is the least and
    the most of the runs: where it is wide, the machine was busy."""

    runs: int
    frames: int
    frame_ms: float
    frame_ms_range: tuple[float, float]
    plain_ms: float
    start_s: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Target:
    """A bound and what was found. ``value`` is None where it was not measured, and ``reason`` says why."""

    name: str
    limit: float
    unit: str
    value: float | None
    at_least: bool = False
    reason: str = ""

    @property
    def met(self) -> bool | None:
        """None where it was not measured."""
        if self.value is None:
            return None
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def slope(curve: Sequence[float]) -> float:
    """Growth a frame of a rising ``curve``, from the end of its first third to its end.

    Raises:
        ValueError: fewer than three frames: no slope can be told from them.
    """
    if len(curve) < 3:
        raise ValueError(f"{len(curve)} frames are too few for a slope; use a longer clip")
    short = max(1, round(len(curve) * SHORT))
    return (curve[-1] - curve[short - 1]) / (len(curve) - short)


def share_beside(part: Sequence[float], whole: Sequence[float]) -> float:
    """Share of ``whole`` that is not ``part``, both rising curves over the same frames, by their slopes.

    Raises:
        ValueError: fewer than three frames.
    """
    return 1.0 - ratio(slope(part), slope(whole))


def figures(runs: Sequence[Run]) -> Figures:
    """The medians of ``runs``, each figure for itself."""
    each = [1000.0 * run.frame_s for run in runs]
    return Figures(
        runs=len(runs),
        frames=runs[0].frames,
        frame_ms=median(each),
        frame_ms_range=(min(each), max(each)),
        plain_ms=1000.0 * median(run.plain_s for run in runs),
        start_s=median(run.start_s for run in runs),
        peak_mb=median(run.peak_mb for run in runs),
    )


def stage_medians(splits: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Median of each stage over the runs, in the order of the first."""
    return {stage: median(split[stage] for split in splits) for stage in splits[0]} if splits else {}


def ratio(ours: float, peer: float) -> float:
    """``ours`` over ``peer``; infinite where the peer used nothing, which no target forgives."""
    return ours / peer if peer > 0.0 else math.inf


def exit_code(targets: Sequence[Target]) -> int:
    """1 where a target was measured and missed, else 0."""
    return int(any(target.met is False for target in targets))
