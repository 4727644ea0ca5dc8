"""What the back tells."""

from __future__ import annotations

from kiosk.coach.drill import Drill, FaultTable
from kiosk.coach.judges.finding import Finding, scaled
from kiosk.motion.rep import Rep

_INCLINED = 30.0
"""Degrees of torso inclination below which the back is not judged: how a flat back reads is known for hinges."""


def rounded_back(rep: Rep, drill: Drill, kinds: FaultTable) -> Finding | None:
    """Second-order term of the dorsal profile under the own standing one, torso lengths."""
    back, torso = rep.change.back_curvature, rep.change.torso_inclination
    if back is None or torso is None or torso.value < _INCLINED:
        return None
    return scaled(-back.value, drill, kinds, "rounded_back"), back.confidence, rep.bottom
