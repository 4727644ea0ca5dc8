"""What sort of person somebody of the cast is, in the words of the report."""

from __future__ import annotations

import numpy as np

from tests.actors.people import Person

DARK, LIGHT = 0.07, 0.35
"""Mean linear colour below which cloth counts as dark and above which it counts as light."""


def build_of(person: Person) -> str:
    """`heavy`, `slim`, `muscular` or `average`."""
    build = person.build
    if build.weight >= 0.3:
        return "heavy"
    if build.weight <= -0.3:
        return "slim"
    return "muscular" if build.muscle >= 0.5 else "average"


def clothes_of(person: Person) -> str:
    """How the trunk is dressed: `hoodie`, `loose`, `tight` or `shirt`."""
    top = person.top
    if top.kind == "hoodie":
        return "hoodie"
    if top.kind == "tank" or top.looseness < 0.8:
        return "tight"
    return "loose" if top.looseness >= 1.4 or top.flow > 0.0 else "shirt"


def tones_of(person: Person) -> str:
    """`dark on dark`, `light on light` or `mixed`, of top and bottoms."""
    tones = [float(np.mean(cloth.colour)) for cloth in (person.top, person.bottoms)]
    if max(tones) < DARK:
        return "dark on dark"
    return "light on light" if min(tones) > LIGHT else "mixed"


def tags_of(person: Person) -> dict[str, str]:
    """The person's part of a clip's tags."""
    return {
        "build": build_of(person),
        "clothes": clothes_of(person),
        "tones": tones_of(person),
        "sex": person.build.sex,
        "skin": person.skin,
    }
