"""What the ears go by: when an utterance begins and ends, and how sure they must be. Read from `ears.toml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import Field, model_validator

from kiosk import toml

FILE = Path(__file__).with_name("ears.toml")

_Chance = Field(gt=0.0, lt=1.0)


class Cutting(toml.Section):
    """Where an utterance begins and ends. Chances are of `kiosk.voice.ears.gate`, times in seconds. ``in_quiet`` and
    ``among_talk``: decibels that it is louder than the ``background``, the median of so many seconds, at its begin,
    and half of that while it goes on; among talk is where the median chance, too, is one of speech. Whose chance is
    ``certain``, and who is no more than ``as_near`` decibels less loud, is about as near."""

    begins: float = _Chance
    goes_on: float = _Chance
    background: float = Field(ge=1.0, le=20.0)
    in_quiet: float = Field(ge=0.0, le=20.0)
    among_talk: float = Field(ge=0.0, le=30.0)
    certain: float = _Chance
    as_near: float = Field(ge=0.0, le=40.0)
    lead_in: float = Field(ge=0.0, le=1.0)
    silence: float = Field(ge=0.1, le=1.0)
    shortest: float = Field(ge=0.03, le=1.0)
    longest: float = Field(ge=1.0, le=8.0)

    @model_validator(mode="after")
    def _a_margin(self) -> Cutting:
        if self.background < 2.0 * self.shortest:
            raise ValueError(f"background ({self.background:g}) must be twice shortest ({self.shortest:g}) at least")
        if self.goes_on >= self.begins:
            raise ValueError(f"goes_on ({self.goes_on:g}) must lie below begins ({self.begins:g})")
        return self


class Sureness(toml.Section):
    """What a phrase must come to, in natural log likelihoods. ``least``: by itself; ``behind``: against what the
    network would write by itself, at most; ``ahead``: of every phrase with another meaning. Of what is said in the
    midst of talk only the part ``in_talk`` of that doubt is allowed."""

    least: float = Field(le=0.0)
    behind: float = Field(gt=0.0)
    ahead: float = Field(ge=0.0)
    in_talk: float = Field(gt=0.0, le=1.0)

    @property
    def amid_talk(self) -> Sureness:
        """The same of what is said in the midst of talk."""
        part = self.in_talk
        return Sureness(least=self.least * part, behind=self.behind * part, ahead=self.ahead / part, in_talk=part)


class Pace(toml.Section):
    """How long a phrase usually takes to say: ``first`` and, for each of its letters, ``letter``, in seconds. What
    takes less than a part of that, ``hasty``, or more, ``slow``, is something else."""

    first: float = Field(ge=0.0, le=1.0)
    letter: float = Field(gt=0.0, le=0.5)
    hasty: float = Field(ge=0.0, lt=1.0)
    slow: float = Field(gt=1.0)

    def usual(self, text: str) -> float:
        """Seconds that ``text`` takes."""
        return self.first + self.letter * len(text)


class EarsTable(toml.Section):
    """All of it. ``strictness``: of the phrases, by name; ``safety``: of those that end a set because of pain or by
    "stop", which must not be missed. ``most_tokens``: what is longer is no command. What follows on other talk
    within ``alone`` seconds is in the midst of it."""

    cutting: Cutting
    pace: Pace
    most_tokens: int = Field(ge=4, le=40)
    alone: float = Field(ge=0.0, le=10.0)
    strictness: dict[str, Sureness] = Field(min_length=1)
    safety: Sureness


def load_ears(path: Path = FILE) -> EarsTable:
    """The table in ``path``. Raises `kiosk.toml.FileProblem` with all that is wrong in it."""
    return toml.load(EarsTable, path)


@cache
def shipped_ears() -> EarsTable:
    """The table that comes with the mirror."""
    return load_ears()
