"""Pictures that show nothing are told from dark ones, and neither comes and goes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk import toml
from kiosk.health.sight import Blind, Sight, light_and_steps
from kiosk.health.sight_table import SHIPPED, SightTable, shipped_sight
from kiosk.toml import FileProblem

DATA = Path(__file__).parents[1] / "data"
CLIPS = sorted(path.stem for path in DATA.glob("*.mp4"))
AFTER, BACK = shipped_sight().time.after, shipped_sight().time.back_after


def pictures(clip: str, every: int = 10) -> Iterator[np.ndarray]:
    video = cv2.VideoCapture(str(DATA / f"{clip}.mp4"))
    number = 0
    while (read := video.read())[0]:
        if number % every == 0:
            yield read[1]
        number += 1
    video.release()


def cover(colour: tuple[float, float, float], glow: float = 0.0, noise: float = 8.0, seed: int = 0) -> np.ndarray:
    """What comes through a finger, a cloth or tape: one colour, lighter to a side by ``glow``, and noise."""
    y, x = np.mgrid[0:640, 0:480].astype(float)
    slope = 1.0 + glow * np.hypot(x - 100.0, y - 500.0) / 640.0
    picture = np.array(colour)[None, None, :] * slope[..., None]
    return np.clip(picture + np.random.default_rng(seed).normal(0.0, noise, picture.shape), 0, 255).astype(np.uint8)


def after(sight: Sight, image: np.ndarray, seconds: float, begin: float = 0.0, found: bool = False) -> Blind | None:
    """What it says once it has looked at ``image`` for ``seconds``."""
    for time in np.arange(begin, begin + seconds + 1e-9, 1 / 15):
        sight(float(time), image, found)
    return sight.blind


ROOM = next(pictures("empty_room"))
BLACK = cover((0.0, 0.0, 0.0))


@pytest.mark.parametrize("clip", CLIPS)
def test_no_clip_is_taken_for_a_covered_lens_or_one_too_dark(clip: str) -> None:
    """Nor the dark one, in which people are found."""
    sight = Sight()
    for number, image in enumerate(pictures(clip)):
        sight(number * 1.0, image, False)
        assert sight.blind is None


@pytest.mark.parametrize("share", [0.6, 0.4])
def test_a_room_far_darker_is_too_dark_and_not_covered(share: float) -> None:
    sight = Sight()
    for number, image in enumerate(pictures("dark")):
        sight(number * 1.0, (image * share).astype(np.uint8), False)
    assert sight.blind is Blind.TOO_DARK


@settings(deadline=None, max_examples=40)
@given(st.tuples(*[st.floats(0.0, 200.0)] * 3), st.floats(0.0, 0.6), st.floats(0.0, 12.0), st.integers(0, 99))
def test_what_is_of_one_colour_is_covered(
    colour: tuple[float, float, float], glow: float, noise: float, seed: int
) -> None:
    assert after(Sight(), cover(colour, glow, noise, seed), AFTER + 0.5) is Blind.COVERED


def test_a_hand_that_passes_is_not_told() -> None:
    sight = Sight()
    assert after(sight, BLACK, AFTER - 0.5) is None
    assert after(sight, ROOM, 0.5, AFTER) is None
    assert after(sight, BLACK, AFTER - 0.5, AFTER + 1.0) is None


def test_it_is_well_again_by_itself_once_the_cover_is_off() -> None:
    sight = Sight()
    assert after(sight, BLACK, AFTER + 0.5) is Blind.COVERED
    assert after(sight, ROOM, BACK / 2.0, 10.0) is Blind.COVERED
    assert after(sight, ROOM, BACK, 10.0 + BACK / 2.0) is None


def test_a_light_between_both_limits_changes_nothing() -> None:
    table = shipped_sight().too_dark
    light, _ = light_and_steps(ROOM)
    sight = Sight()
    wanted = (table.light + table.back) / 2.0 + 0.3, 0.7 * table.light
    between, dark = ((ROOM * (each / light)).astype(np.uint8) for each in wanted)
    assert table.light < light_and_steps(between)[0] < table.back
    assert after(sight, between, 2 * AFTER) is None
    assert after(sight, dark, 2 * AFTER, 20.0) is Blind.TOO_DARK
    assert after(sight, between, 2 * AFTER, 40.0) is Blind.TOO_DARK
    assert after(sight, ROOM, 2 * BACK, 60.0) is None


def test_where_somebody_is_found_there_is_light_enough() -> None:
    assert after(Sight(), BLACK, 3 * AFTER, found=True) is None
    assert after(Sight(), (ROOM * 0.02).astype(np.uint8), 3 * AFTER, found=True) is None


def test_a_gap_between_frames_is_no_time_of_darkness() -> None:
    """A camera that was away for a while: its first picture after that begins anew."""
    sight = Sight()
    sight(0.0, BLACK, False)
    sight(60.0, BLACK, False)
    assert sight.blind is None


def test_noise_does_not_hide_a_cover_and_edges_are_of_any_colour() -> None:
    assert light_and_steps(cover((90.0, 90.0, 90.0), noise=25.0))[1] < 8.0
    # Blue beside red of the same light.
    halves = np.zeros((640, 480, 3), np.uint8)
    halves[:, :230, 0] = halves[:, 230:, 2] = 200
    assert light_and_steps(halves)[1] > 60.0
    assert light_and_steps(halves.transpose(1, 0, 2))[1] > 60.0


def test_the_limits_that_would_come_and_go_are_refused() -> None:
    tables = toml.read(SHIPPED)
    tables["too_dark"] |= {"light": 9.0, "back": 9.0}
    with pytest.raises(FileProblem, match="must lie above light"):
        toml.check(SightTable, tables, "sight.toml")
