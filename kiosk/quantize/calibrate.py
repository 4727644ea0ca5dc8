"""What the networks see and compute on the calibration clip: their inputs, and statistics of every layer.

Inputs are cut as in production: the detector gets the letterboxed picture, the landmark network the region around a
person as first found and as followed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType

from kiosk.camera.frame import Image
from kiosk.pose.catalogue import ModelError, sha256_of
from kiosk.pose.detector import Detector
from kiosk.pose.feeding import DETECTOR_SIDE, feed_detector, feed_landmarker
from kiosk.pose.landmarker import Landmarker
from kiosk.pose.pose import Floats
from kiosk.pose.roi import CROP, Region
from kiosk.quantize import graph, weights
from kiosk.quantize.recipe import Calibration
from kiosk.quantize.rounding import Moments

Tensor = Floats
"""A network's input: (1, side, side, 3) float32, red-green-blue."""


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """The clip, halved: frames 1, 3, 5... calibrate, the others judge; none serves both.

    ``people`` and ``judged_people`` are crops for the landmark network. ``decoys`` are such crops of the judging
    frames with the person half out of the picture, or wholly. ``pictures`` are for the detector, and
    ``judged_pictures`` are BGR pictures for it to be asked about; both include crops made like decoys.
    """

    people: tuple[Tensor, ...]
    judged_people: tuple[Tensor, ...]
    decoys: tuple[Tensor, ...]
    pictures: tuple[Tensor, ...]
    judged_pictures: tuple[Image, ...]


def frames(folder: Path, calibration: Calibration) -> list[Image]:
    """The frames of the calibration clip in ``folder``.

    Raises:
        ModelError: the clip is missing or not the one of the recipe.
    """
    path = folder / calibration.clip
    if not path.is_file():
        raise ModelError(f"{path}: missing; it belongs to the project: restore it from a checkout")
    if sha256_of(path) != calibration.sha256:
        raise ModelError(f"{path}: not the clip of the recipe (sha256 differs); restore it")
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
    sizes = sorted({(image.shape[1], image.shape[0]) for image in found})
    if len(found) != calibration.frames or sizes != [calibration.size]:
        there, wanted = f"{len(found)} frames of {sizes}", f"{calibration.frames} of {calibration.size}"
        raise ModelError(f"{path}: {there} where the recipe has {wanted}")
    return found


def material(pictures: Iterable[Image], detector: Detector, landmarker: Landmarker) -> Material:
    """Cut all inputs, with the float networks ``detector`` and ``landmarker`` finding the surest person."""
    people: list[Tensor] = []
    judged_people: list[Tensor] = []
    decoys: list[Tensor] = []
    whole: list[Tensor] = []
    judged: list[Image] = []
    for number, picture in enumerate(pictures):
        regions = _regions(picture, detector, landmarker)
        share = 0.5 if number % 4 < 2 else 1.0
        asides = [_aside(region, picture.shape[1], share) for region in regions[:1]]
        beside = [crop(picture, aside) for aside in asides]
        inputs = [landmark_input(picture, region) for region in regions]
        if number % 2 == 1:
            people.extend(inputs)
            whole.extend(detector_input(item) for item in (picture, *beside))
        else:
            judged_people.extend(inputs)
            decoys.extend(landmark_input(picture, aside) for aside in asides)
            judged.extend((picture, *beside))
    return Material(tuple(people), tuple(judged_people), tuple(decoys), tuple(whole), tuple(judged))


def _regions(picture: Image, detector: Detector, landmarker: Landmarker) -> list[Region]:
    """Of the surest person: the region as detected, then the one that tracking would take next."""
    found = detector(picture)
    if not found:
        return []
    reading = landmarker(picture, found[0].region, want_mask=False)
    follows = reading.presence >= 0.5 and reading.next_region.usable((picture.shape[1], picture.shape[0]))
    return [found[0].region, reading.next_region] if follows else [found[0].region]


