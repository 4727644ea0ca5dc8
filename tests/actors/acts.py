"""What people do between repetitions: none of it counts, all of it is meant to fool a careless counter.

Every function gives acts that start from where the figure stands and end in the posture it had, unless said.
"Left" and "right" are the figure's own. Same arguments, same movement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from .gait import Walk, turning_seconds, walking_seconds
from .grounds import Spot
from .posture import STANDING, ArmStyle, Hand, Posture, both
from .script import Act, Moment, Phase, Rep, Script, Still, minimum_jerk

Change = Mapping[str, Any] | Posture
"""A posture, or the fields in which it differs from the one before the gesture."""
Stroke = tuple[float, Change]
"""Seconds of a movement and where it goes."""
Acts = tuple[Act, ...]
Side = Literal["left", "right"]
Way = Literal["behind", "front", "camera"]
"""Out of the picture at the figure's back, ahead of it, or past the camera."""
USUAL_SPEED = 1.1
"""Metres a second."""
OUT_OF_PICTURE = 2.6
"""Metres from the spot along the picture to outside of it."""
BESIDE_CAMERA = (2.4, 1.7)
"""Metres from the spot to a place beside the camera: towards it and along the picture."""


@dataclass(frozen=True)
class Gesture:
    """Strokes, one after another, and back to the posture before them; the feet stay. `shift` is metres that the
    body leans to the left over them."""

    strokes: tuple[Stroke, ...]
    back: float = 0.8
    shift: float = 0.0

    @property
    def seconds(self) -> float:
        """All strokes and the way back."""
        return sum(seconds for seconds, _ in self.strokes) + self.back

    def at(self, time: float, start: Moment) -> Moment:
        """On the way between two strokes."""
        if time >= self.seconds - 1e-9:
            return replace(start, phase=_resting(start))
        begin, posture = 0.0, start.posture
        for seconds, change in (*self.strokes, (self.back, start.posture)):
            goal = change if isinstance(change, Posture) else replace(start.posture, **change)
            if time < begin + seconds:
                posture = posture.towards(goal, minimum_jerk((time - begin) / seconds))
                break
            begin, posture = begin + seconds, goal
        ramp = min(0.7, self.seconds / 3.0)
        over = self.shift * minimum_jerk(time / ramp) * minimum_jerk((self.seconds - time) / ramp)
        ground = start.ground if not self.shift else replace(start.ground, carrier=start.ground.carrier.at(over, 0.0))
        return Moment(posture, ground, "other")


@dataclass(frozen=True)
class Become:
    """A change of posture that lasts."""

    change: Change
    seconds: float = 0.8

    def at(self, time: float, start: Moment) -> Moment:
        """On the way to it."""
        goal = self.change if isinstance(self.change, Posture) else replace(start.posture, **self.change)
        if time >= self.seconds:
            return Moment(goal, start.ground, _resting(start))
        return Moment(start.posture.towards(goal, minimum_jerk(time / self.seconds)), start.ground, "other")


def _resting(start: Moment) -> Phase:
    """The phase after an act that is no repetition."""
    return "bottom" if start.phase == "bottom" else "standing"


# ---- coming and going


def arms_down(seconds: float = 0.7) -> Acts:
    """Lets both arms hang, and leaves them so."""
    return (Become(both("hanging"), seconds),)


def walk(metres: float, speed: float = USUAL_SPEED) -> Acts:
    """Straight on, or backward if negative; the arms are as they were."""
    return (Walk(metres, seconds=walking_seconds(metres, speed)),)


def turn(degrees: float, seconds: float | None = None) -> Acts:
    """Steps round on the spot, to the left if positive."""
    return (Walk(turn=degrees, seconds=seconds or turning_seconds(degrees)),)


def turn_round(side: Side = "left") -> Acts:
    """Shows the other side: half a turn."""
    return turn(180.0 if side == "left" else -180.0)


def face_camera(camera_on: Side = "left") -> Acts:
    """A quarter turn to the camera; `turn_away` undoes it."""
    return turn(90.0 if camera_on == "left" else -90.0)


def turn_away(camera_on: Side = "left") -> Acts:
    """A quarter turn away from the camera: its back to it from side-on, side-on from facing it."""
    return turn(-90.0 if camera_on == "left" else 90.0)


