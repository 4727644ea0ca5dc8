"""This run against the one before, clip by clip: what got worse, what got better.

Both runs hold sums of every clip (`compact`). Over the clips that both have, each figure is taken before and after; a
change is named only where it is larger than its least and where its 90 % interval, over clips drawn anew, leaves out
nought: so not where one odd clip makes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .frames import ANGLES
from .score import ClipScore
from .spread import Array, bootstrap
from .summary import GROUP_MEASURES

FEW_CLIPS = 5
"""Fewer clips in a group than this say nothing about a change."""

LEAST_ANGLE, LEAST_SHARE_ERROR, LEAST_SHARE, LEAST_COUNT = 0.1, 0.002, 0.005, 0.02
"""Least changes worth a line: degrees, shares of a body length, shares of cases, reps."""

LEAST_COST = 0.15
"""Processor time and memory differ this much, as a share, from run to run and machine to machine."""

Compact = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """A figure that moved. `before` and `after` as in the report; `interval` of the difference."""

    figure: str
    group: str
    before: float
    after: float
    interval: tuple[float, float]
    worse: bool
    unit: str


@dataclass(frozen=True)
class Comparison:
    """All that moved over the `clips` that both runs have; `only_before` and `only_after` have no counterpart."""

    clips: int
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class _Figure:
    """A ratio of sums over clips: `before` and `after` are (clips, 2) of part and whole, without clips that have no
    whole in either."""

    name: str
    unit: str
    before: Array
    after: Array
    least: float
    root: bool = False
    lower_is_better: bool = True


def compact(score: ClipScore) -> Compact:
    """The sums of one clip: all that a later run needs to be compared."""
    data: Compact = {"half": score.label.half, "tags": dict(score.label.tags), "judged": score.part.judged}
    if score.frames:
        data["measures"] = {}
        for name, item in score.frames.measures.items():
            shown = item.error if item.settled is None else item.settled
            data["measures"][name] = [
                len(shown), float(f"{(shown**2).sum():.6g}"), item.absent, item.wanted
            ]  # fmt: skip
        if score.label.clear:
            data["found"] = [score.frames.found, score.frames.present]
    if score.reps:
        data["count_error"] = score.reps.count_error
        data["reps"] = [len(score.reps.pairs), len(score.reps.missed), len(score.reps.extra)]
        data["faults"] = {}
        clean = [rep for rep in score.faults if rep.clean]
        for name in sorted(score.part.watched):
            acted = [rep for rep in score.faults if name in rep.true]
            hits, alarms = sum(name in rep.seen for rep in acted), sum(name in rep.seen for rep in clean)
            data["faults"][name] = [hits, len(acted), alarms, len(clean)]
    data["cost"] = [score.cost.cpu_s, score.cost.frames, score.cost.peak_mb]
    return data


def packed(clips: Mapping[str, Compact]) -> dict[str, Any]:
    """The sums of many clips, without their tags and without faults that a clip neither shows nor is said to show."""
    watched: dict[str, list[str]] = {}
    short = {}
    for name, clip in clips.items():
        data = {key: value for key, value in clip.items() if key not in ("tags", "faults")}
        if "faults" in clip:
            watched[clip["tags"]["drill"]] = list(clip["faults"])
            data["drill"], data["clean"] = (
                clip["tags"]["drill"],
                next((item[3] for item in clip["faults"].values()), 0),
            )
            data["faults"] = {fault: item[:3] for fault, item in clip["faults"].items() if any(item[:3])}
        short[name] = data
    return {"watched": watched, "clips": short}


def unpacked(data: Mapping[str, Any]) -> dict[str, Compact]:
    """The sums that were packed, without tags, which only the newer run needs."""
    clips = {}
    for name, short in data["clips"].items():
        clip = dict(short)
        if "faults" in clip:
            watched, clean = data["watched"][clip.pop("drill")], clip.pop("clean")
            clip["faults"] = {fault: [*short["faults"].get(fault, (0, 0, 0)), clean] for fault in watched}
        clips[name] = clip
    return clips


def compare(before: Mapping[str, Compact], after: Mapping[str, Compact]) -> Comparison:
    """What changed between two runs."""
    shared = [name for name in after if name in before]
    changes = []
    for group, names in _groups(shared, after):
        for figure in _figures([before[name] for name in names], [after[name] for name in names], group == ""):
            change = _change(figure, group)
            if change is not None:
                changes.append(change)
    return Comparison(
        clips=len(shared),
        only_before=tuple(sorted(set(before) - set(after))),
        only_after=tuple(sorted(set(after) - set(before))),
        changes=tuple(changes),
    )


def _groups(names: Sequence[str], clips: Mapping[str, Compact]) -> Iterator[tuple[str, list[str]]]:
    """All clips, and those of every value of every tag, where there are enough."""
    yield "", list(names)
    tags = dict.fromkeys(tag for name in names for tag in clips[name]["tags"])
    for tag in tags:
        for value in sorted({clips[name]["tags"][tag] for name in names if tag in clips[name]["tags"]}):
            of_group = [name for name in names if clips[name]["tags"].get(tag) == value]
            if len(of_group) < len(names):
                yield f"{tag} {value}", of_group


def _figures(before: Sequence[Compact], after: Sequence[Compact], whole: bool) -> Iterator[_Figure]:
    def both(
        pick: Callable[[Compact], Sequence[float] | None],
    ) -> tuple[Array, Array]:
        rows = [(pick(old), pick(new)) for old, new in zip(before, after, strict=True)]
        good = [(old, new) for old, new in rows if old is not None and new is not None and (old[1] or new[1])]
        return np.array([old for old, _ in good], float), np.array([new for _, new in good], float)

    names = dict.fromkeys(name for clip in after for name in clip.get("measures", ()))
    for name in names if whole else [name for name in names if name in GROUP_MEASURES]:

        def squares(clip: Compact, name: str = name) -> Sequence[float] | None:
            item = clip.get("measures", {}).get(name)
            return None if item is None else (item[1], item[0])

        def absent(clip: Compact, name: str = name) -> Sequence[float] | None:
            item = clip.get("measures", {}).get(name)
            return None if item is None else (item[2], item[3])

        angle = name in ANGLES
        least = LEAST_ANGLE if angle else LEAST_SHARE_ERROR
        yield _Figure(f"{name}, RMSE", "deg" if angle else "", *both(squares), least, root=True)
        yield _Figure(f"{name}, absent", "%", *both(absent), LEAST_SHARE)

    def wrong_count(clip: Compact) -> Sequence[float] | None:
        return None if "count_error" not in clip else (float(clip["count_error"] != 0), 1.0)

    def count_size(clip: Compact) -> Sequence[float] | None:
        return None if "count_error" not in clip else (abs(clip["count_error"]), 1.0)

    yield _Figure("person not found", "%", *both(_not_found), LEAST_SHARE / 2.0)
    yield _Figure("clips with a wrong count", "%", *both(wrong_count), LEAST_SHARE)
    yield _Figure("reps off a clip", "", *both(count_size), LEAST_COUNT)
    for name in sorted({name for clip in after for name in clip.get("faults", ())}):

        def recall(clip: Compact, name: str = name) -> Sequence[float] | None:
            item = clip.get("faults", {}).get(name)
            return None if item is None else item[:2]

        def alarms(clip: Compact, name: str = name) -> Sequence[float] | None:
            item = clip.get("faults", {}).get(name)
            return None if item is None else item[2:]

        yield _Figure(f"{name}, recall", "%", *both(recall), LEAST_SHARE, lower_is_better=False)
        yield _Figure(f"{name}, false alarms on clean reps", "%", *both(alarms), LEAST_SHARE)
    if whole:
        for at, what, unit in ((0, "processor time a frame", "ms"), (2, "peak memory", "MB")):

            def spent(clip: Compact, at: int = at) -> Sequence[float] | None:
                cost = clip["cost"]
                return (1000.0 * cost[0], cost[1]) if at == 0 else (cost[2], 1.0)

            old, new = both(spent)
            least = LEAST_COST * _value(_Figure(what, unit, old, new, 0.0), old, np.ones(len(old)))
            yield _Figure(what, unit, old, new, least)


def _not_found(clip: Compact) -> Sequence[float] | None:
    found = clip.get("found")
    return None if found is None else (found[1] - found[0], found[1])


def _change(figure: _Figure, group: str) -> Change | None:
    """The change of a figure, or None where there is none worth a line."""
    clips = len(figure.after)
    if clips < FEW_CLIPS or np.array_equal(figure.before, figure.after):
        return None
    every = np.ones(clips)
    before, after = _value(figure, figure.before, every), _value(figure, figure.after, every)
    if not abs(after - before) >= figure.least:
        return None
    low, high = bootstrap(
        clips, lambda drawn: _value(figure, figure.after, drawn) - _value(figure, figure.before, drawn)
    )
    if not (low > 0.0 or high < 0.0):
        return None
    worse = (after > before) == figure.lower_is_better
    return Change(figure.name, group, before, after, (low, high), worse, figure.unit)


def _value(figure: _Figure, sums: Array, drawn: NDArray[Any]) -> float:
    """The figure of clips drawn so often each; NaN where its whole is nought."""
    if not len(sums):
        return float("nan")
    part, whole = drawn @ sums
    if whole <= 0.0:
        return float("nan")
    return float(np.sqrt(part / whole) if figure.root else part / whole)
