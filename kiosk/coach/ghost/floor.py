"""The ghost off the feet: on knees, back, ball or forearms. What bears the body stays where it is.

Each function gives all joints at ``depth`` (0 as they rest, 1 the far end) in the person's own plane, or None where
these limbs, resting as they do, cannot come to the drill's posture: then there is no ghost rather than a wrong one.
"""

from __future__ import annotations

import math
from dataclasses import replace

from kiosk.coach.ghost.angles import corner, lean, mix, up
from kiosk.coach.ghost.arms import arms
from kiosk.coach.ghost.feet import Joints, flexion
from kiosk.coach.ghost.limbs import Limbs
from kiosk.coach.performance import TargetSection

_TALL_KNEE = 92.0
"""Degrees of knee flexion of who kneels tall, shanks on the floor."""

_STRETCHED = 55.0
"""Degrees of knee flexion below which the near leg of a bridge is the free one: the other, which bears, is hidden."""

_ANKLE_BELOW = 0.09
"""Torso lengths that the ankle of a planted foot is below the hip of who lies on their back (rendered people)."""

_LOWEST, _UPRIGHT, _HIGHEST = 0.3, 0.98, 1.1
"""Shares of the shank that the knee over a hidden foot is above its ankle: below the first, that leg lies as well;
beyond the second the shank stands upright, as landmarks have knees a little higher than they are; beyond the last no
foot bears."""

_BEYOND = 8.0
"""Units of what is counted by which the ghost goes beyond where a rep begins to count."""


def on_knees(target: TargetSection, limbs: Limbs, depth: float, _least: float) -> Joints | None:
    """Knees, shanks and feet stay; the thighs lean back until the seat is over the heels. Ankles under the seat are
    guessed, so that the thigh is led from how it stands, not from the shank."""
    own = limbs.joints
    thigh = limbs.lean("knee", "hip") - depth * (target.knee_flexion - _TALL_KNEE)
    torso = mix(limbs.lean("hip", "shoulder"), target.torso_inclination, depth)
    hip = own["knee"] + up(limbs.length("knee", "hip"), thigh)
    return _trunk(target, limbs, hip, torso, depth) | {name: own[name] for name in ("knee", "ankle", "heel", "toe")}


def bridged(target: TargetSection, limbs: Limbs, depth: float, _least: float) -> Joints | None:
    """Shoulders and feet stay. At the top hip and knee are where trunk and thigh make one line, or as near to it as
    ``target.hip_flexion`` says."""
    if limbs.knee < _STRETCHED:
        return None
    top = _bridge_top(target, limbs)
    if top is None:
        return None
    own = limbs.joints
    torso = mix(limbs.lean("hip", "shoulder"), top, depth)
    hip = own["shoulder"] - up(limbs.length("hip", "shoulder"), torso)
    # The knee stands up, to the left of the way from the foot to the hip, which lies behind it.
    knee = corner(own["ankle"], hip, limbs.length("ankle", "knee"), limbs.length("knee", "hip"), -1)
    if knee is None:
        return None
    return _lying(limbs) | {"hip": hip, "knee": knee}


def bridged_on_one(target: TargetSection, limbs: Limbs, depth: float, least: float) -> Joints | None:
    """`bridged`, on one foot. Where the near leg is the stretched one, the other bears, and is hidden by it: the
    thighs are side by side, as the drill asks, so that its knee is known, and its foot is on the floor. The stretched
    leg keeps its knee, and the one that bears is the second leg, ``free_knee`` and so on."""
    if limbs.knee >= _STRETCHED:
        return bridged(target, limbs, depth, least)
    planted = _planted(limbs)
    if planted is None:
        return None
    bears = replace(limbs, joints=dict(limbs.joints) | planted)
    lifted = bridged(target, bears, depth, least)
    if lifted is None:
        return None
    own = limbs.joints
    turn = (lifted["knee"] - lifted["hip"]) / (own["knee"] - own["hip"])
    stretched = {name: lifted["knee"] + (own[name] - own["knee"]) * turn for name in ("ankle", "heel", "toe")}
    return lifted | stretched | {"free_knee": lifted["knee"]} | {f"free_{name}": at for name, at in planted.items()}


def _planted(limbs: Limbs) -> dict[str, complex] | None:
    """The hidden foot that stands on the floor; None where no shank as long as the other's comes down to it."""
    own, shank = limbs.joints, limbs.length("ankle", "knee")
    along = 1.0 if own["hip"].real > own["shoulder"].real else -1.0
    floor = own["hip"].imag - _ANKLE_BELOW * limbs.length("hip", "shoulder")
    above = own["knee"].imag - floor
    if not _LOWEST * shank <= above <= _HIGHEST * shank:
        return None
    above = min(above, _UPRIGHT * shank)
    ankle = own["knee"] + complex(along * math.sqrt(shank * shank - above * above), -above)
    flat = along * limbs.length("heel", "toe") / (own["toe"] - own["heel"])
    return {"ankle": ankle} | {name: ankle + (own[name] - own["ankle"]) * flat for name in ("heel", "toe")}


