"""Something to be said, how much it matters, and until when it is worth hearing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Rank(IntEnum):
    """What goes first; `SAFETY` cuts in on all below it."""

    PROMPT = 0
    """How to breathe, or what to do."""
    COUNT = 1
    STAGE = 2
    """Where in a session we are, where to stand, what comes."""
    PRAISE = 3
    CORRECTION = 4
    SAFETY = 5
    """Pain, a pause asked for, a correction of what may hurt."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """``text``, of which the first sound must be heard by ``until``, in seconds of the clock of who made it."""

    text: str
    rank: Rank
    until: float
