"""How a person's own joint centres lie off where everybody's would: data, fitted against truth
(`python -m tests.accuracy.fit.anatomy`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator

from kiosk import toml
from kiosk.motion.build import GAPS
from kiosk.toml import Section

SHIPPED = Path(__file__).with_name("anatomy.toml")

MOVED = ("ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "toe", "eyes")
"""What is moved: joints, by the names of `kiosk.motion.posture.Posture`, and the eyes."""

LEANS = ("torso", "thigh", "shank")
"""Segments whose lean, against standing, moves centres."""

Weight = Annotated[float, Field(ge=-3.0, le=3.0)]


class Way(Section):
    """By how many body heights a centre is moved in one direction: ``constant``, for each body height of a gap of
    `kiosk.motion.build.GAPS` beyond the usual one, and for each radian by which a segment leans further than
    standing. Absent is none."""

    constant: Annotated[float, Field(ge=-0.1, le=0.1)] = 0.0
    heel: Weight = 0.0
    toe: Weight = 0.0
    sole: Weight = 0.0
    ankle: Weight = 0.0
    knee_height: Weight = 0.0
    eyes: Weight = 0.0
    nose: Weight = 0.0
    trunk: Weight = 0.0
    torso: Annotated[float, Field(ge=-0.1, le=0.1)] = 0.0
    thigh: Annotated[float, Field(ge=-0.1, le=0.1)] = 0.0
    shank: Annotated[float, Field(ge=-0.1, le=0.1)] = 0.0


class Centre(Section):
    """Of one joint: ``ahead`` forward, ``up`` upward."""

    ahead: Way = Way()
    up: Way = Way()


class AnatomyTable(Section):
    """One for each of `MOVED`. ``usual``: the gaps of most people, body heights. ``most``: body heights beyond which
    nothing is moved by what is one's own."""

    most: Annotated[float, Field(gt=0.0, le=0.1)]
    usual: Mapping[str, float]
    ear: Centre
    shoulder: Centre
    elbow: Centre
    wrist: Centre
    hip: Centre
    knee: Centre
    ankle: Centre
    heel: Centre
    toe: Centre
    eyes: Centre

    @field_validator("usual")
    @classmethod
    def _every_gap(cls, usual: Mapping[str, float]) -> Mapping[str, float]:
        if usual.keys() != set(GAPS):
            raise ValueError(f"must name each of {', '.join(GAPS)}, and nothing else")
        return usual

    def centre(self, joint: str) -> Centre:
        """That of one of `MOVED`."""
        found: Centre = getattr(self, joint)
        return found

    def moving(self, joint: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """What the leans of `LEANS` weigh in one of `MOVED`, forward and upward."""
        return self._moving[joint]

    @cached_property
    def _moving(self) -> dict[str, tuple[tuple[float, ...], tuple[float, ...]]]:
        """Every frame reads them."""

        def leans(way: Way) -> tuple[float, ...]:
            return tuple(getattr(way, name) for name in LEANS)

        return {joint: (leans(self.centre(joint).ahead), leans(self.centre(joint).up)) for joint in MOVED}


@cache
def shipped_anatomy() -> AnatomyTable:
    """What comes with the mirror. Raises `kiosk.toml.FileProblem` where the file is damaged."""
    return toml.load(AnatomyTable, SHIPPED)
