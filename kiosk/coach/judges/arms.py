"""What arms and hands tell of who lifts a weight with them."""

from __future__ import annotations

from kiosk.coach.drill import Drill, FaultTable
from kiosk.coach.judges.finding import Finding, scaled
from kiosk.motion.rep import Rep

_HANDS_SURE = 0.6
"""Confidence below which hands and elbows are not believed: behind a barbell's plates the network guesses them."""

_HANGING = 28.0
"""Degrees of elbow flexion that a hanging arm reads at most, whatever it read at the bottom."""

_BEFORE_THIGHS = 0.08
"""Leg lengths ahead of the legs from which on hands hold a bar at the top: dumbbells hang beside the thighs, and
leave them when the torso leans."""


def arms_pulling(rep: Rep, drill: Drill, kinds: FaultTable) -> Finding | None:
    """Degrees by which the elbows are bent further on the way up than at the bottom, or than arms that hang."""
    low, high = rep.bottom_posture.elbow_flexion, rep.way_up.elbow_flexion
    if low is None or high is None or min(low.confidence, high.confidence) < _HANDS_SURE:
        return None
    bent = scaled(high.value - min(low.value, _HANGING), drill, kinds, "arms_pulling")
    return bent, min(low.confidence, high.confidence), rep.bottom


def bar_drift(rep: Rep, drill: Drill, kinds: FaultTable) -> Finding | None:
    """Hands ahead of the line of the legs, at the bottom and on the way up: the lesser of both, in leg lengths."""
    low, high, top = rep.bottom_posture.hand_to_leg, rep.way_up.hand_to_leg, rep.top_posture.hand_to_leg
    if low is None or high is None or min(low.confidence, high.confidence) < _HANDS_SURE:
        return None
    if top is not None and top.value < _BEFORE_THIGHS:
        return None
    away = min(low.value, high.value)
    return scaled(away, drill, kinds, "bar_drift"), min(low.confidence, high.confidence), rep.bottom
