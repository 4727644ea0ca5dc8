"""What the network sees and computes on the calibration clip: crops of people, and statistics of every layer.

The crops are cut as in production: detector, region of interest, landmark network, region of the next frame.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType
from numpy.typing import NDArray

from kiosk.camera.frame import Image
from kiosk.pose.catalogue import ModelError, sha256_of
from kiosk.pose.detector import Detector
from kiosk.pose.landmarker import Landmarker
from kiosk.pose.pose import Floats
from kiosk.pose.roi import CROP, Region
from kiosk.quantize import graph, weights
from kiosk.quantize.recipe import Calibration
from kiosk.quantize.rounding import Moments

Crop = NDArray[np.uint8]
"""(256, 256, 3), red-green-blue."""


@dataclass(frozen=True, slots=True, eq=False)
class Crops:
    """Pictures for the landmark network: of people to calibrate with, to judge on, and of no one."""

    calibrate: tuple[Crop, ...]
    judge: tuple[Crop, ...]
    decoys: tuple[Crop, ...]
    """From the judging frames: the person half out of the crop, or wholly."""


def frames(folder: Path, calibration: Calibration) -> list[Image]:
    """The frames of the calibration clip in ``folder``.

    Raises:
        ModelError: the clip is missing or not the one of the recipe.
    """
    path = folder / calibration.clip
    if not path.is_file():
        raise ModelError(f"{path}: missing; it belongs to the project: restore it from a checkout")
    if sha256_of(path) != calibration.sha256:
        raise ModelError(f"{path}: not the clip of the recipe (sha256 differs); restore it, or mend the recipe")
    clip = cv2.VideoCapture(str(path))
    found: list[Image] = []
    try:
        while True:
            good, image = clip.read()
            if not good:
                break
            found.append(np.asarray(image, dtype=np.uint8))
    finally:
        clip.release()
    sizes = {(image.shape[1], image.shape[0]) for image in found}
    if len(found) != calibration.frames or sizes != {calibration.size}:
        raise ModelError(f"{path}: {len(found)} frames of {sorted(sizes)} where the recipe has"
                         f" {calibration.frames} of {calibration.size}")  # fmt: skip
    return found


def cut(pictures: Iterable[Image], detector: Detector, landmarker: Landmarker) -> Crops:
    """Crops of the surest person in each picture, as first found and as followed; none, none."""
    sets: tuple[list[Crop], list[Crop]] = ([], [])
    decoys: list[Crop] = []
    for number, picture in enumerate(pictures):
        people = detector(picture)
        if not people:
            continue
        first = people[0].region
        target = sets[(number + 1) % 2]
        target.append(crop(picture, first))
        reading = landmarker(picture, first, want_mask=False)
        if reading.presence >= 0.5 and reading.next_region.usable((picture.shape[1], picture.shape[0])):
            target.append(crop(picture, reading.next_region))
        if number % 2 == 0:
            aside = 0.5 if number % 4 == 0 else 1.0
            towards = 1.0 if first.x < picture.shape[1] / 2 else -1.0
            decoys.append(crop(picture, replace(first, x=first.x + towards * aside * first.side)))
    return Crops(tuple(sets[0]), tuple(sets[1]), tuple(decoys))


def crop(picture: Image, region: Region) -> Crop:
    """``region`` of ``picture`` (height, width, 3; BGR) as `Landmarker.warp` cuts it, in RGB."""
    cutting = cv2.warpAffine(picture, region.to_crop(), (CROP, CROP), flags=cv2.INTER_LINEAR)
    return np.ascontiguousarray(cutting[:, :, ::-1], dtype=np.uint8)


def layers(model: bytes, crops: Iterable[Crop]) -> Iterator[dict[str, Floats]]:
    """Run float ``model`` on each crop; yields every activation by tensor name, valid until the next."""
    interpreter = Interpreter(
        model_content=model,
        num_threads=1,
        experimental_preserve_all_tensors=True,
        experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
    )
    interpreter.allocate_tensors()
    parsed = graph.read(model)
    names = {
        tensor.name.decode(): index
        for index, tensor in enumerate(parsed.subgraphs[0].tensors)
        if not graph.constant(parsed, index)
    }
    image = interpreter.get_input_details()[0]["index"]
    for item in crops:
        interpreter.set_tensor(image, np.asarray(item, np.float32)[None] / np.float32(255.0))
        interpreter.invoke()
        yield {name: interpreter.get_tensor(index) for name, index in names.items()}


def channel_ranges(model: bytes, crops: Iterable[Crop]) -> dict[str, Floats]:
    """Largest absolute value of each channel (last axis) of every activation, by tensor name."""
    widest: dict[str, Floats] = {}
    for values in layers(model, crops):
        for name, value in values.items():
            here = np.abs(value.reshape(-1, value.shape[-1])).max(axis=0)
            widest[name] = np.maximum(widest[name], here) if name in widest else here
    return widest


def ranges(model: bytes, crops: Iterable[Crop]) -> dict[str, tuple[float, float]]:
    """Lowest and highest value of every activation, each the mean over crops, by tensor name.

    The mean trims what a single crop drives far out, which costs every other crop precision.
    """
    lows: dict[str, list[float]] = {}
    highs: dict[str, list[float]] = {}
    for values in layers(model, crops):
        for name, value in values.items():
            lows.setdefault(name, []).append(float(value.min()))
            highs.setdefault(name, []).append(float(value.max()))
    return {name: (math.fsum(lows[name]) / len(lows[name]), math.fsum(highs[name]) / len(highs[name]))
            for name in lows}  # fmt: skip


def moments(model: bytes, crops: Iterable[Crop], positions: Iterable[int], sampled: int) -> dict[int, Moments]:
    """What each convolution at ``positions`` sees, summed over ``sampled`` places of each crop, by position."""
    parsed = graph.read(model)
    tensors = parsed.subgraphs[0].tensors
    chosen = frozenset(positions)
    filters = [item for item in weights.convolutions(parsed) if item.position in chosen]
    sums: dict[int, Moments] = {}
    for number, values in enumerate(layers(model, crops)):
        for item in filters:
            shape = tensors[item.result].shape
            width, places = int(shape[2]), int(shape[1]) * int(shape[2])
            if places > sampled:
                random = np.random.default_rng((number, item.position))
                taken = np.sort(random.choice(places, sampled, replace=False)).astype(np.intp)
            else:
                taken = np.arange(places)
            picture = values[tensors[item.source].name.decode()][0]
            patches = item.patches(picture, taken, width)
            if item.position not in sums:
                sums[item.position] = Moments.none(patches.shape[0], patches.shape[2])
            sums[item.position].add(patches)
    return sums
