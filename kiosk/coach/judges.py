"""One judge for each fault: what it measures in a rep. Each abstains (None) where a measure it needs is absent."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.coach.drill import Drill, FaultId, FaultTable
from kiosk.motion.posture import Measure
from kiosk.motion.rep import Rep

_STANDING_KNEE = 5.0
"""Degrees of knee flexion of who has not been seen standing."""

_INCLINED = 30.0
"""Degrees of torso inclination below which the back is not judged: how a flat back reads is known for hinges."""

_RATIO_SPAN = 0.2
"""The hinge ratio falls this far from the drill's least to the extreme."""

_RATIO_NEEDS = 35.0
"""Degrees of knee flexion gained below which the hinge ratio is not a squat but a soft knee."""

_LEGS_SURE = 0.5
"""Confidence below which legs are not believed: half hidden by a weight plate they jump by tens of degrees."""

_BOWED = 40.0
"""Degrees of torso inclination gained below which hips need not have gone back, nor knees unlocked."""

_LEAST_WAY = 0.25
"""Share of the way to the drill's range that a rep has at least, when its tempo is judged."""

Finding = tuple[float, float, float]
"""Severity before clipping (0 at the tolerance, 1 at the extreme), confidence 0..1, onset in seconds."""


def _scaled(value: float, drill: Drill, kinds: FaultTable, fault_id: FaultId) -> float:
    """0 at the tolerance, 1 at the extreme; a drill's own limits go before the fault's general ones."""
    tolerance, extreme = drill.faults.scale(fault_id, kinds)
    return (value - tolerance) / (extreme - tolerance)


def _rounded_back(rep: Rep, drill: Drill, kinds: FaultTable) -> Finding | None:
    back, torso = rep.change.back_curvature, rep.change.torso_inclination
    if back is None or torso is None or torso.value < _INCLINED:
        return None
    return _scaled(-back.value, drill, kinds, "rounded_back"), back.confidence, rep.bottom


def _squatting(rep: Rep, drill: Drill, kinds: FaultTable) -> Finding | None:
    knee = rep.bottom_posture.knee_flexion
    if knee is None or knee.confidence < _LEGS_SURE:
        return None
    gained = knee.value - _STANDING_KNEE if rep.change.knee_flexion is None else rep.change.knee_flexion.value
    severity = _scaled(gained, drill, kinds, "squatting")
    ratio, least = rep.bottom_posture.hinge_ratio, drill.faults.own("squatting").least_hinge_ratio
    if ratio is not None and least is not None and gained > _RATIO_NEEDS:
        severity = max(severity, (least - ratio.value) / _RATIO_SPAN)
    return severity, knee.confidence, rep.start


def reach_of(rep: Rep) -> Measure | None:
    """How far ``rep`` went by what its drill is counted by, in the unit of that."""
    return rep.change.torso_inclination if rep.reach is None else rep.reach


def _too_shallow(rep: Rep, drill: Drill, kinds: FaultTable) -> Finding | None:
    reach = reach_of(rep)
    squat = _squatting(rep, drill, kinds) if rep.reach is None else None
    if reach is None or (not rep.in_range and squat is not None and squat[0] > 0.0):
        # Who squats keeps the torso upright: depth is not what to mend.
        return None
    if rep.in_range:
        return 0.0, reach.confidence, rep.bottom
    short = drill.rep.bottom[0] - reach.value
    return _scaled(short, drill, kinds, "too_shallow"), reach.confidence, rep.bottom


def _too_fast(rep: Rep, drill: Drill, kinds: FaultTable) -> Finding | None:
    torso = rep.bottom_posture.torso_inclination
    if torso is None:
        return None
    tempo = drill.tempo
    # A frame's time is in doubt, and the doubt is theirs: nobody is told to slow down for one.
    down, up = (seconds + rep.tempo.step for seconds in (rep.tempo.down, rep.tempo.up))
    # The shortest times are those to the drill's range: who stops short of it has less of a way.
    gained = reach_of(rep)
    way = 1.0 if gained is None else min(1.0, max(_LEAST_WAY, gained.value / drill.rep.bottom[0]))
    missing = [(1.0 - up / (way * tempo.shortest_up), rep.bottom)] if tempo.shortest_up > 0.0 else []
    if rep.tempo.down > 0.0 and tempo.shortest_down > 0.0:
        missing.append((1.0 - down / (way * tempo.shortest_down), rep.start))
    if not missing:
        return None
    worst, onset = max(missing)
    return _scaled(worst, drill, kinds, "too_fast"), torso.confidence, onset


