"""During a set: the ghost on the reflection, the count, the spine bar and one cue. Read in half a second."""

from __future__ import annotations

import math

import pygame

from kiosk.coach.guidance import Cue, CueKind, Prompt
from kiosk.mirror import lettering
from kiosk.mirror.canvas import Canvas
from kiosk.mirror.figures import draw_ghost, draw_user
from kiosk.mirror.props import draw_props, draw_stick, draw_track
from kiosk.mirror.screens.bar import draw_bar
from kiosk.mirror.screens.moment import Moment
from kiosk.mirror.screens.parts import PROMPT, below_said, beside, flush, lowered, speak
from kiosk.mirror.theme import Layout, Motion, Palette, Rgb, Theme


def draw_exercise(canvas: Canvas, moment: Moment) -> None:
    """Draw it. A cue goes before what the headline says, and that before a prompt."""
    guidance, layout = moment.guidance, moment.layout
    draw_props(canvas, moment.props)
    if moment.track is not None:
        draw_track(canvas, moment.track)
    if moment.ghost is not None and guidance.ghost is not None:
        draw_ghost(canvas, moment.ghost, guidance.ghost.light)
    if moment.user is not None:
        draw_user(canvas, moment.user, guidance.faulty)
    if moment.stick is not None:
        draw_stick(canvas, moment.stick)
    if guidance.bar is not None:
        canvas.make_way(layout.bar)
        draw_bar(canvas, guidance.bar, layout.bar)
    draw_count(canvas, moment, guidance.count, guidance.attempts, moment.counted_ago)
    light = 0.0 if guidance.cue is None else cue_light(guidance.cue, guidance.time, canvas.theme.motion)
    if guidance.cue is not None and light > 0.0:
        colour = cue_colour(guidance.cue.kind, canvas.theme.palette)
        box = lowered(canvas, layout, guidance.cue.text)
        speak(canvas, box, guidance.cue.text, colour, flush(layout), light=light)
    elif guidance.headline:
        hint = beside(canvas.theme, guidance.hint)
        box = lowered(canvas, layout, guidance.headline, hint)
        speak(canvas, box, guidance.headline, canvas.theme.palette.ghost, flush(layout), hint)
    elif guidance.prompt is not None:
        draw_prompt(canvas, layout, guidance.prompt)


def draw_prompt(canvas: Canvas, layout: Layout, prompt: Prompt) -> None:
    """Quietly, where a cue would stand: what to do, and below it how to breathe."""
    theme, box, size = canvas.theme, layout.cue, canvas.theme.sizes.aside
    breathe = beside(theme, prompt.breathe) if prompt.what else prompt.breathe
    said = [(text, rank) for text, rank in ((prompt.what, "soft"), (breathe, "quiet")) if text]
    if layout.stands:
        ends, after = box.top, below_said(theme, box, 0).top
        for text, _ in said:
            room = pygame.Rect(box.left, ends, box.width, box.bottom - ends)
            ends += lettering.block_size(text, room.size, size, PROMPT)[1] + after
        spare = max(0, box.bottom - (ends - after) - lettering.depth(size))
        box = pygame.Rect(box.left, box.top + spare, box.width, box.height - spare)
    for text, rank in said:
        colour = theme.palette.soft if rank == "soft" else theme.palette.quiet
        block = canvas.block(text, box, size, colour, flush(layout), PROMPT, clear=True)
        box = below_said(theme, box, block.bottom)


def draw_count(canvas: Canvas, moment: Moment, count: int, attempts: int, counted_ago: float = math.inf) -> None:
    """The count, large, with its goal and the attempts; it lights up when a rep has just been counted."""
    layout, goal = moment.layout, moment.guidance.goal
    palette, sizes = canvas.theme.palette, canvas.theme.sizes
    tall = lettering.cap_height(sizes.count)
    aside, gap = _aside(goal), _gap(canvas.theme)
    slot, after = _count_widths(canvas.theme, count, goal)
    right = layout.outer - after if layout.side > 0 else layout.outer + slot
    number = (right, layout.top)
    canvas.make_way(pygame.Rect(right - slot, layout.top, slot + after, tall))
    canvas.text(str(count), number, sizes.count, palette.line, "right")
    flash = canvas.theme.motion.count_flash
    if counted_ago < flash:
        canvas.text(str(count), number, sizes.count, palette.good, "right", 1.0 - counted_ago / flash)
    if aside:
        top = layout.top + tall - lettering.cap_height(sizes.voice)
        canvas.text(aside, (right + gap, top), sizes.voice, palette.soft)
    if attempts > 0:
        below = layout.top + tall + round(layout.size[1] * 0.025)
        told = moment.texts.not_counted.of(attempts)
        canvas.make_way(canvas.text(told, (layout.outer, below), sizes.label, palette.quiet, flush(layout)))


def count_width(theme: Theme, count: int, goal: int) -> int:
    """Of `draw_count`, pixels, but for the attempts below it."""
    return sum(_count_widths(theme, count, goal))


def _count_widths(theme: Theme, count: int, goal: int) -> tuple[int, int]:
    """Of the count, as wide as the goal is, and of the goal with what is free before it."""
    aside, slot = _aside(goal), len(str(max(goal, count))) * lettering.width("0", theme.sizes.count)
    return slot, _gap(theme) + lettering.width(aside, theme.sizes.voice) if aside else 0


def _aside(goal: int) -> str:
    return f"/{goal}" if goal > 0 else ""


def _gap(theme: Theme) -> int:
    return theme.sizes.count // 14


def cue_light(cue: Cue, time: float, motion: Motion) -> float:
    """How bright a cue is at ``time`` (the frames' clock): it comes quickly, stays and goes softly."""
    age = time - cue.time
    return max(0.0, min(1.0, age / motion.cue_in if age > 0.0 else 0.0, (motion.cue_stays - age) / motion.cue_out))


def cue_colour(kind: CueKind, palette: Palette) -> Rgb:
    """Of the rule over the cue."""
    return {CueKind.CORRECTION: palette.warn, CueKind.ATTEMPT: palette.warn, CueKind.PRAISE: palette.good}.get(
        kind, palette.ghost
    )
