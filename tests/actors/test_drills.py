"""Drills and faults: what a rep is meant to show is in its truth, in the order of the grades, and nothing else is."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import numpy as np
import pytest

pytest.importorskip("tests.stage_packages", reason="the stage's packages are not installed: run `make actors`")
from tests.actors.body import BodyDataMissingError, data_folder

try:
    data_folder()
except BodyDataMissingError as missing:
    pytest.skip(str(missing), allow_module_level=True)

from tests.actors.cast import ADAM, OMAR
from tests.actors.drills import DRILLS, GOOD, Plan, Wanted, compatible, perform
from tests.actors.drills.drill import FAULT_IDS, Drill, FaultId, Performance
from tests.actors.drills.faults import ATTEMPTS, COMPANIONS, GRADES, TOLERANCES
from tests.actors.drills.standing import DRILLS as ON_FEET
from tests.actors.figure import Figure
from tests.actors.limits import pose_excess, posture_excess
from tests.actors.people import Person
from tests.actors.posture import Posture
from tests.actors.stance import Stance
from tests.actors.tempo import tempo
from tests.actors.truth import TruthReader
from tests.actors.witness import stance_of

DOWN_IS_WORSE = {
    "hips_not_back", "squatting", "locked_knees", "not_hinging", "hollow_back", "too_fast", "no_pause",
    "leaning_back",
}  # fmt: skip
"""Faults whose measure falls as they grow."""
OF_THE_DRILL = ("bar_drift", "squatting", "hips_rise_first", "arms_pulling")
"""Faults that some drills have a little of when well done, and whose measure must pass that."""
ALWAYS = {
    "barbell_deadlift": {"squatting"},
    "box_lift": {"squatting", "arms_pulling"},
    "dumbbell_deadlift": {"squatting", "arms_pulling"},
}
"""What reaching for the floor, and hands that clear the thighs, have of a fault."""
UP_SAMPLES = 9
HEEL = 0.02
"""Foot lengths of a heel off the floor, from where on it counts as balance on the toes."""


@cache
def figure(person: Person) -> Figure:
    return Figure(person)


@cache
def reader(person: Person) -> TruthReader:
    return TruthReader(figure(person), Stance(figure(person), "hanging").pose(Posture()))


def badness(drill: Drill, performance: Performance, number: int) -> dict[str, float]:
    """Per fault how far its measure in a rep's truth is beyond the tolerance, in its own unit; above 0 it shows."""
    actor = performance.actor
    person, script = actor.person, actor.script
    stance, read = stance_of(figure(person), actor), reader(person)
    rep, span = script.reps[number], script.spans()[number]
    rising = (span.left, span.end) if rep.first == "down" else (span.start, span.reached)
    turning = (span.reached + span.left) / 2.0
    low, high = (turning, span.end) if rep.first == "down" else (span.start, turning)
    bottom, top = (read.read(stance.at(script.moment(time))).measures for time in (low, high))
    up = [read.read(stance.at(script.moment(time))).measures for time in np.linspace(*rising, UP_SAMPLES)]
    leg = "" if rep.side == "both" else f"{rep.side}_"
    hip, knee = bottom[f"{leg}hip_flexion"], bottom[f"{leg}knee_flexion"]
    gained = [angle - read.standing.measures[name] for name, angle in (("hip_flexion", hip), ("knee_flexion", knee))]
    times = np.arange(span.start, span.end, 1.0 / 30.0)
    angle = "knee" if drill.counts_by == "hip_height" else "torso"
    curve = np.array([getattr(script.moment(time).posture, angle) for time in times])
    torso = bottom["torso_inclination"]
    hips_count = drill.counts_by == "hip_height"
    value = {
        "hips_not_back": bottom["hip_travel"],
        "squatting": gained[0] / (gained[0] + max(gained[1], 0.0)),
        "knees_forward": bottom[f"{leg}shin_inclination"],
        "locked_knees": knee,
        "not_hinging": hip,
        "rounded_back": bottom["lumbar_flexion"],
        "hollow_back": bottom["lumbar_flexion"],
        "hunched_shoulders": bottom["shoulder_protraction"],
        "neck_off_line": abs(bottom["neck_angle"] - read.standing.measures["neck_angle"]),
        "too_shallow": bottom["hip_height"] - drill.within[1] if hips_count else drill.within[0] - torso,
        "too_deep": drill.within[0] - bottom["hip_height"] if hips_count else torso - drill.within[1],
        "too_fast": rep.down,
        "no_pause": tempo(times, curve, span.start, span.end).pause,
        "short_lockout": top["torso_inclination"] - read.standing.measures["torso_inclination"],
        "leaning_back": top["torso_inclination"],
        "weight_on_toes": max(bottom["balance"], 0.75 + bottom[f"{leg}heel_height"] - HEEL),
        "hips_rise_first": _lag(up),
        "arms_pulling": max(measures[f"{side}_elbow_flexion"] for measures in up for side in ("left", "right")),
        "bar_drift": max(measures["hand_to_leg"] for measures in up),
        "uneven_hips": abs(bottom["hip_tilt"]),
    }
    return {
        fault: (-1.0 if fault in DOWN_IS_WORSE else 1.0) * (value[fault] - TOLERANCES[fault].most)
        for fault in FAULT_IDS
    }


