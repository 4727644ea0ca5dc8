"""How far the camera is rolled, told by the people who stand before it, and taken out again.

Roll is how many degrees plumb lines lean in the picture, the upper end to the right. Whoever stands tall leans a
little forward themselves: from the ankles to the shoulders by `LEAN` degrees, some more, some less. Forward is left
or right in the picture, and roll is not: who turns round, and the next person, part the one from the other. A Kalman
filter over the two (roll, which stays, and the person's own way to stand, which goes with them) carries that; its
uncertainty says when to believe it.

What was tried and left out, on the rendered people of the tune half. The feet: heel and toe of a planted foot are as
uncertain as 6 degrees from person to person, against 1.5 of the body's line. Pitch: the metric landmarks follow a
camera's pitch by a third to a half of it, plus or minus 2.5 degrees from person to person, so that it is known to
about 7 degrees only; and a camera pitched by 17 degrees changes a torso's inclination by about one. So pitch is not
corrected: what of it is constant goes with the person's own standing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from kiosk.motion.orientation import Orientation
from kiosk.motion.posture import Measures, View
from kiosk.motion.trust import Trust
from kiosk.pose.pose import Floats, Joint, Pose

LEAN = 1.9
"""Degrees by which the middle of the shoulders is ahead of the middle of the ankles in who stands: mean of the tune
half, as the network places them."""

_LEANS_DIFFER = 1.5
"""Standard deviation of the same from person to person."""

_SET_BY_EYE = 4.0
"""Standard deviation of the roll of a camera that somebody has set up, in degrees."""

_SHIFTS = 0.3
"""Standard deviation of what the camera turns from person to person, in degrees: screws give, people lean on it."""

_SWAY = 0.7
"""Standard deviation of one observation of a person's lean about their own."""

_BELIEVED = 2.0
"""Uncertainties that the roll must differ from nought before it is taken out: a level camera's results stay as they
are."""

_NEWS = 0.5
"""Degrees by which a believed roll must differ from the one that is taken out, to take its place."""

_MOST = 15.0
"""Degrees off the usual beyond which a line is no standing person's under a camera that somebody has set up."""

_BENT = 25.0
"""Degrees of hip or knee flexion up to which a person stands."""

_STILL = 3.0
"""Degrees that the line may wander during one observation."""

_OBSERVED = 0.4
"""Seconds that one observation takes."""

_UNSEEN = 0.3
"""Seconds without a standing person after which an observation begins anew."""

_LOW = (Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE)
_HIGH = (Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER)


@dataclass(frozen=True, slots=True)
class Tilt:
    """Degrees. ``roll`` as estimated, ``uncertainty`` one standard deviation of it, ``applied`` what is taken out."""

    roll: float = 0.0
    uncertainty: float = _SET_BY_EYE
    applied: float = 0.0


LEVEL = Tilt()
"""Of a camera that nobody has stood before yet."""


class LevelFinder:
    """Gathers what standing people tell of the camera's roll. The camera outlives its people: so does this."""

    def __init__(self) -> None:
        self._roll = self._own = 0.0
        self._roll_var, self._own_var, self._both = _SET_BY_EYE**2, _LEANS_DIFFER**2, 0.0
        self._applied = 0.0
        self._begun = self._last = -math.inf
        self._sum = self._low = self._high = 0.0
        self._count = 0

    @property
    def applied(self) -> float:
        """Degrees of roll that are taken out."""
        return self._applied

    @property
    def tilt(self) -> Tilt:
        """What is known by now."""
        return Tilt(self._roll, math.sqrt(self._roll_var), self._applied)

    def next_person(self) -> None:
        """Somebody else comes, who stands in their own way; the camera may have been touched a little."""
        self._own, self._own_var, self._both = 0.0, _LEANS_DIFFER**2, 0.0
        self._roll_var += _SHIFTS**2
        self._begun = -math.inf

    def settle(self) -> bool:
        """Take out what is believed by now; whether that changed. All that was measured before is then void."""
        believed = self._roll if abs(self._roll) > _BELIEVED * math.sqrt(self._roll_var) else 0.0
        if abs(believed - self._applied) < _NEWS:
            return False
        self._applied = believed
        return True

    def __call__(self, pose: Pose, orientation: Orientation, trust: Trust, measures: Measures) -> None:
        """Take ``pose``, whose ``measures`` tell whether the person stands."""
        if not _stands(orientation, trust, measures):
            return
        lean = _line(pose)
        forward = orientation.facing.sign
        if abs(lean - self._roll - forward * LEAN) > _MOST:
            return
        again = pose.time - self._last > _UNSEEN or pose.time < self._last
        self._last = pose.time
        low, high = min(self._low, lean), max(self._high, lean)
        if again or math.isinf(self._begun) or high - low > _STILL:
            self._begun, self._sum, self._count = pose.time, 0.0, 0
            low = high = lean
        self._low, self._high = low, high
        self._sum, self._count = self._sum + lean, self._count + 1
        if pose.time - self._begun >= _OBSERVED:
            self._take(self._sum / self._count - forward * LEAN, forward)
            self._begun = -math.inf

    def _take(self, seen: float, forward: int) -> None:
        """One Kalman update: ``seen`` is roll + forward * own + sway."""
        gain_roll = self._roll_var + forward * self._both
        gain_own = self._both + forward * self._own_var
        spread = gain_roll + forward * gain_own + _SWAY**2
        miss = seen - self._roll - forward * self._own
        self._roll += gain_roll / spread * miss
        self._own += gain_own / spread * miss
        self._roll_var -= gain_roll**2 / spread
        self._own_var -= gain_own**2 / spread
        self._both -= gain_roll * gain_own / spread


def levelled(pose: Pose, roll: float) -> Pose:
    """``pose`` as a camera without ``roll`` (degrees) would have seen it, without its mask, which is not turned.

    Joints are turned about the picture's middle, metric joints about the line of sight. Without roll it is ``pose``
    itself.
    """
    if roll == 0.0:
        return pose
    middle = np.array([pose.size[0] / 2.0, pose.size[1] / 2.0], dtype=np.float32)
    return replace(
        pose,
        mask=None,
        landmarks=_turned(pose.landmarks, middle, roll),
        world=_turned(pose.world, np.zeros(2, dtype=np.float32), roll),
    )


def _turned(points: Floats, middle: Floats, roll: float) -> Floats:
    """``points`` (n, 3; y down) with what leans right by ``roll`` degrees brought upright."""
    cosine, sine = math.cos(math.radians(roll)), math.sin(math.radians(roll))
    back = np.array([[cosine, sine], [-sine, cosine]], dtype=points.dtype)
    result = points.copy()
    result[:, :2] = (points[:, :2] - middle) @ back.T + middle
    return result


def _line(pose: Pose) -> float:
    """Degrees by which the line from the middle of the ankles to that of the shoulders leans to the right."""
    rows = pose.landmarks.tolist()
    x, y = (sum(rows[high][axis] - rows[low][axis] for high, low in zip(_HIGH, _LOW, strict=True)) for axis in (0, 1))
    return math.degrees(math.atan2(x, -y))


def _stands(orientation: Orientation, trust: Trust, measures: Measures) -> bool:
    hip, knee = measures.hip_flexion, measures.knee_flexion
    if orientation.view is not View.SIDE or hip is None or knee is None:
        return False
    return min(trust[name] for name in ("shoulder", "ankle")) > 0.5 and max(hip.value, knee.value) < _BENT
