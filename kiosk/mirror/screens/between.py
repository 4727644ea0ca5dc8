"""Around the sets: what to beware of, what drill comes, how long to rest, and that the mirror waits."""

from __future__ import annotations

import math

import pygame

from kiosk.coach.guidance import Agenda
from kiosk.mirror import lettering
from kiosk.mirror.canvas import Canvas
from kiosk.mirror.demonstration import place_shown
from kiosk.mirror.figures import draw_ghost
from kiosk.mirror.screens.exercise import draw_count
from kiosk.mirror.screens.moment import Moment
from kiosk.mirror.screens.parts import MARK, aside, breath, corner, flush, heading, listed, speak
from kiosk.mirror.screens.summary import draw_done
from kiosk.mirror.strokes import Point
from kiosk.mirror.theme import Rgb

_WITHIN = 1.6
"""Width of the seconds in a ring, in its radius, at most: minutes of rest have three digits."""


def draw_caution(canvas: Canvas, moment: Moment) -> None:
    """Who should not do this drill, or gently; a rule fills while there is time to read it."""
    palette = canvas.theme.palette
    heading(canvas, moment.layout, moment.guidance.drill_name)
    unseen = _unseen(moment)
    _list(canvas, moment, moment.layout.listed, palette.warn, *([unseen] if unseen else []))
    _say(canvas, moment, palette.warn)


def draw_next_drill(canvas: Canvas, moment: Moment) -> None:
    """The name of the drill that comes, how to set up for it, and somebody who does it."""
    palette, shown = canvas.theme.palette, moment.guidance.shown
    heading(canvas, moment.layout, _place(moment))
    if moment.layout.stands and not canvas.theme.large:
        aside(canvas, moment.layout, _unseen(moment))
    if shown is not None:
        draw_ghost(canvas, place_shown(shown, moment.now, moment.layout.shown))
    beside = [_unseen(moment)] if moment.guidance.unseen and not moment.layout.stands else []
    _list(canvas, moment, moment.layout.steps, palette.ghost, *beside)
    _say(canvas, moment, palette.ghost)


def draw_rest(canvas: Canvas, moment: Moment) -> None:
    """Seconds of rest still to come in a ring that empties, and what follows. After a set, that set in one picture,
    and the ring stands where the count stood."""
    theme, layout, agenda = canvas.theme, moment.layout, moment.guidance.agenda
    sizes, done = theme.sizes, moment.guidance.summary
    left = 0.0 if agenda is None or agenda.seconds_left is None else agenda.seconds_left
    if done is not None and done.reps:
        draw_done(canvas, moment, done)
        radius = layout.count_height / 2.0 - sizes.bold
        _countdown(canvas, moment, left, corner(layout, radius, sizes.bold), radius, sizes.voice)
    else:
        _countdown(canvas, moment, left, layout.symbol, max(layout.short * 0.2, sizes.count * 0.8), sizes.count)
    heading(canvas, layout, _place(moment))
    _say(canvas, moment, theme.palette.ghost)


def _countdown(canvas: Canvas, moment: Moment, left: float, centre: Point, radius: float, size: int) -> None:
    """``left`` seconds in letters of ``size``, and a ring around them that empties."""
    sizes, palette = canvas.theme.sizes, canvas.theme.palette
    canvas.ring(centre, radius, canvas.brush(palette.quiet, sizes.hair, light=0.7))
    share = 1.0 - moment.guidance.progress
    if share > 0.0:
        canvas.ring(centre, radius, canvas.brush(palette.ghost, sizes.bold, sizes.glow * 0.7), share)
    number = f"{math.ceil(left)}"
    widest = lettering.width("0" * len(number), size)
    size = min(size, round(size * _WITHIN * radius / widest))
    place = (round(centre[0]), round(centre[1]) - lettering.cap_height(size) // 2)
    canvas.text(number, place, size, palette.line, "centre")


def draw_paused(canvas: Canvas, moment: Moment) -> None:
    """Two bars, and the count of the set that waits."""
    theme, layout, guidance = canvas.theme, moment.layout, moment.guidance
    (middle, y), apart, tall = layout.symbol, layout.short * 0.035, layout.short * MARK
    light = breath(theme, moment.now, 0.5)
    brush = canvas.brush(theme.palette.ghost, theme.sizes.bold * 1.5, theme.sizes.glow, light=light)
    for x in (middle - apart, middle + apart):
        canvas.line((x, y - tall), (x, y + tall), brush)
    heading(canvas, layout, guidance.drill_name)
    if guidance.goal > 0 or guidance.count > 0 or guidance.attempts > 0:
        draw_count(canvas, moment, guidance.count, guidance.attempts)
    _say(canvas, moment, theme.palette.ghost)


def _say(canvas: Canvas, moment: Moment, colour: Rgb) -> None:
    guidance, layout = moment.guidance, moment.layout
    speak(canvas, layout.voice, guidance.headline, colour, flush(layout), guidance.hint)


def _list(canvas: Canvas, moment: Moment, room: pygame.Rect, colour: Rgb, *more: str) -> None:
    """In ``room`` the lines of the agenda one below the other, and ``more``; a rule fills as time goes by."""
    agenda, theme, layout = moment.guidance.agenda, canvas.theme, moment.layout
    sizes, palette = theme.sizes, theme.palette
    lines = () if agenda is None else agenda.lines
    listed(canvas, layout, room, (*lines, *more), colour, sizes.aside, quiet=len(more))
    left, right = layout.voice.left, layout.voice.right
    rule = layout.voice.top - round(layout.size[1] * 0.06)
    canvas.line((left, rule), (right, rule), canvas.brush(palette.quiet, sizes.hair, light=0.7))
    if moment.guidance.progress > 0.0:
        end = left + (right - left) * min(moment.guidance.progress, 1.0)
        canvas.line((left, rule), (end, rule), canvas.brush(colour, sizes.thin * 1.4))


def _unseen(moment: Moment) -> str:
    """What the mirror cannot see of the drill, as a sentence; empty where that is not said now."""
    unseen = moment.guidance.unseen
    return f"{moment.texts.cannot_see}: {unseen}" if unseen else ""


def _place(moment: Moment) -> str:
    """Which part of the course it is."""
    agenda: Agenda | None = moment.guidance.agenda
    if agenda is None or agenda.items == 1:
        return moment.guidance.drill_name
    return f"{agenda.course} · {agenda.item}/{agenda.items}"