def _bridge_top(target: TargetSection, limbs: Limbs) -> float | None:
    """Degrees of the trunk at the top: of hip, knee and shoulder the triangle is known by the angle at the hip."""
    own, flexed = limbs.joints, target.hip_flexion or 0.0
    reach = abs(up(limbs.length("hip", "shoulder"), 0.0) + up(limbs.length("knee", "hip"), flexed))
    knee = corner(own["ankle"], own["shoulder"], limbs.length("ankle", "knee"), reach, -1)
    if knee is None:
        return None
    hip = corner(own["shoulder"], knee, limbs.length("hip", "shoulder"), limbs.length("knee", "hip"), -1)
    if hip is None:
        hip = own["shoulder"] + (knee - own["shoulder"]) * limbs.length("hip", "shoulder") / reach
    return lean(own["shoulder"] - hip)


def crunched(target: TargetSection, limbs: Limbs, depth: float, least: float) -> Joints | None:
    """The shoulders stay; the trunk rolls up from the seat, and the thighs come with it."""
    own = limbs.joints
    rest = flexion(own)
    closed = max(target.hip_flexion or 0.0, rest + least + _BEYOND)
    torso = mix(limbs.lean("hip", "shoulder"), target.torso_inclination, depth)
    thigh = torso - mix(rest, closed, depth)
    hip = own["shoulder"] - up(limbs.length("hip", "shoulder"), torso)
    knee = hip - up(limbs.length("knee", "hip"), thigh)
    shank = up(limbs.length("ankle", "knee"), thigh + mix(limbs.knee, target.knee_flexion, depth))
    ankle = knee - shank
    turn = shank / (own["knee"] - own["ankle"])
    foot = {name: ankle + (own[name] - own["ankle"]) * turn for name in ("heel", "toe")}
    return _lying(limbs) | {"hip": hip, "knee": knee, "ankle": ankle} | foot


def curled(target: TargetSection, limbs: Limbs, depth: float, least: float) -> Joints | None:
    """Hips and legs stay; the trunk comes up from the ball."""
    own = limbs.joints
    rest = limbs.lean("hip", "shoulder")
    torso = mix(rest, max(target.torso_inclination, rest + least + _BEYOND), depth)
    legs = {name: own[name] for name in ("knee", "ankle", "heel", "toe")}
    return _trunk(target, limbs, own["hip"], torso, depth) | legs


def planked(target: TargetSection, limbs: Limbs, depth: float, _least: float) -> Joints | None:
    """Forearms and toes stay; the shoulders come over the elbows, and from there to the ankles is one line."""
    own = limbs.joints
    upper = mix(limbs.lean("elbow", "shoulder"), 0.0, depth)
    shoulder = own["elbow"] + up(limbs.length("shoulder", "elbow"), upper)
    # The body as from its shoulder, of which the ankle's distance is wanted and the rest turns with it.
    bent, knee = mix(flexion(own), target.hip_flexion or 0.0, depth), mix(limbs.knee, target.knee_flexion, depth)
    hip = -up(limbs.length("hip", "shoulder"), 0.0)
    knee_at = hip - up(limbs.length("knee", "hip"), -bent)
    ankle_at = knee_at - up(limbs.length("ankle", "knee"), knee - bent)
    ankle = corner(own["toe"], shoulder, limbs.length("ankle", "toe"), abs(ankle_at), 1)
    if ankle is None:
        return None
    turn = (ankle - shoulder) / ankle_at
    trunk = own["shoulder"] - own["hip"]
    neck = (own["ear"] - own["shoulder"]) / trunk
    place = {"hip": shoulder + hip * turn, "knee": shoulder + knee_at * turn, "ankle": ankle, "shoulder": shoulder}
    ear = shoulder + neck * (shoulder - place["hip"])
    foot = (ankle - own["toe"]) / (own["ankle"] - own["toe"])
    heel = own["toe"] + (own["heel"] - own["toe"]) * foot
    return place | {"ear": ear, "heel": heel} | {name: own[name] for name in ("toe", "elbow", "wrist")}


def _lying(limbs: Limbs) -> Joints:
    """Head, shoulders, arms and feet on the floor."""
    return {name: limbs.joints[name] for name in ("ear", "shoulder", "elbow", "wrist", "ankle", "heel", "toe")}


def _trunk(target: TargetSection, limbs: Limbs, hip: complex, torso: float, depth: float) -> Joints:
    shoulder = hip + up(limbs.length("hip", "shoulder"), torso)
    neck = limbs.lean("shoulder", "ear") - limbs.lean("hip", "shoulder")
    elbow, wrist = arms(target, limbs, hip, shoulder, depth)
    ear = shoulder + up(limbs.length("shoulder", "ear"), torso + neck)
    return {"hip": hip, "shoulder": shoulder, "ear": ear, "elbow": elbow, "wrist": wrist}
