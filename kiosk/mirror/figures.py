"""The two figures on the glass: the ghost to follow, and over it the person's own thin line.

Joints are screen pixels, as `optics` places them. A joint that is not seen leaves its lines out.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping

from kiosk.coach.guidance import BONES
from kiosk.mirror.canvas import Canvas
from kiosk.mirror.strokes import Brush, Point, Strokes
from kiosk.mirror.theme import Rgb

Joints = Mapping[str, Point]
Bone = tuple[str, str]

TORSO: Bone = ("shoulder", "hip")
THIGH: Bone = ("hip", "knee")
SHIN: Bone = ("knee", "ankle")
FOOT: Bone = ("heel", "toe")
NECK: Bone = ("ear", "shoulder")
HIP: Bone = ("hip", "hip")
"""A joint alone: a dot."""
DRAWN: tuple[Bone, ...] = (*BONES, ("ankle", "heel"))
ARM: frozenset[Bone] = frozenset({("shoulder", "elbow"), ("elbow", "wrist")})

WHERE: dict[str, tuple[Bone, ...]] = {
    "rounded_back": (TORSO,),
    "hollow_back": (TORSO,),
    "hunched_shoulders": (TORSO,),
    "not_hinging": (TORSO,),
    "too_shallow": (TORSO,),
    "too_deep": (TORSO,),
    "leaning_back": (TORSO,),
    "hips_rise_first": (TORSO,),
    "squatting": (THIGH, SHIN),
    "locked_knees": (THIGH, SHIN),
    "knees_forward": (SHIN,),
    "hips_not_back": (HIP,),
    "short_lockout": (HIP,),
    "neck_off_line": (NECK,),
    "weight_on_toes": (FOOT,),
}
"""Where on the body a fault sits. Faults of time, such as too_fast, sit nowhere."""

HEAD_SHARE = 0.22
"""Radius of the head over the length of the torso."""
ARM_LIGHT = 0.5
"""Arms matter least in a hinge: they are kept back."""
DOT_SHARE = 2.6
"""A coloured joint's width over its line's."""


def draw_ghost(canvas: Canvas, joints: Joints, light: float = 1.0) -> None:
    """The movement to follow: bright cores in a wide, soft glow. ``light`` 0 to 1."""
    sizes, colour = canvas.theme.sizes, canvas.theme.palette.ghost
    arms = canvas.brush(colour, sizes.thin, sizes.glow, light=light * ARM_LIGHT)
    _draw(canvas, joints, _only(DRAWN, arms=True), arms, ghost=True)
    brush = canvas.brush(colour, sizes.bold, sizes.glow, light=light)
    _draw(canvas, joints, _only(DRAWN, arms=False), brush, ghost=True)


def draw_user(
    canvas: Canvas, joints: Joints, faulty: Iterable[str] = (), colour: Rgb | None = None, light: float = 1.0
) -> None:
    """The person's own line: thin, and where a fault of ``faulty`` sits bolder and in the colour of warning."""
    sizes, palette = canvas.theme.sizes, canvas.theme.palette
    marked = {bone for fault in faulty for bone in WHERE.get(fault, ())}
    plain = [bone for bone in DRAWN if bone not in marked]
    arms = canvas.brush(colour or palette.line, sizes.hair, light=light * ARM_LIGHT)
    _draw(canvas, joints, _only(plain, arms=True), arms)
    rest = canvas.brush(colour or palette.line, sizes.thin, light=light)
    _draw(canvas, joints, _only(plain, arms=False), rest)
    if marked:
        strong = canvas.brush(palette.warn, sizes.bold, sizes.glow * 0.7, light=light)
        _draw(canvas, joints, [bone for bone in marked if bone != HIP], strong)
        if HIP in marked and "hip" in joints:
            hip = joints["hip"]
            canvas.line(hip, hip, canvas.brush(palette.warn, sizes.bold * DOT_SHARE, sizes.glow * 0.7, light=light))


def head_of(joints: Joints) -> tuple[Point, float] | None:
    """The head's middle and radius, where it and the torso are seen."""
    if not {"ear", "shoulder", "hip"} <= joints.keys():
        return None
    return joints["ear"], HEAD_SHARE * math.dist(joints["shoulder"], joints["hip"])


def _only(bones: Iterable[Bone], *, arms: bool) -> list[Bone]:
    return [bone for bone in bones if (bone in ARM) is arms]


def _draw(canvas: Canvas, joints: Joints, bones: Collection[Bone], brush: Brush, *, ghost: bool = False) -> None:
    lines = [(joints[start], joints[end], (start, end)) for start, end in bones if {start, end} <= joints.keys()]
    circle = head_of(joints) if ghost and TORSO in bones else None
    points = [point for start, end, _ in lines for point in (start, end)]
    if circle is not None:
        (x, y), radius = circle
        points += [(x - radius, y - radius), (x + radius, y + radius)]
    if not points:
        return
    strokes = canvas.strokes(points, brush)
    for start, end, bone in lines:
        _line(strokes, start, end, circle if bone == NECK else None)
    if circle is not None:
        strokes.ring(*circle)
    canvas.add(strokes, over=not ghost)


def _line(strokes: Strokes, start: Point, end: Point, circle: tuple[Point, float] | None) -> None:
    """A bone; the neck ends at the head's outline."""
    if circle is not None:
        length = math.dist(start, end)
        if length <= circle[1]:
            return
        share = circle[1] / length
        start = (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
    strokes.segment(start, end)
