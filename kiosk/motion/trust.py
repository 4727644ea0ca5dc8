"""How far each joint of the near side may be trusted: calibrated, so that it can be checked.

Trust c in a joint says: with probability c it lies within `NEAR` body heights of the true joint in the picture. It
comes from a logistic regression for each joint over a handful of reasons to doubt (`Doubts`), fitted on rendered
people whose joints are known (`python -m tests.accuracy.confidence`); the weights are data, in `trust.toml`.

A joint that is less likely right than `ABSENT` is hidden, and so is one of which the network itself says that it does
not see it, however good its guess. A short gap is bridged: the joint goes on as it went, with falling trust. A longer
one is left open: the joint is absent, its trust 0.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kiosk.motion.joints import NEAR_JOINTS, near_places
from kiosk.motion.orientation import Orientation
from kiosk.motion.trust_table import TrustTable
from kiosk.pose.pose import Floats, Mask, Pose

Trust = Mapping[str, float]
"""Near-side joints by name (ear, shoulder, elbow, wrist, hip, knee, ankle, heel, toe): 0..1, 0 is absent."""

NEAR = 0.06
"""Body heights, about ten centimetres: an ankle that far off turns the shin by 13 degrees."""

ABSENT = 0.7
"""Trust below which a joint is hidden. On the tune half this loses none of the joints in clear side views."""

UNSEEN = 0.2
"""Visibility below which the network guesses."""

BRIDGED = 0.3
"""Seconds without a sight of the joint over which it is bridged."""

LIMBS: tuple[tuple[str, str, float], ...] = (
    ("shoulder", "ear", 0.157),
    ("shoulder", "hip", 0.295),
    ("shoulder", "elbow", 0.176),
    ("elbow", "wrist", 0.152),
    ("hip", "knee", 0.262),
    ("knee", "ankle", 0.264),
    ("ankle", "heel", 0.05),
    ("ankle", "toe", 0.10),
    ("heel", "toe", 0.12),
)
"""Ends, and the usual length in chains (ear to ankle along shoulder, hip and knee), as the network places them."""

_UPPER_ARM = ("shoulder", "elbow")
"""An arm may point at the camera, with the hands behind the head or a pipe on the back: seen short it says nothing
against the shoulder. (Of the elbow it does: an arm that points at the camera has no bend to be read.)"""

_CHAIN = (0, 1, 4, 5)
"""Which of the limbs make a chain."""

HEIGHTS_A_CHAIN = 0.95
"""Body heights in a chain."""

_OUTSIDE = 0.02
"""A joint this far outside the picture, as a share of its size, is a guess."""

_BORDER = 0.04
"""Share of the picture's size from its edge within which a joint is doubted."""

_LOGIT_MOST = 6.0
_UNCOVERED_MOST = 4.0
"""Logits beyond which nothing more is learned."""

_MARGIN = 0.025
"""Chains by which a joint may lie outside the person mask, whose edge is soft."""

_AROUND = np.array([0, 1, -1, 1j, -1j], dtype=np.complex128)
"""Places, x + iy in margins, of which one must lie inside."""

_MASK_KEPT = 0.4
"""Seconds for which a mask says something of the frames after it."""

_LENGTH_MEMORY = 4.0
"""Seconds over which a limb's own length is averaged."""

_USUAL_WEIGHS = 0.5
"""Seconds of seeing a limb after which its own length weighs as much as people's usual."""

_UNIT_MEMORY = 2.0
"""Seconds over which the length of the chain is averaged."""

_RESTLESS_MEMORY = 0.4
"""Seconds over which jumps are averaged."""

_GAP = 0.5
"""Seconds without a pose after which nothing is known of how a joint moved."""

_FRAME = 1.0 / 30.0
"""Seconds between frames to which a jump is reduced."""

_MOST_TURN = 60.0
"""Degrees off side-on up to which foreshortening is taken into account."""

_COASTING = 0.15
"""Seconds in which the speed of a bridged joint falls to a third: nobody knows where it turns."""


Doubts = tuple[float, ...]
"""The reasons to doubt one joint in one frame, in the order of `kiosk.motion.trust_table.DOUBTS`; 0 is none."""


class Trusted(NamedTuple):
    """A pose whose bridged joints lie where they went on to, and the trust in its near-side joints."""

    pose: Pose
    trust: Trust


