"""One clip of the benchmark: what is rendered, which half it belongs to, and what it is an example of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.actors.clip import Clip

from .label import Half, Label

__all__ = ["Case", "Half", "checked"]


@dataclass(frozen=True)
class Case:
    """A clip with its half and its tags.

    `view` of the tags is `side` up to 35 degrees off side-on, `oblique` up to 60, else `front`, or `turning`.
    `committed`: video and truth are files of the project, never rendered by the harness. `clear`: see `Label`.
    """

    clip: Clip
    half: Half
    tags: Mapping[str, str]
    committed: bool = False
    clear: bool = True

    def __post_init__(self) -> None:
        _ = self.label  # a case that cannot be labelled is refused at once

    @property
    def name(self) -> str:
        """The clip's name, which no other case has."""
        return self.clip.name

    @property
    def label(self) -> Label:
        """What the scores are filed under. Raises ValueError where a tag is missing."""
        return Label(self.clip.name, self.half, dict(self.tags), self.clear)

    @property
    def drill(self) -> str:
        """The drill that is acted."""
        return self.tags["drill"]


def checked(cases: tuple[Case, ...]) -> tuple[Case, ...]:
    """The same cases. Raises ValueError where two have one name, or one person is in both halves."""
    names = [case.name for case in cases]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"two cases are called {', '.join(twice)}")
    halves: dict[object, Half] = {}
    for case in cases:
        for actor in case.clip.cast[:1]:
            if not case.committed and halves.setdefault(actor.person, case.half) != case.half:
                raise ValueError(f"{case.name}: its person is in the other half too")
    return cases
