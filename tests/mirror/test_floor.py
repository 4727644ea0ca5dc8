"""Where to stand: on the floor that is reflected, where all of a person is in the picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pygame
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kiosk.coach.guidance import Feet, Guidance
from kiosk.mirror import Display, Mirror, open_display
from kiosk.mirror.floor import LYING, STANDING, Mat
from kiosk.mirror.lens import Camera
from kiosk.mirror.optics import SOLE_MM, Glass, Optics, Reflection
from tests.mirror import scenes

PICTURE = (480, 640)
SMALL = (270, 480)

optics = st.builds(
    lambda fov, height, tilt, pan, low, body: Optics(
        Camera(fov, 0.0, height - low, -20.0, tilt, pan), Glass(1080, 1920, 680.0, low), body
    ),
    st.floats(50.0, 90.0),
    st.floats(500.0, 1600.0),
    st.floats(-8.0, 15.0),
    st.floats(-8.0, 8.0),
    st.floats(0.0, 700.0),
    st.floats(1500.0, 2000.0),
)
starts = st.sampled_from(["standing", "lying"])


def feet_at(made: Optics, x: float, z: float) -> Feet:
    """Of somebody who stands at ``x`` and ``z``."""
    sole = SOLE_MM - made.glass.bottom_above_floor
    heel, toe = (made.camera.picture_point((x + off, sole, z), PICTURE) for off in (-1.0, 1.0))
    return Feet(heel, toe, 0.0)


@settings(deadline=None)
@given(optics, starts)
def test_who_is_on_the_mat_is_whole_in_the_picture(made: Optics, start: str) -> None:
    mat = Mat.of(made, PICTURE, start)
    assume(mat is not None)
    floor = -made.glass.bottom_above_floor
    tall = made.body_height_mm if start == "standing" else 500.0
    for x in (mat.x - mat.length / 2.2, mat.x, mat.x + mat.length / 2.2):
        for y in (floor, floor + tall):
            u, v = made.camera.picture_point((x, y, mat.z), PICTURE)
            assert 0.0 < u < PICTURE[0]
            assert 0.0 < v < PICTURE[1]
    assert (mat.length, mat.depth) == (STANDING if start == "standing" else LYING)


def test_a_camera_that_never_sees_all_of_anybody_has_no_place_for_them() -> None:
    assert Mat.of(Optics(Camera(66.0, 0.0, 0.0, tilt=40.0), Glass(1080, 1920, 680.0, 470.0), 1720.0), PICTURE) is None


@settings(deadline=None)
@given(optics, st.floats(-1.6, 1.6), st.floats(-1.6, 1.6))
def test_the_mat_is_met_by_who_stands_on_it_alone(made: Optics, along: float, across: float) -> None:
    mat = Mat.of(made, PICTURE)
    assume(mat is not None and abs(abs(along) - 1.0) > 0.02 and abs(abs(across) - 1.0) > 0.02)
    feet = feet_at(made, mat.x + along * mat.length / 2.0, mat.z + across * mat.depth / 2.0)
    assert mat.bears(made, PICTURE, feet) is (abs(along) < 1.0 and abs(across) < 1.0)


def test_who_was_on_it_is_off_it_only_a_step_beyond_its_edge() -> None:
    made = Optics.of(scenes.settings())
    mat = Mat.of(made, PICTURE)
    assert mat is not None
    beyond = feet_at(made, mat.x, mat.z + mat.depth / 2.0 + 60.0)
    assert not mat.bears(made, PICTURE, beyond)
    assert mat.bears(made, PICTURE, beyond, before=True)
    assert not mat.bears(made, PICTURE, feet_at(made, mat.x, mat.z + mat.depth), before=True)
    assert not mat.bears(made, PICTURE, None, before=True)


@settings(deadline=None)
@given(optics, st.floats(1200.0, 3500.0), st.floats(-400.0, 400.0), st.sampled_from([1, -1]))
def test_the_outline_lies_on_the_reflected_floor(made: Optics, away: float, aside: float, ahead: int) -> None:
    """A ray from the eye through each point of it, thrown back by the glass, comes down on the mat."""
    mat = Mat.of(made, PICTURE)
    assume(mat is not None)
    eye = (aside, 1600.0 - made.glass.bottom_above_floor, away)
    drawn = mat.outlines(Reflection(made.camera, made.glass, PICTURE, away, eye), ahead)
    assume(drawn is not None)
    for u, v in (*drawn[0], *(point for sole in drawn[1] for point in sole)):
        x = (u - made.glass.width_px / 2.0) / made.glass.px_per_mm
        y = (made.glass.height_px - v) / made.glass.px_per_mm
        falls = (-made.glass.bottom_above_floor - eye[1]) / (y - eye[1])
        came = (eye[0] + (x - eye[0]) * falls, -(eye[2] - eye[2] * falls))
        assert abs(came[0] - mat.x) <= mat.length / 2.0 + 1e-6
        assert abs(came[1] - mat.z) <= mat.depth / 2.0 + 1e-6


def test_the_soles_point_where_one_faces() -> None:
    """Toes are broader than heels."""
    made = Optics.of(scenes.settings())
    mat = Mat.of(made, PICTURE)
    assert mat is not None
    seen = made.reflection(PICTURE, 446.0, None)
    for ahead in (1, -1):
        drawn = mat.outlines(seen, ahead)
        assert drawn is not None
        for sole in drawn[1]:
            xs = [x for x, _ in sole]
            middle = (min(xs) + max(xs)) / 2.0
            toes, heel = (
                np.ptp([y for x, y in sole if (x - middle) * ahead * side > 0.3 * (max(xs) - middle)])
                for side in (1, -1)
            )
            assert toes > heel


# -- on the glass ------------------------------------------------------------------------------------------


@pytest.fixture
def small() -> Iterator[Display]:
    with open_display(scenes.settings(*SMALL).glass) as display:
        yield display


def floor_of(display: Display, *shown: Guidance) -> np.ndarray:
    """The glass below the cue's rule after ``shown``, one a second; nobody drawn."""
    mirror = Mirror(display, scenes.settings(*SMALL))
    for step, guidance in enumerate(shown):
        for now in (0.0, 0.5, 0.9):
            mirror.draw(replace(guidance, user=replace(guidance.user, joints=_head(guidance))), step + now)
    return pygame.surfarray.array3d(display.surface)[:, SMALL[1] * 7 // 10 :].astype(int)


def _head(guidance: Guidance) -> dict[str, tuple[float, float]]:
    assert guidance.user is not None
    return {"ear": guidance.user.joints["ear"]}


def green(pixels: np.ndarray) -> bool:
    return bool(((pixels[..., 1] - pixels[..., 2] > 40) & (pixels[..., 1] > 120)).sum() > 30)


def blue(pixels: np.ndarray) -> bool:
    return bool(((pixels[..., 2] - pixels[..., 0] > 60) & (pixels[..., 2] > 120)).sum() > 30)


@pytest.mark.parametrize("name", ["too_close", "on_mat"])
def test_the_mat_turns_green_once_somebody_stands_on_it(name: str, small: Display) -> None:
    scene = scenes.SCENES[name]
    assert scene is not None
    floor = floor_of(small, scene)
    assert (blue(floor), green(floor)) == (name == "too_close", name == "on_mat")


def test_it_does_not_flicker_at_its_edge(small: Display) -> None:
    """Feet that are read to and fro by 40 mm."""
    made = Optics.of(scenes.settings(*SMALL))
    mat = Mat.of(made, PICTURE)
    assert mat is not None
    edge = mat.z + mat.depth / 2.0
    on, off = (replace(scenes.ON_MAT, feet=feet_at(made, mat.x, edge + beyond)) for beyond in (-20.0, 20.0))
    assert not green(floor_of(small, off))
    assert green(floor_of(small, on, off, on, off))


def test_who_is_well_placed_elsewhere_is_not_sent_to_it(small: Display) -> None:
    floor = floor_of(small, replace(scenes.TOO_CLOSE, progress=0.4))
    assert not blue(floor)
    assert not green(floor)
    assert green(floor_of(small, replace(scenes.ON_MAT, progress=0.4)))


def test_there_is_none_during_a_set(small: Display) -> None:
    floor = floor_of(small, replace(scenes.SET, ghost=None, bar=None, feet=scenes.TOO_CLOSE.feet))
    assert not blue(floor)


def test_it_is_left_out_where_the_glass_does_not_reflect_the_floor() -> None:
    """As from far off before a glass that hangs high: the words have to do."""
    made = Optics.of(scenes.settings())
    mat = Mat.of(made, PICTURE)
    assert mat is not None
    far = Reflection(made.camera, made.glass, PICTURE, 6000.0, (0.0, 900.0, 6000.0))
    assert mat.outlines(far) is None


def test_a_mat_wider_than_the_glass_is_not_two_lines_across_it(small: Display) -> None:
    assert not blue(floor_of(small, scenes.LIE_DOWN))
    size = (480, 270)
    made = Optics.of(scenes.settings(*size))
    mat = Mat.of(made, PICTURE, "lying")
    assert mat is not None
    drawn = mat.outlines(made.reflection(PICTURE, 446.0, None))
    assert drawn is not None
    assert len(drawn[0]) == 4
    assert drawn[1] == ()
