"""The networks: are they whole, and do they read a frame in time?"""

from __future__ import annotations

import os
import statistics
import time
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from itertools import islice

from kiosk.camera import CameraError, Clip
from kiosk.camera.demo import DEMO
from kiosk.doctor.finding import Finding, bad, bad_lines, note, well
from kiosk.pose import catalogue
from kiosk.pose.catalogue import ModelError
from kiosk.pose.choice import Choice, chosen
from kiosk.pose.tracker import Tracker
from kiosk.settings import Settings
from kiosk.toml import FileProblem

_WARM, _TIMED = 6, 20
"""Frames of the demo that are run before, and while, the clock is read."""

_LONGEST = 5.0
"""Seconds that the rest of them are left out after, once frames of both kinds are timed: so slow a machine is told of
by a few as well."""

_MASKED = 4
"""Every so many of the timed frames carry the mask; about what a set asks for."""


def think(settings: Settings, least: float) -> list[Finding]:
    """Check every byte of the models, and time the real networks on the demo; coaching needs ``least`` a second."""
    part = "networks"
    problems = catalogue.verify(settings.pose.models)
    if problems:
        return bad_lines(part, problems)
    try:
        how = chosen(settings.pose)
        speed = _time(settings)
    except ModelError as error:
        return bad_lines(part, str(error).splitlines())
    except (FileProblem, CameraError) as error:
        return bad_lines(part, [str(error)])
    return [_judge_speed(part, settings, how, speed, least), *_lite(part, settings, how)]


@dataclass(frozen=True, slots=True)
class _Speed:
    """Milliseconds of the median frame with and without mask, and seconds until the first pose."""

    masked: float
    plain: float
    first: float


def _time(settings: Settings) -> _Speed:
    began = time.perf_counter()
    track = Tracker(settings.pose)
    took: dict[bool, list[float]] = {True: [], False: []}
    first = 0.0
    with Clip(DEMO) as clip:
        for number, frame in enumerate(islice(clip, _WARM + _TIMED)):
            masked = number % _MASKED == 0
            started = time.perf_counter()
            pose = track(frame, masked)
            done = time.perf_counter()
            if pose is not None and not first:
                first = done - began
            if pose is not None and number >= _WARM:
                took[masked].append(1000.0 * (done - started))
            if took[True] and took[False] and done - began > _LONGEST:
                break
    if not took[True] or not took[False]:
        raise ModelError("the networks see nobody in the demo; run `kiosk models verify`, or install again")
    return _Speed(statistics.median(took[True]), statistics.median(took[False]), first)


def _judge_speed(part: str, settings: Settings, how: Choice, speed: _Speed, least: float) -> Finding:
    mean = (speed.masked + (_MASKED - 1) * speed.plain) / _MASKED
    interval = 1000.0 / settings.camera.rate
    threads = "1 thread" if how.threads == 1 else f"{how.threads} threads"
    found = (
        f"whole; {how.network} {how.arithmetic} on {how.runtime} {_version(how.runtime)}, {threads}: "
        f"{speed.plain:.1f} ms a frame, {speed.masked:.1f} with mask; first pose after {speed.first:.1f} s"
        f"{_neighbours()}"
    )
    numbers: dict[str, float | int | str | bool | None] = {
        "runtime": how.runtime,
        "network": how.network,
        "arithmetic": how.arithmetic,
        "threads": how.threads,
        "plain_ms": round(speed.plain, 2),
        "masked_ms": round(speed.masked, 2),
        "first_pose_s": round(speed.first, 2),
    }
    if 1000.0 / mean < least:
        do = (
            f"too slow to coach, which needs {least:g} poses a second: give it air and its own power supply, "
            'stop what else runs, set pose.network = "lite"'
        )
        return bad(part, found, do, **numbers)
    if mean > interval:
        do = (
            f"a frame comes every {interval:.0f} ms, so frames will be lost and the mirror leaves things out; "
            'set pose.network = "lite" or camera.rate lower, or stop what else runs'
        )
        return note(part, found, do, **numbers)
    return well(part, found, **numbers)


def _lite(part: str, settings: Settings, how: Choice) -> list[Finding]:
    if ("lite", how.arithmetic) in catalogue.choices(settings.pose.models):
        return []
    found = f"no lite network in {how.arithmetic}: where it lags the mirror cannot fall back on it"
    return [note(part, found, "set pose.arithmetic to one that has both; `kiosk models list`")]


def _neighbours() -> str:
    """What else keeps the processors busy, where that spoils the measurement."""
    processors = os.cpu_count() or 1
    try:
        load = os.getloadavg()[0]
    except OSError:
        return ""
    return f"; other work keeps the machine busy (load {load:.1f} on {processors})" if load > processors else ""


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
