"""What bears a figure, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .grounds import HALF_STANCE
from .posture import STANDING, Posture

Kind = Literal["feet", "knees", "back", "hips", "forearms"]


@dataclass(frozen=True)
class Support:
    """What bears the body.

    `feet`: both or one. `knees`: the shins lie on the floor behind the knees. `back`: the shoulders lie at `height`
    metres, on the floor or a bench, and the feet are planted. `hips`: sitting or lying on something whose top is at
    `height`, feet planted. `forearms`: a plank on elbows and toes.
    """

    kind: Kind = "feet"
    height: float = 0.0
    knee: float = 95.0
    """For `back` and `hips`: knee flexion in the resting posture, which says how far away the feet stand."""
    rest: Posture = STANDING
    """For `back`, `hips` and `forearms`: the posture in which the feet are placed."""
    half_stance: float = HALF_STANCE


FEET = Support()
