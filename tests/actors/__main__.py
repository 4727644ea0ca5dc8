"""Commands: render the demo clip, the calibration pictures or the test clips."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .body import BodyDataMissingError
from .render import RendererMissingError

ROOT = Path(__file__).parents[2]


def main() -> int:
    """Run a command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.actors", description=__doc__)
    parser.add_argument("what", choices=("demo", "calibration", "tests"))
    parser.add_argument(
        "--out", type=Path, default=ROOT, help="write under this folder instead of the project"
    )
    parser.add_argument("--only", metavar="NAME", help="only the clip of this name")
    options = parser.parse_args()
    try:
        if options.what == "calibration":
            calibration_clip(options.out / "models" / "calibration" / "people.mp4")
    except (BodyDataMissingError, RendererMissingError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def calibration_clip(path: Path) -> None:
    """Render the calibration pictures; every frame is a key frame."""
    from .calibration import pictures, stills
    from .video import write_video

    drawn = dict(pictures(stills()))
    write_video(
        path, (drawn[number] for number in sorted(drawn)), fps=5, crf=CALIBRATION_CRF, key_frame_every=1
    )


CALIBRATION_CRF = 22

if __name__ == "__main__":
    sys.exit(main())
