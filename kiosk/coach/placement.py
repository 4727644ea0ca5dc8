"""Where to stand and how: what keeps the mirror from seeing well, in the order to mend it."""

from __future__ import annotations

from typing import Literal

from kiosk.motion.posture import Posture, View

_SMALLEST, _LARGEST = 0.35, 0.97
"""Standing body, as a share of the picture's height."""

_MARGIN = 0.01
"""How near to the picture's edge a joint may be, as a share of its size."""

_EDGE = 0.12
"""How near to a side edge the hip may be, as a share of the picture's width."""

_LEGS_SEEN = 0.3

Placement = Literal["others", "too_close", "cut_off", "off_centre", "too_far", "turned", "hidden"]
"""What is wrong; its words are `kiosk.locale.texts.PlacementTexts`."""


def check(posture: Posture, standing: bool = True) -> Placement | None:
    """The first thing to mend, or None where all is well. ``standing``: judge the body's size as well."""
    width, height = posture.picture_size
    joints = posture.outline
    if posture.others:
        return "others"
    xs = [joints[name][0] / width for name in ("ear", "shoulder", "hip", "knee", "ankle", "toe")]
    ys = [joints[name][1] / height for name in ("ear", "shoulder", "hip", "knee", "ankle", "heel")]
    above, below = min(ys) < _MARGIN, max(ys) > 1.0 - _MARGIN
    tall = max(ys) - min(ys)
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
    if posture.visibility < _LEGS_SEEN:
        return "hidden"
    return None
