"""A film of what the glass would have shown. Never the camera's picture."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

import cv2

from kiosk.coach.guidance import Guidance
from kiosk.locale.texts import GlassTexts
from kiosk.mirror import Mirror, open_display
from kiosk.settings import Settings
from kiosk.toml import FileProblem

HEIGHT = 960
"""Pixels; the glass is drawn this high, in its own shape."""


class GlassVideo:
    """Draws each guidance on a glass of its own, and writes it to an MP4 file."""

    def __init__(self, path: Path, settings: Settings, rate: float, texts: GlassTexts) -> None:
        glass = settings.glass
        width = round(HEIGHT * glass.width / glass.height / 2) * 2
        glass = glass.model_copy(update={"display": "offscreen", "width": width, "height": HEIGHT})
        self._display = open_display(glass)
        self._mirror = Mirror(self._display, settings.model_copy(update={"glass": glass}), texts)
        self._writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), rate, (width, HEIGHT))
        if not self._writer.isOpened():
            self._display.close()
            raise FileProblem([f"--video {path}: cannot be written; name an .mp4 file in a folder you may write"])

    def add(self, guidance: Guidance) -> None:
        """The next frame."""
        self._mirror.draw(guidance, guidance.time)
        self._display.show()
        self._writer.write(self._display.picture())

    def close(self) -> None:
        """Finish the file. May be called twice."""
        self._writer.release()
        self._display.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
