"""What pictures tell of the lens: a known blur is found again, whatever the scene, its contrast and its noise."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.camera import Image, clip_frames
from kiosk.camera.demo import DEMO
from kiosk.doctor.picture import LOST, SOFT, Focus, burnt, edge_width, focus


def room(seed: int, height: int = 640, width: int = 480) -> Image:
    """Boards, a window, a floor: things of any shade and at any angle before a wall, sharp."""
    lots = np.random.default_rng(seed)
    picture = np.full((height, width, 3), int(lots.integers(60, 200)), np.uint8)
    for _ in range(25):
        centre, sides = lots.uniform((0, 0), (width, height)), lots.uniform(40, 220, 2)
        corners = cv2.boxPoints((tuple(centre), tuple(sides), float(lots.uniform(0, 90))))
        cv2.fillPoly(picture, [corners.astype(np.int32)], tuple(int(each) for each in lots.integers(20, 235, 3)))
    return picture


def blurred(picture: Image, by: float) -> Image:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), by), np.uint8) if by else picture


def noisy(picture: Image, by: float, count: int, seed: int = 0) -> list[Image]:
    lots = np.random.default_rng(seed)
    return [np.clip(picture + lots.normal(0.0, by, picture.shape), 0, 255).astype(np.uint8) for _ in range(count)]


@settings(max_examples=25)
@given(seed=st.integers(0, 1000), by=st.floats(1.0, 4.0))
def test_a_known_blur_is_found_again(seed: int, by: float) -> None:
    grey = cv2.cvtColor(blurred(room(seed), by), cv2.COLOR_BGR2GRAY).astype(np.float32)
    width = edge_width(grey)
    assert width is not None
    assert width == pytest.approx(by, abs=0.35 + 0.12 * by)


@settings(max_examples=25)
@given(seed=st.integers(0, 1000), contrast=st.floats(0.3, 1.0), light=st.floats(0.0, 60.0))
def test_neither_contrast_nor_light_is_taken_for_blur(seed: int, contrast: float, light: float) -> None:
    grey = cv2.cvtColor(blurred(room(seed), 2.0), cv2.COLOR_BGR2GRAY).astype(np.float32)
    assert edge_width(contrast * grey + light) == pytest.approx(edge_width(grey), abs=0.15)


@pytest.mark.parametrize("noise", [0.0, 3.0, 6.0])
@pytest.mark.parametrize(
    ("by", "found"),
    [(0.0, Focus.SHARP), (1.0, Focus.SHARP), (3.2, Focus.SOFT), (4.5, Focus.SOFT), (7.5, Focus.LOST)],
)
def test_focus_is_judged_through_noise(by: float, found: Focus, noise: float) -> None:
    judged = [focus(noisy(blurred(room(seed), by), noise, 9, seed)) for seed in range(4)]
    assert [each[0] for each in judged] == [found] * 4, judged


def test_the_same_holds_for_a_picture_of_another_size() -> None:
    large = blurred(room(3, 1280, 960), 6.4)
    found, width = focus([large])
    assert found is Focus.SOFT
    assert width == pytest.approx(3.2, abs=0.6)


def test_the_demo_is_sharp_and_blurred_when_blurred() -> None:
    frames = [frame.image for number, frame in enumerate(clip_frames(DEMO)) if number % 12 == 0][:9]
    found, width = focus(frames)
    assert found is Focus.SHARP
    assert width is not None
    assert width < 0.6 * SOFT
    assert focus([blurred(frame, 3.5) for frame in frames])[0] is Focus.SOFT
    assert focus([blurred(frame, 9.0) for frame in frames])[0] is Focus.LOST


def test_a_plain_wall_tells_nothing() -> None:
    assert focus(noisy(np.full((640, 480, 3), 120, np.uint8), 5.0, 9)) == (Focus.UNKNOWN, None)
    slope = np.tile(np.linspace(60, 180, 480, dtype=np.float32)[None, :, None], (640, 1, 3)).astype(np.uint8)
    assert focus([slope])[0] is Focus.UNKNOWN


def test_what_moves_is_left_out() -> None:
    """A person who swings through a sharp picture does not make it a blurred one."""
    pictures = []
    for step in range(9):
        picture = room(5).copy()
        cv2.circle(picture, (60 + 40 * step, 320), 30, (200, 180, 160), -1)
        pictures.append(picture)
    assert focus(pictures)[0] is Focus.SHARP


def test_what_is_burnt_out_is_counted() -> None:
    picture = room(1)
    picture[:160] = 255
    assert burnt(picture) == pytest.approx(0.25, abs=0.01)
    assert SOFT < LOST
