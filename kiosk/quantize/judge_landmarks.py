"""How far a quantized landmark network strays from the float one, in what the coach reads from it.

Only differences are judged, on frames that took no part in calibration: angles of the body, the person mask,
the back's curvature read from the mask's edge, and whether a person is said to be there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from kiosk.pose.pose import Floats, Joint
from kiosk.pose.roi import CROP
from kiosk.quantize.calibrate import Crops
from kiosk.quantize.recipe import Limits
from kiosk.quantize.verdict import Difference, Figure, Spread, turn

PRESENCE_THRESHOLD = 0.5
"""Above this, a crop is taken to show a person."""

_LEFT = (Joint.LEFT_SHOULDER, Joint.LEFT_HIP, Joint.LEFT_KNEE, Joint.LEFT_ANKLE, Joint.LEFT_HEEL,
         Joint.LEFT_FOOT_INDEX)  # fmt: skip
_RIGHT = (Joint.RIGHT_SHOULDER, Joint.RIGHT_HIP, Joint.RIGHT_KNEE, Joint.RIGHT_ANKLE, Joint.RIGHT_HEEL,
          Joint.RIGHT_FOOT_INDEX)  # fmt: skip
_PROFILE_SAMPLES = np.linspace(0.05, 0.95, 19)
_PROFILE_REACH = 0.7


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """What a model says about ``n`` crops.

    ``landmarks`` (n, 39, 5): x, y, z in crop pixels, visibility and presence logits. ``presence`` (n,) 0..1.
    ``mask`` (n, 256, 256) logits, absent for a graph without. ``world`` (n, 39, 3) metres.
    """

    landmarks: Floats
    presence: Floats
    world: Floats
    mask: Floats | None

    def select(self, chosen: NDArray[np.bool_]) -> Readings:
        """The readings of some crops."""
        mask = None if self.mask is None else self.mask[chosen]
        return Readings(self.landmarks[chosen], self.presence[chosen], self.world[chosen], mask)


@dataclass(frozen=True, slots=True)
class LandmarkVerdict:
    """Differences of a candidate from the reference; angles in degrees, world in metres."""

    pictures: int
    torso: Spread
    hip: Spread
    knee: Spread
    world: Spread
    mask_iou: Spread | None
    """Of 1 - intersection over union, so that small is good here too."""
    curvature: Spread | None
    """Second-order coefficient of the dorsal profile; flat to plainly rounded spans about 0.5."""
    presence_correlation: float
    """Pearson's, over person crops, half-hidden ones and crops without a person."""
    presence_agreement: float
    """Share of crops on the same side of the threshold in both."""
    presence_lowest: float
    """The candidate's lowest presence where the reference is sure of a person (at least 0.9)."""

    def figures(self, limits: Limits) -> list[Figure]:
        """As `Verdict.figures`."""
        allowed = limits.landmarks
        figures = [
            Figure("torso, degrees", self.torso.median, allowed.torso),
            Figure("hip, degrees", self.hip.median, allowed.hip),
            Figure("knee, degrees", self.knee.median, allowed.knee),
            Figure("presence disagreement", 1 - self.presence_agreement, 1 - allowed.presence_agreement),
            Figure("presence lost where sure", 1 - self.presence_lowest, 1 - allowed.presence_where_sure),
        ]
        if self.mask_iou is not None and self.curvature is not None:
            figures += [
                Figure("1 - mask iou", self.mask_iou.median, 1 - allowed.mask_iou),
                Figure("curvature", self.curvature.median, allowed.curvature),
            ]
        return figures

    def differences(self) -> list[Difference]:
        """As `Verdict.differences`."""
        space = Spread(self.world.median * 1000.0, self.world.p95 * 1000.0)
        rows = [
            Difference("torso inclination, degrees", self.torso),
            Difference("hip angle, degrees", self.hip),
            Difference("knee angle, degrees", self.knee),
            Difference("landmarks in space, millimetres", space, 0),
        ]
        if self.mask_iou is not None:
            rows.append(Difference("mask, 1 - intersection over union", self.mask_iou, 3))
        if self.curvature is not None:
            rows.append(Difference("back curvature, torso lengths", self.curvature, 3))
        return rows

    def answers(self) -> str:
        """As `Verdict.answers`."""
        return (
            f"A person is there or not: the same answer in {self.presence_agreement:.1%} (people, people half out of"
            f" the picture, no one); correlation {self.presence_correlation:.3f}; where the float network is sure"
            f" (0.9), never below {self.presence_lowest:.2f}."
        )

    def cells(self) -> dict[str, str]:
        """As `Verdict.cells`."""
        mask, curvature = (
            "-" if spread is None else f"{spread.median:.4f}" for spread in (self.mask_iou, self.curvature)
        )
        return {
            "torso": f"{self.torso.median:.2f}",
            "hip": f"{self.hip.median:.2f}",
            "knee": f"{self.knee.median:.2f}",
            "mask": mask,
            "curvature": curvature,
            "presence": f"{self.presence_lowest:.2f}",
        }

    def moves(self) -> list[tuple[str, float]]:
        """As `Verdict.moves`."""
        moves = [("the hip by up to {:.2f} degrees", self.hip.median)]
        if self.mask_iou is not None:
            moves.append(("the mask {:.3f}", self.mask_iou.median))
        return moves


