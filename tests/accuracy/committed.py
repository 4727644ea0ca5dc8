"""The committed clips as cases. The mirror was built with these in view, so all of them belong to the tune half."""

from __future__ import annotations

from tests.actors.clip import Clip
from tests.actors.specs import DEMO, TESTS

from .case import Case
from .people import tags_of

_SCENES = {"two_people": "two people", "empty_room": "empty", "out_of_frame": "out of frame", "dark": "dark"}
_HIDDEN = frozenset({"empty_room", "out_of_frame", "dark", "leaves"})


def _case(clip: Clip) -> Case:
    tags = {
        "drill": "dumbbell_deadlift" if clip.name.startswith("dumbbell") else "hip_hinge",
        "view": "oblique" if clip.name == "hinge_oblique" else "side",
        "scene": _SCENES.get(clip.name, "gym" if clip.room.furniture == "gym" else "bare"),
        "kind": "committed",
        **(tags_of(clip.cast[0].person) if clip.cast else {"build": "nobody", "clothes": "nobody"}),
    }
    return Case(clip, "tune", tags, committed=True, clear=clip.name not in _HIDDEN)


COMMITTED = tuple(_case(clip) for clip in (DEMO, *TESTS))
