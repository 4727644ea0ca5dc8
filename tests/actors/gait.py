"""Steps: how a figure walks along a line, an arc or a curve and turns on the spot. Data and timing only, no body.

Every foot stands still where the body will be in the middle of its stance, swings on, and lands on its heel. The
numbers follow ordinary gait: a foot is in the air for 40 % of two steps; steps get quicker and longer with speed, a
little below the walk ratio of Sekiya and Nagasaki (1998); the pelvis is lowest when both feet bear, turns and drops a
few degrees with the swinging leg and leans over the standing one; chest and arms go against it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from .grounds import HALF_STANCE, TOE_OUT, Footing, Ground, Spot, standing_at
from .posture import Posture
from .script import Moment, Phase, minimum_jerk

WALK_RATIO = 0.33
"""Metres times seconds of a step: at a speed it takes sqrt(WALK_RATIO / speed) seconds."""
SLOW, TURNING_STEP = 0.3, 0.55
"""Below this speed (metres a second) a step takes this many seconds: turning on the spot, stepping aside."""
STEP_SECONDS = (0.44, 0.64)
"""The quickest and the slowest step, in seconds."""
SWING = 0.8
"""Share of a step's time that the foot is in the air."""
SHIFT = 0.2
"""Seconds before the first foot leaves the floor and after the last has landed."""
RAMP_STEPS = 1.7
"""Steps in which the even pace is reached, and in which the body comes to rest."""
TOE_OFF, HEEL_STRIKE = 46.0, 17.0
"""Degrees that a foot is pitched as its toes leave the floor and as its heel strikes, at a metre a second."""
LATE = 0.05
"""Share of a step by which a foot's stance is further behind the body than ahead, as its heel rises."""
FOOT_LIFT = 0.058
NARROW, WIDE = 0.062, 0.105
"""Half the width between the ankles when walking on and when turning on the spot, metres."""
TURN_STEP = 32.0
"""The most degrees that a step turns the body."""
ALONG_LEG = 0.86
"""Metres from hip to ankle of a body of middle height; says how far the hips sink in a step."""


@dataclass(frozen=True)
class Walk:
    """Steps forward (backward if negative) and a turn (to the left positive) at an even pace, ending side by side.

    With `to` the way is a smooth curve to a spot of the stage instead, leaving and arriving with its heading.
    """

    metres: float = 0.0
    turn: float = 0.0
    seconds: float = 2.0
    arm_swing: float = 20.0
    then: Phase = "standing"
    to: Spot | None = None

    def at(self, time: float, start: Moment) -> Moment:
        """Stepping: the body glides along, each foot stands where the body will be in the middle of its stance."""
        way = _Way(self, start.ground.carrier)
        if time >= self.seconds:
            return Moment(start.posture, standing_at(way.carrier(self.seconds)), self.then)
        return Moment(way.posture(time, start.posture), way.ground(time), "other")


def walking_seconds(metres: float, speed: float) -> float:
    """How long a walk takes that goes at an even speed (metres a second) but for its start and end."""
    return abs(metres) / speed + _ramp(_usual_step(speed))


def _usual_step(speed: float) -> float:
    """Seconds that a step takes at a speed; on the spot, a usual stepping about."""
    return TURNING_STEP if speed < SLOW else float(np.clip(np.sqrt(WALK_RATIO / speed), *STEP_SECONDS))


def _ramp(step: float) -> float:
    """Seconds from standing to the even pace."""
    return SHIFT + RAMP_STEPS * step


def turning_seconds(degrees: float) -> float:
    """How long a turn on the spot takes at a usual pace."""
    return 2.0 * SHIFT + max(2, int(np.ceil(abs(degrees) / TURN_STEP))) * TURNING_STEP


@dataclass(frozen=True)
class _Stance:
    """A foot on the floor from one time to another."""

    begin: float
    end: float
    spot: Spot
    wide: float
    """1 where the foot stands as the support has it, 0 where walking decides."""