def _short_lockout(rep: Rep, drill: Drill, kinds: FaultTable) -> Finding | None:
    torso, hip = rep.top_change.torso_inclination, rep.top_change.hip_flexion
    if torso is None:
        return None
    short = torso.value
    if hip is not None and hip.confidence >= 0.5 and not drill.rep.from_bottom:
        # Hips stop short by themselves too, but their angle is far rougher than the torso's.
        short = max(short, hip.value - 2.0 * drill.faults.scale("short_lockout", kinds)[0])
    return _scaled(short, drill, kinds, "short_lockout"), torso.confidence, rep.end


def _too_deep(rep: Rep, drill: Drill, kinds: FaultTable) -> Finding | None:
    reach = reach_of(rep)
    if reach is None:
        return None
    return _scaled(reach.value - drill.rep.bottom[1], drill, kinds, "too_deep"), reach.confidence, rep.bottom


def _no_pause(rep: Rep, drill: Drill, kinds: FaultTable) -> Finding | None:
    reach, asked = reach_of(rep), drill.tempo.shortest_pause
    if reach is None or asked <= 0.0 or rep.tempo.down <= 0.0:
        return None  # what begins at the far end was there before anybody looked
    missing = 1.0 - (rep.tempo.pause + rep.tempo.step) / asked
    return _scaled(missing, drill, kinds, "no_pause"), reach.confidence, rep.bottom


def _leaning_back(rep: Rep, drill: Drill, kinds: FaultTable) -> Finding | None:
    torso = rep.top_change.torso_inclination
    if torso is None or not rep.returned:
        return None
    return _scaled(-torso.value, drill, kinds, "leaning_back"), torso.confidence, rep.end


def _hips_not_back(rep: Rep, drill: Drill, kinds: FaultTable) -> Finding | None:
    travel = _of_the_legs(rep, rep.change.hip_travel)
    if travel is None:
        return None
    return _scaled(-travel.value, drill, kinds, "hips_not_back"), travel.confidence, rep.start


def _knees_forward(rep: Rep, drill: Drill, kinds: FaultTable) -> Finding | None:
    shin = rep.change.shin_inclination
    if shin is None or shin.confidence < _LEGS_SURE:
        return None
    return _scaled(shin.value, drill, kinds, "knees_forward"), shin.confidence, rep.start


def _locked_knees(rep: Rep, drill: Drill, kinds: FaultTable) -> Finding | None:
    knee = _of_the_legs(rep, rep.change.knee_flexion)
    if knee is None:
        return None
    return _scaled(-knee.value, drill, kinds, "locked_knees"), knee.confidence, rep.bottom


def _of_the_legs(rep: Rep, change: Measure | None) -> Measure | None:
    """``change`` where the legs are seen, and the rep is deep enough for them to have had their part in it."""
    torso = rep.change.torso_inclination
    if change is None or change.confidence < _LEGS_SURE or torso is None or torso.value < _BOWED:
        return None
    return change


JUDGES: dict[FaultId, Callable[[Rep, Drill, FaultTable], Finding | None]] = {
    "rounded_back": _rounded_back,
    "squatting": _squatting,
    "hips_not_back": _hips_not_back,
    "knees_forward": _knees_forward,
    "locked_knees": _locked_knees,
    "too_shallow": _too_shallow,
    "too_deep": _too_deep,
    "too_fast": _too_fast,
    "no_pause": _no_pause,
    "short_lockout": _short_lockout,
    "leaning_back": _leaning_back,
}
