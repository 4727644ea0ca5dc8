"""Both sides compared: how often and how far each of them went."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from kiosk.coach.judges.finding import reach_of
from kiosk.coach.rules.finding import Prop, RuleFinding, found, unseen
from kiosk.coach.special import PerSide
from kiosk.motion.motion import Moment
from kiosk.motion.rep import Rep
from kiosk.motion.working_side import Side

SIDES: tuple[Side, Side] = ("left", "right")

_EXTREME = 25.0
"""Degrees beyond the allowed difference at which it could not be worse."""


@dataclass(frozen=True, slots=True)
class SideBalance:
    """A set for one side at a time. ``reps`` and ``reach`` (median, in what the drill is counted by) by side.
    ``even`` is None until both have been seen. ``fewer`` and ``shorter`` name the side that lags, where one does.
    ``in_degrees``: so is the reach; else it is in hundredths of the leg."""

    reps: Mapping[Side, int]
    reach: Mapping[Side, float]
    even: bool | None = None
    fewer: Side | None = None
    shorter: Side | None = None
    in_degrees: bool = True


def compare_sides(special: PerSide, reps: Iterable[Rep], in_degrees: bool = True) -> SideBalance:
    """Both sides over the counted ``reps`` of a drill; those whose side was not seen are left out. ``in_degrees``:
    what the drill is counted by is an angle."""
    reaches: dict[Side, list[float]] = {side: [] for side in SIDES}
    for rep in reps:
        reach = reach_of(rep)
        if rep.side is not None and reach is not None:
            reaches[rep.side].append(reach.value)
    counts = {side: len(values) for side, values in reaches.items()}
    far = {side: median(values) for side, values in reaches.items() if values}
    if len(far) < 2:
        return SideBalance(counts, far, in_degrees=in_degrees)
    fewer = min(counts, key=lambda side: counts[side])
    shorter = min(far, key=lambda side: far[side])
    lags = max(counts.values()) - counts[fewer] > special.reps
    short = max(far.values()) - far[shorter] > special.reach
    behind = fewer if lags else None, shorter if short else None
    return SideBalance(counts, far, not (lags or short), *behind, in_degrees)


class SidesRule:
    """Holds each rep against the other side's, as soon as there are any. How often each went is told of a whole set
    (`compare_sides`): amid one, nobody knows which side is next."""

    def __init__(self, special: PerSide) -> None:
        self._special = special
        self._done: list[Rep] = []

    def watch(self, _moment: Moment) -> tuple[Prop, ...]:
        """Nothing is drawn of it."""
        return ()

    def judge(self, rep: Rep) -> RuleFinding:
        """Units by which this side stays behind the other's usual reach, beyond what is allowed."""
        kind, reach = self._special.kind, reach_of(rep)
        if rep.number <= 1:
            self._done.clear()  # another set
        self._done.append(rep)
        if rep.side is None or reach is None:
            return unseen(kind)
        others = [
            other.value
            for item in self._done
            if item.side not in (None, rep.side) and (other := reach_of(item)) is not None
        ]
        if not others:
            return unseen(kind)
        short = median(others) - reach.value - self._special.reach
        return found(kind, short, "reach", _EXTREME, reach.confidence, rep.bottom, "other_side")
