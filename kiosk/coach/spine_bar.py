"""What the spine bar shows: how deep somebody is, or how round their back."""

from __future__ import annotations

from kiosk.coach.count import RepCount
from kiosk.coach.drill import Drill, FaultTable
from kiosk.coach.guidance import Bar
from kiosk.motion.motion import Moment
from kiosk.motion.posture import Posture
from kiosk.motion.standing import neutral_curvature

_BACK_KEPT = 0.6
"""Seconds for which the last curvature of the back stands for the next on the bar: longer than the masks are ever
apart while nothing is judged. Not the hold of `kiosk.motion.dowel`, nor can it be: what that one holds is judged, so
it is short and only near the bottom; held as long, in every phase, stale readings would outvote the fresh ones in a
standing baseline. Here only an LED would flicker."""

_BEYOND = 40.0
"""Of the unit a drill is counted by: how far beyond the nearer end of its range the bar goes on, at most."""


class SpineBar:
    """Moments in, bar out. ``shows``: the measure that it follows."""

    def __init__(self, kinds: FaultTable, shows: str) -> None:
        self._kinds = kinds
        self._shows = shows
        self._back: tuple[float, float] | None = None

    def __call__(self, drill: Drill, moment: Moment) -> Bar | None:
        """The bar at ``moment`` of ``drill``; absent where what it shows is."""
        found = self._of_back(moment) if self._shows == "back_curvature" else _of_depth(drill, moment)
        if found is None:
            return None
        value, zone = found
        value = max(-1.0, min(1.0, value))
        return Bar(value, zone, zone[0] <= value <= zone[1])

    def _of_back(self, moment: Moment) -> tuple[float, tuple[float, float]] | None:
        back = self._last_back(moment.posture)
        if back is None:
            return None
        kind = self._kinds.kinds["rounded_back"]
        value = (back - neutral_curvature(moment.baseline)) / kind.extreme
        return value, (-kind.tolerance / kind.extreme, 0.6)

    def _last_back(self, posture: Posture) -> float | None:
        """The back's curvature, kept over the frames between two masks, which must not make the bar flicker."""
        back = posture.measures.back_curvature
        if back is not None:
            self._back = (posture.time, back.value)
        if self._back is None or posture.time - self._back[0] > _BACK_KEPT:
            return None
        return self._back[1]


def _of_depth(drill: Drill, moment: Moment) -> tuple[float, tuple[float, float]] | None:
    if not isinstance(drill.count, RepCount):
        return None  # a hold has no depth
    if drill.count.by != "torso" or not drill.upright:
        if moment.signal is None:
            return None
        low, high = drill.count.bottom
        full = min(high, low + _BEYOND)
        return moment.signal / full, (low / full, 0.95)
    torso = moment.posture.measures.torso_inclination
    if torso is None:
        return None
    full = drill.target.torso_inclination + 25.0
    return torso.value / full, (drill.rep.bottom[0] / full, 0.95)
