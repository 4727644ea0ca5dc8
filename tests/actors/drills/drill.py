"""What a drill is and what is wanted of a performance, as data. Ids as in the project's domain, sections 3 and 4."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from ..clip import Actor
from ..fault_ids import FAULT_IDS, FaultId
from ..posture import STANDING, ArmStyle, Posture
from ..script import Grade, Rep
from ..stance import Stance
from ..support import FEET, Support

__all__ = ["FAULT_IDS", "GOOD", "Drill", "FaultId", "Performance", "Plan", "Thing", "Wanted", "showing"]

Side = Literal["both", "left", "right"]
Band = tuple[float, float]
"""Least and most."""


@dataclass(frozen=True)
class Tempo:
    """The seconds that good reps take: each a band."""

    down: Band = (1.9, 2.6)
    pause: Band = (0.5, 0.9)
    up: Band = (1.4, 1.9)
    rest: Band = (1.0, 1.5)


@dataclass(frozen=True)
class Spread:
    """How far good bottoms of one drill differ, in degrees to either side: from person to person and rep to rep."""

    torso: float = 5.0
    knee: float = 4.0
    neck: float = 5.0
    spine: float = 2.5


@dataclass(frozen=True)
class Thing:
    """Kit that stands in the room: the middle of its foot in room metres, turned like a `Place`.

    `size` is across, up and along, in metres, as the one who performs faces it.
    """

    kind: str
    x: float
    y: float
    z: float
    turned: float
    size: tuple[float, float, float]


@dataclass(frozen=True)
class Kit:
    """A thing that a drill needs, before it is placed: in the performer's stage frame (x left, y up, z forward)."""

    kind: str
    x: float
    y: float
    z: float
    size: tuple[float, float, float]


Fit = Callable[[Stance, Posture, Literal["knee", "torso"]], Posture]
"""Makes a bottom posture fit one body, hands to the bar on the floor, buttocks to the bench, by one of its angles."""
Shows = Callable[[Rep, float, Stance], Rep]
"""A good rep with a fault of some strength (0..1) put into it."""
Around = Callable[[Stance, Posture, Posture], tuple[Kit, ...]]
"""The kit around one body, from its postures at the top and at the good bottom."""


@dataclass(frozen=True)
class Drill:
    """One drill, done well.

    `first` is how a rep begins; a drill that begins `up` rests at its bottom, to which the figure comes from `ready`
    by a movement that is no rep. `within` is the drill's range: a rep
    whose turning point lies outside is an attempt (domain, section 5); degrees of the angle in `counts_by`.
    """

    id: str
    bottom: Posture
    within: Band
    faults: tuple[FaultId, ...]
    counts_by: Literal["torso", "hip_height", "hip_flexion"] = "torso"
    arms: tuple[ArmStyle, ...] = ("crossed", "hips")
    top: Posture = STANDING
    ready: Posture | None = None
    """Before the first rep and after the last, where that is not where reps begin: a lifter who stands at the bar."""
    spread: Spread = field(default_factory=Spread)
    tempo: Tempo = field(default_factory=Tempo)
    support: Support = FEET
    held: Mapping[ArmStyle, str] = field(default_factory=dict)
    """What is in the hands or on the back with a style of arms, by its name among the props; its mass is the load."""
    first: Literal["down", "up"] = "down"
    turns_at: Literal["bottom", "top"] = "bottom"
    """Where the range is asked for: at the top in drills that rise from a rest, lying."""
    ways: Callable[[Rep], Rep] | None = None
    """Puts what a rep passes between its turning points into it, where that is not the straight way."""
    sides: tuple[Side, ...] = ("both",)
    hold: bool = False
    """A posture held for its pause, as a plank."""
    fit: Fit | None = None
    """Makes the bottom fit the body and the kit; None where the bottom is a matter of choice."""
    shows: Mapping[FaultId, Shows] = field(default_factory=dict)
    """Faults that look different in this drill than on two feet."""
    around: Around | None = None


    def arms_for(self, plan: Plan) -> tuple[ArmStyle, ...]:
        """The styles of arms in which the faults of a plan can be acted: dumbbells hang straight down, and no reach
        draws them away from the legs."""
        drifts = any(fault == "bar_drift" for wanted in plan.reps for fault, _ in wanted.faults)
        return tuple(style for style in self.arms if not (drifts and style == "dumbbells"))


@dataclass(frozen=True)
class Wanted:
    """One rep of a plan: the faults it shall show, or `partial` where it is broken off halfway."""

    faults: tuple[tuple[FaultId, Grade], ...] = ()
    partial: bool = False
    side: Side | None = None
    """None: as the drill has it, sides in turn."""


GOOD = Wanted()


@dataclass(frozen=True)
class Plan:
    """The reps of a performance; the seed varies them as people vary."""

    reps: tuple[Wanted, ...] = (GOOD, GOOD, GOOD)
    seed: int = 0
    lead: float = 1.8
    """Seconds of standing before anything happens."""
    variation: float = 1.0
    """0 gives every person and rep the drill's own posture and tempo; 1 is human."""


def showing(fault: FaultId, grade: Grade = "clear", reps: int = 3) -> Plan:
    """Reps that all show one fault."""
    return Plan((Wanted(((fault, grade),)),) * reps)


@dataclass(frozen=True)
class Performance:
    """A drill performed: the actor and the kit that stands around."""

    actor: Actor
    things: tuple[Thing, ...]

    @property
    def seconds(self) -> float:
        """Until the last act ends."""
        return self.actor.script.seconds
