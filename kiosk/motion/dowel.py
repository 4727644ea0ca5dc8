"""How sure the back of this rep is by now, which says how often the person mask is still worth its cost."""

from __future__ import annotations

import math
from statistics import pstdev

_SPAN = 0.2
"""Seconds that the readings must span: neighbouring frames err alike, so that many of them at once tell little."""

_FEWEST = 6
"""Readings below which their spread says nothing."""

_SURE = 0.01
"""Standard error of the curvature at which more readings would change nothing: half of what a network's own
quantization may move it by, a fifteenth of what tells a rounded back from a flat one."""

SPACED = 0.1
"""Least seconds between the masks of a back that is sure, or of one that the mask cannot tell: whose back gives way
late is still seen."""

_BLIND = 0.3
"""Seconds without a single reading after which the mask cannot tell this back, for hair, clothes or plates."""


class Dowel:
    """Gathers the readings of the back near the bottom of one rep."""

    def __init__(self) -> None:
        self._begun: float | None = None
        self._last = -math.inf
        self._times: list[float] = []
        self._values: list[float] = []

    def leave(self) -> None:
        """The person is not near the bottom: what was read there is of the rep before."""
        self._begun = None
        self._times.clear()
        self._values.clear()

    def see(self, time: float, curvature: float | None) -> None:
        """A mask at ``time`` (seconds) told ``curvature`` (torso lengths), or could not."""
        self._begun = time if self._begun is None else self._begun
        self._last = time
        if curvature is not None:
            self._times.append(time)
            self._values.append(curvature)

    def wants(self, time: float) -> bool:
        """Whether the next frame after one at ``time`` should carry the mask."""
        return not self._settled or time - self._last >= SPACED

    @property
    def _settled(self) -> bool:
        if self._begun is None:
            return False
        if not self._values:
            return self._last - self._begun >= _BLIND
        enough = len(self._values) >= _FEWEST and self._times[-1] - self._times[0] >= _SPAN
        return enough and pstdev(self._values) / math.sqrt(len(self._values)) <= _SURE
