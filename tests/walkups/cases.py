"""The ten walk-ups, as data: who walks up how, what they do wrong, and what they do once they are told.

Spots are metres of the room: x towards the mirror, z to the left in the picture; 0 faces left in the picture, 90
the mirror, 180 right, -90 away from it. All of them end side-on in the middle and hinge three times. The people are
of the half on which numbers may be tuned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from tests.accuracy.conditions import BARE, GREEN, GYM, PORTRAIT, USUAL_CAMERA, WARM
from tests.actors import acts
from tests.actors.bystanders import AT_EASE
from tests.actors.camera import Camera
from tests.actors.cast import ADAM, CHIKE, DORIS, FUMI, KEMI, LARS, NADIA, OMAR, SOFIA, TARO
from tests.actors.clip import Actor, Clip
from tests.actors.drills import GOOD, Plan, perform
from tests.actors.gait import Walk, walking_seconds
from tests.actors.grounds import Spot
from tests.actors.people import Person
from tests.actors.posture import ArmStyle
from tests.actors.scene import Room
from tests.actors.script import Act, Script, Still
from tests.actors.staging import Place

from .newcomer import Heard, Pause

RATE = 15
"""Pictures a second."""
STANDS = 1.0
"""Seconds of standing that a wait goes to and fro over."""
TAIL = 1.5
"""Seconds after the last rep."""
OUT = 2.1
"""Metres along the picture to outside of it."""


@dataclass(frozen=True)
class Wait:
    """Stands, until the glass says it."""

    until: Heard


@dataclass(frozen=True)
class Ready:
    """Takes the arms to where the drill has them."""


Do = acts.Acts | Wait | Ready


@dataclass(frozen=True)
class WalkUp:
    """One walk-up: who, from where, and what they do, of which every `Wait` must come true.

    ``company``: somebody else, made from when in the film the first wait is over.
    """

    name: str
    story: str
    person: Person
    begins: Spot
    does: tuple[Do, ...]
    room: Room = GYM
    camera: Camera = USUAL_CAMERA
    company: Callable[[float], Actor] | None = None
    arms: ArmStyle = "crossed"


def to(spot: Spot, metres: float, speed: float = acts.USUAL_SPEED) -> acts.Acts:
    """Walks along a curve of about so many metres to a spot."""
    return (Walk(to=spot, seconds=walking_seconds(metres, speed)),)


def _friend_stays(told: float) -> Actor:
    """Comes along, stands beside the user, faces the mirror, and goes when both have read what it says."""
    steps = to(Spot(-0.45, 0.62, 90.0), 1.7)
    waits = told - sum(act.seconds for act in steps)
    leaves = (*acts.turn(-90.0), *acts.walk(1.9))
    script = Script(0.0, (*steps, Still(waits), *leaves), AT_EASE, begins=Spot(-0.45, OUT, 180.0))
    return Actor(CHIKE, script, "hanging")


def _friend_goes_on(_: float) -> Actor:
    """Walks through behind the user while the mirror begins to speak."""
    script = Script(1.0, acts.walk(2.0 * OUT), AT_EASE)
    return Actor(DORIS, script, "hanging", Place(-1.0, -OUT, 0.0))


LEFT, RIGHT, MIRROR, AWAY = 0.0, 180.0, 90.0, -90.0
FROM_LEFT, FROM_RIGHT = Spot(0.0, OUT, RIGHT), Spot(0.0, -OUT, LEFT)
FAR_CAMERA = replace(USUAL_CAMERA, eye=(4.9, 1.0, 0.0))

WALK_UPS: tuple[WalkUp, ...] = (
    WalkUp(
        "stays_with_a_friend",
        "comes with a friend, who stands beside them facing the mirror; the friend leaves when told",
        ADAM,
        FROM_RIGHT,
        (acts.walk(OUT), Wait("others"), (Still(4.6),), Ready(), Wait("set")),
        company=_friend_stays,
    ),
    WalkUp(
        "too_far",
        "stops at the far wall, facing the mirror; comes closer and turns when told",
        NADIA,
        Spot(-1.5, 2.6, RIGHT),
        (
            to(Spot(-1.5, 0.0, MIRROR), 2.9), Wait("too_far"),
            acts.walk(1.8), Wait("turned"),
            acts.turn(-90.0), Ready(), Wait("set"),
        ),
        room=BARE,
        camera=FAR_CAMERA,
    ),
    WalkUp(
        "too_close",
        "walks right up to the mirror and faces it; steps back and turns when told",
        LARS,
        Spot(0.2, -OUT, 20.0),
        (
            to(Spot(1.2, 0.0, MIRROR), 2.6), Wait("too_close"),
            acts.walk(-1.25, 0.7), Wait("turned"),
            acts.turn(90.0), Ready(), Wait("set"),
        ),
    ),
    WalkUp(
        "faces_the_mirror",
        "stands in the right place and faces the mirror, as one does; turns when told",
        SOFIA,
        FROM_LEFT,
        (to(Spot(0.0, 0.0, MIRROR), 2.3), Wait("turned"), acts.turn(-90.0), Ready(), Wait("set")),
        room=GREEN,
    ),
    WalkUp(
        "back_to_the_mirror",
        "stands with the back to the mirror; turns when told",
        KEMI,
        FROM_RIGHT,
        (to(Spot(0.0, 0.0, AWAY), 2.3), Wait("turned"), acts.turn(90.0), Ready(), Wait("set")),
        room=WARM,
    ),
    WalkUp(
        "at_the_edge",
        "stops side-on at the picture's edge, outside of the zone; steps in front of the mirror as it asks them to",
        FUMI,
        FROM_LEFT,
        (acts.walk(OUT - 0.82), Wait("attract"), acts.walk(0.78, 0.8), Ready(), Wait("set")),
    ),
    WalkUp(
        "half_turned",
        "stands half turned to the mirror, to see themselves; turns when told",
        DORIS,
        FROM_RIGHT,
        (to(Spot(0.0, 0.0, 55.0), 2.2), Wait("turned"), acts.turn(-55.0), Ready(), Wait("set")),
        room=GREEN,
    ),
    WalkUp(
        "somebody_goes_on",
        "stands well at once, while who came with them walks on behind them",
        CHIKE,
        FROM_LEFT,
        (acts.walk(OUT), Ready(), Wait("set")),
        company=_friend_goes_on,
        room=BARE,
    ),
    WalkUp(
        "fidgets_in_loose_clothes",
        "wears loose clothes, pulls them straight, looks round and at a phone before standing still",
        TARO,
        FROM_RIGHT,
        (acts.walk(OUT), acts.adjust_clothes(), acts.look_around(), acts.use_phone(7.0), Wait("set"), Ready()),
    ),
    WalkUp(
        "a_hoodie_from_the_left",
        "wears a wide hoodie, comes from the left and faces right; hands on the hips only in the set",
        OMAR,
        FROM_LEFT,
        (acts.walk(OUT), Wait("set"), Ready()),
        arms="hips",
        room=WARM,
    ),
)  # fmt: skip
"""Ten that differ; those that ask most come first."""


@dataclass(frozen=True)
class Film:
    """A walk-up as it is rendered: its clip, and where in it somebody waits."""

    clip: Clip
    pauses: tuple[Pause, ...]


def film_of(walk_up: WalkUp) -> Film:
    """The film of a walk-up. Dresses the person: takes seconds."""
    part = perform("hip_hinge", walk_up.person, Plan((GOOD,) * 3, seed=7, lead=0.0), arms=walk_up.arms).actor
    steps = tuple(_steps(walk_up, part.script))
    doing: list[Act] = []
    pauses: list[Pause] = []
    now = 0.0
    for acts_, until in steps:
        begin = now
        doing += acts_
        now += sum(act.seconds for act in acts_)
        if until is not None:
            pauses.append(Pause(begin, now, until))
    script = replace(part.script, lead=0.0, acts=tuple(doing), standing=AT_EASE, begins=walk_up.begins)
    company = () if walk_up.company is None else (walk_up.company(pauses[0].end),)
    clip = Clip(
        name=f"walkup_{walk_up.name}",
        video=f"walkup_{walk_up.name}.mp4",
        truth=None,
        seconds=round(now + TAIL, 1),
        cast=(replace(part, script=script), *company),
        fps=RATE,
        picture=PORTRAIT,
        camera=walk_up.camera,
        room=walk_up.room,
    )
    return Film(clip, tuple(pauses))


def _steps(walk_up: WalkUp, hinges: Script) -> Iterator[tuple[tuple[Act, ...], Heard | None]]:
    """Acts, and what is waited for while they last."""
    for doing in walk_up.does:
        if isinstance(doing, Wait):
            yield (Still(STANDS, "standing"),), doing.until
        elif isinstance(doing, Ready):
            yield (acts.Become(hinges.standing),), None
        else:
            yield doing, None
    yield hinges.acts, None
