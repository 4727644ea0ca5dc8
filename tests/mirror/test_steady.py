"""No layout jumps: words stand still on every screen, whatever the person does and however far it has come."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pygame
import pytest

from kiosk.coach.guidance import Figure, Guidance, Stage
from kiosk.mirror import Mirror, open_display
from kiosk.mirror.theme import Theme
from kiosk.motion.posture import Facing
from tests.mirror import scenes

SIZES = ((270, 480), (480, 270))
WHITE = 200
"""Of every channel, and more: words, but no ring, rule, ghost or mat, whatever their colour."""
NAMES = (
    "idle", "linked", "approach", "setup", "on_mat", "too_close", "placed", "baseline", "cued", "praised", "caution",
    "next_drill", "next_on_the_floor", "rest", "rest_after", "rest_sides", "paused", "too_slow", "waiting", "summary",
)  # fmt: skip


def moved(scene: Guidance, step: int) -> Guidance:
    """``scene`` a while later: the person elsewhere, turned round, a ring or a rule farther on. Nothing of them is
    drawn in white."""
    share = 0.15 + 0.2 * step
    later = replace(scene, time=scene.time + 0.1 * step, progress=share if scene.progress > 0.0 else 0.0)
    if scene.user is not None:
        feet = None
        if scene.feet is not None:
            off = 40.0 * step
            heel, toe = ((x + off, y + off / 4.0) for x, y in (scene.feet.heel, scene.feet.toe))
            feet = replace(scene.feet, heel=heel, toe=toe)
        facing = (Facing.LEFT, Facing.RIGHT)[step % 2]
        place = (120.0 + 60.0 * step, 90.0 + 25.0 * step)
        later = replace(later, user=Figure({"ear": place}), ghost=None, facing=facing, feet=feet)
    if scene.agenda is not None and scene.agenda.seconds_left is not None:
        later = replace(later, agenda=replace(scene.agenda, seconds_left=27.0 - 4.0 * step))
    return later


def words(size: tuple[int, int], *shown: Guidance) -> list[np.ndarray]:
    """Where there are words in the places for them after each of ``shown``, one a second, on one mirror."""
    made = scenes.settings(*size)
    theme = Theme.of(made.glass, size)
    found = []
    with open_display(made.glass) as display:
        mirror = Mirror(display, made)
        for second, guidance in enumerate(shown):
            for now in (0.0, 0.4, 0.9):
                mirror.draw(guidance, second + now)
            white = pygame.surfarray.array3d(display.surface).min(axis=2) > WHITE
            kept = np.zeros_like(white)
            for side in (1, -1):
                layout = theme.layout(side, side)
                for box in (layout.voice, layout.cue, layout.listed, layout.heading):
                    kept[box.left : box.right, box.top : box.bottom] = True
            # The seconds of a rest, which count down, stand at the symbol or in the corner.
            if guidance.stage is Stage.REST:
                layout = theme.layout()
                x, y = np.ogrid[: size[0], : size[1]]
                kept &= np.hypot(x - layout.symbol[0], y - layout.symbol[1]) > 0.28 * min(size)
                kept[layout.outer - layout.count_height :, : layout.top + layout.count_height] = False
            found.append(white & kept)
    return found


@pytest.mark.parametrize("size", SIZES, ids=["standing", "lying"])
@pytest.mark.parametrize("name", NAMES)
def test_words_stand_still(name: str, size: tuple[int, int]) -> None:
    scene = scenes.SCENES[name]
    assert scene is not None
    first, *later = words(size, *(moved(scene, step) for step in range(4)))
    assert first.sum() > 20
    for each in later:
        assert np.array_equal(first, each)


@pytest.mark.parametrize("size", SIZES, ids=["standing", "lying"])
def test_words_that_move_are_told(size: tuple[int, int]) -> None:
    """Who begins a set at the other side has the words at the other side: the measure sees it."""
    at = [replace(scenes.CUED, user=scenes.figure(0.0, foot=(x, 900)), ghost=None, bar=None) for x in (150, 400)]
    one, other = (words(size, scenes.IDLE, scene)[1] for scene in at)
    assert not np.array_equal(one, other)
