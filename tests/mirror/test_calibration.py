"""The solver of a calibration, on mirrors whose truth is known."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from kiosk.mirror.calibration import EYE_BACK, EYE_SIDE, EYE_UP, Known, Stand, Tape, Verdict, aimed, cross_of
from kiosk.mirror.least_squares import fit
from kiosk.mirror.lens import Camera
from kiosk.mirror.solve import LEAST_CROSSES, solve
from tests.mirror.before_the_glass import (
    PICTURE,
    SCREEN,
    Noise,
    Session,
    errors,
    seen_by,
    session,
    some_world,
    true_values,
    untouched,
    values,
)

QUIET = Noise(aim=0.0, pixels=0.0, toes=0.0, sway=0.0, mark=0.0)


def _solve(held: Session):
    return solve(held.tape, held.stands, held.aims, PICTURE, SCREEN)


@given(
    matrix=st.lists(st.lists(st.floats(-5, 5), min_size=3, max_size=3), min_size=2, max_size=6),
    right=st.lists(st.floats(-5, 5), min_size=6, max_size=6),
)
def test_a_straight_problem_is_fitted_as_by_linear_algebra(matrix: list[list[float]], right: list[float]) -> None:
    whole = np.concatenate([np.array(matrix), np.eye(3)])
    wanted = np.concatenate([np.array(right[: len(matrix)]), np.zeros(3)])
    found = fit(lambda at: whole @ at - wanted, np.ones(3))
    assert_allclose(found.at, np.linalg.lstsq(whole, wanted, rcond=None)[0], atol=1e-5)
    assert_allclose(found.covariance, np.linalg.inv(whole.T @ whole), atol=1e-6)


def test_a_bent_valley_is_followed_to_its_end() -> None:
    rosenbrock = fit(lambda at: np.array([10.0 * (at[1] - at[0] ** 2), 1.0 - at[0]]), np.array([-1.2, 1.0]))
    assert_allclose(rosenbrock.at, [1.0, 1.0], atol=1e-5)


@given(
    tilt=st.floats(-15, 15),
    pan=st.floats(-15, 15),
    roll=st.floats(-10, 10),
    gap=st.floats(0, 30),
    depth=st.floats(1000, 4000),
    nose=st.tuples(st.floats(150, 330), st.floats(60, 400)),
)
def test_the_aim_is_where_a_traced_ray_meets_the_panel(
    tilt: float, pan: float, roll: float, gap: float, depth: float, nose: tuple[float, float]
) -> None:
    camera = Camera(66.0, 12.0, 160.0, -20.0, tilt, pan, roll, (0.05, 0.0))
    offset = (EYE_SIDE[0], EYE_UP[0], EYE_BACK[0])
    place = np.array(camera.at_depth(nose, depth, PICTURE))
    found = aimed(camera, nose, depth, offset, gap, PICTURE)
    assert_allclose(found, seen_by(place + offset, place, gap), atol=1e-6)


@settings(max_examples=15, deadline=None)
@given(
    tilt=st.floats(-8, 8),
    pan=st.floats(-6, 6),
    roll=st.floats(-5, 5),
    view=st.floats(60, 72),
    seed=st.integers(0, 10_000),
)
def test_what_is_turned_is_found_where_nothing_is_uncertain(
    tilt: float, pan: float, roll: float, view: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    world = some_world(rng, spread=0.0)
    world = replace(world, camera=replace(world.camera, tilt=tilt, pan=pan, roll=roll, field_of_view=view))
    solution = _solve(session(world, rng, QUIET))
    camera = solution.calibration.camera
    # The tape's own guess (level, 66 degrees) draws a little, by its share of the weight.
    found = (camera.tilt, camera.pan, camera.roll, camera.field_of_view)
    assert_allclose(found, (tilt, pan, roll, view), atol=0.3)
    assert max(errors(world, solution.calibration)) < 8.0
    assert solution.calibration.residual < 2.5
    assert solution.verdict is Verdict.SOUND


def test_bodies_are_drawn_on_their_reflections_by_mirrors_in_many_rooms() -> None:
    rng = np.random.default_rng(6)
    off: list[float] = []
    by_tape: list[float] = []
    apart: dict[str, list[float]] = {}
    expected = []
    for _ in range(40):
        world = some_world(rng)
        held = session(world, rng)
        solution = _solve(held)
        found = values(held.tape, solution.calibration)
        for name, truth in true_values(world).items():
            apart.setdefault(name, []).append((found[name] - truth) / max(solution.uncertainty[name], 1e-9))
        off += errors(world, solution.calibration)
        by_tape += errors(world, untouched(held.tape))
        expected.append(solution.expected)
    assert np.median(off) < 9.0
    assert np.percentile(off, 95) < 20.0
    assert np.median(by_tape) > 10.0 * np.median(off)
    # As uncertain as it says.
    assert 0.75 < math.sqrt(np.mean(np.square(off))) / np.mean(expected) < 1.25
    for name, shares in apart.items():
        assert np.std(shares) < 1.35, name


def test_a_nose_beside_its_cross_is_named() -> None:
    rng = np.random.default_rng(1)
    for number in range(10):
        held = session(some_world(rng), rng)
        wrong = held.aims[number]
        held.aims[number] = replace(wrong, cross=(wrong.cross[0] + 160.0, wrong.cross[1] - 120.0))
        solution = _solve(held)
        assert (solution.verdict, solution.suspect) == (Verdict.CROSS, number)


@pytest.mark.parametrize(
    ("name", "off"), [("camera_x", 120.0), ("camera_x", -120.0), ("camera_y", 150.0), ("camera_y", -150.0)]
)
def test_a_tape_that_was_misread_is_named(name: str, off: float) -> None:
    rng = np.random.default_rng(2)
    held = session(some_world(rng, spread=0.5), rng, replace(Noise(), aim=3.0, pixels=1.0))
    known: Known = getattr(held.tape, name)
    tape = replace(held.tape, **{name: Known(known.value + off, known.within)})
    solution = solve(tape, held.stands, held.aims, PICTURE, SCREEN)
    assert (solution.verdict, solution.suspect) == (Verdict.VALUE, name)


def test_the_wrong_eye_is_told_as_often_as_not() -> None:
    rng = np.random.default_rng(3)
    told = []
    for _ in range(12):
        world = some_world(rng)
        left = replace(world, eye=(-world.eye[0], *world.eye[1:]))
        solution = _solve(session(left, rng))
        told.append(solution.suspect in {"eye", "camera_x"})
    assert told.count(True) >= 5


def test_noses_all_over_the_place_are_refused() -> None:
    rng = np.random.default_rng(4)
    refused = [_solve(session(some_world(rng), rng, replace(Noise(), aim=25.0))).verdict for _ in range(6)]
    assert Verdict.SOUND not in refused


def test_who_does_well_is_hardly_ever_held_up() -> None:
    rng = np.random.default_rng(5)
    verdicts = [_solve(session(some_world(rng), rng)).verdict for _ in range(40)]
    assert verdicts.count(Verdict.SOUND) >= 38


def test_a_distance_that_nobody_measured_is_found_or_said_to_be_uncertain() -> None:
    rng = np.random.default_rng(7)
    world = some_world(rng, spread=0.5)
    held = session(world, rng)
    blind = solve(held.tape, [Stand(None, item.toes) for item in held.stands], held.aims, PICTURE, SCREEN)
    told = _solve(held)
    assert blind.verdict is Verdict.SOUND
    assert blind.expected > 1.5 * told.expected


def test_toes_that_are_seen_make_it_surer() -> None:
    rng = np.random.default_rng(8)
    seen, unseen = [], []
    for _ in range(4):
        held = session(some_world(rng), rng)
        seen.append(_solve(held).expected)
        without = [replace(item, toes=None) for item in held.stands]
        unseen.append(solve(held.tape, without, held.aims, PICTURE, SCREEN).expected)
    assert np.mean(seen) < 0.85 * np.mean(unseen)


def test_too_little_is_not_solved() -> None:
    rng = np.random.default_rng(9)
    held = session(some_world(rng), rng)
    with pytest.raises(ValueError, match=f"at least {LEAST_CROSSES}"):
        solve(held.tape, held.stands, held.aims[: LEAST_CROSSES - 1], PICTURE, SCREEN)
    with pytest.raises(ValueError, match="stand"):
        solve(held.tape, held.stands[:1], held.aims, PICTURE, SCREEN)
    looking_away = replace(Tape(), pan=Known(180.0, 1.0))
    with pytest.raises(ValueError, match="sees nothing"):
        solve(looking_away, held.stands, held.aims, PICTURE, SCREEN)


def test_a_cross_is_offered_where_the_nose_is_seen_already() -> None:
    rng = np.random.default_rng(10)
    world = replace(some_world(rng, spread=0.0), nose_behind_toes=30.0)
    held = session(world, rng, QUIET)
    found = untouched(held.tape)
    for aim in held.aims[:3]:
        assert_allclose(cross_of(found, aim.nose, 1500.0), aim.cross, atol=0.5)
