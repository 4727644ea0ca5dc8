"""Opening a screen, or saying why not."""

from __future__ import annotations

import logging
from pathlib import Path

import pygame
import pytest

from kiosk.coach.verbs import Verb
from kiosk.mirror import display as room
from kiosk.mirror.display import Display, DisplayError, connected_screens, open_display
from kiosk.settings import GlassSettings

SMALL = {"width": 270, "height": 480}


@pytest.fixture(autouse=True)
def _bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(room, "connected_screens", list)


def glass(kind: str) -> GlassSettings:
    return GlassSettings.model_validate({"display": kind, **SMALL})


def test_auto_without_any_screen_is_offscreen_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), open_display(glass("auto")) as display:
        assert display.kind == "offscreen"
        assert display.size == (270, 480)
        display.show()
        assert display.events() == []
    assert "offscreen" in caplog.text


def test_auto_falls_through_when_the_screen_cannot_be_driven(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(room, "connected_screens", lambda: ["card1-HDMI-A-1"])
    with caplog.at_level(logging.WARNING), open_display(glass("auto")) as display:
        assert display.kind == "offscreen"
    assert "groups video and render" in caplog.text


def test_auto_falls_through_when_the_desktop_does_not_answer(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("DISPLAY", ":9876")
    with caplog.at_level(logging.WARNING), open_display(glass("auto")) as display:
        assert display.kind == "offscreen"
    assert "No window" in caplog.text


@pytest.mark.parametrize(("kind", "hint"), [("kms", "Plug the screen in"), ("window", "DISPLAY")])
def test_a_display_asked_for_by_name_fails_with_what_to_do(kind: str, hint: str) -> None:
    with pytest.raises(DisplayError, match=hint):
        open_display(glass(kind))


def test_close_twice_and_show_after_close() -> None:
    display = open_display(glass("offscreen"))
    display.close()
    display.close()
    with pytest.raises(DisplayError, match="open it again"):
        display.show()


def test_a_window_shows_scales_and_reads_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    tall = GlassSettings(display="window", width=1080, height=1920)
    with open_display(tall) as display:
        assert (display.kind, display.surface.get_size()) == ("window", (1080, 1920))
        assert pygame.display.get_window_size()[1] < 1920
        display.surface.fill("#102030")
        display.show()
        assert pygame.display.get_surface().get_at((50, 50))[:3] == pytest.approx((0x10, 0x20, 0x30), abs=4)
        for key in (pygame.K_SPACE, pygame.K_SPACE, pygame.K_n, pygame.K_BACKSPACE, pygame.K_x):
            pygame.event.post(pygame.Event(pygame.KEYDOWN, key=key))
        pygame.event.post(pygame.Event(pygame.QUIT))
        assert display.events() == [Verb.START, Verb.NEXT, Verb.STOP, Verb.QUIT]
        display.screenshot(tmp_path / "glass.png")
    assert pygame.image.load(tmp_path / "glass.png").get_size() == (1080, 1920)
    assert not pygame.display.get_init()


def test_a_screen_that_goes_away_is_told_and_can_be_opened_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    display = open_display(glass("window"))
    pygame.display.quit()
    with pytest.raises(DisplayError, match="went away"):
        display.show()
    assert display.events() == []
    display.close()
    with open_display(glass("window")) as again:
        again.show()


@pytest.mark.parametrize(("rotation", "where"), [(0, (0, 0)), (90, (479, 0)), (180, (269, 479)), (270, (0, 269))])
def test_rotation_is_clockwise(
    monkeypatch: pytest.MonkeyPatch, rotation: room.Rotation, where: tuple[int, int]
) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    pygame.display.init()
    screen = pygame.display.set_mode((270, 480) if rotation in {0, 180} else (480, 270))
    with Display("kms", pygame.Surface((270, 480), 0, 32), screen, rotation) as display:
        display.surface.set_at((0, 0), "white")
        display.show()
        assert screen.get_at(where)[:3] == (255, 255, 255)


def test_connected_screens_are_read_from_the_kernel(tmp_path: Path) -> None:
    for name, status in {"card1-HDMI-A-1": "connected", "card1-HDMI-A-2": "disconnected"}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "status").write_text(status + "\n")
    (tmp_path / "card0").mkdir()
    (tmp_path / "version").write_text("drm")
    assert connected_screens(tmp_path) == ["card1-HDMI-A-1"]
    assert connected_screens(tmp_path / "absent") == []
