"""What the way up tells."""

from __future__ import annotations

from kiosk.coach.drill import Drill, FaultTable
from kiosk.coach.judges.finding import LEGS_SURE, Finding, scaled
from kiosk.motion.posture import Measures
from kiosk.motion.rep import Rep

_LEAST_KNEE, _LEAST_TORSO = 25.0, 40.0
"""Degrees that knees and torso have to go on the way up, below which a share of their way is noise."""

_HEIGHT_AHEAD = 0.17
"""Share of their way by which hips that rise with the torso are further ahead of it than the knees: legs are longest
long before they are straight."""


def hips_rise_first(rep: Rep, drill: Drill, kinds: FaultTable) -> Finding | None:
    """Share of their way up by which the knees, which raise the hips, are ahead of the torso early on; where they are
    not seen, the hips' own height tells."""
    if rep.part_way_up is None:
        return None
    torso = _way_done(rep, rep.part_way_up, "torso_inclination", _LEAST_TORSO)
    legs = _way_done(rep, rep.part_way_up, "knee_flexion", _LEAST_KNEE)
    if not _knees_seen(rep, rep.part_way_up):
        legs = None if rep.hips_risen is None else (rep.hips_risen.value - _HEIGHT_AHEAD, rep.hips_risen.confidence)
    if legs is None or torso is None or legs[1] < LEGS_SURE:
        return None
    return scaled(legs[0] - torso[0], drill, kinds, "hips_rise_first"), min(legs[1], torso[1]), rep.bottom


def _knees_seen(rep: Rep, part_way_up: Measures) -> bool:
    """Whether the knees are believed all the way up."""
    seen = [measures.knee_flexion for measures in (rep.bottom_posture, part_way_up, rep.top_posture)]
    return all(item is not None and item.confidence >= LEGS_SURE for item in seen)


def _way_done(rep: Rep, part_way_up: Measures, name: str, least: float) -> tuple[float, float] | None:
    """Share of the way from the bottom to the top that a measure has done, and the confidence in it; None where it is
    not seen at all three, or has not ``least`` to go."""
    seen = [getattr(measures, name) for measures in (rep.bottom_posture, part_way_up, rep.top_posture)]
    if any(item is None for item in seen):
        return None
    bottom, middle, top = (item.value for item in seen)
    if bottom - top < least:
        return None
    return (bottom - middle) / (bottom - top), min(item.confidence for item in seen)
