"""The trace: one row a frame, as CSV."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from pathlib import Path

from kiosk.motion.posture import MEASURE_NAMES
from kiosk.pipeline import Step
from kiosk.pose.pose import Joint, Pose

TRUSTED = ("shoulder", "hip", "knee", "ankle")
"""Near-side joints whose trust is traced."""

TIMED_COLUMNS = ("work_ms", "glass_ms", "bar_ms")
"""Milliseconds: processing of the frame, and from the sensor's time stamp to glass and bar, which only a run knows.
All that two replays of the same frames may differ in."""

_SEEN = (
    *MEASURE_NAMES, "view", "turn", "facing", "phase", "visibility", *(f"trust_{name}" for name in TRUSTED),
    "hips_x", "hips_y", "others",
)  # fmt: skip

COLUMNS = ("time", *_SEEN, "stage", "count", "mask", "effort", *TIMED_COLUMNS)
"""``hips_x``, ``hips_y``: the middle of the hips as shares of the picture's width and height. ``others``: how many
share the zone with the user. ``mask``: 1 where the frame carries the person mask. ``effort``: the level that it was
processed with."""

FULL_EFFORT = "full"


@dataclass(frozen=True, slots=True)
class Row:
    """One frame's cells, in the order of `COLUMNS`; None is an absent measure."""

    cells: tuple[str | float | int | None, ...]

    def late_by(self, glass: float | None, bar: float | None) -> Row:
        """With the lags of glass and bar, in seconds; None leaves what was there."""
        cells = list(self.cells)
        for column, lag in (("glass_ms", glass), ("bar_ms", bar)):
            if lag is not None:
                cells[COLUMNS.index(column)] = round(1000.0 * lag, 1)
        return replace(self, cells=tuple(cells))


def row_of(step: Step, effort: str = FULL_EFFORT) -> Row:
    """The row of one step; all measures are absent where nobody was seen."""
    guidance, time = step.guidance, step.guidance.time
    masked = int(step.pose is not None and step.pose.mask is not None)
    how = (guidance.stage, guidance.count, masked, effort, round(1000.0 * step.seconds, 2), None, None)
    if step.moment is None or step.pose is None:
        return Row((round(time, 4), *(None,) * len(_SEEN), *how))
    posture = step.moment.posture
    values = [posture.measures.value(name) for name in MEASURE_NAMES]
    return Row(
        (
            round(time, 4),
            *(None if value is None else round(value, 4) for value in values),
            posture.view,
            round(posture.turn, 2),
            posture.facing,
            step.moment.phase,
            round(posture.visibility, 3),
            *(round(posture.trust[name], 3) for name in TRUSTED),
            *_hips(step.pose),
            step.pose.others,
            *how,
        )
    )


def _hips(pose: Pose) -> tuple[float, float]:
    """Who is followed: the middle of the hips, in shares of the picture."""
    (left_x, left_y), (right_x, right_y) = pose.landmarks[[Joint.LEFT_HIP, Joint.RIGHT_HIP], :2].tolist()
    width, height = pose.size
    return round(0.5 * (left_x + right_x) / width, 4), round(0.5 * (left_y + right_y) / height, 4)


def write_trace(rows: list[Row], path: Path) -> None:
    """Write ``rows`` to ``path``. Raises OSError where that cannot be."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(row.cells for row in rows)
