"""Commands: render the demo clip, the calibration pictures or the test clips, write the truth files alone, or lay out
people, held things or kit on a sheet (`sheet held --only box --out DIR`) to look at."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .clip import Clip
from .specs import DEMO, TESTS

ROOT = Path(__file__).parents[2]
CALIBRATION = "models/calibration/people.mp4"


def main() -> int:
    """Run a command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.actors", description=__doc__)
    parser.add_argument("what", choices=("demo", "calibration", "tests", "truth", "sheet"))
    parser.add_argument(
        "sheet", nargs="?", choices=("people", "low", "held", "kit", "drills", "faults"), help="for `sheet`: of what"
    )
    parser.add_argument("--out", type=Path, default=ROOT, help="write here instead of into the project")
    parser.add_argument("--only", metavar="NAME", help="only the clip, or row of a sheet, of this name")
    options = parser.parse_args()
    if (options.what == "sheet") != bool(options.sheet):
        parser.error("`sheet`, and nothing else, wants to know of what")
    if options.what == "sheet":
        return _sheet(options.sheet, options.out, options.only)
    clips = {"demo": (DEMO,), "tests": TESTS, "truth": (DEMO, *TESTS), "calibration": ()}[options.what]
    chosen = [clip for clip in clips if options.only in (None, clip.name)]
    if options.only and not chosen:
        parser.error(f"no clip named {options.only!r}; there is {', '.join(clip.name for clip in clips)}")
    try:
        from .body import BodyDataMissingError
        from .witness import truth
    except ImportError as error:
        print(f"{error}: run `make actors`", file=sys.stderr)
        return 2
    try:
        if options.what != "truth":
            return _render(options.what, chosen, options.out)
        for clip in chosen:
            if clip.truth:
                truth(clip).write(options.out / clip.truth)
                print(options.out / clip.truth)
    except BodyDataMissingError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _sheet(what: str, out: Path, only: str | None) -> int:
    try:
        from .body import BodyDataMissingError
        from .drill_sheets import write_drill_sheet
        from .render import RendererMissingError
        from .sheets import write_sheet
    except ImportError as error:
        print(f"{error}: run `make actors`", file=sys.stderr)
        return 2
    path = (Path.cwd() if out == ROOT else out) / f"{what}.png"
    try:
        write = write_drill_sheet if what in ("drills", "faults") else write_sheet
        write(what, path, (only,) if only else ())
    except (BodyDataMissingError, RendererMissingError) as error:
        print(error, file=sys.stderr)
        return 2
    print(path)
    return 0


def _render(what: str, clips: list[Clip], out: Path) -> int:
    try:
        from .calibration import write_calibration
        from .film import render_clip
        from .render import RendererMissingError
    except ImportError as error:
        print(f"{error}: run `make actors`", file=sys.stderr)
        return 2
    try:
        for clip in clips:
            render_clip(clip, out)
            print(out / clip.video)
        if what == "calibration":
            write_calibration(out / CALIBRATION)
            print(out / CALIBRATION)
    except RendererMissingError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
