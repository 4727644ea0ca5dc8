"""The ghost: the drill's target posture, solved for this person's own limbs, moving at the drill's tempo."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.coach.drill import Drill
from kiosk.coach.guidance import Figure, Point
from kiosk.coach.performance import TempoSection
from kiosk.motion.balance import centre_of_mass
from kiosk.motion.posture import Facing, Phase

_STANDING_KNEE = 4.0
"""Degrees of knee flexion of the ghost at rest: soft, never locked."""

_READY = 0.8
"""Seconds the ghost stands before it leads the next rep."""

_PATIENCE = 4.0
"""Seconds the ghost waits for the person, at the bottom and at the top."""

_SHANK_RANGE = (-25.0, 50.0)
"""Degrees in which the shank can lean."""

_NECK = 8.0
"""Degrees by which the ear lies ahead of the torso's line in who looks straight on."""

_ELBOW_BACK = 28.0
"""Degrees behind the torso that the upper arms point with the hands on the hips."""


@dataclass(frozen=True, slots=True)
class Limbs:
    """A person's own lengths in picture pixels, and where the feet stand."""

    shank: float
    thigh: float
    torso: float
    neck: float
    upper_arm: float
    forearm: float
    ankle: Point
    heel: Point
    toe: Point
    facing: Facing

    @classmethod
    def of(cls, outline: Mapping[str, Point], facing: Facing) -> Limbs:
        """Measured on the near side's joints (picture pixels) of a standing person."""
        return cls(
            shank=math.dist(outline["ankle"], outline["knee"]),
            thigh=math.dist(outline["knee"], outline["hip"]),
            torso=math.dist(outline["hip"], outline["shoulder"]),
            neck=math.dist(outline["shoulder"], outline["ear"]),
            upper_arm=math.dist(outline["shoulder"], outline["elbow"]),
            forearm=math.dist(outline["elbow"], outline["wrist"]),
            ankle=outline["ankle"],
            heel=outline["heel"],
            toe=outline["toe"],
            facing=facing,
        )


def ghost(drill: Drill, limbs: Limbs, depth: float) -> Figure:
    """The target posture at ``depth`` (0 standing, 1 the drill's bottom), in picture pixels.

    Feet planted; the shank leans so that the centre of mass stays over the middle of the foot, as it must in
    anybody who does not fall over.
    """
    torso = depth * drill.target.torso_inclination
    knee = _STANDING_KNEE + depth * (drill.target.knee_flexion - _STANDING_KNEE)
    sign = limbs.facing.sign
    above = _above_hip(drill, limbs, torso)
    shank = _balanced_shank(limbs, above, knee, (limbs.heel[0] + limbs.toe[0]) / 2.0 * sign)
    joints = _solve(limbs, above, knee, shank)
    return Figure({name: (point.real * sign, -point.imag) for name, point in joints.items()})


def _balanced_shank(limbs: Limbs, above: Mapping[str, complex], knee: float, middle: float) -> float:
    """Degrees by which the shank must lean for the centre of mass to be at x = ``middle``; else as near as it can.

    Knee and hip go on circles as the shank leans, and all above moves with the hip: so the centre's x is
    level + up * sin(shank) + across * cos(shank), which three places tell in full.
    """
    ahead, flat, behind = (centre_of_mass(_solve(limbs, above, knee, shank)).real for shank in (0.0, 90.0, 180.0))
    level, across = (ahead + behind) / 2.0, (ahead - behind) / 2.0
    up = flat - level
    sine = max(-1.0, min(1.0, (middle - level) / math.hypot(up, across)))
    low, high = _SHANK_RANGE
    return max(low, min(high, math.degrees(math.asin(sine) - math.atan2(across, up))))


def _above_hip(drill: Drill, limbs: Limbs, torso: float) -> dict[str, complex]:
    """Trunk, head and arms as seen from the hip, x + iy (x forward, y up, pixels), for a torso at so many degrees."""
    shoulder = _up(limbs.torso, torso)
    if drill.target.arms == "hang":
        elbow = shoulder - _up(limbs.upper_arm, 0.0)
        wrist = elbow - _up(limbs.forearm, 0.0)
    else:
        # Hands on the hips: the elbow points back, as far as the two bones allow.
        elbow = shoulder - _up(limbs.upper_arm, torso + _ELBOW_BACK)
        reach = 0.1 * shoulder - elbow
        wrist = elbow + reach * min(1.0, limbs.forearm / max(1e-6, abs(reach)))
    return {"ear": shoulder + _up(limbs.neck, torso + _NECK), "shoulder": shoulder, "elbow": elbow, "wrist": wrist}


def _solve(limbs: Limbs, above: Mapping[str, complex], knee: float, shank: float) -> dict[str, complex]:
    """All joints as x + iy (x forward, y up, pixels): feet planted, knee and shank at so many degrees, and on the hip
    what is ``above`` it (`_above_hip`)."""
    sign = limbs.facing.sign
    ankle, heel, toe = (complex(x * sign, -y) for x, y in (limbs.ankle, limbs.heel, limbs.toe))
    knee_at = ankle + _up(limbs.shank, shank)
    hip = knee_at + _up(limbs.thigh, shank - knee)
    return {name: hip + place for name, place in above.items()} | {
        "hip": hip,
        "knee": knee_at,
        "ankle": ankle,
        "heel": heel,
        "toe": toe,
    }


def _up(length: float, degrees: float) -> complex:
    """A segment that leans forward by so many degrees from upright."""
    angle = math.radians(degrees)
    return complex(length * math.sin(angle), length * math.cos(angle))


class Lead:
    """Where the ghost is: it leads down, waits at the bottom for the person, leads up, waits at the top."""

    def __init__(self, tempo: TempoSection) -> None:
        self._tempo = tempo
        self._leg = "top"
        self._since: float | None = None

    def __call__(self, time: float, phase: Phase) -> float:
        """Depth of the ghost, 0..1, at ``time`` while the person is in ``phase``."""
        if self._since is None:
            self._since = time
        spent = time - self._since
        match self._leg:
            case "top":
                going = phase in (Phase.DOWN, Phase.BOTTOM)
                if going or (phase is Phase.STANDING and spent >= _READY) or spent >= _PATIENCE:
                    self._enter("down", time)
                return 0.0
            case "down":
                if spent >= self._tempo.down:
                    self._enter("bottom", time)
                return _eased(spent / self._tempo.down)
            case "bottom":
                waited = spent >= self._tempo.pause and phase in (Phase.BOTTOM, Phase.UP)
                if waited or spent >= max(_PATIENCE, self._tempo.pause):
                    self._enter("up", time)
                return 1.0
            case _:
                if spent >= self._tempo.up:
                    self._enter("top", time)
                return 1.0 - _eased(spent / self._tempo.up)

    def _enter(self, leg: str, time: float) -> None:
        self._leg, self._since = leg, time


def _eased(share: float) -> float:
    """Minimum-jerk course from 0 to 1 (Flash and Hogan 1985)."""
    x = min(1.0, max(0.0, share))
    return x**3 * (10.0 - 15.0 * x + 6.0 * x * x)