def walk_in(script: Script, way: Way = "behind", camera_on: Side = "left", speed: float = USUAL_SPEED) -> Script:
    """The script of somebody who first comes in from outside the picture, to where the script begins.

    After that the figure stands still for the script's own lead.
    """
    home = script.begins
    begins, steps = _coming(home, way, 1.0 if camera_on == "left" else -1.0, speed)
    acts = (*steps, Become(script.standing), Still(script.lead, "standing"), *script.acts)
    hanging = both("hanging")
    walking = replace(STANDING, left_hand=hanging["left_hand"], right_hand=hanging["right_hand"])
    return replace(script, lead=0.0, acts=acts, standing=walking, begins=begins)


def _coming(home: Spot, way: Way, sign: float, speed: float) -> tuple[Spot, Acts]:
    if way == "behind":
        return home.at(0.0, -OUT_OF_PICTURE), walk(OUT_OF_PICTURE, speed)
    if way == "front":
        return home.at(0.0, OUT_OF_PICTURE, 180.0), (*walk(OUT_OF_PICTURE, speed), *turn(180.0 * sign))
    aside, along = BESIDE_CAMERA
    heading = float(np.degrees(np.arctan2(-sign * aside, along)))
    length = 1.08 * float(np.hypot(aside, along))  # a curve is a little longer than its chord
    return home.at(sign * aside, -along, heading), (Walk(to=home, seconds=walking_seconds(length, speed)),)


def walk_out(
    way: Way = "front", camera_on: Side = "left", speed: float = USUAL_SPEED, home: Spot | None = None
) -> Acts:
    """Lets the arms hang and goes out of the picture from `home`, with its heading; does not come back."""
    sign = 1.0 if camera_on == "left" else -1.0
    if way == "front":
        return (*arms_down(), *walk(OUT_OF_PICTURE, speed))
    if way == "behind":
        return (*arms_down(), *turn(180.0 * sign), *walk(OUT_OF_PICTURE, speed))
    aside, along = BESIDE_CAMERA
    heading = float(np.degrees(np.arctan2(sign * aside, along)))
    length = 1.08 * float(np.hypot(aside, along))
    away = (home or Spot()).at(sign * aside, along, heading)
    return (*arms_down(), Walk(to=away, seconds=walking_seconds(length, speed)))


def step_aside_and_back(metres: float = 0.45) -> Acts:
    """A few steps forward, a look at the spot, and back again backward."""
    return (*walk(metres, 0.7), Still(0.6, "other"), *walk(-metres, 0.6))


# ---- on the spot


def pause(seconds: float = 4.0) -> Acts:
    """Rests in the middle of a set."""
    return (Still(seconds, "standing"),)


def tie_shoe(seconds: float = 3.0) -> Acts:
    """Bends deep, both hands at the left foot, for some seconds."""
    down = {"torso": 97.0, "knee": 84.0, "lumbar": 38.0, "thoracic": 22.0, "neck": 6.0, **both("left_foot")}
    tug = {**down, "torso": 94.0, "neck": 0.0, "thoracic": 19.0}
    tugs = tuple((0.5, tug if n % 2 else down) for n in range(max(1, round(seconds / 0.5))))
    return (Gesture(((1.3, down), *tugs), back=1.2),)


def pick_up(seconds: float = 0.5) -> Acts:
    """Squats down, reaches to the floor between the feet, and stands up again."""
    down = {"torso": 50.0, "knee": 122.0, "lumbar": 22.0, "thoracic": 10.0, "neck": -12.0, **both("box")}
    return (Gesture(((1.2, down), (seconds, {**down, "neck": -4.0})), back=1.1),)


def set_down(seconds: float = 0.4) -> Acts:
    """Bends knees and back a little hastily, as one puts a weight on the floor, and straightens up."""
    down = {"torso": 74.0, "knee": 74.0, "lumbar": 24.0, "thoracic": 14.0, "neck": -4.0, **both("hanging")}
    return (Gesture(((1.0, down), (seconds, {**down, "torso": 71.0})), back=0.9),)


def partial_rep(bottom: Posture, share: float = 0.4, seconds: float = 0.9) -> Acts:
    """Starts down towards a bottom and breaks off."""
    return (_Broken(bottom, share, seconds),)


@dataclass(frozen=True)
class _Broken:
    """A share of the way to a posture and back; no repetition."""

    bottom: Posture
    share: float
    down: float

    @property
    def seconds(self) -> float:
        return 1.9 * self.down

    def at(self, time: float, start: Moment) -> Moment:
        goal = start.posture.towards(self.bottom, self.share)
        return Gesture(((self.down, goal),), back=0.9 * self.down).at(time, start)


