"""Runs the peer over a clip: `peer_run.py CLIP CURVE`. Stands alone in the peer's own environment.

Writes to the file CURVE, as JSON, the processor seconds used after each frame.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

import cv2
import mediapipe


def main(clip: str, curve_file: str) -> None:
    """Every frame through `Pose`, with the person mask."""
    capture = cv2.VideoCapture(clip)
    curve: list[float] = []
    masks = 0
    with mediapipe.solutions.pose.Pose(static_image_mode=False, model_complexity=1, enable_segmentation=True) as pose:
        while True:
            good, image = capture.read()
            if not good:
                break
            result = pose.process(cv2.cvtColor(image, cv2.COLOR_BGR2RGB))
            masks += result.segmentation_mask is not None
            used = resource.getrusage(resource.RUSAGE_SELF)
            curve.append(used.ru_utime + used.ru_stime)
    if not masks:
        sys.exit(f"{clip}: the peer found no person in {len(curve)} frames")
    Path(curve_file).write_text(json.dumps(curve), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
