"""From landmarks to joint centres: nought at one's own standing, small, smooth, and gone where nothing was fitted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stick_figure import Stick, measured_alone, pose_of

from kiosk.motion.centres import at_centres, correction
from kiosk.motion.centres_table import FEATURES, TURNED, CentresTable, SegmentCoefficients, features, shipped_centres
from kiosk.motion.chain import Chain, blended_chain, read_chain, typical_chain
from kiosk.motion.orientation import OrientationFilter
from kiosk.motion.posture import Facing, Measures

TABLE = shipped_centres()

leans = st.tuples(st.floats(-180.0, 180.0), st.floats(-180.0, 180.0), st.floats(-180.0, 180.0))
lengths = st.tuples(*[st.floats(20.0, 300.0)] * 3)
turns = st.floats(0.0, 90.0)
any_chain = st.builds(Chain, leans, leans, lengths, turns)
on_feet = st.builds(
    Chain,
    st.tuples(st.floats(-40.0, 125.0), st.floats(-125.0, 45.0), st.floats(-45.0, 65.0)),
    st.tuples(st.floats(-40.0, 125.0), st.floats(-125.0, 45.0), st.floats(-45.0, 65.0)),
    lengths,
    turns,
)
STANDING = Chain((3.0, 1.0, 2.0), (4.0, 2.0, 1.0), (150.0, 120.0, 120.0))


def chain_of(stick: Stick) -> Chain:
    pose = pose_of(stick)
    return read_chain(pose, OrientationFilter()(pose))


@pytest.mark.parametrize("facing", list(Facing))
@pytest.mark.parametrize("turn", [-45.0, -20.0, 0.0, 20.0, 45.0])
def test_both_tellings_of_a_chain_are_the_person_s(turn: float, facing: Facing) -> None:
    stick = Stick(torso=50.0, knee=20.0, shin=6.0, turn=turn, facing=facing, broad=False)
    found = chain_of(stick)
    assert found.picture == pytest.approx((50.0, -14.0, 6.0), abs=0.5)
    assert found.metric == pytest.approx((50.0, -14.0, 6.0), abs=0.5)


@pytest.mark.parametrize("turn", [-45.0, -20.0, 20.0, 45.0])
def test_broad_shoulders_do_not_lean_the_metric_telling(turn: float) -> None:
    found = chain_of(Stick(torso=50.0, turn=turn))
    assert found.metric[0] == pytest.approx(50.0, abs=0.5)
    assert abs(found.picture[0] - 50.0) > 1.0


def test_standing_is_the_middle_and_moves_towards_the_new() -> None:
    other = Chain((5.0, 3.0, 0.0), (4.0, 2.0, 1.0), (160.0, 130.0, 110.0))
    wild = Chain((90.0, 80.0, 70.0), (4.0, 2.0, 1.0), (20.0, 20.0, 20.0))
    assert typical_chain([STANDING, other, wild]).picture == (5.0, 3.0, 2.0)
    assert blended_chain(STANDING, other, 0.5).picture == (4.0, 2.0, 1.0)
    assert blended_chain(STANDING, other, 0.0) == STANDING


@given(on_feet)
def test_one_s_own_standing_is_not_corrected(chain: Chain) -> None:
    assert correction(chain, chain, TABLE) == pytest.approx((0.0, 0.0, 0.0), abs=1e-9)


@given(any_chain)
def test_no_segment_is_moved_further_than_the_table_allows(chain: Chain) -> None:
    assert all(abs(item) <= TABLE.most for item in correction(chain, STANDING, TABLE))


@settings(max_examples=60)
@given(on_feet, st.floats(-1.0, 1.0))
def test_a_little_further_is_corrected_a_little_otherwise(chain: Chain, step: float) -> None:
    torso, thigh, shank = chain.picture
    before = correction(chain, STANDING, TABLE)
    after = correction(replace(chain, picture=(torso + step, thigh, shank)), STANDING, TABLE)
    assert after == pytest.approx(before, abs=1.0 * abs(step) + 1e-6)


@pytest.mark.parametrize(
    "lying",
    [(-88.0, -60.0, 5.0), (85.0, 85.0, 85.0), (20.0, -10.0, -88.0), (170.0, 100.0, 80.0)],
    ids=["on the back", "on the forearms", "on the knees", "upside down"],
)
def test_who_is_not_on_their_feet_is_left_as_read(lying: tuple[float, float, float]) -> None:
    assert correction(Chain(lying, lying, (150.0, 120.0, 120.0)), STANDING, TABLE) == (0.0, 0.0, 0.0)


def test_the_metric_telling_is_followed_in_part() -> None:
    bent = Chain((60.0, -10.0, 2.0), (66.0, -9.0, 1.0), STANDING.lengths, TURNED)
    only = CentresTable(
        most=15.0, torso=SegmentCoefficients(metric=28.65), thigh=SegmentCoefficients(), shank=SegmentCoefficients()
    )
    # Half of what it has more than when standing: (66 - 60) - (4 - 3).
    assert correction(bent, STANDING, only) == pytest.approx((2.5, 0.0, 0.0), abs=0.01)
    half = replace(bent, turn=TURNED / 2.0)
    assert correction(half, STANDING, only) == pytest.approx((1.25, 0.0, 0.0), abs=0.01)
    assert correction(replace(bent, turn=0.0), STANDING, only) == (0.0, 0.0, 0.0), "side-on the picture tells it"


@settings(max_examples=60)
@given(st.floats(0.0, 100.0), st.floats(0.0, 90.0), st.floats(-10.0, 30.0))
def test_the_measures_stay_those_of_one_body(torso: float, knee: float, shin: float) -> None:
    stick = Stick(torso=torso, knee=knee, shin=shin)
    raw, chain, standing = measured_alone(pose_of(stick)), chain_of(stick), chain_of(Stick())
    found = at_centres(raw, chain, standing, TABLE)
    lean, thigh, shank = correction(chain, standing, TABLE)
    assert found.value("torso_inclination") == pytest.approx(torso + lean, abs=0.2)
    assert found.value("shin_inclination") == pytest.approx(shin + shank, abs=0.2)
    values = {name: found.value(name) or 0.0 for name in ("hip_flexion", "knee_flexion")}
    assert values["hip_flexion"] - values["knee_flexion"] == pytest.approx(torso + lean - shin - shank, abs=0.5)
    assert values["knee_flexion"] == pytest.approx(knee + shank - thigh, abs=0.2)
    # Torso line and neck part at the shoulder: the ear stays where it is.
    assert (found.value("neck_angle") or 0.0) + (found.value("torso_inclination") or 0.0) == pytest.approx(
        (raw.value("neck_angle") or 0.0) + (raw.value("torso_inclination") or 0.0)
    )


def test_hips_that_sit_further_back_have_travelled_further() -> None:
    stick = Stick(torso=60.0, knee=20.0)
    raw, chain = measured_alone(pose_of(stick)), chain_of(stick)
    back = CentresTable(
        most=15.0, torso=SegmentCoefficients(), thigh=SegmentCoefficients(torso=-8.0), shank=SegmentCoefficients()
    )
    found = at_centres(raw, chain, chain_of(Stick()), back)
    assert (found.value("hip_travel") or 0.0) > (raw.value("hip_travel") or 0.0) + 0.02
    assert (found.value("hip_height") or 0.0) < (raw.value("hip_height") or 0.0)


def test_without_a_standing_nothing_is_moved_and_what_is_absent_stays_so() -> None:
    raw, chain = measured_alone(pose_of(Stick(torso=60.0))), chain_of(Stick(torso=60.0))
    assert at_centres(raw, chain, None, TABLE) is raw
    assert at_centres(Measures(), chain, STANDING, TABLE) == Measures()


def test_what_is_shipped_is_modest() -> None:
    """A refit that needs more than this has found something else than joint centres."""
    for name in ("torso", "thigh", "shank"):
        assert 0.0 <= getattr(TABLE, name).metric <= 57.3, "between the picture and the metric landmarks"
    for degrees in range(0, 100, 10):
        hinge = Chain((float(degrees), -degrees / 4.0, 2.0), (float(degrees), -degrees / 4.0, 2.0), STANDING.lengths)
        level = replace(STANDING, metric=STANDING.picture)
        assert all(abs(item) < 8.0 for item in correction(hinge, level, TABLE))
    assert all(len(item) == len(FEATURES) for item in features(STANDING, STANDING))
