"""The room about the figure: a plain gym of flat walls with its furniture, perhaps a mirror or a window to the sun.

Room frame: metres, y up, floor at 0. The back wall is the one that the usual camera, on +x, looks at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from . import solids
from .camera import Camera
from .furniture import BLACK, BLUE, GREEN, GREY, RED, STEEL, WOOD, YELLOW, Piece, furnish
from .people import Colour
from .rotations import Array
from .solids import Solid
from .thing import Thing as Thing

CEILING = 3.4
BACK_WALL, FRONT_WALL = -2.1, 6.5
SIDE_WALL, FAR_SIDE_WALL = -2.8, 9.0
FRAME = 0.05
"""Width of a mirror's frame."""
BEHIND_LENS = 0.08
"""Metres from the lens back to the panel that the camera looks out of."""


@dataclass(frozen=True)
class Mirror:
    """A mirror on the back wall: its extent along z, low and high edge, and the share of light that it gives back."""

    start: float = -1.9
    end: float = 1.9
    low: float = 0.12
    high: float = 2.35
    silvering: Colour = (0.76, 0.80, 0.77)


@dataclass(frozen=True)
class Window:
    """A bright window in the back wall: its extent along z, low and high edge, and what shines through."""

    start: float = -1.3
    end: float = 1.5
    low: float = 0.35
    high: float = 2.9
    glow: Colour = (7.5, 7.8, 8.2)


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
    furniture: Literal["gym", "busy", "none"] = "gym"
    """What stands and hangs along the back wall, where there is neither mirror nor window."""
    furniture_shift: float = 0.0
    """Metres along z, to keep dark posts from behind dark clothes."""
    light: Colour = (1.75, 1.68, 1.58)
    ambient: Colour = (0.44, 0.465, 0.50)
    light_from: tuple[float, float, float] = (-0.16, 0.95, 0.14)
    mirror: Mirror | None = None
    window: Window | None = None
    extra: tuple[Thing, ...] = ()
    """More things, anywhere: before a figure they hide it, behind it they are hidden."""


BUSY = (
    Piece("dumbbell_rack", BACK_WALL + 0.35, -0.15, colour=BLUE),
    Piece("plate_tree", BACK_WALL + 0.55, 1.15, colour=GREEN),
    Piece("coat_stand", BACK_WALL + 0.45, 1.75, colour=(0.16, 0.05, 0.04)),
    Piece("bag", BACK_WALL + 0.9, -1.2, colour=(0.22, 0.03, 0.03)),
    Piece("rack", BACK_WALL + 0.5, -2.0, colour=YELLOW),
    Piece("plant", BACK_WALL + 0.45, 2.45),
    Piece("kettlebells", BACK_WALL + 1.0, 0.55, colour=RED),
    Piece("ball", BACK_WALL + 0.8, -0.62, colour=(0.10, 0.30, 0.42)),
    Piece("poster_standing", BACK_WALL + 0.012, 0.45, colour=(0.55, 0.10, 0.06)),
    Piece("poster_hinging", BACK_WALL + 0.012, -0.75, colour=(0.08, 0.20, 0.50)),
)
"""Along the back wall of a busy gym."""
OPPOSITE = (
    Piece("dumbbell_rack", 5.6, 1.9, 180.0, GREY),
    Piece("rack", 5.4, -1.6, 180.0, RED),
    Piece("plant", 4.9, 0.9, 180.0),
    Piece("bench", 4.3, -1.2, 90.0, GREY),
    Piece("ball", 5.2, -0.4, 180.0, BLUE),
)
"""Behind the camera, to be seen in a mirror."""


def things(room: Room, camera: Camera) -> list[Thing]:
    """Everything that stands still."""
    out = _shell(room)
    if room.mirror:
        out += [*_frame(room.mirror), _panel(camera), *furnish(*OPPOSITE)]
    elif room.window:
        out += _bright_window(room.window)
    elif room.furniture != "none":
        aside = (0.0, 0.0, room.furniture_shift)
        out += [thing.moved(aside) for thing in (_gym(room) if room.furniture == "gym" else furnish(*BUSY))]
        out += _small_windows()
    return [*out, *room.extra]


def mirror_plane(room: Room) -> Array:
    """Unit normal into the room and distance (4,) of the plane in which the room is mirrored; 0 without a mirror."""
    return np.array([1.0, 0.0, 0.0, -BACK_WALL]) if room.mirror else np.zeros(4)


def mirror_corners(mirror: Mirror) -> Array:
    """The four corners (4, 3) of the glass."""
    return np.array([(BACK_WALL, y, z) for y in (mirror.low, mirror.high) for z in (mirror.start, mirror.end)])


