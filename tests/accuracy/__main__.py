"""The command: `python -m tests.accuracy [--half HALF] [--only TEXT] [--arithmetic ARITHMETIC] [--slice] [--keep]`.

Ends with 0, or 1 where a clip could not be scored or a bound of the slice is broken, or 2 where nothing could be run.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from .cache import usual_folder
from .compare import Comparison, compact, compare, packed, unpacked
from .digest import file_digest
from .guard import breaches, load_guard, score_committed
from .markdown import report_text
from .real import score_real
from .replays import Arithmetic, mirror_digest
from .run import Outcome, run_cases, usual_workers
from .score import ClipScore
from .stage import ROOT, renderer_digest
from .summary import summarise

if TYPE_CHECKING:
    from .case import Case

HERE = Path(__file__).parent
LAST = HERE / "last.json"


def main(words: Sequence[str] | None = None) -> int:
    """Render, replay, score, print, write; returns the exit code."""
    options = _options(words)
    if options.slice:
        return _slice(options.cache, options.workers)
    from .benchmark import cases

    everything = cases()
    chosen = [
        case
        for case in everything
        if options.half in ("all", case.half) and (options.only is None or options.only in case.name)
    ]
    if not chosen:
        print("accuracy: no clip is chosen", file=sys.stderr)
        return 2
    outcome = run_cases(chosen, options.cache, options.workers, _say, options.arithmetic)
    _say_failed(outcome)
    if not outcome.scores:
        return 2
    data = _data(outcome, score_real(options.cache, options.arithmetic), everything, options.arithmetic)
    text = _write(options.out, data, outcome.scores, _comparison(data, everything), not options.no_plots)
    print(text)
    print(f"Written to {options.out}", file=sys.stderr)
    _say_failed(outcome)
    if options.keep and (outcome.failed or len(chosen) < len(everything) or options.no_plots):
        print("accuracy: not kept: only a whole run without failures, with plots, may be", file=sys.stderr)
        return 1
    if options.keep:
        _keep(options.out, options.arithmetic)
    return int(bool(outcome.failed))


def _options(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy", description=__doc__)
    parser.add_argument("--half", choices=("tune", "report", "all"), default="all", help="thresholds: tune alone")
    parser.add_argument("--only", metavar="TEXT", help="only the clips with this in their name")
    parser.add_argument(
        "--arithmetic", choices=get_args(Arithmetic), default="int8", help="of the networks; int8: as on a Pi"
    )
    parser.add_argument("--slice", action="store_true", help="only the guard's clips, against its bounds")
    parser.add_argument("--keep", action="store_true", help="put the report in place of the committed one")
    parser.add_argument(
        "--cache", type=Path, default=usual_folder(), metavar="DIR", help="rendered and replayed clips"
    )
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "accuracy", metavar="DIR")
    parser.add_argument("--workers", type=int, default=usual_workers(), metavar="N", help="clips at a time")
    parser.add_argument("--no-plots", action="store_true", help="needs no matplotlib")
    options = parser.parse_args(words)
    if options.workers < 1:
        parser.error("--workers: must be 1 or more")
    return options


def _slice(cache: Path, workers: int) -> int:
    """The guard's clips against its bounds."""
    guard = load_guard()
    scores = []
    for name, drill in guard.committed.items():
        scores.append(score_committed(name, drill, cache))
        _say(f"{name}: done")
    outcome = Outcome()
    if guard.rendered and _can_render():
        from .benchmark import cases

        outcome = run_cases([case for case in cases() if case.name in guard.rendered], cache, workers, _say)
        known = {*outcome.failed, *(score.label.name for score in outcome.scores)}
        outcome.failed |= {name: "the benchmark has no such clip" for name in guard.rendered if name not in known}
    elif guard.rendered:
        _say("The renderer's packages are absent: committed clips only.")
    scores += outcome.scores
    broken = breaches(summarise(scores), guard.bounds)
    for line in broken:
        print(f"accuracy: {line}", file=sys.stderr)
    _say_failed(outcome)
    if not broken and not outcome.failed:
        print(f"accuracy: all {len(guard.bounds)} bounds hold on {len(scores)} clips")
    return int(bool(broken or outcome.failed))


