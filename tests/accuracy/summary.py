"""Many clips' scores as one set of figures, ready for JSON. Frames are pooled; intervals are over clips."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import pairwise
from statistics import median
from typing import Any

import numpy as np

from .coaching import asked_of_coaching
from .frames import ANGLES, MeasureErrors
from .reps import Pair, turning
from .score import ClipScore
from .spread import Share, Spread, bootstrap, mean, spread
from .targets import targets

FOUND_AT_LEAST = 0.99
"""Share of frames, whole and clear in a side view, in which the person must be found."""

GRADES = ("slight", "clear", "extreme")
NONE = "none"
GROUP_MEASURES = ("torso_inclination", "hip_flexion", "knee_flexion", "shin_inclination", "back_curvature")
"""What the breakdowns show."""

SURE_BINS = (0.25, 0.4, 0.55, 0.7, 0.85, 1.0001)
"""Edges of the bins of a fault's confidence."""

Numbers = dict[str, Any]


def summarise(scores: Sequence[ClipScore]) -> Numbers:
    """All figures of a set of clips."""
    return {
        "clips": len(scores),
        "frames": sum(score.frames.rows for score in scores if score.frames),
        **_core(scores),
        "measures": measures(scores),
        "side_measures": measures(
            [score for score in scores if score.part.judged and score.label.tags["view"] == "side"]
        ),
        "targets": targets(scores),
        "coaching": asked_of_coaching(scores),
        "bottoms": bottoms(scores),
        "timing": rep_times(scores),
        "faults": faults(scores),
        "confusion": confusion(scores),
        "unwatched": dict(sorted(_unwatched(scores).items())),
        "unjudged": unjudged(scores),
        "sure": sure(scores),
        "lock": lock(scores),
        "groups": groups(scores),
        "cost": cost(scores),
        "worst": worst(scores),
    }


def measures(scores: Sequence[ClipScore]) -> Numbers:
    """Every measure's error: raw, and less each clip's own standing offset."""
    return {name: _measure(name, [item.measures[name] for item in _framed(scores) if name in item.measures])
            for name in _names(scores)}  # fmt: skip


def _measure(name: str, errors: list[MeasureErrors]) -> Numbers:
    settled = [item.settled for item in errors if item.settled is not None]
    raw = spread(np.concatenate([item.error for item in errors]))
    own = spread(np.concatenate(settled)) if settled else None
    squares = np.array([(float((item**2).sum()), len(item)) for item in settled if len(item)])

    def rmse(drawn: np.ndarray) -> float:
        total = drawn @ squares[:, 1]
        return float(np.sqrt(drawn @ squares[:, 0] / total)) if total else float("nan")

    return {
        "unit": "deg" if name in ANGLES else "share",
        "clips": len(errors),
        "raw": _numbers(raw),
        "settled": _numbers(own),
        "settled_rmse_interval": _pair(bootstrap(len(squares), rmse)) if len(squares) > 1 else None,
        "absent": _ratio(sum(item.absent for item in errors), sum(item.wanted for item in errors)),
        "absent_bottom": _ratio(
            sum(item.absent_bottom for item in errors), sum(item.wanted_bottom for item in errors)
        ),
    }


def bottoms(scores: Sequence[ClipScore]) -> Numbers:
    """What the report says of each rep's bottom against the truth there, over matched reps."""
    pairs = _pairs(scores)
    names = dict.fromkeys(name for pair in pairs for name in pair.seen["bottom_posture"])
    out = {}
    for name in names:
        both = [(pair.seen["bottom_posture"].get(name), _true_bottom(pair, name)) for pair in pairs]
        wanted = [(seen, true) for seen, true in both if true is not None]
        errors = [seen - true for seen, true in wanted if seen is not None]
        if wanted:
            absent = _ratio(sum(seen is None for seen, _ in wanted), len(wanted))
            out[name] = {**_numbers(spread(errors), "count"), "absent": absent}
    return out


def _true_bottom(pair: Pair, name: str) -> float | None:
    value: float | None = pair.true.get(name) if name == "hinge_ratio" else turning(pair.true, pair.seen)[1].get(name)
    return value


