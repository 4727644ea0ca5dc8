"""The trace: one row a frame, as CSV."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from kiosk.motion.posture import MEASURE_NAMES
from kiosk.pipeline import Step

TRUSTED = ("shoulder", "hip", "knee", "ankle")
"""Near-side joints whose trust is traced."""

COLUMNS = (
    *("time", *MEASURE_NAMES, "view", "turn", "facing", "phase", "visibility"),
    *(f"trust_{name}" for name in TRUSTED),
    *("stage", "count"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One frame's cells, in the order of `COLUMNS`; None is an absent measure."""

    cells: tuple[str | float | int | None, ...]


def row_of(step: Step) -> Row:
    """The row of one step; all measures are absent where nobody was seen."""
    guidance, time = step.guidance, step.guidance.time
    if step.moment is None:
        unseen = (None,) * (len(COLUMNS) - 3)
        return Row((round(time, 4), *unseen, guidance.stage, guidance.count))
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
            guidance.stage,
            guidance.count,
        )
    )


def write_trace(rows: list[Row], path: Path) -> None:
    """Write ``rows`` to ``path``. Raises OSError where that cannot be."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(row.cells for row in rows)
