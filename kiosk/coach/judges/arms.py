"""What arms and hands tell of who lifts a weight with them."""

from __future__ import annotations

from kiosk.coach.drill import Drill, FaultTable
from kiosk.coach.judges.finding import Finding, scaled
from kiosk.motion.rep import Rep

_HANDS_SURE = 0.6
"""Confidence below which hands and elbows are not believed: behind a barbell's plates the network guesses them."""

_HANGING = 28.0
"""Degrees of elbow flexion that a hanging arm reads at most, whatever it read at the bottom."""

_BEFORE_THIGHS = 0.065
"""Leg lengths ahead of the legs from which on hands hold a bar at the top: dumbbells hang beside the thighs, and
leave them when the torso leans. Bars read 0.08 and more there, dumbbells up to 0.053."""

_LEANT = 45.0
"""Degrees of the torso from which on the shoulders are ahead of the legs."""

_LEAN_SPAN = 15.0
"""Degrees beyond the drill's most to which arms lean forward to a bar that could hardly be further away."""


def arms_pulling(rep: Rep, drill: Drill, kinds: FaultTable) -> Finding | None:
    """Degrees by which the elbows are bent further on the way up than at the bottom, or than arms that hang."""
    low, high = rep.bottom_posture.elbow_flexion, rep.way_up.elbow_flexion
    if low is None or high is None or min(low.confidence, high.confidence) < _HANDS_SURE:
        return None
    bent = scaled(high.value - min(low.value, _HANGING), drill, kinds, "arms_pulling")
    return bent, min(low.confidence, high.confidence), rep.bottom


def bar_drift(rep: Rep, drill: Drill, kinds: FaultTable) -> Finding | None:
    """Hands ahead of the line of the legs, at the bottom and on the way up: the lesser of both, in leg lengths.

    Where the drill says how far the arms lean with a bar at the legs, that tells instead: its plates hide hands and
    legs, but not the upper arm, which hangs back to the legs from shoulders that are ahead of them.
    """
    most = drill.faults.own("bar_drift").most_arm_lean
    if most is not None:
        return _reaching(rep, most)
    low, high, top = rep.bottom_posture.hand_to_leg, rep.way_up.hand_to_leg, rep.top_posture.hand_to_leg
    if low is None or high is None or min(low.confidence, high.confidence) < _HANDS_SURE:
        return None
    if top is not None and top.value < _BEFORE_THIGHS:
        return None
    away = min(low.value, high.value)
    return scaled(away, drill, kinds, "bar_drift"), min(low.confidence, high.confidence), rep.bottom


def _reaching(rep: Rep, most: float) -> Finding | None:
    lean, torso = rep.arm_lean, rep.bottom_posture.torso_inclination
    if lean is None or torso is None or lean.confidence < _HANDS_SURE or torso.value < _LEANT:
        return None
    return (lean.value - most) / _LEAN_SPAN, min(lean.confidence, torso.confidence), rep.bottom
