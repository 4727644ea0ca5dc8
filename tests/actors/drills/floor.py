"""The drills on knees, back, forearms and a ball, and the jump. Postures that coaches would praise.

Lying figures are centred on their place, feet forward; see `FAR` for a place from which all of one is seen.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from ..people import SOLE
from ..posture import Posture, both
from ..script import Moment, Phase, Rep, minimum_jerk
from ..staging import Place
from ..stance import Stance
from ..support import Support
from .drill import Drill, FaultId, Kit, Shows, Spread, Tempo

FAR = Place(x=-0.65)
"""Lying side-on to the usual camera, far enough from it to be in the picture from head to foot."""
BENCH, BALL = 0.42, 0.55
"""Metres from the floor to what shoulders or hips lie on; a ball of 0.62 m gives in that far."""
LYING: tuple[FaultId, ...] = ("hollow_back", "too_shallow", "too_fast", "no_pause", "short_lockout", "weight_on_toes")
STRENGTH = (0.2, 0.6, 1.0)

FLAT = Posture(torso=-90.0, knee=90.0, lumbar=0.0)
BRIDGED = Posture(torso=-112.0, knee=90.0, thoracic=8.0, neck=20.0)
"""The neck stays long on the floor while the trunk tilts on the shoulders."""
FREE: dict[str, Any] = {"right_free": 1.0, "free_knee": 10.0}
SUNK, LIFTED = Posture(torso=-52.0, neck=14.0), Posture(torso=-88.0, neck=8.0)
PRONE = Posture(torso=71.0, knee=3.0, lumbar=-20.0, neck=-6.0)
PLANK = Posture(torso=82.0, knee=3.0, neck=-4.0)
KNEES_UP: dict[str, Any] = {"left_free": 1.0, "right_free": 1.0}


def _share(strength: float, amounts: tuple[float, float, float]) -> float:
    return float(np.interp(strength, STRENGTH, amounts))


# ---- faults as they look off the feet


def _stops_short(amounts: tuple[float, float, float]) -> Shows:
    def shows(rep: Rep, strength: float, stance: Stance) -> Rep:
        """The hips, or whatever rises, stop short of the top."""
        return replace(rep, top=rep.top.towards(rep.bottom, _share(strength, amounts)))

    return shows


def _at_the_top(**amounts: tuple[float, float, float]) -> Shows:
    def shows(rep: Rep, strength: float, stance: Stance) -> Rep:
        """Degrees added at the top."""
        more = {name: getattr(rep.top, name) + _share(strength, values) for name, values in amounts.items()}
        return replace(rep, top=replace(rep.top, **more))

    return shows


def _hip_hangs(rep: Rep, strength: float, stance: Stance) -> Rep:
    """The side of the free leg sinks and turns; drills are written for the left leg and mirrored afterwards."""
    sign = -1.0 if rep.side == "right" else 1.0
    much = _share(strength, (6.0, 11.0, 17.0))
    return replace(rep, top=replace(rep.top, hip_drop=-sign * much, turn=-0.15 * sign * much))


def _no_stop(rep: Rep, strength: float, stance: Stance) -> Rep:
    """Straight on at the turning point."""
    return replace(rep, pause=0.0, bounce=_share(strength, (0.1, 0.4, 0.8)))


def _half_depth(rep: Rep, strength: float, stance: Stance) -> Rep:
    """Turned around before the bottom."""
    return replace(rep, bottom=rep.bottom.towards(rep.top, _share(strength, (0.45, 0.58, 0.72))))


def _upright(rep: Rep, strength: float, stance: Stance) -> Rep:
    """Sits down on the heels with an upright trunk: knees instead of hips."""
    return replace(rep, bottom=replace(rep.bottom, torso=_share(strength, (22.0, 12.0, 4.0)), neck=0.0))


def _kneeling_short(rep: Rep, strength: float, stance: Stance) -> Rep:
    """Down again before the hips are over the knees."""
    return replace(rep, top=rep.top.towards(rep.bottom, _share(strength, (0.28, 0.42, 0.58))))


# ---- kit


def _bench(stance: Stance, top: Posture, bottom: Posture) -> tuple[Kit, ...]:
    """A bench across under the shoulder blades, its edge below them."""
    pose = stance.pose(top)
    shoulders = float(pose.positions[stance.body.index["upperarm01.L"], 2])
    return (Kit("bench", 0.0, -SOLE, shoulders - 0.06, (1.10, BENCH, 0.36)),)


def _ball(stance: Stance, top: Posture, bottom: Posture) -> tuple[Kit, ...]:
    """A ball under hips and low back."""
    pose = stance.pose(bottom)
    hips = float(pose.positions[stance.body.index["upperleg01.L"], 2])
    return (Kit("ball", 0.0, -SOLE, hips - 0.08, (0.66, BALL, 0.66)),)


def _mat(stance: Stance, top: Posture, bottom: Posture) -> tuple[Kit, ...]:
    """A thin mat under all of it."""
    return (Kit("mat", 0.0, -SOLE, 0.05, (0.66, 0.004, 1.95)),)


# ---- the jump

GRAVITY = 9.81
PUSH, ABSORB, STICK = 0.28, 0.30, 0.25
"""Seconds from the turning point to the toes leaving, from touching down to the deepest, and still there."""


@dataclass(frozen=True)
class Jump(Rep):
    """A jump from the bottom, in flight as gravity has it, landed as deep as it was begun; its `up` ends standing."""

    height: float = 0.20
    """Metres that the feet rise."""

    @property
    def flight(self) -> float:
        """Seconds in the air."""
        return float(2.0 * np.sqrt(2.0 * self.height / GRAVITY))

    def at(self, time: float, start: Moment) -> Moment:
        """Down as any rep, then off the floor and back."""
        span = self.span(0.0)
        if time <= span.left:
            return super().at(time, start)
        return Moment(
            self._rising(time - span.left), start.ground, self._stage(time - span.left, span.end - span.left)
        )

    def _stage(self, time: float, whole: float) -> Phase:
        return "up" if time < whole else "standing"

    def _rising(self, time: float) -> Posture:
        off, down = self._stretched(), self._touching()
        if time < PUSH:
            pushed = (time / PUSH) ** 2  # the legs push until the toes leave
            heels = off.heels * minimum_jerk((time / PUSH - 0.45) / 0.55)
            return replace(self.bottom.towards(off, pushed), heels=max(heels, self.bottom.heels * (1.0 - pushed)))
        time -= PUSH
        if time < self.flight:
            share = time / self.flight
            lift = GRAVITY * time * (self.flight - time) / 2.0
            return replace(off.towards(down, minimum_jerk(share)), lift=lift)
        time -= self.flight
        if time < ABSORB:
            given = 1.0 - (1.0 - time / ABSORB) ** 2  # braked evenly from the speed of the fall
            heels = self.bottom.heels + (down.heels - self.bottom.heels) * (1.0 - minimum_jerk(time / 0.12))
            return replace(down.towards(self.bottom, given), heels=heels)
        time -= ABSORB
        if time < STICK:
            return self.bottom
        rest = max(self.up - PUSH - self.flight - ABSORB - STICK, 0.2)
        return self.bottom.towards(self.top, minimum_jerk((time - STICK) / rest))

    def _stretched(self) -> Posture:
        """As the toes leave: all straight, the arms up."""
        return replace(self.top, torso=6.0, knee=6.0, heels=40.0, balance=0.06, neck=-4.0, left_swing=62.0,
                       right_swing=62.0)  # fmt: skip

    def _touching(self) -> Posture:
        """As the toes touch: knees soft, hips ready to go back."""
        part = self.top.towards(self.bottom, 0.22)
        return replace(part, heels=22.0, balance=0.05, left_swing=25.0, right_swing=25.0)


def _jumping(rep: Rep) -> Rep:
    """The same rep with the jump on its way up; faults of the bottom are those of take-off and landing."""
    known = {item.name: getattr(rep, item.name) for item in fields(Rep)}
    jump = Jump(**known)
    return replace(jump, up=round(PUSH + jump.flight + ABSORB + STICK + 0.75, 3), pause=0.0)


JUMPING: tuple[FaultId, ...] = (
    "squatting", "knees_forward", "rounded_back", "hollow_back", "neck_off_line", "weight_on_toes", "uneven_hips",
)  # fmt: skip
BRIDGE_TEMPO = Tempo(down=(1.5, 2.1), pause=(0.7, 1.1), up=(1.2, 1.7), rest=(0.8, 1.2))
BRIDGING: dict[FaultId, Shows] = {
    "hollow_back": _at_the_top(lumbar=(-13.0, -19.0, -25.0), torso=(-2.0, -4.0, -6.0), neck=(2.0, 4.0, 6.0)),
    "too_shallow": _stops_short((0.52, 0.64, 0.76)),
    "short_lockout": _stops_short((0.20, 0.32, 0.46)),
    "weight_on_toes": _at_the_top(heels=(6.0, 12.0, 18.0)),
    "no_pause": _no_stop,
}

DRILLS: tuple[Drill, ...] = (
    Drill(
        "kneeling_squat", Posture(torso=40.0, knee=146.0, neck=-8.0), (60.0, 125.0),
        ("squatting", "rounded_back", "hollow_back", "neck_off_line", "too_shallow", "too_fast", "no_pause",
         "short_lockout", "leaning_back"),
        counts_by="hip_flexion", arms=("crossed", "hips"), top=Posture(torso=3.0, knee=93.0),
        support=Support("knees"), spread=Spread(torso=4.0, knee=1.5), around=_mat,
        shows={"squatting": _upright, "too_shallow": _half_depth, "short_lockout": _kneeling_short,
               "no_pause": _no_stop},
    ),
    Drill(
        "glute_bridge", FLAT, (-25.0, 15.0), (*LYING, "uneven_hips"), counts_by="hip_flexion",
        arms=("floor", "crossed"), top=BRIDGED, support=Support("back", rest=FLAT),
        spread=Spread(0.0, 0.0, 3.0, 0.0), tempo=BRIDGE_TEMPO, first="up", turns_at="top",
        shows={**BRIDGING, "uneven_hips": _hip_hangs}, around=_mat,
    ),
    Drill(
        "one_leg_glute_bridge", replace(FLAT, **FREE, free_hip=42.0), (-25.0, 20.0), (*LYING, "uneven_hips"),
        counts_by="hip_flexion", arms=("floor", "crossed"), top=replace(BRIDGED, **FREE, free_hip=-2.0),
        support=Support("back", rest=FLAT), spread=Spread(0.0, 0.0, 3.0, 0.0), tempo=BRIDGE_TEMPO,
        first="up", turns_at="top", sides=("left", "right"), around=_mat,
        shows={**BRIDGING, "uneven_hips": _hip_hangs},
    ),
    Drill(
        "bench_glute_bridge", SUNK, (-25.0, 20.0), (*LYING, "uneven_hips", "leaning_back"), counts_by="hip_flexion",
        arms=("crossed", "hips"), top=LIFTED, support=Support("back", height=BENCH - SOLE, knee=80.0, rest=SUNK),
        spread=Spread(2.0, 0.0, 3.0, 0.0), first="up", turns_at="top", around=_bench,
        tempo=Tempo(down=(1.6, 2.2), pause=(2.0, 2.4), up=(1.3, 1.8), rest=(0.8, 1.2)),
        shows={**BRIDGING, "uneven_hips": _hip_hangs, "leaning_back": _at_the_top(torso=(-5.0, -9.0, -14.0))},
    ),
    Drill(
        "forearm_plank", PRONE, (76.0, 90.0), ("hollow_back", "rounded_back", "neck_off_line"), arms=("forearms",),
        top=PLANK, support=Support("forearms", rest=PLANK), spread=Spread(0.0, 0.0, 3.0, 0.0), first="up",
        turns_at="top", hold=True,
        tempo=Tempo(down=(1.2, 1.6), pause=(10.0, 16.0), up=(1.2, 1.6), rest=(1.0, 1.5)), around=_mat,
        shows={"hollow_back": _at_the_top(torso=(-3.5, -7.0, -11.0), lumbar=(-10.0, -17.0, -24.0)),
               "rounded_back": _at_the_top(torso=(7.0, 14.0, 22.0), lumbar=(12.0, 20.0, 28.0)),
               "neck_off_line": _at_the_top(neck=(34.0, 42.0, 50.0))},
    ),
    Drill(
        "stability_ball_curl_up", Posture(torso=-82.0, lumbar=-8.0, neck=6.0), (-66.0, -30.0),
        ("neck_off_line", "too_shallow", "too_fast", "no_pause"), arms=("crossed", "behind_head"),
        top=Posture(torso=-50.0, lumbar=30.0, thoracic=22.0, neck=10.0), first="up", turns_at="top",
        support=Support("hips", height=BALL - SOLE, knee=88.0, rest=Posture(torso=-82.0)),
        spread=Spread(2.0, 0.0, 3.0, 0.0), around=_ball,
        tempo=Tempo(down=(1.6, 2.2), pause=(0.5, 0.9), up=(1.3, 1.8), rest=(0.7, 1.1)),
        shows={"too_shallow": _stops_short((0.5, 0.62, 0.74)), "no_pause": _no_stop,
               "neck_off_line": _at_the_top(neck=(34.0, 42.0, 50.0))},
    ),
    Drill(
        "reverse_crunch", replace(FLAT, **KNEES_UP, free_hip=88.0, free_knee=90.0), (105.0, 160.0),
        ("too_shallow", "too_fast", "no_pause", "neck_off_line"), counts_by="hip_flexion", arms=("floor",),
        top=replace(FLAT, **KNEES_UP, torso=-101.0, lumbar=44.0, thoracic=6.0, neck=10.0, free_hip=112.0,
                    free_knee=96.0),
        support=Support("back", rest=FLAT), spread=Spread(0.0, 0.0, 3.0, 0.0), first="up", turns_at="top",
        around=_mat,
        tempo=Tempo(down=(1.5, 2.1), pause=(0.4, 0.7), up=(1.1, 1.6), rest=(0.6, 1.0)),
        shows={"too_shallow": _stops_short((0.5, 0.62, 0.74)), "no_pause": _no_stop,
               "neck_off_line": _at_the_top(neck=(34.0, 42.0, 50.0))},
    ),
    Drill(
        "plyometric_jump",
        Posture(torso=52.0, knee=62.0, neck=-10.0, left_swing=-38.0, right_swing=-38.0, **both("hanging")),
        (0.55, 0.90), JUMPING, counts_by="hip_height", arms=("hanging",), top=Posture(**both("hanging")),
        tempo=Tempo(down=(0.55, 0.75), pause=(0.0, 0.0), up=(2.0, 2.0), rest=(1.0, 1.6)), ways=_jumping,
        spread=Spread(torso=4.0, knee=5.0),
    ),
)  # fmt: skip
