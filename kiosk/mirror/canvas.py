"""What the screens draw on. Remembers where there is light, to clear and enlarge no more than that."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence

import pygame

from kiosk.mirror.lettering import Align, Lettering, Piece
from kiosk.mirror.strokes import Brush, Point, Strokes, around
from kiosk.mirror.theme import Rgb, Theme

GRAIN_FROM = 900
"""Screens higher than this many pixels have their strokes drawn on a grid of half the resolution."""
LIGHT_STEPS = 24
OPAQUE = 255
EDGE = 0.05
"""Of the screen's shorter edge: how far within its rim what is drawn on the reflection begins to fade. The reflection
goes on behind the frame, the light does not: a line that ends at the rim looks like a limb that ends there."""
KEPT = 8
"""Groups of strokes that are kept at most."""
ROOM = 0.016
"""Free about words where strokes make way for them, as a share of the screen's height; over the outer half of it
strokes fade out."""

Stroked = tuple[pygame.Surface, pygame.Rect]
"""Strokes as a picture, and the cells of the grid that it takes."""


class Canvas:
    """Draws onto ``surface``: strokes first, on a coarser grid that is scaled up once a frame, and words over them.

    A frame is `clear`, any number of drawings, and `finish`, which alone changes the surface. Light adds by the
    brighter of the two, so that crossing lines do not flare.
    """

    def __init__(self, surface: pygame.Surface, theme: Theme) -> None:
        self.surface = surface
        self.theme = theme
        self.rect = surface.get_rect()
        self.lettering = Lettering()
        self._grain = 2 if self.rect.height >= GRAIN_FROM else 1
        self._grid = pygame.Surface((self.rect.width // self._grain, self.rect.height // self._grain), 0, 32)
        self._rim = _rim(self._grid.get_size())
        self._cells: list[pygame.Rect] = []
        self._still: OrderedDict[Hashable, list[Stroked]] = OrderedDict()
        self._kept: list[Stroked] | None = None
        self._ways: OrderedDict[tuple[int, int], pygame.Surface] = OrderedDict()
        self._pictures: list[tuple[pygame.Surface, tuple[int, int], int]] = []
        self._shown: list[pygame.Rect] = []
        self._light: list[pygame.Rect] = []
        self._words: list[pygame.Rect] = []
        surface.fill("black")

    @property
    def blank(self) -> bool:
        """The surface is black."""
        return not self._light and not self._words

    def clear(self) -> None:
        """Begin a frame."""
        for cells in self._cells:
            self._grid.fill(0, cells)
        self._cells.clear()
        self._pictures.clear()

    def finish(self, level: float = 1.0) -> None:
        """Put the frame on the surface, at ``level`` (0 to 1) of its light. All else is black: mirror."""
        for words in self._words:
            self.surface.fill(0, words)
        self._words.clear()
        # Enlarging the grid where it was lit before as well as now also clears what is gone.
        self._light = [self._enlarged(cells) for cells in _apart(self._cells + self._shown)]
        self._shown = list(self._cells)
        for picture, place, light in self._pictures:
            if picture.get_alpha() not in {None, light}:
                picture.set_alpha(light)
            self._words.append(self.surface.blit(picture, place))
        self.dim(level)

    def dim(self, level: float) -> None:
        """Bring all that is on the surface to ``level`` (0 to 1) of its light."""
        if level >= 1.0:
            return
        part = max(0, round(255 * level))
        for lit in _apart(self._light + self._words):
            self.surface.fill((part, part, part), lit, pygame.BLEND_RGB_MULT)

    def stamp(self, strokes: Strokes) -> None:
        """Put finished strokes on the surface as it is, after `finish` or `dim` and with all their light; the next
        frame takes them away."""
        cells = strokes.cells
        if cells.width <= 0 or cells.height <= 0:
            return
        picture, place = strokes.picture(), pygame.Rect(*(self._grain * part for part in cells))
        if self._grain > 1:
            picture = pygame.transform.smoothscale(picture, place.size)
        self._words.append(self.surface.blit(picture, place, special_flags=pygame.BLEND_RGB_MAX))

    def stamp_picture(self, picture: pygame.Surface, place: tuple[int, int]) -> None:
        """The same with a picture, its top left at ``place``."""
        self._words.append(self.surface.blit(picture, place))

    def _enlarged(self, cells: pygame.Rect) -> pygame.Rect:
        """Put a part of the grid on the surface; where."""
        if self._grain == 1:
            return self.surface.blit(self._grid, cells, cells)
        place = pygame.Rect(*(self._grain * part for part in cells))
        pygame.transform.smoothscale(self._grid.subsurface(cells), place.size, self.surface.subsurface(place))
        return place

    def brush(
        self, colour: Rgb, width: float, glow: float = 0.0, glow_light: float = 0.5, light: float = 1.0
    ) -> Brush:
        """A `Brush`, its light in steps so that few tables are made."""
        stepped = round(min(max(light, 0.0), 1.0) * LIGHT_STEPS) / LIGHT_STEPS
        return Brush(colour, width, glow, glow_light, stepped)

    def strokes(self, points: Sequence[Point], brush: Brush) -> Strokes:
        """Room for lines between ``points``; what lies off the screen is left out. Then call `add`."""
        return Strokes(around(points, brush.reach, self._grid.get_rect(), self._grain), brush, self._grain)

    def add(self, strokes: Strokes, *, over: bool = False, fades: bool = False) -> None:
        """Draw finished strokes; ``over`` what is there, with a thin dark rim, not blended with it; ``fades``: what
        goes beyond the screen does so softly (`EDGE`)."""
        if strokes.cells.width <= 0 or strokes.cells.height <= 0:
            return
        if over:
            self._grid.blit(strokes.shadow(), strokes.cells, special_flags=pygame.BLEND_RGB_MULT)
        picture = strokes.picture()
        if fades:
            self._fade(picture, strokes.cells)
        self._put(picture, strokes.cells)

    def _fade(self, picture: pygame.Surface, cells: pygame.Rect) -> None:
        """Dim ``picture``, to be put at ``cells`` of the grid, towards the rim."""
        for shade, place in self._rim:
            part = place.clip(cells)
            if part.width and part.height:
                area = part.move(-place.left, -place.top)
                picture.blit(shade, part.move(-cells.left, -cells.top), area, pygame.BLEND_RGB_MULT)

    def still(self, key: Hashable, paint: Callable[[], None]) -> None:
        """Let ``paint`` draw strokes that are the same whenever ``key`` is: they are computed once, and put again."""
        found = self._still.get(key)
        if found is not None:
            for picture, cells in found:
                self._put(picture, cells)
            return
        self._kept = []
        paint()
        self._still[key], self._kept = self._kept, None
        if len(self._still) > KEPT:
            self._still.popitem(last=False)

    def make_way(self, rect: pygame.Rect, light: float = 1.0) -> None:
        """Let the strokes that are there end softly before ``rect``: for words, which have ``light`` (0 to 1).
        What is drawn afterwards is not touched."""
        free = max(2, round(self.theme.size[1] * ROOM))
        place = rect.inflate(2 * free, 2 * free)
        left, top = place.left // self._grain, place.top // self._grain
        cells = pygame.Rect(left, top, place.right // self._grain - left, place.bottom // self._grain - top)
        if light <= 0.0 or cells.collidelist(self._cells) < 0:
            return
        cover = self._ways.get(cells.size)
        if cover is None:
            cover = self._ways[cells.size] = _cover(cells.size, max(1, free // (2 * self._grain)))
            if len(self._ways) > KEPT:
                self._ways.popitem(last=False)
        self._ways.move_to_end(cells.size)
        cover.set_alpha(round(OPAQUE * min(light, 1.0)))
        self._grid.blit(cover, cells)

    def _put(self, picture: pygame.Surface, cells: pygame.Rect) -> None:
        self._cells.append(self._grid.blit(picture, cells, special_flags=pygame.BLEND_RGB_MAX))
        if self._kept is not None:
            self._kept.append((picture, cells))

    def paste(self, picture: pygame.Surface, place: tuple[int, int], light: float = 1.0) -> None:
        """Put an opaque picture over the strokes, its top left at ``place``; with less ``light`` (0 to 1) than all of
        it, one that has an alpha."""
        self._pictures.append((picture, place, round(OPAQUE * min(max(light, 0.0), 1.0))))

    def line(self, start: Point, end: Point, brush: Brush, *, fades: bool = False) -> None:
        """A single line; ``fades`` as in `add`."""
        strokes = self.strokes((start, end), brush)
        strokes.segment(start, end)
        self.add(strokes, fades=fades)

    def box(self, rect: pygame.Rect, brush: Brush, radius: float) -> None:
        """The outline of a rounded box."""
        strokes = self.strokes((rect.topleft, rect.bottomright), brush)
        strokes.box(rect, radius)
        self.add(strokes)

    def ring(self, centre: Point, radius: float, brush: Brush, share: float = 1.0, *, fades: bool = False) -> None:
        """A circle's outline, or the first ``share`` of it, clockwise from the top; ``fades`` as in `add`."""
        x, y = centre
        strokes = self.strokes(((x - radius, y - radius), (x + radius, y + radius)), brush)
        strokes.arc(centre, radius, share)
        self.add(strokes, fades=fades)

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
        *,
        clear: bool = False,
    ) -> pygame.Rect:
        """Text wrapped, and made smaller if it must, to stay inside ``box``, from its top; ``clear``: the strokes
        that are there make way for each of its lines.

        Returns where its letters are, down to the last baseline.
        """
        x = {"left": box.left, "centre": box.centerx, "right": box.right}[align]
        piece = self.lettering.block(text, box.size, size, colour, align, most)
        return self._letters(piece, (x, box.top), align, light, clear)

    def _letters(
        self, piece: Piece, place: tuple[int, int], align: Align, light: float, clear: bool = False
    ) -> pygame.Rect:
        shift = {"left": 0, "centre": piece.size[0] // 2, "right": piece.size[0]}[align]
        left, top = place[0] - shift, place[1]
        for line in piece.lines if clear else ():
            self.make_way(pygame.Rect(line).move(left, top), light)
        if light > 0.0:
            place = (left - piece.inset[0], top - piece.inset[1])
            self._pictures.append((piece.picture, place, round(OPAQUE * min(light, 1.0))))
        return pygame.Rect((left, top), piece.size)


def _rim(size: tuple[int, int]) -> list[tuple[pygame.Surface, pygame.Rect]]:
    """Strips along the four edges of a grid, from black at the edge to white within, and where they lie."""
    width, height = size
    deep = max(1, min(round(EDGE * min(size)), min(size) // 2))
    shade = pygame.Surface((deep, 1), 0, 32)
    for step in range(deep):
        share = (step + 0.5) / deep
        level = round(255 * share * share * (3.0 - 2.0 * share))
        shade.set_at((step, 0), (level, level, level))
    left = pygame.transform.scale(shade, (deep, height))
    top = pygame.transform.scale(pygame.transform.rotate(shade, -90), (width, deep))
    return [
        (left, left.get_rect()),
        (pygame.transform.flip(left, True, False), left.get_rect(right=width)),
        (top, top.get_rect()),
        (pygame.transform.flip(top, False, True), top.get_rect(bottom=height)),
    ]


def _cover(size: tuple[int, int], soft: int) -> pygame.Surface:
    """Black, and nothing at its edges, over ``soft`` pixels."""
    cover = pygame.Surface(size, pygame.SRCALPHA)
    for step in range(soft):
        cover.fill((0, 0, 0, OPAQUE * (step + 1) // (soft + 1)), cover.get_rect().inflate(-2 * step, -2 * step))
    cover.fill((0, 0, 0, OPAQUE), cover.get_rect().inflate(-2 * soft, -2 * soft))
    return cover


def _apart(rects: list[pygame.Rect]) -> list[pygame.Rect]:
    """The same area in rectangles that do not overlap, roughly: overlapping ones are joined."""
    apart: list[pygame.Rect] = []
    for rect in rects:
        joined = rect.copy()
        while (index := joined.collidelist(apart)) >= 0:
            joined.union_ip(apart.pop(index))
        apart.append(joined)
    return apart
