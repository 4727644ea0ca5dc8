"""What a special rule comes to: of a rep a finding, of a frame what is drawn. Pure data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Point = tuple[float, float]


class Verdict(StrEnum):
    """What is known of a rule after a rep."""

    KEPT = "kept"
    BROKEN = "broken"
    UNSEEN = "unseen"
    """Too little was seen to say either."""


@dataclass(frozen=True, slots=True)
class RuleFinding:
    """A special rule after a rep. ``kind`` as in the drill's file.

    ``amount``: how far it was overstepped, in ``unit``; below 0 is room left, None where it was not seen.
    ``severity`` and ``confidence`` 0 to 1; ``onset`` in seconds of the frames' clock, None where nothing was broken.
    ``says``: what mends it, by the ids of `kiosk.locale.texts.FaultsTexts`. ``parts``: which contacts were lost.
    """

    kind: str
    verdict: Verdict
    amount: float | None = None
    unit: str = ""
    severity: float = 0.0
    confidence: float = 0.0
    onset: float | None = None
    says: str | None = None
    parts: tuple[str, ...] = ()

    @property
    def broken(self) -> bool:
        """Whether there is something to mend."""
        return self.verdict is Verdict.BROKEN


LEAST_SEVERITY = 0.2
"""A broken rule is worth saying: the noise of what it is measured by is in its own tolerance."""


def unseen(kind: str) -> RuleFinding:
    """Nothing can be said."""
    return RuleFinding(kind, Verdict.UNSEEN)


def found(
    kind: str, amount: float, unit: str, extreme: float, confidence: float, onset: float, says: str
) -> RuleFinding:
    """Broken where ``amount`` is above 0, as bad as can be at ``extreme``; else kept."""
    if amount <= 0.0:
        return RuleFinding(kind, Verdict.KEPT, amount, unit, 0.0, confidence)
    severity = max(LEAST_SEVERITY, min(1.0, amount / extreme))
    return RuleFinding(kind, Verdict.BROKEN, amount, unit, severity, confidence, onset, says)


class PropKind(StrEnum):
    """A thing that is not there, and is drawn."""

    WALL = "wall"
    BENCH = "bench"
    ROLLER = "roller"
    BAR = "bar"


class PropState(StrEnum):
    """How a prop is lit."""

    OPEN = "open"
    MET = "met"
    """The wall or the bench was touched, the bar is where it belongs."""
    BROKEN = "broken"
    """The roller fell, the bar went on to the floor."""


@dataclass(frozen=True, slots=True)
class Prop:
    """A thing drawn before the user, as straight ``lines`` between points in picture pixels."""

    kind: PropKind
    lines: tuple[tuple[Point, Point], ...]
    state: PropState = PropState.OPEN
