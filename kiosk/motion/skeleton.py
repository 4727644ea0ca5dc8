"""Where the near side's joint centres and the eyes lie, for who draws on the person's own reflection.

Landmarks lie beside the centres of the joints by a few hundredths of a limb, alike from person to person: the hip's
too low and too far forward, the ear's too far forward. In the reflection half of that is seen, as much as all the
rest of the way from the lens to the glass may err. And the near side is nearer: shoulders by a tenth of the body's
height.

What is a person's own of it comes on top (`kiosk.motion.anatomy`). Nothing is measured by these places: measures have
their own correction (`kiosk.motion.centres`), from standing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from kiosk.motion.build import stature
from kiosk.motion.joints import NEAR_JOINTS
from kiosk.motion.orientation import Orientation
from kiosk.motion.posture import Skeleton
from kiosk.motion.skeleton_table import SEGMENTS, SkeletonTable
from kiosk.pose.pose import Joint, Pose

_DEPTH_FROM, _DEPTH_FULL = 25.0, 50.0
"""Degrees off side-on from which the network's depth begins to count, and counts in full: side-on a body's middle has
one depth, and what the network says of it is noise."""

_EYES = (Joint.LEFT_EYE, Joint.RIGHT_EYE)


def skeleton(
    pose: Pose, orientation: Orientation, table: SkeletonTable, own: Mapping[str, complex] | None = None
) -> Skeleton:
    """Of ``pose``, in its picture's pixels. ``own``: by how much this person's centres lie off everybody's
    (`kiosk.motion.anatomy.shifts`)."""
    rows, sign, side = pose.landmarks.tolist(), orientation.facing.sign, NEAR_JOINTS[orientation.near_side]
    seen = {name: complex(rows[joint][0] * sign, -rows[joint][1]) for name, joint in side.items()}
    height, own = stature(seen), own or {}
    share = (orientation.turn - _DEPTH_FROM) / (_DEPTH_FULL - _DEPTH_FROM)
    turned, squarely = min(1.0, max(0.0, share)), math.cos(math.radians(orientation.turn))

    def behind(one: Joint, other: Joint) -> float:
        hips = (rows[Joint.LEFT_HIP][2] + rows[Joint.RIGHT_HIP][2]) / 2.0
        away: float = (rows[one][2] + rows[other][2]) / 2.0 - hips
        return turned * away

    joints, depth = {}, {}
    for name, (low, high) in SEGMENTS.items():
        offset = table.offset(name)
        place = seen[name] + offset.turn * (seen[high] - seen[low]) + own.get(name, 0j) * height
        joints[name] = (place.real * sign, -place.imag)
        pair = (NEAR_JOINTS["left"][name], NEAR_JOINTS["right"][name])
        depth[name] = behind(*pair) - offset.beside * height * squarely
    eyes = complex(*(sum(rows[eye][axis] for eye in _EYES) / 2.0 * (sign, -1.0)[axis] for axis in (0, 1)))
    nose = complex(rows[Joint.NOSE][0] * sign, -rows[Joint.NOSE][1])
    eyes += table.eyes.turn * (nose - seen["ear"]) + own.get("eyes", 0j) * height
    return Skeleton(joints, depth, (eyes.real * sign, -eyes.imag), behind(*_EYES))
