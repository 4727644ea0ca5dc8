"""The tone that tells depth: its pitch follows the torso's inclination. Pure."""

from __future__ import annotations

from kiosk.coach.guidance import Guidance, Stage
from kiosk.motion.posture import Phase
from kiosk.voice.mouth.mixer import Tone

LOWEST, HIGHEST = 220.0, 660.0
"""Hertz, upright and at level: an octave and a fifth, in the range in which small loudspeakers still sound."""

_LEVEL = 90.0
"""Degrees."""


def pitch_of(inclination: float) -> float:
    """Hertz for a torso ``inclination`` in degrees from upright: equal angles are equal musical steps."""
    share = min(1.0, max(0.0, inclination / _LEVEL))
    return float(LOWEST * (HIGHEST / LOWEST) ** share)


def tone_of(guidance: Guidance) -> Tone | None:
    """The tone for ``guidance``: during a rep, while the torso is seen; else none."""
    posture = guidance.posture
    inclination = None if posture is None else posture.measures.value("torso_inclination")
    if guidance.stage is not Stage.SET or guidance.phase is Phase.STANDING or inclination is None:
        return None
    return Tone(pitch_of(inclination), guidance.bar is not None and guidance.bar.inside)
