"""What stands around for a drill: partition, roller, seats, ball, cable tower, pins, blocks, weights, mat.

Each is built about the middle of its foot: x across, y up from the floor, z the way its user faces; metres.
`size` is across, up and along.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from . import solids
from .people import SOLE, Colour
from .props import CARDBOARD, IRON, PULLEY, RED, STEEL, barbell
from .rotations import about_y
from .scene import Thing
from .staging import Place

Size = tuple[float, float, float]
PAINT, FOAM, LEATHER, WOOD, FRAME, GREEN, MAT = (
    (0.52, 0.51, 0.48),
    (0.03, 0.10, 0.16),
    (0.05, 0.05, 0.055),
    (0.42, 0.27, 0.14),
    (0.10, 0.10, 0.105),
    (0.06, 0.24, 0.20),
    (0.05, 0.07, 0.16),
)
PAD, TUBE = 0.06, 0.025
"""Thickness of a seat, half the thickness of a frame's tube."""


def build(kind: str, size: Size | None = None) -> tuple[Thing, ...]:
    """The things that make one kit, standing at the origin; of its usual size, if none is given."""
    usual, builder = KINDS[kind]
    return tuple(builder(*(size or usual)))


def put(things: Sequence[Thing], x: float, y: float, z: float, turned: float = 0.0) -> tuple[Thing, ...]:
    """Things turned about the vertical by degrees and set down at a place of the room."""
    turn, place = about_y(turned), np.array([x, y, z])
    return tuple(replace(thing, solid=thing.solid.turned(turn).moved(place)) for thing in things)


def beside(things: Sequence[Thing], place: Place, x: float, z: float, height: float = 0.0) -> tuple[Thing, ...]:
    """Things set down in the stage frame of a figure that stands at `place`; `height` metres above the floor."""
    at = place.into_room(np.array([x, height - SOLE, z]))
    return put(things, float(at[0]), float(at[1]), float(at[2]), place.turned)


def _box(size: Size, base: Colour, middle: Size = (0.0, 0.0, 0.0), material: str = "rubber") -> Thing:
    """A box whose foot is at a place."""
    x, y, z = middle
    return Thing(solids.box((x, y + size[1] / 2.0, z), size), material, base)


def _legs(across: float, up: float, along: float, base: Colour) -> list[Thing]:
    return [
        _box((2 * TUBE, up, 2 * TUBE), base, (sx * (across / 2.0 - TUBE), 0.0, sz * (along / 2.0 - TUBE)))
        for sx in (-1.0, 1.0)
        for sz in (-1.0, 1.0)
    ]


def _wall(across: float, up: float, along: float) -> list[Thing]:
    """A partition on two feet."""
    feet = [_box((0.06, 0.04, along + 0.30), FRAME, (side * (across / 2.0 - 0.1), 0.0, -0.08)) for side in (-1, 1)]
    return [_box((across, up, along), PAINT), *feet]


def _roller(across: float, up: float, along: float) -> list[Thing]:
    """A foam roller stood on end."""
    radius = min(across, along) / 2.0
    core = solids.cylinder((0, up, 0), (0, up + 0.001, 0), 0.4 * radius, 24)
    return [
        Thing(solids.cylinder((0, 0, 0), (0, up, 0), radius, 32), "rubber", FOAM),
        Thing(core, "rubber", LEATHER),
    ]


def _bench(across: float, up: float, along: float) -> list[Thing]:
    return [_box((across, PAD, along), LEATHER, (0.0, up - PAD, 0.0)), *_legs(across, up - PAD, along, FRAME)]


def _chair(across: float, up: float, along: float) -> list[Thing]:
    """A chair whose back is behind its user."""
    back = -along / 2.0
    posts = [_box((0.03, 0.42, 0.03), FRAME, (side * (across / 2.0 - 0.02), up, back + 0.02)) for side in (-1, 1)]
    rest = _box((across, 0.20, 0.025), WOOD, (0.0, up + 0.22, back + 0.02), "wood")
    seat = _box((across, 0.035, along), WOOD, (0.0, up - 0.035, 0.0), "wood")
    return [seat, rest, *posts, *_legs(across, up - 0.035, along, FRAME)]


