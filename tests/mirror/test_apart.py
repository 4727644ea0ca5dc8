"""Words, count and bar stand apart from what is drawn of a person, measured on drawn pictures: lines end before them,
and feet and mat are never where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import product

import cv2
import numpy as np
import pygame
import pytest
from numpy.typing import NDArray

from kiosk.coach.guidance import Bar, Cue, CueKind, Figure, Guidance, Prompt, Stage
from kiosk.locale.load import load_texts
from kiosk.locale.texts import FaultsTexts, PlacementTexts
from kiosk.mirror import Display, Listening, Mirror, open_display
from kiosk.motion.posture import Facing
from tests.mirror import scenes
from tests.mirror.pictures import highest

SIZES = ((270, 480), (480, 270), (540, 960), (960, 540))
"""Standing and lying, with strokes on the screen's own pixels and on a coarser grid."""
EVERY = [
    pytest.param(size, language, large, id=f"{size[0]}x{size[1]}-{language}{'-large' if large else ''}")
    for size, language, large in product(SIZES, ("en", "es"), (False, True))
    if min(size) < 500 or (language, large) == ("es", False)
]
DEPTHS = (0.0, 0.45, 0.95)
"""Of a hinge: standing, on the way, the deepest."""
BRIGHT, MORE = 90, 60
"""Of 255: a letter or a line, not the last of a glow; and by how much brighter there is something more."""
FREE = 2
"""Pixels about a letter that are free of lines."""
Levels = NDArray[np.int_]
Mask = NDArray[np.bool_]


@pytest.fixture
def display(size: tuple[int, int], large: bool) -> Iterator[Display]:
    with open_display(scenes.settings(*size, large).glass) as opened:
        yield opened


def shown(
    display: Display,
    guidance: Guidance,
    size: tuple[int, int],
    large: bool,
    before: Guidance | None = None,
    heard: Listening | None = None,
) -> Levels:
    """The brightest channel of each pixel once the fade is over; ``before``: a screen shown first, which settles
    where the words stand; ``heard``: what the ears tell."""
    mirror = Mirror(display, scenes.settings(*size, large), listening=lambda: heard)
    for second, scene in enumerate((guidance,) if before is None else (before, guidance)):
        for now in (0.0, 0.4, 0.9):
            mirror.draw(scene, 100.0 + second + now)
    return highest(pygame.surfarray.array3d(display.surface)).astype(int)


def near(mask: Mask, pixels: int) -> Mask:
    """``mask`` and what is at most so many pixels away."""
    wide = 2 * pixels + 1
    return cv2.dilate(mask.astype(np.uint8), np.ones((wide, wide), np.uint8)).astype(bool)


@lru_cache
def longest(language: str) -> tuple[str, str, str]:
    """The longest cue, the one with the widest word, and the longest headline of a complaint."""
    texts = load_texts(language)
    cues = [getattr(texts.faults.of(name), kind) for name in FaultsTexts.model_fields for kind in ("cue", "praise")]
    wordy = max(cues, key=lambda cue: max(len(word) for word in cue.split()))
    placed = [texts.placement.said(name).headline for name in PlacementTexts.model_fields]
    return max(cues, key=len), wordy, max(placed, key=len)


def places() -> Iterator[tuple[Facing, float]]:
    """Which way somebody hinges, and where in the picture their feet are."""
    return product(Facing, (205.0, 245.0, 280.0))


def sets(language: str, facing: Facing) -> Iterator[Guidance]:
    """Moments of a set with something said, and nobody drawn."""
    cue, wordy, headline = longest(language)
    bar = Bar(0.3, (0.5, 0.8), False)
    bare = replace(scenes.SET, user=None, ghost=None, facing=facing, count=12, goal=15, bar=bar)
    yield replace(bare, cue=Cue(11.0, "x", cue, CueKind.CORRECTION))
    yield replace(bare, headline=headline)
    yield replace(bare, prompt=Prompt(cue, wordy))


def silent(guidance: Guidance) -> Guidance:
    """Without words, count and bar."""
    return replace(
        guidance, cue=None, headline="", hint="", prompt=None, bar=None, count=0, goal=0, attempts=0, drill_name=""
    )


def feet_of(figure: Figure) -> Figure:
    """The same person's feet alone, as seen with the same eyes."""
    return Figure({name: figure.joints[name] for name in ("ankle", "heel", "toe")}, eyes=figure.joints["ear"])


