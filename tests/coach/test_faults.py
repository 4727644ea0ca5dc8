"""Which faults a rep shows, and whether it counts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hinge_reps import DRILL, KINDS, good_rep

from kiosk.coach.drill import Drill, Limits, load_repertoire
from kiosk.coach.faults import judge
from kiosk.coach.guidance import Fault, JudgedRep
from kiosk.motion.posture import Measure

SHIPPED = load_repertoire()


def verdict(drill: Drill = DRILL, **given: Any) -> JudgedRep:
    return judge(good_rep(**given), drill, KINDS)


def only_fault(judged: JudgedRep) -> Fault:
    assert len(judged.faults) == 1, judged.faults
    return judged.faults[0]


def test_a_clean_rep_counts_without_a_word() -> None:
    judged = verdict()
    assert judged.counted
    assert judged.faults == ()
    assert judged.reason is None


JUST_OUTSIDE = [
    ("rounded_back", {"change": {"back_curvature": -0.102}}, 0.01),
    ("rounded_back", {"change": {"back_curvature": -0.2}}, 0.5),
    ("rounded_back", {"change": {"back_curvature": -0.9}}, 1.0),
    ("squatting", {"change": {"knee_flexion": 50.4}}, 0.01),
    ("squatting", {"change": {"knee_flexion": 58.0}}, 0.2),
    ("squatting", {"change": {"knee_flexion": 36.0}, "bottom": {"hinge_ratio": 0.59}}, 0.05),
    ("squatting", {"change": {"knee_flexion": None}, "bottom": {"knee_flexion": 59.0}}, 0.1),
    ("squatting", {"change": {"knee_flexion": 48.0, "torso_inclination": 32.0}}, 0.5),
    ("weight_on_toes", {"change": {"balance": 0.202}}, 0.01),
    ("weight_on_toes", {"change": {"balance": 0.3}}, 0.5),
    ("weight_on_toes", {"change": {"balance": 0.9}}, 1.0),
    ("hips_rise_first", {"bottom": {"knee_flexion": 45.0}, "part_way_up": {"knee_flexion": 16.84}}, 0.01),
    ("hips_rise_first", {"bottom": {"knee_flexion": 45.0}, "part_way_up": {"knee_flexion": 9.0}}, 0.5),
    ("too_shallow", {"in_range": False, "change": {"torso_inclination": 39.8}}, 0.01),
    ("too_shallow", {"in_range": False, "change": {"torso_inclination": 30.0}}, 0.5),
    ("too_shallow", {"in_range": False, "change": {"torso_inclination": 10.0}}, 1.0),
    ("too_fast", {"down": 0.794}, 0.01),
    ("too_fast", {"down": 0.5}, 0.5),
    ("too_fast", {"up": 0.397}, 0.01),
    ("too_fast", {"up": 0.1}, 1.0),
    ("short_lockout", {"top": {"torso_inclination": 10.2}}, 0.01),
    ("short_lockout", {"top": {"torso_inclination": 20.0}}, 0.5),
    ("short_lockout", {"top": {"hip_flexion": 40.0}}, 0.5),
    ("hips_not_back", {"change": {"hip_travel": 0.149}}, 0.01),
    ("hips_not_back", {"change": {"hip_travel": 0.1}}, 0.5),
    ("hips_not_back", {"change": {"torso_inclination": 36.0, "hip_travel": 0.08}}, 0.5),
    ("knees_forward", {"change": {"shin_inclination": 5.2}}, 0.01),
    ("knees_forward", {"change": {"shin_inclination": 15.0}}, 0.5),
    ("locked_knees", {"change": {"knee_flexion": 4.95}}, 0.01),
    ("locked_knees", {"change": {"knee_flexion": -3.0}}, 1.0),
    ("too_deep", {"in_range": False, "change": {"torso_inclination": 110.2}}, 0.01),
    ("too_deep", {"in_range": False, "change": {"torso_inclination": 120.0}}, 0.5),
    ("no_pause", {"pause": 0.316}, 0.0125),
    ("no_pause", {"pause": 0.0}, 1.0),
    ("leaning_back", {"top": {"torso_inclination": -5.2}}, 0.01),
    ("leaning_back", {"top": {"torso_inclination": -15.0}}, 0.5),
    ("hollow_back", {"change": {"back_curvature": 0.102}}, 0.01),
    ("hollow_back", {"change": {"back_curvature": 0.2, "lumbar_flexion": -18.0, "thoracic_flexion": -20.0}}, 0.5),
    ("hollow_back", {"change": {"back_curvature": 0.2, "thoracic_flexion": None, "lumbar_flexion": None}}, 0.5),
    ("hunched_shoulders", {"change": {"thoracic_flexion": 8.0, "neck_angle": 1.0, "head_pitch": 1.0}}, 0.01),
    (
        "hunched_shoulders",
        {"change": {"thoracic_flexion": 20.0, "lumbar_flexion": 20.0, "neck_angle": 2.0, "head_pitch": 4.0}},
        0.5,
    ),
    ("hunched_shoulders", {"change": {"shoulder_depth": 0.0625, "neck_angle": 9.5, "head_pitch": 12.0}}, 0.5),
    ("neck_off_line", {"change": {"neck_angle": -10.2, "head_pitch": -25.0}}, 0.01),
    ("neck_off_line", {"change": {"neck_angle": -38.0, "head_pitch": -22.0}}, 0.5),
    ("neck_off_line", {"change": {"neck_angle": 20.0, "head_pitch": 35.0, "thoracic_flexion": -14.0}}, 0.5),
    ("arms_pulling", {"way_up": {"elbow_flexion": 25.2}}, 0.01),
    ("arms_pulling", {"bottom": {"elbow_flexion": 10.0}, "way_up": {"elbow_flexion": 30.0}}, 0.5),
    ("arms_pulling", {"bottom": {"elbow_flexion": 48.0}, "way_up": {"elbow_flexion": 48.0}}, 0.5),
    ("bar_drift", {"bottom": {"hand_to_leg": 0.3}, "way_up": {"hand_to_leg": 0.35}}, 0.5),
    ("bar_drift", {"bottom": {"hand_to_leg": 0.3}, "way_up": {"hand_to_leg": 0.3}, "held": None}, 0.5),
]


@pytest.mark.parametrize(("fault_id", "given", "severity"), JUST_OUTSIDE)
def test_a_fault_begins_at_its_tolerance_and_is_worst_at_its_extreme(
    fault_id: str, given: dict[str, Any], severity: float
) -> None:
    fault = only_fault(verdict(**given))
    assert fault.id == fault_id
    assert fault.severity == pytest.approx(severity, abs=1e-6)
    assert fault.confidence == 0.9


@pytest.mark.parametrize(("gained", "found"), [(4.5, False), (2.5, False), (1.5, True)])
def test_knees_that_only_landmarks_tell_must_be_further_locked(gained: float, found: bool) -> None:
    """Landmarks hide some degrees of a soft knee; the edge behind the legs does not."""
    judged = verdict(change={"knee_flexion": gained}, knee_by_edge=False)
    assert ("locked_knees" in [fault.id for fault in judged.faults]) is found
    assert "locked_knees" in [fault.id for fault in verdict(change={"knee_flexion": gained}).faults]


@pytest.mark.parametrize(
    "given",
    [
        {"change": {"back_curvature": -0.098}},
        {"change": {"back_curvature": 0.098}},
        {"change": {"back_curvature": 0.4, "thoracic_flexion": -20.0}},  # no hollow of the waist
        {"change": {"thoracic_flexion": 7.0, "neck_angle": 1.0, "head_pitch": 1.0}},
        {"change": {"thoracic_flexion": 30.0}},  # the head stayed where it was
        {"change": {"thoracic_flexion": 12.0, "shoulder_depth": -0.08, "neck_angle": 3.0, "head_pitch": 5.0}},
        {"change": {"thoracic_flexion": 30.0, "neck_angle": -8.0, "head_pitch": -10.0}},  # looks up
        {"change": {"neck_angle": -9.8, "head_pitch": -35.0}},
        {"change": {"neck_angle": -38.0, "head_pitch": -5.0}},  # the face says otherwise
        {"change": {"neck_angle": 9.8, "head_pitch": 25.0, "thoracic_flexion": -14.0}},
        {"way_up": {"elbow_flexion": 24.8}},
        {"bottom": {"elbow_flexion": 40.0}, "way_up": {"elbow_flexion": 37.0}},  # read bent at the bottom, not pulled
        {"bottom": {"hand_to_leg": 0.4}, "way_up": {"hand_to_leg": 0.19}},  # at one of both places only
        {"bottom": {"hand_to_leg": 0.19}, "way_up": {"hand_to_leg": 0.4}},
        {"bottom": {"hand_to_leg": 0.3}, "way_up": {"hand_to_leg": 0.3}, "held": 0.0},  # dumbbells, not a bar
        {"change": {"knee_flexion": 49.6}},
        {"change": {"knee_flexion": 36.0}, "bottom": {"hinge_ratio": 0.61}},
        {"change": {"knee_flexion": 34.0}, "bottom": {"hinge_ratio": 0.4}},  # a soft knee in a shallow bow
        {"change": {"knee_flexion": None}, "bottom": {"knee_flexion": 54.6}},
        {"change": {"knee_flexion": 40.0, "torso_inclination": 41.0}},
        {"change": {"knee_flexion": 34.0, "torso_inclination": 20.0}},  # a soft knee again
        {"change": {"balance": 0.198}},
        {"change": {"balance": 0.5, "torso_inclination": 52.0}},  # too far forward is how a small lean reads
        {"change": {"hip_flexion": 30.0}},  # over a flat back
        {"bottom": {"knee_flexion": 45.0}, "part_way_up": {"knee_flexion": 17.4}},
        {"bottom": {"knee_flexion": 29.0}, "part_way_up": {"knee_flexion": 5.0}},  # knees that had hardly a way to go
        {"bottom": {"knee_flexion": 45.0, "torso_inclination": 41.0}, "part_way_up": {"knee_flexion": 5.0}},
        {"bottom": {"knee_flexion": 45.0}, "part_way_up": {"knee_flexion": 5.0, "torso_inclination": 2.0}},  # both
        {"change": {"torso_inclination": 38.0}},  # the deepest moment reached the range
        {"down": 0.81},
        {"down": 30.0, "up": 30.0},
        {"up": 0.41},
        {"top": {"torso_inclination": 9.8}},
        {"top": {"torso_inclination": -4.8}},
        {"top": {"torso_inclination": -30.0}, "returned": False},  # it was never seen to end
        {"change": {"hip_travel": 0.151}},
        {"change": {"torso_inclination": 34.0, "hip_travel": 0.05, "knee_flexion": 1.0}},  # hardly bowed
        {"change": {"torso_inclination": 36.0, "hip_travel": 0.121}},  # far enough back for so little a lean
        {"change": {"shin_inclination": 4.8}},
        {"change": {"knee_flexion": 5.05}},
        {"pause": 0.324},
        {"pause": 5.0},
        {"top": {"hip_flexion": 29.0}},
    ],
)
def test_within_the_tolerance_there_is_no_fault(given: dict[str, Any]) -> None:
    judged = verdict(**given)
    assert judged.faults == ()
    assert judged.counted


def test_a_rounded_back_hides_a_little_of_the_hips_way_back() -> None:
    found = [
        {fault.id for fault in verdict(change={"back_curvature": -0.6, "hip_travel": travel}).faults}
        for travel in (0.14, 0.13)
    ]
    assert found == [{"rounded_back"}, {"rounded_back", "hips_not_back"}]


@pytest.mark.parametrize(
    "given",
    [
        {"change": {"back_curvature": None}},
        {"bottom": {"knee_flexion": None}, "change": {"knee_flexion": 90.0}},
        {"bottom": {"torso_inclination": None}, "down": 0.1, "up": 0.1},
        {"top": {"torso_inclination": None, "hip_flexion": 60.0}},
        {"top": {"hip_flexion": Measure(60.0, 0.4)}},
        {"change": {"hip_travel": None, "shin_inclination": None}},
        {"change": {"hip_travel": Measure(0.0, 0.45), "shin_inclination": Measure(30.0, 0.45)}},
        {"change": {"knee_flexion": Measure(0.0, 0.45)}},
        {"down": 0.0, "pause": 0.0},
        {"change": {"balance": None}},
        {"change": {"balance": Measure(0.9, 0.24)}},
        {"bottom": {"knee_flexion": 45.0}, "part_way_up": {"knee_flexion": None}},
        {"bottom": {"knee_flexion": 45.0}, "part_way_up": {"knee_flexion": Measure(5.0, 0.45)}},
        {"change": {"back_curvature": Measure(-0.3, 0.24)}},
        {"change": {"back_curvature": Measure(0.3, 0.24)}},
        {"change": {"back_curvature": 0.3, "torso_inclination": 25.0}, "in_range": True},
        {"change": {"thoracic_flexion": None}},
        {"change": {"thoracic_flexion": 30.0, "neck_angle": None}},
        {"change": {"thoracic_flexion": 30.0, "shoulder_depth": None, "neck_angle": 5.0, "head_pitch": 5.0}},
        {"change": {"neck_angle": -58.0, "head_pitch": None}},
        {"way_up": {"elbow_flexion": None, "hand_to_leg": None}},
        {"way_up": {"elbow_flexion": Measure(90.0, 0.55)}},
        {"bottom": {"hand_to_leg": Measure(0.4, 0.55)}, "way_up": {"hand_to_leg": 0.4}},
        {"bottom": {"knee_flexion": Measure(100.0, 0.2)}, "change": {"knee_flexion": 90.0}},
    ],
)
def test_a_judge_abstains_where_its_measure_is_absent_or_not_trusted(given: dict[str, Any]) -> None:
    judged = verdict(**given)
    assert judged.faults == ()
    assert judged.counted


def test_confidence_is_that_of_the_measure() -> None:
    fault = only_fault(verdict(change={"back_curvature": Measure(-0.3, 0.3)}))
    assert (fault.id, fault.confidence) == ("rounded_back", 0.3)


def test_the_onset_is_where_the_fault_happened() -> None:
    rep = good_rep()
    assert only_fault(verdict(down=0.5)).onset == rep.start
    assert only_fault(verdict(up=0.2)).onset == rep.bottom
    assert only_fault(verdict(change={"back_curvature": -0.2})).onset == rep.bottom
    assert only_fault(verdict(top={"torso_inclination": 20.0})).onset == rep.end


def test_of_two_hurried_ways_the_worse_is_judged() -> None:
    fault = only_fault(verdict(down=0.7, up=0.1))
    assert fault.severity == 1.0
    assert fault.onset == good_rep().bottom


def test_a_frame_in_doubt_hurries_nobody() -> None:
    rep = good_rep(down=0.75)
    assert only_fault(judge(rep, DRILL, KINDS)).id == "too_fast"
    doubtful = replace(rep, tempo=replace(rep.tempo, step=1.0 / 15.0))
    assert judge(doubtful, DRILL, KINDS).faults == ()


def test_who_stops_short_has_less_of_a_way_to_hurry() -> None:
    """Half of the way in half of the time is no hurry; in a fifth of it, it is."""
    short = {"in_range": False, "change": {"torso_inclination": 20.0}}
    assert [fault.id for fault in verdict(down=0.5, up=0.25, **short).faults] == ["too_shallow"]
    assert {fault.id for fault in verdict(down=0.2, **short).faults} == {"too_fast", "too_shallow"}
    assert {fault.id for fault in verdict(down=0.5, up=0.25).faults} == {"too_fast"}, "who goes all the way"


def test_a_lift_from_the_floor_has_no_way_down_to_hurry() -> None:
    assert verdict(down=0.0).faults == ()
    assert only_fault(verdict(down=0.0, up=0.2)).id == "too_fast"


@pytest.mark.parametrize(
    ("lean", "torso", "severity"),
    [
        (Measure(-9.85, 0.9), 62.0, 0.01),
        (Measure(-2.5, 0.9), 62.0, 0.5),
        (Measure(-10.2, 0.9), 62.0, 0.0),
        (Measure(0.0, 0.5), 62.0, None),  # hardly seen
        (Measure(0.0, 0.9), 44.0, None),  # so upright that arms lean forward to a bar at the thighs
        (None, 62.0, None),
    ],
)
def test_a_bar_whose_plates_hide_hands_and_legs_is_told_by_the_arms(
    lean: Measure | None, torso: float, severity: float | None
) -> None:
    limits = {**DRILL.faults.limits, "bar_drift": Limits(most_arm_lean=-10.0)}
    drill = DRILL.model_copy(update={"faults": DRILL.faults.model_copy(update={"limits": limits})})
    rep = good_rep(bottom={"torso_inclination": torso, "hand_to_leg": 0.5}, way_up={"hand_to_leg": 0.5})
    judged = judge(replace(rep, arm_lean=lean), drill, KINDS)
    found = {fault.id: fault.severity for fault in judged.faults}
    assert found == ({"bar_drift": pytest.approx(severity, abs=1e-6)} if severity else {})
    assert ("bar_drift" in judged.unjudged) is (severity is None)


def test_a_light_bar_that_reads_near_the_thighs_at_the_top_is_no_dumbbell() -> None:
    away = {"bottom": {"hand_to_leg": 0.3}, "way_up": {"hand_to_leg": 0.3}}
    assert only_fault(verdict(**away, held=0.075)).id == "bar_drift"
    assert "bar_drift" in verdict(**away, held=0.055).unjudged


@pytest.mark.parametrize(
    "drill",
    [drill for drill in SHIPPED.drills.values() if "too_fast" in drill.faults.watch],
    ids=lambda drill: str(drill.id),
)
def test_each_shipped_drill_tells_hurry_from_a_way_that_takes_its_time(drill: Drill) -> None:
    """Also by the pictures of a slow camera, whose doubt is the mover's."""

    def tempo_faults(down: float, up: float) -> set[str]:
        rep = good_rep(down=down, up=up)
        rep = replace(rep, tempo=replace(rep.tempo, step=1.0 / 15.0))
        return {fault.id for fault in judge(rep, drill, SHIPPED.kinds).faults} & {"too_fast"}

    assert tempo_faults(0.6, 0.6) == {"too_fast"}
    assert tempo_faults(0.6, 1.1) == {"too_fast"}
    assert tempo_faults(1.5, 0.6) == {"too_fast"}
    assert tempo_faults(1.5, 1.1) == set()


