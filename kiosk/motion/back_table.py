"""How backs bend, and how they stand: data, fitted on rendered people (`python -m tests.accuracy.fit.backs`)."""

from __future__ import annotations

from functools import cache, cached_property
from pathlib import Path
from typing import Annotated

import numpy as np
from pydantic import Field

from kiosk import toml
from kiosk.motion.silhouette import SAMPLES
from kiosk.pose.pose import Floats
from kiosk.toml import Section

SHIPPED = Path(__file__).with_name("back.toml")

Distances = Annotated[
    tuple[Annotated[float, Field(ge=-1.0, le=1.0)], ...], Field(min_length=SAMPLES, max_length=SAMPLES)
]
"""One number for each place of the dorsal profile, hip to shoulder, in torso lengths."""


class BackTable(Section):
    """Shapes over the places of a dorsal profile (`kiosk.motion.silhouette`).

    ``lumbar`` and ``thoracic``: by how much the profile moves for each radian by which the low back, sacrum to T12,
    and the upper back, T12 to C7, are bent further than standing; without the part that is a straight line over the
    places. ``standing``: the mean of standing profiles, and ``hollow`` how those of people with more and less of a
    hollow back differ from it; likewise without their straight lines.
    """

    lumbar: Distances
    thoracic: Distances
    standing: Distances
    hollow: Distances

    @cached_property
    def bends(self) -> Floats:
        """(SAMPLES, 2): lumbar and thoracic."""
        return np.array([self.lumbar, self.thoracic]).T

    @cached_property
    def curvature(self) -> tuple[float, float]:
        """Second-order coefficients of ``lumbar`` and ``thoracic``: back curvature for each radian."""
        along = np.linspace(0.0, 1.0, SAMPLES)
        low, high = np.polyfit(along, self.bends, 2)[0].tolist()
        return low, high


@cache
def shipped_backs() -> BackTable:
    """The shapes that come with the mirror. Raises `kiosk.toml.FileProblem` where the file is damaged."""
    return toml.load(BackTable, SHIPPED)