class _Way:
    """One walk from one spot: where body and feet are at any time."""

    def __init__(self, walk: Walk, start: Spot) -> None:
        self._walk, self._start = walk, start
        self._seconds = walk.seconds
        self._curve = None if walk.to is None else _Curve(start, walk.to)
        metres = walk.metres if self._curve is None else self._curve.length
        turn = walk.turn if self._curve is None else self._curve.turn
        self._metres, self._degrees = metres, turn
        self._backward = metres < 0.0
        pace = abs(metres) / walk.seconds
        for _ in range(6):  # the pace says how long a step takes, and that how soon the pace is reached
            self._ramp = min(_ramp(_usual_step(pace)), walk.seconds / 2.0)
            pace = abs(metres) / (walk.seconds - self._ramp)
        self._speed = pace
        """Metres a second at the even pace."""
        stepping = walk.seconds - 2.0 * SHIFT
        fewest = max(2, int(np.ceil(abs(turn) / TURN_STEP))) if pace < SLOW else 2
        self._count = max(fewest, round(stepping / _usual_step(pace)))
        self._step = stepping / self._count
        self._first = 1.0 if turn >= 0.0 else -1.0  # the foot on the inside of a turn goes first, so feet never cross
        self._stride = self._speed * self._step
        self._brisk = min(1.0, self._speed)
        self._half = NARROW + (WIDE - NARROW) * float(np.exp(-((self._stride / 0.25) ** 2)))

    # ---- the body

    def carrier(self, time: float) -> Spot:
        """Where the body is, without its lean over the standing foot."""
        share = _even(time / self._seconds, self._ramp / self._seconds)
        if self._curve is not None:
            return self._curve.at(share)
        if not self._walk.turn:
            return self._start.at(0.0, share * self._metres)
        arc = np.radians(self._degrees * share)  # forward along the heading that the turn has reached
        radius = self._metres / np.radians(self._degrees)
        return self._start.at(radius * (1.0 - np.cos(arc)), radius * np.sin(arc), self._degrees * share)

    def posture(self, time: float, start: Posture) -> Posture:
        """Pelvis, chest, arms and lean of the body on its way."""
        eased, beat = self._eased(time), self._beat(time)
        lead = -eased * self._first * float(np.sin(np.pi * beat))  # 1 when the right foot is furthest ahead
        aloft = eased * self._first * float(np.cos(np.pi * beat))  # 1 in the middle of the left foot's swing
        brisk, onward = self._brisk, -1.0 if self._backward else 1.0
        swing = self._walk.arm_swing * brisk * lead * onward
        pelvis = 5.0 * brisk * lead * onward
        return replace(
            start,
            turn=start.turn + pelvis,
            twist=start.twist - 1.7 * pelvis,
            look=start.look + 0.7 * pelvis,
            hip_drop=start.hip_drop + 3.0 * brisk * aloft,
            torso=start.torso + 2.0 * eased * brisk * onward,
            left_swing=start.left_swing + swing + 2.0 * eased * brisk,
            right_swing=start.right_swing - swing + 2.0 * eased * brisk,
            pull=start.pull + 0.02 * eased * brisk,
        )

    def ground(self, time: float) -> Ground:
        """Both feet, and the body over them."""
        eased, beat = self._eased(time), self._beat(time)
        hip_drop = ALONG_LEG - np.sqrt(ALONG_LEG**2 - min(self._stride / 2.0, 0.45) ** 2)
        low, high = 0.008 + 0.64 * float(hip_drop), 0.008
        sink = eased * (high + (low - high) * 0.5 * (1.0 - float(np.cos(2.0 * np.pi * beat))))
        aside = 0.28 * self._half + 0.035 * (1.0 - self._under_way(time))
        sway = -eased * self._first * aside * float(np.cos(np.pi * beat))
        carrier = self.carrier(time).at(sway, 0.0)
        return Ground(carrier, self._foot(time, 1.0), self._foot(time, -1.0), sink)

    def _beat(self, time: float) -> float:
        """Steps gone by: whole numbers in the middle of a swing, halves where both feet bear."""
        return (time - SHIFT) / self._step - SWING / 2.0 - (1.0 - SWING) / 2.0

    def _eased(self, time: float) -> float:
        """0 while standing at both ends, 1 in between."""
        rise = min(0.5, self._seconds / 3.0)
        return minimum_jerk(time / rise) * minimum_jerk((self._seconds - time) / rise)

    def _under_way(self, time: float) -> float:
        return minimum_jerk(time / self._ramp) * minimum_jerk((self._seconds - time) / self._ramp)

    # ---- the feet

    @cached_property
    def _stances(self) -> dict[float, list[_Stance]]:
        """All stances of the left (1) and the right (-1) foot, in order."""
        return {sign: list(self._stances_of(sign)) for sign in (1.0, -1.0)}

    def _stances_of(self, sign: float) -> Iterator[_Stance]:
        offset = 0 if sign == self._first else 1
        lifted = [SHIFT + (number + (1.0 - SWING) / 2.0) * self._step for number in range(offset, self._count, 2)]
        begins = [0.0, *(time + SWING * self._step for time in lifted)]
        ends = [*lifted, self._seconds]
        for number, (begin, end) in enumerate(zip(begins, ends, strict=True)):
            if number in (0, len(begins) - 1):
                spot = self.carrier(0.0 if number == 0 else self._seconds)
                yield _Stance(begin, end, spot.at(sign * HALF_STANCE, 0.0, sign * TOE_OUT), 1.0)
            else:
                spot = self.carrier((begin + end) / 2.0)
                behind = -LATE * self._stride * np.sign(self._metres)
                yield _Stance(begin, end, spot.at(sign * self._half, behind, sign * TOE_OUT), 0.0)

    def _foot(self, time: float, sign: float) -> Footing:
        stances = self._stances[sign]
        pitch = self._pitch(time, stances)
        for number, stance in enumerate(stances):
            if time <= stance.end:
                if time >= stance.begin or number == 0:
                    return Footing(stance.spot, pitch, wide=stance.wide)
                was = stances[number - 1]
                share = (time - was.end) / (stance.begin - was.end)
                eased = minimum_jerk(share)
                spot = was.spot.towards(stance.spot, eased)
                wide = was.wide + eased * (stance.wide - was.wide)
                lift = FOOT_LIFT * _bump(share, 0.0, 0.3, 1.0)
                return Footing(spot, pitch, lift, wide)
        return Footing(stances[-1].spot, pitch, wide=1.0)

    def _pitch(self, time: float, stances: list[_Stance]) -> float:
        """The heel comes up before the toes leave, and strikes first; going backward the toes land first."""
        step, pitch = self._step, 0.0
        for before, after in pairwise(stances):
            metres = float(np.hypot(after.spot.x - before.spot.x, after.spot.z - before.spot.z))
            share = min(1.0, metres / 0.9)  # small steps are taken flat
            off, on = before.end, after.begin
            if self._backward:
                pitch += 22.0 * share * _bump(time, off, on + 0.1 * step, on + 0.4 * step)
                continue
            pitch += (
                TOE_OFF
                * share
                * _bump(time, max(off - 0.5 * step, before.begin), off + 0.08 * step, off + 0.52 * step)
            )
            pitch -= HEEL_STRIKE * share * _bump(time, off + 0.45 * step, on - 0.02 * step, on + 0.2 * step)
        return pitch


