"""The specification of a clip: who plays what, where, seen how. Data only; needs no renderer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from .balance import Load
from .camera import Camera, Picture
from .people import Person
from .posture import ArmStyle
from .scene import Room
from .script import Script
from .staging import Place
from .support import FEET, Support


@dataclass(frozen=True)
class Actor:
    """A person with a part to play."""

    person: Person
    script: Script
    arms: ArmStyle = "crossed"
    place: Place = field(default_factory=Place)
    support: Support = FEET
    held: str | None = None
    """What is in the hands or on the back: one of `props.HELD`, which also says which arms fit."""
    load: Load | None = None
    """A weight for the figure's balance, where it is not that of the held thing."""
    counts_by: Literal["torso", "hip_height", "hip_flexion"] | None = None
    """What tells the reps of the drill; none: the torso, or the hips where these move much further."""


@dataclass(frozen=True)
class Clip:
    """One clip. The first of the cast is the user, whose truth is recorded; paths are under the project."""

    name: str
    video: str
    truth: str | None
    seconds: float
    cast: tuple[Actor, ...]
    fps: int = 15
    picture: Picture = field(default_factory=Picture)
    camera: Camera = field(default_factory=Camera)
    room: Room = field(default_factory=Room)
    crf: int = 24

    def __post_init__(self) -> None:
        for actor in self.cast:
            for number, span in enumerate(actor.script.spans(), 1):
                if span.end > self.seconds:
                    raise ValueError(f"{self.name}: rep {number} ends at {span.end} s, after the clip")

    def times(self) -> list[float]:
        """When each frame is taken, in seconds."""
        return [number / self.fps for number in range(round(self.seconds * self.fps))]
