"""Where to stand and how: what keeps the mirror from seeing well, in the order to mend it."""

from __future__ import annotations

from typing import Literal

from kiosk.motion.posture import Posture, View
from kiosk.motion.rest import Start

_SMALLEST, _LARGEST = 0.35, 0.97
"""Standing body, as a share of the picture's height."""

_MARGIN = 0.01
"""How near to the picture's edge a joint may be, as a share of its size."""

_EDGE = 0.12
"""How near to a side edge the hip may be, as a share of the picture's width."""

_LEGS_SEEN = 0.3

Placement = Literal[
    "others",
    "too_close",
    "cut_off",
    "off_centre",
    "too_far",
    "turned",
    "hidden",
    "lying_too_close",
    "lying_off_centre",
    "lying_turned",
]
"""What is wrong; its words are `kiosk.locale.texts.PlacementTexts`."""


def check(posture: Posture, standing: bool = True, start: Start = "standing") -> Placement | None:
    """The first thing to mend, or None where all is well. ``standing``: judge the body's size as well.

    ``start`` is how the drill begins. Who lies is not as high as who stands, and fills the picture's width; on the
    knees the shanks are on the floor and often hidden.
    """
    width, height = posture.picture_size
    joints = posture.outline
    if posture.others:
        return "others"
    xs = [joints[name][0] / width for name in ("ear", "shoulder", "hip", "knee", "ankle", "toe")]
    ys = [joints[name][1] / height for name in ("ear", "shoulder", "hip", "knee", "ankle", "heel")]
    above, below = min(ys) < _MARGIN, max(ys) > 1.0 - _MARGIN
    tall = max(ys) - min(ys)
    if start in ("lying", "plank"):
        return _lying(posture, min(xs), max(xs), above or below)
    if (above and below) or (standing and tall > _LARGEST):
        return "too_close"
    if above or below:
        return "cut_off"
    if min(xs) < _MARGIN or max(xs) > 1.0 - _MARGIN or not _EDGE <= joints["hip"][0] / width <= 1.0 - _EDGE:
        return "off_centre"
    if standing and tall < _SMALLEST:
        return "too_far"
    if posture.view is not View.SIDE:
        return "turned"
    if start != "kneeling" and posture.visibility < _LEGS_SEEN:
        return "hidden"
    return None


def _lying(posture: Posture, left: float, right: float, cut_off: bool) -> Placement | None:
    """The same of who is on the floor; ``left`` and ``right`` are their ends, as shares of the picture's width."""
    if left < _MARGIN and right > 1.0 - _MARGIN:
        return "lying_too_close"
    if cut_off or left < _MARGIN or right > 1.0 - _MARGIN:
        return "lying_off_centre"
    if posture.view is not View.SIDE:
        return "lying_turned"
    return None
