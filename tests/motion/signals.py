"""Courses of movement: degrees away from standing, over time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from kiosk.motion.phases import Excursion, PhaseMachine, RepRule

HINGE = RepRule(begin=20.0, standing=12.0, bottom=(40.0, 110.0))
LIFT = RepRule(begin=20.0, standing=12.0, bottom=(40.0, 110.0), from_bottom=True)


@dataclass(frozen=True)
class Leg:
    """A smooth way to ``to`` degrees in ``seconds``."""

    to: float
    seconds: float


def rep(depth: float = 60.0, down: float = 1.5, hold: float = 0.5, up: float = 1.2, rest: float = 1.0) -> list[Leg]:
    return [Leg(depth, down), Leg(depth, hold), Leg(0.0, up), Leg(0.0, rest)]


def course(legs: Iterable[Leg], rate: float = 30.0, begin: float = 0.0) -> list[tuple[float, float]]:
    """(time, degrees) of ``legs`` one after the other, from ``begin`` degrees."""
    knots, at, low = [(0.0, begin)], 0.0, begin
    for leg in legs:
        at += leg.seconds
        knots.append((at, leg.to))
    result, piece = [], 0
    for i in range(int(at * rate) + 1):
        time = i / rate
        while piece + 2 < len(knots) and time >= knots[piece + 1][0]:
            piece += 1
        (start, low), (end, high) = knots[piece], knots[piece + 1]
        x = min(1.0, (time - start) / (end - start))
        result.append((time, low + (high - low) * x**3 * (10.0 - 15.0 * x + 6.0 * x * x)))
    return result


def noisy(samples: list[tuple[float, float]], degrees: float, seed: int) -> list[tuple[float, float]]:
    noise = np.random.default_rng(seed).normal(0.0, degrees, len(samples))
    return [(time, value + float(extra)) for (time, value), extra in zip(samples, noise, strict=True)]


def feed(machine: PhaseMachine, samples: Iterable[tuple[float, float | None]]) -> list[Excursion]:
    found = [machine(time, value) for time, value in samples]
    return [item for item in found if item is not None]


def excursions(samples: Iterable[tuple[float, float | None]], rule: RepRule = HINGE) -> list[Excursion]:
    return feed(PhaseMachine(rule), samples)
