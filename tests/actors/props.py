"""What is held: a thing's parts, and where they are when a figure's hands are somewhere. Figure frame, metres.

Things are rigid, but for ropes and cables, which run straight between two points. Where a thing is follows from
the bones alone: bars run through both fists, the pipe lies against the back, the cable ends at its pulley.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse

from . import solids
from .arms import BAR_RADIUS, PIPE_RADIUS
from .balance import Load
from .body import Body
from .people import SOLE, Colour
from .posture import ArmStyle
from .ridge import Ridge
from .rotations import Array, frame, unit
from .solids import Solid
from .surface import Part, PosedBones

IRON, STEEL, PLASTIC, CARDBOARD, ROPE, RUBBER = (
    (0.04, 0.04, 0.043),
    (0.45, 0.45, 0.46),
    (0.68, 0.67, 0.63),
    (0.36, 0.24, 0.12),
    (0.10, 0.09, 0.08),
    (0.035, 0.035, 0.038),
)
RED, BLUE = (0.35, 0.04, 0.03), (0.03, 0.08, 0.28)
PULLEY = np.array([0.0, 0.16 - SOLE, -1.15])
"""Where the cable leaves its tower behind the figure."""
PIPE_LENGTH = 1.45
PIPE_GIVE = 0.02
"""How far hands draw the pipe in to the back they hold it to."""
BAR_LENGTH, SLEEVE_RADIUS, SLEEVE_FROM = 2.05, 0.025, 0.655
BOX_SIZE = (0.30, 0.26)
"""Height and depth; it is as wide as the hands that hold it are apart."""
BOX_AHEAD = 0.09
"""Metres that its middle is in front of the hands, which leaves room for the thighs."""

Where = Callable[[PosedBones], tuple[Array, Array]]
"""Bones to the rotation (3, 3) and place (3,) of a rigid piece."""


@dataclass(frozen=True)
class Fist:
    """A closed hand: its centre, the way to the index finger, the way the hand points, and out of the palm."""

    centre: Array
    knuckles: Array
    along: Array
    palm: Array


@dataclass(frozen=True)
class Held:
    """Something to hold: its mass, what bears it, the arm style that fits, and its parts for a body."""

    load: Load
    arms: ArmStyle
    parts: Callable[[Body], list[Part]]

    @property
    def kilograms(self) -> float:
        """Its mass."""
        return self.load.kilograms


class Hands:
    """Reads both fists off posed bones."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self._joints = {
            side: [body.index[f"finger{finger}-{joint}{side}"] for finger in "2345" for joint in "123"]
            for side in (".L", ".R")
        }

    def fist(self, side: str, bones: PosedBones) -> Fist:
        """Inside the curled fingers: the middle of all their joints and tips."""
        body, joints = self.body, self._joints[side]
        tips = joints[2::3]
        lengths = np.einsum("nij,nj->ni", bones.rotations[tips], body.tail[tips] - body.head[tips])
        centre = np.concatenate([bones.positions[joints], bones.positions[tips] + lengths]).mean(0)
        turn = bones.rotations[body.index["wrist" + side]]
        middle, knuckles, palm = body.hand(side)
        return Fist(centre, turn @ unit(knuckles), turn @ unit(middle), turn @ unit(palm))

    def both(self, bones: PosedBones) -> tuple[Fist, Fist]:
        """Left and right."""
        return self.fist(".L", bones), self.fist(".R", bones)


def parts(body: Body, name: str) -> list[Part]:
    """The parts of a held thing."""
    return HELD[name].parts(body)


# ---- where things are


def _in_fist(hands: Hands, side: str) -> Where:
    """z along the knuckles of one hand."""

    def where(bones: PosedBones) -> tuple[Array, Array]:
        fist = hands.fist(side, bones)
        turn = frame(fist.knuckles, fist.palm)
        return np.column_stack([turn[:, 1], turn[:, 2], turn[:, 0]]), fist.centre

    return where


def _through_both(hands: Hands) -> Where:
    """x from the right fist to the left, -y the way the hands point."""

    def where(bones: PosedBones) -> tuple[Array, Array]:
        left, right = hands.both(bones)
        return frame(left.centre - right.centre, -(left.along + right.along)), (left.centre + right.centre) / 2.0

    return where


def _level_between(hands: Hands) -> Where:
    """x from the right fist to the left, y up: what is carried level."""

    def where(bones: PosedBones) -> tuple[Array, Array]:
        left, right = hands.both(bones)
        return frame(left.centre - right.centre, (0.0, 1.0, 0.0)), (left.centre + right.centre) / 2.0

    return where