def _shell(room: Room) -> list[Thing]:
    back, front, near, far, high = BACK_WALL, FRONT_WALL, SIDE_WALL, FAR_SIDE_WALL, CEILING
    floor = solids.rectangle([(back, 0, near), (front, 0, near), (front, 0, far), (back, 0, far)], (0, 1, 0))
    ceiling = solids.rectangle(
        [(back, high, near), (front, high, near), (front, high, far), (back, high, far)], (0, -1, 0)
    )
    opposite = solids.rectangle(
        [(front, 0, near), (front, 0, far), (front, high, far), (front, high, near)], (-1, 0, 0)
    )
    sides = [
        solids.rectangle([(back, 0, z), (front, 0, z), (front, high, z), (back, high, z)], (0, 0, inward))
        for z, inward in ((near, 1), (far, -1))
    ]
    walls = [(_back_wall(room.mirror), False), (opposite, True), *((side, True) for side in sides)]
    pale = (0.75, 0.75, 0.74)
    return [
        Thing(floor, "floor", room.floor, room.floor_specks, casts=False),
        *(
            Thing(wall, "wall", room.wall, room.dado, int(room.bricks), room.dado_height, False, mirrored)
            for wall, mirrored in walls
        ),
        Thing(ceiling, "wall", pale, pale, split_height=-9.0, casts=False),
    ]


def _back_wall(mirror: Mirror | None) -> Solid:
    """The back wall, with a hole where a mirror hangs."""
    if mirror is None:
        return _upright(SIDE_WALL, FAR_SIDE_WALL, 0.0, CEILING)
    return solids.joined(
        [
            _upright(SIDE_WALL, FAR_SIDE_WALL, 0.0, mirror.low),
            _upright(SIDE_WALL, FAR_SIDE_WALL, mirror.high, CEILING),
            _upright(SIDE_WALL, mirror.start, mirror.low, mirror.high),
            _upright(mirror.end, FAR_SIDE_WALL, mirror.low, mirror.high),
        ]
    )


def _upright(start: float, end: float, low: float, high: float, out: float = 0.0) -> Solid:
    """A rectangle on the back wall, `out` metres before it."""
    x = BACK_WALL + out
    return solids.rectangle([(x, low, start), (x, low, end), (x, high, end), (x, high, start)], (1, 0, 0))


def _frame(mirror: Mirror) -> list[Thing]:
    """Steel edges about the mirror and the joints between its panes."""
    middle, tall = (mirror.low + mirror.high) / 2.0, mirror.high - mirror.low
    wide, centre = mirror.end - mirror.start, (mirror.start + mirror.end) / 2.0
    edges = [
        *((y, centre, FRAME, wide + 2.0 * FRAME) for y in (mirror.low - FRAME / 2.0, mirror.high + FRAME / 2.0)),
        *((middle, z, tall, FRAME) for z in (mirror.start - FRAME / 2.0, mirror.end + FRAME / 2.0)),
        *((middle, mirror.start + wide * share, tall, 0.006) for share in (1 / 3, 2 / 3)),
    ]
    return [
        Thing(solids.box((BACK_WALL + 0.012, y, z), (0.024, height, width)), "metal", GREY, mirrored=False)
        for y, z, height, width in edges
    ]


def _panel(camera: Camera) -> Thing:
    """The tall dark panel that the camera looks out of; only a mirror shows it."""
    x, y, z = camera.eye
    way = np.degrees(np.arctan2(-(camera.target[2] - z), camera.target[0] - x))
    panel = Thing(solids.box((-BEHIND_LENS, max(y, 0.9), 0.0), (0.04, 1.75, 0.75)), "rubber", BLACK, casts=False)
    return panel.turned(float(way)).moved((x, 0.0, z))


def _bright_window(window: Window) -> list[Thing]:
    """Panes that shine, with a cross of bars before them."""
    z, y = (window.start + window.end) / 2.0, (window.low + window.high) / 2.0
    wide, tall = window.end - window.start, window.high - window.low
    bars = [
        *((y, window.start + wide * share, tall + 0.08, 0.07) for share in (0.0, 0.5, 1.0)),
        *((window.low + tall * share, z, 0.07, wide) for share in (0.0, 0.62, 1.0)),
    ]
    return [
        Thing(_upright(window.start, window.end, window.low, window.high, 0.01), "window", window.glow, casts=False),
        *(
            Thing(solids.box((BACK_WALL + 0.035, y, z), (0.05, high, wide)), "rubber", GREY, casts=False)
            for y, z, high, wide in bars
        ),
    ]


def _small_windows() -> list[Thing]:
    return [
        Thing(solids.box((BACK_WALL + 0.02, 2.0, z), (0.03, 0.9, 1.0)), "window", (1.5, 1.6, 1.75))
        for z in (1.9, 3.1)
    ]


def _gym(room: Room) -> list[Thing]:
    rack, bench = BACK_WALL + 0.35, BACK_WALL + 0.28
    out = [Thing(solids.box((rack, 1.15, z), (0.07, 2.3, 0.07)), "rubber", BLACK) for z in (-1.55, -0.75)]
    out.append(Thing(solids.cylinder((rack, 1.46, -1.95), (rack, 1.46, -0.35), 0.014), "metal", STEEL))
    out += [
        Thing(solids.cylinder((rack, 1.46, z - 0.03), (rack, 1.46, z + 0.03), 0.22, 32), "rubber", room.plates)
        for z in (-1.85, -0.45)
    ]
    out.append(Thing(solids.box((rack, 0.25, 1.25), (0.5, 0.5, 0.75)), "wood", WOOD))
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
    return out
