"""What building and searching share: float networks, calibration material, statistics taken once a network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

from kiosk.pose.detector import Detector
from kiosk.pose.landmarker import Landmarker
from kiosk.quantize import calibrate, fetch, quantize
from kiosk.quantize import recipe as recipes
from kiosk.quantize.calibrate import Crops, Material, Statistics, Tensor
from kiosk.quantize.judge_detector import DetectorJudge
from kiosk.quantize.judge_landmarks import LandmarkJudge
from kiosk.quantize.quantize import Prepared
from kiosk.quantize.recipe import Member, Mixed, Recipe
from kiosk.quantize.verdict import Judge

Tell = Callable[[str], None]
"""Told each step in a few words."""

_DETECTOR, _LANDMARKS = "detector", "landmark_full"
"""Members whose float networks look for the people in the calibration clip."""


class Workshop:
    """The recipe of a folder with everything it names at hand; what takes long is done when first asked for."""

    def __init__(self, folder: Path, place: Path, packages: Sequence[Path], tell: Tell) -> None:
        """Read the recipe in ``folder``, fetch what it names; ``place`` is a folder for passing files.

        Raises:
            kiosk.pose.catalogue.ModelError: something needed is missing or not what the recipe says.
            kiosk.toml.FileProblem: the recipe is wrong.
        """
        self._folder, self._place, self._tell = folder, place, tell
        self.recipe: Recipe = recipes.load(folder)
        self._pictures = calibrate.frames(folder, self.recipe.calibration)
        for source in self.recipe.sources.values():
            tell(f"get {source.package} {source.version}")
        self.published = fetch.fetch(self.recipe.sources, self.recipe.members, packages)
        self.floats = {name: quantize.unfold(data, self.member(name)) for name, data in self.published.items()}
        self._statistics: dict[str, Statistics] = {}

    def member(self, name: str) -> Member:
        """The member ``name`` of the recipe."""
        return self.recipe.members[name]

    @cached_property
    def material(self) -> Material:
        """The inputs, cut out of the clip at the regions of its file, which is written where it is missing."""
        clip = self.recipe.calibration
        regions = calibrate.known_regions(self._folder, clip)
        if regions is None:
            self._tell("look for the people in the calibration clip")
            landmarks = self._file("float_landmarks", self.floats[_LANDMARKS])
            regions = calibrate.look(
                self._pictures,
                Detector(self._file("float_detector", self.floats[_DETECTOR]), threads=1),
                Landmarker(landmarks, landmarks, threads=1),
            )
            (self._folder / clip.regions).write_text(regions.text(), encoding="utf-8")
        return calibrate.material(self._pictures, regions)

    def prepared(self, name: str) -> Prepared:
        """The entry ``name`` of [quantized] ready to be composed."""
        mixed = self.recipe.quantized[name]
        if mixed.member not in self._statistics:
            self._tell(f"{mixed.member}: take statistics of every layer")
            self._statistics[mixed.member] = calibrate.statistics(
                self.floats[mixed.member],
                self._inputs(mixed),
                self.recipe.calibration.positions,
            )
        return quantize.prepare(
            self.floats[mixed.member],
            self._statistics[mixed.member],
            mixed,
            lambda step: self._tell(f"{name}: {step}"),
        )

    def _inputs(self, mixed: Mixed) -> list[Tensor]:
        """What statistics are taken on."""
        count = self.recipe.calibration.inputs
        if mixed.sees == "person":
            return list(calibrate.spread(self.material.people, count))
        return [calibrate.detector_input(picture) for picture in calibrate.spread(self.material.pictures, count)]

    def judge(self, mixed: Mixed, reference: bytes) -> Judge:
        """Judges what becomes of ``mixed`` by the float ``reference``, on the judging frames."""
        found = self.material
        if mixed.sees == "person":
            return LandmarkJudge(reference, Crops.of(found.judged_people, found.judged_decoys))
        return DetectorJudge(reference, found.judged_pictures, self._place)

    def searching_judge(self, mixed: Mixed, count: int) -> Judge:
        """The same on calibration frames, evenly spread, by the whole float network.

        ``count`` crops of people and a third as many decoys; or as many pictures, and as many of what is beside.
        """
        reference, found = self.floats[mixed.member], self.material
        if mixed.sees == "person":
            decoys = calibrate.spread(found.decoys, count // 3)
            return LandmarkJudge(reference, Crops.of(calibrate.spread(found.people, count), decoys))
        return DetectorJudge(reference, calibrate.spread(found.pictures, 2 * count), self._place)

    def _file(self, name: str, data: bytes) -> Path:
        path = self._place / f"{name}.tflite"
        path.write_bytes(data)
        return path
