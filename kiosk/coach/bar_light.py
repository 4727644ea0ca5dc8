"""How a value becomes light, of the LED bar and of its twin on the glass: pure, so that it can be tested without a
pin."""

from __future__ import annotations

import math

STEPS = 20
"""Steps of brightness of one LED: finer ones cannot be seen and would only cost writes."""


def levels(value: float, count: int, brightness: float) -> tuple[float, ...]:
    """The light, 0 to 1, of each of ``count`` LEDs for ``value`` from -1 to 1.

    A positive value fills from the first LED, a negative one from the last, and the LED at the edge shows the
    remainder. A value outside the range is cut to it; one that is no number leaves the bar dark.
    """
    if math.isnan(value):
        return (0.0,) * count
    filled = count * min(abs(value), 1.0)
    lit = tuple(
        round(brightness * min(max(filled - index, 0.0), 1.0) * STEPS) / STEPS for index in range(count)
    )
    return lit if value >= 0.0 else lit[::-1]
