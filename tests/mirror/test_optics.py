"""The mirror's geometry against independent geometry."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.coach.guidance import Feet, Figure
from kiosk.mirror.optics import (
    EYE_HEIGHT,
    SOLE_MM,
    UNKNOWN_DISTANCE_MM,
    Camera,
    Glass,
    Optics,
    Point,
    Reflection,
    Vector,
    crossing,
)
from kiosk.settings import Settings

PICTURE = (480, 640)
lateral = st.floats(-3000, 3000)
depth = st.floats(200, 8000)
gaps = st.floats(0, 60)
angles = st.floats(-25, 25)
room_points = st.tuples(lateral, lateral, depth)
picture_points = st.tuples(st.floats(0, 480), st.floats(0, 640))
level_cameras = st.builds(Camera, st.floats(25, 120), st.floats(-500, 500), st.floats(-200, 2000))
lenses = st.tuples(st.floats(-0.05, 0.2), st.floats(0.0, 0.05))
cameras = st.builds(
    Camera,
    st.floats(30, 75),
    st.floats(-500, 500),
    st.floats(-200, 2000),
    st.floats(-300, 0),
    angles,
    angles,
    st.floats(-15, 15),
    lenses,
)
"""Anywhere, turned any way, behind lenses as they are sold."""
glasses = st.builds(
    Glass, st.integers(240, 2160), st.integers(240, 3840), st.floats(100, 1500), st.floats(0, 1500), gaps
)
flat_glasses = st.builds(
    Glass, st.integers(240, 2160), st.integers(240, 3840), st.floats(100, 1500), st.floats(0, 1500)
)
level_reflections = st.builds(
    Reflection, level_cameras, flat_glasses, st.just(PICTURE), st.floats(500, 8000), room_points
)


def in_plane(camera: Camera, glass: Glass, distance: float, eye: Point) -> Reflection:
    return Reflection(camera, glass, PICTURE, distance, camera.at_depth(eye, distance, PICTURE))


def opencv_sees(camera: Camera, place: Vector) -> Point:
    """Where OpenCV has ``place`` in the picture: another's geometry, from the axes' meaning alone."""
    pan, tilt, roll = (math.radians(angle) for angle in (camera.pan, camera.tilt, camera.roll))
    level = np.array([[-1, 0, 0], [0, -1, 0], [0, 0, 1]], float)
    """Of the camera that looks straight out of the glass: its right, down and forward."""
    to_the_right, _ = cv2.Rodrigues(np.array([0.0, pan, 0.0]))  # about the room's y: z turns towards x
    downward, _ = cv2.Rodrigues(np.array([tilt, 0.0, 0.0]))  # about the camera's own right
    clockwise, _ = cv2.Rodrigues(np.array([0.0, 0.0, roll]))  # about its line of sight, y being down
    turn = clockwise @ downward @ level @ to_the_right.T
    focal = 320.0 / math.tan(math.radians(camera.field_of_view) / 2.0)
    matrix = np.array([[focal, 0, 240.0], [0, focal, 320.0], [0, 0, 1]])
    lens = np.array([*camera.distortion, 0.0, 0.0, 0.0])
    # As a rotation vector, a turn of nearly 180 degrees would lose digits.
    before = turn @ (np.array(place) - [camera.x, camera.y, camera.z])
    found, _ = cv2.projectPoints(before[None], np.zeros(3), np.zeros(3), matrix, lens)
    return float(found[0, 0, 0]), float(found[0, 0, 1])


def traced(eye: Vector, place: Vector, gap: float) -> tuple[float, float]:
    """Where on the panel the light passes that leaves ``place``, is thrown back and enters ``eye``: by trying where
    on the surface it would be thrown back at the angle it came (Heron), by bisection; and from there on to the
    panel."""

    def axis(index: int) -> float:
        low, high = min(eye[index], place[index]) - 1.0, max(eye[index], place[index]) + 1.0

        def steeper(at: float) -> float:
            return (at - eye[index]) / eye[2] - (place[index] - at) / place[2]

        for _ in range(200):
            middle = (low + high) / 2.0
            low, high = (middle, high) if steeper(middle) < 0.0 else (low, middle)
        return low + (low - eye[index]) / eye[2] * gap

    return axis(0), axis(1)


@given(cameras, picture_points, st.floats(500, 8000))
def test_opencv_sees_a_place_where_it_was_found(camera: Camera, point: Point, distance: float) -> None:
    place = camera.at_depth(point, distance, PICTURE)
    assert place[2] == pytest.approx(distance)
    assert opencv_sees(camera, place) == pytest.approx(point, abs=1e-4)
    assert camera.picture_point(place, PICTURE) == pytest.approx(point, abs=1e-6)


@given(cameras, glasses, picture_points, picture_points, st.floats(800, 5000), st.floats(-60, 60), st.floats(-60, 60))
def test_a_ray_tracer_finds_the_reflection_within_a_millimetre(
    camera: Camera, glass: Glass, eyes: Point, joint: Point, distance: float, nearer: float, deeper: float
) -> None:
    """From pixel to pixel, against OpenCV's lens and light that is thrown back at the angle it came."""
    focal = camera.focal_length(PICTURE)
    eye = camera.at_depth(eyes, distance * (1.0 + nearer / focal), PICTURE)
    reflection = Reflection(camera, glass, PICTURE, distance, eye)
    x, y = reflection.place(joint, deeper)
    on_glass = (x / glass.px_per_mm - glass.width_mm / 2.0, (glass.height_px - y) / glass.px_per_mm)
    place = camera.at_depth(joint, distance * (1.0 + deeper / focal), PICTURE)
    assert opencv_sees(camera, place) == pytest.approx(joint, abs=1e-4)
    assert math.dist(on_glass, traced(eye, place, glass.gap)) < 1e-3


