"""The two figures on the glass: the ghost to follow, and over it the person's own thin line.

Joints are screen pixels, as `optics` places them. A joint that is not seen leaves its lines out. A back whose curve
is known (`kiosk.coach.ghost.back_line`) is drawn so, else straight.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from kiosk.coach.ghost.back_line import BACK, NAPE
from kiosk.mirror.canvas import Canvas
from kiosk.mirror.strokes import Brush, Point
from kiosk.mirror.theme import Rgb

Joints = Mapping[str, Point]
Part = tuple[str, ...]
"""A line along joints; a joint alone is a dot."""

_HALF = len(BACK) // 2
LOW_BACK: Part = ("hip", *BACK[: _HALF + 1])
UPPER_BACK: Part = (*BACK[_HALF:], "shoulder")
NECK: Part = ("shoulder", *NAPE, "ear")
THIGH: Part = ("hip", "knee")
SHIN: Part = ("knee", "ankle")
FOOT: Part = ("ankle", "heel", "toe")
UPPER_ARM: Part = ("shoulder", "elbow")
FOREARM: Part = ("elbow", "wrist")
HIP: Part = ("hip",)
KNEE: Part = ("knee",)
HAND: Part = ("wrist",)

TRUNK = (LOW_BACK, UPPER_BACK, NECK)
LEG = (THIGH, SHIN)
ARM = (UPPER_ARM, FOREARM)
FREE_LEG: tuple[Part, ...] = (("hip", "free_knee", "free_ankle"), ("free_ankle", "free_heel", "free_toe"))

WHERE: Mapping[str, tuple[Part, ...]] = {
    "rounded_back": (LOW_BACK, UPPER_BACK),
    "hollow_back": (LOW_BACK,),
    "hunched_shoulders": (UPPER_BACK,),
    "not_hinging": (LOW_BACK, UPPER_BACK, HIP),
    "too_shallow": (LOW_BACK, UPPER_BACK),
    "too_deep": (LOW_BACK, UPPER_BACK),
    "leaning_back": (LOW_BACK, UPPER_BACK),
    "hips_rise_first": (LOW_BACK, UPPER_BACK, HIP),
    "squatting": (THIGH, SHIN),
    "locked_knees": (KNEE,),
    "knees_forward": (SHIN, KNEE),
    "hips_not_back": (HIP,),
    "short_lockout": (HIP,),
    "neck_off_line": (NECK,),
    "weight_on_toes": (FOOT,),
    "arms_pulling": (UPPER_ARM, FOREARM),
    "bar_drift": (FOREARM, HAND),
    "contact_upper_back": (UPPER_BACK,),
    "contact_tailbone": (LOW_BACK,),
    "bar_too_low": (HAND,),
    "bar_too_high": (HAND,),
    "other_side": (HIP,),
    "too_fast": (),
    "no_pause": (),
}
"""Where on the body a fault sits. Faults of time sit nowhere."""

HEAD_SHARE = 0.20
"""Radius of the head over the length of the torso."""
ARM_LIGHT = 0.5
"""Arms matter least in a hinge: they are kept back."""
QUIET_LIGHT = 0.6
"""Of what the ghost is besides trunk and legs."""
DOT_SHARE = 2.4
"""A coloured joint's width over its line's."""


def draw_ghost(canvas: Canvas, joints: Joints, light: float = 1.0) -> None:
    """The movement to follow: bright cores in a wide, soft glow; trunk and legs before the rest. ``light`` 0 to 1."""
    sizes, colour = canvas.theme.sizes, canvas.theme.palette.ghost
    head = head_of(joints)
    rings = [ring for ring in (head, _weight_of(joints)) if ring is not None]
    kept_back = canvas.brush(colour, sizes.thin * 1.2, sizes.glow * 0.6, light=light * QUIET_LIGHT)
    _draw(canvas, _lines(joints, (*ARM, *FREE_LEG, FOOT)), kept_back, rings)
    brush = canvas.brush(colour, sizes.bold * 0.85, sizes.glow, light=light)
    _draw(canvas, _lines(joints, (*TRUNK, *LEG), head), brush)


def draw_user(
    canvas: Canvas, joints: Joints, faulty: Iterable[str] = (), colour: Rgb | None = None, light: float = 1.0
) -> None:
    """The person's own line: thin, and where a fault of ``faulty`` sits bolder and in the colour of warning."""
    sizes, palette = canvas.theme.sizes, canvas.theme.palette
    marked = {part for fault in faulty for part in WHERE.get(fault, ())}
    arms = canvas.brush(colour or palette.line, sizes.hair, light=light * ARM_LIGHT)
    _draw(canvas, _lines(joints, (part for part in ARM if part not in marked)), arms, over=True)
    rest = canvas.brush(colour or palette.line, sizes.thin, light=light)
    plain = [part for part in (*TRUNK, *LEG, FOOT) if part not in marked]
    _draw(canvas, _lines(joints, plain), rest, over=True)
    strong = canvas.brush(palette.warn, sizes.bold, sizes.glow * 0.7, light=light)
    _draw(canvas, _lines(joints, (part for part in marked if len(part) > 1)), strong, over=True)
    dot = canvas.brush(palette.warn, sizes.bold * DOT_SHARE, sizes.glow * 0.7, light=light)
    for part in marked:
        if len(part) == 1 and part[0] in joints:
            canvas.line(joints[part[0]], joints[part[0]], dot, fades=True)


