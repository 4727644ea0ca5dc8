"""The levels of effort: what the mirror leaves out, step by step, to keep up. Data, in `effort.toml`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator

from kiosk import toml

SHIPPED = Path(__file__).with_name("effort.toml")


class Level(toml.Section):
    """One level of effort."""

    name: str = Field(min_length=1, max_length=40, description="for the trace, the report and `kiosk doctor`")
    network: Literal["chosen", "lite"] = Field("chosen", description="chosen: that of the settings")
    mask_stride: int = Field(1, ge=1, le=10, description="every so many frames carry the person mask")
    camera: float = Field(1.0, ge=0.25, le=1.0, description="share of the camera's width and height")
    frame_stride: int = Field(1, ge=1, le=4, description="every so many frames are looked at")

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return self.model_copy(update={"name": "full"}) == Level(name="full")


class Levels(toml.Section):
    """All levels, from the most effort to the least."""

    level: tuple[Level, ...] = Field(min_length=1)

    @field_validator("level")
    @classmethod
    def _begin_whole(cls, levels: tuple[Level, ...]) -> tuple[Level, ...]:
        if not levels[0].is_whole:
            raise ValueError(f'the first, "{levels[0].name}", must leave nothing out; the others step down from it')
        names = [level.name for level in levels]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"name given twice: {', '.join(twice)}")
        return levels


def load_levels(path: Path | None = None) -> tuple[Level, ...]:
    """The levels of ``path``, or the shipped ones. Raises `kiosk.toml.FileProblem` with all its errors."""
    return toml.load(Levels, path or SHIPPED).level
