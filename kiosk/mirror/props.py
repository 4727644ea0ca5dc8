"""What is not there and is drawn all the same: wall, bench, roller, the bar's height, the rod on the back, the way.

Lines and points are screen pixels, as `optics` places them.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kiosk.coach.rules.finding import PropState
from kiosk.mirror.canvas import Canvas
from kiosk.mirror.strokes import Point
from kiosk.mirror.theme import Palette, Rgb

Line = tuple[Point, Point]

CONTACT_SHARE = 2.2
"""Width of a contact that touches over the bold line's."""

DASH = 4.0
"""Length of a dash of a broken line, over the bold line's width."""

ZONE_SHARE = 1.7
"""Width of the zone over the thin line's."""

PATH_SHARE, PATH_LIGHT = 1.9, 0.6
"""Width of a dot of the way over the thin line's, and how bright it is."""

MAT_LIGHT = 0.6
"""How bright the edge of the mat is."""

LOST_SHARE = 1.5
"""Radius of the ring of a contact that is lost over the bold line's width."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A thing on the glass."""

    lines: Sequence[Line]
    state: PropState


@dataclass(frozen=True, slots=True)
class PlacedStick:
    """The rod on the glass: its line, its contacts, and which of them are lost."""

    line: Line
    contacts: Mapping[str, Point] = field(default_factory=dict)
    lost: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class PlacedMat:
    """Where to stand on the glass: closed lines around the place and around either foot; ``met``: somebody stands
    there."""

    edge: Sequence[Point]
    soles: Sequence[Sequence[Point]]
    met: bool = False


@dataclass(frozen=True, slots=True)
class PlacedTrack:
    """Where the ghost leads, on the glass: see `kiosk.coach.guidance.Track`."""

    path: Sequence[Point]
    zone: Sequence[Point]
    reached: bool = False
    light: float = 1.0


def draw_track(canvas: Canvas, track: PlacedTrack) -> None:
    """Quietly: dots along the way of the hip, and an arc where the far end is to be, which is bold and
    lit once reached: colour alone is not seen by all."""
    sizes, palette = canvas.theme.sizes, canvas.theme.palette
    dots = canvas.brush(palette.ghost, sizes.thin * PATH_SHARE, light=track.light * PATH_LIGHT)
    strokes = canvas.strokes(track.path, dots)
    for point in track.path:
        strokes.segment(point, point)
    canvas.add(strokes, fades=True)
    colour, glow, light = (palette.good, 0.6, 1.0) if track.reached else (palette.soft, 0.35, 0.8)
    width = sizes.bold if track.reached else sizes.thin * ZONE_SHARE
    brush = canvas.brush(colour, width, sizes.glow * glow, light=light * track.light)
    strokes = canvas.strokes(track.zone, brush)
    for start, end in pairwise(track.zone):
        strokes.segment(start, end)
    canvas.add(strokes, fades=True)


def draw_props(canvas: Canvas, props: Sequence[Placed]) -> None:
    """Quiet outlines, behind the figures; in the colour of what is good once they are met, and dashed in that of
    warning once they are broken, as colour alone is not seen by all."""
    sizes, palette = canvas.theme.sizes, canvas.theme.palette
    for prop in props:
        if not prop.lines:
            continue
        plain = prop.state is PropState.OPEN
        width = sizes.thin * (1.0 if plain else 1.6)
        brush = canvas.brush(_colour(prop.state, palette), width, sizes.glow * 0.35)
        strokes = canvas.strokes([point for line in prop.lines for point in line], brush)
        for line in prop.lines:
            broken = prop.state is PropState.BROKEN
            for start, end in _dashes(*line, sizes.bold * DASH) if broken else (line,):
                strokes.segment(start, end)
        canvas.add(strokes, fades=True)


def draw_stick(canvas: Canvas, stick: PlacedStick) -> None:
    """The rod over the person's line: a dot where it touches, a ring in the colour of warning where it is off."""
    sizes, palette = canvas.theme.sizes, canvas.theme.palette
    canvas.line(*stick.line, canvas.brush(palette.soft, sizes.thin, light=0.8), fades=True)
    touching = canvas.brush(palette.good, sizes.bold * CONTACT_SHARE, sizes.glow * 0.4)
    lost = canvas.brush(palette.warn, sizes.thin * 1.6, sizes.glow * 0.5)
    for name, place in stick.contacts.items():
        if name in stick.lost:
            canvas.ring(place, sizes.bold * LOST_SHARE, lost, fades=True)
        else:
            canvas.line(place, place, touching, fades=True)


def _dashes(start: Point, end: Point, long: float) -> Iterator[Line]:
    """``start`` to ``end`` in pieces of about ``long``, with gaps as long between them; a piece at either end."""
    pieces = max(1, round(math.dist(start, end) / long / 2))
    steps = 2 * pieces - 1

    def at(step: int) -> Point:
        share = step / steps
        return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share

    return ((at(step), at(step + 1)) for step in range(0, steps, 2))


def _colour(state: PropState, palette: Palette) -> Rgb:
    return {PropState.OPEN: palette.soft, PropState.MET: palette.good, PropState.BROKEN: palette.warn}[state]


def draw_mat(canvas: Canvas, mat: PlacedMat, light: float = 1.0) -> None:
    """Thin around the place, bolder around the feet; in the good colour, and steady, once somebody stands there."""
    sizes, palette = canvas.theme.sizes, canvas.theme.palette
    colour, level = (palette.good, 1.0) if mat.met else (palette.ghost, light)
    for lines, brush in (
        ([mat.edge] if mat.edge else [], canvas.brush(colour, sizes.thin, light=level * MAT_LIGHT)),
        (mat.soles, canvas.brush(colour, sizes.thin * 1.4, sizes.glow * 0.5, light=level)),
    ):
        points = [point for line in lines for point in line]
        if not points:
            continue
        strokes = canvas.strokes(points, brush)
        for line in lines:
            for start, end in pairwise((*line, line[0])):
                strokes.segment(start, end)
        canvas.add(strokes, fades=True)
