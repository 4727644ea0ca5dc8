"""Clothes cut from the body surface: top, bottoms, socks, shoes; and which skin they hide.

Every garment is where a field over the body is positive; the field is the distance to its hem in metres.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from .drape import hung
from .meshes import cut, smoothing
from .people import SOLE, Bottoms, Person, Top
from .rotations import Array, unit
from .surface import Part, Surface, smoothstep

ON_ARM = 0.3
"""A vertex with a larger share of arm bones belongs to the arm, not the trunk."""
ARMHOLE = 0.10
"""The share of arm bones at which a tank top ends."""
ARM_TO_METRES = 0.25
"""Metres per upper-arm length, near enough for a hem."""
NECKLINE = unit((0.0, 0.86, 0.50))
"""Normal of the plane that cuts the neck opening."""
NEVER = -0.2
INSIDE_SHOE = 0.03
"""Metres that a sock reaches down into the shoe."""
PATTERNS = {"plain": 0, "striped": 1, "yoked": 2}
YOKE_HEIGHT = 1.27
HIDDEN_BELOW_WAIST = 0.03
SHIRT_SLACK, SLEEVE_SLACK, LEG_SLACK = 0.028, 0.012, 0.010
"""Metres that cloth of looseness or flow 1 may fall away from under the trunk, an arm and a leg."""


@dataclass(frozen=True)
class Cut:
    """Where garments end on a given body: heights in the figure's frame in metres."""

    shirt_hem: float
    waist: float
    leg_hem: float
    sleeve: float
    neck: Array
    ankle: float
    """Where the shoe ends; below everything for the barefoot."""
    sock: float
    waistband: float
    """Metres that a top must keep off the skin to lie over the bottoms."""


def cut_for(surface: Surface, person: Person) -> Cut:
    """The hems for a person's clothes on their body."""
    joint, scale, top = surface.body.joint, surface.scale, person.top
    hip, sole = joint("upperleg01.L")[1], surface.sole
    close = person.bottoms.kind == "leggings" and (person.build.sex == "female" or top.kind == "tank")
    leg_hem = {
        "shorts": joint("lowerleg01.L")[1] + 0.10 * scale,
        "leggings": sole + 0.10 * scale,
        "trousers": sole + 0.075 * scale,
        "joggers": sole + 0.085 * scale,
    }[person.bottoms.kind]
    shoe = {"barefoot": -1.0, "flat": 0.078, "thick": 0.085, "high_top": 0.135}[person.footwear]
    return Cut(
        shirt_hem=(hip + 0.01 if close else hip - 0.035 * scale) - top.length,
        waist=hip + 0.09 * scale,
        leg_hem=leg_hem,
        sleeve=top.sleeve if top.kind != "tank" else 0.0,
        neck=joint("neck01"),
        ankle=sole + shoe * scale,
        waistband=0.009 if person.bottoms.kind == "leggings" else 0.014,
        sock=sole + (0.175 if person.footwear == "high_top" else 0.145) * scale,
    )


def outfit(surface: Surface, person: Person, where: Cut) -> list[Part]:
    """Everything that a person wears but what is on the head; the top comes first."""
    parts = [top(surface, person.top, where), bottoms(surface, person.bottoms, where)]
    if person.top.kind == "hoodie":
        parts.append(hood(surface, person.top))
    if person.footwear != "barefoot":
        parts += [socks(surface, person, where), shoes(surface, person, where)]
    return parts


def top(surface: Surface, worn: Top, where: Cut) -> Part:
    """A shirt, tank top or hoodie from hem to neckline."""
    points, arm, along = surface.points, surface.arm_share(surface.weights), surface.along_arm(surface.points)
    scale = surface.scale
    on_arm = arm > ON_ARM
    field = points[:, 1] - where.shirt_hem
    if worn.kind == "tank":
        field = np.minimum(field, np.minimum(_off_armhole(surface, points), (0.5 - arm) * 0.1))
    else:
        field = np.where(on_arm, np.minimum((where.sleeve - along) * ARM_TO_METRES, -NEVER), field)
    field = np.minimum(field, _below_neckline(surface, points, worn, where))
    at_cuff = np.asarray(on_arm, float)
    cuff_room = 0.012 if where.sleeve < 1.0 else 0.007
    room = (
        0.007
        + 0.008 * smoothstep(1.25 * scale, 0.9 * scale, points[:, 1]) * (1.0 - at_cuff)
        + cuff_room * smoothstep(0.15, max(where.sleeve, 0.2), along) * at_cuff
    )
    if worn.kind == "hoodie":  # ribbed cuffs lie close
        room = room * (1.0 - 0.6 * smoothstep(where.sleeve - 0.22, where.sleeve - 0.1, along) * at_cuff)
    at_neck = smoothstep(0.10, 0.0, (_neck(where, worn) - points) @ NECKLINE)  # a collar lies close
    if worn.kind == "tank":
        room = np.maximum(room, 0.006 / worn.looseness)
    over_waistband = (points[:, 1] < where.waist + 0.03) & ~on_arm
    room = np.where(over_waistband, np.maximum(room, where.waistband / worn.looseness), room)
    loose = 1.0 + (worn.looseness - 1.0) * (1.0 - at_neck * (worn.looseness > 1.0))
    part = _garment("shirt", "cloth", surface, field, room * loose, rounds=6, steps=4)
    _let_hang(part, surface, worn, where)
    part.base, part.accent, part.pattern = worn.colour, worn.accent, PATTERNS[worn.pattern]
    part.split_height = YOKE_HEIGHT * scale
    return part


