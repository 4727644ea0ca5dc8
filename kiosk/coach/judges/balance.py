"""What the centre of mass tells."""

from __future__ import annotations

from kiosk.coach.drill import Drill, FaultTable
from kiosk.coach.judges.back import rounded_back
from kiosk.coach.judges.finding import Finding, scaled
from kiosk.motion.rep import Rep

_FOLDED = 53.0
"""Degrees of torso inclination gained below which the balance is not judged. The centre of mass is read from straight
segments, and a trunk that leans little over hips which have not gone back reads up to 0.15 foot lengths too far
forward: that is `hips_not_back`, and must not be told as the toes."""


def weight_on_toes(rep: Rep, drill: Drill, kinds: FaultTable) -> Finding | None:
    """How far the centre of mass has gone forward since standing, foot lengths.

    Not judged over a rounded back: the mass of a bent trunk lies behind the straight line that it is read from.
    """
    balance, torso = rep.change.balance, rep.change.torso_inclination
    if balance is None or torso is None or torso.value < _FOLDED:
        return None
    back = rounded_back(rep, drill, kinds)
    if back is not None and back[0] > 0.0:
        return None
    return scaled(balance.value, drill, kinds, "weight_on_toes"), balance.confidence, rep.bottom