def _aside(region: Region, width: int, share: float) -> Region:
    """``region`` moved by a ``share`` of its side towards the middle of a picture ``width`` wide."""
    towards = 1.0 if region.x < width / 2 else -1.0
    return replace(region, x=region.x + towards * share * region.side)


def crop(picture: Image, region: Region) -> Image:
    """``region`` of ``picture``: (256, 256, 3), BGR."""
    cutting = cv2.warpAffine(picture, region.to_crop(), (CROP, CROP), flags=cv2.INTER_LINEAR)
    return np.asarray(cutting, dtype=np.uint8)


def landmark_input(picture: Image, region: Region) -> Tensor:
    """``region`` of ``picture`` (height, width, 3; BGR) as the landmark network is fed it."""
    tensor = np.empty((1, CROP, CROP, 3), dtype=np.float32)
    feed_landmarker(picture, region, np.empty((CROP, CROP, 3), dtype=np.uint8), tensor)
    return tensor


def detector_input(picture: Image) -> Tensor:
    """``picture`` (height, width, 3; BGR) as the detector is fed it."""
    tensor = np.empty((1, DETECTOR_SIDE, DETECTOR_SIDE, 3), dtype=np.float32)
    feed_detector(picture, tensor)
    return tensor


def layers(model: bytes, inputs: Iterable[Tensor]) -> Iterator[dict[str, Floats]]:
    """Run float ``model`` on each input; yields every activation by tensor name."""
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
    port = interpreter.get_input_details()[0]["index"]
    for tensor in inputs:
        interpreter.set_tensor(port, tensor)
        interpreter.invoke()
        yield {name: interpreter.get_tensor(index) for name, index in names.items()}


def channel_ranges(model: bytes, inputs: Iterable[Tensor]) -> dict[str, Floats]:
    """Largest absolute value of each channel (last axis) of every activation, by tensor name."""
    widest: dict[str, Floats] = {}
    for values in layers(model, inputs):
        for name, value in values.items():
            here = np.abs(value.reshape(-1, value.shape[-1])).max(axis=0)
            widest[name] = np.maximum(widest[name], here) if name in widest else here
    return widest


def ranges(model: bytes, inputs: Iterable[Tensor]) -> dict[str, tuple[float, float]]:
    """Lowest and highest value of every activation, each the mean over inputs, by tensor name.

    The mean trims what a single input drives far out, which would cost every other one precision.
    """
    lows: dict[str, list[float]] = {}
    highs: dict[str, list[float]] = {}
    for values in layers(model, inputs):
        for name, value in values.items():
            lows.setdefault(name, []).append(float(value.min()))
            highs.setdefault(name, []).append(float(value.max()))
    return {name: (_mean(lows[name]), _mean(highs[name])) for name in lows}


def _mean(values: list[float]) -> float:
    return math.fsum(values) / len(values)


def moments(model: bytes, inputs: Iterable[Tensor], positions: Iterable[int], sampled: int) -> dict[int, Moments]:
    """What each convolution at ``positions`` sees at ``sampled`` places of each input, by position."""
    parsed = graph.read(model)
    tensors = parsed.subgraphs[0].tensors
    chosen = frozenset(positions)
    filters = [item for item in weights.convolutions(parsed) if item.position in chosen]
    sums: dict[int, Moments] = {}
    for number, values in enumerate(layers(model, inputs)):
        for item in filters:
            _, rows, columns, _ = map(int, tensors[item.result].shape)
            places = np.arange(rows * columns)
            if len(places) > sampled:
                random = np.random.default_rng((number, item.position))
                places = np.sort(random.choice(places, sampled, replace=False))
            patches = item.patches(values[tensors[item.source].name.decode()][0], places, columns)
            if item.position not in sums:
                sums[item.position] = Moments.none(patches.shape[0], patches.shape[2])
            sums[item.position].add(patches)
    return sums