def test_only_watched_faults_are_judged() -> None:
    faults = DRILL.faults.model_copy(update={"watch": ("too_fast",), "disqualify": {}})
    drill = DRILL.model_copy(update={"faults": faults})
    judged = verdict(drill, change={"back_curvature": -0.9, "knee_flexion": 120.0}, top={"torso_inclination": 40.0})
    assert judged.faults == ()
    assert judged.counted


def test_a_drill_s_own_limits_go_before_the_general_ones() -> None:
    limits = {**DRILL.faults.limits, "rounded_back": Limits(tolerance=0.2)}
    drill = DRILL.model_copy(update={"faults": DRILL.faults.model_copy(update={"limits": limits})})
    assert verdict(drill, change={"back_curvature": -0.19}).faults == ()
    assert only_fault(verdict(drill, change={"back_curvature": -0.25})).severity == pytest.approx(0.5)


def test_several_faults_are_all_told() -> None:
    judged = verdict(change={"back_curvature": -0.2}, down=0.5, top={"torso_inclination": 20.0})
    assert {fault.id for fault in judged.faults} == {"rounded_back", "too_fast", "short_lockout"}
    assert judged.counted


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"change": {"knee_flexion": 59.0}}, None),
        ({"change": {"knee_flexion": 61.0}}, "squatting"),
        ({"change": {"knee_flexion": 51.0, "torso_inclination": 35.0}, "in_range": False}, "squatting"),
        ({"in_range": False, "change": {"torso_inclination": 39.0}}, "too_shallow"),
        ({"in_range": False, "change": {"torso_inclination": 112.0}}, "too_deep"),
        # The level part of the bottom may lie short of the deepest moment, which is what left the range.
        ({"in_range": False, "change": {"torso_inclination": 106.0}}, "too_deep"),
        ({"in_range": False, "change": {"torso_inclination": None}}, "not_seen"),
        ({"change": {"back_curvature": -0.9}}, None),
    ],
)
def test_an_attempt_says_why_it_does_not_count(given: dict[str, Any], reason: str | None) -> None:
    judged = verdict(**given)
    assert judged.reason == reason
    assert judged.counted is (reason is None)