class _Sight(NamedTuple):
    """Where a joint was last trusted, how fast it went (pixels a second), and how far it was trusted."""

    time: float
    place: complex
    speed: complex
    trust: float


class TrustFilter:
    """Follows the joints of one person from frame to frame."""

    def __init__(self, table: TrustTable) -> None:
        self._table = table
        self._doubts = DoubtFilter()
        self._sights: dict[str, _Sight] = {}
        self._side = ""

    def __call__(self, pose: Pose, orientation: Orientation) -> Trusted:
        """How far the near-side joints of ``pose`` may be trusted."""
        if orientation.near_side != self._side:
            self._side = orientation.near_side
            self._sights.clear()
        doubts = self._doubts(pose, orientation)
        alone = {name: self._table.trust(name, values) for name, values in doubts.items()}
        self._doubts.learn(alone)
        visibility = pose.visibility.tolist()
        landmarks, trust = pose.landmarks, {}
        for name, joint in NEAR_JOINTS[self._side].items():
            place = self._doubts.places[name]
            if alone[name] >= ABSENT and visibility[joint] >= UNSEEN and inside(place, pose.size):
                trust[name] = alone[name]
                self._see(name, pose.time, place, alone[name])
                continue
            bridge = self._bridge(name, pose.time)
            trust[name] = 0.0
            if bridge is not None and inside(bridge[0], pose.size):
                if landmarks is pose.landmarks:
                    landmarks = pose.landmarks.copy()
                landmarks[joint, 0], landmarks[joint, 1] = bridge[0].real, bridge[0].imag
                trust[name] = bridge[1]
        return Trusted(pose if landmarks is pose.landmarks else replace(pose, landmarks=landmarks), trust)

    def _see(self, name: str, time: float, place: complex, trust: float) -> None:
        last = self._sights.get(name)
        speed = 0j
        if last is not None and 0.0 < time - last.time <= BRIDGED:
            speed = (place - last.place) / (time - last.time)
        self._sights[name] = _Sight(time, place, speed, trust)

    def _bridge(self, name: str, time: float) -> tuple[complex, float] | None:
        """Where the joint has gone on to since it was last seen, and the trust in that; None after too long."""
        last = self._sights.get(name)
        if last is None or not 0.0 <= time - last.time < BRIDGED:
            return None
        gone = time - last.time
        place = last.place + last.speed * _COASTING * (1.0 - math.exp(-gone / _COASTING))
        return place, last.trust * (1.0 - gone / BRIDGED)


