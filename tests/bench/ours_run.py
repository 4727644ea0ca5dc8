"""Runs `kiosk replay` and notes what each frame cost: `ours_run.py NOTES MASKS WORDS...`, the words after `kiosk`.

The command is the very one that users run; only its clip and its networks are watched, and where MASKS is "every"
instead of "station", every frame is asked for with the person mask. Writes to the file NOTES, as JSON, lists of
processor seconds used after each frame: ``cpu`` by the whole process, ``work`` by the pipeline's own thread with the
decoding of the video left out, and ``invoke``, the part of that inside of the networks' interpreters.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from time import thread_time
from unittest.mock import patch

from kiosk.camera.clip import Clip
from kiosk.camera.frame import Frame
from kiosk.cli import app
from kiosk.pose.pose import Pose
from kiosk.pose.runtime import Network
from kiosk.pose.tracker import Tracker
from kiosk.replay import command

notes: dict[str, list[float]] = {"cpu": [], "work": [], "invoke": []}
spent = {"work": 0.0, "invoke": 0.0}


class WatchedClip(Clip):
    """A clip that notes the processor time when the pipeline is done with each frame."""

    def __iter__(self) -> Iterator[Frame]:
        for frame in super().__iter__():
            began = thread_time()
            yield frame
            spent["work"] += thread_time() - began
            used = resource.getrusage(resource.RUSAGE_SELF)
            notes["cpu"].append(used.ru_utime + used.ru_stime)
            notes["work"].append(spent["work"])
            notes["invoke"].append(spent["invoke"])


plain_run, plain_call = Network.run, Tracker.__call__


def watched_run(self: Network) -> None:
    """`Network.run`, with its processor time noted."""
    began = thread_time()
    plain_run(self)
    spent["invoke"] += thread_time() - began


def masked_call(self: Tracker, frame: Frame, want_mask: bool = True) -> Pose | None:
    """`Tracker.__call__` with the mask, wanted or not."""
    return plain_call(self, frame, True)


def main(notes_file: str, masks: str, words: list[str]) -> None:
    """Run the command, then write the notes; the command's exit code goes through."""
    try:
        with ExitStack() as watching:
            watching.enter_context(patch.object(command, "Clip", WatchedClip))
            watching.enter_context(patch.object(Network, "run", watched_run))
            if masks == "every":
                watching.enter_context(patch.object(Tracker, "__call__", masked_call))
            app(words)
    finally:
        Path(notes_file).write_text(json.dumps(notes), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
