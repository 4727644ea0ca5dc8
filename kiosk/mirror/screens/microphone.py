"""The sign that the mirror listens: a microphone beside a meter, and the check that takes its place.

Small pictures on black, drawn once.
"""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise

import pygame

from kiosk.mirror.canvas import Canvas
from kiosk.mirror.lettering import cap_height
from kiosk.mirror.theme import Theme

BARS, SHADES = 5, 4
"""Of the meter: its bars, and the steps in which the last of them lights up."""
UNLIT = 0.3
"""Light of a bar that the level does not reach, of the sign's."""
TALL = 1.5
"""Height over that of a label's capitals."""

_MICROPHONE, _METER = 0.72, 1.0
"""Widths over the height: of the microphone with what is free beside it, and of the meter."""


def microphone(theme: Theme, level: float, metered: bool = True) -> pygame.Surface:
    """A microphone, and beside it, where it is ``metered``, bars that are lit up to ``level`` (0 to 1). It has an
    alpha, so that it can be dimmed as a whole."""
    return _microphone(theme, round(level * BARS * SHADES), metered)


def microphone_height(theme: Theme) -> int:
    """Of the sign, pixels."""
    return round(TALL * cap_height(theme.sizes.label))


def microphone_width(theme: Theme, metered: bool = True) -> int:
    """The same across."""
    return round(microphone_height(theme) * (_MICROPHONE + (_METER if metered else 0.0)))


@lru_cache(maxsize=64)
def _microphone(theme: Theme, step: int, metered: bool) -> pygame.Surface:
    """Kept: there are few of them."""
    canvas = _small(theme, microphone_width(theme, metered))
    tall, line = canvas.rect.height, canvas.theme.palette.line
    middle, thin = 0.32 * tall, canvas.brush(line, 0.085 * tall)
    canvas.line((middle, 0.21 * tall), (middle, 0.43 * tall), canvas.brush(line, 0.3 * tall))
    cradle = canvas.strokes(((0.0, 0.0), (float(tall), float(tall))), thin)
    turn = [math.pi * part / 12 for part in range(13)]
    points = [(middle + 0.28 * tall * math.cos(at), (0.42 + 0.28 * math.sin(at)) * tall) for at in turn]
    for start, end in pairwise(points):
        cradle.segment(start, end)
    cradle.segment((middle, 0.7 * tall), (middle, 0.9 * tall))
    cradle.segment((middle - 0.17 * tall, 0.92 * tall), (middle + 0.17 * tall, 0.92 * tall))
    canvas.add(cradle)
    for bar in range(BARS if metered else 0):
        lit = min(max(step / SHADES - bar, 0.0), 1.0)
        brush = canvas.brush(line, 0.11 * tall, light=UNLIT + (1.0 - UNLIT) * lit)
        x, half = (_MICROPHONE + 0.1 + 0.2 * bar) * tall, (0.06 + 0.075 * bar) * tall
        canvas.line((x, 0.5 * tall - half), (x, 0.5 * tall + half), brush)
    canvas.finish()
    return canvas.surface


@lru_cache(maxsize=2)
def check(theme: Theme) -> pygame.Surface:
    """That something was understood, as large as the microphone."""
    canvas = _small(theme, microphone_width(theme, metered=False))
    tall = canvas.rect.height
    tick = canvas.strokes(((0.0, 0.0), (float(tall), float(tall))), canvas.brush(theme.palette.good, 0.13 * tall))
    corners = ((0.07 * tall, 0.52 * tall), (0.28 * tall, 0.77 * tall), (0.64 * tall, 0.2 * tall))
    for start, end in pairwise(corners):
        tick.segment(start, end)
    canvas.add(tick)
    canvas.finish()
    return canvas.surface


def _small(theme: Theme, across: int) -> Canvas:
    return Canvas(pygame.Surface((across, microphone_height(theme)), pygame.SRCALPHA), theme)
