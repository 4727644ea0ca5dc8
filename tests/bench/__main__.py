"""The command: `python -m tests.bench [--rounds N] [--clip PATH]... [--no-peer] [--no-station] [--no-poses]`.

Ends with 0, or 1 where a target was measured and missed, or 2 where the mirror itself could not be run.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from statistics import median

from rich.console import Console

from tests.bench import __doc__ as how_to_read
from tests.bench.arithmetic import Run, exit_code, figures, stage_medians
from tests.bench.child import ROOT, BenchError
from tests.bench.ours import OurRun, run_ours
from tests.bench.peer import install, run_peer
from tests.bench.poses import Poses, measure_poses
from tests.bench.result import ClipResult, print_result, targets, write_result
from tests.bench.station import Start, measure_start

DEMO = ROOT / "kiosk" / "demo" / "hip_hinge.mp4"
FOOTAGE = ROOT.parent / "shared" / "clips" / "kettlebell_deadlift_correct.mp4"
"""Real footage that is not part of the project; used where it is at hand."""

OUT = ROOT / "out" / "bench.json"


def main() -> int:
    """Measure, print, write; returns the exit code."""
    options = _options()
    console = Console(width=None if sys.stdout.isatty() else 120)
    clips: list[Path] = options.clip or [DEMO, *([FOOTAGE] if FOOTAGE.is_file() else [])]
    peer, no_peer = _peer(options.no_peer, console)
    try:
        results = []
        for clip in clips:
            result, trouble = _measure(clip, options.rounds, peer, console)
            results.append(result)
            no_peer = no_peer or trouble
    except (BenchError, ValueError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    poses, no_poses = _poses(options.no_poses, options.rounds, console)
    start, no_start = _start(options.no_station, console)
    verdicts = targets(results, start, poses, no_peer, no_start, no_poses)
    print_result(console, results, verdicts)
    write_result(OUT, results, verdicts)
    console.print(f"Written to {OUT.relative_to(ROOT)}", highlight=False)
    return exit_code(verdicts)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description=how_to_read, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="runs of each side on each clip")
    parser.add_argument("--clip", type=Path, action="append", metavar="PATH", help="measure this instead; repeatable")
    parser.add_argument("--no-peer", action="store_true", help="only our own side")
    parser.add_argument("--no-poses", action="store_true", help="leave out loading, jitter and lag")
    parser.add_argument("--no-station", action="store_true", help="leave out start-up and drawing")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error("--rounds: must be 1 or more")
    missing = [str(clip) for clip in options.clip or [] if not clip.is_file()]
    if missing:
        parser.error(f"--clip: no such file: {', '.join(missing)}")
    return options


def _peer(unwanted: bool, console: Console) -> tuple[Path | None, str]:
    """The peer's Python, or why there is none."""
    if unwanted:
        return None, "left out"
    try:
        with console.status("Installing the peer"):
            return install(), ""
    except BenchError as error:
        console.print(f"The peer is not measured: {error}", highlight=False)
        return None, str(error)


def _measure(clip: Path, rounds: int, peer: Path | None, console: Console) -> tuple[ClipResult, str]:
    """Both sides by turns, and why the peer is missing where it fails. Raises `BenchError` where ours fails."""
    ours: list[OurRun] = []
    masked: list[OurRun] = []
    theirs: list[Run] = []
    trouble = ""
    with console.status("") as status:
        for number in range(1, rounds + 1):
            status.update(f"{clip.name}: round {number} of {rounds}")
            if peer is not None and not trouble:
                try:
                    theirs.append(run_peer(peer, clip))
                except BenchError as error:
                    trouble = str(error)
            ours.append(run_ours(clip))
            masked.append(run_ours(clip, "every"))
    stages = stage_medians([item.stages_ms for item in ours])
    result = ClipResult(
        clip=clip.name,
        ours=figures([item.run for item in ours]),
        masked=figures([item.run for item in masked]),
        peer=figures(theirs) if theirs and not trouble else None,
        stages_ms=stages,
        outside=median(item.outside for item in ours),
    )
    return result, trouble


def _poses(unwanted: bool, rounds: int, console: Console) -> tuple[Poses | None, str]:
    """Loading, jitter and lag, or why they are missing."""
    if unwanted:
        return None, "left out"
    try:
        with console.status("Poses of the committed clips"):
            return measure_poses(rounds), ""
    except BenchError as error:
        return None, str(error)


def _start(unwanted: bool, console: Console) -> tuple[Start | None, str]:
    """Start-up and drawing, or why they are missing."""
    if unwanted:
        return None, "left out"
    try:
        with console.status("Running the mirror on the demo clip"):
            return measure_start(), ""
    except BenchError as error:
        return None, str(error)


if __name__ == "__main__":
    sys.exit(main())