@given(cameras, picture_points, st.floats(-2500, -100))
def test_what_is_seen_on_the_floor_is_on_the_floor(camera: Camera, point: Point, floor: float) -> None:
    place = camera.on_level(point, floor, PICTURE)
    if place is None:
        assert (floor - camera.y) * camera.sight(point, PICTURE)[1] <= 0.0
    else:
        assert place[1] == floor
        if place[2] > camera.z + 1.0:
            assert opencv_sees(camera, place) == pytest.approx(point, abs=1e-3)


def test_what_cannot_be_seen_there_is_said() -> None:
    camera = Camera(66.0, 0.0, 0.0)
    with pytest.raises(ValueError, match="before the camera"):
        camera.picture_point((0.0, 0.0, -100.0), PICTURE)
    with pytest.raises(ValueError, match="never -500 mm before the glass"):
        camera.at_depth((240.0, 320.0), -500.0, PICTURE)


@given(st.floats(0, 45), st.floats(0.5, 6.0))
def test_a_sheet_of_glass_counts_by_its_index(aside: float, thickness: float) -> None:
    """Snell against the rule of the module: what lies behind the sheet seems nearer by t (1 - 1/n)."""
    angle = math.radians(min(aside, 40.0))
    within = math.asin(math.sin(angle) / 1.52)
    assert abs(thickness * math.tan(within) - thickness / 1.52 * math.tan(angle)) < 0.6


@given(room_points, room_points)
def test_light_leaves_the_glass_at_the_angle_it_came(
    eye: tuple[float, float, float], point: tuple[float, float, float]
) -> None:
    x, y = crossing(eye, point)
    to_eye = (eye[0] - x, eye[1] - y)
    to_point = (point[0] - x, point[1] - y)
    for along_eye, along_point in zip(to_eye, to_point, strict=True):
        assert along_eye / eye[2] == pytest.approx(-along_point / point[2], abs=1e-6)


@given(level_cameras, flat_glasses, st.floats(500, 8000), picture_points, picture_points)
def test_midpoint_rule(
    camera: Camera, glass: Glass, distance: float, eye: tuple[float, float], point: tuple[float, float]
) -> None:
    reflection = in_plane(camera, glass, distance, eye)
    e = camera.at_depth(eye, distance, PICTURE)
    p = camera.at_depth(point, distance, PICTURE)
    middle = glass.on_screen((e[0] + p[0]) / 2, (e[1] + p[1]) / 2)
    assert reflection.place(point) == pytest.approx(middle, abs=1e-6)


@given(level_cameras, flat_glasses, st.floats(100, 600), picture_points, picture_points)
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


@given(level_reflections, picture_points, st.floats(1, 200))
def test_orientation_is_a_mirrors(reflection: Reflection, point: tuple[float, float], step: float) -> None:
    x, y = reflection.place(point)
    right = reflection.place((point[0] + step, point[1]))
    below = reflection.place((point[0], point[1] + step))
    assert right[0] < x
    assert right[1] == pytest.approx(y)
    assert below[1] > y
    assert below[0] == pytest.approx(x)


@given(cameras, flat_glasses, st.floats(500, 8000), picture_points)
def test_ones_own_eye_is_straight_ahead(
    camera: Camera, glass: Glass, distance: float, eye: tuple[float, float]
) -> None:
    x, y, _ = camera.at_depth(eye, distance, PICTURE)
    assert in_plane(camera, glass, distance, eye).place(eye) == pytest.approx(glass.on_screen(x, y), abs=1e-6)


def test_distance_from_height_in_the_picture() -> None:
    optics = Optics(Camera(66.0, 0.0, 0.0), Glass(1080, 1920, 530.0, 700.0), 1720.0)
    whole_picture_at = 860.0 / math.tan(math.radians(33.0))
    assert optics.distance(PICTURE, None, 640.0) == pytest.approx(whole_picture_at)
    assert optics.distance(PICTURE, None, 320.0) == pytest.approx(2 * whole_picture_at)
    assert optics.distance(PICTURE) == UNKNOWN_DISTANCE_MM
    assert optics.distance(PICTURE, None, 0.0) == UNKNOWN_DISTANCE_MM
    assert optics.distance(PICTURE, None, float("nan")) == UNKNOWN_DISTANCE_MM


