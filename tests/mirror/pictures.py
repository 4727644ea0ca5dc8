"""Every screen in every state as a picture: the references of the tests, and the contact sheet of the README.

`python -m tests.mirror.pictures [--out FOLDER]` (`make screens`) draws them all anew. Look at them before they are
committed.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pygame
from numpy.typing import NDArray

from kiosk.cabinet import HOLD, LONG_HOLD
from kiosk.coach.takeaway import takeaway
from kiosk.locale.load import english
from kiosk.locale.texts import MachineTexts, TrainerTexts
from kiosk.mirror import Listening, Mirror, open_display
from tests.mirror import calibrating, scenes
from tests.mirror.spanish import ES, in_spanish

Picture = NDArray[np.uint8]
"""Height, width and blue, green, red."""

REFERENCE = Path(__file__).parent / "reference"
SHEET = Path(__file__).parent / "screens.png"

STANDING, LYING = (270, 480), (480, 270)
LANGUAGES = ("en", "es")
FAULT = "fault"
MACHINE = ("covered", "too_dark", "too_hot", "too_often")
"""Faults with a hint of their own."""
CALIBRATING = tuple(calibrating.SCENES)
UPDATING = {"updating": None, "updating_share": 0.4}
"""How much is done of an update."""
HELD = {"held": 4.2, "off": None}
"""For how long a button is held, in seconds of a long hold; None: it has been."""
CODE = "code"
"""What lets a trainer's phone in."""
DIGITS, FINGERPRINT = "482 917", " ".join(f"{(17 * each) % 256:02X}" for each in range(3, 35))
PRESSED = {"idle_pressed": "idle", "set_pressed": "set"}
"""Scenes while a button is pressed; of the second something has just been taken."""
ATTENDED = {"idle_watched": "idle", "set_steered": "cued", "paused_watched": "paused"}
"""Scenes while a trainer is attached; of one that is steered the trainer's name is known."""
LISTENED = {
    "introduced_say": ("introduced", Listening(0.2, say=("I'm ready",))),
    "rest_say": ("rest_after", Listening(0.5, speaks=True, say=("let's move on", "do it again", "stop"))),
    "set_listened": ("led", Listening(0.7, say=("stop", "take a break"))),
    "set_deaf": ("set", Listening(0.7, deaf=True, say=("stop", "take a break"))),
    "set_understood": ("cued", Listening(0.4, understood="take a break", say=("stop", "take a break"))),
    "paused_told": ("paused", Listening(0.3, say=("let's go on", "stop"))),
}
"""Scenes before a mirror with ears; of the last a trainer is attached."""
TOLD = "paused_told"
NAMES = (*scenes.SCENES, FAULT, *MACHINE, *UPDATING, *HELD, CODE, *PRESSED, *ATTENDED, *LISTENED, *CALIBRATING)
IN_LARGE = (
    "idle", "setup", "on_mat", "too_close", "placed", "baseline", "set", "cued", "prompted", "praised", "reached",
    "summary", "offered", "sides", "too_slow", "waiting", "caution", "next_drill", "rest", "rest_after", "paused",
    "pain", "covered", "updating_share", "held", "code", "set_steered", "rest_say",
    "set_listened", "set_understood", "cross", "check",
)  # fmt: skip
"""Screens with a reference in large type as well: one of each that has other letters, places or words then."""

LEVELS = 16
"""Of each channel in a reference: soft edges in few colours make small files."""


@dataclass(frozen=True, slots=True)
class Screen:
    """One state of the glass, on one screen, in one language."""

    name: str
    size: tuple[int, int]
    language: str
    large: bool = False

    @property
    def reference(self) -> Path:
        """The picture of how it should look."""
        return (
            REFERENCE / f"{self.language}-{self.size[0]}x{self.size[1]}{'-large' * self.large}" / f"{self.name}.png"
        )


def screens() -> Iterator[Screen]:
    """All there are."""
    for size, language, name in product((STANDING, LYING), LANGUAGES, NAMES):
        yield Screen(name, size, language)
    for size, language, name in product((STANDING, LYING), LANGUAGES, IN_LARGE):
        yield Screen(name, size, language, large=True)


def drawn(screen: Screen, scale: int = 1) -> Picture:
    """As it looks once the fade is over, in ``scale`` times its size."""
    size = (screen.size[0] * scale, screen.size[1] * scale)
    settings = scenes.settings(*size, screen.large, scenes.LINK if screen.name in scenes.LINKED else None)
    texts = ES if screen.language == "es" else english()
    with open_display(settings.glass) as display:
        if screen.name in CALIBRATING:
            calibrating.draw(screen.name, display, settings, texts.calibrate)
        else:
            signed = _signed(screen, texts.glass.trainer)
            heard = LISTENED.get(screen.name, (None, None))[1]
            mirror = Mirror(
                *(display, settings, texts.glass),
                sign=lambda: signed,
                listening=lambda: heard,
                result=lambda summary: takeaway(summary, texts, scenes.DAY),
            )
            _draw(screen, mirror)
        rgb = pygame.surfarray.array3d(display.surface)
    return np.ascontiguousarray(rgb.transpose(1, 0, 2)[..., ::-1])


