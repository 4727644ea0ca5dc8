"""How the ghost of a jump leaves the floor: pushed off evenly, carried by its own weight, and caught evenly.

From the load a body is driven up with one and the same force until the toes leave the floor; then its centre of mass
falls as anything does, as high as the drill says; and it is caught with that force again, in the posture that it was
driven from: so nothing in it jumps but the ghost. What takes how long follows:

    speed at the take-off v = sqrt(2 g height), in the air 2 v / g, push and catch 2 way / v each
"""

from __future__ import annotations

import cmath
import math
from bisect import bisect_left

from kiosk.coach.ghost.feet import Joints
from kiosk.coach.ghost.solve import Shape
from kiosk.coach.guidance import Figure
from kiosk.motion.balance import centre_of_mass

GRAVITY = 9.81
"""Metres a second squared."""

_TIPTOE = 40.0
"""Degrees that the sole is tipped up at the take-off."""

_TIPS = 0.3
"""Share of the push after which the heels leave the floor."""

_SLOWS = 1.5
"""How hips and knees slow down towards the take-off: near straight they lift little, and would have to race."""

_STEPS = 24
"""Postures of the push by which the height of its centre is known; between them it is taken as even."""


class Leap:
    """Of ``shape``, as high as ``height`` (picture pixels), where a metre has ``metre`` of them."""

    def __init__(self, shape: Shape, height: float, metre: float) -> None:
        self._shape = shape
        self._gravity = GRAVITY * metre
        self._speed = math.sqrt(2.0 * self._gravity * height)
        pushed = [step / _STEPS for step in range(_STEPS + 1)]
        heights = [centre_of_mass(_pushed(shape, share)).imag for share in pushed]
        self._heights = [max(heights[: step + 1]) - heights[0] for step in range(_STEPS + 1)]
        self.push = 2.0 * self._heights[-1] / self._speed
        """Seconds of the push, and of the catch."""
        self.air = 2.0 * self._speed / self._gravity
        """Seconds in the air."""
        self.lasts = self.air + 2.0 * self.push
        """Seconds from the load to the landing's bottom, which is the same posture."""

    def at(self, spent: float) -> Figure | None:
        """The ghost ``spent`` seconds after it began to push."""
        joints = self.joints(spent)
        return self._shape.figure(joints)

    def joints(self, spent: float) -> Joints:
        """The same in the person's own plane."""
        flown = spent - self.push
        if 0.0 <= flown <= self.air:
            rise = self._speed * flown - self._gravity * flown * flown / 2.0
            return {name: place + 1j * rise for name, place in _pushed(self._shape, 1.0).items()}
        within = spent if flown < 0.0 else self.lasts - spent
        share = min(1.0, max(0.0, within / self.push))
        return _pushed(self._shape, self._posture(self._heights[-1] * share * share))

    def _posture(self, height: float) -> float:
        """The share of the push at which its centre is so much higher than at its beginning."""
        after = min(max(1, bisect_left(self._heights, height)), _STEPS)
        low, high = self._heights[after - 1], self._heights[after]
        part = (height - low) / (high - low) if high > low else 1.0
        return (after - 1 + min(1.0, max(0.0, part))) / _STEPS


def leap_of(shape: Shape) -> Leap | None:
    """The jump of a drill that has one; None of others, and where these limbs cannot load it."""
    jump = shape.drill.jump
    if jump is None or not shape.possible:
        return None
    return Leap(shape, jump.height * shape.height * shape.metre, shape.metre)


def _pushed(shape: Shape, share: float) -> Joints:
    """From the load (0) to tiptoe (1)."""
    joints = shape.joints((1.0 - share) ** _SLOWS) or {}
    tip = (share - _TIPS) / (1.0 - _TIPS)
    return _on_toes(joints, _TIPTOE * tip * tip) if tip > 0.0 else joints


def _on_toes(joints: Joints, degrees: float) -> Joints:
    """The heels so far up about the toes, and all above them with the ankle."""
    toe, turn = joints["toe"], cmath.rect(1.0, -math.radians(degrees))
    foot = {name: toe + (joints[name] - toe) * turn for name in ("ankle", "heel", "toe")}
    shift = foot["ankle"] - joints["ankle"]
    return {name: place + shift for name, place in joints.items()} | foot