def rep_times(scores: Sequence[ClipScore]) -> Numbers:
    """Seconds by which start, bottom, end and the parts of the tempo are off, over matched reps."""
    pairs = _pairs(scores)
    errors = {
        "start": [pair.seen["start"] - pair.true["start"] for pair in pairs],
        "bottom": [pair.seen["bottom"] - turning(pair.true, pair.seen)[0] for pair in pairs],
        "end": [pair.seen["end"] - pair.true["end"] for pair in pairs],
    }
    for name in ("down", "pause", "up"):
        moved = [(pair.seen["tempo"][name], pair.true["moved"][name]) for pair in pairs]
        errors[f"tempo {name}"] = [seen - true for seen, true in moved if true is not None]
    return {name: _numbers(spread(values), "count") for name, values in errors.items()}


def faults(scores: Sequence[ClipScore]) -> Numbers:
    """For every fault that a clip's drill watches: recall, precision, and false alarms on clean reps."""
    names = sorted({name for score in _judged(scores) for name in score.part.watched})
    return {name: _fault(name, [score for score in _judged(scores) if name in score.part.watched]) for name in names}


def _fault(name: str, scores: list[ClipScore]) -> Numbers:
    reps = [rep for score in scores for rep in score.faults]
    acted = [rep for rep in reps if name in rep.true]
    hits = sum(name in rep.seen for rep in acted)
    called = sum(name in rep.seen for rep in reps)
    clean = [rep for rep in reps if rep.clean]
    alarms = sum(name in rep.seen for rep in clean)
    grades = {}
    for grade in GRADES:
        of_grade = [rep for rep in acted if rep.true[name] == grade]
        if of_grade:
            grades[grade] = _share(Share(sum(name in rep.seen for rep in of_grade), len(of_grade)))
    return {
        "recall": _share(Share(hits, len(acted))),
        "in_missed_reps": sum(not rep.found for rep in acted),
        "grades": grades,
        "precision": _share(Share(hits, called)),
        "false_alarms": _share(Share(alarms, len(clean))),
    }


def confusion(scores: Sequence[ClipScore]) -> Numbers:
    """What was acted against what was found, for reps that were seen and show no more than one fault that is watched
    (others beside it are left out; where nothing else is shown, an unwatched one has its row). `reps` of a row is how
    many there are; a rep with several findings stands in several columns."""
    table: dict[str, Counter[str]] = {}
    for score in _judged(scores):
        for rep in score.faults:
            watched = [name for name in rep.true if name in score.part.watched]
            acted = watched or list(rep.true) or [NONE]
            if rep.done and rep.found and len(acted) == 1:
                row = table.setdefault(acted[0], Counter())
                row["reps"] += 1
                row.update(list(rep.seen) or [NONE])
    return {name: dict(sorted(table[name].items())) for name in sorted(table, key=lambda name: (name == NONE, name))}


def sure(scores: Sequence[ClipScore]) -> list[Numbers]:
    """How often a fault that was found is there, by how sure the mirror was of it."""
    found = [
        (confidence, name in rep.true)
        for score in _judged(scores)
        for rep in score.faults
        for name, confidence in rep.seen.items()
    ]
    out = []
    for low, high in pairwise(SURE_BINS):
        inside = [right for confidence, right in found if low <= confidence < high]
        share = _share(Share(sum(inside), len(inside)))
        out.append({"from": low, "to": min(high, 1.0), **share})
    return out


def unjudged(scores: Sequence[ClipScore]) -> Numbers:
    """Drills that the mirror does not have: clips, reps and what they are replayed as."""
    out: dict[str, Numbers] = {}
    for score in scores:
        if not score.part.judged:
            row = out.setdefault(score.label.tags["drill"], {"clips": 0, "reps": 0, "as": score.part.drill})
            row["clips"] += 1
            row["reps"] += score.unjudged_reps
    return dict(sorted(out.items()))


def lock(scores: Sequence[ClipScore]) -> Numbers:
    """The user among others: how many clips keep them, and each clip."""
    tried = [(score.label.name, score.lock) for score in scores if score.lock]
    returns = [seconds for _, item in tried for seconds in item.relocks]
    return {
        "kept": _share(Share(sum(item.kept for _, item in tried), len(tried))),
        "strays": sum(item.strays for _, item in tried),
        "returns": len(returns),
        "relock_most": max(returns, default=None),
        "told_right": _share(Share(sum(item.told_right for _, item in tried), len(tried))),
        "clips": {
            name: {**asdict(item), "relocks": list(item.relocks), "kept": item.kept, "told_right": item.told_right}
            for name, item in tried
        },
    }


