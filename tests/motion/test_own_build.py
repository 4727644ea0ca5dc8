"""What the outline of who stands tells of their landmarks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stick_figure import Stick, places, pose_of

from kiosk.motion.build import GAPS, Build, blended_build, read_build, stature, typical_build
from kiosk.motion.joints import NEAR_JOINTS, near_places
from kiosk.motion.orientation import OrientationFilter
from kiosk.motion.posture import Facing
from kiosk.pose.pose import Joint, Mask, Pose
from kiosk.pose.roi import CROP, Region

REGION = Region(240.0, 330.0, 640.0, 0.0)
BEHIND, AHEAD, OVER, UNDER = 0.06, 0.24, 0.08, 0.04
"""Metres from the ankle's place on the ground to where the shoe ends: behind, ahead, above and below."""


def shod(
    stick: Stick, behind: float = BEHIND, ahead: float = AHEAD, under: float = UNDER, nose: float = 0.08
) -> Pose:
    """Who stands in a shoe of these ends, on a leg as broad as a hand, with a nose so far below the eyes."""
    rows, columns = np.mgrid[0:CROP, 0:CROP].astype(np.float64)
    to_picture = REGION.to_picture().astype(np.float64)
    x = to_picture[0, 0] * columns + to_picture[0, 1] * rows + to_picture[0, 2]
    y = to_picture[1, 0] * columns + to_picture[1, 1] * rows + to_picture[1, 2]
    pose = pose_of(stick)
    ground = places(stick)[NEAR_JOINTS[stick.facing.value]["ankle"]]
    forward = (x - stick.x) / stick.scale * stick.facing.sign - ground[0] * stick.facing.sign
    up = (stick.feet - y) / stick.scale
    shoe = np.minimum.reduce([forward + behind, ahead - forward, up + under, OVER - up])
    leg = np.minimum.reduce([forward + 0.05, 0.05 - forward, up, 1.7 - up])
    eyes = places(stick)[Joint.LEFT_EYE]
    before, over = forward - (eyes[0] - ground[0]) * stick.facing.sign, up + eyes[1]
    face = np.minimum.reduce([before + 0.3, 0.06 - before - 0.5 * np.abs(over + nose), 0.2 - np.abs(over)])
    logits = np.maximum.reduce([shoe, leg, face]) * stick.scale
    return replace(pose, mask=Mask(np.clip(logits, -20.0, 20.0).astype(np.float32), REGION.to_crop()))


def read(pose: Pose) -> Build:
    found = read_build(pose, OrientationFilter()(pose))
    assert found is not None
    return found


def height(pose: Pose, facing: Facing) -> float:
    return stature(near_places(pose.landmarks, facing.value))


@settings(max_examples=25, deadline=None)
@given(
    st.floats(0.055, 0.10),
    st.floats(0.18, 0.28),
    st.floats(0.01, 0.07),
    st.floats(200.0, 280.0),
    st.sampled_from(Facing),
)
def test_the_gaps_are_those_from_the_landmarks_to_the_shoes_ends(
    behind: float, ahead: float, under: float, x: float, facing: Facing
) -> None:
    """To half a step of the search and the mask's own coarseness, wherever they stand."""
    stick = Stick(facing=facing, x=x)
    pose = shod(stick, behind, ahead, under)
    found, metre = read(pose).gaps, stick.scale / height(pose, facing)
    heel, toe = (stick.sagittal()[name].real for name in ("heel", "foot_index"))
    assert found["heel"] == pytest.approx((-behind - heel) * metre, abs=0.006)
    assert found["toe"] == pytest.approx((ahead - toe) * metre, abs=0.006)
    assert found["sole"] == pytest.approx(under * metre, abs=0.004)
    assert found["ankle"] == pytest.approx((0.08 + under) * metre, abs=0.004)


@given(st.floats(0.03, 0.10), st.sampled_from(Facing))
@settings(max_examples=10, deadline=None)
def test_the_tip_of_the_nose_is_found(nose: float, facing: Facing) -> None:
    stick = Stick(facing=facing)
    pose = shod(stick, nose=nose)
    assert read(pose).gaps["nose"] * height(pose, facing) == pytest.approx(nose * stick.scale, abs=3.0)


def test_a_face_without_a_nose_tells_nothing() -> None:
    """As under a hood, which slopes on beyond the face."""
    assert "nose" not in read(shod(Stick(), nose=0.3)).gaps
    assert "nose" not in read(shod(Stick(), nose=-0.1)).gaps


def test_the_larger_in_the_picture_reads_the_same() -> None:
    near, far = (read(shod(Stick(scale=scale))).gaps for scale in (290.0, 240.0))
    for name in GAPS:
        assert near[name] == pytest.approx(far[name], abs=0.006), name


def test_without_an_outline_nothing_is_told() -> None:
    pose = pose_of(Stick())
    assert read_build(pose, OrientationFilter()(pose)) is None
    small = shod(Stick(scale=40.0))
    assert read_build(small, OrientationFilter()(small)) is None


def test_a_shoe_out_of_sight_is_not_guessed() -> None:
    pose = shod(Stick())
    assert pose.mask is not None
    cut = np.array(pose.mask.logits)
    cut[180:] = -5.0
    gaps = read(replace(pose, mask=replace(pose.mask, logits=cut))).gaps
    assert not {"heel", "toe", "sole", "ankle", "knee_height"} & gaps.keys()
    assert {"eyes", "trunk"} <= gaps.keys()


def test_the_typical_build_is_of_those_who_face_as_most_do() -> None:
    builds = [Build({"heel": gap}, 1) for gap in (0.01, 0.02, 0.09)] + [Build({"heel": -0.5}, -1)]
    assert typical_build(builds) == Build({"heel": 0.02}, 1)
    assert typical_build([]) is None


def test_a_new_stand_moves_what_is_known_and_another_facing_replaces_it() -> None:
    old, new = Build({"heel": 0.0, "sole": 0.03}, 1), Build({"heel": 0.02, "toe": 0.01}, 1)
    assert blended_build(old, new, 0.25) == Build({"heel": 0.005, "sole": 0.03, "toe": 0.01}, 1)
    turned = Build({"heel": 0.02}, -1)
    assert blended_build(old, turned, 0.25) == turned
    assert blended_build(old, None, 0.25) == old
    assert blended_build(None, new, 0.25) == new
