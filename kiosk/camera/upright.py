"""Turns a picture upright."""

from __future__ import annotations

from typing import cast

import cv2

from kiosk.camera.frame import Image

TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


def upright(image: Image, rotation: int) -> Image:
    """``image`` turned clockwise by ``rotation`` degrees (0, 90, 180 or 270); itself for 0."""
    return image if rotation == 0 else cast(Image, cv2.rotate(image, TURNS[rotation]))


def as_mounted(width: int, height: int, rotation: int) -> tuple[int, int]:
    """The size in pixels to ask of a camera so that the upright picture has ``width`` and ``height``."""
    return (height, width) if rotation in (90, 270) else (width, height)
