"""What fills a gym: pieces to put into a room by name, each built about its own spot on the floor.

Frame: metres, y up from the floor; a piece that is not turned is widest along z, across the usual camera's view.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from . import solids
from .people import Colour
from .rotations import about_y
from .thing import Thing

BLACK, STEEL, WOOD, GREY = (0.03, 0.03, 0.033), (0.45, 0.45, 0.46), (0.42, 0.27, 0.14), (0.12, 0.12, 0.125)
RED, BLUE, GREEN, YELLOW, CLAY, LEAF = (
    (0.35, 0.05, 0.04),
    (0.03, 0.07, 0.28),
    (0.05, 0.22, 0.08),
    (0.55, 0.38, 0.03),
    (0.30, 0.12, 0.06),
    (0.05, 0.16, 0.04),
)
PLATE_RADIUS = 0.225


@dataclass(frozen=True)
class Piece:
    """One of `PIECES` by name: where on the floor it stands, how far it is turned, its colour."""

    name: str
    x: float
    z: float
    turned: float = 0.0
    colour: Colour = RED

    def things(self) -> tuple[Thing, ...]:
        """Its solids in the room."""
        return tuple(
            thing.turned(self.turned).moved((self.x, 0.0, self.z)) for thing in PIECES[self.name](self.colour)
        )


def furnish(*pieces: Piece) -> tuple[Thing, ...]:
    """Pieces as the things of a room, for `Room.extra`."""
    return tuple(thing for piece in pieces for thing in piece.things())


def _plate(colour: Colour) -> list[Thing]:
    """A bumper plate on its rim, facing along x."""
    middle, half = np.array([0.0, PLATE_RADIUS, 0.0]), np.array([0.035, 0.0, 0.0])
    return [
        Thing(solids.cylinder(middle - half, middle + half, PLATE_RADIUS, 48), "rubber", colour),
        Thing(solids.cylinder(middle - 1.1 * half, middle + 1.1 * half, 0.05, 24), "metal", STEEL),
    ]


def _barbell(colour: Colour, height: float = 0.0) -> list[Thing]:
    """A loaded bar along z, its plates `height` above the floor."""
    middle = height + PLATE_RADIUS
    out = [Thing(solids.cylinder((0, middle, -1.05), (0, middle, 1.05), 0.014), "metal", STEEL)]
    for side in (-1.0, 1.0):
        for number, tone in enumerate((BLACK, colour)):
            z = side * (0.66 + 0.055 * number)
            solid = solids.cylinder((0, middle, z), (0, middle, z + side * 0.05), PLATE_RADIUS, 40)
            out.append(Thing(solid, "rubber", tone))
    return out


def _plate_stack(colour: Colour) -> list[Thing]:
    """Plates that stand side by side in a box, as high as knees."""
    out = [Thing(solids.box((0.0, 0.11, 0.0), (0.36, 0.22, 0.62)), "wood", WOOD)]
    for number, z in enumerate(np.linspace(-0.22, 0.22, 3)):
        tone = (colour, BLACK, colour)[number]
        disc = solids.cylinder((-0.03 + 0.05 * number, 0.42, z), (0.03 + 0.05 * number, 0.42, z), 0.225, 44)
        out.append(Thing(disc, "rubber", tone))
    return out


def _plate_tree(colour: Colour) -> list[Thing]:
    """A stand with plates on both sides."""
    out = [
        Thing(solids.box((0.0, 0.03, 0.0), (0.5, 0.06, 0.5)), "rubber", BLACK),
        Thing(solids.box((0.0, 0.55, 0.0), (0.07, 1.05, 0.07)), "rubber", BLACK),
    ]
    for number, (height, radius) in enumerate(((0.30, 0.22), (0.62, 0.17), (0.92, 0.13))):
        for side in (-1.0, 1.0):
            tone = colour if (number + int(side > 0)) % 2 else GREY
            solid = solids.cylinder((0, height, side * 0.06), (0, height, side * 0.20), radius, 36)
            out.append(Thing(solid, "rubber", tone))
    return out


def _bench(colour: Colour, high: float = 0.45) -> list[Thing]:
    """A padded bench along z."""
    leg = (0.26, high - 0.08, 0.05)
    return [
        Thing(solids.box((0.0, high - 0.04, 0.0), (0.28, 0.08, 1.25)), "rubber", colour),
        *(Thing(solids.box((0.0, leg[1] / 2, z), leg), "rubber", BLACK) for z in (-0.5, 0.5)),
    ]


def _draped_bench(colour: Colour) -> list[Thing]:
    """A high bench with mats hung over it down to the floor: it hides legs up to the knee and more."""
    return [
        *_bench(colour, 0.74),
        *(Thing(solids.box((0.16, 0.40, z), (0.02, 0.66, 0.40)), "rubber", colour) for z in (-0.41, 0.0, 0.41)),
    ]


def _box(_: Colour) -> list[Thing]:
    """A plyometric box."""
    return [Thing(solids.box((0.0, 0.30, 0.0), (0.5, 0.6, 0.75)), "wood", WOOD)]


def _rack(colour: Colour) -> list[Thing]:
    """Two posts with a loaded bar across."""
    posts = [Thing(solids.box((0.0, 1.15, z), (0.07, 2.3, 0.07)), "rubber", BLACK) for z in (-0.55, 0.55)]
    top = Thing(solids.box((0.0, 2.26, 0.0), (0.07, 0.07, 1.1)), "rubber", BLACK)
    return [*posts, top, *(thing.moved((0.05, 1.1, 0.0)) for thing in _barbell(colour))]


def _dumbbell_rack(colour: Colour) -> list[Thing]:
    """Two shelves of dumbbells."""
    out = [Thing(solids.box((0.0, 0.45, z), (0.45, 0.9, 0.05)), "rubber", BLACK) for z in (-0.75, 0.75)]
    for height in (0.42, 0.84):
        out.append(Thing(solids.box((0.0, height, 0.0), (0.40, 0.03, 1.5)), "rubber", GREY))
        for number, z in enumerate(np.linspace(-0.62, 0.62, 6)):
            solid = solids.dumbbell(0.30, 0.05 + 0.004 * number).turned(about_y(90.0))
            out.append(Thing(solid.moved((0.0, height + 0.09, z)), "rubber", colour if number % 2 else BLACK))
    return out


def _kettlebells(colour: Colour) -> list[Thing]:
    """Four in a row."""
    out = []
    for number, z in enumerate(np.linspace(-0.45, 0.45, 4)):
        radius, tone = 0.085 + 0.012 * number, (BLACK, colour, BLACK, YELLOW)[number]
        top = radius * 1.75
        out.append(Thing(solids.sphere((0.0, radius * 0.92, z), radius), "rubber", tone))
        for side in (-1.0, 1.0):
            ends = ((0.0, top, z + side * radius * 0.62), (0.0, top + 0.075, z + side * radius * 0.42))
            out.append(Thing(solids.cylinder(*ends, 0.015, 10), "rubber", tone))
        grip = ((0.0, top + 0.075, z - radius * 0.5), (0.0, top + 0.075, z + radius * 0.5))
        out.append(Thing(solids.cylinder(*grip, 0.017, 10), "rubber", tone))
    return out


def _ball(colour: Colour) -> list[Thing]:
    """A gymnastic ball."""
    return [Thing(solids.sphere((0.0, 0.33, 0.0), 0.33, 24, 40), "rubber", colour)]


def _bag(colour: Colour) -> list[Thing]:
    """A punching bag on its chain: as tall and as wide as a person."""
    return [
        Thing(solids.cylinder((0, 0.55, 0), (0, 1.75, 0), 0.18, 32), "rubber", colour),
        Thing(solids.cylinder((0, 1.75, 0), (0, 3.4, 0), 0.012, 8), "metal", STEEL),
    ]


def _plant(_: Colour) -> list[Thing]:
    """A pot with long leaves."""
    random = np.random.default_rng(5)
    root, wide = np.array([0.0, 0.32, 0.0]), np.array([0.0, 0.0, 0.045])
    leaves = []
    for _leaf in range(26):
        turn, lean, length = random.uniform(0, 360), random.uniform(0.25, 1.1), random.uniform(0.55, 1.05)
        out, up = np.sin(lean), np.cos(lean)
        middle = root + length * np.array([0.5 * out, 0.62 * up, 0.0])
        tip = root + length * np.array([out, 0.95 * up, 0.0])
        leaf = solids.rectangle([root, middle - wide, tip, middle + wide], (-up, out, 0.0))
        leaves.append(leaf.turned(about_y(turn)))
    pot = Thing(solids.cylinder((0, 0, 0), (0, 0.34, 0), 0.17, 24), "rubber", CLAY)
    return [pot, Thing(solids.joined(leaves), "rubber", LEAF)]


def _coat_stand(colour: Colour) -> list[Thing]:
    """A coat and a hat on a stand: from afar it looks like somebody."""
    return [
        Thing(solids.cylinder((0, 0, 0), (0, 1.7, 0), 0.02, 12), "wood", WOOD),
        Thing(solids.cylinder((0, 0, 0), (0, 0.03, 0), 0.2, 24), "wood", WOOD),
        Thing(solids.cone((0, 0.62, 0), (0, 1.45, 0), 0.24, 0.13), "rubber", colour),
        Thing(solids.cone((0, 1.45, 0), (0, 1.53, 0), 0.20, 0.06), "rubber", colour),
        Thing(solids.sphere((0, 1.70, 0), 0.105), "rubber", GREY),
    ]


def _poster(pose: int) -> Callable[[Colour], list[Thing]]:
    """A flat picture of somebody above its spot, facing +x; `pose` 0 stands, 1 hinges."""

    def made(colour: Colour) -> list[Thing]:
        corners = [(0.0, 0.75, 0.42), (0.0, 0.75, -0.42), (0.0, 2.05, -0.42), (0.0, 2.05, 0.42)]
        texture = np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)])
        flat = solids.rectangle(corners, (1.0, 0.0, 0.0))
        return [Thing(flat, "poster", colour, YELLOW, pose, casts=False, texture=texture)]

    return made


PIECES: dict[str, Callable[[Colour], list[Thing]]] = {
    "plate": _plate,
    "barbell": _barbell,
    "plate_stack": _plate_stack,
    "plate_tree": _plate_tree,
    "bench": _bench,
    "draped_bench": _draped_bench,
    "box": _box,
    "rack": _rack,
    "dumbbell_rack": _dumbbell_rack,
    "kettlebells": _kettlebells,
    "ball": _ball,
    "bag": _bag,
    "plant": _plant,
    "coat_stand": _coat_stand,
    "poster_standing": _poster(0),
    "poster_hinging": _poster(1),
}
