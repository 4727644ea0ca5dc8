"""What leads from landmarks to joint centres: data, fitted against truth (`python -m tests.accuracy.fit`)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache, cached_property
from operator import mul
from pathlib import Path
from typing import Annotated

from pydantic import Field

from kiosk import toml
from kiosk.motion.chain import Chain, turned_back
from kiosk.toml import Section

SHIPPED = Path(__file__).with_name("centres.toml")

FEATURES = ("metric", "torso", "hip", "knee", "hip_hip", "knee_knee", "torso_knee")
"""What a segment's lean is corrected by, each as its difference from the person's own standing:

- metric: how much further the metric landmarks have the segment leaning than the picture has, radians; that of the
  torso as far as the person is turned (`TURNED`);
- torso, hip, knee: torso inclination, hip and knee flexion in the picture, radians; hip_hip, knee_knee, torso_knee:
  their products.
"""

METRIC_MOST = 0.5
"""Radians by which picture and metric landmarks may differ; beyond it one of them is simply wrong."""

TURNED = 15.0
"""Degrees off side-on from which the metric landmarks count in full for the torso. Side-on they tell nothing of it
that the picture does not tell as well, and less where plates hide the hips."""

Coefficient = Annotated[float, Field(ge=-60.0, le=60.0)]


class SegmentCoefficients(Section):
    """Degrees by which a segment leans further than the picture says, for each unit of a feature; absent is none."""

    metric: Annotated[float, Field(ge=0.0, le=60.0)] = 0.0
    torso: Coefficient = 0.0
    hip: Coefficient = 0.0
    knee: Coefficient = 0.0
    hip_hip: Coefficient = 0.0
    knee_knee: Coefficient = 0.0
    torso_knee: Coefficient = 0.0

    def degrees(self, features: Sequence[float]) -> float:
        """The sum over ``features``, in the order of `FEATURES`."""
        return math.fsum(map(mul, self._row, features))

    @cached_property
    def _row(self) -> tuple[float, ...]:
        """The coefficients in the order of `FEATURES`: every frame reads them."""
        return tuple(getattr(self, name) for name in FEATURES)


class CentresTable(Section):
    """The coefficients of every segment, and the most by which a segment is ever moved, degrees."""

    most: Annotated[float, Field(gt=0.0, le=30.0)]
    torso: SegmentCoefficients
    thigh: SegmentCoefficients
    shank: SegmentCoefficients


def features(chain: Chain, standing: Chain) -> tuple[tuple[float, ...], ...]:
    """The features of torso, thigh and shank of ``chain``, in the order of `FEATURES`, less those of ``standing``."""
    turned = (min(1.0, chain.turn / TURNED), 1.0, 1.0)
    now, then = _shared(chain), _shared(standing)
    shared = [a - b for a, b in zip(now, then, strict=True)]
    return tuple(
        (share * (further - before), *shared)
        for share, further, before in zip(turned, _further(chain), _further(standing), strict=True)
    )


def _further(chain: Chain) -> list[float]:
    """By how many radians the metric landmarks have each segment leaning further than the picture has."""
    return [
        _held(math.radians(turned_back(metric - picture)), METRIC_MOST)
        for picture, metric in zip(chain.picture, chain.metric, strict=True)
    ]


def _shared(chain: Chain) -> tuple[float, ...]:
    """What all segments are corrected by."""
    lean, thigh, shank = chain.picture
    torso = math.radians(lean)
    hip, knee = math.radians(flexion(lean, thigh)), math.radians(flexion(shank, thigh))
    return torso, hip, knee, hip * hip, knee * knee, torso * knee


def flexion(one: float, other: float) -> float:
    """Degrees between the leans of two segments, -90..270: beyond straight is negative, fully folded 180."""
    return (one - other + 90.0) % 360.0 - 90.0


def _held(value: float, most: float) -> float:
    return max(-most, min(most, value))


@cache
def shipped_centres() -> CentresTable:
    """The coefficients that come with the mirror. Raises `kiosk.toml.FileProblem` where the file is damaged."""
    return toml.load(CentresTable, SHIPPED)
