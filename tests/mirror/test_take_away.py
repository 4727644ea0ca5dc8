"""The result on the summary: a QR code that a phone reads, and that nothing of the summary comes into."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import cv2
import numpy as np
import pygame
import pytest

from kiosk.coach.guidance import Guidance, Stage
from kiosk.coach.takeaway import LONGEST, takeaway
from kiosk.locale.load import english
from kiosk.mirror import Mirror, open_display
from kiosk.mirror.theme import Theme
from kiosk.motion.posture import Facing
from tests.mirror import scenes
from tests.mirror.spanish import ES, in_spanish

SIZES = ((720, 1280), (1080, 1920), (2160, 3840), (1280, 720), (1920, 1080), (3840, 2160))
SUMMARIES = ("summary", "offered", "sides", "sides_alike", "clean")
FULL = "x" * (LONGEST - 2) + "°"


def shown(
    scene: Guidance,
    size: tuple[int, int],
    text: str | None,
    *,
    large: bool = False,
    spanish: bool = False,
    side: int = 1,
) -> np.ndarray:
    """The glass, as (height, width, 3). ``side`` -1: the words stand at the left, behind who faced that way."""
    made = scenes.settings(*size, large)
    texts = ES if spanish else english()
    with open_display(made.glass) as display:
        mirror = Mirror(display, made, texts.glass, result=None if text is None else lambda _: text)
        facing = Facing.RIGHT if side > 0 else Facing.LEFT
        mirror.draw(replace(scenes.BASELINE, user=scenes.figure(0.0, facing), facing=facing), 90.0)
        for now in (100.0, 101.0, 102.0, 104.0):
            mirror.draw(in_spanish(scene) if spanish else scene, now)
        return np.ascontiguousarray(pygame.surfarray.array3d(display.surface).transpose(1, 0, 2))


def read(picture: np.ndarray) -> str:
    """As a phone would; OpenCV's reader now and then misses a code of small squares."""
    for scale in (1, 2, 3):
        large = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_NEAREST)
        text = cv2.QRCodeDetector().detectAndDecode(large)[0]
        if text:
            return str(text)
    return ""


@pytest.mark.parametrize("large", [False, True], ids=["plain", "large"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("spanish", [False, True], ids=["en", "es"])
def test_a_phone_reads_the_result_off_the_glass(size: tuple[int, int], large: bool, spanish: bool) -> None:
    texts = ES if spanish else english()
    summary = (in_spanish(scenes.OFFERED) if spanish else scenes.OFFERED).summary
    assert summary is not None
    text = takeaway(summary, texts, scenes.DAY)
    assert len(text.splitlines()) == 4
    assert read(shown(scenes.OFFERED, size, text, large=large, spanish=spanish)) == text


@pytest.mark.parametrize("large", [False, True], ids=["plain", "large"])
@pytest.mark.parametrize("size", SIZES)
def test_the_longest_can_be_read(size: tuple[int, int], large: bool) -> None:
    box = Theme.of(scenes.settings(*size, large).glass, size).layout().result.inflate(40, 40)
    picture = shown(scenes.SIDES, size, FULL, large=large)
    assert read(picture[box.top : box.bottom, box.left : box.right]) == FULL


@pytest.mark.parametrize("room", [30, 80])
def test_it_is_read_where_the_dark_squares_mirror_the_room(room: int) -> None:
    seen = np.maximum(shown(scenes.SUMMARY, (1080, 1920), FULL), room).astype(np.uint8)
    turn = cv2.getRotationMatrix2D((540.0, 500.0), 5.0, 1.0)
    assert read(cv2.GaussianBlur(cv2.warpAffine(seen, turn, (1080, 1920)), (0, 0), 1.0)) == FULL


@pytest.mark.parametrize("side", [1, -1], ids=["right", "left"])
@pytest.mark.parametrize(("size", "large"), [*product(((1080, 1920), (1920, 1080)), (False, True))])
@pytest.mark.parametrize("name", SUMMARIES)
def test_nothing_of_the_summary_comes_into_it(name: str, size: tuple[int, int], large: bool, side: int) -> None:
    theme = Theme.of(scenes.settings(*size, large).glass, size)
    layout = theme.layout(side, side)
    scene = scenes.SCENES[name]
    assert scene is not None
    assert scene.summary is not None
    most = replace(scene, attempts=100, count=88, goal=99, summary=replace(scene.summary, counted=88, attempts=100))
    for spanish in (False, True):
        without = shown(most, size, None, large=large, spanish=spanish, side=side)
        for box in (layout.result, layout.result_label):
            assert without[box.top : box.bottom, box.left : box.right].max() == 0
        with_it = shown(most, size, "Hip hinge", large=large, spanish=spanish, side=side)
        where = layout.result
        assert with_it[where.top : where.bottom, where.left : where.right].max() > 200
        changed = np.argwhere((with_it != without).any(axis=2))
        (top, left), (bottom, right) = changed.min(axis=0), changed.max(axis=0)
        both = layout.result.union(layout.result_label).inflate(4, theme.sizes.label)
        assert both.contains(pygame.Rect(left, top, right - left, bottom - top)), "nothing else has changed"


def test_a_count_that_needs_the_room_goes_first() -> None:
    hundred = replace(scenes.SUMMARY, goal=100, count=100)
    assert hundred.summary is not None
    hundred = replace(hundred, summary=replace(hundred.summary, counted=100))
    bare = shown(hundred, (1080, 1920), None, large=True)
    assert bare.any()
    assert (shown(hundred, (1080, 1920), FULL, large=True) == bare).all()
    assert read(shown(hundred, (1080, 1920), "Hip hinge")) == "Hip hinge", "in plain letters there is room for both"


@pytest.mark.parametrize(
    "scene",
    [scenes.REST_AFTER, scenes.IDLE, scenes.SET, scenes.SCENES["pain"], replace(scenes.SUMMARY, summary=None)],
    ids=["rest", "idle", "set", "pain", "nothing done"],
)
def test_it_is_shown_at_the_end_and_nowhere_else(scene: Guidance) -> None:
    asked = []

    def result(summary: object) -> str:
        asked.append(summary)
        return "Hip hinge"

    made = scenes.settings(1080, 1920)
    pictures = []
    with open_display(made.glass) as display:
        for told in (None, result):
            mirror = Mirror(display, made, result=told)
            for now in (100.0, 102.0):
                mirror.draw(scene, now)
            pictures.append(pygame.surfarray.array3d(display.surface))
    assert (pictures[0] == pictures[1]).all()
    assert not asked or scene.stage is Stage.SUMMARY


def test_the_result_is_asked_for_once() -> None:
    asked = []

    def result(summary: object) -> str:
        asked.append(summary)
        return "Hip hinge"

    made = scenes.settings(1080, 1920)
    with open_display(made.glass) as display:
        mirror = Mirror(display, made, result=result)
        for now in (100.0, 101.0, 102.0):
            mirror.draw(scenes.SUMMARY, now)
        mirror.draw(scenes.CLEAN, 103.0)
    assert asked == [scenes.SUMMARY.summary, scenes.CLEAN.summary]
