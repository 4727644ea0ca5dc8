"""Reads the landmarks of one person in a region of interest (BlazePose landmark network)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kiosk.camera.frame import Image
from kiosk.pose.catalogue import ModelError
from kiosk.pose.feeding import feed_landmarker
from kiosk.pose.pose import Floats, Mask
from kiosk.pose.roi import CROP, Region
from kiosk.pose.runtime import Network

_POINTS = 39
"""Landmarks in the output: 33 joints, two points of the next region, four of the hands."""

_JOINTS = 33


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What the network says about one region; fields as in `kiosk.pose.pose.Pose`."""

    landmarks: Floats
    visibility: Floats
    world: Floats
    presence: float
    mask: Mask | None
    next_region: Region


class Landmarker:
    """The landmark network in two graphs: with the person mask, and cheaper without."""

    def __init__(self, with_mask: Path, without_mask: Path, threads: int = 2) -> None:
        self._with_mask = _checked(Network(with_mask, threads), with_mask, mask=True)
        self._without_mask = _checked(Network(without_mask, threads), without_mask, mask=False)
        self._crop = np.zeros((CROP, CROP, 3), dtype=np.uint8)

    def __call__(self, image: Image, region: Region, want_mask: bool) -> Reading:
        """Landmarks of the person in ``region`` of ``image`` (height, width, 3; BGR)."""
        self.warp(image, region, want_mask)
        self.infer(want_mask)
        return self.decode(region, want_mask)

    def warp(self, image: Image, region: Region, want_mask: bool) -> None:
        """Cut the region out of the picture into the network's input."""
        feed_landmarker(image, region, self._crop, self._network(want_mask).input())

    def infer(self, want_mask: bool) -> None:
        """Run the network."""
        self._network(want_mask).run()

    def decode(self, region: Region, want_mask: bool) -> Reading:
        """Turn the network's outputs into picture coordinates."""
        network = self._network(want_mask)
        raw = network.output(_POINTS * 5).reshape(_POINTS, 5)
        to_picture = region.to_picture()
        points = np.empty((35, 3), dtype=np.float32)
        points[:, :2] = raw[:35, :2] @ to_picture[:, :2].T + to_picture[:, 2]
        points[:, 2] = raw[:35, 2] * (region.side / CROP)
        cos, sin = np.cos(region.rotation), np.sin(region.rotation)
        world = network.output(_POINTS * 3).reshape(_POINTS, 3)[:_JOINTS].copy()
        x, y = world[:, 0].copy(), world[:, 1].copy()
        world[:, 0], world[:, 1] = cos * x - sin * y, sin * x + cos * y
        mask = None
        if want_mask:
            logits = network.output(CROP * CROP).reshape(CROP, CROP).copy()
            mask = Mask(logits, region.to_crop())
        return Reading(
            landmarks=points[:_JOINTS].copy(),
            visibility=_sigmoid(raw[:_JOINTS, 3]),
            world=world,
            presence=float(network.output(1)[0]),
            mask=mask,
            next_region=Region.from_points(
                (float(points[33, 0]), float(points[33, 1])), (float(points[34, 0]), float(points[34, 1]))
            ),
        )

    def _network(self, want_mask: bool) -> Network:
        return self._with_mask if want_mask else self._without_mask


def _checked(network: Network, path: Path, mask: bool) -> Network:
    needed = {_POINTS * 5, _POINTS * 3, 1} | ({CROP * CROP} if mask else set())
    if network.input_shape != (1, CROP, CROP, 3) or not needed <= network.output_sizes:
        raise ModelError(f"{path}: not a BlazePose landmark model; run `kiosk models verify`")
    return network


def _sigmoid(logits: Floats) -> Floats:
    result: Floats = 1.0 / (1.0 + np.exp(-np.clip(logits, -60, 60)))
    return result
