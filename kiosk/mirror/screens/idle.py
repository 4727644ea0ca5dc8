"""Nobody there: a ghost that hinges by itself, and one line."""

from __future__ import annotations

from kiosk.mirror.canvas import Canvas
from kiosk.mirror.demonstration import demonstration
from kiosk.mirror.figures import draw_ghost
from kiosk.mirror.screens.moment import Moment
from kiosk.mirror.screens.parts import breath, heading, speak

FOOT = 0.09
"""The middle of who hinges, forward of their ankle, in body heights."""


def draw_idle(canvas: Canvas, moment: Moment) -> None:
    """Draw it."""
    (feet, floor), body = moment.layout.figure, moment.layout.figure_height
    figure = demonstration(moment.now)
    joints = {name: (feet + (x - FOOT) * body, floor - y * body) for name, (x, y) in figure.items()}
    draw_ghost(canvas, joints, breath(canvas.theme, moment.now))
    heading(canvas, moment.layout, moment.guidance.drill_name)
    speak(canvas, moment.layout.voice, moment.guidance.headline or moment.texts.attract, canvas.theme.palette.ghost)
