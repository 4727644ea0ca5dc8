"""Whether the camera has moved since it was calibrated, told by the people who stand before it. Pure: numbers in.

Somebody's feet are on the floor. By the calibrated camera that says how far away they are, and so how high their eyes
are, and how tall they must be. One person is 7 % taller or smaller than most; many are not, in the middle. A camera
that has since been tilted by a degree makes all of them 5 % taller or smaller, and so does one that has sunk by 4 cm.
The roll that people tell (`kiosk.motion.level`) is compared with that of the calibration.

A camera that was panned, or moved along the wall, cannot be told so: people stand where they like.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from statistics import median

from kiosk.coach.guidance import Guidance, Stage
from kiosk.mirror.calibration import Calibration
from kiosk.mirror.optics import EYE_HEIGHT, SOLE_MM, at_depth
from kiosk.motion.level import Tilt
from kiosk.motion.posture import Posture

PEOPLE_DIFFER = 0.07
"""Standard deviation of body height, men and women together, over its mean."""

PLACES_DIFFER = 0.035
"""The same of the mean of those who come to one mirror against the height in the settings, of their shoes, and of
what the network and the calibration err by for all of them."""

LEAST, MOST = 6, 30
"""People it takes, and the last that count."""

SURE = 3.3
"""Standard deviations: of a thousand mirrors that nobody touched one says that somebody has."""

_MEDIAN = math.sqrt(math.pi / 2.0)
"""How much less sure the median of many is than their mean."""

_ROLL_KNOWN, _ROLL_FOUND = 0.6, 1.2
"""Degrees: one standard deviation of a calibrated roll, and the most that the people's may have to be believed."""

_FRAMES = 15
"""That somebody must have been seen standing in."""

_LEANS, _BENT = 12.0, 20.0
"""Degrees of the torso, and of hip or knee flexion, up to which somebody stands tall."""

_STANDS = frozenset({Stage.BASELINE, Stage.SET})
_GONE = frozenset({Stage.IDLE, Stage.APPROACH})


@dataclass(frozen=True, slots=True)
class Moved:
    """Why the camera seems to have moved: ``people`` read as ``taller`` times as tall as they can be in the middle,
    or it leans ``roll`` degrees otherwise; what does not speak for it is 1 and 0."""

    people: int
    taller: float = 1.0
    roll: float = 0.0


def too_tall(shares: list[float]) -> bool:
    """Whether people of ``shares`` times the usual height are too tall or too small, all together, for chance."""
    if len(shares) < LEAST:
        return False
    off = abs(median(math.log(share) for share in shares))
    return off > SURE * math.hypot(_MEDIAN * PEOPLE_DIFFER / math.sqrt(len(shares)), PLACES_DIFFER)


def leans(tilt: Tilt, calibrated: float) -> bool:
    """Whether the people's ``tilt`` cannot be the ``calibrated`` roll, degrees."""
    if tilt.uncertainty > _ROLL_FOUND:
        return False
    return abs(tilt.roll - calibrated) > SURE * math.hypot(tilt.uncertainty, _ROLL_KNOWN)


def upright(posture: Posture | None) -> bool:
    """Whether somebody stands tall on their feet: who kneels or sits has eyes lower than their body is tall."""
    if posture is None:
        return False
    measures = posture.measures
    torso, hip, knee = measures.torso_inclination, measures.hip_flexion, measures.knee_flexion
    if torso is None or hip is None or knee is None:
        return False
    return abs(torso.value) < _LEANS and max(hip.value, knee.value) < _BENT


def height_by_floor(calibration: Calibration, guidance: Guidance) -> float | None:
    """How tall who stands there must be by the place of their feet, millimetres; None where that is not seen."""
    feet, user, size = guidance.feet, guidance.user, guidance.picture_size
    if feet is None or user is None or user.eyes is None:
        return None
    camera, soles = calibration.camera, calibration.bottom_above_floor
    middle = ((feet.heel[0] + feet.toe[0]) / 2.0, (feet.heel[1] + feet.toe[1]) / 2.0)
    stood = camera.on_level(middle, SOLE_MM - soles, size)
    if stood is None or stood[2] <= 0.0:
        return None
    body = stood[2] / (1.0 + feet.depth / camera.focal_length(size))
    return (at_depth(camera, size, user.eyes, body, user.eyes_depth)[1] + soles) / EYE_HEIGHT


class BumpWatch:
    """Gathers what people tell, one number of each.

        watch = BumpWatch(calibration, 1720.0)
        moved = watch(guidance, tilt)      # every frame; says so once

    ``usual``: height of most people, millimetres.
    """

    def __init__(self, calibration: Calibration, usual: float) -> None:
        self._calibration, self._usual = calibration, usual
        self._people: deque[float] = deque(maxlen=MOST)
        self._own: list[float] = []
        self._told = False

    def __call__(self, guidance: Guidance, tilt: Tilt | None) -> Moved | None:
        """What is noticed with this frame; ``tilt`` None where nobody was seen."""
        if guidance.stage in _STANDS and upright(guidance.posture):
            height = height_by_floor(self._calibration, guidance)
            if height is not None and height > 0.0:
                self._own.append(height / self._usual)
        if guidance.stage not in _GONE or not self._own or self._told:
            return None
        if len(self._own) >= _FRAMES:
            self._people.append(median(self._own))
        self._own = []
        return self._judge(tilt)

    def _judge(self, tilt: Tilt | None) -> Moved | None:
        roll = self._calibration.camera.roll
        count = len(self._people)
        if too_tall(list(self._people)):
            found = Moved(count, taller=median(self._people))
        elif tilt is not None and leans(tilt, roll):
            found = Moved(count, roll=tilt.roll - roll)
        else:
            return None
        self._told = True
        return found
