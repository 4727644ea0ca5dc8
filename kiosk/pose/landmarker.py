"""Reads the landmarks of one person in a region of interest (BlazePose landmark network)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kiosk.camera.frame import Image
from kiosk.pose.catalogue import ModelError
from kiosk.pose.feeding import LandmarkFeed
from kiosk.pose.pose import Floats, Mask
from kiosk.pose.roi import CROP, Region
from kiosk.pose.runtime import Network, Wish

_POINTS = 39
"""Landmarks in the output: 33 joints, two points of the next region, four of the hands."""

_JOINTS = 33

_READ = _JOINTS + 2
"""Of those, what is read: the joints, then the centre and the scale point of the next region."""

_HALF = np.float32(0.5)


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

    def __init__(self, with_mask: Path, without_mask: Path, threads: int = 2, runtime: Wish = "auto") -> None:
        self._with_mask = _checked(Network(with_mask, threads, runtime), with_mask, mask=True)
        self._without_mask = _checked(Network(without_mask, threads, runtime), without_mask, mask=False)
        self._feed = LandmarkFeed()
        self._to_picture = np.zeros((3, 3), dtype=np.float32)
        self._corner = np.zeros(3, dtype=np.float32)
        self._upright = np.eye(3, dtype=np.float32)
        self._places = np.empty((_READ, 3), dtype=np.float32)

    def __call__(self, image: Image, region: Region, want_mask: bool) -> Reading:
        """Landmarks of the person in ``region`` of ``image`` (height, width, 3; BGR)."""
        self.warp(image, region, want_mask)
        self.infer(want_mask)
        return self.decode(region, want_mask)

    def warp(self, image: Image, region: Region, want_mask: bool) -> None:
        """Cut the region out of the picture into the network's input."""
        self._feed(image, region, self._network(want_mask).input())

    def infer(self, want_mask: bool) -> None:
        """Run the network."""
        self._network(want_mask).run()

    def decode(self, region: Region, want_mask: bool) -> Reading:
        """Turn the network's outputs into picture coordinates.

        Of the network's 39 points the 35 that are used are read. Nothing of the reading is overwritten by the next.
        """
        network = self._network(want_mask)
        raw = network.output(_POINTS * 5).reshape(_POINTS, 5)
        self._turn(region)
        places = np.matmul(raw[:_READ, :3], self._to_picture, out=self._places)
        places += self._corner
        world = np.matmul(network.output(_POINTS * 3).reshape(_POINTS, 3)[:_JOINTS], self._upright)
        mask = None
        if want_mask:
            mask = Mask(network.output(CROP * CROP).reshape(CROP, CROP).copy(), region.to_crop())
        centre, tip = places[_JOINTS].tolist(), places[_JOINTS + 1].tolist()
        return Reading(
            landmarks=places[:_JOINTS].copy(),
            visibility=_sigmoid(raw[:_JOINTS, 3]),
            world=world,
            presence=float(network.output(1)[0]),
            mask=mask,
            next_region=Region.from_points((centre[0], centre[1]), (tip[0], tip[1])),
        )

    def _turn(self, region: Region) -> None:
        """Set what rows of crop pixels are multiplied by and moved by (`Region.to_picture`), and those of metres."""
        cos, sin = math.cos(region.rotation), math.sin(region.rotation)
        scale = region.side / CROP
        turn, upright = self._to_picture, self._upright
        turn[0, 0] = turn[1, 1] = cos * scale
        turn[0, 1], turn[1, 0], turn[2, 2] = sin * scale, -sin * scale, scale
        half = CROP / 2
        self._corner[0] = region.x - half * scale * (cos - sin)
        self._corner[1] = region.y - half * scale * (sin + cos)
        upright[0, 0] = upright[1, 1] = cos
        upright[0, 1], upright[1, 0] = sin, -sin

    def _network(self, want_mask: bool) -> Network:
        return self._with_mask if want_mask else self._without_mask


def _checked(network: Network, path: Path, mask: bool) -> Network:
    needed = {_POINTS * 5, _POINTS * 3, 1} | ({CROP * CROP} if mask else set())
    if network.input_shape != (1, CROP, CROP, 3) or not needed <= network.output_sizes:
        raise ModelError(f"{path}: not a BlazePose landmark model; run `kiosk models verify`")
    return network


def _sigmoid(logits: Floats) -> Floats:
    """By the hyperbolic tangent, which cannot overflow."""
    result: Floats = np.multiply(logits, _HALF)
    np.tanh(result, out=result)
    result *= _HALF
    result += _HALF
    return result
