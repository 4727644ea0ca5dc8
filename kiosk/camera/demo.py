"""The demo: a rendered person hinging, so that everything can be tried without a camera."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kiosk.camera.clip import ClipCamera, Opening
from kiosk.camera.source import ClipError, Source
from kiosk.settings import Settings

DEMO = Path(__file__).parents[1] / "demo" / "hip_hinge.mp4"


STANDS = 1.5
"""Seconds at the beginning of the demo for which its person does nothing but stand; the first rep begins a second
later."""


FIELD_OF_VIEW, HEIGHT, TILT = 42.0, 1.0, 2.4
"""The camera that the demo was rendered with: degrees, metres over the floor, degrees down."""


def placed_for_demo(settings: Settings) -> Settings:
    """``settings`` with the demo's camera behind the same glass, so that what is drawn lies where its person's
    reflection would be."""
    camera, glass = settings.camera, settings.glass
    seen = camera.model_copy(
        update={
            "vertical_field_of_view": FIELD_OF_VIEW,
            "height_above_floor": HEIGHT,
            "behind_glass_mm": 0.0,
            "tilt": TILT,
            "pan": 0.0,
            "roll": 0.0,
            "distortion": (0.0, 0.0),
        }
    )
    higher = (HEIGHT - camera.height_above_floor) * 1000.0
    place = {"camera_above_bottom_mm": glass.camera_above_bottom_mm + higher, "camera_right_of_centre_mm": 0.0}
    return settings.model_copy(update={"camera": seen, "glass": glass.model_copy(update=place)})


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
