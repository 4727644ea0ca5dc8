"""The balance over the soles where they stood: feet stay, but their landmarks slide as the body folds over them.

In a hinge the network lifts heels and toes by up to a tenth of a leg and moves them by a quarter of a foot either
way, which is as much as the whole body moves that goes onto its toes. Just before the rep, and after it, they are
read as in the person's own standing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median
from typing import NamedTuple

from kiosk.motion.balance import TRUE_SHARE
from kiosk.motion.posture import Measure, Measures, Posture

_STEPPED = 0.35
"""Foot lengths by which the soles may lie elsewhere after the rep than before it; further on a foot was set anew."""

_FEWEST = 3
"""Frames that tell where the soles are."""


class Soles(NamedTuple):
    """Where ``heel`` and ``toe`` of the near foot are across the picture, pixels."""

    heel: float
    toe: float


def soles_of(postures: Sequence[Posture]) -> Soles | None:
    """The median of the soles in ``postures``; None where too few show them."""
    seen = [item.outline for item in postures if min(item.trust["heel"], item.trust["toe"]) > 0.0]
    if len(seen) < _FEWEST:
        return None
    return Soles(median(item["heel"][0] for item in seen), median(item["toe"][0] for item in seen))


def standing_soles(before: Sequence[Posture], after: Sequence[Posture]) -> Soles | None:
    """Where the soles were in a rep, of the frames standing ``before`` and ``after`` it, or of those that show them.
    None where they were set anew in between, or neither shows them."""
    first, last = soles_of(before), soles_of(after)
    if first is None or last is None:
        return first or last
    moved = max(abs(a - b) for a, b in zip(first, last, strict=True))
    if moved > _STEPPED * abs(first.toe - first.heel):
        return None
    return Soles((first.heel + last.heel) / 2.0, (first.toe + last.toe) / 2.0)


def over_soles(change: Measures, bottom: Sequence[Posture], soles: Soles | None, standing: float | None) -> Measures:
    """``change`` from standing with the balance of the ``bottom`` frames over ``soles``, in true foot lengths;
    ``standing`` is the balance as it read then. As it is where soles or standing are not known."""
    if soles is None or standing is None or change.balance is None:
        return change
    places = [
        item.outline["heel"][0] + balance.value * (item.outline["toe"][0] - item.outline["heel"][0])
        for item in bottom
        if (balance := item.measures.balance) is not None
    ]
    foot = soles.toe - soles.heel
    if not places or abs(foot) < 1.0:
        return change
    gone = (median(places) - soles.heel) / foot - standing
    return replace(change, balance=Measure(TRUE_SHARE * gone, change.balance.confidence))
