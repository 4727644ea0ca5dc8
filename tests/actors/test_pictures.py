"""What is rendered is what was asked for: what hides what, the mirror, light, glass, sensor and the camera's roll."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("tests.stage_packages", reason="the stage's packages are not installed: run `make actors`")

from . import solids
from .camera import Camera, Glass, Picture
from .cast import ADAM
from .clip import Actor, Clip
from .footprint import apart
from .furniture import Piece, furnish
from .scene import BACK_WALL, Mirror, Room
from .script import Rep, Script
from .specs import GOOD
from .staging import Place
from .thing import Thing

SIZE = (180, 240)
CLEAN = Picture(*SIZE, grain=0.0, gain=0.0)
"""Without any noise."""
SIDE_ON = Camera(eye=(2.9, 1.0, 0.0), target=(0.0, 0.88, 0.0))
PLAIN = Room(furniture="none", bricks=False)
HERE = Place(z=-0.1)
BEND = 0.5
"""Seconds until the acted rep begins; it is fastest half a second later."""

Shoot = Callable[..., np.ndarray]


@pytest.fixture(scope="module")
def shoot() -> Shoot:
    """Takes a picture as signed numbers (height, width, 3), where this machine can render."""
    from . import body, film, render

    try:
        body.data_folder()
        render.Renderer([], CLEAN).close()
    except (body.BodyDataMissingError, render.RendererMissingError) as error:
        pytest.skip(str(error))

    def take(
        room: Room = PLAIN,
        picture: Picture = CLEAN,
        camera: Camera = SIDE_ON,
        place: Place | None = HERE,
        time: float = 0.0,
    ) -> np.ndarray:
        script = Script(BEND, (Rep(GOOD, down=1.0),), sway=0.0)
        cast = (Actor(ADAM, script, place=place),) if place else ()
        clip = Clip("picture", "", None, 6.0, cast, picture=picture, camera=camera, room=room)
        return next(film.images(clip, [time])).astype(int)

    return take


def pixel(camera: Camera, point: tuple[float, float, float]) -> np.ndarray:
    """Where a room point falls, by similar triangles in the camera's own axes; right and down."""
    forward = np.subtract(camera.target, camera.eye) / np.linalg.norm(np.subtract(camera.target, camera.eye))
    right = np.array([-forward[2], 0.0, forward[0]]) / np.hypot(forward[0], forward[2])
    ray = np.subtract(point, camera.eye)
    flat = np.array([ray @ right, ray @ np.cross(forward, right)]) / (ray @ forward)
    turn = np.radians(camera.roll)
    turned = [flat[0] * np.cos(turn) + flat[1] * np.sin(turn), flat[1] * np.cos(turn) - flat[0] * np.sin(turn)]
    return np.array(SIZE) / 2 + np.array(turned) * SIZE[1] / 2 / np.tan(np.radians(camera.vertical_view) / 2)


def disc(centre: np.ndarray, radius: float) -> np.ndarray:
    """The pixels (height, width) of a disc."""
    x, y = np.meshgrid(np.arange(SIZE[0]) + 0.5, np.arange(SIZE[1]) + 0.5)
    return np.hypot(x - centre[0], y - centre[1]) < radius


def inner(mask: np.ndarray) -> np.ndarray:
    """A mask without its outermost pixels."""
    out = mask.copy()
    for axis in (0, 1):
        out &= np.roll(mask, 1, axis) & np.roll(mask, -1, axis)
    return out


def plate_before(x: float) -> tuple[Room, np.ndarray]:
    """A room with a plate on its rim at `x`, and the pixels well inside its face."""
    centre = pixel(SIDE_ON, (x, 0.225, -0.1))
    rim = np.linalg.norm(pixel(SIDE_ON, (x, 0.225, 0.1)) - centre)
    return replace(PLAIN, extra=furnish(Piece("plate", x, -0.1))), disc(centre, 0.9 * rim)


# ---- what hides what


