"""The ghost: the drill's posture on the person's own bones, from how they rest."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import pytest
from hinge_reps import DRILL
from hypothesis import given, settings
from hypothesis import strategies as st
from resting_people import BACK, Build, joints_of, limbs_of, one_stretched, people_for, standing

from kiosk.coach.drill import Drill, load_repertoire
from kiosk.coach.ghost.back_line import BACK as BACK_NAMES
from kiosk.coach.ghost.back_line import NAPE
from kiosk.coach.ghost.feet import tilt
from kiosk.coach.ghost.limbs import Limbs
from kiosk.coach.ghost.solve import BEYOND, Shape, ghost
from kiosk.coach.ghost.track import track_of
from kiosk.coach.guidance import BONES
from kiosk.coach.rules.wall import SEAT
from kiosk.coach.special import BarAtKnee, ImaginaryBench
from kiosk.motion.balance import centre_of_mass
from kiosk.motion.posture import Facing

DRILLS = list(load_repertoire().drills.values())
UPRIGHT = [DRILL, *(drill for drill in DRILLS if drill.upright)]
LOW = [drill for drill in DRILLS if not drill.upright]

depths = st.floats(0.0, 1.0)
few = settings(max_examples=80)


@st.composite
def cases(draw: st.DrawFn, drills: list[Drill] | None = None) -> tuple[Drill, Limbs]:
    """A drill, and somebody who rests as it begins."""
    drill = draw(st.sampled_from(drills or [DRILL, *DRILLS]))
    return drill, draw(people_for(drill))


def lean(joints: dict[str, complex], start: str, end: str) -> float:
    """Degrees of the segment from ``start`` up to ``end`` against vertical, forward positive."""
    way = joints[end] - joints[start]
    return math.degrees(math.atan2(way.real, way.imag))


def posed(drill: Drill, limbs: Limbs, depth: float) -> dict[str, complex]:
    joints = Shape(drill, limbs).joints(depth)
    assert joints is not None
    return joints


@few
@given(cases(), depths)
def test_limbs_keep_their_lengths(case: tuple[Drill, Limbs], depth: float) -> None:
    drill, limbs = case
    joints = posed(drill, limbs, depth)
    for start, end in (("ankle", "knee"), ("knee", "hip"), ("hip", "shoulder")):
        assert abs(joints[end] - joints[start]) == pytest.approx(limbs.length(start, end), rel=1e-6), (start, end)
    for start, end in (("heel", "toe"), ("ankle", "toe"), ("ankle", "heel")):
        assert abs(joints[end] - joints[start]) == pytest.approx(limbs.length(start, end), rel=1e-6), (start, end)
    if not drill.target.support.startswith("back"):  # the head stays on the floor while the trunk tilts
        assert abs(joints["ear"] - joints["shoulder"]) == pytest.approx(limbs.length("shoulder", "ear"), rel=1e-6)


@few
@given(cases())
def test_at_rest_it_is_the_person(case: tuple[Drill, Limbs]) -> None:
    """So that nothing jumps when a set starts: the same knees, the same neck, the same arms."""
    drill, limbs = case
    figure = ghost(drill, limbs, 0.0)
    assert figure is not None
    for name, place in limbs.joints.items():
        assert figure.joints[name] == pytest.approx(limbs.placed(place), abs=0.6), name


@few
@given(cases(), st.integers(0, 59))
def test_it_never_jumps_on_its_way(case: tuple[Drill, Limbs], step: int) -> None:
    """A sixtieth of the way moves no joint further than a twentieth of a leg."""
    drill, limbs = case
    here, there = posed(drill, limbs, step / 60.0), posed(drill, limbs, (step + 1) / 60.0)
    leg = limbs.length("ankle", "knee") + limbs.length("knee", "hip")
    for name in here:
        assert abs(there[name] - here[name]) < 0.05 * leg, name


BEARING = {
    "feet": ("ankle", "heel", "toe"),
    "one_foot": ("ankle", "heel", "toe"),
    "knees": ("knee", "ankle", "heel", "toe"),
    "back_and_feet": ("ear", "shoulder", "elbow", "wrist", "ankle", "heel", "toe"),
    "back_and_foot": ("ear", "shoulder", "elbow", "wrist", "ankle", "heel", "toe"),
    "back": ("ear", "shoulder", "elbow", "wrist"),
    "ball": ("hip", "knee", "ankle", "heel", "toe"),
    "forearms": ("elbow", "wrist", "toe"),
}


@few
@given(cases(), depths)
def test_what_bears_the_body_stays_where_it_is(case: tuple[Drill, Limbs], depth: float) -> None:
    drill, limbs = case
    joints = posed(drill, limbs, depth)
    for name in BEARING[drill.target.support]:
        assert abs(joints[name] - limbs.joints[name]) < 1e-6, name


def whole_of(drill: Drill, joints: dict[str, complex]) -> complex:
    """The centre of mass with what is held."""
    load, held = drill.target.load, joints["wrist"]
    if drill.target.arms == "bar_on_back":
        held = joints["shoulder"] + (0.02 + 0.2j) * (joints["shoulder"] - joints["hip"])
    return (centre_of_mass(joints) + load * held) / (1.0 + load)


@few
@given(cases(UPRIGHT))
def test_the_middle_of_the_foot_carries_the_whole_with_its_load(case: tuple[Drill, Limbs]) -> None:
    drill, limbs = case
    joints = posed(drill, limbs, 1.0)
    whole = whole_of(drill, joints)
    if drill.target.support == "one_foot":
        # Half of each leg's mass is where the free one is: thighs, shanks and feet (`kiosk.motion.balance`).
        for start, end, mass, at in (("hip", "knee", 0.2, 0.433), ("knee", "ankle", 0.093, 0.433)):
            stands = joints[start] + at * (joints[end] - joints[start])
            begin = joints.get(f"free_{start}", joints[start])
            whole += mass / 2 * (begin + at * (joints[f"free_{end}"] - begin) - stands)
        sole, free = (joints["heel"] + joints["toe"]) / 2, (joints["free_heel"] + joints["free_toe"]) / 2
        whole += 0.029 / 2 * (free - sole)
    # Where they have it themselves, if that is over the middle quarter of the foot; else at that quarter's near end.
    own = (whole_of(drill, dict(limbs.joints)).real - limbs.middle) / limbs.foot
    wanted = max(-0.12, min(0.12, own)) + drill.target.balance
    assert (whole.real - limbs.middle) / limbs.foot == pytest.approx(wanted, abs=0.01)


@few
@given(cases(UPRIGHT))
def test_at_the_far_end_the_angles_are_the_drill_s(case: tuple[Drill, Limbs]) -> None:
    drill, limbs = case
    if drill.target.hands is not None or isinstance(drill.special, BarAtKnee | ImaginaryBench):
        return  # own limbs tell how far these go
    joints = posed(drill, limbs, 1.0)
    assert lean(joints, "hip", "shoulder") - tilt(limbs) == pytest.approx(drill.target.torso_inclination, abs=0.01)
    knee = lean(joints, "ankle", "knee") - lean(joints, "knee", "hip")
    assert knee == pytest.approx(drill.target.knee_flexion, abs=0.01)


@few
@given(cases())
def test_its_far_end_counts(case: tuple[Drill, Limbs]) -> None:
    drill, limbs = case
    if drill.count.by == "hold":
        return
    shape = Shape(drill, limbs)
    least, most = drill.rep.bottom
    assert least <= shape.way(shape.joints(1.0) or {}) <= most


@few
@given(standing)
def test_hands_come_to_what_they_take_however_long_the_arms(limbs: Limbs) -> None:
    for drill in UPRIGHT:
        fist = 0.075 * limbs.metre(1.72)
        if isinstance(drill.special, BarAtKnee):
            wanted = limbs.joints["knee"].imag - drill.special.below * limbs.length("ankle", "knee")
        elif drill.target.hands is not None:
            wanted = limbs.joints["heel"].imag + drill.target.hands * limbs.metre(1.72)
        else:
            continue
        hand = posed(drill, limbs, 1.0)["wrist"].imag - fist
        assert hand == pytest.approx(wanted, abs=0.04 * limbs.metre(1.72)), drill.id


@few
@given(standing)
def test_the_seat_comes_to_the_height_of_the_bench(limbs: Limbs) -> None:
    drill = next(drill for drill in UPRIGHT if isinstance(drill.special, ImaginaryBench))
    assert isinstance(drill.special, ImaginaryBench)
    joints = posed(drill, limbs, 1.0)
    leg = limbs.length("ankle", "knee") + limbs.length("knee", "hip")
    assert (joints["hip"] - joints["ankle"]).imag / leg == pytest.approx(drill.special.height, abs=0.02)


@few
@given(standing)
def test_who_follows_it_keeps_the_rule_of_the_bench_the_wall_and_the_roller(limbs: Limbs) -> None:
    """Metres behind the heels that the bench asks for, the seat at the wall, the knees before the roller."""
    metre, shipped = limbs.metre(1.72), load_repertoire()
    sat = posed(shipped.drill("seated_squat"), limbs, 1.0)
    assert (limbs.joints["heel"] - sat["hip"]).real / metre > 0.15
    hinged = posed(shipped.drill("wall_touch"), limbs, 1.0)
    leg = limbs.length("ankle", "knee") + limbs.length("knee", "hip")
    wall = limbs.joints["heel"].real - min(max(0.24 * leg / metre, 0.15), 0.30) * metre
    assert (hinged["hip"].real - wall) / metre - SEAT < 0.015
    for depth in (0.25, 0.5, 0.75, 1.0):
        knee = posed(shipped.drill("foam_roller"), limbs, depth)["knee"]
        assert (knee - limbs.joints["knee"]).real / metre < 0.03


@few
@given(standing)
def test_a_bar_brushes_the_legs_over_the_foot(limbs: Limbs) -> None:
    leg = limbs.length("ankle", "knee") + limbs.length("knee", "hip")
    for drill in UPRIGHT:
        if drill.target.arms == "bar":
            for depth in (0.6, 0.8, 1.0):
                joints = posed(drill, limbs, depth)
                hand, knee = joints["wrist"], joints["knee"]
                end = joints["hip"] if hand.imag > knee.imag else joints["ankle"]
                line = knee + (end - knee) * (hand.imag - knee.imag) / (end.imag - knee.imag)
                assert 0.08 * leg < (hand - line).real < 0.19 * leg, (drill.id, depth)
                assert abs(hand.real - limbs.middle) < 0.7 * limbs.foot, (drill.id, depth)


@few
@given(standing, st.floats(0.1, 1.0), st.floats(-0.45, 0.2), st.sampled_from(["hips", "chest"]), depths)
def test_hands_on_hips_or_chest_stay_there(
    limbs: Limbs, height: float, ahead: float, arms: str, depth: float
) -> None:
    """Wherever on the body they rest: as the drill has it, or as good."""
    own = dict(limbs.joints)
    torso = own["shoulder"] - own["hip"]
    own["wrist"] = own["hip"] + complex(height, ahead) * torso
    rests = replace(limbs, joints=own)
    joints = posed(with_arms(arms), rests, depth)
    found = (joints["wrist"] - joints["hip"]) / (joints["shoulder"] - joints["hip"])
    assert found == pytest.approx(complex(height, ahead), abs=1e-6)


@few
@given(standing)
def test_who_sits_down_leans_over_their_feet_and_then_sits_up(limbs: Limbs) -> None:
    drill = load_repertoire().drill("sit_to_stand")
    lean_to = drill.target.lean
    assert lean_to is not None
    there, sat = posed(drill, limbs, lean_to.at), posed(drill, limbs, 1.0)
    assert lean(there, "hip", "shoulder") - tilt(limbs) == pytest.approx(lean_to.torso_inclination, abs=0.01)
    assert lean(sat, "hip", "shoulder") < lean(there, "hip", "shoulder") - 20.0
    over = [(whole_of(drill, posed(drill, limbs, depth)).real - limbs.middle) / limbs.foot for depth in (0.5, 0.75)]
    assert min(over) > -0.5, "over the sole"
    assert (whole_of(drill, sat).real - limbs.middle) / limbs.foot < -0.5, "on the seat"


@few
@given(cases([drill for drill in LOW if drill.target.support in ("back_and_feet", "back_and_foot")]))
def test_at_the_top_of_a_bridge_trunk_and_thigh_are_one_line(case: tuple[Drill, Limbs]) -> None:
    drill, limbs = case
    joints = posed(drill, limbs, 1.0)
    straight = limbs.length("hip", "shoulder") + limbs.length("knee", "hip")
    assert abs(joints["knee"] - joints["shoulder"]) == pytest.approx(straight, rel=1e-4)
    assert joints["hip"].imag > limbs.joints["hip"].imag


ONE_LEG = load_repertoire().drill("one_leg_glute_bridge")


@few
@given(one_stretched(), depths)
def test_who_bridges_with_the_near_leg_stretched_is_led_by_the_leg_that_bears(limbs: Limbs, depth: float) -> None:
    """Thighs side by side; the hidden foot stays on the floor, under a knee that its shank comes up to; the stretched
    leg keeps its knee."""
    joints, rest = posed(ONE_LEG, limbs, depth), posed(ONE_LEG, limbs, 0.0)
    for name, place in limbs.joints.items():
        assert abs(rest[name] - place) < 1e-6, name
    assert joints["free_knee"] == pytest.approx(joints["knee"], abs=1e-6)
    for name in ("free_ankle", "free_heel", "free_toe", "shoulder", "ear"):
        assert abs(joints[name] - rest[name]) < 1e-6, name
    shank = limbs.length("ankle", "knee")
    assert abs(joints["free_ankle"] - joints["free_knee"]) == pytest.approx(shank, rel=1e-6)
    assert joints["free_heel"].imag == pytest.approx(joints["free_toe"].imag, abs=1e-6), "flat on the floor"
    turn = (joints["knee"] - joints["hip"]) / (rest["knee"] - rest["hip"])
    for name in ("ankle", "heel", "toe"):
        assert joints[name] - joints["knee"] == pytest.approx((rest[name] - rest["knee"]) * turn, abs=1e-6), name


@few
@given(one_stretched())
def test_at_the_top_on_one_leg_trunk_and_thigh_are_one_line(limbs: Limbs) -> None:
    joints = posed(ONE_LEG, limbs, 1.0)
    straight = limbs.length("hip", "shoulder") + limbs.length("knee", "hip")
    assert abs(joints["knee"] - joints["shoulder"]) == pytest.approx(straight, rel=1e-4)
    assert joints["hip"].imag > limbs.joints["hip"].imag
    laid = track_of(Shape(ONE_LEG, limbs))
    assert laid is not None
    assert laid[1] >= ONE_LEG.rep.bottom[0]


def test_where_no_foot_can_bear_there_is_no_ghost_rather_than_a_wrong_one() -> None:
    """Both legs up, or both flat on the floor; and in a drill for both feet one that is not seen."""
    drill = load_repertoire().drill("glute_bridge")
    stretched = limbs_of(joints_of(Build(), torso=-95.0, thigh=-140.0, shank=-130.0))
    up, flat = (limbs_of(joints_of(Build(), torso=-92.0, thigh=at, shank=at)) for at in (-175.0, -95.0))
    for of, limbs in ((drill, stretched), (ONE_LEG, up), (ONE_LEG, flat)):
        assert not Shape(of, limbs).possible
        assert ghost(of, limbs, 0.5) is None
        assert track_of(Shape(of, limbs)) is None


def test_a_drill_off_the_feet_that_says_nothing_of_what_bears_has_no_ghost() -> None:
    drill = load_repertoire().drill("kneeling_squat")
    silent = drill.model_copy(update={"target": drill.target.model_copy(update={"support": "feet"})})
    assert not Shape(silent, limbs_of(joints_of(Build(), 2.0, 0.0, 92.0))).possible


def test_who_rests_with_the_thighs_closer_is_led_as_far_all_the_same() -> None:
    drill = load_repertoire().drill("reverse_crunch")
    shape = Shape(drill, limbs_of(joints_of(Build(), torso=-92.0, thigh=-216.0, shank=-110.0)))
    assert shape.way(shape.joints(1.0) or {}) >= drill.rep.bottom[0] + 5.0


@few
@given(cases([drill for drill in LOW if drill.target.support == "forearms"]))
def test_a_plank_is_one_line_over_the_elbows(case: tuple[Drill, Limbs]) -> None:
    drill, limbs = case
    joints = posed(drill, limbs, 1.0)
    assert joints["shoulder"].real == pytest.approx(joints["elbow"].real, abs=0.01)
    bend = lean(joints, "hip", "shoulder") - lean(joints, "ankle", "hip")
    assert abs(bend) < 3.0


@few
@given(standing)
def test_the_free_leg_comes_into_line_with_the_trunk(limbs: Limbs) -> None:
    drill = load_repertoire().drill("single_leg_rdl")
    rest, far = posed(drill, limbs, 0.0), posed(drill, limbs, 1.0)
    assert abs(rest["free_knee"] - rest["knee"]) < 1e-6
    assert abs(rest["free_ankle"] - rest["ankle"]) < 1e-6
    assert lean(far, "free_knee", "hip") == pytest.approx(lean(far, "hip", "shoulder"), abs=12.0)
    assert abs(far["free_ankle"] - far["free_knee"]) == pytest.approx(limbs.length("ankle", "knee"), rel=1e-6)


@few
@given(cases(UPRIGHT), depths)
def test_facing_the_other_way_gives_the_mirrored_figure(case: tuple[Drill, Limbs], depth: float) -> None:
    drill, limbs = case
    turned = Facing.LEFT if limbs.facing is Facing.RIGHT else Facing.RIGHT
    other = replace(limbs, facing=turned, origin=(-limbs.origin[0], limbs.origin[1]))
    figure, mirrored = ghost(drill, limbs, depth), ghost(drill, other, depth)
    assert figure is not None
    assert mirrored is not None
    for name, (x, y) in figure.joints.items():
        assert mirrored.joints[name] == pytest.approx((-x, y), abs=1e-6)


@few
@given(cases(UPRIGHT))
def test_who_is_turned_from_side_on_has_a_ghost_that_is_as_narrow(case: tuple[Drill, Limbs]) -> None:
    """Across it is squeezed as the camera sees them, upwards not."""
    drill, limbs = case
    drill = drill.model_copy(update={"special": None})  # the bench's height is of the leg's length, as seen
    straight = replace(limbs, squeeze=1.0)
    seen, whole = ghost(drill, limbs, 1.0), ghost(drill, straight, 1.0)
    assert seen is not None
    assert whole is not None
    x, _ = limbs.origin
    for name, (u, v) in whole.joints.items():
        assert seen.joints[name] == pytest.approx((x + (u - x) * limbs.squeeze, v), abs=1e-6)


@few
@given(cases(UPRIGHT))
def test_the_deeper_the_lower_the_head(case: tuple[Drill, Limbs]) -> None:
    drill, limbs = case
    if drill.target.lean is not None:
        return  # who has sat down sits up
    head = [posed(drill, limbs, step / 6.0)["ear"].imag for step in range(7)]
    assert head == sorted(head, reverse=True)


@few
@given(cases(), st.floats(0.0, BEYOND))
def test_every_bone_can_be_drawn(case: tuple[Drill, Limbs], depth: float) -> None:
    drill, limbs = case
    figure = ghost(drill, limbs, depth)
    assert figure is not None
    assert {name for bone in BONES for name in bone} <= figure.joints.keys()
    assert all(math.isfinite(x) and math.isfinite(y) for x, y in figure.joints.values())


@few
@given(standing)
def test_who_gets_up_has_leaned_before_they_leave_the_seat(limbs: Limbs) -> None:
    shape = Shape(load_repertoire().drill("sit_to_stand"), limbs)
    for end in (0.0, 1.0):
        there, back = shape.joints(end), shape.joints(end, back=True)
        assert there == back
    there, back = shape.joints(0.82), shape.joints(0.82, back=True)
    assert there is not None
    assert back is not None
    assert lean(back, "hip", "shoulder") > lean(there, "hip", "shoulder") + 3.0
    assert lean(back, "hip", "shoulder") - tilt(limbs) == pytest.approx(40.0, abs=0.01)


@few
@given(cases(UPRIGHT), depths)
def test_there_and_back_are_one_way_but_for_who_sits(case: tuple[Drill, Limbs], depth: float) -> None:
    drill, limbs = case
    if drill.target.lean is None:
        shape = Shape(drill, limbs)
        assert shape.joints(depth) == shape.joints(depth, back=True)


# -- arms --------------------------------------------------------------------------------------------------


def with_arms(arms: str, forward: float = 0.0) -> Drill:
    return DRILL.model_copy(
        update={"target": DRILL.target.model_copy(update={"arms": arms, "arms_forward": forward})}
    )


@pytest.mark.parametrize(
    ("arms", "near"),
    [
        ("hips", lambda joints: joints["hip"]),
        ("chest", lambda joints: joints["shoulder"] + 0.3 * (joints["hip"] - joints["shoulder"])),
        ("bar_on_back", lambda joints: joints["shoulder"]),
        ("rod", lambda joints: joints["hip"] + 0.3 * (joints["shoulder"] - joints["hip"])),
    ],
)
def test_the_hand_is_where_the_drill_has_it(arms: str, near: Callable[[dict[str, complex]], complex]) -> None:
    for build in (Build(), Build(forearm=200.0), Build(upper_arm=70.0)):
        joints = posed(with_arms(arms), limbs_of(joints_of(build, 3.0, -2.0, 2.0)), 1.0)
        assert abs(joints["wrist"] - near(joints)) < 0.32 * build.torso
        least = 0.58 * build.torso  # an arm that points at the camera looks shorter than it is
        assert abs(joints["elbow"] - joints["shoulder"]) <= max(build.upper_arm, least) + 1e-6


def test_arms_hang_or_swing_back() -> None:
    limbs = limbs_of(joints_of(Build(), 3.0, -2.0, 2.0))
    assert lean(posed(with_arms("hang"), limbs, 1.0), "wrist", "shoulder") == pytest.approx(0.0, abs=0.01)
    assert lean(posed(with_arms("hang", -40.0), limbs, 1.0), "wrist", "shoulder") == pytest.approx(40.0, abs=0.01)


# -- the back ----------------------------------------------------------------------------------------------


def test_the_back_has_its_owner_s_curve_and_the_nape_goes_on_from_it() -> None:
    limbs = limbs_of(joints_of(Build(), 3.0, -2.0, 2.0), Facing.RIGHT, back=BACK)
    for depth in (0.0, 0.5, 1.0):
        figure = ghost(DRILL, limbs, depth)
        assert figure is not None
        joints = {name: complex(x, -y) for name, (x, y) in figure.joints.items()}
        torso = joints["shoulder"] - joints["hip"]
        found = [((joints[name] - joints["hip"]) / torso).imag for name in BACK_NAMES]
        assert found == pytest.approx(BACK, abs=1e-6)
        course = [joints[name] for name in (*BACK_NAMES, "shoulder", *NAPE, "ear")]
        turns = [
            abs(math.degrees(math.atan2((way := (c - b) / (b - a)).imag, way.real)))
            for a, b, c in zip(course, course[1:], course[2:], strict=False)
        ]
        assert max(turns) < 20.0, "no corner"


def test_where_no_profile_was_seen_the_back_is_a_plain_line() -> None:
    figure = ghost(DRILL, limbs_of(joints_of(Build(), 3.0, -2.0, 2.0)), 1.0)
    assert figure is not None
    assert not set(BACK_NAMES) & figure.joints.keys()


# -- the track ---------------------------------------------------------------------------------------------


@few
@given(cases())
def test_the_zone_is_where_a_rep_counts_and_the_ghost_goes_there(case: tuple[Drill, Limbs]) -> None:
    drill, limbs = case
    shape = Shape(drill, limbs)
    laid = track_of(shape)
    if drill.count.by == "hold":
        assert laid is None
        return
    assert laid is not None
    track, least = laid
    leading = "shoulder" if drill.rep.by == "torso" else "hip"
    far = shape.at(1.0)
    assert far is not None
    nearest = min(math.dist(far.joints[leading], point) for point in track.zone)
    assert nearest < 0.12 * limbs.length("hip", "shoulder")
    assert drill.rep.bottom[0] <= least <= drill.rep.bottom[1]
    assert track.path[0] == pytest.approx(limbs.placed(limbs.joints["hip"]), abs=0.6)
