"""After a set: what it came to, rep by rep, and the one thing to work on, and the drill that is offered."""

from __future__ import annotations

from kiosk.coach.guidance import Summary
from kiosk.mirror import numbers
from kiosk.mirror.canvas import Canvas
from kiosk.mirror.screens.exercise import draw_count
from kiosk.mirror.screens.moment import Moment
from kiosk.mirror.screens.parts import OVER_OFFER, flush, heading, speak
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


def draw_done(canvas: Canvas, moment: Moment, summary: Summary) -> None:
    """What was done, in one picture; of a drill for one side at a time, both beside each other."""
    place = moment.layout.plot
    if summary.sides is not None and summary.sides.reach:
        draw_sides(canvas, moment, summary, summary.sides)
    elif summary.reps:
        canvas.paste(plot(summary.reps, place.size, canvas.theme, moment.texts), place.topleft)
