"""The records as JSON or CSV, for a spreadsheet or a coach."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from textwrap import indent
from typing import Any

from kiosk.coach.rules.finding import RuleFinding
from kiosk.motion.posture import MEASURE_NAMES
from kiosk.records.history import Filter, History
from kiosk.records.rows import RepRow, SessionRow
from kiosk.records.store import Store

COLUMNS = (
    *("session", "started_at", "drill", "playlist", "nickname"),
    *("number", "counted", "reason", "start", "bottom", "end"),
    *("tempo_down", "tempo_pause", "tempo_up", "peak_speed"),
    *("side", "reach"),
    *MEASURE_NAMES,
    *("rule", "rule_verdict", "rule_amount", "rule_unit", "rule_severity", "rule_confidence", "rule_onset"),
    *("rule_says", "rule_parts"),
    "faults",
)


_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell begins with that a spreadsheet reckons out instead of showing it."""


def to_json(store: Store, chosen: Filter | None = None) -> Iterator[str]:
    """Every session with its reps, oldest first, or those ``chosen``: pieces of one JSON text, each of a session, so
    that nobody need hold all of it."""
    yield '{\n  "sessions": ['
    between = "\n"
    for session in History(store).each_session(chosen):
        told = json.dumps(_session(session, store.reps(session.id)), indent=2, allow_nan=False)
        yield between + indent(told, "    ")
        between = ",\n"
    yield "\n  ]\n}\n"


def to_csv(store: Store, chosen: Filter | None = None) -> Iterator[str]:
    """One line a rep or attempt, oldest first, of every session or of those ``chosen``, in pieces of a session each;
    faults as ``id=severity``, they and parts separated by blanks.

    A playlist's name or a nickname that a spreadsheet would take for a formula has an apostrophe before it, which it
    does not show: somebody else typed that, and who opens the file trusts it.
    """
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for session in History(store).each_session(chosen):
        for rep in store.reps(session.id):
            writer.writerow(_line(session, rep))
        yield text.getvalue()
        text.seek(0)
        text.truncate()
    yield text.getvalue()


def _session(session: SessionRow, reps: list[RepRow]) -> dict[str, Any]:
    return {
        "id": session.id,
        "started_at": session.started_at.isoformat(),
        "ended_at": None if session.ended_at is None else session.ended_at.isoformat(),
        "drill": session.drill_id,
        "playlist": session.playlist,
        "nickname": session.nickname,
        "counted": session.counted,
        "attempts": session.attempts,
        "advice": session.advice_id,
        "interrupted": session.interrupted,
        "reps": [_rep(rep) for rep in reps],
    }


def _rep(rep: RepRow) -> dict[str, Any]:
    """Shaped as in the report of ``kiosk replay``."""
    return {
        "number": rep.number,
        "counted": rep.counted,
        "start": rep.start,
        "bottom": rep.bottom,
        "end": rep.end,
        "side": rep.side,
        "reach": rep.reach,
        "bottom_posture": rep.measures,
        "tempo": {
            "down": rep.tempo.down,
            "pause": rep.tempo.pause,
            "up": rep.tempo.up,
            "peak_speed": rep.tempo.peak_speed,
        },
        "faults": [
            {
                "id": fault.id,
                "severity": fault.severity,
                "confidence": fault.confidence,
                "onset": fault.onset,
            }
            for fault in rep.faults
        ],
        "reason": rep.reason,
        "rule": None if rep.rule is None else _rule(rep.rule),
    }


def _rule(rule: RuleFinding) -> dict[str, Any]:
    return {
        "kind": rule.kind,
        "verdict": rule.verdict.value,
        "amount": rule.amount,
        "unit": rule.unit,
        "severity": rule.severity,
        "confidence": rule.confidence,
        "onset": rule.onset,
        "says": rule.says,
        "parts": list(rule.parts),
    }


def _line(session: SessionRow, rep: RepRow) -> dict[str, Any]:
    return {
        "session": session.id,
        "started_at": session.started_at.isoformat(),
        "drill": session.drill_id,
        "playlist": _shown(session.playlist),
        "nickname": _shown(session.nickname),
        "number": rep.number,
        "counted": int(rep.counted),
        "reason": rep.reason,
        "start": rep.start,
        "bottom": rep.bottom,
        "end": rep.end,
        "tempo_down": rep.tempo.down,
        "tempo_pause": rep.tempo.pause,
        "tempo_up": rep.tempo.up,
        "peak_speed": rep.tempo.peak_speed,
        "side": rep.side,
        "reach": rep.reach,
        **rep.measures,
        **({} if rep.rule is None else _rule_cells(rep.rule)),
        "faults": " ".join(f"{fault.id}={fault.severity:.2f}" for fault in rep.faults),
    }


def _shown(text: str | None) -> str | None:
    return f"'{text}" if text is not None and text.startswith(_FORMULA) else text


def _rule_cells(rule: RuleFinding) -> dict[str, Any]:
    """``rule`` holds its kind."""
    told = _rule(rule)
    kind, parts = told.pop("kind"), told.pop("parts")
    return {"rule": kind, **{f"rule_{key}": value for key, value in told.items()}, "rule_parts": " ".join(parts)}
