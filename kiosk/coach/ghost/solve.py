"""The drill's target posture, solved for one person's own limbs: a figure for every depth of a rep."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kiosk.coach.drill import Drill
from kiosk.coach.ghost.angles import lean
from kiosk.coach.ghost.arms import bar_on_back
from kiosk.coach.ghost.back_line import back_points
from kiosk.coach.ghost.feet import Joints, flexion, on_feet
from kiosk.coach.ghost.floor import bridged, bridged_on_one, crunched, curled, on_knees, planked
from kiosk.coach.ghost.limbs import Limbs
from kiosk.coach.guidance import Figure
from kiosk.coach.performance import Support, TargetSection
from kiosk.coach.special import BarAtKnee, ImaginaryBench
from kiosk.motion.signals import RepsBy

BEYOND = 1.12
"""Depth up to which a figure can be asked for: a little beyond the far end."""

_FIST = 0.075
"""Metres from the wrist to the middle of the fist, of who is 1.72 m tall (as `kiosk.coach.rules.bar` has it)."""

_PLATE = 0.10
"""Metres: radius of the ring that stands for a weight, less than a plate's, which would hide the legs."""

_REACH = (0.6, 1.5)
"""Shares of the drill's own posture between which the far end is looked for where hands or seat must come to
some height."""

_STEPS = 12
"""Halvings of that range: to a quarter of a thousandth of the way."""

Solver = Callable[[TargetSection, Limbs, float, float], Joints | None]

_OFF_THE_FEET: Mapping[Support, Solver] = {
    "knees": on_knees,
    "back_and_feet": bridged,
    "back_and_foot": bridged_on_one,
    "back": crunched,
    "ball": curled,
    "forearms": planked,
}


class Shape:
    """``drill`` on ``limbs`` of somebody ``height`` metres tall. The same on every call."""

    def __init__(self, drill: Drill, limbs: Limbs, height: float = 1.72, reach: float | None = None) -> None:
        """``reach``: that of a shape on all but the same limbs, which spares looking for it."""
        self.drill, self.limbs, self.height = drill, limbs, height
        self._target = drill.target
        self.metre = limbs.metre(height) if drill.upright else 0.0
        """Picture pixels; 0 of who does not stand."""
        self._fist = _FIST * height / 1.72 * self.metre
        self._least = drill.rep.bottom[0] if drill.count.by != "hold" else 0.0
        self.reach = self._found_reach() if reach is None else reach
        """The far end as a share of the way to the drill's own posture: where something must come to some height."""
        self.possible = drill.upright or all(self._joints(share / 4.0) is not None for share in range(5))
        """Whether these limbs, resting as they do, can come to the drill's posture."""

    def at(self, depth: float, *, back: bool = False) -> Figure | None:
        """At ``depth``, 0 as they rest, 1 the far end, up to `BEYOND`, on the way there or ``back``; None where it is
        not `possible`."""
        joints = self.joints(depth, back=back)
        return None if joints is None else self.figure(joints)

    def figure(self, joints: Joints) -> Figure:
        """``joints`` of the person's own plane in picture pixels, with what is drawn besides."""
        points = joints | back_points(self.limbs.back, joints["hip"], joints["shoulder"], joints["ear"])
        points |= self._weight(joints)
        return Figure({name: self.limbs.placed(point) for name, point in points.items()})

    def joints(self, depth: float, *, back: bool = False) -> Joints | None:
        """The same in the person's own plane (`Limbs`), without what is drawn besides."""
        return self._joints(depth, back) if self.possible else None

    def way(self, joints: Mapping[str, complex]) -> float:
        """How far ``joints`` are from rest in what the drill's reps are counted by (`kiosk.motion.signals`)."""
        rest = self.limbs.joints
        if self.drill.count.by == "hold":
            return 0.0
        by: RepsBy = self.drill.rep.by
        match by:
            case "torso":
                return _torso(joints) - _torso(rest)
            case "hip_height":
                leg = abs(rest["hip"] - rest["knee"]) + abs(rest["knee"] - rest["ankle"])
                return 100.0 * (rest["hip"] - joints["hip"]).imag / leg
            case "hip_extension_lying":
                return flexion(rest) - flexion(joints)
            case "hip_flexion_lying" | "hip_knee":
                return flexion(joints) - flexion(rest)

    def _joints(self, depth: float, back: bool = False) -> Joints | None:
        if self.drill.upright:
            return on_feet(self._target, self.limbs, depth, self.reach, back=back)
        solver = _OFF_THE_FEET.get(self._target.support)
        return None if solver is None else solver(self._target, self.limbs, depth, self._least)

    def _weight(self, joints: Mapping[str, complex]) -> dict[str, complex]:
        """The middle of what is held, and a point of its rim."""
        if self._target.load <= 0.0:
            return {}
        middle = joints["wrist"] - 1j * self._fist
        if self._target.arms == "bar_on_back":
            middle = bar_on_back(joints["hip"], joints["shoulder"])
        return {"weight": middle, "weight_rim": middle + _PLATE * self.metre}

    def _found_reach(self) -> float:
        above = self._above()
        if above is None or not self.drill.upright:
            return 1.0
        low, high = _REACH
        for _ in range(_STEPS):
            middle = (low + high) / 2.0
            if above(on_feet(self._target, self.limbs, 1.0, middle)) > 0.0:
                low = middle
            else:
                high = middle
        return (low + high) / 2.0

    def _above(self) -> Callable[[Joints], float] | None:
        """How far a figure is above the height that its far end must come to, pixels; None where there is none."""
        own, special = self.limbs.joints, self.drill.special
        if isinstance(special, ImaginaryBench):
            seat = own["ankle"].imag + special.height * (
                self.limbs.length("ankle", "knee") + self.limbs.length("knee", "hip")
            )
            return lambda joints: joints["hip"].imag - seat
        if isinstance(special, BarAtKnee):
            bar = own["knee"].imag - special.below * self.limbs.length("ankle", "knee")
        elif self._target.hands is not None:
            bar = own["heel"].imag + self._target.hands * self.metre
        else:
            return None
        return lambda joints: joints["wrist"].imag - self._fist - bar


def ghost(drill: Drill, limbs: Limbs, depth: float, height: float = 1.72) -> Figure | None:
    """The target posture at ``depth`` (0 as they rest, 1 the drill's far end), in picture pixels: what bears the body
    stays where it is, and a standing body is carried by the middle of the foot. None where these limbs, resting as
    they do, cannot come to it."""
    return Shape(drill, limbs, height).at(depth)


def _torso(joints: Mapping[str, complex]) -> float:
    return lean(joints["shoulder"] - joints["hip"])
