"""What hips, knees and shins tell."""

from __future__ import annotations

from kiosk.coach.drill import Drill, FaultTable
from kiosk.coach.judges.back import rounded_back
from kiosk.coach.judges.finding import LEGS_SURE, Finding, scaled
from kiosk.motion.posture import Measure
from kiosk.motion.rep import Rep

_STANDING_KNEE = 5.0
"""Degrees of knee flexion of who has not been seen standing."""

_RATIO_SPAN = 0.2
"""The hinge ratio falls this far from the drill's least to the extreme."""

_SHARE_SPAN = 0.2
"""The torso's share falls this far from the drill's least to the extreme."""

_RATIO_NEEDS = 35.0
"""Degrees of knee flexion gained below which the hinge ratio is not a squat but a soft knee."""

_SLIDES = 3.0
"""Degrees of knee flexion by which landmarks alone are doubted: of soft knees they hide up to ten."""

_BOWED = 40.0
"""Degrees of torso inclination gained below which knees need not have unlocked, nor hips folded."""

_LEANT, _IN_FULL = 35.0, 45.0
"""Degrees of torso inclination gained below which hips need not have gone back, and from which in full. Hips that
stay where they were let no trunk lean far: of the rendered faults most lean 42 to 46 as they are seen."""

_ROUNDED_HIDES = 0.015
"""Leg lengths of the hips' way back that a rounded back hides: the network draws the hips forward into its arc."""


def squatting(rep: Rep, drill: Drill, kinds: FaultTable) -> Finding | None:
    """Degrees of knee flexion gained; or, where the drill asks for them, too small a hinge ratio or torso's share.

    The torso's share is of the degrees that torso and knees have gained together. Unlike the hip's, the torso's angle
    is read well.
    """
    knee = rep.bottom_posture.knee_flexion
    if knee is None or knee.confidence < LEGS_SURE:
        return None
    gained = knee.value - _STANDING_KNEE if rep.change.knee_flexion is None else rep.change.knee_flexion.value
    severity = scaled(gained, drill, kinds, "squatting")
    ratio, least = rep.bottom_posture.hinge_ratio, drill.faults.own("squatting").least_hinge_ratio
    if ratio is not None and least is not None and gained > _RATIO_NEEDS:
        severity = max(severity, (least - ratio.value) / _RATIO_SPAN)
    torso, asked = rep.change.torso_inclination, drill.faults.own("squatting").least_torso_share
    if torso is not None and asked is not None and gained > _RATIO_NEEDS:
        share = max(0.0, torso.value) / (max(0.0, torso.value) + gained)
        severity = max(severity, (asked - share) / _SHARE_SPAN)
    return severity, knee.confidence, rep.start


def hips_not_back(rep: Rep, drill: Drill, kinds: FaultTable) -> Finding | None:
    """Hips' way back since standing, leg lengths; less is worse. A trunk that leans little asks for less of it."""
    torso, travel = rep.change.torso_inclination, _of_the_legs(rep, rep.change.hip_travel, _LEANT)
    if torso is None or travel is None:
        return None
    in_full = travel.value * max(1.0, _IN_FULL / torso.value)
    back = rounded_back(rep, drill, kinds)
    if back is not None and back[0] > 0.0:
        in_full += _ROUNDED_HIDES
    return scaled(-in_full, drill, kinds, "hips_not_back"), travel.confidence, rep.start


def knees_forward(rep: Rep, drill: Drill, kinds: FaultTable) -> Finding | None:
    """Degrees by which the shins have tipped forward since standing."""
    shin = rep.change.shin_inclination
    if shin is None or shin.confidence < LEGS_SURE:
        return None
    return scaled(shin.value, drill, kinds, "knees_forward"), shin.confidence, rep.start


def locked_knees(rep: Rep, drill: Drill, kinds: FaultTable) -> Finding | None:
    """Degrees of knee flexion gained; less is worse, and must be less where only the landmarks tell it."""
    knee = _of_the_legs(rep, rep.change.knee_flexion)
    if knee is None:
        return None
    gained = knee.value if rep.knee_by_edge else knee.value + _SLIDES
    return scaled(-gained, drill, kinds, "locked_knees"), knee.confidence, rep.bottom


def not_hinging(rep: Rep, drill: Drill, kinds: FaultTable) -> Finding | None:
    """Degrees of hip flexion gained, where the back is rounded; less is worse.

    A flat back that leans as far over the same hips is none: then the hips have only stayed where they were.
    """
    hip, back = _of_the_legs(rep, rep.change.hip_flexion), rounded_back(rep, drill, kinds)
    if hip is None or back is None:
        return None
    severity = scaled(-hip.value, drill, kinds, "not_hinging") if back[0] > 0.0 else 0.0
    return severity, min(hip.confidence, back[1]), rep.start


def _of_the_legs(rep: Rep, change: Measure | None, least: float = _BOWED) -> Measure | None:
    """``change`` where the legs are seen, and the torso has gained the ``least`` degrees for them to have had a part
    in it."""
    torso = rep.change.torso_inclination
    if change is None or change.confidence < LEGS_SURE or torso is None or torso.value < least:
        return None
    return change