def _below_neckline(surface: Surface, points: Array, worn: Top, where: Cut) -> Array:
    """Metres below the neckline; a tank top's is scooped between its straps."""
    below: Array = -(points - _neck(where, worn)) @ NECKLINE
    if worn.kind == "tank":
        strap = np.minimum(0.6 * (np.abs(points[:, 0]) - 0.078 * surface.scale), where.neck[1] + 0.02 - points[:, 1])
        below = np.maximum(below, strap)
    return below


def _off_armhole(surface: Surface, points: Array) -> Array:
    """Metres off the armhole of a tank top: an upright ellipse about each shoulder, seen from the front."""
    x, y = surface.body.joint("upperarm01.L")[:2]
    scale = surface.scale
    off = np.column_stack([(np.abs(points[:, 0]) - x - 0.030 * scale) / 0.085, (points[:, 1] - y) / 0.125]) / scale
    hole = (np.linalg.norm(off, axis=1) - 1.0) * 0.09 * scale
    over = (x - 0.055 * scale) - np.abs(points[:, 0])  # above the shoulder the strap's edge runs straight
    return np.where(points[:, 1] > y, over, hole)


def _neck(where: Cut, worn: Top) -> Array:
    """A point of the neckline's plane."""
    lower = {"shirt": 0.0, "tank": 0.045, "hoodie": 0.0}[worn.kind]
    return where.neck + np.array([0.0, -0.012 - lower, 0.055])


def _let_hang(part: Part, surface: Surface, worn: Top, where: Cut) -> None:
    """Lets a loose top fall from chest and shoulder blades, gives it a pouch, and slack for gravity."""
    joint, scale = surface.body.joint, surface.scale
    arm = surface.arm_share(part.weights)
    trunk = smoothstep(ON_ARM, 0.1, arm)
    shoulder = joint("upperarm01.L")[1]
    if worn.flow:
        axis_z = float((joint("spine03")[2] + joint("upperleg01.L")[2]) / 2.0)
        axis = tuple(np.array([0.0, y, axis_z]) for y in (shoulder - 0.02 * scale, where.shirt_hem - 0.05))
        rib = 0.35 if worn.kind == "hoodie" else 1.0
        near_hem = smoothstep(where.shirt_hem + 0.07, where.shirt_hem + 0.01, part.rest[:, 1])
        flow = worn.flow * trunk * (1.0 - (1.0 - rib) * near_hem)
        part.rest = hung(part.rest, arm < 0.25, (axis[0], axis[1]), flow)
    if worn.kind == "hoodie":
        low, high = where.shirt_hem + 0.05 * scale, where.shirt_hem + 0.23 * scale
        pouch = (
            smoothstep(low, low + 0.015, part.rest[:, 1])
            * smoothstep(high, high - 0.015, part.rest[:, 1])
            * smoothstep(0.155 * scale, 0.14 * scale, np.abs(part.rest[:, 0]))
            * (part.rest[:, 2] > joint("spine04")[2])
        )
        part.rest = part.rest + pouch[:, None] * np.array([0.0, 0.0, 0.014])
    if part.smoothing is not None:
        for _ in range(3):
            part.rest = part.smoothing @ part.rest
    loose = max(worn.looseness - 0.6, 0.0)
    below_chest = smoothstep(shoulder - 0.02 * scale, shoulder - 0.30 * scale, part.rest[:, 1])
    rib = 1.0 - 0.7 * smoothstep(where.shirt_hem + 0.06, where.shirt_hem + 0.01, part.rest[:, 1])
    sleeve = (1.0 - trunk) * smoothstep(0.1, 0.6, surface.along_arm(part.rest))
    part.slack = loose * (SHIRT_SLACK * trunk * below_chest * rib + SLEEVE_SLACK * sleeve)


