"""Text stays on the screen, whatever it says and however small the screen is."""

from __future__ import annotations

from dataclasses import replace

import pygame
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.coach.guidance import Cue, CueKind
from kiosk.mirror import Mirror, open_display
from kiosk.mirror.lettering import Lettering, block_size, fit, width
from kiosk.mirror.theme import Theme
from tests.mirror import scenes

LONGEST = (
    "Push the wall away with your hips",
    "Chin tucked, eyes down the floor",
    "Your hips rose before your chest did, and your weight went to your toes, so slow down and begin again",
    "Rückwärtsbeugungskontrollmechanismus",
    "W" * 200,
    "",
)
pygame.font.init()


@pytest.mark.parametrize("text", LONGEST)
@pytest.mark.parametrize("wide", range(240, 1081, 120))
def test_cue_stays_inside_its_place(text: str, wide: int) -> None:
    size = (wide, wide * 16 // 9)
    theme = Theme.of(scenes.settings(*size).glass, size)
    for side in (1, -1):
        layout = theme.layout(side)
        for box in (layout.cue, layout.voice):
            piece = Lettering().block(text, box.size, theme.sizes.voice, theme.palette.line)
            assert piece.size[0] <= box.width
            assert piece.picture.get_height() - piece.inset[1] <= box.height + layout.margin / 2
            assert piece.inset[0] <= layout.margin
            assert pygame.Rect((0, 0), size).contains(box)


@pytest.mark.parametrize("wide", [240, 540])
@pytest.mark.parametrize("text", LONGEST[:-1])
def test_margins_stay_black(text: str, wide: int) -> None:
    tree = scenes.settings(wide, wide * 16 // 9)
    # Of what is said: the mat to stand on lies where its reflection does.
    quiet = replace(scenes.BASELINE, headline=text, hint=text, drill_name=text, user=None)
    loud = replace(scenes.SET, cue=Cue(11.0, "x", text, CueKind.CORRECTION), user=None, ghost=None, drill_name=text)
    for guidance in (quiet, loud, replace(scenes.SUMMARY, summary=None, headline=text, hint=text)):
        with open_display(tree.glass) as display:
            mirror = Mirror(display, tree)
            for now in (0.0, 1.0):
                mirror.draw(guidance, now)
            edge = wide // 60
            frame = pygame.surfarray.array3d(display.surface)
            frame[edge:-edge, edge:-edge] = 0
            assert frame.max() == 0


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120), st.integers(20, 900), st.integers(20, 600), st.integers(8, 120))
def test_any_text_fits_any_box_it_can(text: str, wide: int, high: int, size: int) -> None:
    fitted, lines = fit(text, (wide, high), size, 4)
    assert 1 <= len(lines) <= 4
    assert fitted <= size
    narrowest = width("…", fitted)
    assert all(width(line, fitted) <= max(wide, narrowest) for line in lines)


@pytest.mark.parametrize("text", LONGEST)
@pytest.mark.parametrize(("box", "most"), [((700, 600), 4), ((300, 200), 2), ((120, 40), 1)])
def test_what_is_measured_is_what_is_drawn(text: str, box: tuple[int, int], most: int) -> None:
    for size in (9, 40, 107):
        drawn = Lettering().block(text, box, size, (255, 255, 255), most=most)
        assert block_size(text, box, size, most) == drawn.size


def test_lines_are_even() -> None:
    _, lines = fit("Push the wall away with your hips", (700, 600), 60, 4)
    assert min(len(line) for line in lines) * 2 > max(len(line) for line in lines)


def test_what_does_not_fit_is_cut_visibly() -> None:
    _, lines = fit("word " * 80, (300, 200), 60, 3)
    assert lines[-1].endswith("…")


def test_words_are_rendered_once() -> None:
    lettering = Lettering()
    first = lettering.line("3", 40, (255, 255, 255))
    assert lettering.line("3", 40, (255, 255, 255)) is first
    for number in range(200):
        lettering.line(str(number), 12, (255, 255, 255))
    assert lettering.line("3", 40, (255, 255, 255)) is not first
