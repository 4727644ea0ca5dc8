"""The weights of the reasons to doubt a joint: data, fitted against truth (`python -m tests.accuracy.confidence`)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache, cached_property
from operator import mul
from pathlib import Path
from typing import Annotated

from pydantic import Field

from kiosk import toml
from kiosk.toml import Section

DOUBTS = ("unseen", "limbs", "limb", "jump", "restless", "uncovered", "bordering")
"""The reasons to doubt a joint, none of them negative:

- unseen: logits by which the network's visibility stays under certainty;
- limbs, limb: how far the least and the most wrong of the limbs at the joint is off this person's own length, with
  foreshortening by the turn taken off, as a natural logarithm;
- jump: chains (see `kiosk.motion.trust`) a frame from where the joint would be at the speed it had; restless: the
  mean of that over the last while;
- uncovered: logits by which the joint lies outside the person mask, where there is one;
- bordering: 0 well inside the picture, 1 at its edge.
"""

SHIPPED = Path(__file__).with_name("trust.toml")

Weight = Annotated[float, Field(ge=0.0)]


class JointWeights(Section):
    """Log odds that a joint is right: ``sure`` less each doubt times its weight."""

    sure: float
    unseen: Weight
    limbs: Weight
    limb: Weight
    jump: Weight
    restless: Weight
    uncovered: Weight
    bordering: Weight


class TrustTable(Section):
    """The weights of every near-side joint."""

    ear: JointWeights
    shoulder: JointWeights
    elbow: JointWeights
    wrist: JointWeights
    hip: JointWeights
    knee: JointWeights
    ankle: JointWeights
    heel: JointWeights
    toe: JointWeights

    @cached_property
    def _rows(self) -> dict[str, tuple[float, tuple[float, ...]]]:
        """Of each joint its ``sure`` and its weights in the order of `DOUBTS`: nine joints a frame read them."""
        own: dict[str, JointWeights] = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: (row.sure, tuple(getattr(row, doubt) for doubt in DOUBTS)) for name, row in own.items()}

    def trust(self, joint: str, doubts: Sequence[float]) -> float:
        """The probability, 0..1, that ``joint`` is where it seems, given its doubts in the order of `DOUBTS`."""
        sure, weights = self._rows[joint]
        odds = sure - sum(map(mul, weights, doubts))
        return 1.0 / (1.0 + math.exp(min(50.0, -odds)))


@cache
def shipped_trust() -> TrustTable:
    """The weights that come with the mirror. Raises `kiosk.toml.FileProblem` where the file is damaged."""
    return toml.load(TrustTable, SHIPPED)
