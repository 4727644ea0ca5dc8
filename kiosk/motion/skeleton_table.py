"""Where joint centres lie off the network's landmarks, and how far beside the body's middle: data, fitted against
truth (`python -m tests.accuracy.fit.skeleton`)."""

from __future__ import annotations

from functools import cache, cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field

from kiosk import toml
from kiosk.toml import Section

SHIPPED = Path(__file__).with_name("skeleton.toml")

SEGMENTS: dict[str, tuple[str, str]] = {
    "ear": ("hip", "shoulder"),
    "shoulder": ("hip", "shoulder"),
    "elbow": ("hip", "shoulder"),
    "wrist": ("hip", "shoulder"),
    "hip": ("knee", "hip"),
    "knee": ("ankle", "knee"),
    "ankle": ("heel", "toe"),
    "heel": ("heel", "toe"),
    "toe": ("heel", "toe"),
}
"""The segment with which a joint's landmark errs, from its lower or rearward end to the other: the hip's goes with
the thigh, not with the trunk, which folds over it."""


class Offset(Section):
    """Of one joint. ``along`` and ``ahead``: from the landmark to the joint's centre, in lengths of its segment
    (`SEGMENTS`), towards its further end, and square to that: forward of what stands up, downward of the foot.
    ``beside``: from the body's middle to the centre, sideways, in body heights."""

    along: Annotated[float, Field(ge=-0.5, le=0.5)]
    ahead: Annotated[float, Field(ge=-0.5, le=0.5)]
    beside: Annotated[float, Field(ge=0.0, le=0.3)]

    @cached_property
    def turn(self) -> complex:
        """What a segment, x forward and y up, is multiplied by to give the way from the landmark to the centre."""
        return complex(self.along, -self.ahead)


class SkeletonTable(Section):
    """One for each joint of the near side, and that of the eyes, whose segment is from the near ear to the nose."""

    ear: Offset
    shoulder: Offset
    elbow: Offset
    wrist: Offset
    hip: Offset
    knee: Offset
    ankle: Offset
    heel: Offset
    toe: Offset
    eyes: Offset

    def offset(self, joint: str) -> Offset:
        """That of a joint, or of the eyes, by name."""
        found: Offset = getattr(self, joint)
        return found


@cache
def shipped_skeleton() -> SkeletonTable:
    """The offsets that come with the mirror. Raises `kiosk.toml.FileProblem` where the file is damaged."""
    return toml.load(SkeletonTable, SHIPPED)
