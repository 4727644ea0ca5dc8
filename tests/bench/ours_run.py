"""Runs `kiosk replay` and notes what each frame cost: `ours_run.py CURVE WORDS...`, the words after `kiosk`.

The command is the very one that users run; only its clip is watched. Writes to the file CURVE, as JSON, the
processor seconds used after each frame.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

from kiosk.camera.clip import Clip
from kiosk.camera.frame import Frame
from kiosk.cli import app
from kiosk.replay import command

curve: list[float] = []


class WatchedClip(Clip):
    """A clip that notes the processor time when the pipeline is done with each frame."""

    def __iter__(self) -> Iterator[Frame]:
        for frame in super().__iter__():
            yield frame
            used = resource.getrusage(resource.RUSAGE_SELF)
            curve.append(used.ru_utime + used.ru_stime)


def main(curve_file: str, words: list[str]) -> None:
    """Run the command, then write the curve; the command's exit code goes through."""
    try:
        with patch.object(command, "Clip", WatchedClip):
            app(words)
    finally:
        Path(curve_file).write_text(json.dumps(curve), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
