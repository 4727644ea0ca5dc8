"""What flows out of the coach's room: all that the mirror, the cabinet, the voice and the records need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.coach.rules.finding import Prop, RuleFinding
from kiosk.coach.rules.sides import SideBalance
from kiosk.motion.posture import Facing, LaidStick, Phase, Posture
from kiosk.motion.rep import Rep
from kiosk.motion.rest import Start

Point = tuple[float, float]


class Stage(StrEnum):
    """Where in a session the mirror is."""

    IDLE = "idle"
    """Nobody there: attract."""
    APPROACH = "approach"
    """Somebody comes, and is not in their place yet."""
    CAUTION = "caution"
    """Who should not do this drill, or gently: read before a person's first set of it."""
    SETUP = "setup"
    """Somebody there: say where to stand and how."""
    BASELINE = "baseline"
    """In place: stand tall and still for a second."""
    SET = "set"
    """Coaching."""
    REST = "rest"
    """Between two sets: how long still, and what comes."""
    NEXT_DRILL = "next_drill"
    """Another drill comes: its name, and how to set up for it."""
    PAUSED = "paused"
    """A set, or a rest, waits for who asked for it or has stepped away; what was counted is kept."""
    SUMMARY = "summary"
    """What was done, and the one thing to work on."""
    TOO_SLOW = "too_slow"
    """Frames come too rarely for a rep to be judged: nothing begins, and a set under way waits."""


class CueKind(StrEnum):
    """Why something is said."""

    CORRECTION = "correction"
    PRAISE = "praise"
    ATTEMPT = "attempt"


@dataclass(frozen=True, slots=True)
class Cue:
    """One useful thing, said at ``time``."""

    time: float
    id: str
    text: str
    kind: CueKind


class Why(StrEnum):
    """What decided about a word: the rule of the coaching policy (`kiosk.coach.policy`)."""

    CLEAN = "clean"
    """There is nothing to correct."""
    ALONE = "alone"
    """The only fault worth saying."""
    CARE = "care"
    """Safety before pattern before quality."""
    CAUSE = "cause"
    """A cause before what it brings."""
    PERSISTENCE = "persistence"
    """Seen in several of the last reps, before what was seen once."""
    SEVERITY = "severity"
    """All else being equal: the worse and surer."""
    ATTEMPT = "attempt"
    """Why the rep was not counted."""
    NOT_SEEN = "not_seen"
    MENDED = "mended"
    """The fault corrected last is gone."""
    FADED = "faded"
    """The stage of learning leaves this rep without a correction."""
    SLIGHT = "slight"
    """Too small to be said."""
    UNSURE = "unsure"
    """Not seen surely enough to be said."""


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A fault of the rep that was not said, and what kept it back."""

    fault_id: str
    why: Why


@dataclass(frozen=True, slots=True)
class Decision:
    """What was said after a rep, or not, and ``why``; ``stage`` is that of learning, by its name in the policy."""

    cue: Cue | None
    why: Why
    stage: str
    held_back: tuple[HeldBack, ...] = ()

    @property
    def corrects(self) -> bool:
        """Whether something was said to be mended."""
        return self.cue is not None and self.cue.kind is not CueKind.PRAISE and self.why is not Why.NOT_SEEN


class OfferKind(StrEnum):
    """Why another drill is offered."""

    CORRECTIVE = "corrective"
    """It mends a fault that persists."""
    PROGRESS = "progress"
    """A whole set was clean."""
    STEP_BACK = "step_back"
    """Form falls apart."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A drill offered for next; ``fault_id``: for which fault, where it is for one."""

    kind: OfferKind
    drill_id: str
    text: str
    fault_id: str | None = None


@dataclass(frozen=True, slots=True)
class Prompt:
    """Said quietly while a rep goes on: ``what`` to do in this phase, and how to ``breathe``; either may be empty."""

    what: str
    breathe: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault seen in a rep; severity and confidence 0 to 1, ``onset`` in seconds of the frames' clock."""

    id: str
    severity: float
    confidence: float
    onset: float


