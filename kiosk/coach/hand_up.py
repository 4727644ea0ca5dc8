"""Starting by a hand held up, for a mirror with neither button nor voice: how long it has been up. Pure."""

from __future__ import annotations

import math

from kiosk.motion.raised import RaisedHand

HELD_UP = 2.0
"""Seconds for which a hand must be up."""

_UNSEEN = 0.3
"""Seconds for which it may not be seen meanwhile: a network loses a hand now and then."""

_STAYS = 0.4
"""How far the wrist may stray from where it was first, in trunk lengths: who waves, or does their hair, moves it."""


class HandUp:
    """Follows one hand from frame to frame."""

    def __init__(self) -> None:
        self._first: RaisedHand | None = None
        self._since = self._last = 0.0

    def __call__(self, time: float, hand: RaisedHand | None) -> float:
        """The share of the time, 0 to 1, for which one hand has been up by ``time``; ``hand``: the one that is."""
        first = self._first
        if hand is None:
            if first is not None and time - self._last > _UNSEEN:
                self._first = None
        elif first is None or hand.side != first.side or math.dist(hand.wrist, first.wrist) > _STAYS:
            self._first, self._since, self._last = hand, time, time
        else:
            self._last = time
        return 0.0 if self._first is None else min(1.0, (self._last - self._since) / HELD_UP)

    def forget(self) -> None:
        """Nobody looks at hands just now: the next one begins anew."""
        self._first = None
