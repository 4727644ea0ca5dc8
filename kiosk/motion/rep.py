"""What flows out of the motion room, rep by rep."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.motion.posture import NOTHING, Measure, Measures
from kiosk.motion.working_side import Side


@dataclass(frozen=True, slots=True)
class Tempo:
    """Seconds spent going down, at the bottom and coming up; ``peak_speed`` in degrees of torso a second.

    ``step``: the most seconds from sight to sight of what the rep is counted by, to which the times are known.
    """

    down: float
    pause: float
    up: float
    peak_speed: float
    step: float = 0.0


@dataclass(frozen=True, slots=True)
class Rep:
    """One excursion from standing and back.

    ``start``, ``bottom`` and ``end`` in seconds of the frames' clock. ``bottom_posture`` is what was measured
    around the bottom (medians), ``top_posture`` around the end. ``change`` and ``top_change`` are these against
    the person's own standing baseline, measure by measure. ``in_range``: the drill's own range was reached.
    ``returned``: it ended at standing. ``reach`` is how far it went by what the drill is counted by, in its unit,
    where that is not the torso of who stands (whose change tells it); seconds where it was held. ``way_up``: what was
    measured on the way up (medians of its middle); ``part_way_up`` where the torso had done
    `kiosk.motion.reps.RISING` of its way, and ``hips_risen`` the share of theirs that the hips had done then.
    ``side``: the leg that worked, in a drill for one at a time, where that is known. ``landing``: what was measured
    at the lowest of the landing of a jump. ``arm_lean``: degrees of the near upper arm against the vertical at the
    bottom; elbow ahead of the shoulder is positive.

    ``knee_by_edge``: the knee's change is told by the edge behind the legs too (`kiosk.motion.leg_edge`).

    Off the feet, ``change`` and ``top_change`` are against the person's own rest, lying or kneeling.
    """

    number: int
    start: float
    bottom: float
    end: float
    tempo: Tempo
    bottom_posture: Measures
    top_posture: Measures
    change: Measures
    top_change: Measures
    in_range: bool
    returned: bool
    reach: Measure | None = None
    side: Side | None = None
    way_up: Measures = NOTHING
    landing: Measures | None = None
    part_way_up: Measures | None = None
    hips_risen: Measure | None = None
    arm_lean: Measure | None = None
    knee_by_edge: bool = False
