"""A QR code on a mirror: light squares lit, dark ones left black, which is mirror.

A reader looks for dark squares on a light field, four squares wide all around (ISO/IEC 18004), so that field is lit
too: the one thing on the glass that is filled.
"""

from __future__ import annotations

import importlib
from functools import lru_cache

import numpy as np
import pygame

from kiosk.mirror.colours import Rgb

QUIET = 4
"""Squares of light around the code."""

LEAST = 2
"""Screen pixels a side of a square, below which no camera reads it."""


def get_ready() -> None:
    """Load what `code` needs, so that the first one does not keep a picture waiting."""
    importlib.import_module("segno")


@lru_cache(maxsize=4)
def code(text: str, side: int, colour: Rgb) -> pygame.Surface | None:
    """``text`` as a QR code, lit in ``colour``, at most ``side`` pixels a side; None where its squares would be
    smaller than `LEAST`. Each square is a whole number of pixels. Kept, as it does not change."""
    import segno  # not before it is needed: it takes 70 ms to load (`get_ready`)

    # As UTF-8: a phone that must guess takes a lone byte of another encoding for who knows what.
    made = segno.make_qr(text, error="m", encoding="utf-8")
    dark = np.array([list(row) for row in made.matrix_iter(border=QUIET)], dtype=bool)
    square = side // len(dark)
    if square < LEAST:
        return None
    light = np.repeat(np.repeat(~dark, square, axis=0), square, axis=1)
    picture = pygame.Surface(light.shape, 0, 32)
    pixels = pygame.surfarray.pixels3d(picture)
    pixels[...] = light.T[..., None] * np.array(colour, np.uint8)
    del pixels
    return picture
