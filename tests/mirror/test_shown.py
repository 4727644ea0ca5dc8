"""Who shows the drill that comes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pygame
import pytest

from kiosk.coach.drill import load_repertoire
from kiosk.coach.ghost.shown import shown
from kiosk.mirror import Display, Mirror, open_display
from kiosk.mirror.demonstration import place_shown
from tests.mirror import scenes

DRILLS = load_repertoire().drills
BOX = pygame.Rect(100, 50, 300, 240)
SMALL = (270, 480)


@pytest.fixture
def small() -> Iterator[Display]:
    with open_display(scenes.settings(*SMALL).glass) as display:
        yield display


@pytest.mark.parametrize("drill_id", DRILLS)
def test_all_of_a_rep_stays_in_its_box(drill_id: str) -> None:
    made = shown(DRILLS[drill_id])
    assert made is not None
    places = [
        place
        for now in np.arange(0.0, made.rest + made.down + made.pause + made.leap_lasts + made.up, 0.1)
        for place in place_shown(made, float(now), BOX).values()
    ]
    xs, ys = ([place[axis] for place in places] for axis in (0, 1))
    assert min(xs) >= BOX.left - 1e-6
    assert max(xs) <= BOX.right + 1e-6
    assert min(ys) >= BOX.top - 1e-6
    assert max(ys) == pytest.approx(BOX.bottom, abs=1.0)


def test_it_moves_smoothly_waits_at_both_ends_and_begins_again() -> None:
    made = shown(DRILLS["hip_hinge"])
    assert made is not None
    whole = made.rest + made.down + made.pause + made.up

    def hip(now: float) -> float:
        return place_shown(made, now, BOX)["hip"][0]

    ways = [abs(hip(now + 1 / 30) - hip(now)) for now in np.arange(0.0, 2 * whole, 1 / 30)]
    assert max(ways) < 3.0
    assert hip(0.1) == hip(made.rest - 0.1)
    far = made.rest + made.down
    assert hip(far + 0.05) == hip(far + made.pause - 0.05)
    assert hip(1.7) == pytest.approx(hip(1.7 + whole))
    assert abs(hip(far) - hip(0.0)) > 10.0


def lit(display: Display, scene_name: str, *nows: float) -> list[np.ndarray]:
    scene = scenes.SCENES[scene_name]
    mirror = Mirror(display, scenes.settings(*SMALL))
    mirror.draw(scene, 0.0)
    pictures = []
    for now in nows:
        mirror.draw(scene, now)
        pictures.append(pygame.surfarray.array3d(display.surface).astype(int))
    return pictures


def test_only_the_figure_moves_while_a_drill_is_announced(small: Display) -> None:
    one, other = lit(small, "next_drill", 1.0, 3.3)
    changed = np.argwhere(np.abs(one - other).max(axis=2) > 40)
    assert len(changed) > 20
    assert changed[:, 1].max() < 0.26 * SMALL[1]


def test_without_a_figure_the_lines_are_read_all_the_same(small: Display) -> None:
    mirror = Mirror(small, scenes.settings(*SMALL))
    pictures = []
    for step, scene in enumerate((scenes.NEXT_DRILL, replace(scenes.NEXT_DRILL, shown=None))):
        for now in (0.0, 0.9):
            mirror.draw(scene, step + now)
        pictures.append(pygame.surfarray.array3d(small.surface)[:, round(0.27 * SMALL[1]) :])
    assert np.array_equal(*pictures)
