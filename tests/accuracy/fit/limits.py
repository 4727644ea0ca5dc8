"""Tries the limits of faults on people they were not fitted on: `python -m tests.accuracy.fit.limits [--render]`.

On the tune half and the school, as far as they are in the cache; `--render` makes what is missing. Every rep is
judged with the severity that its judge gives before anything is clipped: nought is the limit that is shipped. What is
printed for each fault: what is found and falsely told at that limit; the limit that parts these reps best, in its
unit; and what would be found where each person is judged by the limit that all others give. A limit that does much
better on its own people than on others is fitted too closely.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kiosk.camera.frame import Frame
from kiosk.coach.coach import Plan
from kiosk.coach.drill import FaultId, Repertoire, load_repertoire
from kiosk.coach.guidance import JudgedRep
from kiosk.coach.judges.finding import SURE
from kiosk.coach.judges.table import JUDGES
from kiosk.pipeline import Pipeline
from kiosk.pose.pose import Pose
from kiosk.pose.tracker import Timing
from tests.accuracy.cache import Cache, usual_folder
from tests.accuracy.lock import tries_the_lock
from tests.accuracy.markdown import table
from tests.accuracy.poses import poses_of
from tests.accuracy.reps import match_reps
from tests.accuracy.stage import kept_footage, rendered_footage
from tests.actors.record import Record, read_record

if TYPE_CHECKING:
    from tests.accuracy.case import Case

MISSES, ALARMS = 0.05, 0.02
"""Shares of clear reps missed and of clean ones told that are allowed: what a limit is weighed by."""

ENDLESS = 1000
"""Reps that no clip has: its set does not end before it."""


@dataclass(frozen=True)
class Sample:
    """One rep as a judge sees it. `grade` is "" for a clean rep; `severity` None where the judge abstains."""

    person: str
    grade: str
    severity: float | None

    def told(self, limit: float) -> bool:
        """Whether it is told as the fault, were `limit` where the fault begins."""
        return self.severity is not None and self.severity > limit


@dataclass(frozen=True)
class Told:
    """How many of the clear reps are found, and how many of the clean ones are told."""

    found: int
    clear: int
    false: int
    clean: int

    @property
    def cost(self) -> float:
        """Misses and false alarms, each in units of what is allowed of them."""
        return (1.0 - self.found / max(1, self.clear)) / MISSES + self.false / max(1, self.clean) / ALARMS


def told(samples: Sequence[Sample], limit: float) -> Told:
    """What comes of `limit`."""
    clear = [sample.told(limit) for sample in samples if sample.grade == "clear"]
    clean = [sample.told(limit) for sample in samples if not sample.grade]
    return Told(sum(clear), len(clear), sum(clean), len(clean))


def best_limit(samples: Sequence[Sample]) -> float:
    """The limit of least cost; of neighbours that cost the same, the middle. 0.0 where nothing can be told."""
    values = sorted({s.severity for s in samples if s.severity is not None and s.grade in ("", "clear")})
    if not values:
        return 0.0
    edges = [values[0] - 1.0, *values, values[-1] + 1.0]
    gaps = list(pairwise(edges))
    costs = [told(samples, (low + high) / 2.0).cost for low, high in gaps]
    first = costs.index(min(costs))
    last = first
    while last + 1 < len(costs) and costs[last + 1] == costs[first]:
        last += 1
    return (gaps[first][0] + gaps[last][1]) / 2.0


def left_out(samples: Sequence[Sample]) -> Told:
    """Everybody judged by the limit that the others give."""
    parts = []
    for person in {sample.person for sample in samples}:
        own = [sample for sample in samples if sample.person == person]
        others = [sample for sample in samples if sample.person != person]
        parts.append(told(own, best_limit(others)))
    return Told(*(sum(getattr(part, name) for part in parts) for name in ("found", "clear", "false", "clean")))


def samples_of(
    person: str, drill_id: str, record: Record, reps: Sequence[JudgedRep], repertoire: Repertoire
) -> Iterator[tuple[FaultId, Sample]]:
    """The samples of one clip: done reps that were seen, for each fault that the drill watches."""
    drill = repertoire.drill(drill_id)
    seen: list[dict[str, Any]] = [
        {"bottom": item.rep.bottom, "counted": item.counted, "rep": item.rep} for item in reps
    ]
    for pair in match_reps(record.reps, seen).pairs:
        acted: Mapping[str, str] = {item["id"]: item["grade"] for item in pair.true["faults"]}
        for fault in drill.faults.watch:
            if fault in acted or (not acted and pair.true["counted"]):
                finding = JUDGES[fault](pair.seen["rep"], drill, repertoire.kinds)
                sure = finding is not None and finding[1] >= SURE
                yield fault, Sample(person, acted.get(fault, ""), finding[0] if finding and sure else None)


def judged_reps(poses: Sequence[Pose], record: Record, drill_id: str, repertoire: Repertoire) -> list[JudgedRep]:
    """The reps that the mirror sees of a clip whose poses are known; masks it gets only where it asks for them."""
    known = {record.frame(pose.time): pose for pose in poses}

    def track(frame: Frame, mask: bool) -> Pose | None:
        pose = known.get(frame.number)
        return pose if pose is None or mask else replace(pose, mask=None)

    plan = Plan(drill=repertoire.drill(drill_id), kinds=repertoire.kinds, goal=ENDLESS, gated=False)
    pipeline = Pipeline(track, plan, Timing())
    width, height = poses[0].size if poses else (4, 3)
    picture = np.zeros((height, width, 3), np.uint8)  # only its size is looked at: the poses are known
    for number, time in enumerate(record.time):
        pipeline(Frame(picture, float(time), number))
    return list(pipeline.coach.reps)


def main() -> int:
    """Judge, fit, print; 1 where there is nothing to judge."""
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy.fit.limits", description=__doc__)
    parser.add_argument("--render", action="store_true", help="render what is not in the cache: hours")
    parser.add_argument("--only", metavar="TEXT", default="", help="only the clips with this in their name")
    parser.add_argument("--cache", type=Path, default=usual_folder(), metavar="DIR")
    options = parser.parse_args()
    from tests.accuracy.benchmark import cases  # these need the stage's packages
    from tests.accuracy.school import school

    repertoire = load_repertoire()
    found: dict[FaultId, list[Sample]] = {}
    for case in (*cases(), *school()):
        if options.only in case.name and _teaches(case, repertoire):
            for fault, sample in _samples(case, options.cache, options.render, repertoire):
                found.setdefault(fault, []).append(sample)
    if not found:
        print("limits: no clip of the tune half or the school is in the cache: add --render", file=sys.stderr)
        return 1
    print(as_table(found, repertoire))
    return 0


def as_table(found: Mapping[FaultId, Sequence[Sample]], repertoire: Repertoire) -> str:
    """One row a fault. The best limit is in the unit of the fault's general limits; drills may have their own."""
    rows = []
    for fault, samples in sorted(found.items()):
        kind, best = repertoire.kinds.kinds[fault], best_limit(samples)
        shipped, fitted, others = told(samples, 0.0), told(samples, best), left_out(samples)
        unit = kind.tolerance + best * (kind.extreme - kind.tolerance)
        people = len({sample.person for sample in samples if sample.grade == "clear"})
        silent = sum(sample.severity is None for sample in samples)
        figures = (f"{part.found}/{part.clear}, {part.false}/{part.clean}" for part in (shipped, fitted, others))
        limits = (f"{kind.tolerance:g}", f"{unit:.3g}")
        rows.append((fault, str(people), *figures, *limits, f"{silent}/{len(samples)}"))
    head = ("fault", "people", "as shipped: found, false", "fitted on them", "left out by person")
    return table((*head, "limit", "best", "abstained"), rows)


def _teaches(case: Case, repertoire: Repertoire) -> bool:
    """Side-on, alone, of people in no half but tune, in a drill that the mirror has."""
    alone = not case.committed and not tries_the_lock(case.label)
    return case.half == "tune" and alone and case.tags["view"] == "side" and case.drill in repertoire.drills


def _samples(case: Case, folder: Path, render: bool, repertoire: Repertoire) -> Iterator[tuple[FaultId, Sample]]:
    clips = Cache(folder / "clips")
    footage = kept_footage(case, clips) or (rendered_footage(case, clips) if render else None)
    if footage is None or footage.truth is None:
        return
    record = read_record(footage.truth)
    reps = judged_reps(poses_of(footage, Cache(folder / "poses")), record, case.drill, repertoire)
    yield from samples_of(case.tags["person"], case.drill, record, reps, repertoire)


if __name__ == "__main__":
    sys.exit(main())
