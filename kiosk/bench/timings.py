"""What was measured: plain numbers, which the proposal, the table and the file are made from."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.pose.catalogue import Arithmetic, Network
from kiosk.pose.choice import Processor
from kiosk.pose.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Size:
    """Of the camera's upright pictures, in pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


@dataclass(frozen=True, slots=True)
class Reading:
    """One network, sustained: milliseconds to feed it, run it and read it, from pictures of the camera's own size.

    ``usual_ms`` is the median on the wall, ``slow_ms`` what 95 of 100 frames stay below, ``cpu_ms`` the mean
    processor time of all threads. ``load_s`` seconds went by until it had been loaded and had run once.
    """

    network: Network
    arithmetic: Arithmetic
    mask: bool
    threads: int
    frames: int
    usual_ms: float
    slow_ms: float
    cpu_ms: float
    load_s: float


@dataclass(frozen=True, slots=True)
class Picture:
    """What a picture of ``size`` costs: to cut the person out of, and to be looked at whole; milliseconds."""

    size: Size
    warp_ms: float
    look_ms: float


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything. ``rest_ms`` is what a frame costs besides the networks: measures, phases, coaching."""

    processor: Processor
    cores: int
    runtime: Runtime
    readings: tuple[Reading, ...]
    pictures: tuple[Picture, ...]
    rest_ms: float