@dataclass(frozen=True, slots=True)
class JudgedRep:
    """A rep with the coach's verdict. An attempt has ``counted`` False and a ``reason``.

    ``unjudged`` holds the watched faults of which nothing can be said, as what they need was not seen. ``rule`` is
    what the drill's special rule came to, where it has one.
    """

    rep: Rep
    counted: bool
    faults: tuple[Fault, ...]
    reason: str | None
    unjudged: frozenset[str] = frozenset()
    rule: RuleFinding | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A side-view stick figure in picture pixels: named joints, drawn along `BONES`.

    ``depth``: how much farther from the camera than the middle of the body each joint is, in pixels of the same
    scale; 0 where it is not told. ``eyes``: the middle of a person's eyes, and ``eyes_depth`` the same of them; a
    ghost has none. ``light`` 0 to 1.

    Besides the joints of `BONES` there may be others: ``back_1``... and ``nape_1``... of a curved back
    (`kiosk.coach.ghost.back_line`), ``free_knee``... of a second leg, ``weight`` and ``weight_rim`` of what is held.
    """

    joints: dict[str, Point]
    depth: Mapping[str, float] = field(default_factory=dict)
    eyes: Point | None = None
    eyes_depth: float = 0.0
    light: float = 1.0


@dataclass(frozen=True, slots=True)
class Feet:
    """Where a person's near foot stands on the floor: heel and toe in picture pixels, and how much farther from the
    camera than the middle of the body they are, in pixels of the same scale."""

    heel: Point
    toe: Point
    depth: float


BONES: tuple[tuple[str, str], ...] = (
    ("ear", "shoulder"),
    ("shoulder", "hip"),
    ("hip", "knee"),
    ("knee", "ankle"),
    ("heel", "toe"),
    ("shoulder", "elbow"),
    ("elbow", "wrist"),
)


@dataclass(frozen=True, slots=True)
class Track:
    """Where the ghost leads, in picture pixels: ``path`` of the hip from rest to the far end, and the ``zone`` in
    which a rep counts, along the way of the shoulder or the hip; ``reached``: the person is in it. ``light`` 0 to
    1. ``path_depth``, ``zone_depth``: as `Figure.depth`."""

    path: tuple[Point, ...]
    zone: tuple[Point, ...]
    reached: bool = False
    light: float = 1.0
    path_depth: float = 0.0
    zone_depth: float = 0.0


@dataclass(frozen=True, slots=True)
class Shown:
    """A drill to be looked at: figures (joints as in `Figure`) from rest to the far end, evenly spread, in body
    heights, x forward and y up. Seconds: the ``rest`` between two reps, the way ``down``, the ``pause`` at the far
    end, the way ``up``. ``leap``: of a jump from the far end and back to it, evenly over ``leap_lasts``."""

    steps: tuple[Mapping[str, Point], ...]
    rest: float
    down: float
    pause: float
    up: float
    leap: tuple[Mapping[str, Point], ...] = ()
    leap_lasts: float = 0.0


@dataclass(frozen=True, slots=True)
class Bar:
    """The spine bar. ``value`` -1..1: how far from neutral/standing (0) to the far end; sign says the direction.

    ``target`` is the zone's lower and upper end on the same scale; ``inside`` says the value lies within it.
    """

    value: float
    target: tuple[float, float]
    inside: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """What a set came to, or a session of several, which are its ``sets``. ``sides``: both compared, in a drill for
    one side at a time."""

    drill_name: str
    counted: int
    attempts: int
    seconds: float
    reps: tuple[JudgedRep, ...]
    advice_id: str | None
    advice: str
    sides: SideBalance | None = None
    offer: Offer | None = None
    sets: tuple[Summary, ...] = ()


@dataclass(frozen=True, slots=True)
class Agenda:
    """Where in a course the mirror is. The set under way, or the one that comes, is ``number`` of ``sets`` of
    ``drill``, which is item ``item`` of ``items``; all count from one. ``seconds_left`` of a rest, a caution or an
    announcement, absent in other stages. ``lines``: what is to be read one below the other: cautions, steps.
    ``spoken``: the mirror may speak."""

    course: str
    drill: str
    number: int
    sets: int
    item: int
    items: int
    seconds_left: float | None = None
    lines: tuple[str, ...] = ()
    spoken: bool = True


@dataclass(frozen=True, slots=True)
class Guidance:
    """The latest word of the coach; complete in itself, so that a reader may skip any number of earlier ones.

    Coordinates are pixels of the camera picture ``picture_size`` (width, height); the mirror maps them to the
    glass. ``progress`` 0..1 fills while a hold (standing in place, baseline) is awaited.
    """

    time: float
    stage: Stage
    drill_id: str
    drill_name: str
    picture_size: tuple[int, int]
    headline: str = ""
    hint: str = ""
    progress: float = 0.0
    count: int = 0
    goal: int = 0
    attempts: int = 0
    held: bool = False
    """Whether what is counted are seconds of a hold."""
    phase: Phase = Phase.STANDING
    cue: Cue | None = None
    faulty: frozenset[str] = frozenset()
    """Ids of the faults of the last rep: what to colour."""
    facing: Facing | None = None
    user: Figure | None = None
    ghost: Figure | None = None
    track: Track | None = None
    """Where the ghost leads, as far as it is shown."""
    bar: Bar | None = None
    posture: Posture | None = None
    last_rep: JudgedRep | None = None
    decision: Decision | None = None
    """What was decided after ``last_rep``, and why."""
    offer: Offer | None = None
    """The drill that what was done of this set so far speaks for."""
    prompt: Prompt | None = None
    """Only where nothing else is said."""
    summary: Summary | None = None
    props: tuple[Prop, ...] = ()
    """What the drill's special rule places before the user."""
    stick: LaidStick | None = None
    """The stick on the user's back, where it is to be drawn."""
    start: Start = "standing"
    """How the drill begins."""
    unseen: str = ""
    """Before a set, where there is room for it: what the network cannot see of the drill."""
    body_height_px: float | None = None
    """Standing height of the person in picture pixels, for the optics; absent until known."""
    feet: Feet | None = None
    """Where they last stood, for the optics; absent until known."""
    shown: Shown | None = None
    """While a drill is announced, and while somebody gets into place for its first set: how it is done."""
    agenda: Agenda | None = None
    """Where in the course we are; absent in a replay, which has none."""