def head_of(joints: Joints) -> tuple[Point, float] | None:
    """The head's middle and radius, where it and the torso are seen."""
    if not {"ear", "shoulder", "hip"} <= joints.keys():
        return None
    return joints["ear"], HEAD_SHARE * math.dist(joints["shoulder"], joints["hip"])


def _weight_of(joints: Joints) -> tuple[Point, float] | None:
    """The middle and the radius of what is held."""
    if not {"weight", "weight_rim"} <= joints.keys():
        return None
    return joints["weight"], math.dist(joints["weight"], joints["weight_rim"])


def _lines(joints: Joints, parts: Iterable[Part], head: tuple[Point, float] | None = None) -> list[tuple[Point, ...]]:
    """``parts`` as points; the neck ends at the outline of the ``head``. A part whose ends are not seen is left out,
    as is what is not known between them."""
    found = []
    for part in parts:
        points = _points(joints, part)
        if head is not None and part == NECK:
            points = _outside(points, *head)
        if len(points) > 1:
            found.append(points)
    return found


def _points(joints: Joints, part: Part) -> tuple[Point, ...]:
    if part in (LOW_BACK, UPPER_BACK) and BACK[0] not in joints:
        # Half of a straight line.
        if not {"hip", "shoulder"} <= joints.keys():
            return ()
        hip, shoulder = joints["hip"], joints["shoulder"]
        middle = ((hip[0] + shoulder[0]) / 2.0, (hip[1] + shoulder[1]) / 2.0)
        return (hip, middle) if part == LOW_BACK else (middle, shoulder)
    if part[0] not in joints or part[-1] not in joints:
        return ()
    return tuple(joints[name] for name in part if name in joints)


def _outside(points: tuple[Point, ...], middle: Point, radius: float) -> tuple[Point, ...]:
    """``points`` up to where they come into the circle."""
    kept: list[Point] = []
    for start, end in pairwise(points):
        kept.append(start)
        if math.dist(end, middle) < radius:
            away = math.dist(start, middle)
            if away <= radius:
                return tuple(kept[:-1])
            share = (away - radius) / max(away - math.dist(end, middle), 1e-9)
            kept.append((start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share))
            return tuple(kept)
    return points


def _draw(
    canvas: Canvas,
    lines: Sequence[tuple[Point, ...]],
    brush: Brush,
    rings: Sequence[tuple[Point, float]] = (),
    *,
    over: bool = False,
) -> None:
    points = [point for line in lines for point in line]
    for (x, y), radius in rings:
        points += [(x - radius, y - radius), (x + radius, y + radius)]
    if not points:
        return
    strokes = canvas.strokes(points, brush)
    for line in lines:
        for start, end in pairwise(line):
            strokes.segment(start, end)
    for middle, radius in rings:
        strokes.ring(middle, radius)
    canvas.add(strokes, over=over, fades=True)