def test_who_squats_is_not_told_to_go_deeper() -> None:
    judged = verdict(in_range=False, change={"torso_inclination": 25.0, "knee_flexion": 70.0})
    assert only_fault(judged).id == "squatting"


def test_a_drill_may_disqualify_by_any_fault_it_watches() -> None:
    faults = DRILL.faults.model_copy(update={"disqualify": {"rounded_back": 0.5}})
    drill = DRILL.model_copy(update={"faults": faults})
    assert verdict(drill, change={"back_curvature": -0.19}).counted
    assert verdict(drill, change={"back_curvature": -0.21}).reason == "rounded_back"
    assert verdict(drill, change={"knee_flexion": 80.0}).counted


def test_the_back_is_not_judged_in_who_stays_upright() -> None:
    """How a flat back reads is known for hinges; a squat with an upright torso reads otherwise."""
    bent = {"change": {"back_curvature": -0.5, "torso_inclination": 45.0}}
    upright = {"change": {"back_curvature": -0.5, "torso_inclination": 20.0}}
    assert "rounded_back" in {fault.id for fault in verdict(**bent).faults}
    judged = verdict(**upright)
    assert "rounded_back" not in {fault.id for fault in judged.faults}
    assert "rounded_back" in judged.unjudged


@pytest.mark.parametrize(("hip", "severity"), [(59.8, 0.01), (50.0, 0.5), (30.0, 1.0), (60.2, None), (None, None)])
def test_a_back_that_bends_instead_of_the_hips_is_no_hinge(hip: float | None, severity: float | None) -> None:
    """Over hips that fold a rounded back is only rounded; over hips that are not seen too."""
    judged = verdict(change={"back_curvature": -0.2, "hip_flexion": hip})
    found = {fault.id: fault.severity for fault in judged.faults}
    assert found.pop("rounded_back") == pytest.approx(0.5)
    assert found == ({} if severity is None else {"not_hinging": pytest.approx(severity, abs=1e-6)})
    assert ("not_hinging" in judged.unjudged) is (hip is None)