def test_a_thing_before_a_figure_hides_it(shoot: Shoot) -> None:
    room, face = plate_before(0.6)
    empty, figure, behind = shoot(room, place=None), shoot(), shoot(room)
    hidden = face & (np.abs(figure - shoot(place=None)).sum(2) > 60)
    assert hidden.sum() > 300, "the plate stands before the legs"
    assert np.abs(behind - empty)[hidden].mean() < 3, "only the plate shows there"
    above = disc(pixel(SIDE_ON, (0.0, 1.2, -0.1)), 5.0)
    assert np.abs(behind - figure)[above].mean() < 3, "the chest is not hidden"


def test_a_thing_behind_a_figure_is_hidden_by_it(shoot: Shoot) -> None:
    room, face = plate_before(-0.9)
    figure, before = shoot(), shoot(room)
    shins = face & inner(np.abs(figure - shoot(place=None)).sum(2) > 90)
    assert shins.sum() > 30, "the shins stand before the plate"
    assert np.abs(before - figure)[shins].mean() < 2
    beside = face & disc(pixel(SIDE_ON, (-0.9, 0.22, 0.08)), 3.0)
    assert np.abs(before - figure)[beside].mean() > 40, "beside the shins the plate shows"


# ---- the mirror


def test_a_mirror_shows_the_figure_and_ends_at_its_frame(shoot: Shoot) -> None:
    camera = Camera(eye=(3.0, 1.2, 1.3), target=(-1.2, 0.95, -0.6), vertical_view=50.0)
    low = replace(PLAIN, mirror=Mirror(high=1.0))
    high = replace(PLAIN, mirror=Mirror())
    chest, hip = ((2.0 * BACK_WALL, height, -0.1) for height in (1.25, 0.72))
    changed = {}
    for name, room in (("none", PLAIN), ("low", low), ("high", high)):
        changed[name] = np.abs(shoot(room, camera=camera) - shoot(room, camera=camera, place=None)).sum(2)
    at_chest, at_hip = (disc(pixel(camera, point), 3.0) for point in (chest, hip))
    assert changed["high"][at_chest].mean() > 100
    assert changed["high"][at_hip].mean() > 60
    assert changed["low"][at_hip].mean() > 60
    assert changed["low"][at_chest].mean() < 12, "above the glass there is only wall"
    assert changed["none"][at_chest | at_hip].mean() < 12


def test_a_mirrored_figure_is_a_little_darker(shoot: Shoot) -> None:
    camera = Camera(eye=(3.0, 1.2, 1.3), target=(-1.2, 0.95, -0.6), vertical_view=50.0)
    bright, dim = (
        shoot(replace(PLAIN, mirror=Mirror(silvering=(share,) * 3)), camera=camera) for share in (1.0, 0.5)
    )
    reflection = disc(pixel(camera, (2.0 * BACK_WALL, 1.25, -0.1)), 3.0)
    figure = disc(pixel(camera, (0.0, 1.2, -0.1)), 3.0)
    assert dim[reflection].mean() < 0.85 * bright[reflection].mean()
    assert np.abs(dim - bright)[figure].max() <= 1


# ---- light, glass, sensor


def test_less_exposure_is_darker(shoot: Shoot) -> None:
    usual, dark = shoot(), shoot(picture=replace(CLEAN, exposure=0.1))
    assert dark.mean() < 0.35 * usual.mean()
    assert dark.std(axis=(0, 1)).min() > 1, "something is still to be seen"


def test_glass_takes_its_share_of_each_colour(shoot: Shoot) -> None:
    usual = shoot()
    half = Glass(transmission=(0.5, 0.5, 0.5))
    brought_back = shoot(picture=replace(CLEAN, exposure=2 * CLEAN.exposure, glass=half))
    assert np.abs(brought_back - usual).max() <= 1
    tinted = shoot(picture=replace(CLEAN, glass=Glass(transmission=(1.0, 0.5, 1.0))))
    assert np.abs(tinted - usual)[..., [0, 2]].max() <= 1
    assert tinted[..., 1].mean() < 0.85 * usual[..., 1].mean()
    veiled = shoot(picture=replace(CLEAN, glass=Glass((1.0, 1.0, 1.0), veil=(0.03, 0.03, 0.03))))
    assert veiled.min() > usual.min() + 10, "haze lifts the blacks"


