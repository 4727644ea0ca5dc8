"""Counting by other things than the torso of who stands: hip height, hips on the floor and on the knees, holds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from floor_figure import (
    BRIDGE,
    CRUNCH,
    CURL,
    KNEELING,
    PLANK,
    Floored,
    Move,
    bridged,
    crunched,
    curled,
    lifted,
    moved,
    sagged,
    sat_back,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from signals import LIFT, Leg, course, rep
from stick_figure import Stick, pose_of

from kiosk.motion.holds import HoldRule
from kiosk.motion.motion import MaskNeed, Moment, Motion
from kiosk.motion.phases import RepRule
from kiosk.motion.posture import Facing, Phase
from kiosk.motion.rep import Rep
from kiosk.motion.rest import Start
from kiosk.motion.scale import ROOT
from kiosk.motion.signals import RepsBy
from kiosk.pose.pose import Pose

REST = Leg(0.0, 1.6)
BRIDGES = RepRule(9.0, 5.0, (13.0, 90.0), by="hip_extension_lying", start="lying")
CRUNCHES = RepRule(12.0, 7.0, (26.0, 90.0), by="hip_flexion_lying", start="lying")
CURLS = RepRule(10.0, 6.0, (20.0, 75.0), by="torso", start="lying")
SITS = RepRule(18.0, 10.0, (48.0, 135.0), by="hip_knee", start="kneeling")
SQUATS = RepRule(15.0, 8.0, (24.0, 75.0), by="hip_height")
JUMPS = RepRule(7.0, 4.0, (9.0, 50.0), by="hip_height", lands_within=0.8)
HOLDS = HoldRule(bend=14.0, least=3.0, slack=0.7)
FLOOR = [
    (BRIDGES, BRIDGE, bridged, 38.0, 8.0),
    (CRUNCHES, CRUNCH, crunched, 45.0, 18.0),
    (CURLS, CURL, curled, 32.0, 15.0),
    (SITS, KNEELING, sat_back, 80.0, 36.0),
]
NAMES = ["bridge", "crunch", "curl", "sit"]


def run(poses: list[Pose], rule: RepRule | HoldRule, motion: Motion | None = None) -> list[Moment]:
    motion = motion or Motion(rule)
    return [motion(pose) for pose in poses]


def reps(moments: list[Moment]) -> list[Rep]:
    return [moment.rep for moment in moments if moment.rep is not None]


@pytest.mark.parametrize("facing", list(Facing))
@pytest.mark.parametrize(("rule", "stick", "move", "far", "short"), FLOOR, ids=NAMES)
def test_reps_off_the_feet_are_told_from_the_own_rest(
    rule: RepRule, stick: Floored, move: Move, far: float, short: float, facing: Facing
) -> None:
    moments = run(moved([REST, *rep(far), *rep(short), *rep(far)], stick, move, facing), rule)
    found = reps(moments)
    whole = [item for item in found if item.in_range]
    assert [item.bottom for item in whole] == pytest.approx([3.35, 11.75], abs=0.25)
    for item in whole:
        assert item.returned
        assert item.reach is not None
        assert item.reach.value == pytest.approx(far, abs=2.5)
        assert item.tempo.down == pytest.approx(1.3, abs=0.4)
    for item in found:
        if not item.in_range:
            assert item.reach is not None
            assert item.reach.value == pytest.approx(short, abs=2.5)
    assert moments[-1].baseline is not None
    assert not moments[-1].baseline.provisional
    assert {moment.posture.facing for moment in moments} == {facing}


@pytest.mark.parametrize(("rule", "stick", "move", "far", "short"), FLOOR, ids=NAMES)
def test_who_lies_or_kneels_still_does_no_rep(
    rule: RepRule, stick: Floored, move: Move, far: float, short: float
) -> None:
    assert reps(run(moved([Leg(0.0, 20.0)], stick, move), rule)) == []


@pytest.mark.parametrize(("rule", "stick", "move", "far", "short"), FLOOR, ids=NAMES)
def test_who_stands_or_hinges_does_none_of_them(
    rule: RepRule, stick: Floored, move: Move, far: float, short: float
) -> None:
    hinges = [pose_of(Stick(torso=3.0 + degrees), time) for time, degrees in course([REST, *rep(70.0), *rep(70.0)])]
    assert reps(run(hinges, rule)) == []


@pytest.mark.parametrize(("rule", "stick", "move", "far", "short"), FLOOR, ids=NAMES)
def test_a_rest_that_was_taken_at_the_far_end_is_taken_anew(
    rule: RepRule, stick: Floored, move: Move, far: float, short: float
) -> None:
    begun = move(stick, far)
    if rule is SITS:
        return  # who sits on the heels does not kneel tall, and is not taken for it
    legs = [Leg(0.0, 1.5), Leg(-far, 1.5), Leg(-far, 3.0)]
    poses = moved(legs, begun, move)
    again = moved([REST, *rep(far)], stick, move)
    last = poses[-1].time + 0.05
    poses += [replace(pose, time=last + pose.time) for pose in again]
    found = [item for item in reps(run(poses, rule)) if item.start > last]
    assert [item.in_range for item in found] == [True]


def test_no_mask_is_asked_for_where_no_back_is_judged() -> None:
    motion = Motion(BRIDGES)
    for pose in moved([REST, *rep(38.0)], BRIDGE, bridged):
        motion(pose)
        assert motion.mask_need is MaskNeed.CHEAP


def squatting(degrees: float) -> Stick:
    return Stick(torso=3.0 + 0.4 * degrees, knee=4.0 + degrees, shin=2.0 + 0.4 * degrees)


@pytest.mark.parametrize("upright", [False, True])
def test_squats_are_counted_by_how_far_the_hips_sink(upright: bool) -> None:
    def figure(degrees: float) -> Stick:
        return replace(squatting(degrees), torso=3.0) if upright else squatting(degrees)

    legs = [REST, *rep(100.0), *rep(35.0), *rep(100.0)]
    found = reps(run([pose_of(figure(degrees), time) for time, degrees in course(legs)], SQUATS))
    assert [item.bottom for item in found if item.in_range] == pytest.approx([3.35, 11.75], abs=0.25)
    assert all(item.reach is not None and 30.0 < item.reach.value < 50.0 for item in found if item.in_range)
    down = [item.tempo.down for item in found if item.in_range]
    assert down == pytest.approx([1.2, 1.2], abs=0.4), "an even squat is timed as one"


def test_a_hinge_is_no_squat() -> None:
    hinges = [pose_of(Stick(torso=3.0 + d, knee=4.0 + 0.2 * d), t) for t, d in course([REST, *rep(70.0)])]
    assert [item for item in reps(run(hinges, SQUATS)) if item.in_range] == []


DIP = [Leg(70.0, 0.7), Leg(0.0, 0.35)]
AIR = [Leg(0.0, 0.35)]
LANDED = [Leg(70.0, 0.35), Leg(70.0, 0.2), Leg(0.0, 0.8), Leg(0.0, 1.2)]


def test_a_jump_is_one_rep_with_its_landing() -> None:
    legs = [REST, *DIP, *AIR, *LANDED, *DIP, *AIR, *LANDED]
    found = reps(run([pose_of(squatting(degrees), time) for time, degrees in course(legs)], JUMPS))
    assert [item.in_range for item in found] == [True, True]
    first = found[0]
    assert first.bottom == pytest.approx(2.3, abs=0.2)
    assert first.end > 3.9
    assert first.landing is not None
    knee = first.landing.value("knee_flexion")
    assert knee is not None
    assert knee == pytest.approx(74.0, abs=6.0)


def test_a_dip_without_a_landing_is_no_jump() -> None:
    legs = [REST, *rep(70.0, 0.7, 0.2, 0.7, 2.0), *rep(70.0, 0.7, 0.2, 0.7, 2.0)]
    assert reps(run([pose_of(squatting(degrees), time) for time, degrees in course(legs)], JUMPS)) == []


@pytest.mark.parametrize("facing", list(Facing))
def test_the_seconds_of_a_straight_line_are_counted(facing: Facing) -> None:
    # On the forearms, up into the line, held, the hips sag for a moment, held again, down, and up for too short.
    legs = [
        *(Leg(24.0, 0.01), Leg(24.0, 2.0), Leg(0.0, 1.0), Leg(0.0, 5.0), Leg(20.0, 0.2), Leg(0.0, 0.2)),
        *(
            Leg(0.0, 5.0),
            Leg(24.0, 1.0),
            Leg(24.0, 2.0),
            Leg(0.0, 0.8),
            Leg(0.0, 1.5),
            Leg(24.0, 0.8),
            Leg(24.0, 2.0),
        ),
    ]
    moments = run(moved(legs, PLANK, sagged, facing), HOLDS)
    (held,) = reps(moments)
    assert held.tempo.pause == pytest.approx(11.2, abs=0.7)
    assert held.reach is not None
    assert held.reach.value == held.tempo.pause
    assert held.in_range
    longest = max(moment.held for moment in moments)
    assert longest == pytest.approx(held.tempo.pause)
    assert {moment.phase for moment in moments} == {Phase.STANDING, Phase.BOTTOM}


def test_who_stands_straight_holds_no_plank() -> None:
    moments = run([pose_of(Stick(), time) for time, _ in course([Leg(0.0, 8.0)])], HOLDS)
    assert reps(moments) == []
    assert max(moment.held for moment in moments) == 0.0


def test_who_lies_flat_on_the_face_holds_no_plank() -> None:
    flat = replace(PLANK, torso=90.0)
    moments = run(moved([Leg(0.0, 8.0)], flat, sagged), HOLDS)
    assert reps(moments) == []
    assert max(moment.held for moment in moments) == 0.0


def test_a_hold_is_over_when_the_line_is_lost_for_longer() -> None:
    legs = [
        Leg(0.0, 5.0),
        Leg(30.0, 0.5),
        Leg(30.0, 1.5),
        Leg(0.0, 0.5),
        Leg(0.0, 5.0),
        Leg(30.0, 0.5),
        Leg(30.0, 2.0),
    ]
    assert len(reps(run(moved(legs, PLANK, sagged), HOLDS))) == 2


SAGS = replace(HOLDS, off_rest=2.5)


def sagging(rest: float, sag: float) -> list[Leg]:
    """At rest on the forearms, hips hanging by ``rest``, then held with hips that hang by ``sag``, and at rest."""
    return [Leg(rest, 0.01), Leg(rest, 2.0), Leg(sag, 1.0), Leg(sag, 6.0), Leg(rest, 1.0), Leg(rest, 2.0)]


@pytest.mark.parametrize("facing", list(Facing))
def test_hips_that_sag_are_held_as_long_as_they_are_off_how_they_rest(facing: Facing) -> None:
    moments = run(moved(sagging(rest=20.0, sag=16.0), PLANK, sagged, facing), SAGS)
    (held,) = reps(moments)
    assert held.tempo.pause == pytest.approx(6.5, abs=0.7)


@pytest.mark.parametrize(("rest", "sag"), [(20.0, 18.5), (20.0, 20.0), (8.0, 16.0)])
def test_hips_that_sag_as_they_rest_or_further_are_not_held(rest: float, sag: float) -> None:
    moments = run(moved(sagging(rest, sag), PLANK, sagged), SAGS)
    assert all(rep.end < 3.5 or rep.start > 8.0 for rep in reps(moments))


@pytest.mark.parametrize(("raised", "holds"), [(22.0, 1), (34.0, 0)])
def test_hips_that_a_rounded_back_lifts_are_held_until_they_are_far_off_the_line(raised: float, holds: int) -> None:
    legs = [Leg(-raised, 0.01), Leg(-raised, 6.0), Leg(20.0, 1.0), Leg(20.0, 1.0)]
    assert len(reps(run(moved(legs, PLANK, sagged), replace(HOLDS, raised=28.0)))) == holds


def test_who_was_not_seen_to_rest_holds_a_straight_line_only() -> None:
    assert SAGS.most(None) == SAGS.bend
    assert reps(run(moved([Leg(16.0, 0.01), Leg(16.0, 8.0)], PLANK, sagged), SAGS)) == []


@pytest.mark.parametrize("side", ["LEFT", "RIGHT"])
def test_the_leg_that_stands_works(side: str) -> None:
    rule = RepRule(20.0, 12.0, (40.0, 110.0), per_side=True)
    free = "RIGHT" if side == "LEFT" else "LEFT"
    poses = []
    for time, degrees in course([REST, *rep(60.0)]):
        pose = pose_of(Stick(torso=3.0 + degrees, knee=5.0 + 0.2 * degrees), time)
        poses.append(lifted(pose, free, 1.5 * degrees))
    (found,) = reps(run(poses, rule))
    assert found.side == side.lower()


def test_on_two_feet_no_side_works() -> None:
    rule = RepRule(20.0, 12.0, (40.0, 110.0), per_side=True)
    poses = [pose_of(Stick(torso=3.0 + degrees), time) for time, degrees in course([REST, *rep(60.0)])]
    (found,) = reps(run(poses, rule))
    assert found.side is None


@settings(max_examples=50)
@given(st.floats(-50.0, 150.0))
def test_the_scale_of_heights_rises_and_comes_back(value: float) -> None:
    assert ROOT.back(ROOT.there(value)) == pytest.approx(value, abs=1e-9)
    assert ROOT.there(value + 0.5) > ROOT.there(value)


@pytest.mark.parametrize(
    ("by", "start"),
    [("hip_extension_lying", "lying"), ("hip_flexion_lying", "lying"), ("hip_knee", "kneeling"), ("torso", "lying")],
)
def test_nothing_is_counted_before_the_own_rest_is_known(by: RepsBy, start: Start) -> None:
    motion = Motion(RepRule(9.0, 5.0, (13.0, 90.0), by=by, start=start))
    moment = motion(pose_of(BRIDGE, 0.0))
    assert moment.baseline is None
    assert moment.signal is None


def test_the_same_poses_give_the_same_reps() -> None:
    poses = moved([REST, *rep(38.0), *rep(20.0)], BRIDGE, bridged)
    assert reps(run(poses, BRIDGES)) == reps(run(poses, BRIDGES))


LIFTS = replace(LIFT, down_within=8.0)
FLOOR_TO_TOP = [Leg(0.0, 1.4), Leg(0.0, 0.7)]
TOP_TO_FLOOR = [Leg(80.0, 1.8), Leg(80.0, 1.2)]
LIFTED = [*FLOOR_TO_TOP, *TOP_TO_FLOOR]


def bent(legs: list[Leg], begin: float = 0.0) -> list[Pose]:
    return [pose_of(Stick(torso=3.0 + degrees), time) for time, degrees in course(legs, begin=begin)]


@pytest.mark.parametrize("lifts", [1, 3])
def test_who_bends_to_a_weight_and_leaves_it_has_lifted_it_no_more_often(lifts: int) -> None:
    legs = [REST, *TOP_TO_FLOOR, *LIFTED * lifts, *FLOOR_TO_TOP, Leg(0.0, 12.0)]
    found = reps(run(bent(legs), LIFTS))
    begins = [4.6 + 5.1 * number for number in range(lifts)]
    assert [item.start for item in found] == pytest.approx(begins, abs=0.4)
    assert [item.end for item in found] == pytest.approx([begin + 3.9 for begin in begins], abs=0.5)
    for item in found:
        assert item.in_range
        assert item.tempo.up == pytest.approx(1.2, abs=0.3)
        assert item.tempo.down == pytest.approx(1.6, abs=0.4)


def test_a_lift_counts_once_the_weight_is_down() -> None:
    moments = run(bent([*LIFTED, Leg(80.0, 2.0)], begin=80.0), LIFTS)
    (closed,) = [moment for moment in moments if moment.rep is not None]
    assert 3.3 < closed.posture.time < 4.4
    assert closed.phase is Phase.BOTTOM
    assert closed.rep is not None
    assert closed.rep.start == pytest.approx(0.1, abs=0.3)


def test_the_bend_to_the_next_set_lifts_nothing() -> None:
    legs = [REST, *TOP_TO_FLOOR, *LIFTED, *FLOOR_TO_TOP, Leg(0.0, 15.0), *TOP_TO_FLOOR, *LIFTED, *FLOOR_TO_TOP]
    assert len(reps(run(bent(legs), LIFTS))) == 2


def test_a_nod_at_the_top_puts_no_weight_down() -> None:
    nod = [Leg(45.0, 0.8), Leg(45.0, 0.3), Leg(0.0, 0.8), Leg(0.0, 0.6)]
    assert reps(run(bent([Leg(80.0, 1.0), *FLOOR_TO_TOP, *nod], begin=80.0), LIFTS)) == []


def test_a_lift_that_stops_short_counts_when_it_is_down_too() -> None:
    legs = [REST, *TOP_TO_FLOOR, Leg(18.0, 1.4), Leg(18.0, 0.7), *TOP_TO_FLOOR, *LIFTED]
    first, second = reps(run(bent(legs), LIFTS))
    assert (first.returned, second.returned) == (False, True)


def test_a_set_begins_without_the_weight_of_the_last() -> None:
    motion = Motion(LIFTS)
    poses = bent([Leg(80.0, 1.0), *LIFTED], begin=80.0)
    middle = next(i for i, pose in enumerate(poses) if pose.time > 3.0)
    assert reps(run(poses[:middle], LIFTS, motion)) == []
    motion.begin_set()
    assert reps(run(poses[middle:], LIFTS, motion)) == []