@pytest.mark.parametrize(("risen", "severity"), [(1.07, 0.5), (0.866, 0.0), (0.874, 0.01), (0.5, 0.0), (None, None)])
def test_hips_tell_that_they_rise_first_where_plates_hide_the_knees(
    risen: float | None, severity: float | None
) -> None:
    """By their height, which runs ahead of the knees' angle in good lifts too."""
    hidden = good_rep(bottom={"knee_flexion": Measure(45.0, 0.2)}, change={"knee_flexion": Measure(40.0, 0.2)})
    judged = judge(replace(hidden, hips_risen=None if risen is None else Measure(risen, 0.9)), DRILL, KINDS)
    found = {fault.id: fault.severity for fault in judged.faults}
    assert found == ({"hips_rise_first": pytest.approx(severity, abs=0.002)} if severity else {})
    assert ("hips_rise_first" in judged.unjudged) is (severity is None)


def test_knees_that_are_seen_go_before_the_height_of_the_hips() -> None:
    rep = good_rep(bottom={"knee_flexion": 45.0})
    assert judge(replace(rep, hips_risen=Measure(1.0, 0.9)), DRILL, KINDS).faults == ()


def test_a_way_up_that_nobody_saw_is_not_judged() -> None:
    rep = replace(good_rep(), part_way_up=None)
    assert "hips_rise_first" in judge(rep, DRILL, KINDS).unjudged


