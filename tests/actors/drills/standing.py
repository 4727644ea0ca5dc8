"""The drills on two feet, or on one: the hinge, its corrections and the lifts, as coaches would praise them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import scipy.sparse as sparse

from ..figure import Pose
from ..people import SOLE
from ..posture import Posture, both
from ..props import PULLEY, Hands
from ..script import Rep
from ..stance import Stance
from ..support import Support
from .drill import Around, Drill, FaultId, Kit, Spread, Tempo
from .fitting import fists_at, fists_below_knees, seated_at

HINGE: tuple[FaultId, ...] = (
    "hips_not_back", "squatting", "knees_forward", "locked_knees", "not_hinging", "rounded_back", "hollow_back",
    "hunched_shoulders", "neck_off_line", "too_shallow", "too_deep", "too_fast", "no_pause", "short_lockout",
    "leaning_back", "weight_on_toes", "uneven_hips",
)  # fmt: skip
BAR_AT_LEGS: tuple[FaultId, ...] = ("arms_pulling", "bar_drift")
FLOOR_PULL: tuple[FaultId, ...] = (
    "squatting", "rounded_back", "hunched_shoulders", "neck_off_line", "too_fast", "short_lockout",
    "leaning_back", "weight_on_toes", "hips_rise_first", "arms_pulling",
)  # fmt: skip
REACHING: tuple[FaultId, ...] = (
    "locked_knees",
    "knees_forward",
    "hips_not_back",
    "not_hinging",
    "too_deep",
    "hollow_back",
)
"""Faults that cannot be told or shown where the hands have to reach something low."""
SIT: tuple[FaultId, ...] = (
    "rounded_back", "neck_off_line", "too_fast", "short_lockout", "leaning_back",
    "weight_on_toes",
)  # fmt: skip

BOTTOM = Posture(torso=66.0, knee=18.0, neck=-8.0)
LOW = Posture(lumbar=8.0, thoracic=3.0, shoulders=5.0, neck=-10.0)
"""Reaching for the floor takes a little of the back's neutral zone and of the shoulders."""
TALL = Posture(torso=1.5, knee=3.0)
SEAT, CHAIR = 0.46, 0.46
"""Metres of bench and chair."""
PLATE = 0.225
"""Metres from the floor to a bar whose plates stand on it."""
WIDE = Support(half_stance=0.17)


def _roller(stance: Stance, top: Posture, bottom: Posture) -> tuple[Kit, ...]:
    """A foam roller stood on end right before the knees of the standing figure, with room for soft knees."""
    pose = stance.pose(replace(top, knee=12.0))
    knee = pose.positions[stance.body.index["lowerleg01.L"]]
    return (Kit("roller", 0.0, -SOLE, float(knee[2]) + 0.075 + 0.075 + 0.015, (0.15, 0.90, 0.15)),)


def _wall(stance: Stance, top: Posture, bottom: Posture) -> tuple[Kit, ...]:
    """A wall that the buttocks touch a little before the bottom."""
    pose = stance.pose(replace(bottom, torso=bottom.torso - 4.0))
    return (Kit("wall", 0.0, -SOLE, _furthest_back(stance, pose) - 0.05, (1.6, 2.2, 0.10)),)


def _seat(kind: str, height: float, size: tuple[float, float]) -> Around:
    def around(stance: Stance, top: Posture, bottom: Posture) -> tuple[Kit, ...]:
        """A seat under the buttocks of the bottom."""
        pose = stance.pose(bottom)
        hips = pose.positions[stance.body.index["upperleg01.L"], 2]
        return (Kit(kind, 0.0, -SOLE, float(hips) - 0.04, (size[0], height, size[1])),)

    return around


def _cable(stance: Stance, top: Posture, bottom: Posture) -> tuple[Kit, ...]:
    """The tower from which the cable comes."""
    return (Kit("cable_tower", 0.0, -SOLE, float(PULLEY[2]) - 0.12, (0.35, 2.1, 0.25)),)


