"""The report of a replay, in the shape that others rely on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from kiosk.coach.guidance import JudgedRep
from kiosk.coach.rules.finding import RuleFinding
from kiosk.coach.rules.sides import SideBalance
from kiosk.motion.posture import Measures
from kiosk.replay.run import Replay

BOTTOM_MEASURES = (
    "torso_inclination",
    "hip_flexion",
    "knee_flexion",
    "shin_inclination",
    "hip_travel",
    "hinge_ratio",
    "back_curvature",
    "dowel_gap",
    "lumbar_flexion",
    "thoracic_flexion",
    "neck_angle",
    "head_pitch",
    "elbow_flexion",
    "hand_to_leg",
    "balance",
)

TIMED = ("detect", "warp", "landmarks", "decode", "motion", "coach", "total")


@dataclass(frozen=True, slots=True)
class Report:
    """``data`` is ready for JSON; absent measures are None."""

    data: dict[str, Any]


def build_report(replay: Replay) -> Report:
    """The report of ``replay``."""
    frames = max(1, replay.frames)
    return Report(
        {
            "clip": replay.clip,
            "frames": replay.frames,
            "fps": round(replay.rate, 2),
            "tracked": round(replay.tracked / frames, 4),
            "view": _most(replay.views),
            "facing": _most(replay.facings),
            "camera_roll": round(replay.camera_roll, 2),
            "too_slow": round(replay.too_slow, 2),
            "drill": replay.drill_id,
            "counted": sum(rep.counted for rep in replay.reps),
            "attempts": sum(not rep.counted for rep in replay.reps),
            "reps": [_rep(rep, number) for number, rep in enumerate(replay.reps, start=1)],
            **_sides(None if replay.summary is None else replay.summary.sides),
            "cues": [
                {"time": round(cue.time, 3), "id": cue.id, "text": cue.text, "kind": cue.kind} for cue in replay.cues
            ],
            "timing_ms": {part: round(replay.timing.spent.get(part, 0.0) / frames, 3) for part in TIMED},
        }
    )


def report_json(reports: list[Report]) -> str:
    """JSON of one report, or of a list where there are several clips."""
    data: Any = reports[0].data if len(reports) == 1 else [report.data for report in reports]
    return json.dumps(data, indent=2, allow_nan=False) + "\n"


def _most(counts: dict[Any, int]) -> str | None:
    return str(max(counts, key=lambda key: counts[key])) if counts else None


def _rep(judged: JudgedRep, number: int) -> dict[str, Any]:
    rep = judged.rep
    return {
        "number": number,
        "counted": judged.counted,
        "start": round(rep.start, 3),
        "bottom": round(rep.bottom, 3),
        "end": round(rep.end, 3),
        "bottom_posture": _posture(rep.bottom_posture),
        "tempo": {
            "down": round(rep.tempo.down, 3),
            "pause": round(rep.tempo.pause, 3),
            "up": round(rep.tempo.up, 3),
        },
        "faults": [
            {"id": fault.id, "severity": round(fault.severity, 3), "confidence": round(fault.confidence, 3)}
            for fault in judged.faults
        ],
        "unjudged": sorted(judged.unjudged),
        "reason": judged.reason,
        **({} if rep.side is None else {"side": rep.side}),
        **({} if judged.rule is None else {"rule": _rule(judged.rule)}),
    }


def _rule(finding: RuleFinding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "verdict": finding.verdict.value,
        "amount": None if finding.amount is None else round(finding.amount, 4),
        "unit": finding.unit,
        "severity": round(finding.severity, 3),
        "confidence": round(finding.confidence, 3),
        "onset": None if finding.onset is None else round(finding.onset, 3),
        "says": finding.says,
        "parts": list(finding.parts),
    }


def _sides(balance: SideBalance | None) -> dict[str, Any]:
    """What the report says of both sides; nothing where they are not compared."""
    if balance is None:
        return {}
    sides = {
        "reps": dict(balance.reps),
        "reach": {side: round(reach, 2) for side, reach in balance.reach.items()},
        "even": balance.even,
        "fewer": balance.fewer,
        "shorter": balance.shorter,
    }
    return {"sides": sides}


def _posture(measures: Measures) -> dict[str, float | None]:
    values = {name: measures.value(name) for name in BOTTOM_MEASURES}
    return {name: None if value is None else round(value, 4) for name, value in values.items()}