def groups(scores: Sequence[ClipScore]) -> Numbers:
    """The figures by every value of every tag."""
    tags = dict.fromkeys(tag for score in scores for tag in score.label.tags)
    out: Numbers = {}
    for tag in tags:
        values = sorted({score.label.tags[tag] for score in scores if tag in score.label.tags})
        out[tag] = {
            value: _group([score for score in scores if score.label.tags.get(tag) == value]) for value in values
        }
    return out


def _group(scores: list[ClipScore]) -> Numbers:
    framed = _framed(scores)
    each = {}
    for name in GROUP_MEASURES:
        errors = [item.measures[name] for item in framed if name in item.measures]
        settled = [item.settled for item in errors if item.settled is not None]
        # Where nobody stands (on the floor) there is no offset to take off.
        shown = settled or [item.error for item in errors]
        figures = _numbers(spread(np.concatenate(shown))) if shown else None
        absent = _ratio(sum(item.absent for item in errors), sum(item.wanted for item in errors))
        each[name] = {**(figures or {}), "absent": absent, "settled": bool(settled)}
    return {"clips": len(scores), **_core(scores), "measures": each}


def _core(scores: Sequence[ClipScore]) -> Numbers:
    """Finding people, counting, and all faults taken together."""
    framed = _framed(scores)
    clear = [score.frames for score in scores if score.frames and score.label.clear]
    return {
        "found": _share(Share(sum(item.found for item in clear), sum(item.present for item in clear))),
        "found_anywhere": _share(Share(sum(item.rows_found for item in framed), sum(item.rows for item in framed))),
        "ghost_frames": sum(score.ghosts for score in scores),
        "view_right": _ratio(sum(item.view_right for item in framed), sum(item.oriented for item in framed)),
        "facing_right": _ratio(sum(item.facing_right for item in framed), sum(item.oriented for item in framed)),
        "counts": _counts(scores),
        "all_faults": _all_faults(scores),
    }


def _counts(scores: Sequence[ClipScore]) -> Numbers:
    reps = [score.reps for score in _judged(scores) if score.reps]
    errors = [item.count_error for item in reps]
    pairs = [pair for item in reps for pair in item.pairs]
    return {
        "clips": len(reps),
        "exact": _share(Share(sum(error == 0 for error in errors), len(errors))),
        "off_by_one": sum(abs(error) == 1 for error in errors),
        "further_off": sum(abs(error) > 1 for error in errors),
        "mean_error": _round(mean(errors)),
        "mean_size": _round(mean([abs(error) for error in errors])),
        "done": len(pairs) + sum(len(item.missed) for item in reps),
        "matched": len(pairs),
        "missed": sum(len(item.missed) for item in reps),
        "extra": sum(len(item.extra) for item in reps),
        "verdict_right": _share(Share(sum(p.true["counted"] == p.seen["counted"] for p in pairs), len(pairs))),
    }


def _all_faults(scores: Sequence[ClipScore]) -> Numbers:
    hits = acted = called = right = alarms = clean = 0
    for score in _judged(scores):
        for rep in score.faults:
            watched = [name for name in rep.true if name in score.part.watched]
            acted += len(watched)
            hits += sum(name in rep.seen for name in watched)
            called += len(rep.seen)
            right += sum(name in rep.true for name in rep.seen)
            clean += rep.clean
            alarms += rep.clean and bool(rep.seen)
    return {
        "recall": _share(Share(hits, acted)),
        "precision": _share(Share(right, called)),
        "false_alarms": _share(Share(alarms, clean)),
        "unwatched": sum(_unwatched(scores).values()),
    }


def _unwatched(scores: Sequence[ClipScore]) -> Counter[str]:
    """Acted faults that the clip's drill does not watch."""
    return Counter(
        name
        for score in _judged(scores)
        for rep in score.faults
        for name in rep.true
        if name not in score.part.watched
    )


