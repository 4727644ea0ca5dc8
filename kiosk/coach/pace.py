"""Whether frames come often enough for a rep to be judged. Pure: nothing but the frames' own times counts."""

from __future__ import annotations

from collections import deque

from kiosk.coach.pace_table import PaceTable

_LOOKED_AT = 6
"""Spacings that tell the pace: of one rep at the least pace there are about as many on the way down alone."""

_FEWEST = 3
"""Spacings below which nothing is known: one may be left out, and one alone would be no mean."""


class Pace:
    """Feed it the time of every frame.

    The pace is that of the last `_LOOKED_AT` spacings without the longest: a single hiccup, such as a camera that is
    opened again, changes nothing, and two are two. Where the clock goes back, another source has taken over: the
    spacings begin anew, and what was decided stays until they are known.
    """

    def __init__(self, table: PaceTable) -> None:
        self.too_slow = False
        """Whether too few frames come for a rep to be judged."""
        self._table = table
        self._last: float | None = None
        self._spacings: deque[float] = deque(maxlen=_LOOKED_AT)
        self._enough_since: float | None = None

    @property
    def rate(self) -> float | None:
        """Frames a second of late; None while too few have come to tell."""
        if len(self._spacings) < _FEWEST:
            return None
        return (len(self._spacings) - 1) / (sum(self._spacings) - max(self._spacings))

    @property
    def known_good(self) -> bool:
        """Whether frames come often enough, and that is known."""
        return not self.too_slow and self.rate is not None

    def __call__(self, time: float) -> None:
        """A frame of ``time``, in seconds of the frames' clock."""
        last, self._last = self._last, time
        if last is None:
            return
        if time <= last:
            self._spacings.clear()
            self._enough_since = None
            return
        self._spacings.append(time - last)
        rate = self.rate
        if rate is None:
            return
        if not self.too_slow:
            self.too_slow = rate < self._table.least
            self._enough_since = None
            return
        if rate < self._table.enough:
            self._enough_since = None
        elif self._enough_since is None:
            self._enough_since = time
        elif time - self._enough_since >= self._table.enough_for:
            self.too_slow = False
