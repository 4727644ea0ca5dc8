"""Before the set: standing in place, then standing still. A ring fills where the count will be."""

from __future__ import annotations

from kiosk.mirror.canvas import Canvas
from kiosk.mirror.demonstration import place_shown
from kiosk.mirror.figures import draw_ghost, draw_user
from kiosk.mirror.props import draw_mat
from kiosk.mirror.screens.moment import Moment
from kiosk.mirror.screens.parts import aside, beside, breath, corner, flush, heading, listed, speak

DIM_GHOST = 0.55

INTRODUCED = 3
"""Set-up lines at most beside who gets into place; an announcement has all of them."""


def draw_setup(canvas: Canvas, moment: Moment) -> None:
    """Where to stand, and how. The mat turns to the good colour once somebody stands on it, and the person's line
    once they are in place."""
    guidance, palette = moment.guidance, canvas.theme.palette
    placed = guidance.progress > 0.0
    if moment.mat is not None:
        draw_mat(canvas, moment.mat, breath(canvas.theme, moment.now, 0.6))
    if moment.ghost is not None:
        draw_ghost(canvas, moment.ghost, DIM_GHOST * breath(canvas.theme, moment.now, 0.8))
    if moment.user is not None:
        draw_user(canvas, moment.user, colour=palette.good if placed else palette.line)
    if not canvas.theme.large:
        heading(canvas, moment.layout, guidance.drill_name)
    _ring(canvas, moment)
    _introduce(canvas, moment)
    colour = palette.good if placed else palette.ghost
    hint = beside(canvas.theme, guidance.hint)
    speak(canvas, moment.layout.placing, guidance.headline, colour, flush(moment.layout), hint)


def draw_baseline(canvas: Canvas, moment: Moment) -> None:
    """Stand tall and still while the ring fills."""
    guidance, palette = moment.guidance, canvas.theme.palette
    if moment.user is not None:
        draw_user(canvas, moment.user, colour=palette.good if guidance.progress > 0.0 else palette.line)
    if not canvas.theme.large:
        heading(canvas, moment.layout, guidance.drill_name)
    _ring(canvas, moment)
    _introduce(canvas, moment)
    hint = beside(canvas.theme, guidance.hint)
    speak(canvas, moment.layout.placing, guidance.headline, palette.good, flush(moment.layout), hint)


def _introduce(canvas: Canvas, moment: Moment) -> None:
    """How to set up for the drill, small: lines, and, where letters are not large, somebody who does it; and what the
    mirror cannot see of it."""
    theme, layout, guidance = canvas.theme, moment.layout, moment.guidance
    lines = () if guidance.agenda is None else guidance.agenda.lines[:INTRODUCED]
    unseen = f"{moment.texts.cannot_see}: {guidance.unseen}" if guidance.unseen else ""
    if lines:
        more = (unseen,) if unseen else ()
        room, colour = layout.steps_beside, theme.palette.ghost
        listed(canvas, layout, room, (*lines, *more), colour, theme.sizes.label, quiet=len(more))
    elif unseen:
        aside(canvas, layout, unseen)
    if guidance.shown is not None and not theme.large:
        canvas.make_way(layout.shown_beside)
        draw_ghost(canvas, place_shown(guidance.shown, moment.now, layout.shown_beside))


def _ring(canvas: Canvas, moment: Moment) -> None:
    theme, layout = canvas.theme, moment.layout
    sizes = theme.sizes
    radius = layout.count_height / 2.0 - sizes.bold
    centre = corner(layout, radius, sizes.bold)
    canvas.ring(centre, radius, canvas.brush(theme.palette.quiet, sizes.hair, light=0.7))
    if moment.guidance.progress > 0.0:
        brush = canvas.brush(theme.palette.good, sizes.bold * 1.15, sizes.glow * 0.7)
        canvas.ring(centre, radius, brush, min(moment.guidance.progress, 1.0))