def cost(scores: Sequence[ClipScore]) -> Numbers:
    """Time and memory of the replays; the first includes starting up."""
    spent = [score.cost for score in scores if score.cost.frames]
    if not spent:
        return {}
    frames = sum(item.frames for item in spent)
    stages = dict.fromkeys(stage for item in spent for stage in item.stages_ms)
    return {
        "cpu_ms_a_frame": _round(1000.0 * sum(item.cpu_s for item in spent) / frames, 2),
        "peak_mb_median": _round(median(item.peak_mb for item in spent), 1),
        "peak_mb_most": _round(max(item.peak_mb for item in spent), 1),
        "stages_ms": {
            stage: _round(sum(item.stages_ms.get(stage, 0.0) * item.frames for item in spent) / frames, 2)
            for stage in stages
        },
    }


def worst(scores: Sequence[ClipScore], most: int = 15) -> list[Numbers]:
    """The clips to look at first, and why: people not found, wrong counts, faults, angles."""
    rows = [(*_trouble(score), score) for score in scores]
    rows = [row for row in rows if row[0] > 0.0]
    rows.sort(key=lambda row: (-row[0], row[2].label.name))
    return [
        {
            "clip": score.label.name,
            "drill": score.label.tags["drill"],
            "view": score.label.tags["view"],
            "why": "; ".join(why),
        }
        for _, why, score in rows[:most]
    ]


def _trouble(score: ClipScore) -> tuple[float, list[str]]:
    weight = 0.0
    why: list[str] = []
    frames, reps = score.frames, score.reps
    if score.ghosts:
        weight, why = weight + 8.0, [*why, f"somebody seen in {score.ghosts} frames of an empty room"]
    if frames and score.label.clear and frames.present and frames.found < FOUND_AT_LEAST * frames.present:
        share = frames.found / frames.present
        weight, why = (
            weight + 10.0 * (1.0 - share) + 2.0,
            [*why, f"person found in {100.0 * share:.0f} % of clear frames"],
        )
    if reps and (reps.count_error or reps.missed or reps.extra):
        weight += 3.0 * abs(reps.count_error) + 1.5 * (len(reps.missed) + len(reps.extra))
        why.append(
            f"counted {reps.counted_seen} of {reps.counted_true}, {len(reps.missed)} missed, {len(reps.extra)} extra"
        )
    missed = Counter(
        name for rep in score.faults for name in rep.true if name in score.part.watched and name not in rep.seen
    )
    alarms = Counter(name for rep in score.faults for name in rep.seen if name not in rep.true)
    for what, counter, each in (("not seen", missed, 1.0), ("false", alarms, 1.5)):
        if counter:
            weight += each * sum(counter.values())
            why.append(f"{what}: " + ", ".join(f"{name} x{number}" for name, number in counter.most_common()))
    torso = frames.measures.get("torso_inclination") if frames else None
    if torso is not None and torso.settled is not None and len(torso.settled):
        rmse = float(np.sqrt(np.mean(torso.settled**2)))
        if rmse > 8.0:
            weight, why = weight + rmse / 4.0, [*why, f"torso off by {rmse:.0f} deg"]
    return weight, why


def _framed(scores: Iterable[ClipScore]) -> list[Any]:
    return [score.frames for score in scores if score.frames]


def _judged(scores: Iterable[ClipScore]) -> list[ClipScore]:
    return [score for score in scores if score.part.judged]


def _pairs(scores: Sequence[ClipScore]) -> list[Pair]:
    return [pair for score in _judged(scores) if score.reps for pair in score.reps.pairs]


def _names(scores: Sequence[ClipScore]) -> list[str]:
    return list(dict.fromkeys(name for item in _framed(scores) for name in item.measures))


def _numbers(found: Spread | None, *also: str) -> Numbers:
    if found is None:
        return {"bias": None, "rmse": None, "p95": None, **({"count": 0} if "count" in also else {})}
    data = {name: _round(value) for name, value in asdict(found).items() if name != "count"}
    return {**data, **({"count": found.count} if "count" in also else {})}


def _share(share: Share) -> Numbers:
    return {"hits": share.hits, "of": share.total, "share": _round(share.value), "interval": _pair(share.interval)}


def _ratio(part: int, whole: int) -> float | None:
    return _round(part / whole) if whole else None


def _pair(ends: tuple[float, float] | None) -> list[float | None] | None:
    return None if ends is None else [_round(ends[0]), _round(ends[1])]


def _round(value: float | None, digits: int = 4) -> float | None:
    return None if value is None or not np.isfinite(value) else round(float(value), digits)
