"""What a camera's pictures tell of its lens: how much is burnt out, and how wide its edges are. Pure.

The blur of an edge is told as Zhuo and Sim do (Defocus map estimation from a single image, Pattern Recognition 44(9),
2011): the picture is blurred twice more, by known widths, and how much less steep that makes an edge tells how wide
it was, whatever its contrast. By the variance of a Laplacian a plain room would be taken for a blurred one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Image

LONG_SIDE = 640
"""Pixels of the picture's longer side that blur is told in; a larger picture is made so small first."""

SOFT, LOST = 2.5, 5.5
"""Widths (standard deviations, pixels) from which on a picture is soft, and lost. The clips at hand, of gyms and of
rendered people, have 0 to 1.1. In four of them, blurred by 3, joints are 1.2 to 2.2 % of the way from shoulder to
ankle off; by 6, 1.7 to 4.2 %; by 8, people are lost altogether in two, and for a third of the time in one more."""

_FINE, _COARSE = (1.0, 2.5), (2.5, 6.0)
"""Standard deviations, in pixels, of the two blurs that are added; the first keeps noise out. Where edges turn out as
wide as the second, they are looked at once more, by wider ones that leave less of the noise: noise makes edges look
narrower, and so do edges that are near one another, but not both at both."""

_STRONGEST = 99.0
"""Percentile of the slopes from which on they are looked at."""

_OVER_NOISE = 6.0
"""Times the noise's own slope, which edges must have."""

_EDGES = 40
"""Points on edges that it takes at least."""

_STEEP = 1.0
"""Levels a pixel, which edges must have at least: flatter ones are shadows and rounding."""

_RIM = 8
"""Pixels at the picture's rim that are left out: beyond it nothing is known."""


class Focus(StrEnum):
    """How sharp the camera sees."""

    SHARP = "sharp"
    SOFT = "soft"
    LOST = "lost"
    UNKNOWN = "unknown"


def burnt(image: Image) -> float:
    """Share of ``image`` (height, width, 3) that is white, as there was more light than can be told."""
    return float((image.min(axis=2) >= 250).mean())


def focus(images: Sequence[Image]) -> tuple[Focus, float | None]:
    """How sharp ``images`` of one scene are, and how wide their edges: a standard deviation, in pixels of a picture
    whose longer side has `LONG_SIDE`. None where nothing has a clear edge.

    It tells that something in the picture is sharp, not what: with a lens that sees sharply from a metre on, that is
    the same. What moved is left out, as the median of the pictures is looked at.
    """
    grey = np.stack([_grey(image) for image in images])
    still = np.asarray(np.median(grey, axis=0), np.float32)
    scale = LONG_SIDE / max(still.shape)
    width = edge_width(still, _noise(grey))
    if width is None:
        return Focus.UNKNOWN, None
    width = width * scale if scale > 1.0 else width
    return Focus.LOST if width >= LOST else Focus.SOFT if width >= SOFT else Focus.SHARP, width


def edge_width(picture: NDArray[np.float32], noise: float = 0.0) -> float | None:
    """Standard deviation, in pixels, of the blur at the strongest edges of ``picture`` (height, width; levels), whose
    noise has that standard deviation; None where too few edges are clear."""
    width = _width(picture, noise, *_FINE)
    if width is not None and width < _FINE[1]:
        return width
    wide = _width(picture, noise, *_COARSE)
    return max((each for each in (width, wide) if each is not None), default=None)


def _width(picture: NDArray[np.float32], noise: float, first: float, second: float) -> float | None:
    """The same, by two blurs of those widths that are added."""
    narrow, wide = (_slope(np.asarray(cv2.GaussianBlur(picture, (0, 0), w), np.float32)) for w in (first, second))
    crest = narrow >= 0.999 * cv2.dilate(narrow, np.ones((3, 3)))
    # Noise of s, blurred by w, has slopes of about s / (w^2 sqrt(8 pi)) along either axis.
    least = max(_STEEP, _OVER_NOISE * noise / (first**2 * math.sqrt(8.0 * math.pi)))
    edges = crest & (narrow >= max(float(np.percentile(narrow, _STRONGEST)), least))
    edges[:_RIM], edges[-_RIM:], edges[:, :_RIM], edges[:, -_RIM:] = False, False, False, False
    if np.count_nonzero(edges) < _EDGES:
        return None
    # A step of width s, blurred by w, has a slope of 1 / sqrt(s^2 + w^2): their ratio tells s.
    ratio = np.maximum((narrow[edges] / np.maximum(wide[edges], 1e-6)) ** 2, 1.0005)
    squared = (second**2 - ratio * first**2) / (ratio - 1.0)
    return float(np.sqrt(max(0.0, float(np.median(squared)))))


def _grey(image: Image) -> NDArray[np.float32]:
    height, width = image.shape[:2]
    share = LONG_SIDE / max(height, width)
    if share < 1.0:
        image = np.asarray(
            cv2.resize(image, (round(share * width), round(share * height)), interpolation=cv2.INTER_AREA), np.uint8
        )
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.float32)


def _noise(grey: NDArray[np.float32]) -> float:
    """Standard deviation that is left in the median of ``grey`` (pictures, height, width), by how they differ: the
    median of what does not move. Of n pictures it is that of one, times sqrt(pi / 2n)."""
    if len(grey) < 2:
        return 0.0
    one = float(np.median(np.abs(np.diff(grey, axis=0)))) / (0.6745 * math.sqrt(2.0))
    return one * math.sqrt(math.pi / (2.0 * len(grey)))


def _slope(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """Levels a pixel."""
    across, down = cv2.Sobel(picture, cv2.CV_32F, 1, 0), cv2.Sobel(picture, cv2.CV_32F, 0, 1)
    return np.asarray(np.hypot(across, down) / 8.0, np.float32)
