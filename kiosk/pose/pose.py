"""What flows out of the pose room."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
"""Arrays of floats: float32 as the networks give them, wider where numpy has widened them."""


class Joint(IntEnum):
    """The 33 landmarks of BlazePose; left and right are the person's own."""

    NOSE = 0
    LEFT_EYE_INNER = 1
    LEFT_EYE = 2
    LEFT_EYE_OUTER = 3
    RIGHT_EYE_INNER = 4
    RIGHT_EYE = 5
    RIGHT_EYE_OUTER = 6
    LEFT_EAR = 7
    RIGHT_EAR = 8
    MOUTH_LEFT = 9
    MOUTH_RIGHT = 10
    LEFT_SHOULDER = 11
    RIGHT_SHOULDER = 12
    LEFT_ELBOW = 13
    RIGHT_ELBOW = 14
    LEFT_WRIST = 15
    RIGHT_WRIST = 16
    LEFT_PINKY = 17
    RIGHT_PINKY = 18
    LEFT_INDEX = 19
    RIGHT_INDEX = 20
    LEFT_THUMB = 21
    RIGHT_THUMB = 22
    LEFT_HIP = 23
    RIGHT_HIP = 24
    LEFT_KNEE = 25
    RIGHT_KNEE = 26
    LEFT_ANKLE = 27
    RIGHT_ANKLE = 28
    LEFT_HEEL = 29
    RIGHT_HEEL = 30
    LEFT_FOOT_INDEX = 31
    RIGHT_FOOT_INDEX = 32


@dataclass(frozen=True, slots=True, eq=False)
class Mask:
    """Person mask in the crop the network saw.

    ``logits`` is (256, 256) float32, positive inside the person. ``to_crop`` is the 2x3 affine that takes
    picture pixels to crop pixels.
    """

    logits: Floats
    to_crop: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """One person in one frame.

    ``landmarks`` (33, 3): x, y in picture pixels (y down), z in pixels at the same scale, negative nearer to
    the camera. ``visibility`` (33,) in 0..1. ``world`` (33, 3): metres, origin mid-hip, axes as the picture.
    ``presence`` 0..1 that the region holds a person. ``mask`` is absent on frames that did not ask for it.
    ``others`` counts further people who share the zone with this one; ``undecided`` that it is not known yet whether
    somebody does.
    """

    time: float
    size: tuple[int, int]
    landmarks: Floats
    visibility: Floats
    world: Floats
    presence: float
    mask: Mask | None = None
    others: int = 0
    undecided: bool = False
