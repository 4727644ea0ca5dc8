"""How far a back has bent: spines of known flexion, drawn as masks, against the same person standing."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stick_figure import mask_of

from kiosk.motion.back import Bend, StandingBack, believed, bend, blended_back, standing_back
from kiosk.motion.back_table import shipped_backs
from kiosk.motion.posture import Measure, Measures
from kiosk.motion.silhouette import SAMPLES, DorsalProfile, dorsal_profile
from kiosk.motion.standing import change_of
from kiosk.pose.pose import Floats
from kiosk.pose.roi import Region

TABLE = shipped_backs()
ALONG = np.linspace(0.0, 1.0, SAMPLES)
SIZE = (3000, 3000)
LOW, HIGH = (0.18, 0.42), (0.42, 0.95)
"""Where low and upper back bend, along the torso."""

Shape = Callable[[Floats], Floats]


def still(along: Floats) -> Floats:
    """The back of somebody who stands: seat, hollow, upper back."""
    return 0.2 + np.interp(along, ALONG, TABLE.standing)


def flexed(degrees: float, over: tuple[float, float]) -> Shape:
    """What a spine that bends evenly between two places does to the profile: its slope falls by the angle."""
    first, last = over

    def shape(along: Floats) -> Floats:
        bent = np.clip(along, first, last) - first
        return -math.radians(degrees) * (bent**2 / 2.0 / (last - first) + np.maximum(along - last, 0.0))

    return shape


def back(lumbar: float = 0.0, thoracic: float = 0.0, of: Shape = still) -> Shape:
    low, high = flexed(lumbar, LOW), flexed(thoracic, HIGH)

    def shape(along: Floats) -> Floats:
        change = low(along) + high(along)
        ends = low(ALONG[[0, -1]]) + high(ALONG[[0, -1]])
        return of(along) + change - (ends[0] + (ends[1] - ends[0]) * along)  # hip and shoulder stay where they are

    return shape


def profile(shape: Shape, lean: float = 60.0, forward: int = 1, length: float = 140.0) -> DorsalProfile:
    """The profile of a back with this shape, off a mask."""
    hip = np.array([1500.0, 1500.0], dtype=np.float32)
    angle = math.radians(lean)
    step = np.array([forward * math.sin(angle), -math.cos(angle)], dtype=np.float32) * length
    x, y = hip + step / 2.0
    region = Region(float(x), float(y), 3.6 * length, 0.3)
    mask = mask_of(hip, hip + step, forward, shape, region)
    found = dorsal_profile(mask, hip, hip + step, forward, SIZE)
    assert found is not None
    return found


def stood(shape: Shape = still) -> StandingBack:
    found = standing_back([profile(shape, 0.0)] * 3, TABLE)
    assert found is not None
    return found


def bent(shape: Shape, lean: float = 60.0, forward: int = 1) -> Bend:
    return bend(profile(shape, lean, forward), stood(), TABLE)


@pytest.mark.parametrize("forward", [-1, 1])
@pytest.mark.parametrize("lean", [20.0, 60.0, 95.0])
def test_a_hinge_with_the_back_kept_as_it_stood_bends_nothing(lean: float, forward: int) -> None:
    found = bent(back(), lean, forward)
    assert (found.lumbar, found.thoracic) == pytest.approx((0.0, 0.0), abs=2.0)
    assert found.residual < 0.005


@pytest.mark.parametrize("forward", [-1, 1])
def test_low_and_upper_back_are_told_apart(forward: int) -> None:
    low, high = bent(back(lumbar=40.0), forward=forward), bent(back(thoracic=30.0), forward=forward)
    assert low.lumbar > 25.0
    assert abs(low.thoracic) < 12.0
    assert high.thoracic > 15.0
    assert abs(high.lumbar) < 10.0


def test_a_hollow_back_is_negative() -> None:
    found = bent(back(lumbar=-18.0))
    assert found.lumbar < -10.0
    assert found.lumbar + found.thoracic < -10.0


def test_more_is_more() -> None:
    found = [bent(back(lumbar=degrees)).lumbar for degrees in (-20.0, -10.0, 0.0, 15.0, 30.0, 45.0)]
    assert (np.diff(found) > 5.0).all()


def as_seen_and_shifted(level: float, slope: float, degrees: float) -> tuple[Bend, Bend]:
    """A low back bent by `degrees`, and the same where the landmarks lie `level` and `slope` elsewhere across it."""
    standing = StandingBack(tuple(still(ALONG)), (0.0,) * SAMPLES, (0.0,) * SAMPLES)
    moved = back(lumbar=degrees)(ALONG)
    one, other = (
        bend(DorsalProfile(ALONG, distance, 1.0), standing, TABLE)
        for distance in (moved, moved + level + slope * ALONG)
    )
    return one, other


@given(st.floats(-0.05, 0.05), st.floats(-0.1, 0.1), st.floats(-10.0, 50.0))
def test_landmarks_that_shift_across_the_back_change_nothing(level: float, slope: float, degrees: float) -> None:
    one, other = as_seen_and_shifted(level, slope, degrees)
    assert other.lumbar == pytest.approx(one.lumbar, abs=1.5)
    assert other.thoracic == pytest.approx(one.thoracic, abs=1.5)


def test_a_hip_landmark_that_slides_along_the_back_bends_little() -> None:
    found = bent(lambda along: still(np.clip(along + 0.03, 0.0, 1.0)))
    assert abs(found.lumbar + found.thoracic) < 8.0


def test_an_arm_before_the_back_is_doubted_and_not_read() -> None:
    elbow = 0.08 * np.exp(-(((ALONG - 0.5) / 0.12) ** 2))
    over = (np.abs(ALONG - 0.5) < 0.25).astype(float)
    distance = still(ALONG) + elbow
    seen = DorsalProfile(ALONG, distance, 1.0)
    hidden = replace(seen, covered=over)
    naive, wary = bend(seen, stood(), TABLE), bend(hidden, stood(), TABLE)
    assert abs(wary.lumbar + wary.thoracic) < 0.5 * abs(naive.lumbar + naive.thoracic)
    assert wary.doubt > 1.3 * naive.doubt


def test_an_arm_s_edge_is_known_by_where_the_arm_is() -> None:
    hip, shoulder = np.array([1500.0, 1500.0], np.float32), np.array([1500.0, 1360.0], np.float32)
    region = Region(1500.0, 1430.0, 500.0, 0.0)
    mask = mask_of(hip, shoulder, 1, still, region)
    arms = np.array([[1500 + 1360j, 1476 + 1420j], [1476 + 1420j, 1510 + 1450j]])
    found = dorsal_profile(mask, hip, shoulder, 1, SIZE, arms)
    assert found is not None
    elbow = np.abs(found.along - 0.57) < 0.04
    assert found.covered[elbow].min() > 0.7
    assert found.covered[found.along < 0.2].max() == 0.0
    clear = dorsal_profile(mask, hip, shoulder, 1, SIZE, arms + 60.0)
    assert clear is not None
    assert clear.covered.max() == 0.0
    assert np.array_equal(clear.distance, found.distance)


def test_a_plate_before_the_hips_of_who_stands_is_no_back() -> None:
    standing = stood(lambda along: still(along) + 0.22 * (along < 0.3))
    assert min(standing.odd[:6]) == 1.0
    assert max(standing.odd[10:]) == 0.0
    clear = bend(profile(back()), stood(), TABLE)
    found = bend(profile(back()), standing, TABLE)
    assert found.doubt > 3.0 * clear.doubt


def test_a_later_stand_shows_what_the_first_hid() -> None:
    hidden = replace(stood(lambda along: still(along) + 0.1), covered=(1.0,) * SAMPLES)
    free = stood()
    assert blended_back(hidden, free, 0.3).distance == pytest.approx(free.distance)
    assert blended_back(free, free, 0.3) == free
    kept = blended_back(free, hidden, 0.3)
    assert kept.distance == pytest.approx(free.distance, abs=1e-9)


def test_hair_that_stands_out_at_one_end_bends_little() -> None:
    hair = DorsalProfile(ALONG, still(ALONG) + 0.08 * (ALONG > 0.9), 1.0)
    found = bend(hair, stood(), TABLE)
    assert abs(found.lumbar) < 10.0
    assert found.residual > 0.005


def test_one_profile_is_no_stand() -> None:
    assert standing_back([profile(still)], TABLE) is None
    assert standing_back([], TABLE) is None


@given(st.floats(-0.05, 0.05), st.floats(-0.1, 0.1), st.floats(-10.0, 40.0))
def test_a_shoulder_that_comes_forward_lies_deeper(level: float, slope: float, degrees: float) -> None:
    one, other = as_seen_and_shifted(level, slope, degrees)
    assert other.depth - one.depth == pytest.approx(slope, abs=0.01)


def bends(low: float, high: float, confidence: float = 0.8) -> Measures:
    return Measures(
        torso_inclination=Measure(60.0, 1.0),
        lumbar_flexion=Measure(low, confidence),
        thoracic_flexion=Measure(high, confidence),
        shoulder_depth=Measure(0.05, confidence),
    )


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        (bends(40.0, 17.0), True),
        (bends(0.0, 15.0), True),  # hunched as far as one can
        (bends(40.0, -20.0), True),  # doubted where it is judged, for rounded backs are read so too
        (bends(40.0, 17.0, 0.26), True),
        (bends(40.0, 17.0, 0.24), False),
        (bends(-10.0, 21.0), False),  # hollow and humped at once: something else's edge
    ],
)
def test_a_bend_in_doubt_is_not_told(seen: Measures, told: bool) -> None:
    kept = believed(seen)
    assert (kept.lumbar_flexion, kept.thoracic_flexion, kept.shoulder_depth) == (
        (seen.lumbar_flexion, seen.thoracic_flexion, seen.shoulder_depth) if told else (None, None, None)
    )
    assert kept.torso_inclination == seen.torso_inclination


def rounding(low: float, high: float) -> float:
    found = change_of(bends(low, high), None).value("back_curvature")
    assert found is not None
    return -found


def test_a_back_is_round_by_its_low_back_more_than_by_its_upper_back() -> None:
    usual = -sum(each * math.radians(bent) for each, bent in zip(TABLE.curvature, (40.0, 14.0), strict=True))
    assert rounding(40.0, 14.0) == pytest.approx(usual, abs=1e-6), "as backs bend"
    assert rounding(50.0, 14.0) - rounding(40.0, 14.0) > 3.0 * (rounding(40.0, 24.0) - rounding(40.0, 14.0)) > 0.0
    assert rounding(-20.0, -7.0) < 0.0


def test_a_back_that_bends_at_the_waist_alone_is_hardly_round() -> None:
    """As a jumper reads over a real lifter's flat back."""
    assert rounding(36.0, -17.0) < rounding(22.0, 8.0) < rounding(36.0, 5.0)
