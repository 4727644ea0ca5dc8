"""Left and right beside each other, after a set for one side at a time: how often, how far, what differs."""

from __future__ import annotations

import pygame

from kiosk.coach.guidance import Summary
from kiosk.coach.rules.sides import SIDES, SideBalance
from kiosk.locale.texts import SidesTexts
from kiosk.mirror import numbers
from kiosk.mirror.canvas import Canvas
from kiosk.mirror.screens.moment import Moment
from kiosk.mirror.screens.plot import plot_side
from kiosk.mirror.theme import Layout

DIFFERENCES = 2
"""Lines at most of what differs: how often, and how far."""

_GAP = 1 / 14
"""Between the sides, of the plot's width."""


def draw_sides(canvas: Canvas, moment: Moment, summary: Summary, balance: SideBalance) -> None:
    """Both sides where the plot of a set is otherwise, and below them in words what differs."""
    layout, texts, palette = moment.layout, moment.texts.sides, canvas.theme.palette
    for place, side in zip(side_boxes(layout), SIDES, strict=True):
        reps = tuple(rep for rep in summary.reps if rep.rep.side == side)
        reach = balance.reach.get(side)
        often, far = str(balance.reps.get(side, 0)), "" if reach is None else _amount(balance, reach)
        behind = (balance.fewer == side, balance.shorter == side)
        picture = plot_side(reps, place.size, canvas.theme, texts.of(side), often, far, behind)
        canvas.paste(picture, place.topleft)
    box, size = layout.compared, canvas.theme.sizes.aside
    colour = palette.good if balance.even else (palette.soft if balance.even is None else palette.warn)
    for line in differences(balance, texts):
        below = canvas.block(line, box, size, colour, most=1).bottom + round(size * 0.6)
        box = pygame.Rect(box.left, below, box.width, max(size, box.bottom - below))


def side_boxes(layout: Layout) -> tuple[pygame.Rect, pygame.Rect]:
    """Room for the plots of left and right."""
    whole = layout.plot
    width, height = round(whole.width * (1.0 - _GAP) / 2), round(whole.height * 0.82)
    left = pygame.Rect(whole.left, whole.top, width, height)
    return left, left.move(whole.width - width, 0)


def differences(balance: SideBalance, texts: SidesTexts) -> list[str]:
    """What differs between the sides by the drill's special rule, `DIFFERENCES` sentences at most."""
    if balance.even is None:
        return [texts.alone]
    if balance.even:
        return [texts.even]
    told = []
    if balance.fewer is not None:
        lag = max(balance.reps.values()) - balance.reps[balance.fewer]
        told.append(texts.fewer.of(lag, side=texts.of(balance.fewer)))
    if balance.shorter is not None:
        # Of what is shown of either side, so that the three numbers agree.
        short = round(max(balance.reach.values())) - round(balance.reach[balance.shorter])
        told.append(texts.shorter.format(side=texts.of(balance.shorter), amount=_amount(balance, short)))
    return told


def _amount(balance: SideBalance, reach: float) -> str:
    return numbers.degrees(reach) if balance.in_degrees else numbers.percent(reach)
