"""What is prompted quietly while a rep goes on: what to do in this phase, and how to breathe."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.coach.drill import Drill
from kiosk.coach.guidance import JudgedRep, Prompt
from kiosk.coach.policy.fading import Experience, stage_of
from kiosk.coach.policy.table import PolicyTable
from kiosk.coach.policy.worth import seen
from kiosk.locale.texts import Texts
from kiosk.motion.posture import Phase


def prompt(
    phase: Phase, reps: Sequence[JudgedRep], drill: Drill, texts: Texts, table: PolicyTable, experience: Experience
) -> Prompt | None:
    """The prompt in ``phase`` of the rep after ``reps`` of this set, or None where the stage of learning leaves it
    out or the drill has none. Whoever calls shows it only where nothing else is said.
    """
    order = table.order
    if len(seen(reps)) >= stage_of(experience.after(reps, order), table).prompts:
        return None
    what = "" if drill.phases is None else getattr(drill.phases, _PHASES[phase])
    breathe = ""
    if drill.breathing is not None:
        breath = {Phase.DOWN: drill.breathing.down, Phase.UP: drill.breathing.up}.get(phase)
        if phase is Phase.BOTTOM and drill.breathing.down == drill.breathing.up:
            breath = drill.breathing.down  # as in a hold: it goes on
        breathe = "" if breath is None else texts.breath[breath]
    return Prompt(what, breathe) if what or breathe else None


_PHASES = {Phase.STANDING: "top", Phase.DOWN: "down", Phase.BOTTOM: "bottom", Phase.UP: "up"}
