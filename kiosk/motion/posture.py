"""What flows out of the motion room, frame by frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import NamedTuple


class View(StrEnum):
    """How the person stands to the camera."""

    SIDE = "side"
    OBLIQUE = "oblique"
    FRONT = "front"


class Facing(StrEnum):
    """Where in the picture the person's front points."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def sign(self) -> int:
        """+1 where forward is +x in the picture, else -1."""
        return 1 if self is Facing.RIGHT else -1


class Phase(StrEnum):
    """Where in a rep the person is."""

    STANDING = "standing"
    DOWN = "down"
    BOTTOM = "bottom"
    UP = "up"


@dataclass(frozen=True, slots=True)
class Measure:
    """A number and how far it may be trusted, 0 to 1. A measure that cannot be trusted at all is absent."""

    value: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Measures:
    """Every measure one side camera gives; absent ones are None. Definitions: see `kiosk.motion.measures`.

    Angles in degrees; lengths as a share of the named body length.
    """

    torso_inclination: Measure | None = None
    """Hip to shoulder against vertical; forward is positive."""
    hip_flexion: Measure | None = None
    """180 minus the angle shoulder-hip-knee; beyond straight is negative."""
    knee_flexion: Measure | None = None
    """180 minus the angle hip-knee-ankle; beyond straight is negative."""
    shin_inclination: Measure | None = None
    """Ankle to knee against vertical; forward is positive."""
    hip_travel: Measure | None = None
    """Hip behind the ankle, in leg lengths."""
    hip_height: Measure | None = None
    """Hip above the ankle, in leg lengths."""
    hinge_ratio: Measure | None = None
    """Hip flexion gained since standing over hip and knee flexion gained; a hinge is above 0.7."""
    back_curvature: Measure | None = None
    """Second-order term of the dorsal profile; negative is rounded, positive is hollow."""
    dowel_gap: Measure | None = None
    """Widest gap at the low back under a straight line on the dorsal profile, in torso lengths."""
    lumbar_flexion: Measure | None = None
    """Degrees by which the low back is bent further than standing; negative is hollowed."""
    thoracic_flexion: Measure | None = None
    """The same of the upper back."""
    shoulder_depth: Measure | None = None
    """How much deeper below the skin of the back the shoulder joint lies than standing, against the hip joint, in
    torso lengths: shoulders that are drawn forward do."""
    neck_angle: Measure | None = None
    """Shoulder to ear against the torso line; positive is chin forward of the line."""
    head_pitch: Measure | None = None
    """Ear to nose against the torso line; chin to the chest is positive."""
    elbow_flexion: Measure | None = None
    """180 minus the angle shoulder-elbow-wrist, to whichever side."""
    hand_to_leg: Measure | None = None
    """Wrist ahead of the line of thigh and shank at its own height, in leg lengths."""
    balance: Measure | None = None
    """Whole-body centre of mass along the foot; 0 heel, 1 toe."""
    heel_height: Measure | None = None
    """Heel above its standing height, in foot lengths."""

    def value(self, name: str) -> float | None:
        """The value of the measure called ``name``, or None where it is absent."""
        measure: Measure | None = getattr(self, name)
        return None if measure is None else measure.value


ALL_MEASURE_NAMES = tuple(item.name for item in fields(Measures))

MEASURE_NAMES = tuple(name for name in ALL_MEASURE_NAMES if name != "shoulder_depth")
"""Those that tables, records and reports show: how deep a shoulder lies says something only beside other measures."""

NOTHING = Measures()
"""Where nothing was measured."""

FROM_MASK = ("back_curvature", "dowel_gap", "lumbar_flexion", "thoracic_flexion", "shoulder_depth")
"""Measures of the person mask, which only some frames carry."""


def without_back(measures: Measures) -> Measures:
    """``measures`` without those of the person mask, as where the outline is the floor's or tells nothing."""
    return replace(measures, **dict.fromkeys(FROM_MASK))


class LegEdge(NamedTuple):
    """Degrees by which the edge behind ``shank`` and ``thigh`` leans forward of the vertical in the person mask."""

    shank: float
    thigh: float


@dataclass(frozen=True, slots=True)
class LaidStick:
    """A stick on the person's back, for drawing. ``line``: its ends in picture pixels, hip to head. ``lost``: which
    of head, upper_back and tailbone it does not touch as it does when they stand. ``low_back``: the widest gap under
    it there, in torso lengths. ``contacts``: where on the line each of those that are seen would touch. ``beyond``:
    by how many torso lengths each gap is wider than standing, where that is known."""

    line: tuple[tuple[float, float], tuple[float, float]]
    lost: frozenset[str]
    low_back: float
    contacts: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    beyond: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Skeleton:
    """Where the near side's joint centres lie, by the names of `Posture.outline`, and the middle of the eyes, for
    drawing. ``joints`` and ``eyes``: picture pixels. ``depth`` and ``eyes_depth``: how much farther from the camera
    than the middle of the hips each is, in pixels of the same scale; the near side is nearer, so below 0."""

    joints: Mapping[str, tuple[float, float]]
    depth: Mapping[str, float]
    eyes: tuple[float, float]
    eyes_depth: float


@dataclass(frozen=True, slots=True)
class Posture:
    """One person's posture in one frame.

    ``turn`` is how far the person is turned from side-on in degrees (0 side, 90 front). ``outline`` holds the near
    side's joints in picture pixels (ear, shoulder, elbow, wrist, hip, knee, ankle, heel, toe), for drawing; ``trust``
    says by the same names how far each may be trusted, 0..1 (see `kiosk.motion.trust`). ``visibility`` is the least
    of those of hip, knee, ankle and shoulder. ``stick`` is only of frames with the person mask, and where
    one is laid; so is ``leg_edge``. ``skeleton`` is absent where no pose was read, as of a posture made by hand.
    """

    time: float
    measures: Measures
    view: View
    turn: float
    facing: Facing
    near_side: str
    visibility: float
    outline: dict[str, tuple[float, float]]
    trust: Mapping[str, float]
    picture_size: tuple[int, int]
    others: int = 0
    undecided: bool = False
    stick: LaidStick | None = None
    leg_edge: LegEdge | None = None
    skeleton: Skeleton | None = None
