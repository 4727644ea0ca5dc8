"""Measures what `kiosk/coach/pace.toml` rests on: `python -m tests.replay.thinning [RATE...]`.

Each clip is replayed at its own rate and at ever fewer pictures a second, with the coach's own limit taken away, and
the reps compared. Takes about a quarter of an hour on one core.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from kiosk.camera import Clip, Frame
from kiosk.camera.demo import DEMO
from kiosk.coach.coach import Plan
from kiosk.coach.drill import load_repertoire
from kiosk.coach.guidance import JudgedRep
from kiosk.coach.pace_table import PaceTable
from kiosk.pose.tracker import Timing, Tracker
from kiosk.replay.run import replay
from kiosk.settings import PoseSettings

DATA = Path(__file__).resolve().parents[1] / "data"
REAL = Path(__file__).resolve().parents[3] / "shared" / "clips"
UNLIMITED = PaceTable(least=1.0, enough=1.1, enough_for=0.5)
RATES = (15.0, 12.0, 10.0, 8.5, 7.5, 6.0, 5.0, 4.0, 3.0, 2.0)
PHASES = (0.0, 0.5)
"""Where the first picture is taken, in spacings."""
SAME = 0.7
"""Seconds within which two bottoms are of the same rep."""
SAID = 0.1
"""Severity from which a fault is said."""


@dataclass
class Tally:
    """What became of the reps of all clips at one rate."""

    reps: int = 0
    missed: int = 0
    otherwise: int = 0
    made_up: int = 0
    torso: list[float] = field(default_factory=list)


def clips() -> Iterator[tuple[Path, str]]:
    """Every clip with its drill; those of real people where they lie beside the checkout."""
    yield DEMO, "hip_hinge"
    for name in ("good", "fast", "rounded", "shallow", "short_lockout", "squatting"):
        yield DATA / f"hinge_{name}.mp4", "hip_hinge"
    yield DATA / "dumbbell_good.mp4", "dumbbell_deadlift"
    for path in sorted(REAL.glob("*.mp4")):
        kind = path.stem.partition("_")[0]
        yield path, {"kettlebell": "dumbbell_deadlift", "barbell": "barbell_deadlift"}.get(kind, "hip_hinge")


def thinned(frames: Clip, rate: float, phase: float) -> Iterator[Frame]:
    """The first frame of each spacing of ``rate`` a second."""
    last = -1
    for frame in frames:
        spacing = int((frame.time + 1e-6) * rate + phase)
        if spacing != last:
            last = spacing
            yield frame


def reps_of(path: Path, drill: str, rate: float | None, phase: float = 0.0) -> list[JudgedRep] | None:
    """The reps at ``rate``, None: the clip's own; None where the clip has fewer pictures."""
    repertoire = load_repertoire()
    plan = Plan(repertoire.drill(drill), repertoire.kinds, goal=8, gated=False, pace=UNLIMITED)
    timing = Timing()
    with Clip(path) as clip:
        if rate is not None and rate > clip.rate + 0.1:
            return None
        frames = clip if rate is None else thinned(clip, rate, phase)
        return replay(str(path), frames, Tracker(PoseSettings(threads=1), timing), plan, timing).reps


def verdict(rep: JudgedRep) -> tuple[bool, frozenset[str]]:
    """Whether it counts, and what would be said."""
    return rep.counted, frozenset(fault.id for fault in rep.faults if fault.severity >= SAID)


def compare(tally: Tally, truth: list[JudgedRep], found: list[JudgedRep]) -> None:
    """Add what ``found`` makes of ``truth``."""
    left = list(found)
    for rep in truth:
        tally.reps += 1
        near = min(left, key=lambda other: abs(other.rep.bottom - rep.rep.bottom), default=None)
        if near is None or abs(near.rep.bottom - rep.rep.bottom) >= SAME:
            tally.missed += 1
            continue
        left.remove(near)
        tally.otherwise += verdict(near) != verdict(rep)
        torsos = [item.rep.bottom_posture.value("torso_inclination") for item in (near, rep)]
        if torsos[0] is not None and torsos[1] is not None:
            tally.torso.append(abs(torsos[0] - torsos[1]))
    tally.made_up += len(left)


def main(rates: tuple[float, ...]) -> None:
    """Print the table."""
    every = [(path, drill, reps_of(path, drill, None) or []) for path, drill in clips()]
    print(f"{len(every)} clips, {sum(len(truth) for _, _, truth in every)} reps at their own rate")
    print("pictures/s   reps   missed   otherwise   made up   torso off by, 95 of 100")
    for rate in rates:
        tally = Tally()
        for path, drill, truth in every:
            for phase in PHASES:
                found = reps_of(path, drill, rate, phase)
                if found is not None:
                    compare(tally, truth, found)
        off = float(np.percentile(tally.torso, 95.0)) if tally.torso else float("nan")
        print(
            f"{rate:10g} {tally.reps:6d} {tally.missed:8d} {tally.otherwise:11d} {tally.made_up:9d} {off:12.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main(tuple(float(item) for item in sys.argv[1:]) or RATES)
