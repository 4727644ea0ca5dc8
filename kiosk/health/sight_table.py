"""When a picture counts as one that nothing can be seen in: data (`sight.toml`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import Field, model_validator

from kiosk import toml
from kiosk.toml import Section

SHIPPED = Path(__file__).with_name("sight.toml")


class Covered(Section):
    """A picture without edges."""

    steps: float = Field(ge=0.0, le=20.0)
    steps_of_light: float = Field(ge=0.0, le=0.5)
    back: float = Field(gt=1.0, le=10.0)


class TooDark(Section):
    """A picture with edges and hardly any light."""

    light: float = Field(gt=0.0, le=128.0)
    back: float = Field(gt=0.0, le=255.0)

    @model_validator(mode="after")
    def _apart(self) -> TooDark:
        if self.back <= self.light:
            raise ValueError(f"back ({self.back:g}) must lie above light ({self.light:g}), or it would come and go")
        return self


class Times(Section):
    """Seconds."""

    look_every: float = Field(ge=0.0, le=5.0)
    after: float = Field(ge=0.0, le=60.0)
    back_after: float = Field(ge=0.0, le=60.0)


class SightTable(Section):
    """The file."""

    covered: Covered
    too_dark: TooDark
    time: Times


@cache
def shipped_sight() -> SightTable:
    """The limits that come with the mirror. Raises `kiosk.toml.FileProblem` where the file is damaged."""
    return toml.load(SightTable, SHIPPED)