@pytest.mark.parametrize(("size", "language", "large"), EVERY)
def test_lines_end_before_words_count_and_bar(
    display: Display, size: tuple[int, int], language: str, large: bool
) -> None:
    """However far somebody hinges: around every letter is what is there without them."""
    met = 0
    for facing, x in places():
        standing = scenes.figure(0.0, facing, foot=(x, 513))
        before = replace(scenes.BASELINE, facing=facing, user=standing)
        for words in sets(language, facing):
            alone = shown(display, words, size, large, before)
            for depth in DEPTHS:
                figure = scenes.figure(depth, facing, foot=(x, 513))
                with_them = shown(display, replace(words, user=figure, ghost=figure), size, large, before)
                without = shown(display, silent(replace(words, user=figure, ghost=figure)), size, large, before)
                around = near(alone > BRIGHT, FREE)
                met += (without[around] > BRIGHT).any()
                # What is on the coarser grid may come out a pixel off where other parts of it are enlarged.
                most = cv2.dilate(alone.astype(np.uint8), np.ones((3, 3), np.uint8))
                assert (with_them <= most.astype(int) + MORE)[around].all(), (facing, x, depth)
    if size[0] < size[1]:
        assert met, "no line ever was where words stand, so that nothing was tried"


HEARD = (Listening(1.0, say=("let's take a break", "stop")), Listening(understood="let's take a break"))
"""What the ears tell: what can be said, and what has been understood."""


@pytest.mark.parametrize(("size", "language", "large"), EVERY)
@pytest.mark.parametrize("heard", HEARD, ids=["say", "understood"])
def test_lines_end_before_what_the_ears_tell(
    display: Display, size: tuple[int, int], language: str, large: bool, heard: Listening
) -> None:
    """However tall somebody is, whose head is at the upper edge: standing, and where they hinge."""
    met = 0
    for facing, top in product(Facing, (-30.0, 15.0, 60.0)):
        for scene, depth in ((scenes.SETUP, 0.0), (scenes.BASELINE, 0.0), (scenes.SET, 0.2)):
            figure = scenes.figure(depth, facing, foot=(245.0, 385.0 + top))
            eyed = replace(silent(scene), facing=facing, user=figure, ghost=figure)
            alone = shown(display, replace(eyed, user=None, ghost=None), size, large, heard=heard)
            none = shown(display, replace(eyed, user=None, ghost=None), size, large)
            without = shown(display, eyed, size, large)
            with_them = shown(display, eyed, size, large, heard=heard)
            around = near((alone > BRIGHT) & (none < BRIGHT), FREE)
            met += (without[around] > BRIGHT).any()
            most = cv2.dilate(np.maximum(alone, none).astype(np.uint8), np.ones((3, 3), np.uint8))
            assert (with_them <= most.astype(int) + MORE)[around].all(), (facing, top, scene.stage)
    if size[0] < size[1]:
        assert met, "no line ever was where the ears tell something, so that nothing was tried"


@pytest.mark.parametrize(("size", "language", "large"), EVERY)
def test_feet_are_never_where_words_count_and_bar_stand(
    display: Display, size: tuple[int, int], language: str, large: bool
) -> None:
    """Of who stands, the feet are drawn whole: nothing makes them end."""
    for facing, x in places():
        standing = scenes.figure(0.0, facing, foot=(x, 513))
        before, feet = replace(scenes.BASELINE, facing=facing, user=standing), feet_of(standing)
        for words in sets(language, facing):
            bare = silent(words)
            alone = shown(display, replace(bare, user=feet), size, large, before)
            drawn = alone > shown(display, bare, size, large, before) + MORE
            assert drawn.sum() > 5
            for heard in (None, *HEARD):
                told = shown(display, replace(words, user=feet), size, large, before, heard)
                assert (told >= alone - MORE)[drawn].all(), (facing, x)


@pytest.mark.parametrize(("size", "language", "large"), EVERY)
@pytest.mark.parametrize("name", ["setup", "on_mat", "introduced", "too_close", "approach", "lie_down"])
def test_the_mat_is_never_where_words_stand(
    display: Display, size: tuple[int, int], language: str, large: bool, name: str
) -> None:
    """Nor are the feet on it, wherever the mat's reflection is seen."""
    scene = scenes.SCENES[name]
    assert scene is not None
    assert scene.user is not None
    said = replace(scene, headline=longest(language)[2], hint=max(hints(language), key=len), user=feet_of(scene.user))
    off = replace(silent(said), stage=Stage.BASELINE, user=None)
    alone = shown(display, silent(said), size, large)
    drawn = alone > shown(display, off, size, large) + MORE
    assert drawn.sum() > 5
    for heard in (None, *HEARD):
        assert (shown(display, said, size, large, heard=heard) >= alone - MORE)[drawn].all()


def hints(language: str) -> list[str]:
    """Of all that may be wrong with where somebody stands."""
    texts = load_texts(language)
    return [texts.placement.said(name).hint for name in PlacementTexts.model_fields]
