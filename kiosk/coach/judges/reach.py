"""What both ends of a rep tell: the far one, and the standing after it."""

from __future__ import annotations

from kiosk.coach.drill import Drill, FaultTable
from kiosk.coach.judges.finding import Finding, reach_of, scaled
from kiosk.coach.judges.legs import squatting
from kiosk.motion.rep import Rep


def too_shallow(rep: Rep, drill: Drill, kinds: FaultTable) -> Finding | None:
    """How far the reach is short of the drill's range, in the unit the drill is counted by."""
    reach = reach_of(rep)
    squat = squatting(rep, drill, kinds) if rep.reach is None else None
    if reach is None or (not rep.in_range and squat is not None and squat[0] > 0.0):
        # Who squats keeps the torso upright: depth is not what to mend.
        return None
    if rep.in_range:
        return 0.0, reach.confidence, rep.bottom
    short = drill.rep.bottom[0] - reach.value
    return scaled(short, drill, kinds, "too_shallow"), reach.confidence, rep.bottom


def too_deep(rep: Rep, drill: Drill, kinds: FaultTable) -> Finding | None:
    """How far the reach is beyond the drill's range, in the unit the drill is counted by."""
    reach = reach_of(rep)
    if reach is None:
        return None
    return scaled(reach.value - drill.rep.bottom[1], drill, kinds, "too_deep"), reach.confidence, rep.bottom


def short_lockout(rep: Rep, drill: Drill, kinds: FaultTable) -> Finding | None:
    """Degrees of torso, or hip, short of the own standing at the end."""
    torso, hip = rep.top_change.torso_inclination, rep.top_change.hip_flexion
    if torso is None:
        return None
    short = torso.value
    if hip is not None and hip.confidence >= 0.5 and not drill.rep.from_bottom:
        # Hips stop short by themselves too, but their angle is far rougher than the torso's.
        short = max(short, hip.value - 2.0 * drill.faults.scale("short_lockout", kinds)[0])
    return scaled(short, drill, kinds, "short_lockout"), torso.confidence, rep.end


def leaning_back(rep: Rep, drill: Drill, kinds: FaultTable) -> Finding | None:
    """Degrees of torso behind the own standing at the end."""
    torso = rep.top_change.torso_inclination
    if torso is None or not rep.returned:
        return None
    return scaled(-torso.value, drill, kinds, "leaning_back"), torso.confidence, rep.end