def _lag(up: list[dict[str, float]]) -> float:
    """By how much of its way up the torso is behind when the hips have risen half of theirs."""
    hips, torso = (np.array([measures[name] for measures in up]) for name in ("hip_height", "torso_inclination"))
    done_hips, done_torso = ((way - way[0]) / (way[-1] - way[0]) for way in (hips, torso))
    return 0.5 - float(np.interp(0.5, done_hips, done_torso))


def unwanted(drill: Drill, found: dict[str, float], shown: set[str], good: dict[str, float]) -> set[str]:
    """Faults that the truth shows and the plan does not name; what a drill always has is none."""
    seen = {fault for fault in drill.faults if found[fault] > 0.0 and good[fault] <= 0.0}
    if found["rounded_back"] <= 0.0:
        seen.discard("not_hinging")  # a small fold of hips alone is a shallow or a hasty hinge
    if "too_shallow" in shown:
        seen -= {"hips_not_back", "not_hinging"}  # the hips had no time to travel
    if "squatting" in shown:
        seen.discard("too_shallow")  # an upright torso is how a squat shows
    return seen - shown - {"bar_drift"}


@cache
def good(drill_id: str, person: Person) -> dict[str, float]:
    performance = perform(drill_id, figure(person), Plan((Wanted(),)))
    return badness(DRILLS[drill_id], performance, 0)


@pytest.mark.parametrize("drill", ON_FEET, ids=lambda drill: drill.id)
def test_good_reps_count_and_show_no_fault(drill: Drill) -> None:
    performance = perform(drill.id, figure(ADAM), Plan(seed=3))
    always = ALWAYS.get(drill.id, set())
    for number, rep in enumerate(performance.actor.script.reps):
        found = badness(drill, performance, number)
        seen = {fault for fault in drill.faults if found[fault] > 0.0} - always - {"bar_drift"}
        assert rep.counted
        assert not rep.faults
        assert not seen, (seen, found)


@pytest.mark.parametrize("drill", ON_FEET, ids=lambda drill: drill.id)
def test_every_fault_shows_by_its_grade_and_alone(drill: Drill) -> None:
    _check(drill, ADAM, drill.faults)


def test_faults_show_on_a_heavy_body_too() -> None:
    _check(DRILLS["hip_hinge"], OMAR, DRILLS["hip_hinge"].faults)


def _check(drill: Drill, person: Person, faults: tuple[FaultId, ...]) -> None:
    usual = good(drill.id, person)
    wrong = []
    for fault in faults:
        plan = Plan(tuple(Wanted(((fault, grade),)) for grade in GRADES))
        performance = perform(drill.id, figure(person), plan)
        found = [badness(drill, performance, number) for number in range(len(GRADES))]
        least = max(usual[fault], 0.0) if fault in OF_THE_DRILL else 0.0
        if not least < found[0][fault] < found[1][fault] < found[2][fault]:
            wrong.append((fault, [round(each[fault], 3) for each in found]))
        for grade, rep, each in zip(GRADES, performance.actor.script.reps, found, strict=True):
            shown = {shown.id for shown in rep.faults} | {
                name for name, _ in COMPANIONS.get(fault, {}).get(grade, ())
            }
            if extra := unwanted(drill, each, shown, usual):
                wrong.append((fault, grade, {name: round(each[name], 3) for name in extra}))
    assert not wrong, wrong


