"""Which faults a rep shows. Each judge abstains (None) where a measure it needs is absent."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.coach.drill import Drill, FaultTable
from kiosk.coach.guidance import Fault, JudgedRep
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

_SURE = 0.25
"""Confidence below which a fault is not believed at all."""

_KNEES_SURE = 0.5
"""The same for knees: half hidden by a weight plate they jump by tens of degrees."""

_LEAST_WAY = 0.25
"""Share of the way to the drill's range that a rep has at least, when its tempo is judged."""

Finding = tuple[float, float, float]
"""Severity before clipping (0 at the tolerance, 1 at the extreme), confidence 0..1, onset in seconds."""


def judge(rep: Rep, drill: Drill, kinds: FaultTable) -> JudgedRep:
    """``rep`` with its faults, and whether it counts; an attempt says why not."""
    faults, unjudged = [], set()
    for fault_id in drill.faults.watch:
        finding = _JUDGES[fault_id](rep, drill, kinds)
        if finding is None or finding[1] < _SURE:
            unjudged.add(fault_id)
            continue
        severity, confidence, onset = finding
        if severity > 0.0:
            faults.append(Fault(fault_id, min(1.0, severity), confidence, onset))
    reason = _reason(rep, drill, tuple(faults))
    return JudgedRep(rep, reason is None, tuple(faults), reason, frozenset(unjudged))


def _reason(rep: Rep, drill: Drill, faults: tuple[Fault, ...]) -> str | None:
    """Why ``rep`` is an attempt, or None where it counts."""
    if not rep.in_range and any(fault.id == "squatting" for fault in faults):
        return "squatting"
    for fault_id, limit in drill.faults.disqualify.items():
        if any(fault.id == fault_id and fault.severity >= limit for fault in faults):
            return fault_id
    if rep.in_range:
        return None
    reach = _reach(rep)
    if reach is None:
        return "not_seen"
    # Of the level part: its deepest moment, which left the range, lies further on.
    return "too_deep" if reach.value >= drill.rep.bottom[0] else "too_shallow"


def _reach(rep: Rep) -> Measure | None:
    """How far the rep went by what its drill is counted by."""
    return rep.change.torso_inclination if rep.reach is None else rep.reach


def _scaled(value: float, drill: Drill, kinds: FaultTable, fault_id: str) -> float:
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
    if knee is None or knee.confidence < _KNEES_SURE:
        return None
    gained = knee.value - _STANDING_KNEE if rep.change.knee_flexion is None else rep.change.knee_flexion.value
    severity = _scaled(gained, drill, kinds, "squatting")
    ratio, least = rep.bottom_posture.hinge_ratio, drill.faults.squatting.least_hinge_ratio
    if ratio is not None and least is not None and gained > _RATIO_NEEDS:
        severity = max(severity, (least - ratio.value) / _RATIO_SPAN)
    return severity, knee.confidence, rep.start


def _too_shallow(rep: Rep, drill: Drill, kinds: FaultTable) -> Finding | None:
    reach = _reach(rep)
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
    gained = _reach(rep)
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


_JUDGES: dict[str, Callable[[Rep, Drill, FaultTable], Finding | None]] = {
    "rounded_back": _rounded_back,
    "squatting": _squatting,
    "too_shallow": _too_shallow,
    "too_fast": _too_fast,
    "short_lockout": _short_lockout,
}
