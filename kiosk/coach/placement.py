"""Where to stand and how: what keeps the mirror from seeing well, in the order to mend it."""

from __future__ import annotations

from typing import Literal

from kiosk.motion.posture import Posture, View
from kiosk.motion.rest import Start

SMALLEST, LARGEST = 0.35, 0.97
"""Standing body, ear to heel, as a share of the picture's height."""

MARGIN = 0.01
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


Aisle = tuple[float, float]
"""From where to where the glass shows a head, in body heights off the middle of the picture, x to its right."""

Step = Literal["step_backward", "step_forward"]
"""Which way to move, as they face; its words are `kiosk.locale.texts.SessionTexts`."""

_SLACK = 0.03
"""Body heights by which an upright head may be beyond the edge behind it, and by which a bent one must be well inside
of the other until who was told to step is not told any more."""


def step_onto_glass(
    posture: Posture, height: float, reach: float, aisle: Aisle, told: Step | None = None
) -> Step | None:
    """Which way who stands upright, side-on, should step, so that the glass shows their head to the far end of a rep.

    None where it does, or where it is too narrow for that. ``height``: theirs, pixels of the picture; ``reach``: how
    far forward the head comes, body heights; ``told``: what they are told by now. Seen with one's own eyes, a head is
    straight ahead, however far away one stands: no step nearer or farther changes that.
    """
    low, high = aisle
    if posture.view is not View.SIDE or high - low < reach:
        return None
    ahead = posture.facing.sign
    upright = ahead * (posture.outline["ear"][0] - posture.picture_size[0] / 2.0) / height
    rear, front = (low, high) if ahead > 0 else (-high, -low)
    if upright + reach > front - (_SLACK if told == "step_backward" else 0.0):
        # Not where the way back is as short as the slack: the two would be told in turn.
        return "step_backward" if upright > rear else None
    return "step_forward" if upright < rear - _SLACK else None


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
    above, below = min(ys) < MARGIN, max(ys) > 1.0 - MARGIN
    tall = max(ys) - min(ys)
    if start in ("lying", "plank"):
        return _lying(posture, min(xs), max(xs), above or below)
    if (above and below) or (standing and tall > LARGEST):
        return "too_close"
    if above or below:
        return "cut_off"
    if min(xs) < MARGIN or max(xs) > 1.0 - MARGIN or not _EDGE <= joints["hip"][0] / width <= 1.0 - _EDGE:
        return "off_centre"
    if standing and tall < SMALLEST:
        return "too_far"
    if posture.view is not View.SIDE:
        return "turned"
    if start != "kneeling" and posture.visibility < _LEGS_SEEN:
        return "hidden"
    return None


def _lying(posture: Posture, left: float, right: float, cut_off: bool) -> Placement | None:
    """The same of who is on the floor; ``left`` and ``right`` are their ends, as shares of the picture's width."""
    if left < MARGIN and right > 1.0 - MARGIN:
        return "lying_too_close"
    if cut_off or left < MARGIN or right > 1.0 - MARGIN:
        return "lying_off_centre"
    if posture.view is not View.SIDE:
        return "lying_turned"
    return None
