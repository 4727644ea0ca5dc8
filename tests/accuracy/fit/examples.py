"""One clip as examples for the fit: what the mirror reads of the chain of torso and leg, and what is true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.motion.centres_table import features
from kiosk.motion.chain import Chain, read_chain, typical_chain
from kiosk.motion.orientation import FRONT_FROM, Orientation, OrientationFilter
from kiosk.motion.trust import ABSENT, TrustFilter
from kiosk.motion.trust_table import shipped_trust
from kiosk.pose.pose import Pose
from tests.accuracy.frames import FEW_STANDING, TRAINING, nearest_frames, off_side
from tests.accuracy.spread import wrapped
from tests.actors.record import Record

Array = NDArray[np.float64]

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
    seen = trusted(poses)
    frame = nearest_frames(np.array([pose.time for pose in poses]), record.time)
    phase = np.array(record.phase, dtype=object)
    turn = off_side(record.measures["heading"])
    chosen = [
        (pose, orientation, int(index))
        for (pose, orientation, sure), index in zip(seen, frame, strict=True)
        if index >= 0 and phase[index] in TRAINING and sure
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
    return Example(
        name=name,
        person=person,
        drill=drill,
        fitted=fitted,
        chains=chains,
        reference=reference,
        features=np.array([features(chain, reference) for chain in chains]),
        wanted=wanted,
        standing=np.array(standing, bool),
        turn=turn[at],
    )


def trusted(poses: Sequence[Pose]) -> list[tuple[Pose, Orientation, bool]]:
    """Every pose, as the motion room takes it, and whether all of its chain is in sight: what is hidden, or bridged,
    teaches nothing of joint centres."""
    orient, trust = OrientationFilter(), TrustFilter(shipped_trust())
    found = []
    for pose in poses:
        orientation = orient(pose)
        trusted = trust(pose, orientation)
        sure = all(trusted.trust[name] >= ABSENT for name in _CORNERS) and trusted.pose is pose
        found.append((pose, orientation, sure and orientation.turn < FRONT_FROM))
    return found
