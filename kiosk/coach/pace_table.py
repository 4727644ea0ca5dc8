"""How often poses must come to be judged: data, measured on clips taken more and more rarely (`pace.toml`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import Field, model_validator

from kiosk import toml
from kiosk.toml import Section

SHIPPED = Path(__file__).with_name("pace.toml")


class PaceTable(Section):
    """The limits of the pace: frames a second that reach the coach. See the file for where they come from."""

    least: float = Field(ge=1.0, le=15.0, description="frames a second; where fewer come, nothing is coached")
    enough: float = Field(ge=1.0, le=20.0, description="frames a second from which coaching is taken up again")
    enough_for: float = Field(ge=0.5, le=30.0, description="seconds for which they must have come so")

    @model_validator(mode="after")
    def _apart(self) -> PaceTable:
        if self.enough <= self.least:
            raise ValueError(
                f"enough ({self.enough:g}) must lie above least ({self.least:g}), or it would come and go"
            )
        return self


@cache
def shipped_pace() -> PaceTable:
    """The limits that come with the mirror. Raises `kiosk.toml.FileProblem` where the file is damaged."""
    return toml.load(PaceTable, SHIPPED)


def load_pace(path: Path | None) -> PaceTable:
    """The limits of ``path``, or those shipped. Raises `kiosk.toml.FileProblem` with all its errors."""
    return shipped_pace() if path is None else toml.load(PaceTable, path)
