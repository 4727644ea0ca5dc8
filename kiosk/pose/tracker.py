"""Follows one person from frame to frame: detect once, then track, detect again on loss."""

from __future__ import annotations

import math
import platform
from dataclasses import dataclass, field
from time import perf_counter

import cv2
import numpy as np

from kiosk.camera.frame import Frame
from kiosk.pose.catalogue import Arithmetic, choose
from kiosk.pose.catalogue import Network as NetworkName
from kiosk.pose.detector import Detection, Detector
from kiosk.pose.landmarker import Landmarker, Reading
from kiosk.pose.pose import Floats, Joint, Pose
from kiosk.pose.roi import MARGIN, Region
from kiosk.pose.smoothing import OneEuro
from kiosk.settings import PoseSettings

_RIVAL_SIZE = 0.6
"""A second person counts when at least this large against the first: smaller ones are behind, or reflections."""

_SAME_PERSON = 0.15
"""Detections whose centres lie within this share of the region's side are one person seen twice."""

_SIZE_STEP = (0.7, 1.45)
"""A body this much smaller or larger than a moment ago is a wrong reading: bones do not change length."""

_SIZE_MEMORY = 1.0
"""Seconds over which the body's size is averaged."""

_FORGET = 1.5
"""Seconds after which a lost person is given up, and anybody may be the next."""

_SEARCH_EVERY = 0.1
"""Seconds between looks into an empty room: an idle mirror should stay cool."""


_BODY_METRES = 1.7
"""Scale of the metric landmarks for smoothing."""

_CHAINS = np.array(
    [
        [Joint.LEFT_EAR, Joint.LEFT_SHOULDER, Joint.LEFT_HIP, Joint.LEFT_KNEE, Joint.LEFT_ANKLE],
        [Joint.RIGHT_EAR, Joint.RIGHT_SHOULDER, Joint.RIGHT_HIP, Joint.RIGHT_KNEE, Joint.RIGHT_ANKLE],
    ]
)


@dataclass(frozen=True, slots=True)
class _Sighting:
    """Where the person was last seen, and their size in pixels averaged over the last second."""

    time: float
    region: Region
    size: float


@dataclass(slots=True)
class Timing:
    """Milliseconds spent in each part, summed, for the report. Measured here, never used for a decision."""

    spent: dict[str, float] = field(default_factory=dict)
    frames: int = 0

    def add(self, part: str, since: float) -> float:
        """Book the time from ``since`` (`perf_counter`) to now under ``part``; returns now."""
        now = perf_counter()
        self.spent[part] = self.spent.get(part, 0.0) + (now - since) * 1000.0
        return now


