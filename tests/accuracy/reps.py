"""Reps as counted against reps as done, and the faults found in them against those acted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LEAST_TOLERANCE = 0.5
"""Seconds: a bottom this near to the true one may always be the same rep's."""


@dataclass(frozen=True)
class Pair:
    """A rep that was done (truth file) and what was seen of it (report)."""

    true: dict[str, Any]
    seen: dict[str, Any]


@dataclass(frozen=True)
class RepScore:
    """The reps of one clip: matched, done but not seen, seen but not done."""

    pairs: tuple[Pair, ...]
    missed: tuple[dict[str, Any], ...]
    extra: tuple[dict[str, Any], ...]

    @property
    def counted_true(self) -> int:
        """Reps that count."""
        done = [*(pair.true for pair in self.pairs), *self.missed]
        return sum(rep["counted"] for rep in done)

    @property
    def counted_seen(self) -> int:
        """Reps that the mirror counted."""
        return sum(rep["counted"] for rep in [*(pair.seen for pair in self.pairs), *self.extra])

    @property
    def count_error(self) -> int:
        """Counted minus done; 0 is right."""
        return self.counted_seen - self.counted_true


def turning(true: dict[str, Any], seen: dict[str, Any]) -> tuple[float, dict[str, float]]:
    """When a done rep is at its turning point, and its measures there.

    The mirror calls the far end of every rep its bottom. A rep that rests at its bottom has that at one end and its
    top in the middle: what the mirror means is the nearer in time (a deadlift's is the floor, a bridge's the top).
    """
    bottom = true["bottom"], true["bottom_truth"]
    if true.get("first") != "up":
        return bottom
    top = true["top"], true["top_truth"]
    return min(bottom, top, key=lambda end: abs(seen["bottom"] - end[0]))


def match_reps(true: Sequence[dict[str, Any]], seen: Sequence[dict[str, Any]]) -> RepScore:
    """Match reps in their order: as many as can be, and of those ways the one whose bottoms lie closest in time.

    Two may match where their bottoms are within half the true rep's length of each other. One seen rep that spans
    two done ones matches one of them; the other is missed.
    """
    rows, columns = len(true), len(seen)
    # best[i][j]: (matches, -seconds apart) of the first i true and j seen reps.
    best = [[(0, 0.0)] * (columns + 1) for _ in range(rows + 1)]
    taken = [[False] * (columns + 1) for _ in range(rows + 1)]
    for i in range(1, rows + 1):
        for j in range(1, columns + 1):
            best[i][j] = max(best[i - 1][j], best[i][j - 1])
            apart = abs(turning(true[i - 1], seen[j - 1])[0] - seen[j - 1]["bottom"])
            if apart <= max(LEAST_TOLERANCE, 0.5 * (true[i - 1]["end"] - true[i - 1]["start"])):
                matches, nearness = best[i - 1][j - 1]
                together = (matches + 1, nearness - apart)
                if together > best[i][j]:
                    best[i][j], taken[i][j] = together, True
    pairs: list[tuple[int, int]] = []
    i, j = rows, columns
    while i and j:
        if taken[i][j]:
            pairs.append((i - 1, j - 1))
            i, j = i - 1, j - 1
        elif best[i][j] == best[i - 1][j]:
            i -= 1
        else:
            j -= 1
    pairs.reverse()
    left, right = {i for i, _ in pairs}, {j for _, j in pairs}
    return RepScore(
        pairs=tuple(Pair(true[i], seen[j]) for i, j in pairs),
        missed=tuple(rep for number, rep in enumerate(true) if number not in left),
        extra=tuple(rep for number, rep in enumerate(seen) if number not in right),
    )


@dataclass(frozen=True)
class FaultRep:
    """One rep for the judging of faults. `true` maps each acted fault to its grade, `seen` each found fault to its
    confidence. `done` False: nobody did this rep. `found` False: the mirror did not see it at all. `unjudged`: faults
    that the mirror abstained from; `said`: faults that were corrected between this rep's end and the next one's."""

    true: dict[str, str]
    seen: dict[str, float]
    done: bool = True
    found: bool = True
    unjudged: frozenset[str] = frozenset()
    said: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        """Done without any fault, and seen."""
        return self.done and self.found and not self.true


def fault_reps(score: RepScore, cues: Sequence[Mapping[str, Any]] = ()) -> list[FaultRep]:
    """Every rep of a clip, done or seen; `cues` of the report."""
    ends = sorted(rep["end"] for rep in [*(pair.seen for pair in score.pairs), *score.extra])

    def of(true: dict[str, Any] | None, seen: dict[str, Any]) -> FaultRep:
        following = min((end for end in ends if end > seen["end"]), default=float("inf"))
        said = [cue["id"] for cue in cues if cue["kind"] != "praise" and seen["end"] <= cue["time"] < following]
        shown = {} if true is None else acted(true)
        unjudged = frozenset(seen.get("unjudged", ()))
        return FaultRep(shown, found(seen), done=true is not None, unjudged=unjudged, said=tuple(said))

    return [
        *(of(pair.true, pair.seen) for pair in score.pairs),
        *(FaultRep(acted(rep), {}, found=False) for rep in score.missed),
        *(of(None, rep) for rep in score.extra),
    ]


SPINE = ("lumbar_flexion", "thoracic_flexion")


def spine_of(score: RepScore, standing: Mapping[str, float]) -> list[tuple[float, float]]:
    """Of each rep in which both are told: degrees by which the spine is bent further than standing, seen and true."""
    both = []
    for pair in score.pairs:
        seen = [pair.seen["bottom_posture"].get(name) for name in SPINE]
        true = [turning(pair.true, pair.seen)[1].get(name) for name in SPINE]
        if None not in seen and None not in true and all(name in standing for name in SPINE):
            both.append((sum(seen), sum(true) - sum(standing[name] for name in SPINE)))
    return both


def acted(rep: dict[str, Any]) -> dict[str, str]:
    """Faults that a done rep shows, with their grades."""
    return {fault["id"]: fault["grade"] for fault in rep["faults"]}


def found(rep: dict[str, Any]) -> dict[str, float]:
    """Faults that the mirror saw in a rep, with how sure it was."""
    return {fault["id"]: fault["confidence"] for fault in rep["faults"]}