class PipeOnBack:
    """The line of a pipe that both hands press against head, upper back and tailbone; z runs towards the head."""

    def __init__(self, hands: Hands) -> None:
        self._hands, self._ridge = hands, Ridge(hands.body)

    def line(self, bones: PosedBones) -> tuple[Array, Array, Array]:
        """A point of the axis near the upper hand, its direction, and the way out of the back."""
        body = self._hands.body
        upper, lower = self._hands.both(bones)
        turn = bones.rotations[body.index["spine03"]]
        along = unit(upper.centre - lower.centre)
        out = unit(-turn[:, 2] + along * (along @ turn[:, 2]))
        bulge = self._ridge.bulge(bones, upper.centre, out) + PIPE_RADIUS
        return upper.centre + max(bulge, -PIPE_GIVE) * out, along, out

    def __call__(self, bones: PosedBones) -> tuple[Array, Array]:
        """Rotation and place of a pipe whose upper end is at z = 0.35 m."""
        start, along, out = self.line(bones)
        side = np.cross(out, along)
        return np.column_stack([side, out, along]), start


# ---- parts


def _piece(body: Body, name: str, material: str, base: Colour, solid: Solid, where: Where) -> Part:
    """A rigid part."""

    def follow(bones: PosedBones) -> Array:
        turn, place = where(bones)
        moved: Array = solid.points @ turn.T + place
        return moved

    return _free(body, name, material, base, solid, follow)


def _free(
    body: Body, name: str, material: str, base: Colour, solid: Solid, follow: Callable[[PosedBones], Array]
) -> Part:
    """A part that no bone carries."""
    nothing = sparse.csr_matrix((len(solid.points), len(body.bones)))
    return Part(name, material, solid.points, _outward(solid), nothing, base=base, follow=follow)


def _outward(solid: Solid) -> np.ndarray:
    """Triangles whose corners go round as their normals want it, since a part's normals follow from its triangles."""
    a, b, c = (solid.points[solid.triangles[:, corner]] for corner in range(3))
    wrong = (np.cross(b - a, c - a) * solid.normals[solid.triangles].sum(1)).sum(1) < 0
    triangles = solid.triangles.copy()
    triangles[wrong] = triangles[wrong][:, ::-1]
    return triangles


def _line(
    body: Body, name: str, base: Colour, radius: float, ends: Callable[[PosedBones], tuple[Array, Array]]
) -> Part:
    """A taut rope or cable between two points."""
    solid = solids.cylinder((0, 0, 0), (0, 0, 1), radius, 10)

    def follow(bones: PosedBones) -> Array:
        start, end = ends(bones)
        along = unit(end - start)
        side = unit(np.cross(along, (0.3, 1.0, 0.2) if abs(along[1]) < 0.9 else (1.0, 0.0, 0.0)))
        turn = np.column_stack([side, np.cross(along, side), end - start])
        moved: Array = solid.points @ turn.T + start
        return moved

    return _free(body, name, "rubber", base, solid, follow)


def _dumbbells(body: Body) -> list[Part]:
    hands = Hands(body)
    return [
        _piece(body, "dumbbell" + side, "rubber", IRON, solids.dumbbell(), _in_fist(hands, side))
        for side in (".L", ".R")
    ]


def _dumbbell_on_end(body: Body) -> list[Part]:
    """Both palms hold the upper head; the rest hangs under it."""
    where = _through_both(Hands(body))
    heads = [
        solids.cylinder((0, top, 0), (0, top - 0.10, 0), 0.062, 6) for top in (0.04, -0.19)
    ]  # hexagonal, so that it stands
    bar = solids.cylinder((0, 0.0, 0), (0, -0.25, 0), 0.016, 12)
    return [
        _piece(body, "dumbbell_heads", "rubber", IRON, solids.joined(heads), where),
        _piece(body, "dumbbell_bar", "metal", STEEL, bar, where),
    ]


def _barbell(plate_radius: float, plate_colour: Colour, width: float) -> Callable[[Body], list[Part]]:
    def build(body: Body) -> list[Part]:
        where = _through_both(Hands(body))
        bar, plates = barbell(plate_radius, width)
        return [
            _piece(body, "bar", "metal", STEEL, bar, where),
            _piece(body, "plates", "rubber", plate_colour, plates, where),
        ]

    return build


