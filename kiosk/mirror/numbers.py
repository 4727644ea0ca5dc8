"""How numbers are written on the glass; the same in every language."""

from __future__ import annotations

_MINUTE = 60


def degrees(angle: float) -> str:
    """A whole angle."""
    return f"{round(angle)}°"


def percent(share: float) -> str:
    """A whole hundredth."""
    return f"{round(share)} %"


def duration(seconds: float) -> str:
    """Minutes and seconds."""
    whole = max(0, round(seconds))
    return f"{whole // _MINUTE}:{whole % _MINUTE:02d}"
