"""All words of the glass that do not come with the guidance. One table, one language; more follow here."""

from __future__ import annotations

STARTING = "One moment"
ATTRACT = "Step in front of the mirror"
SETUP = "Stand side-on"
SETUP_HINT = "Whole body in view"
BASELINE = "Stand tall and still"
DEPTH = "Depth"
BACK = "Back"
NO_REPS = "No reps this time"
NEXT_TIME = "Good work"

_MINUTE = 60


def not_counted(attempts: int) -> str:
    """How many reps fell short."""
    return "1 not counted" if attempts == 1 else f"{attempts} not counted"


def degrees(angle: float) -> str:
    """A whole angle."""
    return f"{round(angle)}°"


def duration(seconds: float) -> str:
    """Minutes and seconds."""
    whole = max(0, round(seconds))
    return f"{whole // _MINUTE}:{whole % _MINUTE:02d}"
