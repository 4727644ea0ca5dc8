"""How loud the mirror speaks, by how loud the room is. Pure."""

from __future__ import annotations

QUIET = -50.0
"""Level of a quiet room, dB below the microphone's full scale (ours): below it nothing changes."""

RAISES = 0.5
"""dB of voice for each dB of noise: about what people do among noise (the Lombard effect: Lane & Tranel 1971)."""

MOST = 10.0
"""dB at most: beyond, the voice would be bent more than it is raised."""

_SETTLES = 3.0
"""Seconds in which most of the way to another loudness is gone: one clank of a bar changes nothing."""


def gain_for(volume: float, ambient: float | None) -> float:
    """Gain of the voice for the ``volume`` that is set, 0 to 1, and the room's ``ambient`` level, dB of full scale,
    None where nobody knows: then as in a quiet room. Half the volume is heard as half as loud: loudness grows with
    intensity to the power of 0.3 (Stevens 1955), and so with gain to the power of 0.6."""
    raised = 0.0 if ambient is None else min(MOST, max(0.0, RAISES * (ambient - QUIET)))
    return float(volume ** (1.0 / 0.6) * 10.0 ** (raised / 20.0))


class Ambient:
    """The room's level, smoothed: feed `hear` what a microphone measures while the mirror is silent."""

    def __init__(self) -> None:
        self.level: float | None = None
        self._heard_at = 0.0

    def hear(self, level: float, now: float) -> None:
        """A ``level`` in dB of full scale at ``now``, seconds."""
        if self.level is None:
            self.level = level
        else:
            share = min(1.0, max(0.0, now - self._heard_at) / _SETTLES)
            self.level += share * (level - self.level)
        self._heard_at = now
