"""Soft, glowing lines, drawn as distance fields: every point's light follows from how far it is from the line.

So edges are smooth at any angle, joints are round, lines that meet melt into one, and a moving figure does not
shimmer. The field is computed on a coarser grid than the screen's and scaled up, which a soft line survives.
Points are screen pixels, x right, y down.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pygame
from numpy.typing import NDArray

from kiosk.mirror.colours import Rgb
from kiosk.mirror.theme import mix, shade

Point = tuple[float, float]
Field = NDArray[np.float32]

STEPS = 512
"""Entries of a brush's table, from the line to the end of its reach."""


@dataclass(frozen=True, slots=True)
class Brush:
    """A line's look: ``width`` of the bright core and ``glow``'s reach beyond it in pixels, ``light`` 0 to 1."""

    colour: Rgb
    width: float
    glow: float = 0.0
    glow_light: float = 0.5
    light: float = 1.0

    @property
    def reach(self) -> float:
        """How far from the middle of the line it still gives light."""
        return self.width / 2.0 + max(self.glow, 2.0)


class Strokes:
    """Lines drawn with one brush. What lies beyond its part of the grid is left out."""

    def __init__(self, cells: pygame.Rect, brush: Brush, grain: int) -> None:
        """``cells``: the part of the grid that is drawn on. ``grain``: screen pixels a side of a cell."""
        self.cells = cells
        self.brush = brush
        self.grain = grain
        self._field: Field = np.full((cells.height, cells.width), brush.reach, np.float32)

    def segment(self, start: Point, end: Point) -> None:
        """A straight line with round ends; a dot where both are one."""
        window = self._window(
            min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1])
        )
        if window is None:
            return
        view, x, y = window
        along = (end[0] - start[0], end[1] - start[1])
        length = math.hypot(*along)
        x, y = x - np.float32(start[0]), y - np.float32(start[1])
        if length < 1e-6:
            np.minimum(view, np.sqrt(x * x + y * y), out=view)
            return
        ux, uy = np.float32(along[0] / length), np.float32(along[1] / length)
        beyond = x * ux + y * uy
        beyond -= np.clip(beyond, np.float32(0.0), np.float32(length))
        across = x * uy - y * ux
        across *= across
        beyond *= beyond
        across += beyond
        np.sqrt(across, out=across)
        np.minimum(view, across, out=view)

    def ring(self, centre: Point, radius: float) -> None:
        """A circle's outline."""
        window = self._window(centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius)
        if window is None:
            return
        view, x, y = window
        x, y = x - np.float32(centre[0]), y - np.float32(centre[1])
        np.minimum(view, np.abs(np.sqrt(x * x + y * y) - np.float32(radius)), out=view)

    def arc(self, centre: Point, radius: float, share: float) -> None:
        """The first ``share`` (0 to 1) of a circle's outline, clockwise from the top, with round ends."""
        if share >= 1.0:
            self.ring(centre, radius)
            return
        window = self._window(centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius)
        if window is None or share <= 0.0:
            return
        view, x, y = window
        # Turned so that the arc lies evenly about the downward axis of (across, along).
        half = math.pi * share
        sin, cos = math.sin(half), math.cos(half)
        x, y = x - np.float32(centre[0]), y - np.float32(centre[1])
        along = x * np.float32(sin) - y * np.float32(cos)
        across = np.abs(x * np.float32(cos) + y * np.float32(sin))
        inside = np.float32(cos) * across <= np.float32(sin) * along
        to_ring = np.abs(np.sqrt(along * along + across * across) - np.float32(radius))
        to_end = np.hypot(across - np.float32(radius * sin), along - np.float32(radius * cos))
        np.minimum(view, np.where(inside, to_ring, to_end), out=view)

    def box(self, rect: pygame.Rect, radius: float) -> None:
        """The outline of ``rect`` with corners rounded by ``radius``."""
        window = self._window(rect.left, rect.top, rect.right, rect.bottom)
        if window is None:
            return
        view, x, y = window
        radius = min(radius, rect.width / 2, rect.height / 2)
        x = np.abs(x - np.float32(rect.left + rect.width / 2)) - np.float32(rect.width / 2 - radius)
        y = np.abs(y - np.float32(rect.top + rect.height / 2)) - np.float32(rect.height / 2 - radius)
        outside = np.hypot(np.maximum(x, 0), np.maximum(y, 0))
        signed = outside + np.minimum(np.maximum(x, y), 0) - np.float32(radius)
        np.minimum(view, np.abs(signed), out=view)

    def picture(self) -> pygame.Surface:
        """The light of all strokes so far, one pixel a cell, to be added to what is there. No alpha."""
        return self._picture(_table(self.brush, self.grain))

    def shadow(self) -> pygame.Surface:
        """White, and black on and closely around the strokes: to be multiplied with what is there, as a rim."""
        return self._picture(_shadow(self.brush))

    def _picture(self, table: NDArray[np.uint32]) -> pygame.Surface:
        index = (self._field * np.float32((STEPS - 1) / self.brush.reach)).astype(np.intp)
        small = pygame.Surface((self._field.shape[1], self._field.shape[0]), 0, 32)
        pixels = pygame.surfarray.pixels2d(small)
        pixels.T[...] = table.take(index)
        del pixels
        return small

    def _window(self, left: float, top: float, right: float, bottom: float) -> tuple[Field, Field, Field] | None:
        """The part of the field within reach of a shape, and its cells' x (a row) and y (a column) on the screen."""
        reach, grain = self.brush.reach, self.grain
        rows, columns = self._field.shape
        first_column = max(0, math.floor((left - reach) / grain) - self.cells.left)
        first_row = max(0, math.floor((top - reach) / grain) - self.cells.top)
        last_column = min(columns, math.ceil((right + reach) / grain) - self.cells.left)
        last_row = min(rows, math.ceil((bottom + reach) / grain) - self.cells.top)
        if first_column >= last_column or first_row >= last_row:
            return None
        half = (grain - 1) / 2.0
        x = np.arange(first_column, last_column).astype(np.float32)[None, :] + np.float32(self.cells.left)
        y = np.arange(first_row, last_row).astype(np.float32)[:, None] + np.float32(self.cells.top)
        x, y = x * np.float32(grain) + np.float32(half), y * np.float32(grain) + np.float32(half)
        return self._field[first_row:last_row, first_column:last_column], x, y


