"""The screens of `kiosk calibrate` as the session shows them, and somebody who stands before the glass."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kiosk.calibrate.guide import draw_scene
from kiosk.calibrate.session import Hint, Scene, Step
from kiosk.camera.frame import Frame
from kiosk.locale.texts import CalibrateTexts
from kiosk.mirror import Display
from kiosk.mirror.calibration import Calibration, Solution, Verdict
from kiosk.mirror.canvas import Canvas
from kiosk.mirror.optics import Optics
from kiosk.mirror.theme import Theme
from kiosk.settings import Settings
from tests.calibrate.puppet import Puppet, Watched
from tests.mirror.before_the_glass import PICTURE, World

_MARK = Scene(Step.MARK, Hint.PLAIN, 1, 2, 1500.0)
_CROSS = Scene(Step.CROSS, Hint.PLAIN, 3, 10, 1500.0, 0.6)
CROSSES = {"cross": (0.5, 0.12), "cross_aside": (0.8, 0.12), "cross_low": (0.3, 0.4)}
"""Where they are, shares of the screen's width and height."""

SCENES: dict[str, Scene] = {
    "mark": replace(_MARK, progress=0.4),
    "step_closer": replace(_MARK, hint=Hint.STEP_CLOSER),
    "face_the_mirror": replace(_MARK, hint=Hint.UNSEEN),
    "cross": _CROSS,
    "cross_aside": replace(_CROSS, hint=Hint.AGAIN, number=7, distance=3000.0),
    "cross_low": replace(_CROSS, hint=Hint.LOW, number=4, progress=0.2),
    "check": Scene(Step.CHECK, Hint.PLAIN, 10, 10, 2500.0),
    "refused": Scene(Step.REFUSED, Hint.PLAIN, 10, 10, 3000.0),
}


def draw(name: str, display: Display, settings: Settings, texts: CalibrateTexts) -> None:
    """The scene of ``name``, before a mirror built as ``settings`` say, with somebody 2.5 m away who faces it."""
    scene, (width, height) = SCENES[name], display.size
    if name in CROSSES:
        across, down = CROSSES[name]
        scene = replace(scene, cross=(across * width, down * height))
    optics = Optics.of(settings, display.size)
    glass = optics.glass
    built = Calibration(optics.camera, glass.width_mm, glass.bottom_above_floor, 0.0, PICTURE, display.size, 6.2)
    world = World(optics.camera, glass.width_mm, glass.bottom_above_floor, 0.0, 1720.0, (32.0, 38.0, 33.0), 30.0)
    session = Watched(world)
    session.scene = replace(_MARK, distance=2500.0)
    pose = Puppet(world, session).track(Frame(np.zeros((8, 6, 3), np.uint8), 1.0, 1))
    solved = Solution(built, {}, (), 9.0, Verdict.SOUND)
    draw_scene(Canvas(display.surface, Theme.of(settings.glass, display.size)), texts, scene, solved, pose, 1.7)