def _signed(screen: Screen, texts: TrainerTexts) -> str:
    if screen.name not in ATTENDED and screen.name != TOLD:
        return ""
    return texts.of("Ana", steers=True) if screen.name == "set_steered" else texts.of(None, steers=False)


def _draw(screen: Screen, mirror: Mirror) -> None:
    texts = ES if screen.language == "es" else english()
    for now in (100.0, 101.7):
        if screen.name == FAULT:
            said = texts.machine.camera_away.headline if screen.language == "es" else scenes.FAULT[0]
            mirror.fault(said, scenes.FAULT[1], now)
        elif screen.name in MACHINE:
            words = getattr(texts.machine, screen.name)
            mirror.fault(words.headline, words.hint, now)
        elif screen.name in UPDATING:
            words = texts.machine.updating
            mirror.updating((words.headline, words.hint), UPDATING[screen.name], now)
        elif screen.name in HELD:
            _hold(mirror, texts.machine, HELD[screen.name], now)
        elif screen.name == CODE:
            said = texts.machine.pairing
            mirror.code((said.headline, said.hint), DIGITS, (said.fingerprint, FINGERPRINT), now)
        else:
            if screen.name in PRESSED:
                mirror.mark(0.4 if screen.name == "idle_pressed" else 1.0)
            heard = {name: shown for name, (shown, _) in LISTENED.items()}
            scene = scenes.SCENES[(ATTENDED | PRESSED | heard).get(screen.name, screen.name)]
            mirror.draw(in_spanish(scene) if scene is not None and screen.language == "es" else scene, now)


def _hold(mirror: Mirror, texts: MachineTexts, held: float | None, now: float) -> None:
    """As the station shows a button that is held on."""
    words, left = (texts.off, 0.0) if held is None else (texts.held, LONG_HOLD - held)
    share = 1.0 - left / (LONG_HOLD - HOLD)
    mirror.held((words.headline, words.hint), share, None if held is None else math.ceil(left), now)


def coarse(picture: Picture) -> Picture:
    """In `LEVELS` levels a channel."""
    step = 255 / (LEVELS - 1)
    rounded: Picture = np.rint(np.rint(picture / step) * step).astype(np.uint8)
    return rounded


def highest(picture: NDArray[Any]) -> NDArray[Any]:
    """Of the three channels, by pixel. Twenty times as quick as ``max(axis=2)``."""
    return np.maximum(np.maximum(picture[..., 0], picture[..., 1]), picture[..., 2])


def far_off(wanted: Picture, found: Picture) -> tuple[float, float]:
    """The mean difference of a channel, and the share of pixels with one that differs by more than 48."""
    difference = np.abs(wanted.astype(int) - found)
    return float(difference.mean()), float((highest(difference) > 48).mean())


def contact_sheet() -> Picture:
    """Every screen once standing, in English, and once lying, in Spanish."""
    rows = [*_rows(STANDING, "en", 11), *_rows(LYING, "es", 6)]
    wide = max(row.shape[1] for row in rows)
    filled = [np.pad(row, ((0, 0), (0, wide - row.shape[1]), (0, 0)), constant_values=_GREY) for row in rows]
    return coarse(np.vstack(filled))


_GREY, _GAP, _SCALE = 51, 6, 2
_THUMBNAIL = 2 / 3


def _rows(size: tuple[int, int], language: str, across: int) -> Iterator[Picture]:
    small = (round(size[0] * _THUMBNAIL), round(size[1] * _THUMBNAIL))
    blank = np.full((small[1], small[0], 3), _GREY, np.uint8)
    cells = [
        cv2.resize(drawn(Screen(name, size, language), _SCALE), small, interpolation=cv2.INTER_AREA) for name in NAMES
    ]
    cells += [blank] * (-len(cells) % across)
    framed = [np.pad(cell, ((0, _GAP), (0, _GAP), (0, 0)), constant_values=_GREY) for cell in cells]
    for start in range(0, len(framed), across):
        yield np.hstack(framed[start : start + across])


def write(picture: Picture, path: Path) -> None:
    """As a PNG, small rather than quick."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not cv2.imwrite(str(path), picture, [cv2.IMWRITE_PNG_COMPRESSION, 9]):
        raise OSError(f"{path}: cannot be written")


def main() -> None:
    """Draw all references and the contact sheet; with ``--out``, the same in four times their size."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--out", type=Path, help="folder for large pictures of all, instead of the references")
    out: Path | None = options.parse_args().out
    for screen in screens():
        if out is None:
            write(coarse(drawn(screen)), screen.reference)
            continue
        folder = f"{screen.language}-{screen.size[0] * 4}x{screen.size[1] * 4}{'-large' * screen.large}"
        write(drawn(screen, 4), out / folder / f"{screen.name}.png")
    write(contact_sheet(), SHEET if out is None else out / SHEET.name)


if __name__ == "__main__":
    main()
