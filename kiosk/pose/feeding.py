"""What the two networks are fed: pictures turned into input tensors, in place and without copies.

The quantizer feeds its calibration pictures through the same functions, so that they are what production sees.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from kiosk.camera.frame import Image
from kiosk.pose.pose import Floats
from kiosk.pose.roi import CROP, Region

DETECTOR_SIDE = 224
"""Side of the detector's input, in pixels."""


@dataclass(frozen=True, slots=True)
class Letterbox:
    """How a picture lies in the detector's square: ``scale`` square pixels a picture pixel, then the offset."""

    scale: float
    left: int
    top: int


def feed_detector(image: Image, tensor: Floats) -> Letterbox:
    """Write ``image`` (height, width, 3; BGR) into ``tensor`` (1, 224, 224, 3): RGB in -1..1, in a black square."""
    height, width = image.shape[:2]
    scale = DETECTOR_SIDE / max(height, width)
    small = cv2.resize(image, (round(width * scale), round(height * scale)), interpolation=cv2.INTER_AREA)
    cv2.cvtColor(small, cv2.COLOR_BGR2RGB, dst=small)
    rows, columns = small.shape[:2]
    left, top = (DETECTOR_SIDE - columns) // 2, (DETECTOR_SIDE - rows) // 2
    tensor[...] = -1.0
    inner = tensor[0, top : top + rows, left : left + columns]
    np.multiply(small, np.float32(2.0 / 255.0), out=inner)
    inner -= 1.0
    return Letterbox(scale, left, top)


def feed_landmarker(image: Image, region: Region, crop: Image, tensor: Floats) -> None:
    """Write ``region`` of ``image`` (height, width, 3; BGR) into ``tensor`` (1, 256, 256, 3): RGB in 0..1.

    ``crop`` (256, 256, 3) is scratch space that the caller keeps.
    """
    cv2.warpAffine(image, region.to_crop(), (CROP, CROP), dst=crop, flags=cv2.INTER_LINEAR)
    cv2.cvtColor(crop, cv2.COLOR_BGR2RGB, dst=crop)
    np.multiply(crop[None], np.float32(1.0 / 255.0), out=tensor)
