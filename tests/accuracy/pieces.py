"""Hand-made truths and replays for the tests: small enough to be reckoned in the head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tests.accuracy.drills import Part
from tests.accuracy.label import REQUIRED, Label
from tests.accuracy.replays import Replayed
from tests.accuracy.score import ClipScore, score_clip
from tests.actors.record import Record

WATCHED = frozenset({"rounded_back", "squatting", "too_fast"})
HINGE = Part("hip_hinge", True, WATCHED)


def label(name: str = "clip", **more: Any) -> Label:
    tags = {**dict.fromkeys(REQUIRED, "any"), "drill": "hip_hinge", "view": "side", **more.pop("tags", {})}
    return Label(name, more.pop("half", "report"), tags, **more)


def true_rep(
    bottom: float, *faults: str, counted: bool = True, grade: str = "clear", half: float = 1.0
) -> dict[str, Any]:
    """A rep done from `half` seconds before its bottom to as much after."""
    return {
        "start": bottom - half,
        "bottom": bottom,
        "end": bottom + half,
        "counted": counted,
        "faults": [{"id": name, "strength": 0.5, "grade": grade} for name in faults],
        "bottom_truth": {"torso_inclination": 60.0},
        "hinge_ratio": 0.8,
        "moved": {"by": "torso_inclination", "down": 0.9, "pause": 0.1, "up": 0.9},
    }


def seen_rep(
    bottom: float, *faults: str, counted: bool = True, sure: float = 0.9, torso: float = 62.0
) -> dict[str, Any]:
    return {
        "start": bottom - 1.0,
        "bottom": bottom,
        "end": bottom + 1.0,
        "counted": counted,
        "faults": [{"id": name, "severity": 0.5, "confidence": sure} for name in faults],
        "bottom_posture": {"torso_inclination": torso, "hinge_ratio": None},
        "tempo": {"down": 1.0, "pause": 0.0, "up": 1.0},
    }


def record(
    torso: Sequence[float],
    phase: Sequence[str] | None = None,
    reps: Sequence[Mapping[str, Any]] = (),
    heading: float = 0.0,
    **columns: Sequence[float],
) -> Record:
    """A truth of one frame each tenth of a second, the person whole in the picture."""
    count = len(torso)
    return Record(
        about={"reps": list(reps), "size": [100, 200], "joint_names": ["hip"]},
        time=np.arange(count) / 10.0,
        phase=list(phase or ["down"] * count),
        measures={
            "torso_inclination": np.array(torso, float),
            "heading": np.full(count, heading),
            **{name: np.array(values, float) for name, values in columns.items()},
        },
        pixels=np.full((count, 1, 2), 50.0),
        metres=np.zeros((count, 1, 3)),
        profile=np.zeros((count, 1)),
    )


def row(time: float, torso: float | None, view: str = "side", facing: str = "right", **more: str) -> dict[str, str]:
    """A row of a trace as it is read back: texts, empty where absent."""
    value = "" if torso is None else str(torso)
    return {"time": str(time), "torso_inclination": value, "view": view, "facing": facing, **more}


def replayed(
    reps: Sequence[Mapping[str, Any]] = (), trace: Sequence[dict[str, str]] = (), frames: int = 10, cpu_s: float = 1.0
) -> Replayed:
    report = {"reps": list(reps), "frames": frames, "timing_ms": {"total": 20.0}, "tracked": 1.0}
    report |= {
        "counted": sum(rep["counted"] for rep in reps),
        "attempts": sum(not rep["counted"] for rep in reps),
    }
    return Replayed(report, list(trace), cpu_s, 150.0)


def score(
    true: Sequence[Mapping[str, Any]], seen: Sequence[Mapping[str, Any]], name: str = "clip", **more: Any
) -> ClipScore:
    """A clip of reps alone."""
    part = more.pop("part", HINGE)
    return score_clip(label(name, **more), part, record([0.0] * 3, reps=true), replayed(seen))


def leaning(name: str, errors: Sequence[float], **more: Any) -> ClipScore:
    """A clip in which the torso is upright and still and is seen `errors` degrees off, after three right frames."""
    truth = record([0.0] * (3 + len(errors)), ["standing"] * 3 + ["down"] * len(errors))
    trace = [row(at / 10.0, value) for at, value in enumerate([0.0, 0.0, 0.0, *errors])]
    return score_clip(label(name, **more), HINGE, truth, replayed(trace=trace))
