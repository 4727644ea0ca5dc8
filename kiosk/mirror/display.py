"""The screen behind the glass: opened, shown, read for keys, closed. Knows nothing of what is drawn.

Three kinds. *kms* drives the screen directly, without a desktop. *window* opens a window on a desktop. *offscreen*
draws into memory, for tests, pictures and machines without a screen.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import numpy as np
import pygame
from numpy.typing import NDArray

from kiosk.coach.verbs import Verb
from kiosk.settings import GlassSettings

log = logging.getLogger(__name__)

Kind = Literal["kms", "window", "offscreen"]
Rotation = Literal[0, 90, 180, 270]

DRM = Path("/sys/class/drm")
UNSEEN = {"dummy", "offscreen", "evdev"}
"""SDL's video drivers that show nothing; it falls back on them by itself."""
TITLE = "Hinge Mirror"
WINDOW_SHARE = 0.85
"""A window's height over the desktop's, at most."""


class DisplayError(RuntimeError):
    """The screen cannot be opened, or went away. The message says what to do."""


KEYS: dict[int, Verb] = {
    pygame.K_p: Verb.PAUSE,
    pygame.K_h: Verb.PAIN,
    pygame.K_SPACE: Verb.START,
    pygame.K_RETURN: Verb.START,
    pygame.K_KP_ENTER: Verb.START,
    pygame.K_RIGHT: Verb.NEXT,
    pygame.K_n: Verb.NEXT,
    pygame.K_LEFT: Verb.REPEAT,
    pygame.K_r: Verb.REPEAT,
    pygame.K_BACKSPACE: Verb.STOP,
    pygame.K_s: Verb.STOP,
    pygame.K_ESCAPE: Verb.QUIT,
    pygame.K_q: Verb.QUIT,
}


class Display:
    """A surface to draw on, and the way from there to the eye. Made by `open_display`.

        with open_display(settings.glass) as display:
            display.surface.fill("black")
            display.show()

    ``surface`` always has the size the settings ask for; where the screen differs, `show` turns and scales.
    """

    def __init__(
        self, kind: Kind, surface: pygame.Surface, screen: pygame.Surface | None = None, rotation: Rotation = 0
    ) -> None:
        """``screen`` is the pygame display's surface (may be ``surface`` itself), None for offscreen.

        ``rotation`` is clockwise, in degrees.
        """
        self.kind: Kind = kind
        self.surface = surface
        self.size: tuple[int, int] = surface.get_size()
        self._screen = screen
        self._rotation = rotation
        self._closed = False

    @property
    def mode(self) -> tuple[int, int] | None:
        """The screen's own size in pixels, of a window the desktop's; None where nothing is seen."""
        return None if self._screen is None else pygame.display.get_desktop_sizes()[0]

    @property
    def driver(self) -> str:
        """SDL's name for how the screen is reached; empty where nothing is seen."""
        return "" if self._screen is None else pygame.display.get_driver()

    def show(self) -> None:
        """Put what has been drawn before the eye.

        Raises:
            DisplayError: the screen has gone, or the display is closed. Call `open_display` again.
        """
        if self._closed:
            raise DisplayError("The display is closed; open it again.")
        if self._screen is None:
            return
        try:
            if self._screen is not self.surface:
                _fit(self.surface, self._screen, self._rotation)
            pygame.display.flip()
        except pygame.error as error:
            self.close()
            raise DisplayError(f"The screen went away ({error}); check its cable and power.") from error

    def events(self) -> list[Verb]:
        """What was asked for at the keyboard or the window since the last call. Call it every frame."""
        if self._closed or self._screen is None:
            return []
        try:
            waiting = pygame.event.get()
        except pygame.error:
            return []
        verbs = [verb for event in waiting if (verb := _verb(event)) is not None]
        return list(dict.fromkeys(verbs))

    def screenshot(self, path: Path) -> None:
        """Save what has been drawn as a picture; the ending of ``path`` says which kind."""
        pygame.image.save(self.surface, path)

    def picture(self) -> NDArray[np.uint8]:
        """What has been drawn: (height, width, 3), blue-green-red."""
        columns = pygame.surfarray.pixels3d(self.surface)
        return np.ascontiguousarray(columns.swapaxes(0, 1)[:, :, ::-1])

    def close(self) -> None:
        """Give the screen back. May be called any number of times."""
        if self._closed:
            return
        self._closed = True
        if self._screen is not None:
            self._screen = None
            pygame.display.quit()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_display(glass: GlassSettings, *, rotation: Rotation = 0) -> Display:
    """The display the settings ask for; ``auto`` takes the best one there is and always finds one.

    A window on a desktop of exactly the glass's size fills it; on any other it is scaled to fit.

    ``rotation``: degrees clockwise by which the picture is turned for a screen that hangs on its side.

    Raises:
        DisplayError: a display named in the settings cannot be opened.
    """
    size = (glass.width, glass.height)
    if glass.display == "offscreen":
        return _offscreen(size)
    if glass.display == "kms":
        return _kms(size, rotation)
    if glass.display == "window":
        return _window(size)
    return _best(size, rotation)


def connected_screens(drm: Path = DRM) -> list[str]:
    """The connectors (such as ``card1-HDMI-A-1``) with a screen on them."""
    return [status.parent.name for status in sorted(drm.glob("card*-*/status")) if _reads(status) == "connected"]