def _plyo_box(across: float, up: float, along: float) -> list[Thing]:
    return [_box((across, up, along), WOOD, material="wood")]


def _ball(across: float, up: float, along: float) -> list[Thing]:
    """A ball as high as `up`, under load a little wider than high."""
    solid = solids.sphere((0, 0, 0), 1.0, 24, 40)
    half = np.array([across, up, along]) / 2.0
    normals = solid.normals / half
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    round_ = solids.Solid(solid.points * half + [0.0, half[1], 0.0], normals, solid.triangles)
    return [Thing(round_, "rubber", GREEN)]


def _cable_tower(across: float, up: float, along: float) -> list[Thing]:
    """A tower with a stack of weights and a pulley as low as `props.PULLEY`, at its front."""
    low = float(PULLEY[1]) + SOLE
    posts = [_box((0.06, up, 0.06), FRAME, (side * (across / 2.0 - 0.03), 0.0, 0.0)) for side in (-1, 1)]
    stack = _box((across - 0.14, 0.5 * up, along * 0.6), IRON, (0.0, 0.08, -0.1 * along))
    beam = _box((across, 0.07, 0.07), FRAME, (0.0, up - 0.07, 0.0))
    foot = _box((across, 0.05, along * 1.6), FRAME)
    wheel = solids.cylinder((-0.015, low, along / 2.0 - 0.03), (0.015, low, along / 2.0 - 0.03), 0.045, 24)
    return [*posts, stack, beam, foot, Thing(wheel, "metal", STEEL)]


def _rack_pins(across: float, up: float, along: float) -> list[Thing]:
    """Two pins, `across` apart, on which a bar's underside lies at `up`."""
    out = []
    for side in (-1.0, 1.0):
        x = side * across / 2.0
        pin = solids.cylinder((x, up - 0.015, -along / 2.0), (x, up - 0.015, along / 2.0), 0.015, 12)
        out.append(Thing(pin, "metal", STEEL))
        out += [_box((0.05, up + 0.10, 0.05), FRAME, (x, 0.0, end * along / 2.0)) for end in (-1.0, 1.0)]
    return out


def _blocks(across: float, up: float, along: float) -> list[Thing]:
    """Two low blocks under the plates of a bar."""
    return [_box((0.22, up, along), WOOD, (side * (across - 0.22) / 2.0, 0.0, 0.0), "wood") for side in (-1.0, 1.0)]


def _mat(across: float, up: float, along: float) -> list[Thing]:
    return [_box((across, up, along), MAT)]


def _carton(across: float, up: float, along: float) -> list[Thing]:
    return [_box((across, up, along), CARDBOARD, material="wood")]


def _barbell(across: float, up: float, along: float) -> list[Thing]:
    """A barbell on the floor, its plates `up` high."""
    bar, plates = barbell(up / 2.0, 0.05)
    middle = (0.0, up / 2.0, 0.0)
    return [Thing(bar.moved(middle), "metal", STEEL), Thing(plates.moved(middle), "rubber", RED)]


KINDS: dict[str, tuple[Size, Callable[[float, float, float], list[Thing]]]] = {
    "wall": ((1.6, 2.2, 0.10), _wall),
    "roller": ((0.15, 0.90, 0.15), _roller),
    "bench": ((0.40, 0.43, 1.10), _bench),
    "chair": ((0.42, 0.45, 0.42), _chair),
    "plyo_box": ((0.50, 0.45, 0.50), _plyo_box),
    "ball": ((0.66, 0.62, 0.66), _ball),
    "cable_tower": ((0.35, 2.10, 0.25), _cable_tower),
    "rack_pins": ((1.15, 0.45, 0.50), _rack_pins),
    "blocks": ((1.60, 0.18, 0.40), _blocks),
    "mat": ((0.62, 0.015, 1.85), _mat),
    "box": ((0.38, 0.30, 0.26), _carton),
    "barbell": ((2.05, 0.45, 0.45), _barbell),
}
"""Usual size and builder of every kit, by kind."""
