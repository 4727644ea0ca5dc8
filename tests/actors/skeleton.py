"""Forward kinematics: bone rotations in, bone places out. Figure frame, metres."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .body import Body
from .rotations import Array


def places(body: Body, absolute: Mapping[str, Array], relative: Mapping[str, Array]) -> tuple[Array, Array]:
    """Rotations (bones, 3, 3) and positions (bones, 3) of all bones.

    A bone in `absolute` has that rotation against the world, one in `relative` against its parent; the rest
    keep their angle to the parent. The root stays where it is at rest.
    """
    count = len(body.bones)
    rotations, positions = np.zeros((count, 3, 3)), np.zeros((count, 3))
    for number, name in enumerate(body.bones):
        parent = body.parent[number]
        if parent < 0:
            turn, positions[number] = np.eye(3), body.head[number]
        else:
            turn = rotations[parent]
            positions[number] = positions[parent] + turn @ (body.head[number] - body.head[parent])
        if name in absolute:
            rotations[number] = absolute[name]
        else:
            rotations[number] = turn @ relative[name] if name in relative else turn
    return rotations, positions
