"""How a body is before the first rep of a drill: what tells that it is so, and which way it then faces."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from kiosk.motion.baseline import Baseline, stands
from kiosk.motion.orientation import FEET_AND_FACE, Pointers
from kiosk.motion.posture import MEASURE_NAMES, Measure, Measures, without_back
from kiosk.pose.pose import Joint

Start = Literal["standing", "seated", "kneeling", "lying", "plank"]
"""``lying`` is on the back, with shoulders on the floor, a bench or a ball; ``plank`` on forearms and toes."""

_ON_THE_BACK = (-140.0, -35.0)
"""Degrees of torso inclination of who lies on their back, hips on the floor or up, shoulders on a bench or not."""

_LOW = 0.8
"""Leg lengths that the hips of who lies are over the ankles at most: on a ball they are as high as 0.7."""

_FACE_DOWN = (50.0, 115.0)
"""The same of who holds a plank, or rests on the forearms."""

_KNEES_BENT, _HIPS_STRAIGHT, _UPRIGHT = 60.0, 35.0, 25.0
"""Degrees: who kneels tall bends the knees at least so far, hips and torso at most so far."""


@dataclass(frozen=True, slots=True)
class RestPosture:
    """``upright``: on the feet, judged from the person's own standing. ``pointers``: joints that tell which way the
    front points. ``taken``: whether the measures of a frame are of a body that rests so; ``kept``: of one that may be
    anywhere in a rep that began so, and has not got up. ``back_shown``: whether the outline of the back is its own,
    and not the floor's."""

    upright: bool
    pointers: Pointers
    taken: Callable[[Measures], bool]
    kept: Callable[[Measures], bool]
    back_shown: bool = True


def _always(_measures: Measures) -> bool:
    return True


def _lies(measures: Measures) -> bool:
    torso, height = measures.torso_inclination, measures.hip_height
    if torso is None or not _ON_THE_BACK[0] <= torso.value <= _ON_THE_BACK[1]:
        return False
    return height is None or height.value <= _LOW  # who hinges has the trunk level too


def _kneels(measures: Measures) -> bool:
    torso, hip = measures.torso_inclination, measures.hip_flexion
    if torso is None or abs(torso.value) > _UPRIGHT or hip is None or abs(hip.value) > _HIPS_STRAIGHT:
        return False
    return _knees_bent(measures)


def _knees_bent(measures: Measures) -> bool:
    knee = measures.knee_flexion
    return knee is None or knee.value >= _KNEES_BENT  # shanks on the floor are often hidden


def faces_down(measures: Measures) -> bool:
    """Whether the body is that of a plank, or of who rests on the forearms."""
    torso = measures.torso_inclination
    return torso is not None and _FACE_DOWN[0] <= torso.value <= _FACE_DOWN[1]


def _from_to(behind: str, ahead: str) -> Pointers:
    return tuple((Joint[f"{side}_{behind}"], Joint[f"{side}_{ahead}"], 1.0) for side in ("LEFT", "RIGHT"))


_STANDING = RestPosture(True, FEET_AND_FACE, stands, _always)

REST_POSTURES: Mapping[Start, RestPosture] = {
    "standing": _STANDING,
    "seated": _STANDING,  # from the chair too, reps end standing, and are told from there
    # On the knees the toes point back; lying, toes and nose point up, and the feet are where the front was.
    "kneeling": RestPosture(False, _from_to("ANKLE", "KNEE"), _kneels, _knees_bent),
    "lying": RestPosture(False, _from_to("SHOULDER", "HIP"), _lies, _lies, back_shown=False),
    "plank": RestPosture(False, _from_to("HIP", "SHOULDER"), faces_down, faces_down),
}


def change_from_rest(measures: Measures, baseline: Baseline | None) -> Measures:
    """``measures`` minus those of the person's own rest, one by one; the back is not compared off the feet."""
    if baseline is None:
        return Measures()
    found: dict[str, Measure] = {}
    for name in MEASURE_NAMES:
        item, rest = getattr(measures, name), baseline.measures.value(name)
        if item is not None and rest is not None:
            found[name] = replace(item, value=item.value - rest)
    return replace(without_back(Measures(**found)), hinge_ratio=None)
