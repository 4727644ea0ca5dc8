"""The room behind the figure: a plain gym of flat walls, a rack, a bench with dumbbells, a box, windows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from . import solids
from .people import Colour
from .solids import Solid

REACH = 9.0
CEILING = 3.4
BACK_WALL = -2.1
SIDE_WALL = -2.8
BLACK, STEEL, WOOD_BROWN, GREY = (
    (0.03, 0.03, 0.033),
    (0.45, 0.45, 0.46),
    (0.42, 0.27, 0.14),
    (0.12, 0.12, 0.125),
)


@dataclass(frozen=True)
class Room:
    """Colours (linear RGB), furniture and light."""

    floor: Colour = (0.055, 0.057, 0.06)
    floor_specks: Colour = (0.50, 0.55, 0.60)
    wall: Colour = (0.62, 0.62, 0.60)
    dado: Colour = (0.40, 0.43, 0.45)
    """The lower part of the wall, below `dado_height` metres."""
    dado_height: float = 1.15
    bricks: bool = True
    plates: Colour = (0.35, 0.05, 0.04)
    furniture: Literal["gym", "none"] = "gym"
    furniture_shift: float = 0.0
    """Metres along z, to keep dark posts from behind dark clothes."""
    light: Colour = (1.75, 1.68, 1.58)
    ambient: Colour = (0.44, 0.465, 0.50)
    light_from: tuple[float, float, float] = (-0.16, 0.95, 0.14)


@dataclass(frozen=True)
class Thing:
    """A solid of the room with its material (a file in `shaders/materials`) and colours."""

    solid: Solid
    material: str
    base: Colour
    accent: Colour = (0.0, 0.0, 0.0)
    pattern: int = 0
    split_height: float = 0.0
    casts: bool = True


def things(room: Room) -> list[Thing]:
    """Everything that stands still."""
    return [*_shell(room), *(_furniture(room) if room.furniture == "gym" else [])]


def _shell(room: Room) -> list[Thing]:
    far, high = REACH, CEILING
    floor = solids.rectangle([(-far, 0, -far), (far, 0, -far), (far, 0, far), (-far, 0, far)], (0, 1, 0))
    back = solids.rectangle(
        [(BACK_WALL, 0, -far), (BACK_WALL, 0, far), (BACK_WALL, high, far), (BACK_WALL, high, -far)],
        (1, 0, 0),
    )
    side = solids.rectangle(
        [(-far, 0, SIDE_WALL), (far, 0, SIDE_WALL), (far, high, SIDE_WALL), (-far, high, SIDE_WALL)],
        (0, 0, 1),
    )
    ceiling = solids.rectangle(
        [(-far, high, -far), (far, high, -far), (far, high, far), (-far, high, far)], (0, -1, 0)
    )
    walls = [
        Thing(wall, "wall", room.wall, room.dado, int(room.bricks), room.dado_height, casts=False)
        for wall in (back, side)
    ]
    pale = (0.75, 0.75, 0.74)
    return [
        Thing(floor, "floor", room.floor, room.floor_specks, casts=False),
        *walls,
        Thing(ceiling, "wall", pale, pale, split_height=-9.0, casts=False),
    ]


def _furniture(room: Room) -> list[Thing]:
    rack, bench = BACK_WALL + 0.35, BACK_WALL + 0.28
    out = [Thing(solids.box((rack, 1.15, z), (0.07, 2.3, 0.07)), "rubber", BLACK) for z in (-1.55, -0.75)]
    out.append(Thing(solids.cylinder((rack, 1.46, -1.95), (rack, 1.46, -0.35), 0.014), "metal", STEEL))
    out += [
        Thing(solids.cylinder((rack, 1.46, z - 0.03), (rack, 1.46, z + 0.03), 0.22, 32), "rubber", room.plates)
        for z in (-1.85, -0.45)
    ]
    out.append(Thing(solids.box((rack, 0.25, 1.25), (0.5, 0.5, 0.75)), "wood", WOOD_BROWN))
    out.append(Thing(solids.box((bench, 0.42, 0.15), (0.35, 0.05, 1.2)), "rubber", GREY))
    out += [Thing(solids.box((bench, 0.2, z), (0.3, 0.42, 0.05)), "rubber", GREY) for z in (-0.42, 0.72)]
    for z in -0.35 + 0.2 * np.arange(6):
        out.append(Thing(solids.cylinder((bench - 0.09, 0.5, z), (bench + 0.09, 0.5, z), 0.015, 10), "metal", STEEL))
        out += [
            Thing(
                solids.cylinder((bench + x - 0.035, 0.5, z), (bench + x + 0.035, 0.5, z), 0.055, 12),
                "rubber",
                BLACK,
            )
            for x in (-0.09, 0.09)
        ]
    windows = [
        Thing(solids.box((BACK_WALL + 0.02, 2.0, z), (0.03, 0.9, 1.0)), "window", (1.5, 1.6, 1.75))
        for z in (1.9, 3.1)
    ]
    aside = (0.0, 0.0, room.furniture_shift)
    return [*(replace(thing, solid=thing.solid.moved(aside)) for thing in out), *windows]