def drink(side: Side = "right", seconds: float = 1.6) -> Acts:
    """One hand to the mouth, the head a little back."""
    hand = _one(side, "mouth")
    sip = {**hand, "neck": -16.0, "torso": 0.5}
    return (Gesture(((0.9, {**hand, "neck": 2.0}), (0.4, sip), (seconds, {**sip, "neck": -20.0})), back=1.0),)


def wave(side: Side = "left", times: int = 3) -> Acts:
    """Waves with a raised hand, looking that way."""
    look = 25.0 if side == "left" else -25.0
    raised = {**_one(side, "wave_in"), "look": look, "neck": -4.0}
    out = {**raised, **_one(side, "wave_out")}
    return (Gesture(((0.7, raised), *((0.28, out if n % 2 == 0 else raised) for n in range(2 * times))), back=0.8),)


def scratch(side: Side = "right", seconds: float = 1.2) -> Acts:
    """A hand at the back of the head."""
    turned = -8.0 if side == "right" else 8.0
    there = {**_one(side, "behind_head"), "neck": 10.0, "look": turned}
    again = {**there, "neck": 7.0, "look": 0.5 * turned}
    rubs = tuple((0.22, again if n % 2 == 0 else there) for n in range(max(2, round(seconds / 0.22))))
    past = {**_one(side, "talk_high"), "neck": 4.0}  # round the face, not through it
    return (Gesture(((0.5, past), (0.6, there), *rubs, (0.5, past)), back=0.6),)


def adjust_clothes(times: int = 2) -> Acts:
    """Both hands at the hem, pulling it straight, the eyes on it."""
    low: dict[str, Any] = {**_mixed("thighs", "hips", 0.4), "neck": 24.0, "torso": 7.0, "thoracic": 6.0}
    high = {**low, **_mixed("hips", "talk_low", 0.35)}
    return (Gesture(((0.8, low), *((0.35, high if n % 2 == 0 else low) for n in range(2 * times))), back=0.8),)


def look_around(degrees: float = 60.0, first: Side = "left") -> Acts:
    """The head to one side and the other, the chest a little with it."""
    sign = 1.0 if first == "left" else -1.0
    one, other = ({"look": s * degrees, "twist": s * 0.15 * degrees, "turn": s * 3.0} for s in (sign, -sign))
    return (Gesture(((0.7, one), (0.6, one), (1.1, other), (0.5, other)), back=0.7),)


def stretch_up(seconds: float = 1.5) -> Acts:
    """Both arms overhead, the chest open, on the balls of the feet for a moment."""
    up = {**both("overhead"), "torso": -3.0, "thoracic": -6.0, "neck": -14.0, "knee": 3.0}
    return (Gesture(((1.2, up), (seconds, {**up, "torso": -5.0, "lumbar": -5.0})), back=1.3),)


def stretch_sideways(first: Side = "left", seconds: float = 1.2) -> Acts:
    """One arm overhead and over to the other side, then the other way."""
    sign = 1.0 if first == "left" else -1.0
    between = {**both("talk_high"), "knee": 7.0}  # arms go up and down before the chest
    strokes: list[Stroke] = []
    for bend in (sign, -sign):
        sides: tuple[Side, Side] = ("right", "left") if bend > 0.0 else ("left", "right")
        above, below = sides
        over = {
            **_one(above, "overhead"), **_one(below, "hanging"), "side_bend": bend * 24.0, "hip_drop": -bend * 2.0,
            "knee": 9.0, "look": -bend * 6.0,
        }  # fmt: skip
        strokes += [(0.7, between), (0.8, over), (seconds, {**over, "side_bend": bend * 27.0})]
    return (Gesture((*strokes, (0.7, between)), back=0.7),)


def shake_legs(seed: int = 0) -> Acts:
    """Shifts the weight from one leg to the other and loosens the knees."""
    rng = np.random.default_rng([seed, 5])
    out: list[Act] = []
    for sign in (1.0, -1.0):
        strokes = tuple(
            (float(rng.uniform(0.3, 0.5)), {"knee": float(rng.uniform(5.0, 15.0)), "hip_drop": -sign * 4.0})
            for _ in range(3)
        )
        out.append(Gesture(strokes, back=0.5, shift=sign * 0.05))
    return tuple(out)


