"""Which judge belongs to which special rule of the drill files."""

from __future__ import annotations

from typing import assert_never

from kiosk.coach.rules.bar import BarRule
from kiosk.coach.rules.bench import BenchRule
from kiosk.coach.rules.contact import ContactRule
from kiosk.coach.rules.hold import HoldRule
from kiosk.coach.rules.landing import LandingRule
from kiosk.coach.rules.roller import RollerRule
from kiosk.coach.rules.rule import Rule
from kiosk.coach.rules.sides import SidesRule
from kiosk.coach.rules.wall import WallRule
from kiosk.coach.special import (
    BarAtKnee,
    ContactKept,
    ImaginaryBench,
    ImaginaryWall,
    LandByHinging,
    PerSide,
    Roller,
    Special,
    StillHold,
)


def rule_for(special: Special | None, height: float) -> Rule | None:
    """The judge of ``special`` for somebody ``height`` metres tall; None where a drill has no special rule."""
    match special:
        case None:
            return None
        case ImaginaryWall():
            return WallRule(special, height)
        case ImaginaryBench():
            return BenchRule(special, height)
        case Roller():
            return RollerRule(special, height)
        case StillHold():
            return HoldRule(special)
        case BarAtKnee():
            return BarRule(special, height)
        case PerSide():
            return SidesRule(special)
        case ContactKept():
            return ContactRule(special)
        case LandByHinging():
            return LandingRule(special)
        case _:
            assert_never(special)
