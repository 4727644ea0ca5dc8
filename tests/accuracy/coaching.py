"""How right the coaching was asked to be, and whether it is: counts, faults, the back, and what is said.

Over clips side-on of drills that the mirror has. Intervals where the figure is a share of independent cases.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from .drills import SHIPPED
from .reps import FaultRep
from .score import ClipScore
from .spread import Share

EXACT_AT_LEAST = 0.99
RECALL_AT_LEAST = 0.95
ALARMS_AT_MOST = 0.02
"""Of clean reps, for each fault."""

ABSTAIN_AT_MOST = 0.2
"""Of reps in loose clothes, in which the back is not told."""

RIGHT_FIRST_AT_LEAST = 0.95
SPINE_R_AT_LEAST = 0.95

PLAIN = frozenset({"clear", "extreme"})
"""Grades at which a fault is plain to see."""

CARES = ("safety", "pattern", "quality")

Row = dict[str, Any]


def asked_of_coaching(scores: Sequence[ClipScore]) -> list[Row]:
    """Each thing asked with what came of it; `reached` is None where nothing tells."""
    judged = [score for score in scores if score.part.judged and score.label.tags["view"] == "side"]
    reps = [(score, rep) for score in judged for rep in score.faults]
    return [
        *_counts(judged),
        *_faults(reps),
        _squats(reps),
        *_backs(reps),
        _spine(judged),
        *_said(reps),
    ]


def _row(what: str, asked: str, share: Share, reached: bool) -> Row:
    ends = share.interval
    return {
        "what": what,
        "asked": asked,
        "hits": share.hits,
        "of": share.total,
        "interval": None if ends is None else [round(end, 4) for end in ends],
        "reached": reached if share.total else None,
    }


def _counts(scores: Sequence[ClipScore]) -> list[Row]:
    errors = [abs(score.reps.count_error) for score in scores if score.reps]
    exact, near = (Share(sum(error <= most for error in errors), len(errors)) for most in (0, 1))
    seen = [rep["counted"] for score in scores if score.reps for rep in score.reps.extra]
    counted = sum(score.reps.counted_seen for score in scores if score.reps)
    return [
        _row("clips counted exactly", "at least 99 %", exact, (exact.value or 0.0) >= EXACT_AT_LEAST),
        _row("clips counted within one", "all", near, near.hits == near.total),
        _row("reps counted that nobody did", "none", Share(sum(seen), counted), not any(seen)),
    ]


def _faults(reps: Sequence[tuple[ClipScore, FaultRep]]) -> list[Row]:
    rows = []
    for name in sorted({name for score, _ in reps for name in score.part.watched}):
        watched = [rep for score, rep in reps if name in score.part.watched]
        shown = [rep for rep in watched if rep.true.get(name) == "clear"]
        clean = [rep for rep in watched if rep.clean]
        recall = Share(sum(name in rep.seen for rep in shown), len(shown))
        alarms = Share(sum(name in rep.seen for rep in clean), len(clean))
        found, quiet = (recall.value or 0.0) >= RECALL_AT_LEAST, (alarms.value or 0.0) <= ALARMS_AT_MOST
        rows += [
            _row(f"{name}, clear: found", "at least 95 %", recall, found),
            _row(f"{name}: false alarms", "at most 2 % of clean reps", alarms, quiet),
        ]
    return rows


def _squats(reps: Sequence[tuple[ClipScore, FaultRep]]) -> Row:
    """Plain squats told as such, and no other rep: those that show it slightly may be called either."""
    told = [
        ("squatting" in rep.true) == ("squatting" in rep.seen)
        for score, rep in reps
        if "squatting" in score.part.watched and rep.done and rep.true.get("squatting", "clear") in PLAIN
    ]
    return _row("a squat told from a hinge", "always", Share(sum(told), len(told)), all(told))


def _backs(reps: Sequence[tuple[ClipScore, FaultRep]]) -> list[Row]:
    watched = [(score.label.tags["clothes"], rep) for score, rep in reps if "rounded_back" in score.part.watched]
    watched = [
        (clothes, rep) for clothes, rep in watched if rep.clean or rep.true.get("rounded_back") in PLAIN
    ]  # other faults bend the back in their own ways
    judged = [(clothes, rep) for clothes, rep in watched if rep.found and "rounded_back" not in rep.unjudged]
    rows = []
    for name, clothes in (("tight clothes and shirts", {"tight", "shirt"}), ("loose clothes", {"loose", "hoodie"})):
        told = [
            ("rounded_back" in rep.true) == ("rounded_back" in rep.seen) for worn, rep in judged if worn in clothes
        ]
        rows.append(_row(f"rounded told from neutral, {name}", "always", Share(sum(told), len(told)), all(told)))
    loose = [rep for clothes, rep in watched if clothes in {"loose", "hoodie"} and rep.found]
    silent = Share(sum("rounded_back" in rep.unjudged for rep in loose), len(loose))
    few = (silent.value or 0.0) <= ABSTAIN_AT_MOST
    return [*rows, _row("back not told, loose clothes", "at most 20 %", silent, few)]


def _spine(scores: Sequence[ClipScore]) -> Row:
    """Correlation of the spine's flexion against standing with the truth, over reps in tight clothes, in drills that
    judge the back: under a bar on the shoulders nobody asks."""
    dressed = [score for score in scores if score.label.tags["clothes"] == "tight"]
    pairs = [pair for score in dressed if "rounded_back" in score.part.watched for pair in score.spine]
    r = None
    if len(pairs) > 2:
        seen, true = np.array(pairs).T
        if seen.std() > 0.0 and true.std() > 0.0:
            r = float(np.corrcoef(seen, true)[0, 1])
    return {
        "what": "correlation of the spine's flexion with the truth, tight clothes",
        "asked": "at least 0.95",
        "value": None if r is None else round(r, 4),
        "of": len(pairs),
        "interval": None,
        "reached": None if r is None else r >= SPINE_R_AT_LEAST,
    }


def _said(reps: Sequence[tuple[ClipScore, FaultRep]]) -> list[Row]:
    """A plain fault of the highest care is right to say first; where nothing was said nothing is asked."""
    done = [(score, rep) for score, rep in reps if rep.found and rep.done]
    several = sum(len(rep.said) > 1 for _, rep in done)
    clean = [rep for _, rep in done if rep.clean]
    on_clean = sum(bool(rep.said) for rep in clean)
    firsts = [
        rep.said[0] in _foremost(name for name in rep.true if name in score.part.watched)
        for score, rep in done
        if rep.said and any(rep.true[name] in PLAIN and name in score.part.watched for name in rep.true)
    ]
    first = Share(sum(firsts), len(firsts))
    return [
        _row("reps with more than one correction", "none", Share(several, len(done)), several == 0),
        _row("clean reps with a correction", "none", Share(on_clean, len(clean)), on_clean == 0),
        _row("right fault said first", "at least 95 %", first, (first.value or 0.0) >= RIGHT_FIRST_AT_LEAST),
    ]


def _foremost(names: Iterable[str]) -> set[str]:
    """Those of `names` that matter most."""
    cares = {name: CARES.index(_kinds()[name]["care"]) for name in names}
    return {name for name, care in cares.items() if care == min(cares.values())}


@cache
def _kinds() -> Mapping[str, Any]:
    found: Mapping[str, Any] = tomllib.loads((SHIPPED / "faults.toml").read_text(encoding="utf-8"))["kinds"]
    return found
