"""Commands: render the demo clip, the calibration pictures or the test clips."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .specs import DEMO, TESTS

ROOT = Path(__file__).parents[2]
CALIBRATION = "models/calibration/people.mp4"


def main() -> int:
    """Run a command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.actors", description=__doc__)
    parser.add_argument("what", choices=("demo", "calibration", "tests"))
    parser.add_argument("--out", type=Path, default=ROOT, help="write here instead of into the project")
    parser.add_argument("--only", metavar="NAME", help="only the clip of this name")
    options = parser.parse_args()
    clips = {"demo": (DEMO,), "tests": TESTS, "calibration": ()}[options.what]
    chosen = [clip for clip in clips if options.only in (None, clip.name)]
    if options.only and not chosen:
        parser.error(f"no clip named {options.only!r}; there is {', '.join(clip.name for clip in clips)}")
    try:
        from .body import BodyDataMissingError
        from .calibration import write_calibration
        from .film import render_clip
        from .render import RendererMissingError
    except ImportError as error:
        print(f"{error}: run `make actors`", file=sys.stderr)
        return 2
    try:
        for clip in chosen:
            render_clip(clip, options.out)
            print(options.out / clip.video)
        if options.what == "calibration":
            write_calibration(options.out / CALIBRATION)
            print(options.out / CALIBRATION)
    except (BodyDataMissingError, RendererMissingError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
