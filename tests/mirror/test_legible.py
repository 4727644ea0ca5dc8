"""What must be read from three metres, measured on drawn pictures: how tall, how bright, how much stays mirror."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import cv2
import numpy as np
import pygame
import pytest
from numpy.typing import NDArray

from kiosk.coach.guidance import Bar, Cue, CueKind, Guidance
from kiosk.mirror import Listening, Mirror, open_display
from kiosk.mirror.colours import contrast
from kiosk.mirror.theme import Theme
from tests.mirror import scenes
from tests.mirror.pictures import highest

SIZES = ((720, 1280), (1080, 1920), (2160, 3840), (1280, 720), (1920, 1080), (3840, 2160))
LEAST = 1 / 18
"""Of the screen's height."""
LIT = 0xF8F8F8
"""A pixel is lit where any channel has one of these bits: 8 of 255 or more, the last of a glow included. What gives
less cannot be told from black behind a mirror."""
MOST_LIT = 0.12
"""Of the glass, while a set goes on."""
EVERY = [
    *(pytest.param(size, False, id=f"{size[0]}x{size[1]}") for size in SIZES),
    *(pytest.param(size, True, id=f"{size[0]}x{size[1]}-large") for size in SIZES if min(size) == 720),
]
Picture = NDArray[np.uint8]

BARE = replace(
    scenes.SET, user=None, ghost=None, bar=None, headline="", count=0, goal=0, attempts=0, phase=scenes.SET.phase
)
DURING_A_SET = ("set", "cued", "prompted", "praised", "wall", "bench", "roller", "rack", "dowel", "dowel_lost")


def shown(guidance: Guidance, size: tuple[int, int], large: bool, heard: Listening | None = None) -> pygame.Surface:
    """Once the fade is over and nothing flashes; ``heard``: what the ears tell."""
    settings = scenes.settings(*size, large)
    with open_display(settings.glass) as display:
        mirror = Mirror(display, settings, listening=lambda: heard)
        for now in (100.0, 101.7):
            mirror.draw(guidance, now)
        return display.surface


@lru_cache(maxsize=4)
def drawn(guidance: Guidance, size: tuple[int, int], large: bool, heard: Listening | None = None) -> Picture:
    """As (width, height, 3)."""
    return pygame.surfarray.array3d(shown(guidance, size, large, heard))


def what_came(more: Guidance, less: Guidance, size: tuple[int, int], large: bool) -> tuple[Picture, tuple[int, int]]:
    """The pixels that ``more`` has and ``less`` has not, all else black, and how wide and tall they are together."""
    return between(drawn(more, size, large), drawn(less, size, large))


def between(with_it: Picture, without: Picture) -> tuple[Picture, tuple[int, int]]:
    """The same of two pictures."""
    changed = highest(cv2.absdiff(with_it, without)) > 100
    columns, rows = (np.flatnonzero(changed.any(axis=axis)) for axis in (1, 0))
    extent = int(columns.max() - columns.min() + 1), int(rows.max() - rows.min() + 1)
    return np.where(changed[..., None], with_it, 0), extent


def usual(picture: Picture) -> tuple[int, int, int]:
    """The colour that most lit pixels have."""
    lit = picture[highest(picture) > 100]
    colours, counts = np.unique(lit, axis=0, return_counts=True)
    red, green, blue = (int(part) for part in colours[counts.argmax()])
    return red, green, blue


@pytest.mark.parametrize(("size", "large"), EVERY)
def test_the_count_is_tall_and_bright(size: tuple[int, int], large: bool) -> None:
    """From the top to the foot of a digit."""
    number = replace(BARE, count=8)
    came, (_, tall) = what_came(number, replace(number, count=0), size, large)
    assert tall >= LEAST * size[1]
    assert contrast(usual(came)) >= 7.0


