"""Counts what a drill asks for: cuts the signal into excursions and makes reps of them, or into holds."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from kiosk.motion.baseline import Baseline
from kiosk.motion.holds import HoldMachine, HoldRule, off_line
from kiosk.motion.landing import Landings
from kiosk.motion.lifts import Lifts, rise_of
from kiosk.motion.past import Past
from kiosk.motion.phases import PhaseMachine, RepRule
from kiosk.motion.posture import Measures, Phase
from kiosk.motion.rep import Rep
from kiosk.motion.reps import hold_of, posture_at_bottom, rep_of
from kiosk.motion.rest import REST_POSTURES
from kiosk.motion.scale import AS_IT_IS, ROOT
from kiosk.motion.signals import signal_for
from kiosk.motion.working_side import WorkingSide
from kiosk.pose.pose import Pose


class Counter(Protocol):
    """What `kiosk.motion.motion.Motion` follows a drill by."""

    @property
    def phase(self) -> Phase:
        """Where in a rep the person is."""

    @property
    def resting(self) -> bool:
        """Between reps."""

    @property
    def depth(self) -> float:
        """How deep, as a share of the deepest of this rep so far; 0 between reps."""

    @property
    def speed(self) -> float:
        """Units of the signal a second; towards the far end is positive."""

    @property
    def held(self) -> float:
        """Seconds of the hold under way."""

    @property
    def begins(self) -> float:
        """The signal at which a rep begins."""

    def reset(self) -> None:
        """Forget what is under way."""

    def absent(self, time: float, /) -> None:
        """Nobody was seen at ``time``."""

    def way(self, measures: Measures, baseline: Baseline | None, /) -> float | None:
        """The signal: how far the body is from its rest; off the line in a hold."""

    def __call__(
        self, pose: Pose, signal: float | None, past: Past, baseline: Baseline | None, number: int, /
    ) -> Rep | None:
        """The rep that is over with the frame of ``pose``, numbered ``number``, or None."""


def counter_for(rule: RepRule | HoldRule) -> Counter:
    """The counter for what ``rule`` asks for."""
    return HoldCounter(rule) if isinstance(rule, HoldRule) else RepCounter(rule)


class RepCounter:
    """Reps, told by the signal that the drill names."""

    def __init__(self, rule: RepRule) -> None:
        self._rule = rule
        self._signal = signal_for(rule.by, rule.start, rule.from_bottom)
        self._scale = ROOT if rule.by == "hip_height" else AS_IT_IS
        self._phases = PhaseMachine(self._scale.rule(rule))
        self._rest = REST_POSTURES[rule.start]
        self._landings = None if rule.lands_within is None else Landings(rule.lands_within)
        self._lifts = None if rule.down_within is None else Lifts(rule.down_within)
        self._sides = WorkingSide(self._rest.upright) if rule.per_side else None

    @property
    def phase(self) -> Phase:
        """Where in a rep the person is."""
        return self._phases.phase

    @property
    def resting(self) -> bool:
        """Between reps."""
        return self._phases.resting

    @property
    def depth(self) -> float:
        """How deep, as a share of the deepest of this rep so far."""
        return self._phases.depth

    @property
    def speed(self) -> float:
        """Units of the signal a second."""
        return self._phases.speed

    @property
    def held(self) -> float:
        """Nothing is held."""
        return 0.0

    @property
    def begins(self) -> float:
        """The signal at which a rep begins."""
        return self._rule.begin

    def reset(self) -> None:
        """Forget the rep under way."""
        self._phases.reset()
        if self._landings is not None:
            self._landings.reset()
        if self._lifts is not None:
            self._lifts.reset()

    def absent(self, time: float) -> None:
        """Nobody was seen at ``time``."""
        self._phases(time, None)

    def way(self, measures: Measures, baseline: Baseline | None) -> float | None:
        """How far the body is from its rest; None once it has got up."""
        return self._signal.way(measures, baseline) if self._rest.kept(measures) else None

    def __call__(
        self, pose: Pose, signal: float | None, past: Past, baseline: Baseline | None, number: int
    ) -> Rep | None:
        """The rep that is over with the frame of ``pose``."""
        if self._sides is not None:
            self._sides.note(pose)
        excursion = self._phases(pose.time, None if signal is None else self._scale.there(signal))
        excursion = None if excursion is None else self._scale.excursion(excursion)
        if self._lifts is not None:
            if excursion is not None:
                rise = rise_of(excursion)
                self._lifts.risen(rep_of(rise, past, baseline, self._rule, number, self._signal), rise.peak)
            down = None if signal is None else self._phases.levelled
            if down is None:
                return None
            return self._lifts.lowered(replace(down, depth=self._scale.back(down.depth)))
        if excursion is None:
            return None
        landing = None
        if self._landings is not None:
            jump = self._landings(excursion)
            if jump is None:
                return None
            excursion, landing = jump.whole, jump.landing
        rep = rep_of(excursion, past, baseline, self._rule, number, self._signal)
        if rep is not None and landing is not None:
            rep = replace(rep, landing=posture_at_bottom(landing, past, baseline, self._signal))
        if rep is None or self._sides is None:
            return rep
        # The free leg is told at the far end: at rest both feet may be down.
        middle = (excursion.start + excursion.bottom) / 2.0
        return replace(rep, side=self._sides.between(middle, (excursion.bottom + excursion.end) / 2.0))


class HoldCounter:
    """Seconds of a posture that is held; each hold is a rep."""

    def __init__(self, rule: HoldRule) -> None:
        self._rule = rule
        self._holds = HoldMachine(rule)

    @property
    def phase(self) -> Phase:
        """The bottom while held."""
        return self._holds.phase

    @property
    def resting(self) -> bool:
        """Between holds."""
        return self._holds.held == 0.0

    @property
    def depth(self) -> float:
        """Nothing gets deeper."""
        return 0.0

    @property
    def speed(self) -> float:
        """Nothing moves."""
        return 0.0

    @property
    def held(self) -> float:
        """Seconds of the hold under way."""
        return self._holds.held

    @property
    def begins(self) -> float:
        """Degrees off the line from which it is held."""
        return self._rule.bend

    def reset(self) -> None:
        """Forget the hold under way."""
        self._holds.reset()

    def absent(self, _time: float) -> None:
        """Nobody was seen: the hold ends with the next frame, if that comes too late."""

    def way(self, measures: Measures, _baseline: Baseline | None) -> float | None:
        """Degrees off the line."""
        return off_line(measures, self._rule)

    def __call__(
        self, pose: Pose, signal: float | None, past: Past, baseline: Baseline | None, number: int
    ) -> Rep | None:
        """The hold that is over with the frame of ``pose``."""
        excursion = self._holds(pose.time, signal, self._rule.most(baseline))
        return None if excursion is None else hold_of(excursion, past, number)
