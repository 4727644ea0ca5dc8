"""A person's own joint centres: where theirs lie off where everybody's would (`kiosk.motion.skeleton`).

Two things part them. What is constant of one person, their outline tells while they stand (`kiosk.motion.build`).
And as a body folds its landmarks slide, alike from person to person, with how far torso, thigh and shank lean further
than standing. Both are linear, fitted on rendered people and left alone where nothing of it is known.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.motion.anatomy_table import LEANS, MOVED, AnatomyTable, Way
from kiosk.motion.build import GAPS, Build
from kiosk.motion.chain import Chain, turned_back
from kiosk.motion.orientation import Orientation

_UNUSUAL = 0.04
"""Body heights off the usual beyond which a gap is no more believed than that far: it is a sleeve's, or another
body's."""

_FURTHEST = 1.9
"""Radians by which a segment leans further than standing in what was fitted."""

_TURN_FULL, _TURN_NONE = 35.0, 50.0
"""Degrees off side-on up to which this is fitted, and from which it is left alone."""


@dataclass(frozen=True, slots=True)
class Anatomy:
    """One person's: ``own`` by joint, x forward + 1j * up in body heights; ``sign`` of the facing it is of; ``chain``
    as it stands."""

    own: Mapping[str, complex]
    sign: int
    chain: Chain


def anatomy_of(build: Build | None, chain: Chain | None, table: AnatomyTable) -> Anatomy | None:
    """Of who stands as ``build`` and ``chain`` say; None where either is not known."""
    if build is None or chain is None:
        return None
    beyond = {
        name: max(-_UNUSUAL, min(_UNUSUAL, build.gaps[name] - table.usual[name])) if name in build.gaps else 0.0
        for name in GAPS
    }

    def way(each: Way) -> float:
        weights: dict[str, float] = each.model_dump()
        return each.constant + math.fsum(weights[name] * gap for name, gap in beyond.items())

    own = {}
    for joint in MOVED:
        centre = table.centre(joint)
        shift = complex(way(centre.ahead), way(centre.up))
        own[joint] = shift * min(1.0, table.most / max(abs(shift), 1e-9))
    return Anatomy(own, build.sign, chain)


def shifts(
    anatomy: Anatomy | None, chain: Chain, orientation: Orientation, table: AnatomyTable
) -> Mapping[str, complex]:
    """By how much the centres of who has ``chain`` now lie off where everybody's would, by joint, x forward + 1j * up
    in body heights: continuous in ``chain``. None where their standing is not known, or they have turned too far."""
    if anatomy is None or anatomy.sign != orientation.facing.sign:
        return {}
    share = min(1.0, max(0.0, (_TURN_NONE - orientation.turn) / (_TURN_NONE - _TURN_FULL)))
    if share == 0.0:
        return {}
    leans = leans_from(chain, anatomy.chain)
    found = {}
    for joint, own in anatomy.own.items():
        ahead, up = table.moving(joint)
        moved = complex(
            sum(weight * lean for weight, lean in zip(ahead, leans, strict=True)),
            sum(weight * lean for weight, lean in zip(up, leans, strict=True)),
        )
        found[joint] = share * (own + moved)
    return found


def leans_from(chain: Chain, standing: Chain) -> tuple[float, ...]:
    """Radians by which the segments of `LEANS` lean further than ``standing``, within what was fitted."""
    return tuple(
        max(-_FURTHEST, min(_FURTHEST, math.radians(turned_back(now - then))))
        for now, then, _ in zip(chain.picture, standing.picture, LEANS, strict=True)
    )
