"""What every special rule is to the coach."""

from __future__ import annotations

from typing import Protocol

from kiosk.coach.rules.finding import Prop, RuleFinding
from kiosk.motion.motion import Moment
from kiosk.motion.rep import Rep


class Rule(Protocol):
    """Watches every frame of a drill, and judges each rep once it is over. Holds memory, but no clock."""

    def watch(self, moment: Moment, /) -> tuple[Prop, ...]:
        """Take a frame; what is to be drawn of the rule then."""

    def judge(self, rep: Rep, /) -> RuleFinding:
        """The rule in ``rep``, whose last frame has been watched."""
