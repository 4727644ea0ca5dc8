"""What answers a button: a mark that it is pressed, over any screen, and what comes of it if it is held on."""

from __future__ import annotations

from kiosk.mirror import lettering
from kiosk.mirror.canvas import Canvas
from kiosk.mirror.screens.notice import PROGRESS
from kiosk.mirror.screens.parts import speak
from kiosk.mirror.theme import Layout

MARK = 0.34
"""Radius of the mark, over the margin at the lower edge in which it stands: no screen has anything there."""

LEAST = 0.02
"""Share of its ring from which on there is anything to be seen."""


def draw_mark(canvas: Canvas, layout: Layout, share: float) -> None:
    """Something was taken: a ring in the middle of the lower edge, which fills by ``share`` (0 to 1) as a button is
    held. It has all its light at once, whatever fades below it."""
    sizes, palette = canvas.theme.sizes, canvas.theme.palette
    x, y = layout.size[0] / 2.0, layout.size[1] - layout.margin / 2.0
    radius = layout.margin * MARK
    for colour, part in ((palette.quiet, 1.0), (palette.ghost, share)):
        if part >= LEAST:
            brush = canvas.brush(colour, sizes.bold, sizes.glow * 0.5)
            strokes = canvas.strokes(((x - radius, y - radius), (x + radius, y + radius)), brush)
            strokes.arc((x, y), radius, part)
            canvas.stamp(strokes)


def draw_held(canvas: Canvas, layout: Layout, said: tuple[str, str], share: float, seconds: int | None) -> None:
    """``said``: what has been done, and what comes. A ring fills by ``share`` (0 to 1) around the ``seconds`` until
    then, None where it has come."""
    theme = canvas.theme
    (x, y), radius = layout.symbol, layout.short * PROGRESS
    sizes, palette = theme.sizes, theme.palette
    canvas.ring((x, y), radius, canvas.brush(palette.quiet, sizes.hair, light=0.7))
    if share >= LEAST:
        canvas.ring((x, y), radius, canvas.brush(palette.warn, sizes.bold, sizes.glow * 0.7), min(share, 1.0))
    if seconds is not None:
        place = (round(x), round(y) - lettering.cap_height(sizes.voice) // 2)
        canvas.text(f"{seconds}", place, sizes.voice, palette.line, "centre")
    speak(canvas, layout.voice, said[0], palette.warn, hint=said[1])
