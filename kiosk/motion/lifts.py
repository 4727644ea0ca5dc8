"""A lift off the floor begins at the bottom and is done when the weight is down again.

The lifter bends to it and stands up from it with empty hands as well, and looks the same then as with the weight: one
bend before the first lift, one rise after the last. So it is a rise that is followed by a way down that is a lift,
and the bend before it belongs to none.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.motion.phases import Excursion, WayDown
from kiosk.motion.rep import Rep

_BACK_DOWN = 0.75
"""Share of the depth a lift began at, from which the weight is down again: who squats it down is more upright."""


def rise_of(excursion: Excursion) -> Excursion:
    """The way up of ``excursion``: the wait at the floor, and the way to it, are no part of a lift."""
    at = excursion.level_to
    return replace(excursion, start=at, level_from=at, bottom=at, from_bottom=True)


class Lifts:
    """Keeps each rise, judged at the top, until the weight is down again."""

    def __init__(self, within: float) -> None:
        """``within``: seconds from standing to the weight being down, at most: nobody holds it for longer."""
        self._within = within
        self._rep: Rep | None = None
        self._peak = 0.0

    def reset(self) -> None:
        """Forget a rise whose weight has not come down yet."""
        self._rep = None

    def risen(self, rep: Rep | None, peak: float) -> None:
        """Take the rise ``rep``, which began ``peak`` from standing; None: that was no rise at all."""
        self._rep, self._peak = rep, peak

    def lowered(self, down: WayDown) -> Rep | None:
        """The lift that is done with the way ``down``, which has levelled out."""
        rep = self._rep
        if rep is None or down.depth < _BACK_DOWN * self._peak:
            return None
        self._rep = None
        if down.reached - rep.end > self._within:
            return None
        return replace(rep, end=down.reached, tempo=replace(rep.tempo, down=down.reached - down.begun))
