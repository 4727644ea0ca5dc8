"""At the rim of the glass: the reflection goes on behind the frame, and what is drawn on it fades, not ends."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pygame
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.coach.guidance import Figure, Guidance, Point
from kiosk.mirror import Mirror, open_display
from tests.mirror import scenes

SIZES = ((270, 480), (480, 270), (540, 960))
RIM = 0.05
"""Of the shorter edge."""


def drawn(guidance: Guidance, size: tuple[int, int]) -> np.ndarray:
    """Red, green and blue by column and row, without words."""
    made = scenes.settings(*size)
    with open_display(made.glass) as display:
        mirror = Mirror(display, made)
        for now in (0.0, 1.0):
            mirror.draw(guidance, now)
        return pygame.surfarray.array3d(display.surface).astype(int)


def alone(figure: Figure | None, ghost: Figure | None) -> Guidance:
    """Nothing but the two of them and the count."""
    return replace(scenes.SET, user=figure, ghost=ghost, bar=None, track=None, cue=None, headline="", prompt=None)


def moved(figure: Figure, by: Point) -> Figure:
    return replace(figure, joints={name: (x + by[0], y + by[1]) for name, (x, y) in figure.joints.items()}, eyes=None)


def light(guidance: Guidance, size: tuple[int, int]) -> np.ndarray:
    """What the figures add to the count, by column and row; its own places are left out."""
    empty = drawn(replace(guidance, user=None, ghost=None), size)
    return np.where(empty.max(axis=2) > 0, 0, drawn(guidance, size).max(axis=2))


@pytest.mark.parametrize("size", SIZES, ids=["standing", "lying", "large"])
@pytest.mark.parametrize("by", [(-60.0, 0.0), (60.0, 0.0), (0.0, 100.0), (0.0, -100.0)])
def test_a_figure_that_goes_beyond_the_glass_fades(size: tuple[int, int], by: Point) -> None:
    ghost = moved(scenes.figure(0.9), by)
    found = light(alone(None, ghost), size)
    assert found.max() > 60
    edges = {"left": found[0], "right": found[-1], "top": found[:, 0], "bottom": found[:, -1]}
    assert max(int(edge.max()) for edge in edges.values()) <= 12


@pytest.mark.parametrize("size", SIZES, ids=["standing", "lying", "large"])
def test_a_figure_within_the_rim_is_drawn_as_it_is(size: tuple[int, int]) -> None:
    found = light(alone(scenes.figure(0.2), scenes.figure(0.4)), size)
    deep = round(RIM * min(size)) + 2
    within = found[deep:-deep, deep:-deep]
    assert within.max() == found.max() > 150


@settings(max_examples=12, deadline=None)
@given(st.floats(260.0, 500.0))
def test_light_rises_from_the_rim_inward(height: float) -> None:
    """Of a line across the whole glass, below the count, which figures make way for: never down again, and nowhere by
    more than a soft line's own edge."""
    size = (540, 960)
    across = Figure({"shoulder": (-100.0, height), "hip": (580.0, height)})
    course = light(alone(Figure({"ear": (240.0, 150.0)}), across), size).max(axis=1)
    deep = round(RIM * min(size))
    for rim in (course[:deep], course[::-1][:deep]):
        steps = np.diff(rim)
        assert rim[0] <= 12
        assert rim[-1] > 200
        assert steps.min() >= 0
        assert steps.max() <= 40
