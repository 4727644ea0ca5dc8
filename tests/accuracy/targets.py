"""How right the angles were asked to be, and whether they are.

Frames count by how far the person is truly turned, whatever the clip is called; errors are less each clip's own while
standing. A frame in which the mirror says nothing cannot be wrong, so its share stands beside: refusing is an answer
to a turned person, and to joints behind a plate or a bench, not to somebody side-on who is clear to see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .frames import MeasureErrors
from .score import ClipScore
from .spread import bootstrap

ABSENT_AT_MOST = 0.05
"""Share of side-on frames, in clips where nothing hides the person, that may be without the measure: more would be
refusing what is hard."""


@dataclass(frozen=True)
class Target:
    """RMSE of `measure` asked of frames with a true turn in [`low`, `high`) degrees off side-on."""

    measure: str
    low: float
    high: float
    most: float
    refusable: bool = False


TARGETS = (
    Target("torso_inclination", 0.0, 20.0, 2.5),
    Target("hip_flexion", 0.0, 20.0, 5.0),
    Target("knee_flexion", 0.0, 20.0, 5.0),
    Target("shin_inclination", 0.0, 20.0, 4.0),
    Target("torso_inclination", 40.0, 50.0, 5.0, refusable=True),
)


def targets(scores: Sequence[ClipScore]) -> list[dict[str, Any]]:
    """Each target over the clips of drills that the mirror has. `reached` is None where no frame tells."""
    judged = [(score.label.clear, score.frames.measures) for score in scores if score.frames and score.part.judged]
    return [
        _target(target, [(clear, found[target.measure]) for clear, found in judged if target.measure in found])
        for target in TARGETS
    ]


def _target(target: Target, clips: Sequence[tuple[bool, MeasureErrors]]) -> dict[str, Any]:
    parts = [item.settled[_within(item.turn, target)] for _, item in clips if item.settled is not None]
    squares = np.array([(float((part**2).sum()), len(part)) for part in parts if len(part)])
    plain = [item for clear, item in clips if clear or target.refusable]
    absent = sum(int(_within(item.absent_turn, target).sum()) for item in plain)
    there = sum(int(_within(item.turn, target).sum()) for item in plain)
    found = {
        "measure": target.measure,
        "low": target.low,
        "high": target.high,
        "most": target.most,
        "clips": len(squares),
        "rmse": None,
        "interval": None,
        "absent": round(absent / (absent + there), 4) if absent + there else None,
        "reached": None,
    }
    if not len(squares):
        return {**found, "reached": True if target.refusable and absent else None}

    def rmse(drawn: np.ndarray) -> float:
        total = drawn @ squares[:, 1]
        return float(np.sqrt(drawn @ squares[:, 0] / total)) if total else float("nan")

    value = rmse(np.ones(len(squares)))
    ends = bootstrap(len(squares), rmse) if len(squares) > 1 else None
    shown = target.refusable or absent <= ABSENT_AT_MOST * (absent + there)
    return {
        **found,
        "rmse": round(value, 4),
        "interval": None if ends is None else [round(end, 4) for end in ends],
        "reached": value <= target.most and shown,
    }


def _within(turn: np.ndarray, target: Target) -> np.ndarray:
    inside: np.ndarray = (turn >= target.low) & (turn < target.high)
    return inside
