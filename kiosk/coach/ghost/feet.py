"""The ghost of who stands: the sole planted, and the shank leaning so that its middle carries the whole."""

from __future__ import annotations

import math
from collections.abc import Mapping

from kiosk.coach.ghost.angles import lean, mix, turned, up
from kiosk.coach.ghost.arms import arms, bar_on_back, lengths
from kiosk.coach.ghost.limbs import Limbs
from kiosk.coach.performance import LeanSection, TargetSection
from kiosk.motion.balance import SEGMENTS, centre_of_mass
from kiosk.motion.standing import STANDING_LEAN

_SHANK_RANGE = (-25.0, 50.0)
"""Degrees in which the shank can lean."""

_MIDDLE = 0.12
"""Foot lengths from the middle of the foot within which who stands well has their centre of mass. It stays where they
have it, if it is there: landmarks of no two people lie alike."""

_TILT = 15.0
"""Degrees off a usual stand that are laid to the camera and the landmarks, as the motion room does."""

_FREE_HIP, _FREE_KNEE = -8.0, 10.0
"""Degrees of hip and knee flexion of a free leg that is in line with the trunk."""

_LEG = tuple(item for item in SEGMENTS if item[0] in ("hip", "knee", "heel") and item[1] != "shoulder")

Joints = dict[str, complex]


def on_feet(
    target: TargetSection, limbs: Limbs, depth: float, reach: float = 1.0, *, back: bool = False
) -> Joints:
    """All joints at ``depth`` (0 as they rest, 1 the far end, a little beyond it too), in the person's own plane.

    ``reach``: the far end itself, as a share of the way that ``target`` goes: who has shorter arms goes further.
    ``back``: on the way back from it.
    """
    way = depth * reach
    stands = limbs.lean("hip", "shoulder")
    torso = mix(stands, target.torso_inclination + tilt(limbs), way)
    knee = mix(limbs.knee, target.knee_flexion, way)
    own = _centre(dict(limbs.joints), target)  # who rests has the weight in their hands already
    far = _over_middle(target, limbs, own)
    goal = mix(own, far, min(1.0, depth))
    if target.lean is not None:
        at = target.lean.back_at if back else target.lean.at
        lean_by, ahead_by = _leaning(target, target.lean, limbs, stands, at)
        more = _besides(depth, at)
        torso, goal = torso + more * lean_by, goal + more * ahead_by
    joints: Joints = {}
    shank = limbs.lean("ankle", "knee")
    for _ in range(4 if target.arms == "bar" else 1):  # hands that brush the leg are told once hip and knee are
        joints = _stacked(target, limbs, torso, knee, shank, depth)
        shank = _balanced(target, limbs, joints, knee, goal)
    return _stacked(target, limbs, torso, knee, shank, depth)


def tilt(limbs: Limbs) -> float:
    """Degrees by which this person's trunk reads further forward than it is, in who stands tall."""
    return max(-_TILT, min(_TILT, limbs.lean("hip", "shoulder") - STANDING_LEAN))


def _besides(depth: float, at: float) -> float:
    """From 0 at either end of the way to 1 ``at`` some share of it, without a jolt."""
    share = min(1.0, max(0.0, depth / at if depth < at else (1.0 - depth) / (1.0 - at)))
    return share * share * (3.0 - 2.0 * share)


def _leaning(
    target: TargetSection, lean_to: LeanSection, limbs: Limbs, stands: float, at: float
) -> tuple[float, float]:
    """Degrees by which the trunk leans further than on the straight way ``at`` a share of it, and how much further
    ahead they are carried there."""
    straight = mix(stands, target.torso_inclination + tilt(limbs), at)
    behind = mix(0.0, target.balance, at)
    return lean_to.torso_inclination + tilt(limbs) - straight, (lean_to.balance - behind) * limbs.foot


def _stacked(target: TargetSection, limbs: Limbs, torso: float, knee: float, shank: float, depth: float) -> Joints:
    """From the sole up."""
    own = limbs.joints
    knee_at = own["ankle"] + up(limbs.length("ankle", "knee"), shank)
    hip = knee_at + up(limbs.length("knee", "hip"), shank - knee)
    shoulder = hip + up(limbs.length("hip", "shoulder"), torso)
    neck = limbs.lean("shoulder", "ear") - limbs.lean("hip", "shoulder")
    elbow, wrist = arms(target, limbs, hip, shoulder, depth, knee_at)
    joints = {
        "ear": shoulder + up(limbs.length("shoulder", "ear"), torso + neck),
        "shoulder": shoulder,
        "elbow": elbow,
        "wrist": wrist,
        "hip": hip,
        "knee": knee_at,
        "ankle": own["ankle"],
        "heel": own["heel"],
        "toe": own["toe"],
    }
    return joints | _free_leg(limbs, hip, torso, depth) if target.support == "one_foot" else joints


