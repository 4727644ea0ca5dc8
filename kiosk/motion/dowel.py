"""The virtual dowel over time: how sure the back is by now, and what it was a moment ago.

The person mask doubles the cost of a pose. Once its readings have told a back, another one every third frame is
enough to see it give way; between them the last reading holds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from statistics import pstdev

from kiosk.motion.posture import FROM_MASK, Measure, Measures

SPAN = 0.2
"""Seconds that the readings must span: neighbouring frames err alike, so that many of them at once tell little."""

FEWEST = 6
"""Readings below which their spread says nothing."""

SURE = 0.01
"""Standard error of the curvature at which more readings would change nothing: half of what a network's own
quantization may move it by, a fifteenth of what tells a rounded back from a flat one."""

BLIND = 0.3
"""Seconds without a single reading after which the mask cannot tell this back, for hair, clothes or plates."""

HELD = 0.15
"""Seconds for which a reading of the back holds: near the bottom backs change by less than their readings scatter."""


@dataclass(frozen=True, slots=True)
class _Reading:
    time: float
    back: dict[str, Measure | None]
    """By the names of `FROM_MASK`."""


class Dowel:
    """Gathers the readings of the back while one thing is judged: the bottom of a rep, or a first standing."""

    def __init__(self) -> None:
        self._begun: float | None = None
        self._looked = -math.inf
        self._last: _Reading | None = None
        self._times: list[float] = []
        self._values: list[float] = []

    def leave(self) -> None:
        """Nothing is judged now: what was read is of the rep before."""
        self._begun = None
        self._last = None
        self._times.clear()
        self._values.clear()

    def __call__(self, time: float, measures: Measures, masked: bool) -> Measures:
        """``measures`` of the frame at ``time`` (seconds), ``masked`` where it carried a mask; where it did not, the
        back is that of the last reading, if that still holds."""
        if masked:
            self._begun = time if self._begun is None else self._begun
            self._looked, self._last = time, None
            if measures.back_curvature is not None:
                self._last = _Reading(time, {name: getattr(measures, name) for name in FROM_MASK})
                self._times.append(time)
                self._values.append(measures.back_curvature.value)
        last = self._last
        if masked or last is None or not 0.0 <= time - last.time < HELD:
            return measures
        return replace(measures, **last.back)

    @property
    def sure(self) -> bool:
        """Whether further readings would change nothing: the back is told, or cannot be told by the mask."""
        if self._begun is None:
            return False
        if not self._values:
            return self._looked - self._begun >= BLIND
        enough = len(self._values) >= FEWEST and self._times[-1] - self._times[0] >= SPAN
        return enough and pstdev(self._values) / math.sqrt(len(self._values)) <= SURE