class _Curve:
    """A smooth way between two spots that leaves and arrives with their headings (a cubic Hermite curve)."""

    def __init__(self, start: Spot, end: Spot) -> None:
        a, b = np.array([start.x, start.z]), np.array([end.x, end.z])
        pull = 1.2 * float(np.linalg.norm(b - a))
        out, into = (
            pull * np.array([np.sin(np.radians(spot.heading)), np.cos(np.radians(spot.heading))])
            for spot in (start, end)
        )
        u = np.linspace(0.0, 1.0, 201)[:, None]
        self._points = (
            (1 + 2 * u) * (1 - u) ** 2 * a + u * (1 - u) ** 2 * out + u**2 * (3 - 2 * u) * b + u**2 * (u - 1) * into
        )
        slope = 6 * u * (u - 1) * (a - b) + (1 - u) * (1 - 3 * u) * out + u * (3 * u - 2) * into
        heading = np.unwrap(np.arctan2(slope[:, 0], slope[:, 1]))
        self._headings = np.degrees(heading - heading[0]) + start.heading
        along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(self._points, axis=0), axis=1))])
        self.length = float(along[-1])
        self.turn = float(self._headings[-1] - self._headings[0])
        self._along = along / along[-1]

    def at(self, share: float) -> Spot:
        """A share of the way along."""
        x, z = (float(np.interp(share, self._along, self._points[:, axis])) for axis in (0, 1))
        return Spot(x, z, float(np.interp(share, self._along, self._headings)))


def _bump(time: float, start: float, peak: float, end: float) -> float:
    """From 0 up to 1 at the peak and back, smooth."""
    if time <= peak:
        return minimum_jerk((time - start) / (peak - start))
    return minimum_jerk((end - time) / (end - peak))


def _even(progress: float, ramp: float) -> float:
    """From 0 to 1 at an even pace with smooth ramps of a share of the way at both ends."""
    x, ramp = min(max(progress, 0.0), 1.0), min(ramp, 0.5)

    def ramped(t: float) -> float:
        """The distance of a speed that grows as a smoothstep over the ramp, then stays 1."""
        u = min(max(t / ramp, 0.0), 1.0)
        return ramp * (u**3 - 0.5 * u**4) + max(t - ramp, 0.0)

    whole = 1.0 - ramp
    return ramped(x) / whole if x <= 1.0 - ramp else 1.0 - ramped(1.0 - x) / whole
