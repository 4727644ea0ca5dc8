"""Nobody there: a ghost that hinges by itself, and one line; and a link for a phone, where the owner set one."""

from __future__ import annotations

import pygame

from kiosk.mirror.canvas import Canvas
from kiosk.mirror.code import code
from kiosk.mirror.demonstration import demonstration
from kiosk.mirror.figures import draw_ghost
from kiosk.mirror.screens.moment import Moment
from kiosk.mirror.screens.parts import breath, code_label, code_side, flush, heading, speak

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
    if moment.link:
        _link(canvas, moment)


def _link(canvas: Canvas, moment: Moment) -> None:
    """As a QR code, flush with the words' edge, and what it is below."""
    layout, theme = moment.layout, canvas.theme
    box: pygame.Rect = layout.code
    picture = code(moment.link, code_side(layout, theme), theme.palette.line)
    if picture is None:
        return
    canvas.paste(picture, (box.right - picture.get_width() if layout.side > 0 else box.left, box.top))
    label = code_label(layout, theme).move(0, picture.get_height() - code_side(layout, theme))
    canvas.block(moment.leads_to, label, theme.sizes.label, theme.palette.soft, flush(layout), 1)
