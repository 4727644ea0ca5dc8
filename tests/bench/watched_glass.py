"""A glass that notes when the mark came on it by which the mirror says that something was taken."""

from __future__ import annotations

import threading
import time

import numpy as np
import pygame

from kiosk.mirror import Display

_LIT = 60
"""Of a channel, from which on there is light where the mark stands."""


class WatchedGlass(Display):
    """Notes when a picture that shows the mark came after one that did not."""

    def __init__(self, real: Display) -> None:
        super().__init__("offscreen", real.surface)
        width, height = real.size
        self._place = pygame.Rect(0, 0, width // 12, round(height * 0.03))
        self._place.midbottom = (width // 2, height)
        self.dark = threading.Event()
        self.answered: list[float] = []

    def show(self) -> None:
        super().show()
        now = time.monotonic()
        pixels = pygame.surfarray.pixels3d(self.surface.subsurface(self._place))
        lit = bool(np.max(pixels) >= _LIT)
        if lit and self.dark.is_set():
            self.answered.append(now)
        if lit:
            self.dark.clear()
        else:
            self.dark.set()
