"""A person's measures as seen from their own standing: what is taken off, compared, and turned into a signal."""

from __future__ import annotations

import math
from dataclasses import replace

from kiosk.motion.back import TOGETHER
from kiosk.motion.back_table import shipped_backs
from kiosk.motion.balance import TRUE_SHARE
from kiosk.motion.baseline import Baseline
from kiosk.motion.posture import Measure, Measures

STANDING_LEAN = 2.5
"""Degrees by which shoulder joints lie ahead of hip joints in who stands tall: the mean of the rendered people,
whose joints are known. A standing person is taken to read this."""

_TILT_LIMIT = 15.0
"""Degrees off that which are laid to the camera and the landmarks, and taken off; the rest is posture."""

LEGS_TRUSTED = 0.5
"""Confidence that hips and knees need before they may start a rep by themselves."""

_LEAST_GAIN = 15.0
"""Degrees of hip flexion gained, below which a hinge ratio is noise."""

_COMPARED = (
    "hip_flexion",
    "knee_flexion",
    "shin_inclination",
    "hip_travel",
    "hip_height",
    "neck_angle",
    "head_pitch",
    "balance",
)
"""Measures whose change is simply the difference from standing."""

_UNKNOWN_HINGE_CURVE = 0.075
"""What a flat back reads in a hinge of who has not been seen standing: lenient, as builds and clothes differ by twice
as much as a back may round."""

_WITHOUT_BASELINE = 0.6
"""Trust in a back judged without the person's own standing."""

_OF_THE_UPPER, _HOLLOWED = 0.22, 15.0
"""Share of what the upper back parts from what goes with the low back that is believed: sleeves, collars and the
network's shoulder move it as much as a hunch does. Degrees by which it may read hollowed against that until it is
believed in full: no back bends at the waist alone, and real people who lift well in loose clothes read so."""


def against_standing(raw: Measures, baseline: Baseline | None) -> Measures:
    """``raw`` as seen from the person's own standing: torso tilt and heel taken off, hinge ratio added."""
    ratio = _hinge_ratio(raw, *_standing_legs(baseline))
    if baseline is None:
        return replace(raw, heel_height=None, hinge_ratio=ratio)
    tilt = max(-_TILT_LIMIT, min(_TILT_LIMIT, baseline.value("torso_inclination", 0.0) - STANDING_LEAN))
    heel = baseline.measures.heel_height
    return replace(
        raw,
        torso_inclination=_shifted(raw.torso_inclination, -tilt),
        heel_height=None if heel is None else _shifted(raw.heel_height, -heel.value),
        hinge_ratio=ratio,
    )


def standing_torso(baseline: Baseline | None) -> float:
    """What the torso inclination reads when the person stands, degrees."""
    return 0.0 if baseline is None else STANDING_LEAN


def _standing_legs(baseline: Baseline | None) -> tuple[float, float]:
    """Hip and knee flexion of the person standing, degrees."""
    if baseline is None:
        return 0.0, 0.0
    return baseline.value("hip_flexion", 0.0), baseline.value("knee_flexion", 0.0)


def _shifted(item: Measure | None, by: float) -> Measure | None:
    return None if item is None else Measure(item.value + by, item.confidence)


def _hinge_ratio(measures: Measures, standing_hip: float, standing_knee: float) -> Measure | None:
    hip, knee = measures.hip_flexion, measures.knee_flexion
    if hip is None or knee is None:
        return None
    gained_hip, gained_knee = hip.value - standing_hip, max(0.0, knee.value - standing_knee)
    if gained_hip < _LEAST_GAIN:
        return None
    return Measure(gained_hip / (gained_hip + gained_knee), min(hip.confidence, knee.confidence))


def signal_of(measures: Measures, baseline: Baseline | None, legs: bool) -> float | None:
    """Degrees away from standing: of the torso, or of hips and knees together where those bend further.

    Without ``legs`` the torso alone: a barbell's plates hide the legs, and make them jump.
    """
    torso, hip, knee = measures.torso_inclination, measures.hip_flexion, measures.knee_flexion
    candidates = []
    if torso is not None:
        candidates.append(torso.value - standing_torso(baseline))
    if legs and hip is not None and knee is not None and min(hip.confidence, knee.confidence) >= LEGS_TRUSTED:
        standing_hip, standing_knee = _standing_legs(baseline)
        candidates.append(min(hip.value - standing_hip, knee.value - standing_knee))
    return max(candidates, default=None)


def change_of(measures: Measures, baseline: Baseline | None) -> Measures:
    """``measures`` minus standing, measure by measure; balance in true lengths of the foot, the back against what
    this back should read in a hinge."""
    result: dict[str, Measure | None] = {}
    for name in _COMPARED:
        item: Measure | None = getattr(measures, name)
        standing = None if baseline is None else baseline.measures.value(name)
        result[name] = None if item is None or standing is None else _shifted(item, -standing)
    if (balance := result["balance"]) is not None:
        result["balance"] = Measure(TRUE_SHARE * balance.value, balance.confidence)
    result["torso_inclination"] = _shifted(measures.torso_inclination, -standing_torso(baseline))
    result["back_curvature"] = _back_change(measures, baseline)
    # Against standing already.
    for name in ("lumbar_flexion", "thoracic_flexion", "shoulder_depth"):
        result[name] = getattr(measures, name)
    return Measures(**result)


def _back_change(measures: Measures, baseline: Baseline | None) -> Measure | None:
    """By how much the back is rounder (negative) than its owner stands: the second-order term of what the low back
    has bent and of what of the upper back goes with it, in torso lengths. Without the person's own profile, how round
    it is beyond what most backs are."""
    low, high, back = measures.lumbar_flexion, measures.thoracic_flexion, measures.back_curvature
    if low is not None and high is not None:
        lumbar, thoracic = shipped_backs().curvature
        usual = TOGETHER * low.value
        apart = high.value - usual
        near = max(apart, -_HOLLOWED)
        upper = usual + _OF_THE_UPPER * near + (apart - near)
        value = lumbar * math.radians(low.value) + thoracic * math.radians(upper)
        return Measure(value, min(low.confidence, high.confidence))
    if back is None or (baseline is not None and baseline.back is not None):
        return None
    return Measure(back.value - _UNKNOWN_HINGE_CURVE, back.confidence * _WITHOUT_BASELINE)


def neutral_curvature(baseline: Baseline | None) -> float:
    """The back curvature that this person's flat back reads: as it did standing, where they were seen to."""
    own = None if baseline is None else baseline.measures.value("back_curvature")
    return _UNKNOWN_HINGE_CURVE if own is None else own
