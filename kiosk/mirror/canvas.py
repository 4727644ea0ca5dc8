"""The black surface that the screens draw on. Remembers where there is light, to clear no more than that."""

from __future__ import annotations

from collections.abc import Sequence

import pygame

from kiosk.mirror.lettering import Align, Lettering, Piece
from kiosk.mirror.strokes import Brush, Point, Strokes, around
from kiosk.mirror.theme import Rgb, Theme

GRAIN_FROM = 900
"""Screens higher than this many pixels have their strokes drawn on a grid of half the resolution."""
LIGHT_STEPS = 24


class Canvas:
    """Draws onto ``surface``. Light adds by the brighter of the two, so that crossing lines do not flare."""

    def __init__(self, surface: pygame.Surface, theme: Theme) -> None:
        self.surface = surface
        self.theme = theme
        self.rect = surface.get_rect()
        self.lettering = Lettering()
        self._grain = 2 if self.rect.height >= GRAIN_FROM else 1
        self._lit: list[pygame.Rect] = []
        surface.fill("black")

    @property
    def blank(self) -> bool:
        """Nothing has been drawn since the last `clear`."""
        return not self._lit

    def clear(self) -> None:
        """Back to black: to mirror."""
        for lit in self._lit:
            self.surface.fill("black", lit)
        self._lit.clear()

    def dim(self, level: float) -> None:
        """Bring all that is drawn to ``level`` (0 to 1) of its light."""
        if level >= 1.0:
            return
        part = max(0, round(255 * level))
        for lit in _apart(self._lit):
            self.surface.fill((part, part, part), lit, pygame.BLEND_RGB_MULT)

    def brush(
        self, colour: Rgb, width: float, glow: float = 0.0, glow_light: float = 0.5, light: float = 1.0
    ) -> Brush:
        """A `Brush`, its light in steps so that few tables are made."""
        stepped = round(min(max(light, 0.0), 1.0) * LIGHT_STEPS) / LIGHT_STEPS
        return Brush(colour, width, glow, glow_light, stepped)

    def strokes(self, points: Sequence[Point], brush: Brush) -> Strokes:
        """Room for lines between ``points``; what lies off the screen is left out. Then call `add`."""
        return Strokes(around(points, brush.reach, self.rect), brush, self._grain)

    def add(self, strokes: Strokes, *, over: bool = False) -> None:
        """Put finished strokes on the screen; ``over`` what is there, with a thin dark rim, not blended with it."""
        if strokes.bounds.width > 0 and strokes.bounds.height > 0:
            if over:
                self.surface.blit(strokes.shadow(), strokes.bounds, special_flags=pygame.BLEND_RGB_MULT)
            self.light(strokes.picture(), strokes.bounds.topleft)

    def light(self, picture: pygame.Surface, place: tuple[int, int]) -> None:
        """Put a picture on black on the screen."""
        self._lit.append(self.surface.blit(picture, place, special_flags=pygame.BLEND_RGB_MAX))

    def line(self, start: Point, end: Point, brush: Brush) -> None:
        """A single line."""
        strokes = self.strokes((start, end), brush)
        strokes.segment(start, end)
        self.add(strokes)

    def box(self, rect: pygame.Rect, brush: Brush, radius: float) -> None:
        """The outline of a rounded box."""
        strokes = self.strokes((rect.topleft, rect.bottomright), brush)
        strokes.box(rect, radius)
        self.add(strokes)

    def ring(self, centre: Point, radius: float, brush: Brush, share: float = 1.0) -> None:
        """A circle's outline, or the first ``share`` of it, clockwise from the top."""
        x, y = centre
        strokes = self.strokes(((x - radius, y - radius), (x + radius, y + radius)), brush)
        strokes.arc(centre, radius, share)
        self.add(strokes)

    def text(
        self, text: str, place: tuple[int, int], size: int, colour: Rgb, align: Align = "left", light: float = 1.0
    ) -> pygame.Rect:
        """One short line; ``place`` is the left (right, middle) end of the top of its capitals.

        Returns where its letters are, down to the baseline.
        """
        return self._letters(self.lettering.line(text, size, colour), place, align, light)

    def block(
        self,
        text: str,
        box: pygame.Rect,
        size: int,
        colour: Rgb,
        align: Align = "left",
        most: int = 4,
        light: float = 1.0,
    ) -> pygame.Rect:
        """Text wrapped, and made smaller if it must, to stay inside ``box``, from its top.

        Returns where its letters are, down to the last baseline.
        """
        x = {"left": box.left, "centre": box.centerx, "right": box.right}[align]
        return self._letters(
            self.lettering.block(text, box.size, size, colour, align, most), (x, box.top), align, light
        )

    def _letters(self, piece: Piece, place: tuple[int, int], align: Align, light: float) -> pygame.Rect:
        shift = {"left": 0, "centre": piece.size[0] // 2, "right": piece.size[0]}[align]
        left, top = place[0] - shift, place[1]
        if light > 0.0:
            piece.picture.set_alpha(round(255 * min(light, 1.0)))
            self._lit.append(self.surface.blit(piece.picture, (left - piece.inset[0], top - piece.inset[1])))
        return pygame.Rect((left, top), piece.size)


def _apart(rects: list[pygame.Rect]) -> list[pygame.Rect]:
    """The same area in rectangles that do not overlap, roughly: overlapping ones are joined."""
    apart: list[pygame.Rect] = []
    for rect in rects:
        joined = rect.copy()
        while (index := joined.collidelist(apart)) >= 0:
            joined.union_ip(apart.pop(index))
        apart.append(joined)
    return apart