def _best(size: tuple[int, int], rotation: Rotation) -> Display:
    if os.environ.get("SDL_VIDEODRIVER") in {"dummy", "offscreen"}:
        return _offscreen(size)
    try:
        if _desktop():
            return _window(size)
        if connected_screens():
            return _kms(size, rotation)
        log.warning("no desktop and no connected screen: drawing offscreen")
    except DisplayError as error:
        log.warning("%s Drawing offscreen.", error)
    return _offscreen(size)


def _offscreen(size: tuple[int, int]) -> Display:
    return Display("offscreen", pygame.Surface(size, 0, 32))


def _window(size: tuple[int, int]) -> Display:
    if not _desktop() and not os.environ.get("SDL_VIDEODRIVER"):
        raise DisplayError(
            "A window needs a desktop, and neither DISPLAY nor WAYLAND_DISPLAY is set. "
            'Start it from the desktop, or set glass.display to "kms".'
        )
    with _opening("No window could be opened ({}). Check that the desktop runs, or set glass.display."):
        _start_video(None)
        if not os.environ.get("SDL_VIDEODRIVER") and pygame.display.get_driver() in UNSEEN:
            raise pygame.error("the desktop does not answer")
        desktop = pygame.display.get_desktop_sizes()[0]
        scale = min(1.0, WINDOW_SHARE * desktop[1] / size[1], desktop[0] / size[0])
        shown = (max(1, round(size[0] * scale)), max(1, round(size[1] * scale)))
        screen = (
            pygame.display.set_mode(size, pygame.FULLSCREEN)
            if desktop == size
            else pygame.display.set_mode(shown, pygame.RESIZABLE)
        )
        _quieten()
    return Display("window", pygame.Surface(size, 0, 32), screen)


def _kms(size: tuple[int, int], rotation: Rotation) -> Display:
    if not connected_screens():
        raise DisplayError(
            "No screen can be driven directly: none is connected to this machine. Plug the screen in and switch "
            "it on before starting; on a Pi, config.txt needs dtoverlay=vc4-kms-v3d."
        )
    hint = (
        "The screen could not be driven directly ({}). Stop the desktop if one runs, and put this user in the "
        "groups video and render."
    )
    # How SDL brings what is drawn to the screen. Left to itself it takes desktop OpenGL, by which a screen that is
    # driven directly stays black, and nothing fails (SDL 2.32); a Pi's own is OpenGL ES anyhow.
    os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "opengles2")
    with _opening(hint):
        _start_video("kmsdrm")
        mode = pygame.display.get_desktop_sizes()[0]
        screen = pygame.display.set_mode(mode, pygame.FULLSCREEN)
        _quieten()
    if rotation == 0 and screen.get_size() == size and screen.get_bitsize() == 32:
        return Display("kms", screen, screen)
    if rotation in {0, 180} and (mode[0] > mode[1]) != (size[0] > size[1]):
        log.warning("the screen is %dx%d, the glass %dx%d: set the rotation if it hangs on its side", *mode, *size)
    return Display("kms", pygame.Surface(size, 0, 32), screen, rotation)


def _start_video(driver: str | None) -> None:
    """Start pygame's video with ``driver``, or its own choice. Ctrl-C and SIGTERM stay with the program."""
    os.environ.setdefault("SDL_NO_SIGNAL_HANDLERS", "1")
    before = os.environ.get("SDL_VIDEODRIVER")
    if driver is not None:
        os.environ["SDL_VIDEODRIVER"] = driver
    try:
        pygame.display.quit()
        pygame.display.init()
    finally:
        if driver is not None:
            os.environ.pop("SDL_VIDEODRIVER")
            if before is not None:
                os.environ["SDL_VIDEODRIVER"] = before


def _quieten() -> None:
    pygame.display.set_caption(TITLE)
    pygame.display.set_allow_screensaver(False)
    pygame.mouse.set_visible(False)


@contextmanager
def _opening(problem: str) -> Iterator[None]:
    """Turn pygame's error into ``problem`` with the cause in its braces, leaving nothing open."""
    try:
        yield
    except pygame.error as error:
        pygame.display.quit()
        raise DisplayError(problem.format(error)) from error


def _fit(surface: pygame.Surface, screen: pygame.Surface, rotation: Rotation) -> None:
    """Turn ``surface``, scale it to fit ``screen`` and centre it."""
    turned = pygame.transform.rotate(surface, -rotation) if rotation else surface
    width, height = screen.get_size()
    scale = min(width / turned.get_width(), height / turned.get_height())
    shown = (max(1, round(turned.get_width() * scale)), max(1, round(turned.get_height() * scale)))
    if shown != turned.get_size():
        turned = pygame.transform.smoothscale(turned, shown)
    if shown != (width, height):
        screen.fill("black")
    screen.blit(turned, ((width - shown[0]) // 2, (height - shown[1]) // 2))


def _verb(event: pygame.Event) -> Verb | None:
    if event.type in {pygame.QUIT, pygame.WINDOWCLOSE}:
        return Verb.QUIT
    if event.type == pygame.KEYDOWN:
        return KEYS.get(event.key)
    return None


def _desktop() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _reads(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
