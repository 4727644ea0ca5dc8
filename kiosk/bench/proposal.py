"""From what was measured to what should be set. Pure: the same numbers, the same proposal."""

from __future__ import annotations

import math
from dataclasses import dataclass

from kiosk.bench.timings import Measured, Reading, Size
from kiosk.pose.catalogue import Arithmetic, Network
from kiosk.pose.runtime import Runtime

HEAD_ROOM = 0.3
"""Share of the time between two frames that stays free: for drawing, for the camera, for a hot processor."""

NEARLY = 1.1
"""Times as slow as the fastest that counts as as fast: then the more exact arithmetic is taken, or fewer threads."""

_WORTH_IT = 1.05
"""Smaller pictures must save more than this where nothing is fast enough anyway."""

CADENCES = (0.25, 0.5, 1.0)
"""Seconds between masks while nothing is judged."""

_MASK_SHARE = 0.1
"""Share of the frame's time that masks may take while nothing is judged."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The keys to set, and how well they do: ``frame_ms`` with the mask, ``budget_ms`` is what a frame may take.

    ``fits`` is false where even the fastest way is too slow for the rate asked for; ``rate`` is what is reached.
    """

    runtime: Runtime
    network: Network
    arithmetic: Arithmetic
    threads: int
    mask_every: float
    size: Size
    frame_ms: float
    budget_ms: float
    fits: bool
    rate: float
    why: str


def propose(measured: Measured, rate: float, look_every: float) -> Proposal:
    """The best that keeps up with ``rate`` frames a second, with a look for others every ``look_every`` seconds.

    In this order: the full network with a mask on every frame, the lite one so, then both in smaller pictures. What
    needs fewer processor milliseconds is taken before what is faster, as long as both fit. Where nothing fits, the
    fastest of all, and the rate that it reaches.

    Raises:
        ValueError: nothing was measured.
    """
    if not measured.readings or not measured.pictures:
        raise ValueError("nothing was measured")
    masked = [item for item in measured.readings if item.mask]
    budget = (1.0 - HEAD_ROOM) * 1000.0 / rate
    for at in range(len(measured.pictures)):
        fast = [item for item in masked if _frame(measured, item, at, rate, look_every) <= budget]
        for network in sorted({item.network for item in fast}):  # "full" comes before "lite"
            lean = _leanest([item for item in fast if item.network == network])
            return _proposal(measured, lean, at, rate, look_every)
    fastest = min(masked, key=lambda item: item.slow_ms)
    times = [_frame(measured, fastest, at, rate, look_every) for at in range(len(measured.pictures))]
    at = next(at for at, time in enumerate(times) if time <= _WORTH_IT * min(times))
    return _proposal(measured, fastest, at, rate, look_every)


def _frame(measured: Measured, item: Reading, at: int, rate: float, look_every: float) -> float:
    """Milliseconds of nearly every frame with the mask, in pictures of the size ``at``."""
    picture, own = measured.pictures[at], measured.pictures[0]
    looks = picture.look_ms / max(1.0, rate * look_every)
    return item.slow_ms - own.warp_ms + picture.warp_ms + looks + measured.rest_ms


def _leanest(fitting: list[Reading]) -> Reading:
    """The one that wastes least; among equals the more exact, and the one with fewer threads."""
    least = min(item.cpu_ms for item in fitting)
    lean = [item for item in fitting if item.cpu_ms <= NEARLY * least]
    return min(lean, key=lambda item: (item.arithmetic != "float", item.threads, item.cpu_ms))


def _proposal(measured: Measured, item: Reading, at: int, rate: float, look_every: float) -> Proposal:
    frame, budget = _frame(measured, item, at, rate, look_every), (1.0 - HEAD_ROOM) * 1000.0 / rate
    fits = frame <= budget
    reached = rate if fits else math.floor(10.0 * (1.0 - HEAD_ROOM) * 1000.0 / frame) / 10.0
    return Proposal(
        runtime=measured.runtime,
        network=item.network,
        arithmetic=item.arithmetic,
        threads=item.threads,
        mask_every=_cadence(measured, item),
        size=measured.pictures[at].size,
        frame_ms=frame,
        budget_ms=budget,
        fits=fits,
        rate=reached,
        why=_why(measured, item, at, fits),
    )


def _cadence(measured: Measured, masked: Reading) -> float:
    """The densest cadence at which masks take little of the time while nothing is judged."""
    bare = next(
        item
        for item in measured.readings
        if not item.mask
        and (item.network, item.arithmetic, item.threads) == (masked.network, masked.arithmetic, masked.threads)
    )
    dearer = max(0.0, masked.usual_ms - bare.usual_ms)
    cheap = (every for every in CADENCES if dearer / (1000.0 * every) <= _MASK_SHARE)
    return next(cheap, CADENCES[-1])


def _why(measured: Measured, item: Reading, at: int, fits: bool) -> str:
    if not fits:
        return "nothing is fast enough; this is the fastest"
    size = measured.pictures[at].size
    smaller = f", in pictures of {size}" if at else ""
    if item.network == "full":
        return f"the full network keeps up with a mask on every frame{smaller}"
    return f"the full network is too slow, the lite one keeps up{smaller}"