@pytest.mark.parametrize(("size", "large"), EVERY)
def test_a_cue_is_tall_and_bright(size: tuple[int, int], large: bool) -> None:
    """One line of letters, from the top of a "d" to the foot of a "p"."""
    for kind in CueKind:
        told = replace(BARE, cue=Cue(11.0, "x", "dp", kind))
        rule = replace(BARE, cue=Cue(11.0, "x", "", kind))
        came, (_, tall) = what_came(told, rule, size, large)
        assert tall >= LEAST * size[1]
        assert contrast(usual(came)) >= 7.0
        assert contrast(brightest_of(drawn(rule, size, large))) >= 7.0


@pytest.mark.parametrize(("size", "large"), EVERY)
def test_what_was_understood_is_tall_and_bright(size: tuple[int, int], large: bool) -> None:
    """A line of letters of what is short; over it a check as bright, and a third as tall or more."""
    bare = replace(BARE, count=3, goal=8)
    blank = drawn(bare, size, large)
    came, (_, tall) = between(drawn(bare, size, large, Listening(understood="dp")), blank)
    layout = Theme.of(scenes.settings(*size, large).glass, size).layout(-1)
    words, check = came[:, layout.heading.top :], came[:, : layout.heading.top]
    rows = np.flatnonzero((highest(words) > 100).any(axis=0))
    assert np.ptp(rows) + 1 >= LEAST * size[1]
    assert contrast(usual(words)) >= 7.0
    assert contrast(brightest_of(check)) >= 7.0
    assert tall - np.ptp(rows) >= LEAST * size[1] / 3


@pytest.mark.parametrize(("size", "large"), EVERY)
@pytest.mark.parametrize("inside", [False, True])
def test_the_bar_is_large_and_bright(size: tuple[int, int], large: bool, inside: bool) -> None:
    """The zone and where one is; both sides of the zone, and the mark from end to end."""
    value = 0.65 if inside else 0.1
    theme = Theme.of(scenes.settings(*size, large).glass, size)
    layout = theme.layout(-1, -1)
    came, (wide, tall) = what_came(replace(BARE, bar=Bar(value, (0.5, 0.8), inside)), BARE, size, large)
    assert wide >= LEAST * size[1]
    assert tall >= LEAST * size[1]
    lines = highest(came[:, layout.bar.top : layout.bar.bottom])
    assert lines.any(), "the bar stands where its place is"
    low, high = (layout.bar.top + layout.bar.height * (at + 0.15) / 1.15 for at in (0.5, 0.8))
    zone = came[layout.bar.left - 4 : layout.bar.right + 4, round(low) : round(high)]
    middle = zone[:, zone.shape[1] * 2 // 5]
    for half in (middle[: len(middle) // 4], middle[-len(middle) // 4 :]):
        assert contrast(brightest_of(half)) >= 7.0
    mark = came[:, round(layout.bar.top + layout.bar.height * (value + 0.15) / 1.15)]
    reach = mark[layout.bar.left + layout.bar.width // 4 : layout.bar.right - layout.bar.width // 4]
    assert min(contrast(brightest_of(pixel)) for pixel in reach) >= 7.0


def brightest_of(pixels: Picture) -> tuple[int, int, int]:
    channels = [pixels[..., channel] for channel in range(3)]
    at = (channels[0].astype(np.uint16) + channels[1] + channels[2]).argmax()
    red, green, blue = (int(channel.flat[at]) for channel in channels)
    return red, green, blue


@pytest.mark.parametrize(("size", "large"), EVERY)
@pytest.mark.parametrize("name", DURING_A_SET)
def test_it_stays_a_mirror_while_a_set_goes_on(name: str, size: tuple[int, int], large: bool) -> None:
    guidance = scenes.SCENES[name]
    assert guidance is not None
    for heard in (
        Listening(1.0, speaks=True, say=("let's take a break",)),
        Listening(understood="let's take a break"),
    ):
        pixels = pygame.surfarray.pixels2d(shown(guidance, size, large, heard))
        assert ((pixels & LIT) != 0).mean() <= MOST_LIT
