"""People who hold one hand up to start, and people whose arms go up for other reasons. Data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from . import acts
from .acts import Acts, Gesture, Side
from .bystanders import AT_EASE
from .camera import Camera
from .cast import (
    ADAM,
    BELLA,
    CHIKE,
    DORIS,
    ERIK,
    FUMI,
    GANESH,
    HALIMA,
    KEMI,
    LARS,
    MEI,
    OMAR,
    PAULA,
    QUENTIN,
    RAVI,
    SOFIA,
    TARO,
)
from .clip import Actor, Clip
from .people import Person
from .posture import Hand
from .script import Script
from .staging import Place

RATE = 10
"""Pictures a second: as few as a slow board takes."""
LEAD = 1.0
"""Seconds that everybody stands first, with hanging arms."""
UP = 3.0
"""Seconds for which a hand, or what is done instead, stays up."""
TAIL = 0.8
"""Seconds after the arms hang again."""

USUAL = Camera(eye=(3.1, 1.0, 0.0), target=(0.0, 0.88, 0.0), vertical_view=42.0)
FURTHER = replace(USUAL, eye=(4.2, 1.0, 0.0))
"""For the tall: before the usual one their hands leave the picture."""

STRAIGHT: Hand = (("overhead", 1.0),)
BENT: Hand = (("overhead", 0.7), ("wave_out", 0.3))
"""The elbow bent and a little out to the side."""

LEFT, HALF_LEFT, FACING, HALF_RIGHT, RIGHT = 0.0, 45.0, 90.0, 135.0, 180.0
"""Ways to stand, as of `Place`: facing left in the picture the figure's left is on the camera's side."""


@dataclass(frozen=True)
class Case:
    """One person before the mirror. ``starts``: whether it is a hand held up, in sight of the camera."""

    person: Person
    turned: float
    doing: Acts
    starts: bool
    camera: Camera = USUAL

    @property
    def side_on(self) -> bool:
        """Whether they stand as for a set."""
        return self.turned in (LEFT, RIGHT)


def holds_up(side: Side, arm: Hand = STRAIGHT) -> Acts:
    """One hand up from hanging, past the chest, for `UP` seconds, and down."""
    hand = f"{side}_hand"
    past, up = {hand: (("talk_high", 1.0),)}, {hand: arm}
    return (Gesture(((0.5, past), (0.7, up), (UP, up), (0.6, past)), back=0.5),)


CASES: Mapping[str, Case] = {
    # ---- one hand up
    "facing": Case(CHIKE, FACING, holds_up("right"), True),
    "facing_other_hand": Case(BELLA, FACING, holds_up("left"), True),
    "facing_bent": Case(ERIK, FACING, holds_up("right", BENT), True),
    "facing_bent_other_hand": Case(OMAR, FACING, holds_up("left", BENT), True),
    "half_turned": Case(DORIS, HALF_LEFT, holds_up("left"), True),
    "half_turned_bent": Case(PAULA, HALF_LEFT, holds_up("left", BENT), True),
    "half_turned_far_hand": Case(GANESH, HALF_LEFT, holds_up("right"), True),
    "half_turned_right": Case(HALIMA, HALF_RIGHT, holds_up("right", BENT), True),
    "side_on": Case(FUMI, LEFT, holds_up("left"), True),
    "side_on_bent": Case(QUENTIN, LEFT, holds_up("left", BENT), True),
    "side_on_right": Case(RAVI, RIGHT, holds_up("right"), True),
    "side_on_tall": Case(LARS, LEFT, holds_up("left"), True, FURTHER),
    # ---- what is no hand held up in sight
    "behind_the_body": Case(ADAM, LEFT, holds_up("right"), False),
    "waves": Case(ADAM, FACING, acts.wave("right", 6), False),
    "waves_half_turned": Case(MEI, HALF_LEFT, acts.wave("left", 6), False),
    "at_the_hair": Case(KEMI, LEFT, acts.scratch("left", UP), False),
    "at_the_hair_facing": Case(RAVI, FACING, acts.scratch("right", UP), False),
    "both_up": Case(SOFIA, FACING, acts.stretch_up(UP), False),
    "both_up_side_on": Case(HALIMA, LEFT, acts.stretch_up(UP), False),
    "stretches_aside": Case(TARO, FACING, acts.stretch_sideways("left", UP), False),
}
"""By name."""


def clip_of(name: str) -> Clip:
    """The clip of one of `CASES`. Raises KeyError."""
    case = CASES[name]
    script = Script(LEAD, case.doing, AT_EASE)
    actor = Actor(case.person, script, "hanging", Place(turned=case.turned))
    return Clip(name, f"{name}.mp4", None, script.seconds + TAIL, (actor,), RATE, camera=case.camera)
