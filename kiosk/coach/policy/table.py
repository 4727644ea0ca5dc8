"""The numbers of the coaching policy: data, checked at load (`policy.toml`)."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from kiosk import toml
from kiosk.toml import FileProblem, Section

SHIPPED = Path(__file__).parent.with_name("policy.toml")

Share = Annotated[float, Field(ge=0.0, le=1.0)]
Reps = Annotated[int, Field(ge=1, le=100)]


class OrderSection(Section):
    """What is worth saying, and what persists: ``often`` among the last ``window`` reps."""

    worth_saying: Share
    sure: Share
    window: Reps
    often: Reps

    @model_validator(mode="after")
    def _within(self) -> OrderSection:
        if self.often > self.window:
            raise ValueError(f"often ({self.often}) must not lie above window ({self.window})")
        return self


class StageSection(Section):
    """A stage of learning: where it begins, and how often corrections come (``said`` of ``of`` reps). ``ghost``: its
    light, 0 to 1; ``ghost_first``: reps of a set before which it is there, absent: all of them; ``ghost_again``: reps
    for which it comes back after one that was not clean."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z_]*$")]
    after_good: Annotated[int, Field(ge=0, le=1000)]
    after_reps: Annotated[int, Field(ge=1, le=1000)] | None = None
    said: Annotated[int, Field(ge=0, le=20)]
    of: Annotated[int, Field(ge=1, le=20)]
    prompts: Annotated[int, Field(ge=0, le=100)]
    ghost: Share = 1.0
    ghost_first: Annotated[int, Field(ge=0, le=100)] | None = None
    ghost_again: Annotated[int, Field(ge=0, le=100)] = 0

    @model_validator(mode="after")
    def _ordered(self) -> StageSection:
        if self.said > self.of:
            raise ValueError(f"said ({self.said}) must not lie above of ({self.of})")
        return self


class LadderSection(Section):
    """When another drill is offered: see the file."""

    forgotten_after: Reps
    progress_least: Reps
    apart_share: Annotated[float, Field(gt=0.0, le=1.0)]
    apart_least: Reps
    extreme: Share
    extreme_times: Reps
    at_hand: tuple[str, ...] = ()


class PolicyTable(Section):
    """The file."""

    order: OrderSection
    stages: tuple[StageSection, ...] = Field(min_length=1)
    ladder: LadderSection

    @model_validator(mode="after")
    def _from_the_first_rep_on(self) -> PolicyTable:
        first, *others = self.stages
        if first.after_good != 0 or first.after_reps is not None:
            raise ValueError(f"stages: {first.name}, the first, must have after_good = 0 and no after_reps")
        last = first
        for stage in others:
            if stage.after_good <= last.after_good:
                raise ValueError(
                    f"stages: after_good of {stage.name} ({stage.after_good}) must lie above that of {last.name} "
                    f"({last.after_good})"
                )
            last = stage
        return self


@cache
def shipped_policy() -> PolicyTable:
    """The policy that comes with the mirror. Raises `kiosk.toml.FileProblem` where the file is damaged."""
    return toml.load(PolicyTable, SHIPPED)


def load_policy(path: Path | None, drills: Collection[str]) -> PolicyTable:
    """The policy of ``path``, or the one shipped; ``drills``: the ids there are.

    Raises:
        FileProblem: the file is wrong (all of its errors), or names drills that there are not.
    """
    table = shipped_policy() if path is None else toml.load(PolicyTable, path)
    known = sorted(drills)
    unknown = [drill_id for drill_id in table.ladder.at_hand if drill_id not in known]
    if unknown:
        raise FileProblem(
            [
                f"{path or SHIPPED}: ladder.at_hand: no such drill; {toml.hint(drill_id, known)} (found {drill_id!r})"
                for drill_id in unknown
            ]
        )
    return table