def _pins(stance: Stance, top: Posture, bottom: Posture) -> tuple[Kit, ...]:
    """Pins on which the bar rests at the bottom."""
    left, right = Hands(stance.body).both(stance.pose(bottom))
    bar = (left.centre + right.centre) / 2.0
    return (Kit("rack_pins", 0.0, -SOLE, float(bar[2]), (1.15, float(bar[1]) + SOLE - 0.014, 0.5)),)


def _furthest_back(stance: Stance, pose: Pose) -> float:
    """z of the rearmost skin of the seat."""
    body = stance.body
    hip = body.joint("upperleg01.L")
    skin = body.groups["body"]
    near = skin[(np.abs(body.vertices[skin, 1] - hip[1]) < 0.14) & (body.vertices[skin, 2] < hip[2])]
    return float(body.skinned(body.vertices[near], sparse.csr_matrix(body.weights[near]), pose)[:, 2].min())


def _lean_to_sit(rep: Rep) -> Rep:
    """Whoever sits down or gets up leans forward on the way, with the weight over the feet."""
    low, high = rep.bottom, rep.top
    over_feet = replace(low.towards(high, 0.25), torso=max(low.torso + 8.0, 44.0), balance=-0.01)
    leaving = replace(low.towards(high, 0.06), torso=max(low.torso + 10.0, 46.0), balance=-0.03)
    return replace(rep, via_down=((0.72, over_feet),), via_up=((0.25, leaving),))


def _swing_ways(rep: Rep) -> Rep:
    """The hips drive first and the arms follow; on the way down the hips wait for the arms."""
    low, high = rep.bottom, rep.top

    def key(share: float, arms: float) -> tuple[float, Posture]:
        swing = low.left_swing + arms * (high.left_swing - low.left_swing)
        return share, replace(low.towards(high, share), left_swing=swing, right_swing=swing)

    up = (key(0.35, 0.24), key(0.7, 0.6))
    down = tuple((1.0 - share, posture) for share, posture in (key(0.6, 0.42), key(0.25, 0.16)))
    return replace(rep, via_up=up, via_down=down)


