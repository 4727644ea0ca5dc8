"""Clothes cut from the body surface: shirt, bottoms, socks, shoes; and which skin they hide.

Every garment is where a field over the body is positive; the field is the distance to its hem in metres.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .meshes import cut, smoothing
from .people import SOLE, Bottoms, Colour, Person, Top
from .rotations import Array, unit
from .surface import Part, Surface, smoothstep

ON_ARM = 0.3
"""A vertex with a larger share of arm bones belongs to the arm, not the trunk."""
ARM_TO_METRES = 0.25
"""Metres per upper-arm length, near enough for a hem."""
NECKLINE = unit((0.0, 0.86, 0.50))
"""Normal of the plane that cuts the neck opening."""
NEVER = -0.2
PATTERNS = {"plain": 0, "striped": 1, "yoked": 2}
YOKE_HEIGHT = 1.27


@dataclass(frozen=True)
class Cut:
    """Where garments end on a given body, in metres above the floor."""

    shirt_hem: float
    waist: float
    leg_hem: float
    sleeve: float
    neck: Array


def cut_for(surface: Surface, person: Person) -> Cut:
    """The hems for a person's clothes on their body."""
    joint, scale = surface.body.joint, surface.scale
    hip = joint("upperleg01.L")[1]
    short_shirt = person.build.sex == "female" and person.bottoms.kind == "leggings"
    leg_hem = {
        "shorts": joint("lowerleg01.L")[1] + 0.10 * scale,
        "leggings": 0.10 * scale,
        "trousers": 0.075 * scale,
    }[person.bottoms.kind]
    return Cut(
        shirt_hem=hip + 0.01 if short_shirt else hip - 0.035 * scale,
        waist=hip + 0.09 * scale,
        leg_hem=leg_hem,
        sleeve=person.top.sleeve,
        neck=joint("neck01"),
    )


def shirt(surface: Surface, top: Top, where: Cut) -> Part:
    """A shirt from hem to neckline with sleeves."""
    points, arm, along = surface.points, surface.arm_share(surface.weights), surface.along_arm(surface.points)
    field = np.where(
        arm > ON_ARM,
        np.minimum((where.sleeve - along) * ARM_TO_METRES, -NEVER),
        points[:, 1] - where.shirt_hem,
    )
    field = np.minimum(field, -(points - (where.neck + np.array([0.0, -0.012, 0.055]))) @ NECKLINE)
    scale = surface.scale
    at_cuff = np.asarray(arm > ON_ARM, float)
    cuff_room = 0.012 if where.sleeve < 1.0 else 0.007
    room = (
        0.007
        + 0.008 * smoothstep(1.25 * scale, 0.9 * scale, points[:, 1]) * (1.0 - at_cuff)
        + cuff_room * smoothstep(0.15, where.sleeve, along) * at_cuff
    )
    part = _garment("shirt", "cloth", surface, field, room * top.looseness, rounds=6, steps=4)
    part.base, part.accent, part.pattern = top.colour, top.accent, PATTERNS[top.pattern]
    part.split_height = YOKE_HEIGHT * scale
    return part


def bottoms(surface: Surface, kind: Bottoms, where: Cut) -> Part:
    """Shorts, leggings or trousers."""
    points, scale = surface.points, surface.scale
    field = np.minimum(points[:, 1] - where.leg_hem, where.waist - points[:, 1])
    field = np.where(surface.arm_share(surface.weights) > ON_ARM, NEVER, field)
    knee = surface.body.joint("lowerleg01.L")[1]
    room: Array = np.full(len(points), 0.004)
    if kind.kind == "shorts":
        room = 0.006 + 0.016 * smoothstep(0.85 * scale, where.leg_hem, points[:, 1])
    elif kind.kind == "trousers":
        room = 0.006 + 0.016 * smoothstep(0.85 * scale, knee, points[:, 1])
        room = room + 0.008 * smoothstep(knee, where.leg_hem, points[:, 1])
    tight = kind.kind == "leggings"
    part = _garment("bottoms", "cloth", surface, field, room, rounds=3 if tight else 8, steps=2 if tight else 5)
    part.base = kind.colour
    return part


def socks(surface: Surface, colour: Colour) -> Part:
    """Socks to above the ankle."""
    field = _below(surface, 0.145)
    part = _garment("socks", "sock", surface, field, np.full(len(field), 0.0025), rounds=1)
    part.base = colour
    return part


def shoes(surface: Surface, upper: Colour, sole: Colour) -> Part:
    """Shoes with a flat sole that stands on the floor `SOLE` under the bare foot."""
    points = surface.points
    slope = np.where(points[:, 2] < 0.1, 0.25 * (points[:, 2] - surface.body.joint("foot.L")[2]), 0.0)
    field = np.where(surface.arm_share(surface.weights) > ON_ARM, NEVER, 0.078 * surface.scale - points[:, 1] + slope)
    low = smoothstep(0.03, 0.0, points[:, 1])
    moved = points + surface.normals * 0.008
    moved[:, 1] -= SOLE * low + 0.001
    moved[:, 2] += 0.006 * low * np.sign(points[:, 2] - 0.05)
    part = _garment("shoes", "shoe", surface, field, rounds=3, moved=np.maximum(moved, [-9.0, -SOLE, -9.0]))
    part.rest[:, 1] = np.maximum(part.rest[:, 1], -SOLE)
    part.base, part.accent = upper, sole
    return part


def hidden_skin(surface: Surface, where: Cut) -> np.ndarray:
    """Which vertices of the coarse body lie under clothes, with a margin, so that no skin shines through."""
    points = surface.coarse_points
    on_arm = surface.arm_share(surface.coarse_weights) > ON_ARM
    along = surface.along_arm(points)
    under_shirt = np.where(
        on_arm, (where.sleeve - 0.10 - along) * ARM_TO_METRES, points[:, 1] - (where.shirt_hem + 0.03)
    )
    under_shirt = np.minimum(under_shirt, -(points - (where.neck + np.array([0.0, -0.035, 0.05]))) @ NECKLINE)
    under_bottoms = np.minimum(points[:, 1] - (where.leg_hem + 0.035), where.waist - 0.03 - points[:, 1])
    under_shoes = 0.11 * surface.scale - points[:, 1]
    return (under_shirt > 0) | (~on_arm & ((under_bottoms > 0) | (under_shoes > 0)))


def _below(surface: Surface, metres: float) -> Array:
    field = metres * surface.scale - surface.points[:, 1]
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