def _free_leg(limbs: Limbs, hip: complex, torso: float, depth: float) -> Joints:
    """The other leg: beside this one at rest, in line with the trunk at the far end."""
    own = limbs.joints
    share = min(1.0, max(0.0, depth))
    thigh_to = up(limbs.length("knee", "hip"), torso - _FREE_HIP)
    shank_to = up(limbs.length("ankle", "knee"), torso - _FREE_HIP + _FREE_KNEE)
    knee = hip - turned(own["hip"] - own["knee"], thigh_to, share)
    own_shank = own["knee"] - own["ankle"]
    shank = turned(own_shank, shank_to, share)
    ankle = knee - shank
    turn = shank / own_shank if abs(own_shank) > 1e-9 else 1.0 + 0j
    sole = {f"free_{name}": ankle + (own[name] - own["ankle"]) * turn for name in ("heel", "toe")}
    return {"free_knee": knee, "free_ankle": ankle} | sole


def _over_middle(target: TargetSection, limbs: Limbs, own: float) -> float:
    """x of the centre of mass at the far end: as at rest (``own``), if that is over the middle of the foot."""
    room = _MIDDLE * limbs.foot
    return min(limbs.middle + room, max(limbs.middle - room, own)) + target.balance * limbs.foot


def _balanced(target: TargetSection, limbs: Limbs, joints: Mapping[str, complex], knee: float, goal: float) -> float:
    """Degrees by which the shank must lean for the centre of mass to be at x = ``goal``; else as near as it can.

    Knee and hip go on circles as the shank leans, and all above moves with the hip: so the centre's x is
    level + up * sin(shank) + across * cos(shank), which three places tell in full.
    """

    upper, fore = lengths(limbs)
    elbow = upper / (upper + fore)

    def centre(shank: float) -> float:
        knee_at = limbs.joints["ankle"] + up(limbs.length("ankle", "knee"), shank)
        hip = knee_at + up(limbs.length("knee", "hip"), shank - knee)
        shift = hip - joints["hip"]
        moved = {name: place + shift for name, place in joints.items() if name not in ("ankle", "heel", "toe")}
        if target.arms == "bar":  # the hands stay at the leg, and the elbows go half of the way
            moved |= {"elbow": joints["elbow"] + (1.0 - elbow) * shift, "wrist": joints["wrist"]}
        return _centre({**joints, **moved, "knee": knee_at}, target)

    ahead, flat, behind = centre(0.0), centre(90.0), centre(180.0)
    level, across = (ahead + behind) / 2.0, (ahead - behind) / 2.0
    rise = flat - level
    sine = max(-1.0, min(1.0, (goal - level) / max(1e-9, math.hypot(rise, across))))
    low, high = _SHANK_RANGE
    return max(low, min(high, math.degrees(math.asin(sine) - math.atan2(across, rise))))


def _centre(joints: Mapping[str, complex], target: TargetSection) -> float:
    """x of the centre of mass, with what is in the hands or on the back."""
    load = target.load
    centre = centre_of_mass(joints)
    if "free_knee" in joints:
        # The table has both legs in one place; half of them is elsewhere.
        for start, end, mass, at in _LEG:
            free = [joints.get(f"free_{name}", joints[name]) for name in (start, end)]
            there, here = free[0] + at * (free[1] - free[0]), joints[start] + at * (joints[end] - joints[start])
            centre += mass / 2.0 * (there - here)
    if load <= 0.0:
        return centre.real
    held = bar_on_back(joints["hip"], joints["shoulder"]) if target.arms == "bar_on_back" else joints["wrist"]
    return (centre.real + load * held.real) / (1.0 + load)


def flexion(joints: Mapping[str, complex]) -> float:
    """Degrees of hip flexion: 180 minus the angle shoulder-hip-knee, closing to the front positive."""
    trunk, thigh = joints["shoulder"] - joints["hip"], joints["hip"] - joints["knee"]
    return lean(trunk / thigh * 1j)
