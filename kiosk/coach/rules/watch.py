"""A drill's special rule as the coach goes by it: its judge, and what is drawn of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from kiosk.coach.rules.contact import touch_of
from kiosk.coach.rules.finding import Prop, RuleFinding
from kiosk.coach.rules.table import rule_for
from kiosk.coach.special import ContactKept, Special
from kiosk.motion.motion import Moment
from kiosk.motion.posture import LaidStick, Posture
from kiosk.motion.rep import Rep

DowelShown = Literal["auto", "always", "never"]
"""When the stick on the back is drawn: ``auto`` in drills that ask for its contacts."""

_STICK_KEPT = 0.6
"""Seconds for which the last stick stands for the next, carried along by hip and shoulder."""


def lays_stick(special: Special | None, shown: DowelShown) -> bool:
    """Whether the stick is drawn or judged at all in a drill with ``special``."""
    return isinstance(special, ContactKept) or shown == "always"


@dataclass(frozen=True, slots=True)
class _Anchored:
    """A stick, and the hip and shoulder it was laid by."""

    time: float
    stick: LaidStick
    hip: complex
    torso: complex

    def at(self, posture: Posture) -> LaidStick:
        """The stick where hip and shoulder are by now."""
        hip, torso = _torso(posture)

        def carried(point: tuple[float, float]) -> tuple[float, float]:
            place = hip + (complex(*point) - self.hip) / self.torso * torso
            return place.real, place.imag

        low, high = map(carried, self.stick.line)
        contacts = {name: carried(point) for name, point in self.stick.contacts.items()}
        return replace(self.stick, line=(low, high), contacts=contacts)


class RuleWatch:
    """Feed it every moment; it judges each rep, and keeps what is drawn."""

    def __init__(self, special: Special | None, height: float, shown: DowelShown = "auto") -> None:
        """``height`` of the person, metres."""
        self._special = special
        self._rule = rule_for(special, height)
        self._draws_stick = shown == "always" or (shown == "auto" and isinstance(special, ContactKept))
        self._anchored: _Anchored | None = None
        self.props: tuple[Prop, ...] = ()
        self.stick: LaidStick | None = None

    def __call__(self, moment: Moment | None) -> None:
        """Take a frame; None where nobody was seen."""
        if moment is None:
            self.props, self.stick = (), None
            return
        if self._rule is not None:
            self.props = self._rule.watch(moment)
        if self._draws_stick:
            self._carry(moment.posture)

    def judge(self, rep: Rep) -> RuleFinding | None:
        """The rule in ``rep``, whose last frame was the last that was fed; None where the drill has none."""
        return None if self._rule is None else self._rule.judge(rep)

    def _carry(self, posture: Posture) -> None:
        hip, torso = _torso(posture)
        if posture.stick is not None and abs(torso) > 1.0:
            self._anchored = _Anchored(posture.time, self._lit(posture.stick), hip, torso)
        kept = self._anchored
        fresh = kept is not None and 0.0 <= posture.time - kept.time <= _STICK_KEPT
        self.stick = kept.at(posture) if kept is not None and fresh else None

    def _lit(self, stick: LaidStick) -> LaidStick:
        """``stick`` with the contacts lost by which the drill is judged."""
        if not isinstance(self._special, ContactKept):
            return stick
        gaps = {name: gap for name, gap in stick.beyond.items() if name in self._special.contacts}
        lost = frozenset(name for name, gap in gaps.items() if gap > touch_of(self._special, name))
        return replace(stick, lost=lost)


def _torso(posture: Posture) -> tuple[complex, complex]:
    hip, shoulder = complex(*posture.outline["hip"]), complex(*posture.outline["shoulder"])
    return hip, shoulder - hip