def test_two_faults_show_together() -> None:
    drill = DRILLS["hip_hinge"]
    pairs = [pair for pair in combinations(drill.faults, 2) if compatible(pair)]
    hidden = []
    for number, pair in enumerate(pairs):
        performance = perform(
            drill.id, figure(ADAM), Plan((Wanted(tuple((fault, "clear") for fault in pair)),), number)
        )
        found = badness(drill, performance, 0)
        if missing := [fault for fault in pair if found[fault] <= 0.0]:
            hidden.append((pair, missing))
    assert len(pairs) > 80
    assert not hidden, hidden


def test_bodies_that_cannot_are_not_asked_to() -> None:
    with pytest.raises(ValueError, match="no body shows"):
        perform("hip_hinge", figure(ADAM), Plan((Wanted((("rounded_back", "clear"), ("hollow_back", "clear"))),)))
    with pytest.raises(ValueError, match="does not appear"):
        perform("hip_hinge", figure(ADAM), Plan((Wanted((("bar_drift", "clear"),)),)))


def test_a_bar_drifts_and_dumbbells_are_not_said_to() -> None:
    plan = Plan((Wanted((("bar_drift", "clear"),)),))
    drill = DRILLS["romanian_deadlift"]
    assert drill.arms_for(plan) == ("bar_hang",)
    assert drill.arms_for(Plan((GOOD,))) == ("bar_hang", "dumbbells")
    with pytest.raises(ValueError, match="bar_hang"):
        perform(drill.id, figure(ADAM), plan, arms="dumbbells")


def test_reps_out_of_range_are_attempts() -> None:
    wanted = tuple(Wanted(((fault, grade),)) for fault in ATTEMPTS for grade in GRADES)
    reps = perform("hip_hinge", figure(ADAM), Plan((*wanted, Wanted(partial=True)))).actor.script.reps
    expected = [GRADES.index(grade) < GRADES.index(ATTEMPTS[fault]) for fault in ATTEMPTS for grade in GRADES]
    assert [rep.counted for rep in reps] == [*expected, False]
    assert [rep.reason for rep in reps if not rep.counted][-1] == "partial"


@pytest.mark.parametrize("drill", ON_FEET, ids=lambda drill: drill.id)
def test_joints_stay_in_their_ranges_and_feet_where_they_are(drill: Drill) -> None:
    plan = Plan((Wanted(), *(Wanted(((fault, "extreme"),)) for fault in drill.faults)))
    performance = perform(drill.id, figure(ADAM), plan)
    actor, body = performance.actor, figure(ADAM).body
    stance = stance_of(figure(ADAM), actor)
    beyond = {}
    ankle = {}
    for rep, span in zip(actor.script.reps, actor.script.spans(), strict=True):
        for time in (span.start, span.reached, (span.left + span.end) / 2.0):
            moment = actor.script.moment(time)
            pose = stance.at(moment)
            if excess := {**posture_excess(moment.posture), **pose_excess(body, pose)}:
                beyond[rep.faults[0].id if rep.faults else "good"] = excess
            if moment.posture.heels == 0.0 and moment.posture.left_free == 0.0:
                ankle[round(time, 3)] = pose.positions[body.index["foot.L"]]
    places = np.array(list(ankle.values()))
    assert not beyond, beyond
    assert np.ptp(places, axis=0).max() < 1e-6


def test_the_same_order_gives_the_same_performance() -> None:
    plan = Plan((Wanted(), Wanted((("rounded_back", "slight"),))), seed=5)
    first, second = (perform("wall_touch", figure(ADAM), plan) for _ in range(2))
    other = perform("wall_touch", figure(ADAM), Plan(plan.reps, seed=6))
    assert first == second
    assert first.actor.script != other.actor.script
