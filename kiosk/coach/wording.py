"""What is to be read at each stage, and how far a hold has come. Pure."""

from __future__ import annotations

from typing import NamedTuple

from kiosk.coach.drill import Drill
from kiosk.coach.guidance import Stage
from kiosk.coach.placement import Placement
from kiosk.coach.session import ANNOUNCED, BASELINE_PATIENCE, Rules, Seen, State, heeds_hand, placed_for, waits
from kiosk.locale.texts import Said, Texts

_COMPLAINT = 1.0
"""Seconds something must be wrong during a set before it is said."""

_SETTLES = 0.4
"""Seconds for which something else must be wrong before a set, or nobody seen, until other words take the place of
those that stand: a reading on the border would change them faster than they can be read. That all is well is said at
once, and so is that there are two, which is not told before it is sure."""

_HAND_TOLD = 0.15
"""Share of the time for which a hand must have been up until it is told to stay there."""

_PLACING = frozenset({Stage.APPROACH, Stage.SETUP, Stage.BASELINE})
"""Stages in which it is said where to stand and how."""


class Words(NamedTuple):
    """What `kiosk.coach.guidance.Guidance` says: fields as there."""

    headline: str = ""
    hint: str = ""
    progress: float = 0.0

    @classmethod
    def of(cls, said: Said) -> Words:
        """``said`` whole."""
        return cls(said.headline, said.hint)


_NONE = Words()


class Wording:
    """The words of ``texts``; remembers since when something has been wrong, and what was last said of it."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._wrong: tuple[str, float] | None = None
        self._told: Placement | None = None
        self._placing = False

    def __call__(self, state: State, seen: Seen, rules: Rules, drill: Drill) -> Words:
        """What is to be read in ``state`` of ``drill``, given what is seen."""
        texts, stage = self._texts.session, state.stage
        if stage not in _PLACING or seen.absent > _SETTLES:
            self._placing = False
        if seen.hand > _HAND_TOLD:
            return Words.of(texts.hand)._replace(progress=seen.hand)
        if stage is Stage.IDLE and seen.stood_by:
            return Words.of(texts.stood_by)
        if stage is Stage.TOO_SLOW:
            slow = texts.too_slow
            return Words(slow.in_set if state.under_way else slow.headline, slow.hint)
        if stage in (Stage.APPROACH, Stage.SETUP):
            return self._setup(state, seen, rules)
        if stage is Stage.BASELINE:
            return self._baseline(state, seen, drill)
        if stage is Stage.SET:
            return self._complaint(seen)
        lasted = seen.time - state.since
        if stage is Stage.CAUTION:
            return Words(texts.caution.headline, texts.caution.hint, lasted / rules.cautions_for)
        if stage is Stage.NEXT_DRILL:
            return Words(drill.name, rules.course.bouts[state.bout].load, min(1.0, lasted / ANNOUNCED))
        if stage is Stage.REST:
            return self._rest(state, rules, drill, lasted)
        if stage is Stage.PAUSED:
            return Words.of(texts.away if state.away else texts.paused)
        if stage is Stage.SUMMARY and state.pained:
            return Words.of(texts.pain)
        return _NONE

    def _setup(self, state: State, seen: Seen, rules: Rules) -> Words:
        texts = self._texts.session
        if seen.moment is None and not self._placing:
            return Words.of(texts.stood_by if seen.stood_by else texts.nobody)
        told = self._settled(seen)
        if told is not None:
            return self._placed(told)
        held, waiting = placed_for(state, seen, rules), waits(state, rules)
        if seen.step is not None and not waiting:
            # Nothing waits for it: the mirror sees them well.
            return Words.of(getattr(texts, seen.step))._replace(progress=held)
        if not waiting:
            return Words(texts.ready.headline, "", held)
        hint = texts.ready.or_hand if heeds_hand(state, rules) else texts.ready.hint
        return Words(texts.ready.headline, hint, held)

    def _baseline(self, state: State, seen: Seen, drill: Drill) -> Words:
        told = self._settled(seen)
        if told is not None:
            return self._placed(told)
        still = self._texts.session.still
        hint = still.still_bent if seen.time - state.since > BASELINE_PATIENCE else still.hint
        if not drill.upright:
            hint = still.at_rest
        return Words(getattr(still, drill.start), hint, 0.0 if seen.moment is None else seen.moment.steady)

    def _rest(self, state: State, rules: Rules, drill: Drill, lasted: float) -> Words:
        texts, bout = self._texts.session.rest, rules.course.bouts[state.bout]
        coming = texts.next_set.format(number=bout.number, sets=bout.sets)
        told = drill.name if rules.course.changes_at(state.bout) else coming
        return Words(texts.headline, told, min(1.0, lasted / state.rest))

    def _settled(self, seen: Seen) -> Placement | None:
        """What is to be said of how somebody stands before a set: what is wrong, once it has lasted."""
        placement = seen.placement
        if seen.moment is None:
            return self._told if self._placing else None
        if not self._placing or placement in (None, "others", self._told):
            self._placing, self._told, self._wrong = True, placement, None
        elif self._wrong is None or self._wrong[0] != placement:
            self._wrong = (placement, seen.time)
        elif seen.time - self._wrong[1] >= _SETTLES:
            self._told, self._wrong = placement, None
        return self._told

    def _complaint(self, seen: Seen) -> Words:
        """What keeps the mirror from seeing the set, once it has lasted."""
        if seen.moment is None:
            return Words.of(self._texts.session.away) if seen.absent > _COMPLAINT else _NONE
        if seen.placement is None:
            self._wrong = None
            return _NONE
        if self._wrong is None or self._wrong[0] != seen.placement:
            self._wrong = (seen.placement, seen.time)
        lasted = seen.time - self._wrong[1] >= _COMPLAINT
        return self._placed(seen.placement) if lasted else _NONE

    def _placed(self, placement: str) -> Words:
        return Words.of(self._texts.placement.said(placement))
