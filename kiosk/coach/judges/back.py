"""What the back tells."""

from __future__ import annotations

import math

from kiosk.coach.drill import Drill, FaultTable
from kiosk.coach.judges.finding import Finding, scaled
from kiosk.motion.posture import Measure
from kiosk.motion.rep import Rep

_INCLINED = 30.0
"""Degrees of torso inclination below which the back is not judged: how a flat back reads is known for hinges."""


_UPPER_ALONE = 5.0
"""Degrees by which the upper back reads hollowed further than the low back, where the edge is read wrongly: backs
hollow at the waist."""

_ROUND = 0.25
"""Rounding, as of `rounded_back`, from which neither hunched shoulders nor a neck off the line are told beside it:
the torso's own line is bent, and both come of it."""

_OF_THE_HUNCH = {"lumbar_flexion": 0.15, "thoracic_flexion": 0.4, "shoulder_depth": 80.0}
"""What one unit of each weighs as, in degrees of a head drawn forward, which goes with the shoulders and is seen best
of all: clothes do not hide it. The network follows shoulders drawn forward only a little."""

_HEAD_MOST = 10.0
"""Degrees of the head's way forward that shoulders bring along: a head that hangs further hangs by itself."""

_NECK, _FACE = 0.0, -2.0
"""Degrees by which neck and face of who hinges well read lifted against their own standing."""

_TOLD = 0.6
"""Confidence below which a hollow counts for less: arms on the hips hide the waist, and the rest is guessed."""


def rounded_back(rep: Rep, drill: Drill, kinds: FaultTable) -> Finding | None:
    """Second-order term of the dorsal profile under the own standing one, torso lengths."""
    back, torso = rep.change.back_curvature, rep.change.torso_inclination
    if back is None or torso is None or torso.value < _INCLINED:
        return None
    return scaled(-back.value, drill, kinds, "rounded_back"), back.confidence, rep.bottom


def hollow_back(rep: Rep, drill: Drill, kinds: FaultTable) -> Finding | None:
    """Second-order term of the dorsal profile over the own standing one, torso lengths."""
    back, torso = rep.change.back_curvature, rep.change.torso_inclination
    if back is None or torso is None or torso.value < _INCLINED:
        return None
    low, high = rep.change.lumbar_flexion, rep.change.thoracic_flexion
    hollow = float(back.value * min(1.0, back.confidence / _TOLD))
    severity = scaled(hollow, drill, kinds, "hollow_back")
    if severity > 0.0 and low is not None and high is not None and high.value < low.value - _UPPER_ALONE:
        return None
    return severity, back.confidence, rep.bottom


def hunched_shoulders(rep: Rep, drill: Drill, kinds: FaultTable) -> Finding | None:
    """Degrees by which the head has gone forward with a back that bends and shoulders that lie deeper below its skin:
    all of them together, since each alone is what clothes or the network make of a good hinge."""
    back, lean, torso = rep.change.back_curvature, _off_line(rep), rep.change.torso_inclination
    bent = {name: getattr(rep.change, name) for name in _OF_THE_HUNCH}
    if back is None or lean is None or None in bent.values() or torso is None or torso.value < _INCLINED:
        return None
    if back.value < -_ROUND:
        return None
    neck, face = lean
    hunch = 0.0
    if min(neck.value, face.value) > 0.0:
        forward = min((neck.value + face.value) / 2.0, _HEAD_MOST)
        hunch = forward + sum(weight * bent[name].value for name, weight in _OF_THE_HUNCH.items())
    sure = min(item.confidence for item in (*bent.values(), *lean))
    return scaled(hunch, drill, kinds, "hunched_shoulders"), sure, rep.bottom


def neck_off_line(rep: Rep, drill: Drill, kinds: FaultTable) -> Finding | None:
    """Degrees by which the head is lifted or hangs against the torso, told by neck and face alike: the lesser."""
    lean, torso, back = _off_line(rep), rep.change.torso_inclination, rep.change.back_curvature
    if lean is None or torso is None or torso.value < _INCLINED:
        return None
    if back is not None and back.value < -_ROUND:
        return None
    off = abs(_agreed(lean[0].value, lean[1].value))
    return scaled(off, drill, kinds, "neck_off_line"), min(item.confidence for item in lean), rep.bottom


def _off_line(rep: Rep) -> tuple[Measure, Measure] | None:
    """Degrees by which neck and face have turned against the torso, beyond what hinging well turns them."""
    neck, face = rep.change.neck_angle, rep.change.head_pitch
    if neck is None or face is None:
        return None
    return Measure(neck.value - _NECK, neck.confidence), Measure(face.value - _FACE, face.confidence)


def _agreed(neck: float, face: float) -> float:
    """As far as both have turned the same way; forward positive."""
    return math.copysign(min(abs(neck), abs(face)), neck) if neck * face > 0.0 else 0.0
