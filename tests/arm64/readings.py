"""What the int8 networks read in given regions of a clip, so that two processors are compared on the very same crops.

As a program it is given the clip, the regions and where to write what it read.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import cv2

from kiosk.camera.frame import Image
from kiosk.pose.catalogue import find
from kiosk.pose.detector import Detector
from kiosk.pose.landmarker import Landmarker, Reading
from kiosk.pose.roi import Region

_MASK_EVERY = 6
"""So that both graphs are compared, with the mask and without."""


def regions_of(clip: Path) -> list[Region]:
    """Where somebody is in each picture of ``clip``, followed from what the detector finds in the first."""
    landmarker, regions = _landmarker(), list[Region]()
    for image in _pictures(clip):
        if not regions:
            regions.append(Detector(find("detector").path, threads=1)(image)[0].region.snapped())
        regions.append(landmarker(image, regions[-1], False).next_region.snapped())
    return regions[:-1]


def read(clip: Path, regions: list[Region]) -> list[dict[str, object]]:
    """Per picture what is read in its region: landmarks in pixels, presence, the share that the mask covers."""
    landmarker = _landmarker()
    return [
        _plain(landmarker(image, region, number % _MASK_EVERY == 0))
        for number, (image, region) in enumerate(zip(_pictures(clip), regions, strict=True))
    ]


def _plain(reading: Reading) -> dict[str, object]:
    mask = None if reading.mask is None else float((reading.mask.logits > 0).mean())
    return {"landmarks": reading.landmarks.tolist(), "presence": reading.presence, "mask": mask}


def _landmarker() -> Landmarker:
    return Landmarker(find("landmarks_mask").path, find("landmarks").path, threads=1)


def _pictures(clip: Path) -> Iterator[Image]:
    video = cv2.VideoCapture(str(clip))
    while True:
        there, picture = video.read()
        if not there:
            return
        yield picture


def save_regions(regions: list[Region], path: Path) -> None:
    path.write_text(json.dumps([asdict(region) for region in regions]), encoding="utf-8")


if __name__ == "__main__":
    given = [Region(**item) for item in json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))]
    Path(sys.argv[3]).write_text(json.dumps(read(Path(sys.argv[1]), given)), encoding="utf-8")
