"""After a set: what it came to, rep by rep, and the one thing to work on, and the drill that is offered."""

from __future__ import annotations

import pygame

from kiosk.coach.guidance import Summary
from kiosk.mirror import numbers
from kiosk.mirror.canvas import Canvas
from kiosk.mirror.code import code
from kiosk.mirror.lettering import Align
from kiosk.mirror.screens.exercise import count_width, draw_count
from kiosk.mirror.screens.moment import Moment
from kiosk.mirror.screens.parts import OVER_OFFER, RESULT, flush, heading, speak
from kiosk.mirror.screens.plot import plot
from kiosk.mirror.screens.sides import draw_sides


def draw_summary(canvas: Canvas, moment: Moment) -> None:
    """Draw it."""
    guidance, layout, palette = moment.guidance, moment.layout, canvas.theme.palette
    summary, texts = guidance.summary, moment.texts
    if summary is None:
        heading(canvas, layout, guidance.drill_name)
        draw_count(canvas, moment, guidance.count, guidance.attempts)
        speak(canvas, layout.voice, guidance.headline or texts.next_time, palette.good, flush(layout), guidance.hint)
        return
    heading(canvas, layout, f"{summary.drill_name} · {numbers.duration(summary.seconds)}")
    draw_count(canvas, moment, summary.counted, summary.attempts)
    draw_done(canvas, moment, summary)
    if guidance.headline:  # more than advice: somebody said that it hurts
        speak(canvas, layout.voice, guidance.headline, palette.warn, flush(layout), guidance.hint)
        return
    advice = summary.advice or (texts.next_time if summary.reps else texts.no_reps)
    colour = palette.warn if summary.advice_id else palette.good
    offered = "" if summary.offer is None else summary.offer.text
    speak(canvas, layout.voice, advice, colour, flush(layout), offered, over=OVER_OFFER)
    if moment.result:
        _result(canvas, moment)


def _result(canvas: Canvas, moment: Moment) -> None:
    """The result as a QR code, which a phone takes home, and what that is. A count to a hundred in large letters may
    need the room, and goes first."""
    layout, theme = moment.layout, canvas.theme
    box, label = layout.result, layout.result_label
    picture = code(moment.result, min(box.size), theme.palette.line)
    if picture is None:
        return
    align: Align = "left" if layout.side > 0 else "right"
    place = picture.get_rect(top=box.top, left=box.left)
    if align == "right":
        place.right = box.right
    if place.colliderect(_count_box(canvas, moment)):
        return
    canvas.paste(picture, place.topleft)
    if label.top >= box.bottom:
        label = label.move(0, picture.get_height() - box.height)
    canvas.block(moment.texts.result, label, theme.sizes.label, theme.palette.soft, align, RESULT)


def _count_box(canvas: Canvas, moment: Moment) -> pygame.Rect:
    layout, summary = moment.layout, moment.guidance.summary
    counted = 0 if summary is None else summary.counted
    width = count_width(canvas.theme, counted, moment.guidance.goal)
    left = layout.outer - width if layout.side > 0 else layout.outer
    return pygame.Rect(left, layout.top, width, layout.count_height)


def draw_done(canvas: Canvas, moment: Moment, summary: Summary) -> None:
    """What was done, in one picture; of a drill for one side at a time, both beside each other."""
    place = moment.layout.plot
    if summary.sides is not None and summary.sides.reach:
        draw_sides(canvas, moment, summary, summary.sides)
    elif summary.reps:
        canvas.paste(plot(summary.reps, place.size, canvas.theme, moment.texts), place.topleft)