class DoubtFilter:
    """Gathers the reasons to doubt each joint, frame by frame. ``places`` are those of the joints in the last frame,
    x + iy in pixels."""

    def __init__(self) -> None:
        self._side = ""
        self._forget()

    def _forget(self) -> None:
        self._time = -math.inf
        self._step = 0.0
        self._unit = 0.0
        self._unit_seen = 0.0
        self._own = [usual for _, _, usual in LIMBS]
        self._own_seen = [0.0] * len(LIMBS)
        self._now: list[float] = []
        self.places: dict[str, complex] = {}
        self._speeds: dict[str, complex] = {}
        self._restless: dict[str, float] = {}
        self._uncovered: dict[str, float] = {}
        self._masked = -math.inf

    def __call__(self, pose: Pose, orientation: Orientation) -> dict[str, Doubts]:
        """The doubts of each near-side joint of ``pose``."""
        if orientation.near_side != self._side:
            self._forget()
            self._side = orientation.near_side
        gap = pose.time - self._time
        self._time, self._step = pose.time, gap if 0.0 < gap <= _GAP else 0.0
        before, self.places = self.places, near_places(pose.landmarks, self._side)
        lengths = self._lengths(orientation.turn)
        jumps = self._jumps(before)
        self._look(pose)
        fresh = max(0.0, 1.0 - (pose.time - self._masked) / _MASK_KEPT)
        visibilities = pose.visibility.tolist()
        result: dict[str, Doubts] = {}
        for name, joint in NEAR_JOINTS[self._side].items():
            visibility = min(max(visibilities[joint], 1e-6), 1.0 - 1e-6)
            unseen = _LOGIT_MOST - min(_LOGIT_MOST, max(-_LOGIT_MOST, math.log(visibility / (1.0 - visibility))))
            result[name] = (
                unseen,
                min(lengths[name]),
                max(lengths[name]),
                jumps[name],
                self._restless[name],
                fresh * self._uncovered.get(name, 0.0),
                _bordering(self.places[name], pose.size),
            )
        return result

    def learn(self, trust: Mapping[str, float]) -> None:
        """Take the lengths of the limbs of the last frame whose ends are trusted into the person's own."""
        step = max(self._step, _FRAME)
        for number, now in enumerate(self._now):
            start, end, _ = LIMBS[number]
            if trust[start] >= ABSENT and trust[end] >= ABSENT:
                self._own_seen[number] += step
                share = step / min(self._own_seen[number], _LENGTH_MEMORY)
                self._own[number] += share * (now - self._own[number])

    def _lengths(self, turn: float) -> dict[str, list[float]]:
        """For each joint by how much (natural logarithm) each limb at it is off its length."""
        stretch = 1.0 / math.cos(math.radians(min(turn, _MOST_TURN)))
        places = {name: complex(place.real * stretch, place.imag) for name, place in self.places.items()}
        lengths = [max(1e-3, abs(places[end] - places[start])) for start, end, _ in LIMBS]
        step = max(self._step, _FRAME)
        self._unit_seen += step
        share = step / min(self._unit_seen, _UNIT_MEMORY)
        self._unit += share * (sum([lengths[number] for number in _CHAIN]) - self._unit)
        self._now = [length / self._unit for length in lengths]
        result: dict[str, list[float]] = {name: [] for name in places}
        for (start, end, usual), now, own, seen in zip(LIMBS, self._now, self._own, self._own_seen, strict=True):
            expected = (own * seen + usual * _USUAL_WEIGHS) / (seen + _USUAL_WEIGHS)
            off = math.log(now / expected)
            if off > 0.0 or (start, end) != _UPPER_ARM:
                result[start].append(abs(off))
            result[end].append(abs(off))
        return result

    def _jumps(self, before: Mapping[str, complex]) -> dict[str, float]:
        """How far, in chains a frame, each joint is from where it would be at the speed it had; ``before``: where
        it was in the last frame."""
        nowhere = dict.fromkeys(self.places, 0.0)
        if self._step == 0.0:
            self._speeds, self._restless = {}, nowhere
            return nowhere
        had, self._speeds = (
            self._speeds,
            {name: (place - before[name]) / self._step for name, place in self.places.items()},
        )
        scale = _FRAME / self._unit
        jumps = {name: scale * abs(self._speeds[name] - speed) for name, speed in had.items()} or nowhere
        share = min(1.0, self._step / _RESTLESS_MEMORY)
        self._restless = {name: mean + share * (jumps[name] - mean) for name, mean in self._restless.items()}
        return jumps

    def _look(self, pose: Pose) -> None:
        """By how many logits each joint lies outside the person mask, less a margin, if there is a mask."""
        if pose.mask is None:
            return
        self._masked = pose.time
        places = np.array(list(self.places.values()), dtype=np.complex128)
        around = places[:, None] + _MARGIN * self._unit * _AROUND
        values = _logits(pose.mask, around).max(axis=1).tolist()
        self._uncovered = {
            name: min(_UNCOVERED_MOST, max(0.0, -value)) for name, value in zip(self.places, values, strict=True)
        }


def inside(place: complex, size: tuple[int, int]) -> bool:
    """Whether ``place`` (x + iy, pixels) is in a picture of ``size``, or hardly outside it."""
    x, y = place.real / size[0], place.imag / size[1]
    return -_OUTSIDE <= x <= 1.0 + _OUTSIDE and -_OUTSIDE <= y <= 1.0 + _OUTSIDE


def _bordering(place: complex, size: tuple[int, int]) -> float:
    """0 well inside the picture, 1 at its edge, more outside."""
    x, y = place.real / size[0], place.imag / size[1]
    return min(2.0, max(0.0, 1.0 - min(x, 1.0 - x, y, 1.0 - y) / _BORDER))


def _logits(mask: Mask, places: NDArray[np.complex128]) -> Floats:
    """The mask's logit at ``places`` (x + iy, picture pixels): the nearest pixel's, at the rim beyond it."""
    height, width = mask.logits.shape
    column, row = (
        np.rint(x * places.real + y * places.imag + offset).astype(np.intp) for x, y, offset in mask.to_crop.tolist()
    )
    result: Floats = mask.logits[row.clip(0, height - 1), column.clip(0, width - 1)]
    return result