SLOW = Tempo()
LIFT = Tempo(down=(1.7, 2.2), pause=(0.5, 0.8), up=(1.3, 1.7), rest=(0.9, 1.4))
DRILLS = (
    Drill("hip_hinge", BOTTOM, (45.0, 92.0), HINGE, arms=("crossed", "hips")),
    Drill(
        "dowel_hinge", replace(BOTTOM, torso=60.0, neck=-3.0), (45.0, 90.0), HINGE, arms=("pipe",),
        held={"pipe": "pipe"}, spread=Spread(neck=3.0, spine=1.5),
    ),
    Drill("wall_touch", replace(BOTTOM, torso=58.0), (40.0, 85.0), HINGE, around=_wall),
    Drill("foam_roller", replace(BOTTOM, torso=62.0, knee=15.0), (45.0, 90.0), HINGE, around=_roller),
    Drill(
        "seated_squat", Posture(torso=48.0, knee=95.0, neck=-8.0, balance=-0.07), (0.35, 0.72), SIT,
        counts_by="hip_height", fit=seated_at(SEAT), around=_seat("bench", SEAT, (1.1, 0.32)),
    ),
    Drill(
        "sit_to_stand", Posture(torso=12.0, knee=88.0, balance=-0.17), (0.35, 0.72), SIT, counts_by="hip_height",
        arms=("crossed",), fit=seated_at(CHAIR), ways=_lean_to_sit, around=_seat("chair", CHAIR, (0.44, 0.42)),
        spread=Spread(torso=5.0, knee=0.0), tempo=Tempo(pause=(0.8, 1.3)),
    ),
    Drill(
        "cable_pull_through",
        replace(BOTTOM, torso=64.0, knee=20.0, left_swing=-30.0, right_swing=-30.0), (45.0, 92.0),
        (*HINGE, "arms_pulling"), arms=("cable",), held={"cable": "cable"}, support=WIDE, around=_cable,
        top=replace(TALL, left_swing=8.0, right_swing=8.0),
    ),
    Drill(
        "good_morning", replace(BOTTOM, torso=62.0, knee=14.0), (40.0, 88.0), HINGE, arms=("bar_back", "behind_head"),
        held={"bar_back": "light_barbell_back"},
    ),
    Drill(
        "dumbbell_deadlift", replace(LOW, torso=78.0, knee=66.0), (45.0, 100.0),
        (*(fault for fault in HINGE if fault not in REACHING), "hips_rise_first", "arms_pulling"),
        arms=("dumbbell_on_end",), held={"dumbbell_on_end": "dumbbell_on_end"}, support=WIDE, tempo=LIFT,
        fit=fists_at(0.292),
    ),
    Drill(
        "romanian_deadlift", replace(BOTTOM, torso=70.0), (45.0, 95.0), (*HINGE, *BAR_AT_LEGS),
        arms=("bar_hang", "dumbbells"), held={"bar_hang": "light_barbell", "dumbbells": "dumbbells"}, tempo=LIFT,
        top=TALL,
    ),
    Drill(
        "single_leg_rdl",
        replace(BOTTOM, torso=72.0, knee=16.0, right_free=1.0, free_hip=-10.0, free_knee=10.0), (45.0, 95.0),
        ("locked_knees", "rounded_back", "hollow_back", "hunched_shoulders", "neck_off_line",
         "too_shallow", "too_fast", "no_pause", "short_lockout", "uneven_hips"),
        arms=("hanging", "hips", "dumbbells"), held={"dumbbells": "dumbbells"}, sides=("left", "right"),
        tempo=Tempo(down=(2.0, 2.7), up=(1.6, 2.1)),
    ),
    Drill(
        "rack_pull", Posture(torso=64.0, knee=40.0, neck=-8.0), (40.0, 90.0),
        (*(fault for fault in HINGE if fault not in (*REACHING, "too_shallow")), "hips_rise_first", *BAR_AT_LEGS),
        arms=("bar_hang",), held={"bar_hang": "barbell"}, top=TALL, tempo=LIFT, fit=fists_below_knees(0.04),
        around=_pins,
    ),
    Drill(
        "barbell_deadlift", replace(LOW, torso=80.0, knee=70.0), (45.0, 100.0), (*FLOOR_PULL, "bar_drift"),
        arms=("bar_hang",), held={"bar_hang": "barbell"}, top=TALL, tempo=LIFT, fit=fists_at(PLATE), first="up",
        ready=Posture(torso=2.5, knee=4.0, **both("bar_hang")),
    ),
    Drill(
        "box_lift", replace(LOW, torso=76.0, knee=76.0), (40.0, 100.0), FLOOR_PULL, arms=("box",),
        held={"box": "box"}, tempo=LIFT, fit=fists_at(0.24), first="up", support=WIDE,
        ready=Posture(torso=2.5, knee=4.0, **both("box")),
    ),
    Drill(
        "kettlebell_swing",
        Posture(torso=62.0, knee=28.0, neck=-8.0, left_swing=-42.0, right_swing=-42.0), (40.0, 92.0),
        ("squatting", "rounded_back", "hollow_back", "hunched_shoulders", "neck_off_line",
         "too_shallow", "too_deep", "short_lockout", "leaning_back", "weight_on_toes", "uneven_hips"),
        arms=("kettlebell",), held={"kettlebell": "kettlebell"}, support=Support(half_stance=0.20),
        top=replace(TALL, torso=0.5, left_swing=82.0, right_swing=82.0), ready=TALL, ways=_swing_ways,
        tempo=Tempo(down=(0.62, 0.78), pause=(0.0, 0.0), up=(0.52, 0.66), rest=(0.0, 0.04)),
    ),
    Drill(
        "barbell_squat", Posture(torso=38.0, knee=108.0, neck=-6.0), (0.35, 0.66),
        ("rounded_back", "hollow_back", "neck_off_line", "too_shallow", "too_fast", "short_lockout",
         "weight_on_toes", "hips_rise_first", "uneven_hips"),
        counts_by="hip_height", arms=("bar_back",), held={"bar_back": "barbell_back"}, support=WIDE, tempo=LIFT,
    ),
)  # fmt: skip