class Tracker:
    """Frame in, `Pose` of the one person out, or None while there is nobody.

    The same frames give the same poses: nothing here reads a clock for a decision.
    """

    def __init__(self, settings: PoseSettings, timing: Timing | None = None) -> None:
        """Load the models named by ``settings``.

        Raises:
            kiosk.pose.catalogue.ModelError: a model is missing, damaged or of the wrong kind.
        """
        self._settings = settings
        # Pictures are small here: waking OpenCV's own threads costs more than they save.
        cv2.setNumThreads(1)
        self._threads = settings.threads or usual_threads()
        self._arithmetic: Arithmetic = "int8" if settings.arithmetic == "auto" else settings.arithmetic
        self._network: NetworkName = "full" if settings.network == "auto" else settings.network
        models = choose(self._network, self._arithmetic, settings.models)
        self._detector = Detector(models["detector"].path, self._threads, settings.detection_threshold)
        landmarker = Landmarker(models["landmarks_mask"].path, models["landmarks"].path, self._threads)
        self._landmarkers: dict[NetworkName, Landmarker] = {self._network: landmarker}
        self._landmarker = landmarker
        self.timing = timing or Timing()
        self._smooth = OneEuro(settings.smoothing_cutoff, settings.smoothing_beta)
        self._smooth_world = OneEuro(settings.smoothing_cutoff, settings.smoothing_beta)
        self._region: Region | None = None
        self._last: _Sighting | None = None
        self._others = 0
        self._looked = -math.inf
        self._searched = -math.inf

    @property
    def network(self) -> NetworkName:
        """The landmark network in use."""
        return self._network

    def use(self, network: NetworkName) -> None:
        """Read landmarks with ``network`` from the next frame on; who is followed, and from where, stays.

        The first call for a network loads its models (some tenths of a second); later ones only switch.

        Raises:
            kiosk.pose.catalogue.ModelError: it is missing or damaged; the one in use stays in use.
        """
        if network not in self._landmarkers:
            models = choose(network, self._arithmetic, self._settings.models)
            self._landmarkers[network] = Landmarker(
                models["landmarks_mask"].path, models["landmarks"].path, self._threads
            )
        self._network, self._landmarker = network, self._landmarkers[network]

    def __call__(self, frame: Frame, want_mask: bool = True) -> Pose | None:
        """The pose in ``frame``; with the person mask where ``want_mask``."""
        self.timing.frames += 1
        if self._rests(frame.time):
            return None
        if self._region is None or frame.time - self._looked >= self._settings.look_for_others_every:
            self._look(frame)
        if self._region is None:
            return None
        region = self._region
        reading = self._read(frame, region, want_mask)
        size = body_size(reading.landmarks)
        if (
            reading.presence < self._settings.presence_threshold
            or not reading.next_region.usable(frame.size)
            or not self._credible(size, frame.time)
        ):
            self._lose()
            return None
        self._region = reading.next_region
        self._remember(region, size, frame.time)
        scale = region.side / (2.0 * MARGIN)
        return Pose(
            time=frame.time,
            size=frame.size,
            landmarks=self._smooth(reading.landmarks, frame.time, scale),
            visibility=reading.visibility,
            world=self._smooth_world(reading.world, frame.time, _BODY_METRES),
            presence=reading.presence,
            mask=reading.mask,
            others=self._others,
        )

    def _credible(self, size: float, time: float) -> bool:
        """Whether a body of ``size`` pixels can be the one seen a moment ago."""
        if self._last is None or time - self._last.time > _FORGET:
            return True
        return _SIZE_STEP[0] <= size / self._last.size <= _SIZE_STEP[1]

    def _remember(self, region: Region, size: float, time: float) -> None:
        last = self._last
        if last is not None and time - last.time <= _FORGET:
            share = min(1.0, (time - last.time) / _SIZE_MEMORY)
            size = last.size + share * (size - last.size)
        self._last = _Sighting(time, region, size)

    def _rests(self, time: float) -> bool:
        """Whether the room was empty a moment ago, so that this frame need not be searched."""
        if self._region is not None or (self._last is not None and time - self._last.time <= _FORGET):
            return False
        if 0.0 <= time - self._searched < _SEARCH_EVERY:
            return True
        self._searched = time
        return False

    def _look(self, frame: Frame) -> None:
        """Run the detector: find the person if there is none, and count who else is there."""
        started = perf_counter()
        found = [item for item in self._detector(frame.image) if item.region.usable(frame.size)]
        self.timing.add("detect", started)
        if self._region is None:
            last = self._last
            known = last is not None and frame.time - last.time <= _FORGET
            self._region = _choose(found, frame.size, last.region if last is not None and known else None)
        if self._region is None:
            self._others, self._looked = 0, -math.inf
            return
        self._looked = frame.time
        self._others = _count_rivals([item.region for item in found], self._region)

    def _read(self, frame: Frame, region: Region, want_mask: bool) -> Reading:
        timing = self.timing
        now = perf_counter()
        self._landmarker.warp(frame.image, region, want_mask)
        now = timing.add("warp", now)
        self._landmarker.infer(want_mask)
        now = timing.add("landmarks", now)
        reading = self._landmarker.decode(region, want_mask)
        timing.add("decode", now)
        return reading

    def _lose(self) -> None:
        self._region = None
        self._others, self._looked = 0, -math.inf
        self._smooth.reset()
        self._smooth_world.reset()


def _choose(found: list[Detection], size: tuple[int, int], last: Region | None) -> Region | None:
    """The person to follow: the one lost a moment ago, else one large, sure and near the middle."""

    def claim(item: Detection) -> float:
        if last is not None:
            return -math.hypot(item.region.x - last.x, item.region.y - last.y)
        off_centre = abs(item.region.x / size[0] - 0.5)
        return item.score * item.region.side * (1.0 - off_centre)

    return max(found, key=claim).region if found else None


def _count_rivals(found: list[Region], own: Region) -> int:
    """How many of ``found`` are other people about as near as the one followed in ``own``."""

    def apart(item: Region) -> float:
        return math.hypot(item.x - own.x, item.y - own.y)

    rest = sorted(found, key=apart)[1:]
    return sum(apart(item) > _SAME_PERSON * own.side and item.side > _RIVAL_SIZE * own.side for item in rest)


def usual_threads() -> int:
    """Threads for the network: two on Arm boards, whose cores are slow and many; else one, which wastes least."""
    return 2 if platform.machine() in ("aarch64", "arm64") else 1


def body_size(landmarks: Floats) -> float:
    """Length of the body along its segments, ankle to ear (mean of both sides), in the unit of ``landmarks``.

    Folding at the joints does not change it, so in a side view it tells a wrong reading from a movement.
    """
    points = landmarks[_CHAINS, :2]
    return float(np.linalg.norm(np.diff(points, axis=1), axis=2).sum() / len(_CHAINS))