def hood(surface: Surface, worn: Top, rings: int = 40, spokes: int = 14) -> Part:
    """A hood that lies on the shoulders: a roll about the neck, thick behind."""
    joint, scale = surface.body.joint, surface.scale
    neck = joint("neck01")
    turn = np.linspace(-0.86 * np.pi, 0.86 * np.pi, rings)  # 0 is behind
    behind = 0.5 + 0.5 * np.cos(turn)
    centre = neck + scale * np.column_stack(
        [
            0.088 * np.sin(turn),
            0.012 + 0.035 * behind - 0.045 * (1.0 - behind) ** 2,
            0.020 - 0.088 * np.cos(turn) - 0.015 * behind,
        ]
    )
    thick = scale * (0.016 + 0.034 * behind**1.5)
    thick[[0, -1]] *= 0.3
    out = np.column_stack([np.sin(turn), np.zeros(rings), -np.cos(turn)])
    angle = 2.0 * np.pi * np.arange(spokes) / spokes
    across = thick[:, None] * (np.cos(angle) * (1.0 + 0.25 * np.sin(2.0 * angle)))
    upward = thick[:, None] * 1.25 * np.sin(angle)
    points = centre[:, None, :] + across[..., None] * out[:, None, :]
    points[..., 1] += upward - 0.6 * across * behind[:, None]
    flat = points.reshape(-1, 3)
    triangles = []
    for ring in range(rings - 1):
        for spoke in range(spokes):
            a, b = ring * spokes + spoke, ring * spokes + (spoke + 1) % spokes
            triangles += [(a, b, a + spokes), (b, b + spokes, a + spokes)]
    _, nearest = cKDTree(surface.points).query(flat, k=24)
    weights = sum(surface.weights[nearest[:, k]] for k in range(nearest.shape[1])) / nearest.shape[1]
    return Part("hood", "cloth", flat, np.array(triangles), weights, edge=np.full(len(flat), 0.05), base=worn.colour)


def bottoms(surface: Surface, worn: Bottoms, where: Cut) -> Part:
    """Shorts, leggings, trousers or joggers."""
    points, scale = surface.points, surface.scale
    field = np.minimum(points[:, 1] - where.leg_hem, where.waist - points[:, 1])
    field = np.where(surface.arm_share(surface.weights) > ON_ARM, NEVER, field)
    knee = surface.body.joint("lowerleg01.L")[1]
    room: Array = np.full(len(points), 0.004)
    if worn.kind == "shorts":
        room = 0.006 + 0.016 * smoothstep(0.85 * scale, where.leg_hem, points[:, 1])
    elif worn.kind == "trousers":
        room = 0.006 + 0.016 * smoothstep(0.85 * scale, knee, points[:, 1])
        room = room + 0.008 * smoothstep(knee, where.leg_hem, points[:, 1])
    elif worn.kind == "joggers":
        room = 0.006 + 0.016 * smoothstep(0.85 * scale, knee, points[:, 1])
        room = room - 0.012 * smoothstep(where.leg_hem + 0.08, where.leg_hem + 0.03, points[:, 1])
    tight = worn.kind == "leggings"
    part = _garment("bottoms", "cloth", surface, field, room, rounds=3 if tight else 8, steps=2 if tight else 5)
    part.base = worn.colour
    if worn.flow:
        _let_legs_hang(part, surface, worn, where)
    return part


def _let_legs_hang(part: Part, surface: Surface, worn: Bottoms, where: Cut) -> None:
    """Lets both legs of loose trousers fall straight from the thighs."""
    joint, scale = surface.body.joint, surface.scale
    hip, ankle = joint("upperleg01.L"), joint("foot.L")
    crotch = hip[1] - 0.10 * scale
    cuff = 0.15 if worn.kind == "joggers" else 1.0
    near_hem = smoothstep(where.leg_hem + 0.09, where.leg_hem + 0.02, part.rest[:, 1])
    fade = smoothstep(crotch + 0.02 * scale, crotch - 0.10 * scale, part.rest[:, 1])
    flow = worn.flow * fade * (1.0 - (1.0 - cuff) * near_hem)
    gap = 0.006
    for sign in (1.0, -1.0):
        mine = sign * part.rest[:, 0] > 0
        at = [hip + (ankle - hip) * (hip[1] - y) / (hip[1] - ankle[1]) for y in (crotch, where.leg_hem - 0.02)]
        top_, bottom = (place * [sign, 1.0, 1.0] for place in at)
        moved = hung(part.rest, mine & (part.rest[:, 1] < crotch + 0.02), (top_, bottom), flow)
        inner = np.maximum(sign * moved[:, 0], np.minimum(gap, sign * part.rest[:, 0]))
        moved[:, 0] = np.where(mine, sign * inner, moved[:, 0])
        part.rest = np.where(mine[:, None], moved, part.rest)
    if part.smoothing is not None:
        for _ in range(3):
            part.rest = part.smoothing @ part.rest
    part.slack = LEG_SLACK * worn.flow * fade


