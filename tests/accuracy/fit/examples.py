"""One clip as examples for the fit: what the mirror reads of the chain of torso and leg, and what is true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.motion.centres_table import features
from kiosk.motion.chain import Chain, read_chain, typical_chain
from kiosk.motion.joints import NEAR_JOINTS
from kiosk.motion.orientation import FRONT_FROM, Orientation, OrientationFilter
from kiosk.pose.pose import Pose
from tests.accuracy.frames import FEW_STANDING, TRAINING, nearest_frames, off_side
from tests.accuracy.spread import wrapped
from tests.actors.record import Record

Array = NDArray[np.float64]

SEEN = 0.35
"""Visibility that the near side's joints need: what is hidden teaches nothing of joint centres."""

OUTLIER = 25.0
"""Degrees of a segment's lean, from standing, beyond which the network took something else for the joint."""

_CORNERS = ("shoulder", "hip", "knee", "ankle")


@dataclass(frozen=True)
class Example:
    """One clip; every array is over its frames of training with the near side in sight.

    `chains` (n,); `standing`: which frames stand; `reference`: the chain read there. `features` (n, 3, k) of torso,
    thigh and shank and `wanted` (n, 3), degrees that each leans further than the picture says, both less their
    median standing. `turn`: true degrees off side-on.
    """

    name: str
    person: str
    drill: str
    fitted: bool
    chains: tuple[Chain, ...]
    reference: Chain
    features: Array
    wanted: Array
    standing: NDArray[np.bool_]
    turn: Array

    @property
    def usable(self) -> NDArray[np.bool_]:
        """Frames that may be fitted."""
        usable: NDArray[np.bool_] = (np.abs(self.wanted) < OUTLIER).all(axis=1)
        return usable


def example(
    name: str, person: str, drill: str, fitted: bool, poses: Sequence[Pose], record: Record
) -> Example | None:
    """The clip's example; None where nobody stands in it from whom to begin."""
    follow = OrientationFilter()
    seen = [(pose, follow(pose)) for pose in poses]
    frame = nearest_frames(np.array([pose.time for pose in poses]), record.time)
    phase = np.array(record.phase, dtype=object)
    turn = off_side(record.measures["heading"])
    chosen = [
        (pose, orientation, int(index))
        for (pose, orientation), index in zip(seen, frame, strict=True)
        if index >= 0 and phase[index] in TRAINING and _in_sight(pose, orientation)
    ]
    at = np.array([index for _, _, index in chosen], int)
    standing = phase[at] == "standing"
    if int(standing.sum()) < FEW_STANDING:
        return None
    chains = tuple(read_chain(pose, orientation) for pose, orientation, _ in chosen)
    reference = typical_chain([chain for chain, stands in zip(chains, standing, strict=True) if stands])
    torso, hip, knee = (
        record.measures[f"{name}"][at] for name in ("torso_inclination", "hip_flexion", "knee_flexion")
    )
    thigh = torso - hip
    wanted = wrapped(np.stack([torso, thigh, thigh + knee], 1) - np.array([chain.picture for chain in chains]))
    wanted = wrapped(wanted - np.median(wanted[standing], axis=0))
    found = np.array([features(chain) for chain in chains])
    return Example(
        name=name,
        person=person,
        drill=drill,
        fitted=fitted,
        chains=chains,
        reference=reference,
        features=found - np.array(features(reference)),
        wanted=wanted,
        standing=np.array(standing, bool),
        turn=turn[at],
    )


def _in_sight(pose: Pose, orientation: Orientation) -> bool:
    if orientation.turn >= FRONT_FROM:
        return False
    width, height = pose.size
    for name in _CORNERS:
        joint = NEAR_JOINTS[orientation.near_side][name]
        x, y = float(pose.landmarks[joint, 0]), float(pose.landmarks[joint, 1])
        if not (0.0 <= x <= width and 0.0 <= y <= height and float(pose.visibility[joint]) >= SEEN):
            return False
    return True