def _can_render() -> bool:
    try:
        import tests.actors.film  # noqa: F401
    except ImportError:
        return False
    return True


def _data(
    outcome: Outcome, real: list[dict[str, Any]] | None, everything: Sequence[Case], arithmetic: Arithmetic
) -> dict[str, Any]:
    """Everything that the report says."""
    halves = {
        half: summarise([score for score in outcome.scores if score.label.half == half])
        for half in ("report", "tune")
    }
    seconds = {case.name: case.clip.seconds for case in everything}
    filmed = sum(seconds[score.label.name] for score in outcome.scores)
    used = sum(score.cost.cpu_s for score in outcome.scores)
    return {
        "about": {
            "arithmetic": arithmetic,
            "mirror": mirror_digest()[:12],
            "renderer": renderer_digest()[:12],
            "models": ", ".join(
                f"`{path.stem} {file_digest(path)[:8]}`" for path in sorted((ROOT / "models").glob("*.tflite"))
            ),
        },
        "halves": halves,
        "seconds_of_film": filmed,
        "cpu_of_film": round(used / filmed, 3) if filmed else None,
        "failed": outcome.failed,
        "real": real,
        "clips": {score.label.name: compact(score) for score in outcome.scores},
    }


def _comparison(data: dict[str, Any], everything: Sequence[Case]) -> Comparison | None:
    """This run against the committed one; clips that were not asked for this time are left out."""
    if not LAST.is_file():
        return None
    still = {case.name for case in everything}
    last = unpacked(json.loads(LAST.read_text(encoding="utf-8")))
    return compare(
        {name: clip for name, clip in last.items() if name in data["clips"] or name not in still}, data["clips"]
    )


def _write(
    out: Path, data: dict[str, Any], scores: Sequence[ClipScore], comparison: Comparison | None, plots: bool
) -> str:
    """Write report.json, last.json, REPORT.md and the plots into a folder; returns the report's text."""
    out.mkdir(parents=True, exist_ok=True)
    half = "report" if data["halves"]["report"]["clips"] else "tune"
    drawn: list[tuple[str, str]] = []
    if plots:
        from .plots import write_plots

        shown = [score for score in scores if score.label.half == half]
        drawn = write_plots(out / "plots", shown, data["halves"][half])
    text = report_text(data, comparison, drawn)
    (out / "REPORT.md").write_text(text, encoding="utf-8")
    changes = [] if comparison is None else [vars(change) for change in comparison.changes]
    (out / "report.json").write_text(
        json.dumps({**data, "changes": changes}, indent=1, allow_nan=False) + "\n", encoding="utf-8"
    )
    (out / "last.json").write_text(last_text(data), encoding="utf-8")
    return text


def last_text(data: dict[str, Any]) -> str:
    """What the next run is compared with: one line a clip."""
    short = packed(data["clips"])

    def lines(table: dict[str, Any]) -> str:
        rows = [f"  {json.dumps(name)}: {json.dumps(item, separators=(',', ':'))}" for name, item in table.items()]
        return "{\n" + ",\n".join(rows) + "\n }"

    return (
        f'{{\n "about": {json.dumps(data["about"])},\n "watched": {lines(short["watched"])},\n'
        f' "clips": {lines(short["clips"])}\n}}\n'
    )


def _keep(out: Path, arithmetic: Arithmetic) -> None:
    """The report and what the next is compared with become the project's; of another arithmetic than the Pi's, the
    report's words alone."""
    if arithmetic != "int8":
        text = (out / "REPORT.md").read_text(encoding="utf-8").partition("\n## Plots")[0]
        (HERE / f"REPORT_{arithmetic}.md").write_text(text, encoding="utf-8")
        return
    for name in ("REPORT.md", "last.json"):
        shutil.copyfile(out / name, HERE / name)
    shutil.rmtree(HERE / "plots", ignore_errors=True)
    shutil.copytree(out / "plots", HERE / "plots")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _say_failed(outcome: Outcome) -> None:
    for name, why in outcome.failed.items():
        print(f"accuracy: {name}: {why}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
