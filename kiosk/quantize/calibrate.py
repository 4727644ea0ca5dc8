"""What the networks see and compute on the calibration clip: their inputs, and statistics of every layer.

Inputs are cut as in production: the detector gets the letterboxed picture, the landmark network the region around a
person as first found and as followed. The regions are kept in a file, so that the inputs do not hang on the last bits
of what the networks answer on one processor or another. For the same reason layers are computed by the runtime's
plain reference kernels, whose sums have one order everywhere, and what is gathered of them is summed in float64.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType
from numpy.typing import NDArray
from pydantic import Field

from kiosk import toml
from kiosk.camera.frame import Image
from kiosk.pose.catalogue import ModelError, sha256_of
from kiosk.pose.detector import Detector
from kiosk.pose.feeding import DETECTOR_SIDE, DetectorFeed, LandmarkFeed
from kiosk.pose.landmarker import Landmarker
from kiosk.pose.pose import Floats
from kiosk.pose.roi import CROP, Region
from kiosk.quantize import graph, weights
from kiosk.quantize.recipe import Calibration
from kiosk.quantize.rounding import Moments

Tensor = Floats
"""A network's input: (1, side, side, 3) float32, red-green-blue."""

_Input = TypeVar("_Input", Tensor, Image)


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """The clip, halved: frames 1, 3, 5... calibrate, the others judge; none serves both.

    ``people`` and ``judged_people`` are crops for the landmark network. ``decoys`` and ``judged_decoys`` are such
    crops with the person half out of the picture, or wholly. ``pictures`` and ``judged_pictures`` (BGR) are for the
    detector to be asked about; both include crops made like decoys.
    """

    people: tuple[Tensor, ...]
    decoys: tuple[Tensor, ...]
    judged_people: tuple[Tensor, ...]
    judged_decoys: tuple[Tensor, ...]
    pictures: tuple[Image, ...]
    judged_pictures: tuple[Image, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Crops:
    """Inputs of a landmark network to compare readings on; ``people`` (n,) tells those that show a whole person."""

    tensors: tuple[Tensor, ...]
    people: NDArray[np.bool_]

    @classmethod
    def of(cls, people: Sequence[Tensor], decoys: Sequence[Tensor]) -> Crops:
        """First the ``people``, then the ``decoys``."""
        return cls((*people, *decoys), np.arange(len(people) + len(decoys)) < len(people))


def spread(inputs: Sequence[_Input], count: int) -> tuple[_Input, ...]:
    """``count`` of ``inputs``, evenly spread; all where there are fewer."""
    count = min(count, len(inputs))
    return tuple(inputs[number * len(inputs) // count] for number in range(count))


class Regions(toml.Section):
    """Where the person is in each frame of the clip: as detected, and as tracking would take it up next."""

    frames: tuple[tuple[tuple[float, float, float, float], ...], ...] = Field(
        min_length=1, description="for each frame its regions: centre x and y, side (pixels), rotation (radians)"
    )

    @classmethod
    def of(cls, found: Iterable[Sequence[Region]]) -> Regions:
        """``found`` in each frame, rounded as in the file."""
        rows = (tuple(_row(region) for region in regions) for regions in found)
        return cls(frames=tuple(rows))

    def __getitem__(self, frame: int) -> list[Region]:
        return [Region(*row) for row in self.frames[frame]]

    def text(self) -> str:
        """The file, one line a frame."""
        lines = (
            "  [" + ", ".join(f"[{x:.2f}, {y:.2f}, {side:.2f}, {turn:.4f}]" for x, y, side, turn in rows) + "],"
            for rows in self.frames
        )
        head = (
            "# Regions around the person in each frame of the clip, as the float networks found and followed them:",
            "# centre x and y, side (pixels), rotation (radians). Missing, `kiosk models build` writes it anew.",
        )
        return "\n".join([*head, "frames = [", *lines, "]", ""])


def _row(region: Region) -> tuple[float, float, float, float]:
    return round(region.x, 2), round(region.y, 2), round(region.side, 2), round(region.rotation, 4)


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


def known_regions(folder: Path, calibration: Calibration) -> Regions | None:
    """The regions kept in ``folder``; None where there is no such file.

    Raises:
        kiosk.toml.FileProblem: the file is wrong.
        ModelError: it is of another number of frames.
    """
    path = folder / calibration.regions
    if not path.is_file():
        return None
    found = toml.load(Regions, path)
    if len(found.frames) != calibration.frames:
        raise ModelError(f"{path}: {len(found.frames)} frames where the recipe has {calibration.frames}")
    return found


def look(pictures: Iterable[Image], detector: Detector, landmarker: Landmarker) -> Regions:
    """Regions of the surest person in each picture, as the networks ``detector`` and ``landmarker`` see them."""
    return Regions.of(_regions(picture, detector, landmarker) for picture in pictures)


def _regions(picture: Image, detector: Detector, landmarker: Landmarker) -> list[Region]:
    """Of the surest person: the region as detected, then the one that tracking would take next."""
    found = detector(picture)
    if not found:
        return []
    reading = landmarker(picture, found[0].region, want_mask=False)
    follows = reading.presence >= 0.5 and reading.next_region.usable((picture.shape[1], picture.shape[0]))
    return [found[0].region, reading.next_region] if follows else [found[0].region]


def material(pictures: Iterable[Image], regions: Regions) -> Material:
    """Cut all inputs out of ``pictures``, whose people are at ``regions``."""
    people: list[Tensor] = []
    decoys: list[Tensor] = []
    judged_people: list[Tensor] = []
    judged_decoys: list[Tensor] = []
    whole: list[Image] = []
    judged: list[Image] = []
    for number, picture in enumerate(pictures):
        found = regions[number]
        share = 0.5 if number % 4 < 2 else 1.0
        asides = [_aside(region, picture.shape[1], share) for region in found[:1]]
        beside = [crop(picture, aside) for aside in asides]
        inputs = [landmark_input(picture, region) for region in found]
        if number % 2 == 1:
            people.extend(inputs)
            decoys.extend(landmark_input(picture, aside) for aside in asides)
            whole.extend((picture, *beside))
        else:
            judged_people.extend(inputs)
            judged_decoys.extend(landmark_input(picture, aside) for aside in asides)
            judged.extend((picture, *beside))
    return Material(
        tuple(people), tuple(decoys), tuple(judged_people), tuple(judged_decoys), tuple(whole), tuple(judged)
    )


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
    LandmarkFeed()(picture, region, tensor)
    return tensor


def detector_input(picture: Image) -> Tensor:
    """``picture`` (height, width, 3; BGR) as the detector is fed it."""
    tensor = np.empty((1, DETECTOR_SIDE, DETECTOR_SIDE, 3), dtype=np.float32)
    DetectorFeed()(picture, tensor)
    return tensor


def layers(model: bytes, inputs: Iterable[Tensor]) -> Iterator[dict[str, Floats]]:
    """Run float ``model`` on each input by the reference kernels; yields every activation by tensor name."""
    interpreter = Interpreter(
        model_content=model,
        num_threads=1,
        experimental_preserve_all_tensors=True,
        experimental_op_resolver_type=OpResolverType.BUILTIN_REF,
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


@dataclass(frozen=True, slots=True, eq=False)
class Statistics:
    """What a float network computes on its calibration inputs, by tensor name.

    ``lows`` and ``highs`` (inputs, channels): extremes of each activation's channels (last axis) for each input.
    ``moments``: what each convolution sees, by the name of its result.
    """

    lows: Mapping[str, Floats]
    highs: Mapping[str, Floats]
    moments: Mapping[str, Moments]

    def widest(self, name: str) -> Floats:
        """Largest absolute value of each channel of activation ``name``: (channels,)."""
        found: Floats = np.maximum(-self.lows[name].min(axis=0), self.highs[name].max(axis=0))
        return found

    def ranges(self) -> dict[str, tuple[float, float]]:
        """Lowest and highest value of every activation, each the mean over inputs.

        The mean trims what a single input drives far out, which would cost every other one precision.
        """
        return {name: (_mean(self.lows[name].min(axis=1)), _mean(self.highs[name].max(axis=1))) for name in self.lows}

    def scaled(self, scales: Mapping[str, Floats], sources: Mapping[str, str]) -> Statistics:
        """Those of the network with the channels of the activations in ``scales`` divided by powers of two.

        ``sources``: for each convolution's result, the name of what it reads. Exact, for powers of two are.
        """
        nothing = np.ones(1, np.float32)
        by = {name: scales.get(name, nothing) for name in self.lows}
        return Statistics(
            {name: values / by[name] for name, values in self.lows.items()},
            {name: values / by[name] for name, values in self.highs.items()},
            {
                name: moments.divided(by[sources[name]].astype(np.float64)) if sources[name] in scales else moments
                for name, moments in self.moments.items()
            },
        )


def _mean(values: Floats) -> float:
    return math.fsum(map(float, values)) / len(values)


def statistics(model: bytes, inputs: Iterable[Tensor], sampled: int) -> Statistics:
    """Gather the `Statistics` of float ``model``, the moments at ``sampled`` places of each input and layer."""
    parsed = graph.read(model)
    tensors = parsed.subgraphs[0].tensors
    names = [tensor.name.decode() for tensor in tensors]
    filters = weights.convolutions(parsed)
    lows: dict[str, list[Floats]] = {}
    highs: dict[str, list[Floats]] = {}
    sums: dict[str, Moments] = {}
    for number, values in enumerate(layers(model, inputs)):
        for name, value in values.items():
            rows = value.reshape(-1, value.shape[-1])
            lows.setdefault(name, []).append(rows.min(axis=0))
            highs.setdefault(name, []).append(rows.max(axis=0))
        for item in filters:
            _, height, width, _ = map(int, tensors[item.result].shape)
            places = _places(height * width, sampled, (number, item.position))
            patches = item.patches(values[names[item.source]][0], places, width)
            known = sums.setdefault(names[item.result], Moments.none(patches.shape[0], patches.shape[2]))
            known.add(patches)
    return Statistics(
        {name: np.stack(rows) for name, rows in lows.items()},
        {name: np.stack(rows) for name, rows in highs.items()},
        sums,
    )


def _places(count: int, sampled: int, seed: tuple[int, int]) -> NDArray[np.intp]:
    places = np.arange(count)
    if count > sampled:
        places = np.sort(np.random.default_rng(seed).choice(places, sampled, replace=False))
    return places