def test_noise_grows_with_gain_as_photons_and_reading_have_it(shoot: Shoot) -> None:
    wall = np.s_[20:60, 10:60]
    clean = shoot(place=None)[wall]

    def variance(gain: float) -> np.ndarray:
        noisy = shoot(place=None, picture=replace(CLEAN, gain=gain))[wall]
        return np.var(noisy - clean, axis=(0, 1)) - 1 / 12

    # Shot noise grows with the gain, read noise with its square and is still small here.
    ratio = variance(32.0) / variance(4.0)
    assert (ratio > 6.5).all()
    assert (ratio < 13.0).all()


def test_noise_is_the_seeds_alone(shoot: Shoot) -> None:
    noisy = replace(CLEAN, gain=8.0, grain=0.012)
    first, again, later = (shoot(place=None, picture=noisy, time=time) for time in (0.0, 0.0, 1.0))
    assert (first == again).all()
    assert (first != later).mean() > 0.5
    still, still_later = (shoot(place=None, time=time) for time in (0.0, 1.0))
    assert (still == still_later).all(), "without noise an empty room does not change"


def test_a_picture_does_not_depend_on_what_was_drawn_before(shoot: Shoot) -> None:
    mirrored = replace(PLAIN, mirror=Mirror())
    first = shoot(mirrored, time=BEND + 0.5)
    shoot(Room(furniture="busy"), camera=replace(SIDE_ON, eye=(1.6, 1.2, 0.4)))
    assert (shoot(mirrored, time=BEND + 0.5) == first).all()


def test_an_open_shutter_blurs_what_moves_and_nothing_else(shoot: Shoot) -> None:
    slow = replace(CLEAN, shutter=0.9)
    standing = shoot(time=0.2)
    assert (shoot(time=0.2, picture=slow) == standing).all()
    sharp, blurred = shoot(time=BEND + 0.5), shoot(time=BEND + 0.5, picture=slow)
    changed = np.abs(sharp - blurred).sum(2) > 20
    assert changed[: SIZE[1] // 2].sum() > 100, "the head and the trunk move"
    shoes = disc(pixel(SIDE_ON, (0.0, 0.04, -0.1)), 8.0)
    assert np.abs(sharp - blurred)[shoes].mean() < 2

    def steepness(image: np.ndarray) -> float:
        return float(np.abs(np.diff(image.sum(2), axis=1))[: SIZE[1] // 2].max())

    assert steepness(blurred) < 0.9 * steepness(sharp)


# ---- the camera


def test_a_rolled_picture_is_turned_as_projected(shoot: Shoot) -> None:
    camera = replace(SIDE_ON, roll=20.0)
    corners = [(0.0, y, z) for y, z in ((0.6, -0.3), (1.3, -0.3), (1.3, 0.2), (0.6, 0.2))]
    sign = Thing(solids.rectangle(corners, (1, 0, 0)), "window", (9.0, 9.0, 9.0))
    night = replace(PLAIN, light=(0.0, 0.0, 0.0), ambient=(0.001, 0.001, 0.001), extra=(sign,))
    image = shoot(night, camera=camera, place=None)
    expected = np.array([pixel(camera, corner) for corner in corners])
    assert np.abs(camera.project(corners, *SIZE) - expected).max() < 1e-6
    rows, columns = np.nonzero(image.sum(2) > 384)
    bright = np.column_stack([columns, rows]) + 0.5
    for corner in expected:
        outward = (corner - expected.mean(0)) / np.linalg.norm(corner - expected.mean(0))
        furthest = bright[np.argmax(bright @ outward)]
        assert np.linalg.norm(furthest - corner) < 1.5
    upper, lower = expected[1], expected[0]
    assert upper[0] < lower[0], "a camera turned clockwise sees upright things lean to the left"


def test_boxes_apart_do_not_overlap_and_cover_the_same() -> None:
    random = np.random.default_rng(3)
    for _ in range(50):
        boxes = [tuple(int(v) for v in row) for row in random.integers(1, 30, (5, 4))]
        before, after = np.zeros((64, 64), int), np.zeros((64, 64), int)
        for left, bottom, width, height in boxes:
            before[bottom : bottom + height, left : left + width] = 1
        for left, bottom, width, height in apart([*boxes, None]):
            after[bottom : bottom + height, left : left + width] += 1
        assert after.max() == 1
        assert (after >= before).all()