@given(cameras, st.floats(1200, 4500), st.floats(-400, 400), st.floats(-30, 30))
def test_distance_from_where_the_feet_stand(camera: Camera, away: float, aside: float, depth: float) -> None:
    """Whoever stands there, however tall: a person of any height and none at all."""
    optics = Optics(camera, Glass(1080, 1920, 530.0, 860.0 - camera.y), 1720.0)
    foot = away * (1.0 + depth / camera.focal_length(PICTURE))
    floor = SOLE_MM - optics.glass.bottom_above_floor
    places = [(aside - 120.0, floor, foot), (aside + 120.0, floor, foot)]
    heel, toe = (camera.picture_point(place, PICTURE) for place in places)
    # The middle of two picture points is not quite that of two places.
    assert optics.distance(PICTURE, Feet(heel, toe, depth)) == pytest.approx(away, rel=0.005)


def standing(optics: Optics, away: float) -> Feet:
    floor = SOLE_MM - optics.glass.bottom_above_floor
    heel, toe = (optics.camera.picture_point((x, floor, away), PICTURE) for x in (-120.0, 120.0))
    return Feet(heel, toe, 0.0)


@pytest.mark.parametrize("height_mm", [1500.0, 1720.0, 1950.0])
def test_how_tall_somebody_seems_counts_as_far_as_people_are_alike(height_mm: float) -> None:
    """Between what feet and height say; nearer to the feet, but where the camera is hardly above them."""
    away, shares = 2200.0, []
    for above_floor in (300.0, 860.0, 1500.0):
        optics = Optics(Camera(66.0, 0.0, above_floor, tilt=5.0), Glass(1080, 1920, 530.0, 0.0), 1720.0)
        tall = optics.camera.focal_length(PICTURE) * height_mm / away
        by_height = optics.distance(PICTURE, None, tall)
        assert by_height == pytest.approx(away * 1720.0 / height_mm)
        found = optics.distance(PICTURE, standing(optics, away), tall)
        assert min(away, by_height) - 1.0 <= found <= max(away, by_height) + 1.0
        shares.append(1.0 if by_height == pytest.approx(away) else (found - away) / (by_height - away))
    if height_mm != 1720.0:
        assert shares[0] > 0.5 > 0.2 > shares[1] > shares[2]


def test_feet_that_stand_nowhere_are_not_believed() -> None:
    optics = Optics(Camera(66.0, 0.0, 160.0), Glass(1080, 1920, 530.0, 700.0), 1720.0)
    above = Feet((200.0, 100.0), (260.0, 100.0), 0.0)
    assert optics.distance(PICTURE, above, 400.0) == optics.distance(PICTURE, None, 400.0)
    assert optics.distance(PICTURE, above) == UNKNOWN_DISTANCE_MM


def test_a_figure_is_placed_joint_by_joint_at_its_own_depth() -> None:
    optics = Optics.of(Settings())
    reflection = optics.reflection(PICTURE, 385.0, (240.0, 120.0), eyes_depth=-5.0)
    figure = Figure({"hip": (230.0, 300.0), "shoulder": (220.0, 200.0)}, {"shoulder": -40.0})
    placed = reflection.place_figure(figure)
    assert placed["hip"] == reflection.place((230.0, 300.0))
    assert placed["shoulder"] == reflection.place((220.0, 200.0), -40.0) != reflection.place((220.0, 200.0))


def test_without_an_eye_it_is_a_standing_persons() -> None:
    optics = Optics.of(Settings())
    reflection = optics.reflection(PICTURE, None, None)
    assert reflection.eye[0] == optics.camera.x
    assert reflection.eye[1] + optics.glass.bottom_above_floor == pytest.approx(EYE_HEIGHT * 1720.0)
    beside = optics.reflection(PICTURE, None, None, near=(300.0, 400.0))
    assert beside.eye[0] == pytest.approx(optics.camera.at_depth((300.0, 400.0), UNKNOWN_DISTANCE_MM, PICTURE)[0])


def test_the_settings_say_how_high_the_glass_hangs() -> None:
    settings = Settings.model_validate(
        {
            "camera": {
                "height_above_floor": 1.1, "tilt": 4.0, "pan": -2.0, "roll": 1.0, "behind_glass_mm": 25.0,
                "distortion": [0.1, 0.01],
            },
            "glass": {"camera_above_bottom_mm": 400.0, "width_mm": 530.0, "gap_mm": 5.0},
        }
    )
    optics = Optics.of(settings)
    assert optics.glass.bottom_above_floor == pytest.approx(700.0)
    assert optics.glass.gap == 5.0
    assert optics.camera == Camera(66.0, 0.0, 400.0, -25.0, 4.0, -2.0, 1.0, (0.1, 0.01))
    assert optics.glass.on_screen(0.0, 0.0) == (540.0, 1920.0)
    assert optics.glass.on_screen(265.0, 0.0) == (1080.0, 1920.0)
