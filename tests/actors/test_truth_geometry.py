"""The pure geometry behind the truth: what must hold for any line, limb or curve."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from . import dorsal
from .camera import Camera
from .record import packed
from .rotations import about_y
from .sagittal import SagittalPlane, bend, hinge_ratio, lean, leg_angles, wrapped

pytest.importorskip("tests.stage_packages", reason="the stage's packages are not installed: run `make actors`")
from .tempo import fastest, tempo

QUICK = settings(max_examples=60, deadline=None)
small = st.floats(-0.3, 0.3)
angles = st.floats(-179.0, 179.0)
profiles = arrays(float, dorsal.SAMPLES, elements=small)
backs = arrays(float, (12, 2), elements=st.floats(-1.0, 1.0))


def turned(points: np.ndarray, degrees: float) -> np.ndarray:
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return points @ np.array([[c, s], [-s, c]])


# ---- profiles


@QUICK
@given(profiles, small, small, st.floats(0.2, 5.0))
def test_curvature_does_not_see_lines_and_scales(
    profile: np.ndarray, shift: float, slope: float, scale: float
) -> None:
    bent = dorsal.curvature(profile)
    assert dorsal.curvature(profile + shift + slope * dorsal.ALONG) == pytest.approx(bent, abs=1e-9)
    assert dorsal.curvature(scale * profile) == pytest.approx(scale * bent, abs=1e-9)
    assert bent == pytest.approx(np.polyfit(dorsal.ALONG, profile, 2)[0], abs=1e-9)


@given(st.floats(-1.0, 1.0), small)
def test_curvature_of_a_parabola_is_its_own(second: float, first: float) -> None:
    assert dorsal.curvature(second * dorsal.ALONG**2 + first * dorsal.ALONG) == pytest.approx(second, abs=1e-9)


@QUICK
@given(profiles)
def test_the_hull_lies_on_the_profile(profile: np.ndarray) -> None:
    """By the rule of all chords: no chord between two samples runs above the hull, and some chord is the hull."""
    line = np.column_stack([dorsal.ALONG, profile])
    corners = dorsal.upper_hull(line)
    hull = np.interp(dorsal.ALONG, *line[corners].T)
    highest = profile.copy()
    for start in range(dorsal.SAMPLES):
        for end in range(start + 1, dorsal.SAMPLES):
            inside = np.arange(start, end + 1)
            highest[inside] = np.maximum(highest[inside], np.interp(inside, [start, end], profile[[start, end]]))
    assert hull == pytest.approx(highest, abs=1e-9)
    gap = dorsal.low_back_gap(profile)
    low = [n for n in range(dorsal.SAMPLES) if 0.1 - 1e-9 <= n / (dorsal.SAMPLES - 1) <= 0.6 + 1e-9]
    assert gap == pytest.approx((highest - profile)[low].max(), abs=1e-9)


@QUICK
@given(profiles, small, small)
def test_gaps_do_not_see_how_the_line_is_tilted(profile: np.ndarray, shift: float, slope: float) -> None:
    assert dorsal.low_back_gap(profile + shift + slope * dorsal.ALONG) == pytest.approx(
        dorsal.low_back_gap(profile), abs=1e-9
    )


@QUICK
@given(backs, angles, st.floats(0.3, 3.0), small)
def test_sagitta_and_outline_do_not_see_turns_and_scales(
    back: np.ndarray, degrees: float, scale: float, shift: float
) -> None:
    back[-1] = back[0] + [0.1, 1.2]
    moved = scale * turned(back, degrees) + shift
    assert dorsal.sagitta(moved) == pytest.approx(dorsal.sagitta(back), abs=1e-9)
    edges = np.column_stack([np.arange(11), np.arange(1, 12)])
    first = dorsal.outline(back, edges, back[0], back[-1])
    assert dorsal.outline(moved, edges, moved[0], moved[-1])[1:-1] == pytest.approx(first[1:-1], abs=1e-7)


def test_the_outline_of_a_round_back_is_the_circle() -> None:
    """A circle through hip and shoulder bulges behind the line as its equation says; forward is the first axis."""
    around = np.linspace(0, 2 * np.pi, 721)[:-1]
    circle = 0.6 * np.column_stack([np.cos(around), np.sin(around)])
    edges = np.column_stack([np.arange(720), np.roll(np.arange(720), -1)])
    hip, shoulder = np.array([-0.2, -0.5]), np.array([-0.2, 0.5])
    expected = np.sqrt(0.36 - (dorsal.ALONG - 0.5) ** 2) - 0.2
    assert dorsal.outline(circle, edges, hip, shoulder) == pytest.approx(expected, abs=1e-4)
    assert dorsal.curvature(expected) < 0


def test_a_dowel_lies_on_three_points_and_leaves_the_low_back_free() -> None:
    along = np.linspace(-0.1, 1.6, 18)
    back = np.where((along > 0.1) & (along < 0.6), 0.05, 0.1)
    zones = {
        "tailbone": np.flatnonzero(along <= 0.1),
        "low_back": np.flatnonzero((along > 0.1) & (along < 0.6)),
        "upper_back": np.flatnonzero((along >= 0.6) & (along < 1.1)),
        "head": np.flatnonzero(along > 1.3),
    }
    line = np.column_stack([along, back])
    gaps = dorsal.dowel(line, zones)
    assert gaps == pytest.approx({"tailbone": 0, "upper_back": 0, "head": 0, "low_back": 0.05})
    assert dorsal.contacts(gaps, dorsal.NO_GAPS) == 3
    hung = np.column_stack([along, np.where(along > 1.3, -0.2, back)])
    lost = dorsal.dowel(hung, zones)
    assert lost == pytest.approx({"tailbone": 0, "upper_back": 0, "head": 0.3, "low_back": 0.05})
    assert dorsal.contacts(lost, gaps) == 2


# ---- angles


@given(angles)
def test_leans_turn_back_into_their_angle(degrees: float) -> None:
    assert lean(np.array([np.sin(np.radians(degrees)), np.cos(np.radians(degrees))])) == pytest.approx(degrees)


@QUICK
@given(st.floats(-100, 100), st.floats(-30, 140), st.floats(-10, 150))
def test_leg_angles_are_those_they_were_built_from(torso: float, hip: float, knee: float) -> None:
    def up(degrees: float) -> np.ndarray:
        return np.array([np.sin(np.radians(degrees)), np.cos(np.radians(degrees))])

    thigh, shin = torso - hip, torso - hip + knee
    ankle = np.array([0.3, 0.1])
    low = ankle + 0.4 * up(shin)
    joint = low + 0.45 * up(thigh)
    found = leg_angles(joint + 0.5 * up(torso), joint, low, ankle)
    for name, value in (("hip_flexion", hip), ("knee_flexion", knee), ("shin_inclination", shin)):
        assert wrapped(found[name] - value) == pytest.approx(0, abs=1e-6), name
    three = [np.array([0.0, *point[::-1]]) for point in (joint, low, ankle)]
    assert bend(*three) == pytest.approx(abs(wrapped(knee)), abs=1e-5)


@given(st.floats(-1000, 1000))
def test_wrapped_angles_are_the_same_direction(degrees: float) -> None:
    assert -180 <= wrapped(degrees) < 180
    assert np.exp(1j * np.radians(wrapped(degrees))) == pytest.approx(np.exp(1j * np.radians(degrees)))


@given(angles, st.floats(-0.1, 0.1))
def test_the_plane_faces_where_the_hips_face(heading: float, drop: float) -> None:
    turn = about_y(heading)
    plane = SagittalPlane(turn @ [0.09, 0.9 + drop, 0.0], turn @ [-0.09, 0.9, 0.0])
    assert plane.forward == pytest.approx(turn @ [0.0, 0.0, 1.0])
    assert plane.flat(turn @ np.array([0.5, 0.2, 0.7])) == pytest.approx([0.7, 0.2])


def test_hinge_ratios_tell_hinges_from_squats() -> None:
    assert hinge_ratio(70.0, 15.0) == pytest.approx(70 / 85)
    assert hinge_ratio(90.0, 90.0) == pytest.approx(0.5)
    assert hinge_ratio(60.0, -5.0) == 1.0
    assert np.isnan(hinge_ratio(10.0, 2.0))


# ---- tempo


def jerk(share: np.ndarray) -> np.ndarray:
    x = np.clip(share, 0, 1)
    return x**3 * (10 - 15 * x + 6 * x * x)


@QUICK
@given(
    st.floats(0.6, 3.5),
    st.floats(0.0, 2.0),
    st.floats(0.6, 3.0),
    st.sampled_from([15, 30]),
    st.sampled_from([-50, 65]),
)
def test_tempo_of_smooth_reps(down: float, pause: float, up: float, fps: int, size: float) -> None:
    """Minimum-jerk speed is 30 x^2 (1 - x)^2 of the way in its time, fastest 1.875 at the middle."""
    time = np.arange(0, 2 + down + pause + up, 1 / fps)
    angle = 3 + size * (jerk((time - 1) / down) - jerk((time - 1 - down - pause) / up))
    found = tempo(time, angle, 1.0, 1 + down + pause + up)
    still = []
    for seconds, way in ((down, found.out), (up, found.back)):
        slow = max(0.1875, 5.0 * seconds / abs(size))  # a tenth of the fastest, or five degrees a second
        still.append(seconds * (0.5 - np.sqrt(0.25 - np.sqrt(slow / 30))))
        assert way == pytest.approx(seconds - 2 * still[-1], abs=0.05)
    assert found.pause == pytest.approx(pause + sum(still), abs=0.05)
    peak = 1.875 * abs(size) / min(down, up)
    assert fastest(time, angle, 1.0, 1 + down + pause + up) == pytest.approx(peak, rel=0.04)


def test_stillness_has_no_tempo() -> None:
    time = np.arange(0, 5, 1 / 15)
    found = tempo(time, 80 + 0.2 * np.sin(2 * time), 1.0, 4.0)
    assert (found.out, found.back) == (0.0, 0.0)


# ---- packing


@given(arrays(float, (7, 3), elements=st.floats(-50, 50)), st.sampled_from([0.001, 0.1]))
def test_packed_tables_come_back(table: np.ndarray, unit: float) -> None:
    steps = packed(table, unit)["steps"]
    assert np.abs(np.cumsum(steps, axis=1).T * unit - table).max() <= unit * 0.5001


# ---- the camera


@QUICK
@given(
    st.tuples(st.floats(1.5, 4), st.floats(0.3, 2), st.floats(-1, 1)),
    st.tuples(st.floats(-0.3, 0.3), st.floats(0.5, 1.2), st.floats(-0.3, 0.3)),
    st.floats(-25, 25),
    arrays(float, (5, 3), elements=st.floats(-0.6, 0.6)),
)
def test_rolled_and_tilted_cameras_project_like_turned_rooms(
    eye: tuple[float, ...], target: tuple[float, ...], roll: float, points: np.ndarray
) -> None:
    """Turn the room instead, by heading, pitch and roll one after another, until the camera looks along z."""
    camera = Camera(eye, target, 42.0, roll)  # type: ignore[arg-type]
    points = points + np.array([0.0, 0.9, 0.0])
    x, y, z = np.subtract(target, eye)
    right, up, deep = (points - eye).T
    level = np.hypot(x, z)
    right, deep = (deep * x - right * z) / level, (right * x + deep * z) / level
    up, deep = (up * level - deep * y) / np.hypot(level, y), (deep * level + up * y) / np.hypot(level, y)
    turned = (right + 1j * up) * np.exp(1j * np.radians(roll))
    focal = 320 / np.tan(np.radians(21))
    expected = np.column_stack([240 + focal * turned.real / deep, 320 - focal * turned.imag / deep])
    assert camera.project(points, 480, 640) == pytest.approx(expected, abs=1e-6)
