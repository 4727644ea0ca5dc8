"""Special rules, on people whose joints are moved by hand: the rule kept, broken, and not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hinge_reps import good_rep, measures
from standing_people import STILL, outline_at, posture_at

from kiosk.coach.coach import Coach, Plan
from kiosk.coach.drill import load_repertoire
from kiosk.coach.faults import judge
from kiosk.coach.guidance import CueKind, Decision, Fault, JudgedRep
from kiosk.coach.policy.corrections import decide
from kiosk.coach.policy.fading import Experience
from kiosk.coach.policy.table import shipped_policy
from kiosk.coach.rules.finding import PropKind, PropState, RuleFinding, Verdict
from kiosk.coach.rules.sides import compare_sides
from kiosk.coach.rules.verdict import with_rule
from kiosk.coach.rules.watch import DowelShown, RuleWatch, lays_stick
from kiosk.coach.special import PerSide
from kiosk.locale.load import english
from kiosk.motion.motion import Moment
from kiosk.motion.posture import Facing, LaidStick, Phase, Posture
from kiosk.motion.rep import Rep, Tempo

REPERTOIRE = load_repertoire()
HEIGHT = 1.72
METRE = 500.0 / 0.935 / HEIGHT
"""Pixels of the picture a metre, of who has an ear 500 pixels over the heel."""

Shift = Mapping[str, tuple[float, float]]
"""Metres forward and up by joint, at the far end of a rep."""


def watch(drill: str, height: float = HEIGHT, dowel: DowelShown = "auto") -> RuleWatch:
    return RuleWatch(REPERTOIRE.drill(drill).special, height, dowel)


def moved(shift: Shift, share: float, facing: Facing, time: float, unseen: Sequence[str] = ()) -> Posture:
    """Who stands, with joints shifted by ``share`` of ``shift``."""
    standing = posture_at(facing=facing, time=time, torso=2.5 + 60.0 * share)
    outline = outline_at(facing=facing)
    for name, (forward, up) in shift.items():
        x, y = outline[name]
        outline[name] = (x + facing.sign * forward * share * METRE, y - up * share * METRE)
    trust = {name: 0.0 if name in unseen else value for name, value in standing.trust.items()}
    return replace(standing, outline=outline, trust=trust)


def depth(time: float) -> float:
    """0 standing, 1 at the far end: two seconds down, half a second there, two up."""
    down, up = min(1.0, max(0.0, (time - 1.0) / 2.0)), min(1.0, max(0.0, (time - 3.5) / 2.0))
    return down - up


_TEMPO = Tempo(down=2.0, pause=0.5, up=2.0, peak_speed=50.0, step=1 / 15)
REP = replace(good_rep(), start=1.0, bottom=3.25, end=5.5, tempo=_TEMPO)


def perform(
    rule: RuleWatch,
    shift: Shift,
    facing: Facing = Facing.RIGHT,
    unseen: Sequence[str] = (),
    rep: Rep = REP,
    sticks: Mapping[str, float] | None = None,
    way: Sequence[float] | None = None,
    hidden: Sequence[str] = (),
) -> RuleFinding:
    """One rep at 15 frames a second; ``sticks``: gaps at the far end beyond the standing ones. ``unseen``: joints
    that are not seen on the way, ``hidden`` those never seen."""
    for frame in range(90):
        time = frame / 15
        share = depth(time)
        posture = moved(shift, share, facing, time, (*hidden, *(unseen if share > 0.0 else ())))
        if sticks is not None:
            beyond = {name: gap * share for name, gap in sticks.items()}
            posture = replace(posture, stick=LaidStick(((0.0, 0.0), (0.0, 9.0)), frozenset(), 0.03, {}, beyond))
        signal = 60.0 * share if way is None else way[frame]
        phase = Phase.STANDING if share < 0.3 else Phase.DOWN
        rule(Moment(posture, phase, signal, STILL, 1.0, None))
    found = rule.judge(rep)
    assert found is not None
    return found


LEGS = ("knee", "ankle", "heel", "toe")
BACK = {"hip": (-0.22, -0.1), "shoulder": (0.3, -0.3), "knee": (-0.02, 0.0)}


# -- the wall --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("facing", Facing)
def test_hips_that_go_back_reach_the_wall(facing: Facing) -> None:
    found = perform(watch("wall_touch"), BACK, facing)
    assert found.verdict is Verdict.KEPT
    assert found.says is None


@pytest.mark.parametrize("facing", Facing)
def test_hips_that_stay_do_not_and_are_told_to_push_it_away(facing: Facing) -> None:
    found = perform(watch("wall_touch"), {"hip": (-0.03, -0.1)}, facing)
    assert (found.verdict, found.says, found.unit) == (Verdict.BROKEN, "hips_not_back", "m")
    nearer = perform(watch("wall_touch"), {"hip": (-0.06, -0.1)}, facing)
    assert found.amount is not None
    assert nearer.amount == pytest.approx(found.amount - 0.03, abs=0.005)
    assert nearer.severity < found.severity


def test_a_touch_after_the_bottom_breaks_the_rule() -> None:
    early = replace(REP, bottom=1.6, tempo=replace(REP.tempo, down=0.5, pause=0.2))
    found = perform(watch("wall_touch"), BACK, rep=early)
    assert (found.verdict, found.unit) == (Verdict.BROKEN, "s")


def test_hips_that_are_not_seen_touch_nothing() -> None:
    assert perform(watch("wall_touch"), BACK, unseen=("hip",)).verdict is Verdict.UNSEEN


def test_the_wall_stands_as_far_off_as_the_drill_says_and_lights_up_at_the_touch() -> None:
    rule = watch("wall_touch")
    states = []
    for frame in range(60):
        posture = moved(BACK, depth(frame / 15), Facing.RIGHT, frame / 15)
        rule(Moment(posture, _phase(frame / 15), 0.0, STILL, 1.0, None))
        states += [prop.state for prop in rule.props]
    assert (states[0], states[-1]) == (PropState.OPEN, PropState.MET)
    (wall,) = rule.props
    ((x, foot), (above, top)) = wall.lines[0]
    away = (outline_at(facing=Facing.RIGHT)["heel"][0] - x) / METRE
    assert wall.kind is PropKind.WALL
    assert 0.15 <= away <= 0.30
    assert x == above
    assert top < foot == pytest.approx(580.0)


def _phase(time: float) -> Phase:
    return Phase.STANDING if depth(time) < 0.3 else Phase.DOWN


# -- bench and roller ------------------------------------------------------------------------------------------


SAT = {"hip": (-0.28, -0.45), "knee": (0.02, 0.0)}


def test_who_sits_back_then_down_keeps_the_bench_rule() -> None:
    assert perform(watch("seated_squat"), SAT).verdict is Verdict.KEPT


@pytest.mark.parametrize(
    ("shift", "says"),
    [({"hip": (-0.28, -0.15)}, "too_shallow"), ({"hip": (-0.05, -0.45)}, "hips_not_back")],
    ids=["stops above it", "goes down beside it"],
)
def test_who_does_not_reach_the_bench_is_told_which_way(shift: Shift, says: str) -> None:
    found = perform(watch("seated_squat"), shift)
    assert (found.verdict, found.says) == (Verdict.BROKEN, says)


@pytest.mark.parametrize(
    ("forward", "verdict"), [(-0.04, Verdict.KEPT), (0.02, Verdict.KEPT), (0.06, Verdict.BROKEN)]
)
def test_knees_that_pass_the_rollers_line_throw_it(forward: float, verdict: Verdict) -> None:
    rule = watch("foam_roller")
    found = perform(rule, {**BACK, "knee": (forward, 0.0)})
    assert found.verdict is verdict
    if found.broken:
        assert found.says == "knees_forward"
        assert found.amount == pytest.approx(0.06 - 0.035, abs=0.003)
        assert found.onset is not None
        assert 1.5 < found.onset < 3.0, "on the way down"


def test_a_taller_person_is_given_the_same_metres() -> None:
    """The same picture is of a taller person: the knees went further."""
    short, tall = (perform(watch("foam_roller", height), {"knee": (0.06, 0.0)}) for height in (1.6, 1.9))
    assert short.amount is not None
    assert tall.amount is not None
    assert tall.amount + 0.035 == pytest.approx((short.amount + 0.035) * 1.9 / 1.6, rel=0.02)


# -- hold and bar ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("still", "sway", "verdict"),
    [(2.1, 0.0, Verdict.KEPT), (2.1, 4.0, Verdict.KEPT), (2.1, 14.0, Verdict.BROKEN), (0.8, 0.0, Verdict.BROKEN)],
)
def test_two_seconds_are_held_with_no_more_sway_than_allowed(still: float, sway: float, verdict: Verdict) -> None:
    rule = watch("bench_glute_bridge")
    times = [frame / 15 for frame in range(90)]
    way = [40.0 * min(1.0, max(0.0, time - 1.0)) * (time < 2.0 + still) for time in times]
    way = [value + (sway * (frame % 8 < 4) if value == 40.0 else 0.0) for frame, value in enumerate(way)]
    found = perform(rule, {}, way=way, rep=replace(REP, bottom=3.0, end=5.5))
    assert found.verdict is verdict
    assert found.says == ("no_pause" if found.broken else None)


@pytest.mark.parametrize(
    ("fall", "verdict", "says"),
    [(-0.36, Verdict.KEPT, None), (-0.6, Verdict.BROKEN, "bar_too_low"), (-0.1, Verdict.BROKEN, "bar_too_high")],
)
def test_the_bar_stops_at_the_knee(fall: float, verdict: Verdict, says: str | None) -> None:
    """Standing, the wrist is 0.39 m over the knee, the fist 0.075 lower."""
    found = perform(watch("rack_pull"), {**BACK, "wrist": (0.0, fall)})
    assert (found.verdict, found.says) == (verdict, says)


@pytest.mark.parametrize(("fall", "verdict"), [(-0.36, Verdict.KEPT), (-0.6, Verdict.BROKEN)])
def test_the_trunk_tells_of_legs_that_plates_hide_all_the_way(fall: float, verdict: Verdict) -> None:
    shift = {**BACK, "wrist": (0.0, fall)}
    seen, hidden = perform(watch("rack_pull"), shift), perform(watch("rack_pull"), shift, hidden=LEGS)
    assert hidden.verdict is verdict
    assert 0.0 < hidden.confidence < seen.confidence


def test_nothing_is_placed_by_legs_that_were_never_seen() -> None:
    rule = watch("wall_touch")
    assert perform(rule, BACK, hidden=LEGS).verdict is Verdict.UNSEEN
    assert rule.props == ()


def test_a_bar_whose_hands_are_hidden_is_not_judged() -> None:
    assert perform(watch("rack_pull"), BACK, unseen=("wrist",)).verdict is Verdict.UNSEEN


# -- sides, contacts, landing ----------------------------------------------------------------------------------


def _of_side(number: int, side: str | None, reach: float) -> Rep:
    return replace(good_rep(number, change={"torso_inclination": reach}), side=side)  # type: ignore[arg-type]


def test_a_side_that_stays_behind_the_other_is_told_so() -> None:
    rule = watch("single_leg_rdl")
    found = [rule.judge(_of_side(n, s, r)) for n, s, r in ((1, "left", 70), (2, "right", 66), (3, "right", 52))]
    assert [item and item.verdict for item in found] == [Verdict.UNSEEN, Verdict.KEPT, Verdict.BROKEN]
    last = found[-1]
    assert last is not None
    assert (last.says, last.amount) == ("other_side", pytest.approx(8.0))
    again = rule.judge(_of_side(1, "right", 40))
    assert again is not None
    assert again.verdict is Verdict.UNSEEN, "of another set"


def test_a_side_that_was_not_seen_is_not_compared() -> None:
    rule = watch("single_leg_rdl")
    rule.judge(_of_side(1, "left", 70))
    found = rule.judge(_of_side(2, None, 40))
    assert found is not None
    assert found.verdict is Verdict.UNSEEN


def test_a_set_is_even_where_both_sides_went_as_often_and_as_far() -> None:
    special = PerSide(kind="per_side", reps=0, reach=10.0)
    both = [_of_side(1, "left", 60), _of_side(2, "right", 55)]
    assert compare_sides(special, both).even is True
    uneven = compare_sides(special, [*both, _of_side(3, "left", 80), _of_side(4, "left", 80)])
    assert (uneven.even, uneven.fewer, uneven.shorter) == (False, "right", "right")
    assert compare_sides(special, both[:1]).even is None


@pytest.mark.parametrize(
    ("gaps", "says", "parts"),
    [
        ({"head": 0.0, "upper_back": 0.05, "tailbone": 0.01}, None, ()),
        ({"head": 0.2, "upper_back": 0.0, "tailbone": 0.0}, "neck_off_line", ("head",)),
        ({"head": 0.0, "upper_back": 0.0, "tailbone": 0.12}, "contact_tailbone", ("tailbone",)),
        ({"head": 0.0, "upper_back": 0.25, "tailbone": 0.0}, "contact_upper_back", ("upper_back",)),
    ],
)
def test_the_contact_that_was_lost_is_named(gaps: Mapping[str, float], says: str | None, parts: tuple[str]) -> None:
    found = perform(watch("dowel_hinge"), BACK, sticks=gaps)
    assert (found.says, found.parts) == (says, parts)
    assert found.broken == bool(parts)
    if found.onset is not None:
        assert 1.0 < found.onset < 3.0


def test_a_head_that_lifts_the_rod_off_the_upper_back_is_what_is_told() -> None:
    up = replace(REP, change=measures(neck_angle=-30.0))
    found = perform(watch("dowel_hinge"), BACK, sticks={"head": 0.0, "upper_back": 0.25, "tailbone": 0.0}, rep=up)
    assert (found.says, found.parts) == ("neck_off_line", ("upper_back",))


def test_contacts_are_not_kept_while_one_of_them_is_hidden() -> None:
    found = perform(watch("dowel_hinge"), BACK, sticks={"upper_back": 0.0, "tailbone": 0.0})
    assert found.verdict is Verdict.UNSEEN
    assert perform(watch("dowel_hinge"), BACK).verdict is Verdict.UNSEEN


@pytest.mark.parametrize(
    ("ratio", "shin", "verdict", "says"),
    [
        (0.7, 10.0, Verdict.KEPT, None),
        (0.4, 10.0, Verdict.BROKEN, "squatting"),
        (0.7, 42.0, Verdict.BROKEN, "knees_forward"),
        (0.7, 30.0, Verdict.UNSEEN, None),
        (0.53, 10.0, Verdict.UNSEEN, None),
        (None, 10.0, Verdict.UNSEEN, None),
    ],
)
def test_a_landing_is_a_hinge(ratio: float | None, shin: float, verdict: Verdict, says: str | None) -> None:
    rep = replace(REP, landing=measures(hinge_ratio=ratio, shin_inclination=shin))
    found = watch("plyometric_jump").judge(rep)
    assert found is not None
    assert (found.verdict, found.says) == (verdict, says)
    unseen = watch("plyometric_jump").judge(REP)
    assert unseen is not None
    assert unseen.verdict is Verdict.UNSEEN


@pytest.mark.parametrize(
    ("torso", "knee", "verdict", "says"),
    [
        (52.0, 72.0, Verdict.KEPT, None),
        (45.0, 85.0, Verdict.BROKEN, "squatting"),
        (20.0, 100.0, Verdict.BROKEN, "squatting"),
        (8.0, 12.0, Verdict.UNSEEN, None),  # not seen at its lowest
        (None, 70.0, Verdict.UNSEEN, None),
    ],
)
def test_a_landing_is_told_by_the_trunk_where_legs_are_too_quick(
    torso: float | None, knee: float, verdict: Verdict, says: str | None
) -> None:
    """A ratio and shins in doubt alone would say nothing."""
    landing = measures(torso_inclination=torso, knee_flexion=knee, hinge_ratio=0.53, shin_inclination=30.0)
    found = watch("plyometric_jump").judge(replace(REP, landing=landing))
    assert found is not None
    assert (found.verdict, found.says) == (verdict, says)


# -- the stick that is drawn -----------------------------------------------------------------------------------


def _with_stick(time: float, stick: LaidStick | None, share: float = 0.0) -> Moment:
    posture = replace(moved(BACK, share, Facing.RIGHT, time), stick=stick)
    return Moment(posture, Phase.STANDING, 0.0, STILL, 1.0, None)


def test_a_stick_goes_along_with_the_back_until_it_is_too_old() -> None:
    rule = watch("dowel_hinge")
    outline = moved(BACK, 0.0, Facing.RIGHT, 0.0).outline
    stick = LaidStick((outline["hip"], outline["shoulder"]), frozenset(), 0.0, {"head": outline["shoulder"]})
    rule(_with_stick(0.0, stick))
    rule(_with_stick(0.5, None, 0.6))
    later = moved(BACK, 0.6, Facing.RIGHT, 0.5).outline
    assert rule.stick is not None
    assert rule.stick.line[0] == pytest.approx(later["hip"])
    assert rule.stick.contacts["head"] == pytest.approx(later["shoulder"])
    rule(_with_stick(0.7, None, 0.6))
    assert rule.stick is None


@pytest.mark.parametrize(
    ("drill", "dowel", "drawn", "laid"),
    [
        ("dowel_hinge", "auto", True, True),
        ("dowel_hinge", "never", False, True),
        ("hip_hinge", "auto", False, False),
        ("hip_hinge", "always", True, True),
    ],
)
def test_the_stick_is_drawn_where_the_setting_says_and_laid_where_it_is_used(
    drill: str, dowel: DowelShown, drawn: bool, laid: bool
) -> None:
    rule = watch(drill, dowel=dowel)
    rule(_with_stick(0.0, LaidStick(((0.0, 0.0), (0.0, 9.0)), frozenset({"head"}), 0.0)))
    assert (rule.stick is not None) is drawn
    assert lays_stick(REPERTOIRE.drill(drill).special, dowel) is laid


# -- what becomes of a finding ---------------------------------------------------------------------------------


BROKEN = RuleFinding("contact_kept", Verdict.BROKEN, 0.1, "torso", 0.8, 0.9, 2.0, "contact_tailbone", ("tailbone",))
KEPT = replace(BROKEN, verdict=Verdict.KEPT, says=None)
KINDS, TEXTS = REPERTOIRE.kinds, english()


def _judged(number: int, finding: RuleFinding | None, drill: str = "dowel_hinge", **change: float) -> JudgedRep:
    return with_rule(judge(good_rep(number, change=change), REPERTOIRE.drill(drill), KINDS), finding, KINDS)


def test_a_broken_rule_is_the_fault_that_it_names_with_its_onset() -> None:
    judged = _judged(1, replace(BROKEN, says="knees_forward"), "foam_roller")
    assert [(fault.id, fault.severity, fault.onset) for fault in judged.faults] == [("knees_forward", 0.8, 2.0)]
    assert _judged(1, replace(BROKEN, says="knees_forward", confidence=0.1), "foam_roller").faults == ()


def _decided(reps: Sequence[JudgedRep]) -> list[Decision]:
    """What is said after each of ``reps``."""
    said: list[Decision] = []
    for count, rep in enumerate(reps, 1):
        policy, before = shipped_policy(), Experience()
        said.append(decide(reps[:count], said, KINDS, TEXTS, policy, before, rep.rep.end))
    return said


@pytest.mark.parametrize(
    ("other", "said"),
    [("rounded_back", "rounded_back"), ("too_fast", "contact_tailbone"), (None, "contact_tailbone")],
)
def test_a_rule_with_words_of_its_own_goes_after_safety_and_before_quality(other: str | None, said: str) -> None:
    judged = _judged(1, BROKEN)
    if other is not None:
        judged = replace(judged, faults=(*judged.faults, Fault(other, 0.9, 0.9, 2.0)))
    (decision,) = _decided([judged])
    assert decision.cue is not None
    assert (decision.cue.id, decision.cue.kind) == (said, CueKind.CORRECTION)
    assert decision.cue.text == TEXTS.faults.of(said).cue


def test_a_rule_is_praised_once_it_is_kept_and_not_where_it_was_not_seen() -> None:
    unseen = _judged(2, RuleFinding("contact_kept", Verdict.UNSEEN))
    silent = _decided([_judged(1, BROKEN), unseen])[-1]
    assert silent.cue is None
    praised = _decided([_judged(1, BROKEN), unseen, _judged(3, KEPT)])[-1]
    assert praised.cue is not None
    assert (praised.cue.id, praised.cue.kind) == ("contact_tailbone", CueKind.PRAISE)


def test_the_coach_shows_what_a_drill_places_and_what_cannot_be_seen_of_it() -> None:
    drill = REPERTOIRE.drill("foam_roller")
    coach = Coach(Plan(drill, KINDS, goal=3))
    guidances = [
        coach(time, (480, 640), Moment(posture_at(time=time, torso=2.5), Phase.STANDING, 0.0, STILL, 1.0, None))
        for time in (frame / 30 for frame in range(120))
    ]
    setup = [item for item in guidances if item.stage == "setup"]
    in_set = [item for item in guidances if item.stage == "set"]
    assert {item.unseen for item in setup} == {drill.unseen}
    assert {item.unseen for item in in_set} == {""}
    assert [prop.kind for prop in in_set[-1].props] == [PropKind.ROLLER]
    assert all(item.props == () for item in setup)
