"""The demo: a rendered person hinging, so that everything can be tried without a camera."""

from __future__ import annotations

from pathlib import Path

from kiosk.camera.clip import ClipCamera
from kiosk.camera.source import ClipError, Source

DEMO = Path(__file__).parents[1] / "demo" / "hip_hinge.mp4"


def open_demo(*, loop: bool = True, path: Path = DEMO) -> Source:
    """The demo clip at its own speed, over and over or once. Raises `ClipError` where it is not installed."""
    if not path.is_file():
        raise ClipError(f"{path}: the demo clip is missing; install hinge-mirror again")
    camera = ClipCamera(path, loop=loop)
    camera.name = "demo"
    return camera
