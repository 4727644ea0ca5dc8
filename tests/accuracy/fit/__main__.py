"""Fits the joint centres: `python -m tests.accuracy.fit [--write] [--cache DIR]`.

On the clips of the tune half that are in the cache (`make accuracy ARGS="--half tune"` renders them all): people on
their feet in every drill, clear to see, up to `FRONT_FROM` degrees off side-on. What is printed is cross-validated by
person: everybody is corrected by a table that was fitted without them. The same clips give the same table.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from kiosk.motion.centres_table import SHIPPED
from tests.accuracy.benchmark import cases
from tests.accuracy.cache import Cache, usual_folder
from tests.accuracy.case import Case
from tests.accuracy.drills import SHIPPED as DRILLS
from tests.accuracy.lock import tries_the_lock
from tests.accuracy.markdown import table
from tests.accuracy.on_feet import on_feet
from tests.accuracy.poses import poses_of

from .examples import Example, example
from .solve import MEASURES, as_toml, errors, fit, left_out, rmse

OBLIQUE = frozenset({"seen_turned_45_to", "seen_turned_45_away", "hinge_oblique"})
"""Clips that are not clear by their turn alone; they teach the turn."""


def main() -> int:
    """Fit, say what it is worth, and write the table where asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy.fit", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true", help=f"write {SHIPPED.name}")
    parser.add_argument("--cache", type=Path, default=usual_folder(), metavar="DIR")
    options = parser.parse_args()
    examples = [item for case in cases() if (item := _example(case, options.cache)) is not None]
    fitted = [item for item in examples if item.fitted]
    if len({item.person for item in fitted}) < 2:
        print(
            "fit: needs clips of two people at least; render them: make accuracy ARGS='--half tune'", file=sys.stderr
        )
        return 1
    print(told(examples))
    if options.write:
        people = sorted({item.person for item in fitted})
        about = {"Clips": str(len(fitted)), "People": f"{len(people)} of the tune half"}
        SHIPPED.write_text(as_toml(fit(fitted), about), encoding="utf-8")
        print(f"wrote {SHIPPED}")
    return 0


def told(examples: Sequence[Example]) -> str:
    """A table of errors without correction, and with one fitted on other people."""
    mirror = {path.stem for path in DRILLS.glob("*.toml")}
    groups: dict[str, Callable[[Example], bool]] = {
        "the mirror's drills": lambda item: item.drill in mirror,
        "all drills": lambda item: bool(item.drill),
    }
    bands = ((0.0, 20.0), (20.0, 40.0), (40.0, 60.0))
    corrected, rows = left_out(examples), []
    for group, belongs in groups.items():
        for low, high in bands:
            parts = [
                (errors(item, None)[inside], corrected[item.name][inside])
                for item in examples
                if item.fitted and belongs(item)
                for inside in [(item.turn >= low) & (item.turn < high)]
                if inside.any()
            ]
            if parts:
                before, after = (rmse([pair[which] for pair in parts]) for which in (0, 1))
                figures = (f"{a:.1f} to {b:.1f}" for a, b in zip(before, after, strict=True))
                rows.append((f"{group}, {low:.0f} to {high:.0f} degrees off side-on", str(len(parts)), *figures))
    return table(("RMSE from standing, without to with", "clips", *MEASURES), rows)


def _example(case: Case, cache: Path) -> Example | None:
    if case.half != "tune":
        return None
    found = on_feet(case, Cache(cache / "clips"))
    if found is None:
        return None
    footage, record = found
    poses = poses_of(footage, Cache(cache / "poses"))
    # Where others are about, some poses may be theirs.
    fitted = (case.clear and not tries_the_lock(case.label)) or case.name.removeprefix("tune_") in OBLIQUE
    return example(case.name, repr(case.clip.cast[0].person), case.drill, fitted, poses, record)


if __name__ == "__main__":
    sys.exit(main())
