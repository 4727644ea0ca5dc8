"""Times the networks and what is around them, on the demo clip that comes with the mirror."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time

import cv2
import numpy as np

from kiosk.bench.timings import Measured, Picture, Reading, Size
from kiosk.camera.clip import clip_frames
from kiosk.camera.demo import DEMO
from kiosk.camera.frame import Frame, Image
from kiosk.coach.coach import Plan
from kiosk.coach.drill import load_repertoire
from kiosk.pipeline import Pipeline
from kiosk.pose.catalogue import Arithmetic, ModelFile, Network, Role, choices, choose
from kiosk.pose.choice import chosen, this_processor
from kiosk.pose.detector import Detector
from kiosk.pose.feeding import LandmarkFeed
from kiosk.pose.landmarker import Landmarker
from kiosk.pose.roi import CROP, Region
from kiosk.pose.runtime import Runtime
from kiosk.pose.tracker import Timing, Tracker
from kiosk.repertoire.places import found_drills
from kiosk.settings import Settings

MOST_THREADS = 4
"""More are not tried: the layers of these networks are too small to share among so many."""

_SMALLER = (1.0, 0.75, 0.5)
"""Shares of the camera's size that are tried."""

_FRAMES = 60
_WARMING = 3
_LEAST = 5
"""Frames: taken from the clip; run before the clock starts; timed at least, however slow."""


class NoPersonError(RuntimeError):
    """The demo clip shows nobody to the networks at hand: they are not what they should be."""


def measure(
    settings: Settings, seconds: float, clip: Path = DEMO, tell: Callable[[str], None] = lambda _: None
) -> Measured:
    """Time everything that ``settings`` allow, each network for ``seconds``; ``tell`` hears what is being timed.

    Raises:
        kiosk.pose.catalogue.ModelError: a model is missing or damaged, or the runtime is not there.
        kiosk.camera.source.ClipError: the clip cannot be read.
        NoPersonError: nobody is found in the clip.
    """
    cv2.setNumThreads(1)
    how = chosen(settings.pose)
    cores = len(os.sched_getaffinity(0))
    size = Size(settings.camera.width, settings.camera.height)
    frames = [_in_size(frame, size) for frame in islice(clip_frames(clip), _FRAMES)]
    finder = choose(how.network, how.arithmetic, settings.pose.models)["detector"].path
    detector = Detector(finder, 1, settings.pose.detection_threshold, how.runtime)
    regions = [found[0].region for frame in frames[:: _FRAMES // 4] if (found := detector(frame.image))]
    if not regions:
        raise NoPersonError(f"{clip}: nobody was found in it; run `kiosk models verify`")
    readings: list[Reading] = []
    for network, arithmetic in choices(settings.pose.models):
        models = choose(network, arithmetic, settings.pose.models)
        for threads in range(1, min(cores, MOST_THREADS) + 1):
            tell(f"{network}, {arithmetic}, {threads} thread{'s' if threads > 1 else ''}")
            readings += _networks(network, arithmetic, models, threads, how.runtime, frames, regions[0], seconds)
    tell("pictures and the rest")
    return Measured(
        processor=this_processor(),
        cores=cores,
        runtime=how.runtime,
        readings=tuple(readings),
        pictures=tuple(_pictures(frames[0].image, regions[0], size, detector)),
        rest_ms=_rest(settings, frames),
    )


def _in_size(frame: Frame, size: Size) -> Frame:
    return Frame(_scaled(frame.image, size), frame.time, frame.number)


def _scaled(image: Image, size: Size) -> Image:
    return np.asarray(cv2.resize(image, (size.width, size.height), interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _networks(
    network: Network,
    arithmetic: Arithmetic,
    models: dict[Role, ModelFile],
    threads: int,
    runtime: Runtime,
    frames: Sequence[Frame],
    region: Region,
    seconds: float,
) -> Iterator[Reading]:
    began = perf_counter()
    landmarker = Landmarker(models["landmarks_mask"].path, models["landmarks"].path, threads, runtime)
    landmarker(frames[0].image, region, True)
    load_s = perf_counter() - began
    for mask in (False, True):
        for frame in frames[:_WARMING]:
            landmarker(frame.image, region, mask)
        walls: list[float] = []
        used, began = process_time(), perf_counter()
        while len(walls) < _LEAST or perf_counter() - began < seconds:
            since = perf_counter()
            landmarker(frames[len(walls) % len(frames)].image, region, mask)
            walls.append(1000.0 * (perf_counter() - since))
        cpu = 1000.0 * (process_time() - used) / len(walls)
        slow = quantiles(walls, n=20)[-1]
        yield Reading(network, arithmetic, mask, threads, len(walls), median(walls), slow, cpu, load_s)


def _pictures(image: Image, region: Region, size: Size, detector: Detector) -> Iterator[Picture]:
    for share in _SMALLER:
        small = smaller(size, share)
        picture = _scaled(image, small)
        across, down = small.width / size.width, small.height / size.height
        part = Region(region.x * across, region.y * down, region.side * down, region.rotation)
        feed, tensor = LandmarkFeed(), np.empty((1, CROP, CROP, 3), dtype=np.float32)
        yield Picture(small, _usual(40, partial(feed, picture, part, tensor)), _usual(5, partial(detector, picture)))


def smaller(size: Size, share: float) -> Size:
    """``size`` times ``share``, in multiples of 16 as cameras like them, and no less than a camera may be set to."""
    width, height = (max(160, 16 * round(share * side / 16)) for side in (size.width, size.height))
    return size if share == 1.0 else Size(width, height)


def _usual(times: int, work: Callable[[], object]) -> float:
    """Median milliseconds of ``work``."""
    work()
    walls = []
    for _ in range(times):
        since = perf_counter()
        work()
        walls.append(1000.0 * (perf_counter() - since))
    return median(walls)


def _rest(settings: Settings, frames: Sequence[Frame]) -> float:
    """Milliseconds a frame of everything behind the pose."""
    repertoire = load_repertoire(found_drills(settings))
    drill = repertoire.drill(settings.session.drill)
    goal = settings.session.repetitions or drill.dose.repetitions or 1
    plan = Plan(drill, repertoire.kinds, goal, gated=False)
    timing = Timing()
    pipeline = Pipeline(Tracker(settings.pose, timing), plan, timing)
    for frame in frames:
        pipeline(frame)
    return sum(timing.spent.get(part, 0.0) for part in ("motion", "coach")) / len(frames)
