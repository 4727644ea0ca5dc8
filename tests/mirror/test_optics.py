"""The mirror's geometry against independent geometry."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.mirror.optics import EYE_HEIGHT, UNKNOWN_DISTANCE_MM, Camera, Glass, Optics, Reflection, crossing
from kiosk.settings import Settings

PICTURE = (480, 640)
lateral = st.floats(-3000, 3000)
depth = st.floats(200, 8000)
room_points = st.tuples(lateral, lateral, depth)
picture_points = st.tuples(st.floats(0, 480), st.floats(0, 640))
cameras = st.builds(Camera, st.floats(25, 120), st.floats(-500, 500), st.floats(-200, 2000))
glasses = st.builds(Glass, st.integers(240, 2160), st.integers(240, 3840), st.floats(100, 1500), st.floats(0, 1500))
reflections = st.builds(Reflection, cameras, glasses, st.just(PICTURE), st.floats(500, 8000), room_points)


def in_plane(camera: Camera, glass: Glass, distance: float, eye: tuple[float, float]) -> Reflection:
    return Reflection(camera, glass, PICTURE, distance, camera.into_room(eye, distance, PICTURE))


@given(room_points, room_points)
def test_crossing_agrees_with_a_ray_through_a_plane(
    eye: tuple[float, float, float], point: tuple[float, float, float]
) -> None:
    householder = np.eye(3) - 2.0 * np.outer([0, 0, 1], [0, 0, 1])
    image = householder @ np.array(point)
    origin = np.array(eye)
    # Solve origin + s * (image - origin) = a * ex + b * ey for s, a, b.
    system = np.column_stack([image - origin, [-1, 0, 0], [0, -1, 0]])
    _, x, y = np.linalg.solve(system, -origin)
    assert crossing(eye, point) == pytest.approx((x, y), abs=1e-6)


@given(room_points, room_points)
def test_light_leaves_the_glass_at_the_angle_it_came(
    eye: tuple[float, float, float], point: tuple[float, float, float]
) -> None:
    x, y = crossing(eye, point)
    to_eye = (eye[0] - x, eye[1] - y)
    to_point = (point[0] - x, point[1] - y)
    for along_eye, along_point in zip(to_eye, to_point, strict=True):
        assert along_eye / eye[2] == pytest.approx(-along_point / point[2], abs=1e-6)


@given(cameras, glasses, st.floats(500, 8000), picture_points, picture_points)
def test_midpoint_rule(
    camera: Camera, glass: Glass, distance: float, eye: tuple[float, float], point: tuple[float, float]
) -> None:
    reflection = in_plane(camera, glass, distance, eye)
    e = camera.into_room(eye, distance, PICTURE)
    p = camera.into_room(point, distance, PICTURE)
    middle = glass.on_screen((e[0] + p[0]) / 2, (e[1] + p[1]) / 2)
    assert reflection.place(point) == pytest.approx(middle, abs=1e-6)


@given(cameras, glasses, st.floats(100, 600), picture_points, picture_points)
def test_one_sees_oneself_at_half_size(
    camera: Camera, glass: Glass, height_px: float, eye: tuple[float, float], foot: tuple[float, float]
) -> None:
    """Whatever the lens and the distance: the figure's size on the glass depends on the body alone."""
    head = (foot[0], foot[1] - height_px)
    optics = Optics(camera, glass, 1720.0)
    reflection = optics.reflection(PICTURE, height_px, eye)
    if not 500.0 < reflection.distance < 8000.0:
        return
    on_glass = math.dist(reflection.place(head), reflection.place(foot)) / glass.px_per_mm
    assert on_glass == pytest.approx(1720.0 / 2, rel=1e-9)


@given(reflections, picture_points, st.floats(1, 200))
def test_orientation_is_a_mirrors(reflection: Reflection, point: tuple[float, float], step: float) -> None:
    x, y = reflection.place(point)
    right = reflection.place((point[0] + step, point[1]))
    below = reflection.place((point[0], point[1] + step))
    assert right[0] < x
    assert right[1] == pytest.approx(y)
    assert below[1] > y
    assert below[0] == pytest.approx(x)


@given(cameras, glasses, st.floats(500, 8000), picture_points)
def test_ones_own_eye_is_straight_ahead(
    camera: Camera, glass: Glass, distance: float, eye: tuple[float, float]
) -> None:
    x, y, _ = camera.into_room(eye, distance, PICTURE)
    assert in_plane(camera, glass, distance, eye).place(eye) == pytest.approx(glass.on_screen(x, y), abs=1e-6)


@given(cameras, picture_points, st.floats(500, 8000))
def test_into_room_agrees_with_a_projection_matrix(
    camera: Camera, point: tuple[float, float], distance: float
) -> None:
    focal = camera.focal_length(PICTURE)
    axes = np.array([[-1, 0, 0], [0, -1, 0], [0, 0, 1]], float)
    """Rows: the camera's right, down and forward, in the room."""
    seen = axes @ (np.array(camera.into_room(point, distance, PICTURE)) - [camera.x, camera.y, 0])
    assert np.linalg.det(axes) == pytest.approx(1.0)
    u, v = focal * seen[0] / seen[2] + 240, focal * seen[1] / seen[2] + 320
    assert (u, v) == pytest.approx(point, abs=1e-6)


def test_distance_from_height_in_the_picture() -> None:
    camera = Camera(66.0, 0.0, 0.0)
    whole_picture_at = 860.0 / math.tan(math.radians(33.0))
    assert camera.distance(640.0, 1720.0, PICTURE) == pytest.approx(whole_picture_at)
    assert camera.distance(320.0, 1720.0, PICTURE) == pytest.approx(2 * whole_picture_at)
    assert camera.distance(None, 1720.0, PICTURE) == UNKNOWN_DISTANCE_MM
    assert camera.distance(0.0, 1720.0, PICTURE) == UNKNOWN_DISTANCE_MM
    assert camera.distance(float("nan"), 1720.0, PICTURE) == UNKNOWN_DISTANCE_MM


def test_without_an_eye_it_is_a_standing_persons() -> None:
    optics = Optics.of(Settings())
    reflection = optics.reflection(PICTURE, None, None)
    assert reflection.eye[0] == optics.camera.x
    assert reflection.eye[1] + optics.glass.bottom_above_floor == pytest.approx(EYE_HEIGHT * 1720.0)
    beside = optics.reflection(PICTURE, None, None, near=(300.0, 400.0))
    assert beside.eye[0] == pytest.approx(optics.camera.into_room((300.0, 400.0), UNKNOWN_DISTANCE_MM, PICTURE)[0])


def test_the_settings_say_how_high_the_glass_hangs() -> None:
    settings = Settings.model_validate(
        {"camera": {"height_above_floor": 1.1}, "glass": {"camera_above_bottom_mm": 400.0, "width_mm": 530.0}}
    )
    optics = Optics.of(settings)
    assert optics.glass.bottom_above_floor == pytest.approx(700.0)
    assert optics.glass.on_screen(0.0, 0.0) == (540.0, 1920.0)
    assert optics.glass.on_screen(265.0, 0.0) == (1080.0, 1920.0)
