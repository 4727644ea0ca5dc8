"""How far a quantized detector strays from the float one: where it sees the person, and whether it sees one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kiosk.camera.frame import Image
from kiosk.pose.detector import Detection, Detector
from kiosk.pose.roi import Region
from kiosk.quantize.recipe import Limits
from kiosk.quantize.verdict import Difference, Figure, Spread, turn

SURE = 0.9
"""From this score on the float network is sure of a person."""


@dataclass(frozen=True, slots=True)
class DetectorVerdict:
    """Differences of a candidate detector from the reference, over the surest person of each picture."""

    pictures: int
    agreement: float
    """Share of pictures where both find a person, or neither does."""
    score: Spread
    score_lowest: float
    """The candidate's lowest score of people that the reference is sure of; 0 where it overlooks one."""
    centre: Spread
    """Of the region, in shares of its side."""
    side: Spread
    """In shares of it."""
    rotation: Spread
    """Degrees."""

    def figures(self, limits: Limits) -> list[Figure]:
        """As `Verdict.figures`."""
        allowed = limits.detector
        return [
            Figure("disagreement", 1 - self.agreement, 1 - allowed.agreement),
            Figure("score", self.score.median, allowed.score),
            Figure("score lost where sure", 1 - self.score_lowest, 1 - allowed.score_where_sure),
            Figure("centre", self.centre.median, allowed.centre),
            Figure("side", self.side.median, allowed.side),
            Figure("rotation, degrees", self.rotation.median, allowed.rotation),
        ]

    def differences(self) -> list[Difference]:
        """As `Verdict.differences`."""
        return [
            Difference("centre of the region, shares of its side", self.centre, 3),
            Difference("side of the region, shares of it", self.side, 3),
            Difference("rotation of the region, degrees", self.rotation),
            Difference("score", self.score, 3),
        ]

    def answers(self) -> str:
        """As `Verdict.answers`."""
        return (
            f"A person is there or not: the same answer in {self.agreement:.1%} (people, people half out of the"
            f" picture, no one); where the float network is sure ({SURE}), never below {self.score_lowest:.2f}."
        )

    def cells(self) -> dict[str, str]:
        """As `Verdict.cells`."""
        return {
            "centre": f"{self.centre.median:.4f}",
            "side": f"{self.side.median:.4f}",
            "rotation": f"{self.rotation.median:.2f}",
            "score": f"{self.score.median:.4f}",
            "lowest": f"{self.score_lowest:.2f}",
            "other answers": f"{(1 - self.agreement) * self.pictures:.0f}",
        }

    def moves(self) -> list[tuple[str, float]]:
        """As `Verdict.moves`."""
        return [
            ("the region by up to {:.4f} of its side", self.centre.median),
            ("its rotation {:.2f} degrees", self.rotation.median),
            ("{:.1%} of the answers", 1 - self.agreement),
        ]


class DetectorJudge:
    """Judges detectors against ``reference`` on ``pictures`` (height, width, 3; BGR), as production asks them."""

    seen = "pictures"

    def __init__(self, reference: bytes, pictures: Sequence[Image], place: Path) -> None:
        """``place`` is a folder for passing files: detectors are loaded from one."""
        self._pictures, self._file = pictures, place / "judged.tflite"
        self._expected = self._found(reference)

    @property
    def compared(self) -> str:
        """As `Judge.compared`."""
        people = sum(1 for found in self._expected if found)
        return (
            f"{people} calibration pictures in which it finds a person, many of them half out of the picture, and"
            f" {len(self._pictures) - people} in which it finds none: median differences of the region's centre and"
            f" side in shares of the side, of its rotation in degrees and of the score, the lowest score where the"
            f" float network has {SURE}, and in how many pictures one finds a person and the other none"
        )

    def __call__(self, model: bytes) -> DetectorVerdict:
        """As `Judge.__call__`."""
        return compare(self._expected, self._found(model))

    def _found(self, model: bytes) -> list[list[Detection]]:
        self._file.write_bytes(model)
        detector = Detector(self._file, threads=1)
        return [detector(picture) for picture in self._pictures]


def compare(reference: Sequence[list[Detection]], candidate: Sequence[list[Detection]]) -> DetectorVerdict:
    """Judge what the ``candidate`` found in each picture by what the ``reference`` did, each surest first."""
    agreed: list[bool] = []
    sure = [float("nan")]
    rows: list[tuple[float, float, float, float]] = []
    for expected, found in zip(reference, candidate, strict=True):
        agreed.append(bool(expected) == bool(found))
        if not expected:
            continue
        here = expected[0]
        there = min(found, key=lambda item: _apart(item.region, here.region), default=None)
        if here.score >= SURE:
            sure.append(there.score if there is not None else 0.0)
        if there is not None:
            rows.append((
                there.score - here.score,
                _apart(there.region, here.region),
                there.region.side / here.region.side - 1.0,
                there.region.rotation - here.region.rotation,
            ))  # fmt: skip
    differences = np.array(rows, dtype=np.float32).reshape(-1, 4)
    return DetectorVerdict(
        pictures=len(agreed),
        agreement=float(np.mean(agreed)) if agreed else float("nan"),
        score=Spread.of(differences[:, 0]),
        score_lowest=float(np.fmin.reduce(sure)),
        centre=Spread.of(differences[:, 1]),
        side=Spread.of(differences[:, 2]),
        rotation=Spread.of(turn(np.degrees(differences[:, 3]))),
    )


def _apart(a: Region, b: Region) -> float:
    """Distance of two regions' centres in shares of the second's side."""
    return math.hypot(a.x - b.x, a.y - b.y) / b.side
