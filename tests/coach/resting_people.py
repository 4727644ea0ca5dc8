"""People at rest before a rep, of all builds: standing, kneeling, on their backs, on a ball, on their forearms."""

from __future__ import annotations

import math
from dataclasses import dataclass

from hypothesis import strategies as st

from kiosk.coach.drill import Drill
from kiosk.coach.ghost.limbs import Limbs
from kiosk.motion.posture import Facing


def up(length: float, degrees: float) -> complex:
    """A segment that leans forward by so many degrees from upright, x forward + 1j * up."""
    angle = math.radians(degrees)
    return complex(length * math.sin(angle), length * math.cos(angle))


@dataclass(frozen=True)
class Build:
    """Lengths in picture pixels."""

    shank: float = 120.0
    thigh: float = 122.0
    torso: float = 145.0
    neck: float = 62.0
    upper_arm: float = 92.0
    forearm: float = 74.0


def joints_of(
    build: Build,
    torso: float,
    thigh: float,
    shank: float,
    neck: float = 8.0,
    arm: float = -5.0,
    sole: float = 0.0,
) -> dict[str, complex]:
    """From segments that lean so many degrees forward; ``arm`` off hanging along the trunk; the sole tipped up."""
    knee = up(build.shank, shank)
    hip = knee + up(build.thigh, thigh)
    shoulder = hip + up(build.torso, torso)
    elbow = shoulder - up(build.upper_arm, torso + arm)
    turn = up(1.0, -sole) / 1j
    return {
        "ankle": 0j,
        "knee": knee,
        "hip": hip,
        "shoulder": shoulder,
        "ear": shoulder + up(build.neck, torso + neck),
        "elbow": elbow,
        "wrist": elbow - up(build.forearm, torso + arm),
        "heel": complex(-18.0, -22.0) * turn,
        "toe": complex(52.0, -22.0) * turn,
    }


def limbs_of(
    joints: dict[str, complex],
    facing: Facing = Facing.LEFT,
    turn: float = 0.0,
    back: tuple[float, ...] = (),
    x: float = 240.0,
    y: float = 600.0,
) -> Limbs:
    """As the camera sees them, whose ankle is at ``x``, ``y``."""
    squeeze = facing.sign * math.cos(math.radians(turn))
    outline = {name: (x + point.real * squeeze, y - point.imag) for name, point in joints.items()}
    return Limbs.of(outline, facing, turn, back)


BACK = (-0.01, -0.03, -0.04, -0.035, -0.02, -0.005, 0.002)
_share = st.floats(0.88, 1.12)
builds = st.builds(
    Build,
    shank=_share.map(lambda share: 120.0 * share),
    thigh=_share.map(lambda share: 122.0 * share),
    torso=_share.map(lambda share: 145.0 * share),
    neck=_share.map(lambda share: 62.0 * share),
    upper_arm=_share.map(lambda share: 92.0 * share),
    forearm=_share.map(lambda share: 74.0 * share),
)


def _angle(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high)


_facing = st.sampled_from(list(Facing))
_back = st.sampled_from([(), BACK])

standing: st.SearchStrategy[Limbs] = st.builds(
    limbs_of,
    st.builds(
        joints_of,
        builds,
        _angle(-4.0, 8.0),
        _angle(-4.0, 2.0),
        _angle(-1.0, 5.0),
        _angle(-5.0, 25.0),
        _angle(-20, 10),
    ),
    _facing,
    st.floats(0.0, 25.0),
    _back,
)
kneeling = st.builds(
    limbs_of,
    st.builds(joints_of, builds, _angle(-3.0, 8.0), _angle(-5.0, 5.0), _angle(86.0, 96.0), _angle(-5.0, 20.0)),
    _facing,
)
bent_lying = st.builds(
    limbs_of,
    st.builds(
        joints_of, builds, _angle(-98.0, -88.0), _angle(-150.0, -130.0), _angle(-45.0, -25.0), sole=st.just(0.0)
    ),
    _facing,
)
@st.composite
def one_stretched(draw: st.DrawFn) -> Limbs:
    """On the back, the near leg stretched beside the thigh of the other, which is hidden and bears."""
    thigh = draw(_angle(-142.0, -118.0))
    shank = thigh + draw(_angle(0.0, 20.0))
    return limbs_of(joints_of(draw(builds), draw(_angle(-98.0, -88.0)), thigh, shank, sole=shank), draw(_facing))


legs_up = st.builds(
    limbs_of,
    st.builds(joints_of, builds, _angle(-96.0, -88.0), _angle(-188.0, -174.0), _angle(-98.0, -84.0)),
    _facing,
)
on_ball = st.builds(
    limbs_of,
    st.builds(joints_of, builds, _angle(-90.0, -76.0), _angle(-95.0, -80.0), _angle(-8.0, 8.0)),
    _facing,
)
on_bench = st.builds(
    limbs_of,
    st.builds(joints_of, builds, _angle(-60.0, -45.0), _angle(-135.0, -115.0), _angle(-35.0, -20.0)),
    _facing,
)


@st.composite
def prone(draw: st.DrawFn) -> Limbs:
    """On the forearms, hips down, toes tucked."""
    build = draw(builds)
    torso, thigh = draw(_angle(66.0, 74.0)), draw(_angle(80.0, 86.0))
    joints = joints_of(build, torso, thigh, thigh + draw(_angle(0.0, 5.0)), neck=draw(_angle(-10.0, 5.0)), sole=-75.0)
    lean = draw(_angle(-14.0, 4.0))
    elbow = joints["shoulder"] - up(build.upper_arm, lean)
    return limbs_of(joints | {"elbow": elbow, "wrist": elbow + build.forearm}, draw(_facing))


def people_for(drill: Drill) -> st.SearchStrategy[Limbs]:
    """Those who rest as ``drill`` begins."""
    if drill.id == "bench_glute_bridge":
        return on_bench
    return {
        "feet": standing,
        "one_foot": standing,
        "knees": kneeling,
        "back_and_feet": bent_lying,
        "back_and_foot": bent_lying,
        "back": legs_up,
        "ball": on_ball,
        "forearms": prone(),
    }[drill.target.support]
