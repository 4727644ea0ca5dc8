"""The owner's link while nobody is there: a QR code that a phone reads off the mirror."""

from __future__ import annotations

import string
from collections.abc import Callable

import cv2
import numpy as np
import pygame
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.mirror import Mirror, open_display
from kiosk.mirror.code import code
from kiosk.mirror.demonstration import PERIOD
from kiosk.mirror.theme import Theme
from kiosk.settings import Settings
from kiosk.toml import FileProblem, check
from tests.mirror import scenes

SIZES = ((720, 1280), (1080, 1920), (2160, 3840), (1280, 720), (1920, 1080), (3840, 2160))
LONGEST = "https://example.org/" + "x" * 64
WHITE = (255, 255, 255)


def idle(
    size: tuple[int, int],
    link: str | None,
    large: bool = False,
    now: float = 100.0,
    page: Callable[[], str] | None = None,
) -> np.ndarray:
    """The screen while nobody is there, as (height, width, 3)."""
    made = scenes.settings(*size, large, link)
    with open_display(made.glass) as display:
        mirror = Mirror(display, made, link=page)
        mirror.draw(scenes.IDLE, 0.0)
        mirror.draw(scenes.IDLE, now)
        return np.ascontiguousarray(pygame.surfarray.array3d(display.surface).transpose(1, 0, 2))


def read(picture: np.ndarray) -> str:
    return cv2.QRCodeDetector().detectAndDecode(picture)[0]


@pytest.mark.parametrize("large", [False, True], ids=["plain", "large"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("link", [scenes.LINK, LONGEST], ids=["short", "longest"])
def test_a_phone_reads_the_link_off_the_glass(size: tuple[int, int], link: str, large: bool) -> None:
    assert read(idle(size, link, large)) == link


@pytest.mark.parametrize("room", [30, 80, 120])
def test_it_is_read_where_the_dark_squares_mirror_the_room(room: int) -> None:
    """What is black shows the room, so that it is not dark; and a phone is held askew."""
    seen = np.maximum(idle((1080, 1920), scenes.LINK), room).astype(np.uint8)
    turn = cv2.getRotationMatrix2D((900.0, 200.0), 7.0, 1.0)
    assert read(cv2.GaussianBlur(cv2.warpAffine(seen, turn, (1080, 1920)), (0, 0), 1.5)) == scenes.LINK


def test_without_a_link_there_is_none() -> None:
    assert read(idle((1080, 1920), None)) == ""


@pytest.mark.parametrize("large", [False, True], ids=["plain", "large"])
@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)])
def test_who_hinges_by_themselves_does_not_come_into_the_code(size: tuple[int, int], large: bool) -> None:
    box = Theme.of(scenes.settings(*size, large).glass, size).layout().code
    for now in np.arange(10.0, 10.0 + PERIOD, PERIOD / 15):
        assert idle(size, None, large, float(now))[box.top : box.bottom, box.left : box.right].max() == 0


def test_it_is_left_out_where_no_camera_could_read_it() -> None:
    assert code(scenes.LINK, 65, WHITE) is None
    assert code(scenes.LINK, 66, WHITE) is not None


@settings(max_examples=30, deadline=None)
@given(st.text(string.ascii_letters + string.digits + "/?&=%.-_~", min_size=1, max_size=64), st.integers(180, 500))
def test_every_link_that_is_allowed_can_be_read(path: str, side: int) -> None:
    link = f"https://example.org/{path}"
    drawn = code(Settings.model_validate({"glass": {"link": link}}).glass.link or "", side, WHITE)
    assert drawn is not None
    assert max(drawn.get_size()) <= side
    around = np.pad(pygame.surfarray.array3d(drawn), ((40, 40), (40, 40), (0, 0)))
    # Twice as large: OpenCV's reader, unlike a phone's, now and then misses a code of small squares.
    assert any(
        read(cv2.resize(around.transpose(1, 0, 2), None, fx=scale, fy=scale)) == link for scale in (1, 2, 3)
    )


@pytest.mark.parametrize(
    "link",
    [
        "example.org",
        "ftp://example.org",
        "https://",
        "https:///x",
        "https://example.org/a b",
        "https://exämple.org",
        "",
    ],
)
def test_what_no_phone_opens_is_refused(link: str) -> None:
    with pytest.raises(FileProblem, match=r"glass\.link: must be a whole address"):
        check(Settings, {"glass": {"link": link}}, "settings.toml")


def test_a_link_too_long_for_the_glass_is_refused() -> None:
    with pytest.raises(FileProblem, match=r"glass\.link: has 85 characters, at most 84"):
        check(Settings, {"glass": {"link": LONGEST + "x"}}, "settings.toml")


@pytest.mark.parametrize("large", [False, True], ids=["plain", "large"])
def test_a_phone_reads_off_the_glass_where_the_trainers_page_is(large: bool) -> None:
    where: list[str] = ["https://192.168.100.200:8443/"]
    shown = idle((1080, 1920), None, large, page=lambda: where[0])
    assert read(shown) == where[0]
    where[0] = ""
    gone = idle((1080, 1920), None, large, page=lambda: where[0])
    assert read(gone) == "", "it is not served just now"
    assert read(idle((1080, 1920), LONGEST, large, page=lambda: "https://10.0.0.1:8443/")) == LONGEST