def barbell(plate_radius: float, width: float) -> tuple[Solid, Solid]:
    """Bar and plates of a barbell along x about the origin."""
    half = BAR_LENGTH / 2.0
    bar = [solids.cylinder((-half, 0, 0), (half, 0, 0), BAR_RADIUS, 14)]
    plates = []
    for sign in (-1.0, 1.0):
        near = sign * SLEEVE_FROM
        bar.append(solids.cylinder((near, 0, 0), (sign * half, 0, 0), SLEEVE_RADIUS, 14))
        bar.append(solids.cylinder((near - sign * 0.03, 0, 0), (near, 0, 0), 0.036, 16))
        plates.append(solids.cylinder((near, 0, 0), (near + sign * width, 0, 0), plate_radius, 36))
    return solids.joined(bar), solids.joined(plates)


def _kettlebell(body: Body) -> list[Part]:
    where = _through_both(Hands(body))
    handle = [solids.cylinder((-0.055, 0, 0), (0.055, 0, 0), 0.017, 14)]
    for sign in (-1.0, 1.0):
        handle.append(solids.cylinder((sign * 0.055, 0.004, 0), (sign * 0.072, -0.085, 0), 0.016, 12))
    bell = solids.sphere((0, -0.145, 0), 0.097)
    return [
        _piece(body, "kettlebell_handle", "metal", (0.12, 0.12, 0.125), solids.joined(handle), where),
        _piece(body, "kettlebell", "rubber", BLUE, bell, where),
    ]


def _cable(body: Body) -> list[Part]:
    """A rope with both ends in the fists, drawn back between the legs by a cable to `PULLEY`."""
    hands = Hands(body)

    def ring(bones: PosedBones) -> Array:
        left, right = hands.both(bones)
        middle = (left.centre + right.centre) / 2.0
        return middle + 0.14 * unit(PULLEY - middle)

    out = [_line(body, "cable", STEEL, 0.004, lambda bones: (ring(bones), PULLEY))]
    for side in (".L", ".R"):

        def ends(bones: PosedBones, side: str = side) -> tuple[Array, Array]:
            return hands.fist(side, bones).centre, ring(bones)

        knob = solids.cylinder((0, 0, -0.06), (0, 0, 0.06), 0.017, 12)
        out.append(_line(body, "rope" + side, ROPE, 0.012, ends))
        out.append(_piece(body, "knob" + side, "rubber", RUBBER, knob, _in_fist(hands, side)))
    return out


def _box(body: Body) -> list[Part]:
    """A box by its sides, the hands near its upper edge."""
    height, depth = BOX_SIZE
    width = 2.0 * abs(body.joint("upperarm01.L")[0]) - 0.02
    middle = (0, -0.3 * height, BOX_AHEAD)
    solid = solids.box(middle, (width, height, depth))
    where = _level_between(Hands(body))
    tape = solids.box(middle, (0.05, height + 0.002, depth + 0.002))
    return [
        _piece(body, "box", "wood", CARDBOARD, solid, where),
        _piece(body, "tape", "rubber", (0.50, 0.42, 0.28), tape, where),
    ]


def _pipe(body: Body) -> list[Part]:
    where = PipeOnBack(Hands(body))
    top = 0.36 * body.height / 1.748
    solid = solids.cylinder((0, 0, top - PIPE_LENGTH), (0, 0, top), PIPE_RADIUS, 16)
    return [_piece(body, "pipe", "rubber", PLASTIC, solid, where)]


HELD = {
    "pipe": Held(Load(0.6, "back"), "pipe", _pipe),
    "dumbbells": Held(Load(16.0), "dumbbells", _dumbbells),
    "dumbbell_on_end": Held(Load(14.0), "dumbbell_on_end", _dumbbell_on_end),
    "barbell": Held(Load(60.0), "bar_hang", _barbell(0.225, RED, 0.05)),
    "light_barbell": Held(Load(30.0), "bar_hang", _barbell(0.115, IRON, 0.06)),
    "barbell_back": Held(Load(40.0, "back"), "bar_back", _barbell(0.225, BLUE, 0.03)),
    "light_barbell_back": Held(Load(20.0, "back"), "bar_back", _barbell(0.10, IRON, 0.03)),
    "kettlebell": Held(Load(16.0), "kettlebell", _kettlebell),
    "cable": Held(Load(8.0), "cable", _cable),
    "box": Held(Load(8.0), "box", _box),
}
"""Everything that can be held, by name. Kilograms of the cable: its pull, taken as a weight in the hands."""
