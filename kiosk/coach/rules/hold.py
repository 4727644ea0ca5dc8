"""Stillness at the far end of every rep."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.coach.rules.finding import Prop, RuleFinding, found, unseen
from kiosk.coach.rules.trail import Seen, Trail, trust_in
from kiosk.coach.special import StillHold
from kiosk.motion.motion import Moment
from kiosk.motion.rep import Rep

_SLACK = 0.15
"""Share of the seconds that may be missing: nobody counts to the tenth."""


class HoldRule:
    """Told by what the drill is counted by."""

    def __init__(self, special: StillHold) -> None:
        self._special = special
        self._way = Trail()

    def watch(self, moment: Moment) -> tuple[Prop, ...]:
        """Nothing is drawn of it."""
        self._way.note(moment.posture.time, moment.signal, moment.posture.visibility)
        return ()

    def judge(self, rep: Rep) -> RuleFinding:
        """Share of the seconds that was missing."""
        kind, asked = self._special.kind, self._special.seconds
        seen = self._way.between(rep.start, rep.end)
        if not seen or rep.tempo.down <= 0.0:
            return unseen(kind)
        start, end = _stillest(seen, self._special.sway)
        missing = 1.0 - (end - start + rep.tempo.step) / asked - _SLACK
        return found(kind, missing, "share", 1.0 - _SLACK, trust_in(seen), end, "no_pause")


def _stillest(seen: Sequence[Seen], sway: float) -> tuple[float, float]:
    """From when to when the longest stretch near the far end lasted in which the values stay within ``sway``."""
    furthest = max(item.value for item in seen)
    best = (0.0, 0.0)
    first = 0
    for last in range(len(seen)):
        while max(_values(seen, first, last)) - min(_values(seen, first, last)) > sway:
            first += 1
        near = max(_values(seen, first, last)) >= furthest - sway
        if near and seen[last].time - seen[first].time >= best[1] - best[0]:
            best = (seen[first].time, seen[last].time)
    return best


def _values(seen: Sequence[Seen], first: int, last: int) -> list[float]:
    return [item.value for item in seen[first : last + 1]]
