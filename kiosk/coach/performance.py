"""How a drill is done and how much of it: the parts of a drill file that the ghost, the voice and the dose go by."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from kiosk.locale.texts import Breath
from kiosk.toml import Section

Seconds = Annotated[float, Field(ge=0.0, le=30.0)]
Degrees = Annotated[float, Field(ge=0.0, le=180.0)]
Tilt = Annotated[float, Field(ge=-180.0, le=180.0)]
"""Degrees from upright, forward positive: who lies on their back is at -90."""


Support = Literal["feet", "one_foot", "knees", "back_and_feet", "back_and_foot", "back", "ball", "forearms"]
"""What bears the body all through a rep, and stays where it is."""

Arms = Literal["hips", "chest", "hang", "bar", "bar_on_back", "rod", "own"]
"""``hips``: or on the chest, if they rest there. ``bar``: straight, brushing the legs. ``rod``: one hand at the low
back. ``own``: with the trunk, as they rest."""


class LeanSection(Section):
    """What the trunk does besides on its way to the far end and back: who sits down, or gets up, leans over their
    feet while these still carry them.

    ``at``: the share of the way at which it is all there, and ``back_at`` the same of the way back: who gets up has
    leaned before they leave the seat. ``torso_inclination`` and ``balance`` there, as in the target.
    """

    at: Annotated[float, Field(gt=0.0, lt=1.0)]
    back_at: Annotated[float, Field(gt=0.0, lt=1.0)]
    torso_inclination: Tilt
    balance: Annotated[float, Field(ge=-0.4, le=0.4)] = 0.0


class TargetSection(Section):
    """The posture at the far end of a rep, degrees: where the ghost goes. Off the feet what bears the body and the
    person's own limbs tell the rest of it.

    ``hip_flexion`` is of who does not stand; 0 is one line of trunk and thigh. ``arms_forward``: hanging arms, ahead
    of the vertical. ``hands``: metres over the floor that the hands go down to, however long the arms. ``load``: mass
    in the hands or on the back, as a share of the body's own. ``balance``: foot lengths ahead of where the sole
    carries a body that stands, as who comes down onto a seat is carried behind it, and who sits on one far behind;
    or ahead, as who is pulled from behind leans against it.
    """

    torso_inclination: Tilt
    knee_flexion: Degrees
    hip_flexion: Tilt | None = None
    support: Support = "feet"
    arms: Arms = "hips"
    arms_forward: Tilt = 0.0
    hands: Annotated[float, Field(gt=0.0, le=2.0)] | None = None
    load: Annotated[float, Field(ge=0.0, le=2.0)] = 0.0
    balance: Annotated[float, Field(ge=-1.0, le=0.4)] = 0.0
    lean: LeanSection | None = None


class JumpSection(Section):
    """A jump from the far end and back to it: ``height`` that the body rises in the air, as a share of its own."""

    height: Annotated[float, Field(gt=0.0, le=0.5)]


class TempoSection(Section):
    """Seconds of the ghost, and where hurrying begins.

    ``down`` is the way to the far end of a rep and ``up`` the way back: in a bridge the far end is the top.
    The way is level at the far end for ``pause``; 0 of a ``shortest_*`` asks for nothing. ``rest`` is how long
    the ghost waits between two reps for who stands.
    """

    down: Annotated[Seconds, Field(gt=0.0)]
    pause: Seconds
    up: Annotated[Seconds, Field(gt=0.0)]
    shortest_down: Seconds
    shortest_up: Seconds
    shortest_pause: Seconds = 0.0
    rest: Seconds = 0.8


class BreathingSection(Section):
    """How to breathe on either way."""

    down: Breath
    up: Breath


class DoseSection(Section):
    """How much, where nobody says otherwise: sets of repetitions or of seconds held, and seconds of rest between."""

    sets: int = Field(ge=1, le=20)
    repetitions: int | None = Field(None, ge=1, le=100)
    seconds: float | None = Field(None, gt=0.0, le=600.0)
    rest: float = Field(60.0, ge=0.0, le=600.0)

    @model_validator(mode="after")
    def _one_of_them(self) -> DoseSection:
        if (self.repetitions is None) == (self.seconds is None):
            raise ValueError("needs repetitions or seconds, and not both")
        return self