def around(points: Sequence[Point], reach: float, grid: pygame.Rect, grain: int) -> pygame.Rect:
    """The cells of ``grid`` within ``reach`` (screen pixels) of ``points``; may be none."""
    left = max((min(x for x, _ in points) - reach) / grain, grid.left)
    top = max((min(y for _, y in points) - reach) / grain, grid.top)
    right = min((max(x for x, _ in points) + reach) / grain, grid.right)
    bottom = min((max(y for _, y in points) + reach) / grain, grid.bottom)
    if not (left < right and top < bottom):
        return pygame.Rect(0, 0, 0, 0)
    x, y = math.floor(left), math.floor(top)
    return pygame.Rect(x, y, math.ceil(right) - x, math.ceil(bottom) - y)


@lru_cache(maxsize=256)
def _table(brush: Brush, grain: int) -> NDArray[np.uint32]:
    """Pixel values by distance: a core with one cell of soft edge, whitish in its middle, then the fading glow."""
    entries = np.zeros(STEPS, np.uint32)
    half, soft = brush.width / 2.0, max(1.0, grain * 0.75)
    bright = mix(brush.colour, (255, 255, 255), 0.25 if brush.glow else 0.0)
    for index in range(STEPS):
        distance = brush.reach * index / (STEPS - 1)
        core = min(max((half + soft / 2.0 - distance) / soft, 0.0), 1.0)
        fade = max(0.0, 1.0 - distance / brush.reach) if brush.glow else 0.0
        glow = shade(brush.colour, brush.glow_light * fade**2.4)
        lit = shade(mix(glow, bright, core), brush.light)
        entries[index] = lit[0] << 16 | lit[1] << 8 | lit[2]
    return entries


@lru_cache(maxsize=64)
def _shadow(brush: Brush) -> NDArray[np.uint32]:
    """Pixel values by distance: black for one and a half line widths, then soft to white."""
    distance = np.linspace(0.0, brush.reach, STEPS)
    rim = min(brush.width * 1.5, brush.reach * 0.6)
    level = np.clip((distance - rim * 0.6) / (rim * 0.4), 0.0, 1.0)
    level[-1] = 1.0
    grey = np.rint(255 * level).astype(np.uint32)
    return (grey << 16 | grey << 8 | grey).astype(np.uint32)
