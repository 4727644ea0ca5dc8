"""The contact sheet of a walk-up: one picture of each screen, what the camera saw then, and when it was."""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np

from kiosk.camera.frame import Image
from kiosk.coach.guidance import Guidance
from kiosk.mirror import Mirror, open_display
from kiosk.settings import Settings

GLASS = (540, 960)
"""Pixels that the mirror is drawn in; a sheet shows two thirds of it."""

READABLE = 0.9
"""Seconds after which a screen is taken: the fade is over."""

_CELL, _ACROSS, _GREY = (360, 640), 7, 51
_SEEN, _TITLE = (180, 240), 26


class Sheet:
    """Draws the glass with each guidance, and keeps one picture of each screen. Close it."""

    def __init__(self, settings: Settings) -> None:
        self._display = open_display(settings.glass)
        self._mirror = Mirror(self._display, settings)
        self._cells: list[Image] = []
        self._began: float | None = None
        self._last: Image | None = None

    def add(self, guidance: Guidance, seen: Image, another: bool) -> None:
        """The next guidance, what the camera saw, and whether it makes ``another`` screen."""
        if another:
            self._keep()
            self._began = guidance.time
        self._mirror.draw(guidance, guidance.time)
        if self._began is not None:
            self._last = self._cell(guidance, seen)
            if guidance.time - self._began >= READABLE:
                self._keep()

    def write(self, path: Path) -> None:
        """As a PNG. Raises OSError."""
        self._keep()
        blank = np.full_like(self._cells[0], _GREY)
        rows = []
        across = min(_ACROSS, len(self._cells))
        for number in range(0, len(self._cells), across):
            row = self._cells[number : number + across]
            rows.append(np.hstack(row + [blank] * (across - len(row))))
        if not cv2.imwrite(str(path), np.vstack(rows), [cv2.IMWRITE_PNG_COMPRESSION, 9]):
            raise OSError(f"{path}: cannot be written")

    def close(self) -> None:
        """Let the display go."""
        self._display.close()

    def _keep(self) -> None:
        if self._last is not None:
            self._cells.append(self._last)
        self._last = self._began = None

    def _cell(self, guidance: Guidance, seen: Image) -> Image:
        glass = cv2.resize(self._display.picture(), _CELL, interpolation=cv2.INTER_AREA)
        small = cv2.resize(seen, _SEEN, interpolation=cv2.INTER_AREA)
        cell = np.full((_TITLE + _SEEN[1] + _CELL[1] + 8, _CELL[0] + 8, 3), _GREY, np.uint8)
        title = f"{math.floor(guidance.time * 10) / 10:.1f} s  {guidance.stage.value}"
        cv2.putText(cell, title, (4, 19), cv2.FONT_HERSHEY_SIMPLEX, 0.55, (230, 230, 230), 1, cv2.LINE_AA)
        # The person sees themselves the other way round than the camera does.
        cell[_TITLE : _TITLE + _SEEN[1], 4 : 4 + _SEEN[0]] = small[:, ::-1]
        top = _TITLE + _SEEN[1] + 4
        cell[top : top + _CELL[1], 4 : 4 + _CELL[0]] = glass
        return cell