def shift_weight(side: Side = "left", seconds: float = 2.0) -> Acts:
    """Stands on one leg more than on the other for a while."""
    sign = 1.0 if side == "left" else -1.0
    lazy = {"hip_drop": -sign * 4.0, "side_bend": -sign * 3.0, "knee": 5.0}
    return (Gesture(((0.9, lazy), (seconds, lazy)), back=0.9, shift=sign * 0.055),)


def use_phone(seconds: float = 6.0, seed: int = 0, side: Side = "right") -> Acts:
    """Looks down on a hand held before the belly; small nods and thumbs."""
    rng = np.random.default_rng([seed, 7])
    there = {**_one(side, "talk_low"), "neck": 30.0, "thoracic": 8.0, "shoulders": 8.0}
    strokes: list[Stroke] = [(1.0, there)]
    while sum(time for time, _ in strokes) < seconds - 1.0:
        more = {"neck": float(rng.uniform(24.0, 34.0)), "look": float(rng.uniform(-6.0, 6.0))}
        strokes.append((float(rng.uniform(0.5, 1.6)), {**there, **more}))
    return (Gesture(tuple(strokes), back=1.0),)


def talk_with_hands(seconds: float = 5.0, seed: int = 0, towards: Side = "left") -> Acts:
    """Speaks to somebody at one side: both hands move, each in its own beat, the trunk with them."""
    rng = np.random.default_rng([seed, 3])
    sign = 1.0 if towards == "left" else -1.0
    strokes: list[Stroke] = []
    while sum(time for time, _ in strokes) < seconds - 0.8:
        change: dict[str, Any] = {
            "left_hand": _talking(rng),
            "right_hand": _talking(rng),
            "neck": float(rng.uniform(-8.0, 8.0)),
            "look": sign * float(rng.uniform(20.0, 45.0)),
            "twist": sign * float(rng.uniform(4.0, 14.0)),
            "torso": float(rng.uniform(0.0, 9.0)),
            "side_bend": float(rng.uniform(-3.0, 3.0)),
            "knee": float(rng.uniform(3.0, 9.0)),
        }
        strokes.append((float(rng.uniform(0.35, 0.85)), change))
    return (Gesture(tuple(strokes), back=0.8),)


def _talking(rng: np.random.Generator) -> Hand:
    """A hand somewhere between hanging, low and high."""
    low, high = float(rng.uniform(0.0, 1.0)), float(rng.uniform(0.0, 1.0))
    hanging = 0.8 if rng.uniform() < 0.2 else 0.0
    whole = low + high + hanging
    return (("talk_low", low / whole), ("talk_high", high / whole), ("hanging", hanging / whole))


def _mixed(first: ArmStyle, second: ArmStyle, share: float) -> dict[str, Hand]:
    """Both hands a share of the way from one style to another."""
    hand: Hand = ((first, 1.0 - share), (second, share))
    return {"left_hand": hand, "right_hand": hand}


def _one(side: Side, style: ArmStyle) -> dict[str, Hand]:
    """One hand in a style, as a field of a posture."""
    return {f"{side}_hand": ((style, 1.0),)}


IDLE = {
    "tie_shoe": tie_shoe,
    "pick_up": pick_up,
    "set_down": set_down,
    "drink": drink,
    "wave": wave,
    "scratch": scratch,
    "adjust_clothes": adjust_clothes,
    "look_around": look_around,
    "stretch_up": stretch_up,
    "stretch_sideways": stretch_sideways,
    "shake_legs": shake_legs,
    "shift_weight": shift_weight,
    "use_phone": use_phone,
    "talk_with_hands": talk_with_hands,
    "step_aside_and_back": step_aside_and_back,
}
"""Everything on the spot that needs no argument, by name."""


def between_reps(script: Script, after: int, *what: Acts) -> Script:
    """A script with acts put in after its rep of a number (1 is the first; 0: before all reps)."""
    acts, seen = list(script.acts), 0
    place = next((n for n, act in enumerate(acts) if isinstance(act, Rep)), len(acts))
    for number, act in enumerate(acts):
        seen += isinstance(act, Rep)
        if after and isinstance(act, Rep) and seen == after:
            place = number + 1
    if seen < after:
        raise ValueError(f"there are {seen} reps, none numbered {after}")
    added = [act for acts_ in what for act in acts_]
    return replace(script, acts=(*acts[:place], *added, *acts[place:]))
