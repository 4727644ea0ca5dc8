"""The strip of lights along the glass: the twin of the LED bar."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pygame
import pytest
from numpy.typing import NDArray

from kiosk.coach.bar_light import levels
from kiosk.coach.guidance import Bar, Guidance
from kiosk.mirror import Mirror, open_display
from kiosk.settings import Settings
from tests.mirror import scenes

SIZES = [(720, 1280), (1280, 720)]
LIGHTS = 10
Picture = NDArray[np.uint8]


def drawn(guidance: Guidance, size: tuple[int, int], strip: bool = True) -> Picture:
    """As (width, height, 3), once the fade is over."""
    plain = scenes.settings(*size)
    settings: Settings = plain.model_copy(update={"mirror": plain.mirror.model_copy(update={"strip": strip})})
    with open_display(settings.glass) as display:
        mirror = Mirror(display, settings)
        for now in (100.0, 101.7):
            mirror.draw(guidance, now)
        return pygame.surfarray.array3d(display.surface)


def with_bar(value: float, inside: bool = False) -> Guidance:
    return replace(scenes.SET, user=None, ghost=None, props=(), bar=Bar(value, (0.5, 0.8), inside))


def lit(picture: Picture, edge: int) -> list[int]:
    """The brightest of each light of the strip at the left (0) or right (-1) edge, from below."""
    column = picture[4 if edge == 0 else -5].max(axis=1)
    tall = len(column)
    step = 0.84 * tall / LIGHTS
    middles = [round(tall * 0.92 - step * (number + 0.5)) for number in range(LIGHTS)]
    return [int(column[middle]) for middle in middles]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("value", [0.0, 0.31, 0.75, 1.0, -0.4])
def test_it_shows_what_the_bar_shows(size: tuple[int, int], value: float) -> None:
    wanted = levels(value, LIGHTS, scenes.settings(*size).cabinet.bar_brightness)
    picture = drawn(with_bar(value), size)
    for edge in (0, -1):
        for light, seen in zip(wanted, lit(picture, edge), strict=True):
            assert seen == pytest.approx(255 * light, abs=22)


@pytest.mark.parametrize("size", SIZES)
def test_it_turns_good_and_bright_inside_the_target(size: tuple[int, int]) -> None:
    outside, inside = (drawn(with_bar(0.6, inside), size)[4, round(size[1] * 0.86)] for inside in (False, True))
    assert inside.max() > outside.max()
    assert int(inside[1]) - int(inside[2]) > 40, "green"
    assert abs(int(outside[1]) - int(outside[2])) < 40, "white"


@pytest.mark.parametrize("size", SIZES)
def test_there_is_none_where_none_is_asked_for_or_nothing_is_measured(size: tuple[int, int]) -> None:
    assert max(lit(drawn(with_bar(1.0), size, strip=False), 0)) < 8
    assert max(lit(drawn(replace(with_bar(1.0), bar=None), size), 0)) < 8
    assert max(lit(drawn(replace(scenes.BASELINE, bar=Bar(1.0, (0.5, 0.8), True)), size), 0)) < 8


@pytest.mark.parametrize("size", [*SIZES, (1080, 1920)])
def test_it_leaves_the_glass_a_mirror_and_hides_nothing(size: tuple[int, int]) -> None:
    full = replace(scenes.CUED, bar=Bar(1.0, (0.5, 0.8), False))
    with_it, without = drawn(full, size), drawn(full, size, strip=False)
    assert (with_it.max(axis=2) >= 8).mean() < 0.12
    margin = round(min(size) * 0.022)
    within = np.abs(with_it[margin:-margin].astype(int) - without[margin:-margin])
    assert within.max() <= 6, "but for rounding, where a larger part is enlarged at once"
