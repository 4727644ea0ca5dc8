"""The committed clips as cases. The mirror was built with these in view, so all of them belong to the tune half."""

from __future__ import annotations

from tests.actors.clip import Clip
from tests.actors.specs import DEMO, TESTS

from .case import Case

_BUILDS = {
    "hip_hinge": "athletic", "hinge_good": "slim", "hinge_rounded": "athletic", "hinge_squatting": "slim",
    "hinge_shallow": "heavy", "hinge_fast": "slim", "hinge_short_lockout": "average", "hinge_oblique": "slim",
    "two_people": "athletic", "empty_room": "none", "out_of_frame": "athletic", "dark": "slim", "leaves": "slim",
    "dumbbell_good": "athletic",
}  # fmt: skip
_SCENES = {"two_people": "two people", "empty_room": "empty", "out_of_frame": "out of frame", "dark": "dark"}
_HIDDEN = frozenset({"empty_room", "out_of_frame", "dark", "leaves"})


def _case(clip: Clip) -> Case:
    actor = clip.cast[0] if clip.cast else None
    tags = {
        "drill": "dumbbell_deadlift" if clip.name.startswith("dumbbell") else "hip_hinge",
        "view": "oblique" if clip.name == "hinge_oblique" else "side",
        "build": _BUILDS.get(clip.name, "other"),
        "clothes": f"{actor.person.top.kind}, {actor.person.bottoms.kind}" if actor else "none",
        "scene": _SCENES.get(clip.name, "gym" if clip.room.furniture == "gym" else "bare"),
        "fps": str(clip.fps),
    }
    return Case(clip, "tune", tags, committed=True, clear=clip.name not in _HIDDEN)


COMMITTED = tuple(_case(clip) for clip in (DEMO, *TESTS))
