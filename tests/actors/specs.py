"""The committed clips, as data. Change one and its video and truth must be rendered again."""

from __future__ import annotations

from dataclasses import replace

from .camera import Camera, Picture
from .cast import ADAM, BELLA, CHIKE, DORIS, ERIK, FUMI, GANESH, HALIMA
from .clip import Actor, Clip
from .gait import Walk
from .people import Person
from .scene import Room
from .script import Fault, Posture, Rep, Script
from .staging import Place

LEFT = Place(z=-0.15)
"""Facing left in the picture, with room for the leaning body."""
RIGHT = Place(z=0.15, turned=180.0)
SIDE_ON = Camera(eye=(2.9, 1.0, 0.0), target=(0.0, 0.88, 0.0), vertical_view=42.0)

GOOD = Posture(torso=66.0, knee=20.0, lumbar=2.0, thoracic=2.0, neck=-8.0)
ROUNDED = Posture(torso=67.0, knee=18.0, lumbar=40.0, thoracic=30.0, neck=8.0)
SQUAT = Posture(torso=35.0, knee=98.0, lumbar=3.0, thoracic=2.0, neck=-8.0)
SHALLOW = Posture(torso=25.0, knee=10.0, neck=-3.0)
SHORT_OF_STANDING = Posture(torso=25.0, knee=12.0, neck=-3.0)

SHORT = Rep(
    GOOD, pause=0.4, up=1.1, rest=0.3, top=SHORT_OF_STANDING, faults=(Fault("short_lockout", 1.0, "extreme"),)
)

ROUNDED_BACK = (Fault("rounded_back", 1.0, "extreme"),)
TOO_FAST = (Fault("too_fast", 1.0, "extreme"), Fault("no_pause", 1.0, "extreme"))
SQUATTING = (Fault("squatting", 1.0, "extreme"), Fault("knees_forward", 0.7))
TOO_SHALLOW = (Fault("too_shallow", 1.0, "extreme"),)
SQUATTED = Rep(SQUAT, rest=0.9, faults=SQUATTING, counted=False, reason="squatting")

SMALL = Picture(360, 480)
ASIDE = -0.45
"""Moves the rack away from behind hips that go back to the right."""
GREY_ROOM = Room(wall=(0.60, 0.59, 0.56), dado=(0.19, 0.185, 0.18), furniture_shift=ASIDE)
WARM_ROOM = Room(wall=(0.50, 0.46, 0.38), dado=(0.24, 0.20, 0.16), bricks=False)
DARK_ROOM = Room(wall=(0.27, 0.28, 0.31), dado=(0.10, 0.105, 0.115), plates=(0.03, 0.08, 0.25), furniture_shift=ASIDE)
GREEN_ROOM = Room(wall=(0.58, 0.60, 0.56), dado=(0.17, 0.27, 0.21), bricks=False, furniture_shift=ASIDE)
BARE_ROOM = Room(wall=(0.55, 0.56, 0.58), dado=(0.55, 0.56, 0.58), furniture="none", bricks=False)


def _test_clip(name: str, seconds: float, *cast: Actor, room: Room, camera: Camera = SIDE_ON,
               picture: Picture = SMALL, crf: int = 26) -> Clip:  # fmt: skip
    truth = f"tests/data/{name}.json" if cast else None
    return Clip(name, f"tests/data/{name}.mp4", truth, seconds, cast, 15, picture, camera, room, crf)


def _actor(person: Person, place: Place, *reps: Rep, lead: float = 1.8, **more: object) -> Actor:
    return Actor(person, Script(lead, reps), place=place, **more)  # type: ignore[arg-type]


DEMO = Clip(
    name="hip_hinge",
    video="kiosk/demo/hip_hinge.mp4",
    truth="tests/data/hip_hinge_demo.json",
    seconds=32.0,
    fps=30,
    crf=22,
    camera=SIDE_ON,
    room=GREY_ROOM,
    cast=(
        _actor(
            ADAM,
            LEFT,
            Rep(GOOD, rest=1.2),
            Rep(ROUNDED, rest=1.2, faults=ROUNDED_BACK),
            Rep(replace(ROUNDED, torso=65.0), down=1.9, up=1.6, rest=1.2, faults=ROUNDED_BACK),
            Rep(replace(GOOD, torso=64.0, knee=21.0), down=2.1, rest=1.2),
            Rep(replace(GOOD, torso=65.0), down=0.7, pause=0.0, up=0.6, rest=1.2, faults=TOO_FAST),
            Rep(replace(GOOD, torso=67.0, knee=19.0), rest=0.0),
            lead=2.5,
        ),
    ),
)

