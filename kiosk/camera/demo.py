"""The demo: a rendered person hinging, so that everything can be tried without a camera."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kiosk.camera.clip import ClipCamera, Opening
from kiosk.camera.source import ClipError, Source

DEMO = Path(__file__).parents[1] / "demo" / "hip_hinge.mp4"


STANDS = 1.5
"""Seconds at the beginning of the demo for which its person does nothing but stand; the first rep begins a second
later."""


def standing_while(waits: Callable[[], bool], at_most: float) -> Opening:
    """The person of the demo stands, and goes on standing while ``waits``, ``at_most`` seconds longer."""
    return Opening(STANDS, waits, at_most)


def open_demo(*, loop: bool = True, path: Path = DEMO, opening: Opening | None = None) -> Source:
    """The demo clip at its own speed, over and over or once, with `standing_while` at its beginning where that is
    given. Raises `ClipError` where it is not installed."""
    if not path.is_file():
        raise ClipError(f"{path}: the demo clip is missing; install hinge-mirror again")
    camera = ClipCamera(path, loop=loop, opening=opening)
    camera.name = "demo"
    return camera