def test_the_weight_over_the_feet_is_not_judged_where_the_trunk_is_bent() -> None:
    judged = verdict(change={"balance": 0.9, "back_curvature": -0.2})
    assert [fault.id for fault in judged.faults] == ["rounded_back"]
    assert "weight_on_toes" in judged.unjudged


def test_a_hollow_that_is_doubted_counts_for_less() -> None:
    fault = only_fault(verdict(change={"back_curvature": Measure(0.3, 0.4)}))
    assert (fault.id, fault.confidence) == ("hollow_back", 0.4)
    assert fault.severity == pytest.approx(0.5)
    assert verdict(change={"back_curvature": Measure(0.14, 0.4)}).faults == ()


def test_neither_shoulders_nor_neck_are_told_beside_a_rounded_back() -> None:
    bent = {"lumbar_flexion": 20.0, "thoracic_flexion": 30.0, "neck_angle": 2.0, "head_pitch": 5.0}
    judged = verdict(change={"back_curvature": -0.4, **bent})
    assert [fault.id for fault in judged.faults] == ["rounded_back"]
    assert judged.unjudged >= {"hunched_shoulders", "neck_off_line"}


@pytest.mark.parametrize(
    ("drill", "rounded"), [("hip_hinge", 0.2), ("barbell_deadlift", 0.265), ("dumbbell_deadlift", 0.265)]
)
def test_a_deep_lift_off_the_floor_may_bend_the_low_back_further_than_a_hinge(drill: str, rounded: float) -> None:
    repertoire = load_repertoire()

    def told(curvature: float) -> set[str]:
        rep = good_rep(change={"back_curvature": curvature})
        return {fault.id for fault in judge(rep, repertoire.drill(drill), repertoire.kinds).faults}

    assert "rounded_back" in told(-rounded)
    assert "rounded_back" not in told(-rounded + 0.01)