TESTS = (
    _test_clip(
        "hinge_good",
        11.5,
        _actor(BELLA, RIGHT, Rep(GOOD, rest=0.9), Rep(replace(GOOD, torso=62.0), down=1.9)),
        room=WARM_ROOM,
    ),
    _test_clip(
        "hinge_rounded",
        11.5,
        _actor(CHIKE, LEFT, Rep(ROUNDED, rest=0.9, faults=ROUNDED_BACK), Rep(ROUNDED, faults=ROUNDED_BACK)),
        room=GREEN_ROOM,
    ),
    _test_clip(
        "hinge_squatting",
        11.5,
        _actor(FUMI, LEFT, SQUATTED, replace(SQUATTED, rest=1.0)),
        room=BARE_ROOM,
    ),
    _test_clip(
        "hinge_shallow",
        10.0,
        _actor(
            ERIK,
            RIGHT,
            Rep(SHALLOW, down=1.6, up=1.3, rest=0.9, faults=TOO_SHALLOW, counted=False, reason="too_shallow"),
            Rep(
                replace(SHALLOW, torso=27.0),
                down=1.6,
                up=1.3,
                faults=TOO_SHALLOW,
                counted=False,
                reason="too_shallow",
            ),
        ),
        room=Room(),
    ),
    _test_clip(
        "hinge_fast",
        9.0,
        _actor(GANESH, LEFT, *(Rep(GOOD, 0.7, 0.0, 0.6, rest=0.9, faults=TOO_FAST) for _ in range(3))),
        room=GREEN_ROOM,
    ),
    _test_clip(
        "hinge_short_lockout",
        12.0,
        _actor(
            HALIMA,
            LEFT,
            *(replace(SHORT, down=down) for down in (1.7, 1.6)),
            Rep(GOOD, down=1.5, pause=0.4, up=1.5),
            lead=1.6,
        ),
        room=DARK_ROOM,
    ),
    _test_clip(
        "hinge_oblique",
        11.5,
        _actor(BELLA, Place(turned=45.0), Rep(GOOD, rest=0.9), Rep(GOOD)),
        room=Room(),
    ),
    _test_clip(
        "two_people",
        10.5,
        _actor(ADAM, Place(z=0.12), Rep(GOOD, rest=0.6), Rep(GOOD), lead=1.6),
        Actor(DORIS, Script(sway=1.6), "hanging", Place(z=-0.72, turned=80.0)),
        room=WARM_ROOM,
        camera=replace(SIDE_ON, eye=(4.0, 1.05, 0.0)),
    ),
    _test_clip("empty_room", 4.0, room=Room()),
    _test_clip(
        "out_of_frame",
        5.0,
        _actor(CHIKE, LEFT, Rep(GOOD, down=1.6, pause=0.3, up=1.2), lead=1.5),
        room=WARM_ROOM,
        camera=replace(SIDE_ON, eye=(1.35, 1.0, 0.0), target=(0.0, 0.92, 0.0)),
    ),
    _test_clip(
        "dark",
        6.0,
        _actor(BELLA, RIGHT, Rep(GOOD)),
        room=WARM_ROOM,
        picture=replace(SMALL, exposure=0.045),
    ),
    _test_clip(
        "leaves",
        9.5,
        Actor(
            GANESH,
            Script(
                1.5,
                (
                    Rep(GOOD, down=1.5, pause=0.3, up=1.1, rest=0.3),
                    Rep(GOOD, down=1.5, pause=0.3, up=1.1, rest=0.0),
                    Walk(2.4, seconds=2.6),
                ),
            ),
            place=LEFT,
        ),
        room=GREEN_ROOM,
    ),
    _test_clip(
        "dumbbell_good",
        11.5,
        _actor(CHIKE, LEFT, Rep(GOOD, rest=0.9), Rep(GOOD, down=1.9), arms="dumbbells", held="dumbbells"),
        room=replace(WARM_ROOM, furniture_shift=ASIDE),
    ),
)
