"""Where to stand: the first thing to mend."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from standing_people import posture_at

from kiosk.coach.placement import check, step_onto_glass
from kiosk.locale.load import english
from kiosk.mirror.floor import BEHIND, Mat
from kiosk.mirror.lens import Camera
from kiosk.mirror.optics import HEAD_MM, Glass, Optics, crossing
from kiosk.motion.posture import Facing, Posture, View


def test_who_stands_well_is_told_nothing() -> None:
    assert check(posture_at()) is None


@pytest.mark.parametrize(
    ("posture", "problem", "headline"),
    [
        (posture_at(others=1), "others", "One at a time"),
        (posture_at(height=640.0), "too_close", "Step back"),
        (posture_at(height=600.0, feet=639.0), "cut_off", "Step back"),
        (posture_at(height=500.0, feet=504.0), "cut_off", "Step back"),
        (posture_at(x=40.0), "off_centre", "Step to the middle"),
        (posture_at(x=440.0), "off_centre", "Step to the middle"),
        (posture_at(height=200.0), "too_far", "Come closer"),
        (posture_at(view=View.OBLIQUE), "turned", "Turn side-on"),
        (posture_at(view=View.FRONT), "turned", "Turn side-on"),
        (posture_at(visibility=0.2), "hidden", "Whole body in view"),
    ],
)
def test_what_is_wrong_is_named(posture: Posture, problem: str, headline: str) -> None:
    found = check(posture)
    assert found == problem
    assert english().placement.said(found).headline == headline


def test_the_toes_may_not_leave_the_picture_though_the_hips_are_well_inside() -> None:
    posture = posture_at()
    found = check(replace(posture, outline={**posture.outline, "toe": (2.0, 580.0)}))
    assert found == "off_centre"


def test_a_folded_body_is_not_called_small_during_a_set() -> None:
    posture = posture_at(height=270.0)
    assert check(posture) is None
    posture = replace(posture, outline={**posture.outline, "ear": (150.0, 440.0), "shoulder": (180.0, 430.0)})
    standing = check(posture, standing=True)
    assert standing == "too_far"
    assert check(posture, standing=False) is None


def test_a_body_larger_than_the_picture_is_too_close_during_a_set_as_well() -> None:
    found = check(posture_at(height=660.0, feet=650.0), standing=False)
    assert found == "too_close"


def test_the_order_is_that_of_mending() -> None:
    person = {"height": 200.0, "x": 20.0, "view": View.FRONT, "visibility": 0.0, "others": 1}
    mended = {"others": 0, "x": 240.0, "height": 500.0, "view": View.SIDE, "visibility": 1.0}
    order = []
    for name, value in mended.items():
        found = check(posture_at(**person))
        assert found is not None
        order.append(found)
        person[name] = value
    assert order == ["others", "off_centre", "too_far", "turned", "hidden"]
    assert check(posture_at(**person)) is None


LYING = {
    "ear": (60.0, 500.0),
    "shoulder": (110.0, 510.0),
    "elbow": (150.0, 515.0),
    "wrist": (190.0, 515.0),
    "hip": (230.0, 510.0),
    "knee": (300.0, 430.0),
    "ankle": (340.0, 505.0),
    "heel": (335.0, 515.0),
    "toe": (370.0, 515.0),
}


def lying(shift: float = 0.0, stretch: float = 1.0, **given: Any) -> Posture:
    """Who lies on their back, feet at the right, moved and stretched in the picture."""
    joints = {name: (240.0 + shift + stretch * (x - 215.0), y) for name, (x, y) in LYING.items()}
    return replace(posture_at(**given), outline=joints)


def test_who_lies_is_not_told_to_come_closer() -> None:
    assert check(lying()) == "too_far"  # in a drill on the feet
    for start in ("lying", "plank"):
        assert check(lying(visibility=0.2), start=start) is None


@pytest.mark.parametrize(
    ("posture", "problem"),
    [
        (lying(shift=120.0), "lying_off_centre"),
        (lying(shift=-120.0), "lying_off_centre"),
        (lying(stretch=1.7), "lying_too_close"),
        (lying(view=View.OBLIQUE), "lying_turned"),
        (lying(others=1), "others"),
    ],
)
def test_what_is_wrong_on_the_floor_is_named(posture: Posture, problem: str) -> None:
    assert check(posture, start="lying") == problem


def test_shanks_on_the_floor_may_be_hidden_of_who_kneels() -> None:
    assert check(posture_at(visibility=0.2), start="kneeling") is None
    assert check(posture_at(height=200.0), start="kneeling") is not None


# -- on the glass ------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(
    st.floats(400.0, 1400.0),
    st.floats(-300.0, 300.0),
    st.floats(1200.0, 3500.0),
    st.floats(-700.0, 700.0),
    st.sampled_from(Facing),
    st.floats(0.05, 0.3),
)
def test_who_is_told_to_step_is_who_would_lose_their_head_on_the_glass(
    wide: float, camera_x: float, away: float, x: float, facing: Facing, reach: float
) -> None:
    """By rays: from the eye to its own reflection, upright and bent."""
    tall = 1720.0
    optics = Optics(Camera(66.0, camera_x, 400.0), Glass(1080, 1920, wide, 500.0), tall)
    posture = posture_at(facing=facing)
    width, height = posture.picture_size
    ear = optics.camera.picture_point((x, 1100.0, away), (width, height))
    posture = replace(posture, outline={**posture.outline, "ear": ear})
    in_pixels = optics.camera.focal_length((width, height)) * tall / (away - optics.camera.z)
    bent = x - facing.sign * reach * tall  # who faces right in the picture moves to the viewer's left
    shown = [crossing((each, 1100.0, away), (each, 1100.0, away))[0] for each in (x, bent)]
    edge = wide / 2.0 - HEAD_MM
    forward, backward = ((1.0, -1.0) if bent > x else (-1.0, 1.0))
    told = step_onto_glass(posture, in_pixels, reach, optics.aisle())
    assume(abs(2.0 * edge - reach * tall) > 1.0)  # just too narrow, or just not: either is right
    if 2.0 * edge < reach * tall:
        assert told is None
    elif told == "step_backward":
        assert forward * shown[1] > edge - 1.0
    elif told == "step_forward":
        assert backward * shown[0] > edge - 1.0
    elif backward * shown[0] < edge - 1.0:
        assert abs(shown[1]) < edge + 1.0


@pytest.mark.parametrize("facing", Facing)
@pytest.mark.parametrize("wide", [560.0, 680.0, 1200.0])
def test_who_stands_on_the_soles_of_the_mat_is_not_told_to_step(facing: Facing, wide: float) -> None:
    """Ear over the soles, a hip hinge's way forward: the mat does not send anybody where the words send them away."""
    optics = Optics(Camera(66.0, 0.0, 400.0), Glass(1080, 1920, wide, 500.0), 1720.0)
    posture = posture_at(facing=facing)
    mat = Mat.of(optics, posture.picture_size)
    assert mat is not None
    stands = mat.x + facing.sign * BEHIND  # who faces right in the picture faces left on the glass
    ear = optics.camera.picture_point((stands, 1100.0, mat.z), posture.picture_size)
    posture = replace(posture, outline={**posture.outline, "ear": ear})
    height = optics.camera.focal_length(posture.picture_size) * optics.body_height_mm / (mat.z - optics.camera.z)
    assert step_onto_glass(posture, height, 0.22, optics.aisle()) is None


def test_who_was_told_to_step_back_is_told_until_they_are_well_inside() -> None:
    posture = posture_at(x=240.0)
    forward = -(posture.outline["ear"][0] - 240.0) / 500.0  # faces left
    aisle = (-(forward + 0.2 + 0.01), 0.4)
    assert step_onto_glass(posture, 500.0, 0.2, aisle) is None
    assert step_onto_glass(posture, 500.0, 0.2, aisle, "step_backward") == "step_backward"
    assert step_onto_glass(replace(posture, view=View.FRONT), 500.0, 0.2, aisle, "step_backward") is None
