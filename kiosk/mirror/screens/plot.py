"""A set in one small picture: how deep each rep went, and how the back was. What was wrong is hollow, not only of
another colour."""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import median

import pygame

from kiosk.coach.guidance import JudgedRep
from kiosk.coach.judges.finding import reach_of
from kiosk.locale.texts import GlassTexts
from kiosk.mirror import numbers
from kiosk.mirror.canvas import Canvas
from kiosk.mirror.strokes import Brush
from kiosk.mirror.theme import Rgb, Theme

DEEPEST = 80.0
"""Torso inclination at full height of the plot, degrees."""
ROUNDEST = 0.4
"""Change of back curvature at the edge of the plot."""
BACK_FAULTS = frozenset({"rounded_back", "hollow_back", "hunched_shoulders"})
WIDEST = 1 / 8
"""Of the plot's width: the most that one rep takes."""


@lru_cache(maxsize=4)
def plot_side(
    reps: tuple[JudgedRep, ...],
    size: tuple[int, int],
    theme: Theme,
    name: str,
    often: str,
    far: str,
    behind: tuple[bool, bool],
) -> pygame.Surface:
    """The same of one side: its ``name``, how ``often`` and how ``far`` it went, and a bar for the reach of each of
    ``reps``. ``behind``: in which of both it lags. Kept, as `plot` is."""
    canvas = Canvas(pygame.Surface(size, 0, 32), theme)
    width, height = size
    sizes, palette = theme.sizes, theme.palette
    pad = round(sizes.glow)
    number = round(sizes.label * 1.3)
    base, top = round(height * 0.94), number + round(sizes.aside * 1.5)
    seldom, short = behind
    canvas.text(name, (0, 0), sizes.label, palette.quiet)
    canvas.text(often, (0, number), sizes.aside, palette.warn if seldom else palette.line)
    canvas.text(far, (width, number), sizes.aside, palette.warn if short else palette.line, "right")
    canvas.line((0, base), (width, base), canvas.brush(palette.quiet, theme.sizes.hair, light=0.6))
    step = min((width - 2 * pad) / max(1, len(reps)), width * WIDEST)
    thick = min(step * 0.35, theme.sizes.bold * 2.0)
    for index, rep in enumerate(reps):
        reach = reach_of(rep.rep)
        if reach is not None:
            x = pad + step * (index + 0.5)
            _bar(canvas, rep, x, base, base - top, reach.value, thick, faulty=bool(rep.faults))
    canvas.finish()
    return canvas.surface


@lru_cache(maxsize=4)
def plot(reps: tuple[JudgedRep, ...], size: tuple[int, int], theme: Theme, texts: GlassTexts) -> pygame.Surface:
    """The picture, on black, ``size`` pixels large. Kept, since it does not change while it is shown."""
    canvas = Canvas(pygame.Surface(size, 0, 32), theme)
    width, height = size
    label = theme.sizes.label
    pad = round(theme.sizes.glow)
    base, top = round(height * 0.64), round(label * 1.6)
    neutral, swing = round(height * 0.89), height * 0.07
    quiet = theme.palette.quiet
    canvas.text(texts.depth, (0, 0), label, quiet)
    typical = _typical_depth(reps)
    if typical is not None:
        canvas.text(numbers.degrees(typical), (width, 0), label, theme.palette.soft, "right")
    canvas.text(texts.back, (0, base + label), label, quiet)
    canvas.line((0, base), (width, base), canvas.brush(quiet, theme.sizes.hair, light=0.6))
    canvas.line((0, neutral), (width, neutral), canvas.brush(quiet, theme.sizes.hair, light=0.6))
    step = min((width - 2 * pad) / max(1, len(reps)), width * WIDEST)
    for index, rep in enumerate(reps):
        x = pad + step * (index + 0.5)
        _depth(canvas, rep, x, base, base - top, min(step * 0.35, theme.sizes.bold * 2.0))
        _back(canvas, rep, x, neutral, swing, min(step * 0.4, theme.sizes.bold * 2.2))
    canvas.finish()
    return canvas.surface


def _typical_depth(reps: tuple[JudgedRep, ...]) -> float | None:
    """Median torso inclination at the bottom of the counted reps, degrees."""
    found = [rep.rep.bottom_posture.value("torso_inclination") for rep in reps if rep.counted]
    known = [value for value in found if value is not None]
    return median(known) if known else None


def _depth(canvas: Canvas, rep: JudgedRep, x: float, base: float, tall: float, thick: float) -> None:
    inclination = rep.rep.bottom_posture.value("torso_inclination")
    if inclination is None:
        return
    faulty = any(fault.id not in BACK_FAULTS for fault in rep.faults)
    _bar(canvas, rep, x, base, tall, inclination, thick, faulty=faulty)


def _bar(
    canvas: Canvas, rep: JudgedRep, x: float, base: float, tall: float, far: float, thick: float, *, faulty: bool
) -> None:
    """Up from ``base``, ``tall`` where ``far`` is `DEEPEST`; hollow where there was a fault."""
    share = min(max(far / DEEPEST, 0.03), 1.0)
    foot, top = base - thick, base - thick - (tall - thick) * share
    if not faulty:
        canvas.line((x, foot), (x, top), _brush(canvas, rep, False, thick))
        return
    low, high = math.ceil(foot + thick / 2), math.floor(top - thick / 2)
    outline = pygame.Rect(round(x - thick / 2), high, max(3, round(thick)), low - high)
    canvas.box(outline, _brush(canvas, rep, True, canvas.theme.sizes.thin), thick / 2)


def _back(canvas: Canvas, rep: JudgedRep, x: float, neutral: float, swing: float, thick: float) -> None:
    curvature = rep.rep.change.value("back_curvature")
    if curvature is None:
        return
    faulty = any(fault.id in BACK_FAULTS for fault in rep.faults)
    y = neutral + swing * min(max(curvature / ROUNDEST, -1.0), 1.0)
    if faulty:
        canvas.ring((x, y), thick / 2, _brush(canvas, rep, True, canvas.theme.sizes.thin))
    else:
        canvas.line((x, y), (x, y), _brush(canvas, rep, False, thick))


def _brush(canvas: Canvas, rep: JudgedRep, faulty: bool, thick: float) -> Brush:
    palette, glow = canvas.theme.palette, canvas.theme.sizes.glow * 0.6
    colour: Rgb = palette.warn if faulty else palette.good
    return canvas.brush(colour, thick, glow) if rep.counted else canvas.brush(palette.quiet, thick, light=0.8)
