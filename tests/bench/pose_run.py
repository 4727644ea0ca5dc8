"""How soon there is a pose, and how calm and how prompt it is: `pose_run.py FOUND CLIP TRUTH [CLIP TRUTH]...`.

Writes to the file FOUND, as JSON: ``first_pose_s``, seconds from the begin of loading the models to the first pose,
and for each clip the ``jitter`` of its standing stretches and the ``delay`` of smoothing (`tests.bench.steadiness`).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import perf_counter
from typing import Any
from unittest.mock import patch

import numpy as np

from kiosk.camera.clip import clip_frames
from kiosk.pose import tracker as tracker_module
from kiosk.pose.pose import Floats, Joint
from kiosk.pose.smoothing import OneEuro
from kiosk.settings import PoseSettings
from tests.actors.record import Record, read_record
from tests.bench.steadiness import delay, jitter, lean


class WatchedFilter(OneEuro):
    """A filter that keeps what went in and what came out."""

    def __init__(self, cutoff: float, beta: float, axes: int = 3) -> None:
        super().__init__(cutoff, beta, axes)
        self.kept: list[tuple[float, Floats, Floats]] = []

    def __call__(self, points: Floats, time: float, scale: float) -> Floats:
        smooth = super().__call__(points, time, scale)
        self.kept.append((time, points, smooth))
        return smooth


def first_pose(clip: Path) -> float:
    """Seconds from the begin of loading to the first pose; the pictures are at hand, as a camera's are."""
    frames = [frame for frame, _ in zip(clip_frames(clip), range(60), strict=False)]
    began = perf_counter()
    track = tracker_module.Tracker(PoseSettings(threads=1))
    for frame in frames:
        if track(frame, True) is not None:
            return perf_counter() - began
    sys.exit(f"{clip}: no pose in its first {len(frames)} frames")


def steadiness(clip: Path, truth: Record) -> dict[str, Any]:
    """Jitter and delay of the near side's torso; None where the clip has nothing to tell them by."""
    filters: list[WatchedFilter] = []

    def made(cutoff: float, beta: float, axes: int = 3) -> WatchedFilter:
        filters.append(WatchedFilter(cutoff, beta, axes))
        return filters[-1]

    with patch.object(tracker_module, "OneEuro", made):
        track = tracker_module.Tracker(PoseSettings(threads=1))
        for frame in clip_frames(clip):
            track(frame, False)
    kept = filters[0].kept  # the first is for the landmarks in the picture
    times = np.array([item[0] for item in kept])
    shoulder, hip = (Joint[f"{truth.near.upper()}_{name}"] for name in ("SHOULDER", "HIP"))
    raw, smooth = (lean(np.stack([item[place] for item in kept])[:, [shoulder, hip], :2]) for place in (1, 2))
    real = np.interp(times, truth.time, truth.measures["torso_inclination"])
    return {"clip": clip.name, "jitter": jitter(times, smooth, real), "delay": delay(times, raw, smooth)}


def main(found_file: str, pairs: list[str]) -> None:
    """Measure, and write what was found."""
    clips = [(Path(clip), read_record(Path(truth))) for clip, truth in zip(pairs[::2], pairs[1::2], strict=True)]
    found = {"first_pose_s": first_pose(clips[0][0]), "clips": [steadiness(*pair) for pair in clips]}
    Path(found_file).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