class LandmarkJudge:
    """Judges landmark networks against ``reference`` on ``crops``."""

    seen = "crops"

    def __init__(self, reference: bytes, crops: Crops) -> None:
        self._crops = crops
        self._expected = read(reference, crops.tensors)

    @property
    def compared(self) -> str:
        """As `Judge.compared`."""
        people = int(self._crops.people.sum())
        return (
            f"{people} calibration crops of people and {len(self._crops.tensors) - people} of people half or wholly"
            " out of the crop: median differences of torso, hip, knee in degrees, 1 - overlap of the mask, back"
            " curvature in torso lengths, and the lowest presence where the float network has 0.9"
        )

    def __call__(self, model: bytes) -> LandmarkVerdict:
        """As `Judge.__call__`."""
        return compare(self._expected, read(model, self._crops.tensors), self._crops.people)


def read(model: bytes, inputs: Iterable[Floats], threads: int = 1) -> Readings:
    """Run a landmark ``model`` on its ``inputs``. Outputs are told apart by their number of elements."""
    interpreter = Interpreter(model_content=model, num_threads=threads)
    interpreter.allocate_tensors()
    image = interpreter.get_input_details()[0]["index"]
    ports = {int(np.prod(item["shape"])): item["index"] for item in interpreter.get_output_details()}
    rows: dict[int, list[Floats]] = {size: [] for size in (195, 1, 117, CROP * CROP) if size in ports}
    for tensor in inputs:
        interpreter.set_tensor(image, tensor)
        interpreter.invoke()
        for size, values in rows.items():
            values.append(interpreter.get_tensor(ports[size]).reshape(-1))
    stacked = {size: np.stack(values) for size, values in rows.items()}
    mask = stacked.get(CROP * CROP)
    return Readings(
        landmarks=stacked[195].reshape(-1, 39, 5),
        presence=stacked[1].reshape(-1),
        world=stacked[117].reshape(-1, 39, 3),
        mask=None if mask is None else mask.reshape(-1, CROP, CROP),
    )


def compare(reference: Readings, candidate: Readings, people: NDArray[np.bool_] | None = None) -> LandmarkVerdict:
    """Judge ``candidate`` on the same crops as ``reference``.

    Posture counts on the crops ``people`` (n,; all by default) where the reference sees a person; presence
    counts everywhere.
    """
    seen = reference.presence >= PRESENCE_THRESHOLD
    if people is not None:
        seen &= people
    ref, can = reference.select(seen), candidate.select(seen)
    side = near_side(ref.landmarks)
    angles = [body_angles(item.landmarks, side) for item in (ref, can)]
    torso, hip, knee = (Spread.of(turn(a - b)) for a, b in zip(*angles, strict=True))
    iou, curvature = None, None
    if ref.mask is not None and can.mask is not None:
        iou = Spread.of(1.0 - overlap(ref.mask > 0, can.mask > 0))
        curvature = Spread.of(
            back_curvature(ref.mask, ref.landmarks, side) - back_curvature(can.mask, ref.landmarks, side)
        )
    both = np.stack([reference.presence, candidate.presence]).astype(np.float64)
    sure = candidate.presence[reference.presence >= 0.9]
    return LandmarkVerdict(
        pictures=int(seen.sum()),
        torso=torso,
        hip=hip,
        knee=knee,
        world=Spread.of(np.linalg.norm(ref.world[:, :33] - can.world[:, :33], axis=2).ravel()),
        mask_iou=iou,
        curvature=curvature,
        presence_correlation=_correlation(both[0], both[1]),
        presence_agreement=float(np.mean((both[0] >= PRESENCE_THRESHOLD) == (both[1] >= PRESENCE_THRESHOLD))),
        presence_lowest=float(sure.min()) if sure.size else float("nan"),
    )


