"""People who stand before the mirror, as the motion room tells of them."""

from __future__ import annotations

from hinge_reps import measures

from kiosk.motion.baseline import Baseline
from kiosk.motion.motion import Moment
from kiosk.motion.posture import Facing, Measure, Phase, Posture, View
from kiosk.motion.rep import Rep

PICTURE = (480, 640)

_STANDING = {
    "ear": (0.02, 1.0),
    "shoulder": (0.0, 0.87),
    "elbow": (-0.05, 0.68),
    "wrist": (0.03, 0.55),
    "hip": (0.0, 0.57),
    "knee": (0.01, 0.31),
    "ankle": (0.0, 0.05),
    "heel": (-0.04, 0.0),
    "toe": (0.11, 0.0),
}
"""Forward and up, as a share of the height of the ear over the ground."""


def outline_at(
    x: float = 240.0, feet: float = 580.0, height: float = 500.0, facing: Facing = Facing.LEFT
) -> dict[str, tuple[float, float]]:
    """Joints in picture pixels of who stands at ``x``, heels at ``feet``, ear ``height`` above them."""
    return {name: (x + facing.sign * fx * height, feet - fy * height) for name, (fx, fy) in _STANDING.items()}


def posture_at(
    x: float = 240.0,
    feet: float = 580.0,
    height: float = 500.0,
    facing: Facing = Facing.LEFT,
    view: View = View.SIDE,
    visibility: float = 1.0,
    others: int = 0,
    undecided: bool = False,
    time: float = 0.0,
    torso: float | None = 0.0,
    back: float | None = 0.0,
) -> Posture:
    """Somebody in a picture of `PICTURE`; ``torso`` and ``back`` are measured, the outline stays upright."""
    return Posture(
        time=time,
        measures=measures(torso_inclination=torso, back_curvature=back),
        view=view,
        turn=0.0 if view is View.SIDE else 45.0,
        facing=facing,
        near_side=facing.value,
        visibility=visibility,
        outline=outline_at(x, feet, height, facing),
        trust=dict.fromkeys(_STANDING, visibility),
        picture_size=PICTURE,
        others=others,
        undecided=undecided,
    )


STILL = Baseline(measures(torso_inclination=0.0))
GLIMPSED = Baseline(measures(torso_inclination=0.0), provisional=True)


def moment_of(
    posture: Posture,
    phase: Phase = Phase.STANDING,
    baseline: Baseline | None = STILL,
    steady: float = 1.0,
    rep: Rep | None = None,
) -> Moment:
    torso: Measure | None = posture.measures.torso_inclination
    return Moment(posture, phase, None if torso is None else torso.value, baseline, steady, rep)
