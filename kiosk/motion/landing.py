"""A jump is two excursions of the hips: down to the take-off, and down again at the landing."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.motion.phases import Excursion


@dataclass(frozen=True, slots=True)
class Jump:
    """``whole``: from leaving standing to standing again after the landing; its bottom is the take-off's."""

    whole: Excursion
    landing: Excursion


class Landings:
    """Joins each excursion with the landing that follows it."""

    def __init__(self, within: float) -> None:
        """``within``: seconds from standing again to going down again, at most."""
        self._within = within
        self._off: Excursion | None = None

    def reset(self) -> None:
        """Forget a take-off whose landing has not come yet."""
        self._off = None

    def __call__(self, excursion: Excursion) -> Jump | None:
        """The jump that landed with ``excursion``; None where that may be a take-off."""
        off, self._off = self._off, excursion
        if off is None or excursion.start - off.end > self._within:
            return None
        self._off = None
        return Jump(replace(off, end=excursion.end, valley=excursion.valley, returned=excursion.returned), excursion)