def _correlation(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Pearson's; NaN where one does not vary."""
    spread = float(a.std() * b.std())
    return float(np.mean((a - a.mean()) * (b - b.mean()))) / spread if spread > 0 else float("nan")


def near_side(landmarks: Floats) -> NDArray[np.intp]:
    """(n, 6) landmark numbers shoulder, hip, knee, ankle, heel, toe of the side that shows better."""
    left, right = (landmarks[:, list(side), 3].sum(axis=1) for side in (_LEFT, _RIGHT))
    chosen: NDArray[np.intp] = np.where((left >= right)[:, None], np.array(_LEFT), np.array(_RIGHT))
    return chosen


def _points(landmarks: Floats, side: NDArray[np.intp]) -> Floats:
    """(n, 6, 2) crop pixels of the landmarks ``side``."""
    points: Floats = np.take_along_axis(landmarks[:, :, :2], side[:, :, None], axis=1)
    return points


def body_angles(landmarks: Floats, side: NDArray[np.intp]) -> tuple[Floats, Floats, Floats]:
    """Torso inclination, hip and knee angle of each crop, degrees: (n,) each."""
    shoulder, hip, knee, ankle = np.moveaxis(_points(landmarks, side), 1, 0)[:4]
    torso = np.degrees(np.arctan2(shoulder[:, 0] - hip[:, 0], hip[:, 1] - shoulder[:, 1]))
    return torso, _between(shoulder - hip, knee - hip), _between(hip - knee, ankle - knee)


def _between(a: Floats, b: Floats) -> Floats:
    """Angle from each row of ``a`` to that of ``b``, degrees, signed."""
    cross = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
    angle: Floats = np.degrees(np.arctan2(cross, (a * b).sum(axis=1)))
    return angle


def overlap(a: NDArray[np.bool_], b: NDArray[np.bool_]) -> Floats:
    """Intersection over union of masks (n, 256, 256), NaN where both are empty: (n,)."""
    shared = np.logical_and(a, b).sum(axis=(1, 2), dtype=np.float64)
    either = np.logical_or(a, b).sum(axis=(1, 2), dtype=np.float64)
    with np.errstate(invalid="ignore"):
        iou: Floats = shared / either
    return iou


def back_curvature(mask: Floats, landmarks: Floats, side: NDArray[np.intp]) -> Floats:
    """Second-order coefficient of each crop's dorsal profile, in torso lengths: (n,); NaN where unreadable.

    The profile is the distance from the hip-shoulder line to the mask's edge on the back side.
    """
    return np.array([_curvature(m, p) for m, p in zip(mask, _points(landmarks, side), strict=True)], dtype=np.float32)


def _curvature(mask: Floats, points: Floats) -> float:
    shoulder, hip, _, _, heel, toe = points
    along = shoulder - hip
    length = float(np.hypot(*along))
    if length < 20:
        return float("nan")
    facing = -1.0 if toe[0] < heel[0] else 1.0
    back = np.array([along[1], -along[0]]) * facing / length
    steps = np.arange(0.0, _PROFILE_REACH * length, 0.5)
    line = hip + _PROFILE_SAMPLES[:, None] * along
    spots = line[:, None, :] + steps[None, :, None] * back
    values = _bilinear(mask, spots)
    outside = values <= 0
    if outside[:, 0].any() or not outside.any(axis=1).all():
        return float("nan")
    edge = outside.argmax(axis=1)
    rows = np.arange(len(edge))
    inner, outer = values[rows, edge - 1], values[rows, edge]
    distance = (steps[edge - 1] + 0.5 * inner / np.maximum(inner - outer, 1e-6)) / length
    return float(np.polyfit(_PROFILE_SAMPLES, distance, 2)[0])


def _bilinear(mask: Floats, spots: Floats) -> Floats:
    """``mask`` at ``spots`` (..., 2) in pixels; -1 outside."""
    height, width = mask.shape
    x, y = spots[..., 0] - 0.5, spots[..., 1] - 0.5
    inside = (x >= 0) & (y >= 0) & (x < width - 1) & (y < height - 1)
    x, y = np.clip(x, 0, width - 1.001), np.clip(y, 0, height - 1.001)
    col, row = x.astype(np.intp), y.astype(np.intp)
    fx, fy = x - col, y - row
    top = mask[row, col] * (1 - fx) + mask[row, col + 1] * fx
    bottom = mask[row + 1, col] * (1 - fx) + mask[row + 1, col + 1] * fx
    value: Floats = np.where(inside, top * (1 - fy) + bottom * fy, -1.0)
    return value
