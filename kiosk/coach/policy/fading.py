"""How often corrections come: the stages of learning, a function of what was done so far.

So far means since this person came. A mirror in a hall has many users and keeps nothing of who anybody is, so its
records cannot tell whose sets they hold: to read a stage from them would leave a beginner who comes after somebody
practised without the corrections they need. Whoever comes begins as new, which costs the practised some prompts and
the corrections of their first reps; what they do is then kept for as long as the mirror holds them for the same: over
their sets and drills, and, with their place in the course, over a restart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.coach.guidance import Decision, JudgedRep
from kiosk.coach.policy.table import OrderSection, PolicyTable, StageSection
from kiosk.coach.policy.worth import is_clean, seen


@dataclass(frozen=True, slots=True)
class Experience:
    """What somebody did of a drill before this set, since they came to the mirror."""

    good: int = 0
    reps: int = 0

    def after(self, reps: Sequence[JudgedRep], order: OrderSection) -> Experience:
        """With ``reps`` besides; of those that were not seen nothing was learnt."""
        done = seen(reps)
        return Experience(self.good + sum(is_clean(rep, order) for rep in done), self.reps + len(done))


def stage_number(experience: Experience, table: PolicyTable) -> int:
    """Which of the stages of ``table`` somebody with ``experience`` is in."""
    number = 0
    for index, stage in enumerate(table.stages):
        enough = stage.after_reps is not None and experience.reps >= stage.after_reps
        if experience.good >= stage.after_good or (enough and number == index - 1):
            number = index
    return number


def stage_of(experience: Experience, table: PolicyTable, persists: bool = False) -> StageSection:
    """The stage. Where the summary alone would tell, who has the same fault again and again (``persists``) is told as
    in the stage before."""
    number = stage_number(experience, table)
    if persists and table.stages[number].said == 0:
        number = max(0, number - 1)
    return table.stages[number]


def rests(stage: StageSection, decisions: Sequence[Decision]) -> bool:
    """Whether the rep after ``decisions`` goes without a correction in ``stage``."""
    before = decisions[-(stage.of - 1) :] if stage.of > 1 else []
    return sum(decision.corrects for decision in before) >= stage.said


def ghost_light(reps: Sequence[JudgedRep], experience: Experience, table: PolicyTable) -> float:
    """How bright the ghost is to be in the rep after ``reps`` of this set, 0 to 1, for who had ``experience`` before
    it: less with every stage, then only at the beginning of a set. After a rep that was not clean it is back, as
    bright as in the stage before."""
    number = stage_number(experience.after(reps, table.order), table)
    stage, done = table.stages[number], seen(reps)
    last = done[-stage.ghost_again :] if stage.ghost_again else []
    if any(not is_clean(rep, table.order) for rep in last):
        return table.stages[max(0, number - 1)].ghost
    return stage.ghost if stage.ghost_first is None or len(done) < stage.ghost_first else 0.0
