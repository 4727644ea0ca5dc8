"""What a clip is called and what it is an example of. Needs no part of the stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Half = Literal["tune", "report"]
"""`tune`: thresholds may be chosen on it. `report`: published; nothing is ever chosen on it."""

REQUIRED = ("drill", "view", "build", "clothes", "scene")
"""What every clip is tagged with. Other tags (fps, held, kind, light...) become breakdowns of their own."""


@dataclass(frozen=True)
class Label:
    """Name, half and tags of a clip. `clear`: nothing hides the person and anyone could see them, so that the mirror
    has no excuse for not finding them."""

    name: str
    half: Half
    tags: Mapping[str, str]
    clear: bool = True

    def __post_init__(self) -> None:
        missing = [name for name in REQUIRED if not self.tags.get(name)]
        if missing:
            raise ValueError(f"{self.name}: no tag {', '.join(missing)}")
        wrong = [name for name, value in self.tags.items() if not isinstance(value, str)]
        if wrong:
            raise ValueError(f"{self.name}: tags are text; {', '.join(wrong)} is not")
        if self.half not in get_args(Half):
            raise ValueError(f"{self.name}: half {self.half!r}; there is {', '.join(get_args(Half))}")

    @property
    def drill(self) -> str:
        """The drill that is acted."""
        return self.tags["drill"]
