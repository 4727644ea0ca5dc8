"""What the ears tell the glass."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Listening:
    """``level``: how loud it is, as the meter shows it, 0 to 1. ``speaks``: somebody speaks now. ``deaf``: the mirror
    itself does, and does not listen. ``understood``: the phrase that was just understood, empty for none. ``say``:
    what can be said now, the likeliest wish first."""

    level: float
    speaks: bool
    deaf: bool
    understood: str
    say: tuple[str, ...]
