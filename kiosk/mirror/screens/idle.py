"""Nobody there: a ghost that hinges by itself, and one line."""

from __future__ import annotations

from kiosk.mirror.canvas import Canvas
from kiosk.mirror.demonstration import demonstration
from kiosk.mirror.figures import draw_ghost
from kiosk.mirror.screens.moment import Moment
from kiosk.mirror.screens.parts import breath, heading, speak

BODY = 0.44
"""The figure's height over the screen's."""


def draw_idle(canvas: Canvas, moment: Moment) -> None:
    """Draw it."""
    width, height = moment.layout.size
    body = BODY * height
    ankle = (width * 0.5 - 0.09 * body, height * 0.585)
    figure = demonstration(moment.now)
    joints = {name: (ankle[0] + x * body, ankle[1] - y * body) for name, (x, y) in figure.items()}
    draw_ghost(canvas, joints, breath(moment.now))
    heading(canvas, moment.layout, moment.guidance.drill_name)
    speak(canvas, moment.layout.voice, moment.guidance.headline or moment.texts.attract, canvas.theme.palette.ghost)
