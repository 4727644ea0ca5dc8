"""The scale on which a signal is cut into reps: one on which a body that moves evenly moves evenly."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from kiosk.motion.phases import Excursion, RepRule


@dataclass(frozen=True, slots=True)
class Scale:
    """``there`` leads from a signal to the scale, ``back`` from the scale to the signal; both rise, 0 stays 0."""

    there: Callable[[float], float]
    back: Callable[[float], float]

    def rule(self, rule: RepRule) -> RepRule:
        """``rule`` with its thresholds on the scale."""
        low, high = rule.bottom
        return replace(
            rule,
            begin=self.there(rule.begin),
            standing=self.there(rule.standing),
            bottom=(self.there(low), self.there(high)),
        )

    def excursion(self, excursion: Excursion) -> Excursion:
        """``excursion``, which was cut on the scale, with its extremes in the signal's own unit."""
        return replace(excursion, peak=self.back(excursion.peak), valley=self.back(excursion.valley))


def _itself(value: float) -> float:
    return value


def _root(value: float) -> float:
    return math.copysign(10.0 * math.sqrt(abs(value)), value)


def _square(value: float) -> float:
    return math.copysign((value / 10.0) ** 2, value)


AS_IT_IS = Scale(_itself, _itself)

ROOT = Scale(_root, _square)
"""For heights: a leg that folds by an angle sinks by about its square (1 - cos), so that who squats evenly hardly
seems to move at first. Hundredths of the leg stay between 0 and 100."""
