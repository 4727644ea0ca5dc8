"""What the two networks are fed: pictures turned into input tensors, in place.

The quantizer feeds its calibration pictures through the same code, so that they are what production sees.

The way from the camera's picture to the landmark network is the cheapest of those measured that changes no value:
pixels of four bytes are warped with vector loads, those of three are not, so widening the part of the picture that
the region covers and warping that costs about half of warping the picture itself. Scaling goes through float32 in
place, since a multiplication that converts on the way works through a small buffer of its own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from kiosk.camera.frame import Image
from kiosk.pose.pose import Floats
from kiosk.pose.roi import CROP, Region

DETECTOR_SIDE = 224
"""Side of the detector's input, in pixels."""

_ROOM = 2
"""Pixels around a region that the warp may look at besides those inside."""

_TO_UNIT = np.float32(1.0 / 255.0)
_TO_SIGNED = np.float32(2.0 / 255.0)
_ONE = np.float32(1.0)


@dataclass(frozen=True, slots=True)
class Letterbox:
    """How a picture lies in the detector's square: ``scale`` square pixels a picture pixel, then the offset."""

    scale: float
    left: int
    top: int


class DetectorFeed:
    """Whole pictures into the detector's input, with scratch space kept from call to call."""

    def __init__(self) -> None:
        self._small: Image = np.empty((0, 0, 3), dtype=np.uint8)

    def __call__(self, image: Image, tensor: Floats) -> Letterbox:
        """Write ``image`` (height, width, 3; BGR) into ``tensor`` (1, 224, 224, 3): RGB in -1..1, black around."""
        height, width = image.shape[:2]
        scale = DETECTOR_SIDE / max(height, width)
        columns, rows = round(width * scale), round(height * scale)
        if self._small.shape[:2] != (rows, columns):
            self._small = np.empty((rows, columns, 3), dtype=np.uint8)
        small = self._small
        cv2.resize(image, (columns, rows), dst=small, interpolation=cv2.INTER_AREA)
        cv2.cvtColor(small, cv2.COLOR_BGR2RGB, dst=small)
        left, top = (DETECTOR_SIDE - columns) // 2, (DETECTOR_SIDE - rows) // 2
        tensor.fill(0.0)
        np.copyto(tensor[0, top : top + rows, left : left + columns], small)
        # Over the whole square, margins with it: numpy works through buffers on a part, and in place on a whole.
        np.multiply(tensor, _TO_SIGNED, out=tensor)
        np.subtract(tensor, _ONE, out=tensor)
        return Letterbox(scale, left, top)


class LandmarkFeed:
    """Regions of pictures into the landmark network's input, with scratch space kept from call to call."""

    def __init__(self) -> None:
        self._wide: Image = np.empty((0, 0, 4), dtype=np.uint8)
        self._cut: Image = np.empty((CROP, CROP, 4), dtype=np.uint8)
        self._crop: Image = np.empty((CROP, CROP, 3), dtype=np.uint8)

    def __call__(self, image: Image, region: Region, tensor: Floats) -> None:
        """Write ``region`` of ``image`` (height, width, 3; BGR) into ``tensor`` (1, 256, 256, 3): RGB in 0..1.

        What lies outside of the picture is black.
        """
        height, width = image.shape[:2]
        if self._wide.shape[:2] != (height, width):
            self._wide = np.empty((height, width, 4), dtype=np.uint8)
        left, top, right, bottom = _reach(region, width, height)
        if left < right and top < bottom:
            # What else the wide picture holds is of older frames, and out of the warp's reach.
            part = self._wide[top:bottom, left:right]
            cv2.cvtColor(image[top:bottom, left:right], cv2.COLOR_BGR2BGRA, dst=part)
        cv2.warpAffine(self._wide, region.to_crop(), (CROP, CROP), dst=self._cut, flags=cv2.INTER_LINEAR)
        cv2.cvtColor(self._cut, cv2.COLOR_BGRA2RGB, dst=self._crop)
        inner = tensor[0]
        np.copyto(inner, self._crop)
        np.multiply(inner, _TO_UNIT, out=inner)


def feed_detector(image: Image, tensor: Floats) -> Letterbox:
    """One picture through a `DetectorFeed`, for those who feed too few to keep one."""
    return DetectorFeed()(image, tensor)


def feed_landmarker(image: Image, region: Region, _crop: Image, tensor: Floats) -> None:
    """One region through a `LandmarkFeed`, for those who feed too few to keep one."""
    LandmarkFeed()(image, region, tensor)


def _reach(region: Region, width: int, height: int) -> tuple[int, int, int, int]:
    """Left, top, right and bottom (both excluded) of the part of the picture that the turned square can touch."""
    half = 0.5 * region.side * (abs(math.cos(region.rotation)) + abs(math.sin(region.rotation))) + _ROOM
    return (
        max(0, math.floor(region.x - half)),
        max(0, math.floor(region.y - half)),
        min(width, math.ceil(region.x + half) + 1),
        min(height, math.ceil(region.y + half) + 1),
    )
