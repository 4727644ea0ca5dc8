"""The special rules of drills, as data: what is placed before the user from their own size, or asked of them besides.

Lengths are metres, or shares of the named length of this person's body, so that one file fits everybody.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from kiosk.toml import Section

Metres = Annotated[float, Field(ge=0.0, le=2.0)]
Share = Annotated[float, Field(ge=0.0, le=2.0)]
Contact = Literal["head", "upper_back", "tailbone"]


class _Span(Section):
    """From least to most."""

    least: Metres
    most: Metres

    @model_validator(mode="after")
    def _ordered(self) -> _Span:
        if self.least > self.most:
            raise ValueError("least must not lie above most")
        return self


class ImaginaryWall(_Span):
    """A wall ``least`` to ``most`` metres behind the heels, reached before the bottom if ``touch_before_bottom``."""

    kind: Literal["imaginary_wall"]
    touch_before_bottom: bool = True


class ImaginaryBench(_Span):
    """A bench so far behind the heels; its ``height`` is a share of the leg, ankle to hip."""

    kind: Literal["imaginary_bench"]
    height: Share


class Roller(Section):
    """A roller that stands ``gap`` metres before the knees of who stands: they never pass its line."""

    kind: Literal["roller"]
    gap: Metres


class StillHold(Section):
    """``seconds`` of stillness at the far end of every rep; ``sway`` degrees count as still."""

    kind: Literal["hold"]
    seconds: Annotated[float, Field(gt=0.0, le=30.0)]
    sway: Annotated[float, Field(gt=0.0, le=30.0)]


class BarAtKnee(Section):
    """The bar stops ``below`` the knee, as a share of the shank: pins hold it there, it never goes to the floor."""

    kind: Literal["bar_at_knee"]
    below: Share


class PerSide(Section):
    """Both sides are compared: reps may differ by ``reps``, their reach by ``reach`` degrees."""

    kind: Literal["per_side"]
    reps: Annotated[int, Field(ge=0, le=20)]
    reach: Annotated[float, Field(gt=0.0, le=90.0)]


class ContactKept(Section):
    """The rod on the back keeps touching at ``contacts``; a gap of ``gap`` torso lengths is a contact lost."""

    kind: Literal["contact_kept"]
    contacts: tuple[Contact, ...] = Field(min_length=1)
    gap: Share


class LandByHinging(Section):
    """The landing is a hinge: its hinge ratio is at least ``least_hinge_ratio``, the shins lean ``shin`` at most.

    ``least_torso_share``: the torso's inclination over that and the knee's flexion is at least so much. Where both
    are seen, that decides: in legs that land they are read better than hips and shins.
    """

    kind: Literal["land_by_hinging"]
    least_hinge_ratio: Annotated[float, Field(gt=0.0, lt=1.0)]
    least_torso_share: Annotated[float, Field(gt=0.0, lt=1.0)] | None = None
    shin: Annotated[float, Field(ge=0.0, le=60.0)]


Special = Annotated[
    ImaginaryWall | ImaginaryBench | Roller | StillHold | BarAtKnee | PerSide | ContactKept | LandByHinging,
    Field(discriminator="kind"),
]