def socks(surface: Surface, person: Person, where: Cut) -> Part:
    """Socks from a little inside the shoe to above the ankle; what the shoe hides would only cost time."""
    field = np.minimum(_below(surface, where.sock), INSIDE_SHOE - _shoe(surface, person, where))
    part = _garment("socks", "sock", surface, field, np.full(len(field), 0.0025), rounds=1)
    part.base = person.sock
    return part


def _shoe(surface: Surface, person: Person, where: Cut) -> Array:
    """Metres inside the upper edge of the shoe, which rises towards the toes."""
    points = surface.points
    slope = np.where(points[:, 2] < 0.1, 0.25 * (points[:, 2] - surface.body.joint("foot.L")[2]), 0.0)
    if person.footwear == "high_top":
        slope = slope * smoothstep(0.10, 0.05, points[:, 1] - surface.sole)
    return _below(surface, where.ankle) + slope


def shoes(surface: Surface, person: Person, where: Cut) -> Part:
    """Shoes with a flat sole that stands on the floor, `SOLE` under y = 0."""
    points, sole = surface.points, surface.sole
    field = _shoe(surface, person, where)
    field = np.where(surface.arm_share(surface.weights) > ON_ARM, NEVER, field)
    low = smoothstep(0.03, 0.0, points[:, 1] - sole)
    bulk = 0.011 if person.footwear in ("thick", "high_top") else 0.008
    moved = points + surface.normals * bulk
    moved[:, 1] -= (sole + SOLE) * low + 0.001
    moved[:, 2] += (0.011 if person.footwear == "thick" else 0.006) * low * np.sign(points[:, 2] - 0.05)
    part = _garment("shoes", "shoe", surface, field, rounds=3, moved=np.maximum(moved, [-9.0, -SOLE, -9.0]))
    part.rest[:, 1] = np.maximum(part.rest[:, 1], -SOLE)
    part.base, part.accent = person.shoe, person.sole
    return part


def hidden_skin(surface: Surface, person: Person, where: Cut) -> np.ndarray:
    """Which vertices of the coarse body lie under clothes, with a margin, so that no skin shines through."""
    points = surface.coarse_points
    arm = surface.arm_share(surface.coarse_weights)
    on_arm = arm > ON_ARM
    along = surface.along_arm(points)
    below_neck = _below_neckline(surface, points, person.top, where) - 0.022
    trunk = points[:, 1] - (where.shirt_hem + 0.03)
    if person.top.kind == "tank":
        off = _off_armhole(surface, points) - 0.010 * surface.scale
        under_top = (np.minimum(np.minimum(trunk, below_neck + 0.012), off) > 0) & (arm < 0.45)
    else:
        sleeve = (where.sleeve - 0.10 - along) * ARM_TO_METRES
        under_top = np.minimum(np.where(on_arm, sleeve, trunk), below_neck) > 0
    under_bottoms = np.minimum(
        points[:, 1] - (where.leg_hem + 0.035), where.waist - HIDDEN_BELOW_WAIST - points[:, 1]
    )
    hidden = under_top | (~on_arm & (under_bottoms > 0))
    if person.footwear != "barefoot":
        hidden |= ~on_arm & (points[:, 1] < surface.sole + 0.11 * surface.scale)
    if person.headwear == "headscarf":
        hidden |= ~on_arm & (points[:, 1] < where.neck[1] + 0.02) & (points[:, 1] > where.neck[1] - 0.10)
    return hidden


def _below(surface: Surface, height: float) -> Array:
    field = height - surface.points[:, 1]
    return np.where(surface.arm_share(surface.weights) > ON_ARM, NEVER, field)


def _garment(
    name: str,
    material: str,
    surface: Surface,
    field: Array,
    room: Array | None = None,
    *,
    rounds: int,
    steps: int = 0,
    moved: Array | None = None,
) -> Part:
    """Cut the surface by the field, lift it off the skin by `room` metres and smooth it `rounds` times.

    `steps` more smoothing steps follow in every pose, which lets the cloth bridge creases.
    """
    if moved is None:
        moved = surface.points + surface.normals * room[:, None]
    keep, triangles = cut(len(moved), surface.triangles, field)
    smooth = smoothing(keep.shape[0], triangles)
    points, weights = keep @ moved, keep @ surface.weights
    for _ in range(rounds):
        points, weights = smooth @ points, smooth @ weights
    return Part(
        name,
        material,
        points,
        triangles,
        weights,
        edge=keep @ field,
        smoothing=smooth if steps else None,
        smoothing_steps=steps,
    )
