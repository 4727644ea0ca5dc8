"""The drills off the feet, and the jump: contacts stay, nothing sinks in, faults show, and bodies can do it."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

pytest.importorskip("tests.stage_packages", reason="the stage's packages are not installed: run `make actors`")
from tests.actors.body import BodyDataMissingError, data_folder

try:
    data_folder()
except BodyDataMissingError as missing:
    pytest.skip(str(missing), allow_module_level=True)

from tests.actors.camera import Camera
from tests.actors.cast import ADAM, DORIS
from tests.actors.drills.drill import GOOD, Drill, FaultId, Performance, Plan, Wanted
from tests.actors.drills.floor import DRILLS, FAR, Jump
from tests.actors.drills.perform import perform
from tests.actors.figure import Figure, Pose
from tests.actors.limits import pose_excess, posture_excess
from tests.actors.people import SOLE
from tests.actors.script import Grade
from tests.actors.truth import TruthReader
from tests.actors.witness import reader_of, stance_of

CONTACTS = {
    "kneeling_squat": ("lowerleg01", "foot"),
    "glute_bridge": ("upperarm01", "foot", "toe1-1"),
    "one_leg_glute_bridge": ("upperarm01",),
    "bench_glute_bridge": ("upperarm01", "foot", "toe1-1"),
    "forearm_plank": ("lowerarm01", "wrist", "toe1-1"),
    "stability_ball_curl_up": ("upperleg01", "foot", "toe1-1"),
    "reverse_crunch": ("upperarm01",),
}
BY_ID = {drill.id: drill for drill in DRILLS}
CASES = [(drill.id, fault) for drill in DRILLS for fault in drill.faults]
PEOPLE = {"adam": ADAM, "doris": DORIS}
GRADES: tuple[Grade, ...] = ("slight", "clear", "extreme")
every = pytest.mark.parametrize("drill", DRILLS, ids=lambda drill: drill.id)
lying = pytest.mark.parametrize("drill", [BY_ID[name] for name in CONTACTS], ids=lambda drill: drill.id)


@cache
def figure(name: str) -> Figure:
    return Figure(PEOPLE[name])


def played(drill: Drill, name: str = "adam", *faults: tuple[FaultId, Grade], seed: int = 0) -> Performance:
    return perform(drill.id, figure(name), Plan((Wanted(faults),), seed=seed, lead=0.5), place=FAR)


def poses(part: Performance, name: str, count: int = 14) -> list[Pose]:
    """Poses all through the first rep."""
    stance, span = stance_of(figure(name), part.actor), part.actor.script.spans()[0]
    times = np.linspace(span.start, span.end, count)
    return [stance.at(part.actor.script.moment(float(time))) for time in times]


def joints(posed: list[Pose], name: str, bone: str) -> np.ndarray:
    index = figure(name).body.index[bone]
    return np.array([pose.positions[index] for pose in posed])


def lowest(name: str, pose: Pose) -> float:
    """Metres of the lowest vertex above the floor."""
    fig = figure(name)
    firm = [part for part in fig.parts if part.name not in ("shirt", "hair")]  # cloth and hair are pressed flat
    return float(min(fig.posed(part, pose)[:, 1].min() for part in firm)) + SOLE


def measured(part: Performance, name: str, measure: str) -> float:
    """A measure in the middle of the turning point of the first rep."""
    script = part.actor.script
    span = script.spans()[0]
    reader: TruthReader = reader_of(figure(name), part.actor)
    pose = stance_of(figure(name), part.actor).at(script.moment((span.reached + span.left) / 2.0))
    return float(reader.read(pose).measures[measure])


# ---- all of them


@every
@pytest.mark.parametrize("name", PEOPLE)
def test_nothing_sinks_in_or_floats(drill: Drill, name: str) -> None:
    part = played(drill, name)
    heights = [lowest(name, pose) for pose in poses(part, name, 7)]
    assert min(heights) > -0.02
    assert min(heights) < 0.02, "floats"
    if drill.id != "plyometric_jump":
        assert max(heights) < 0.035, "floats"


@lying
@pytest.mark.parametrize("name", PEOPLE)
def test_contacts_stay_where_they_are(drill: Drill, name: str) -> None:
    posed = poses(played(drill, name), name)
    for bone in CONTACTS[drill.id]:
        for side in (".L", ".R"):
            assert np.ptp(joints(posed, name, bone + side), axis=0).max() <= 0.005, bone


@every
def test_joints_keep_to_their_ranges(drill: Drill) -> None:
    for fault in (None, *drill.faults):
        faults: tuple[tuple[FaultId, Grade], ...] = () if fault is None else ((fault, "extreme"),)
        part = played(drill, "adam", *faults)
        for pose in poses(part, "adam", 6):
            assert not {at: much for at, much in pose_excess(figure("adam").body, pose).items() if much > 8.0}, fault
        rep = part.actor.script.reps[0]
        for posture in (rep.bottom, rep.top):
            assert not {at: much for at, much in posture_excess(posture).items() if much > 3.0}, fault


@every
def test_moves_without_jumps(drill: Drill) -> None:
    part = played(drill)
    stance, span = stance_of(figure("adam"), part.actor), part.actor.script.spans()[0]
    times = np.arange(span.start - 0.1, span.end + 0.1, 1.0 / 30.0)
    places = np.array([stance.at(part.actor.script.moment(float(time))).positions for time in times])
    assert np.isfinite(places).all()
    assert np.abs(np.diff(places, axis=0)).max() < (0.35 if drill.id == "plyometric_jump" else 0.16)


@lying
def test_a_lying_body_is_in_the_picture(drill: Drill) -> None:
    camera = Camera(eye=(2.9, 1.0, 0.0), target=(0.0, 0.88, 0.0), vertical_view=42.0)
    for pose in poses(played(drill), "adam", 5):
        points = np.concatenate(figure("adam").placed(pose, FAR))
        pixels = camera.project(points, 480, 640)
        assert pixels[:, 0].min() > 0
        assert pixels[:, 0].max() < 480
        assert pixels[:, 1].max() < 640


@every
def test_good_reps_are_within_the_range(drill: Drill) -> None:
    measure = "torso_inclination" if drill.counts_by == "torso" else drill.counts_by
    for name in PEOPLE:
        for seed in range(3):
            value = measured(played(drill, name, seed=seed), name, measure)
            assert drill.within[0] <= value <= drill.within[1]


@pytest.mark.parametrize(("drill_id", "fault"), CASES)
def test_a_fault_is_in_the_truth_and_changes_the_rep(drill_id: str, fault: FaultId) -> None:
    drill = BY_ID[drill_id]
    good = played(drill).actor.script.reps[0]
    assert good.counted
    assert not good.faults
    changed = []
    for grade in GRADES:
        rep = played(drill, "adam", (fault, grade)).actor.script.reps[0]
        assert next(shown for shown in rep.faults if shown.id == fault).grade == grade
        changed.append(rep)
    looks = {(rep.bottom, rep.top, rep.down, rep.up, rep.pause, rep.bounce, rep.via_up) for rep in (good, *changed)}
    assert len(looks) == 4


# ---- what makes each what it is


def test_bridges_bring_the_hips_through_and_short_ones_do_not() -> None:
    for name in ("glute_bridge", "bench_glute_bridge"):
        drill = BY_ID[name]
        good = measured(played(drill), "adam", "hip_flexion")
        short = [measured(played(drill, "adam", ("short_lockout", grade)), "adam", "hip_flexion") for grade in GRADES]
        assert abs(good) < 8.0
        assert good + 5.0 < short[0] < short[1] < short[2]


def test_the_bench_bridge_is_held_for_two_seconds() -> None:
    assert played(BY_ID["bench_glute_bridge"]).actor.script.reps[0].pause >= 2.0
    assert played(BY_ID["bench_glute_bridge"], "adam", ("no_pause", "clear")).actor.script.reps[0].pause == 0.0


def test_one_leg_bridges_take_turns() -> None:
    part = perform("one_leg_glute_bridge", figure("adam"), Plan((GOOD, GOOD)))
    left, right = part.actor.script.reps
    assert (left.side, right.side) == ("left", "right")
    assert left.top.right_free == 1.0 == right.top.left_free
    posed = poses(part, "adam")
    assert np.ptp(joints(posed, "adam", "toe1-1.L"), axis=0).max() <= 0.005
    assert joints(posed, "adam", "foot.R")[:, 1].min() > 0.3


def test_one_leg_bridge_hips_hang_on_the_free_side() -> None:
    drill = BY_ID["one_leg_glute_bridge"]
    part = played(drill, "adam", ("uneven_hips", "extreme"))
    top = poses(part, "adam", 3)[1]
    place = (
        top.positions[figure("adam").body.index["upperleg01.L"]],
        top.positions[figure("adam").body.index["upperleg01.R"]],
    )
    assert place[0][1] - place[1][1] > 0.02, "the right one is lower"


def test_a_plank_is_straight_and_a_sagging_one_is_not() -> None:
    drill = BY_ID["forearm_plank"]

    def hips_above_the_line(*faults: tuple[FaultId, Grade]) -> float:
        pose = poses(played(drill, "adam", *faults), "adam", 3)[1]
        shoulder, hip, ankle = (
            pose.positions[figure("adam").body.index[bone + ".L"]] for bone in ("upperarm01", "upperleg01", "foot")
        )
        share = (hip[2] - ankle[2]) / (shoulder[2] - ankle[2])
        return float(hip[1] - ankle[1] - share * (shoulder[1] - ankle[1]))

    good, sagging, piked = (
        hips_above_the_line(),
        hips_above_the_line(("hollow_back", "clear")),
        hips_above_the_line(("rounded_back", "clear")),
    )
    assert abs(good) < 0.03
    assert sagging < good - 0.04
    assert piked > good + 0.06
    rep = played(drill).actor.script.reps[0]
    assert rep.hold
    assert rep.pause >= 10.0


def test_a_jump_flies_as_gravity_has_it() -> None:
    part = played(BY_ID["plyometric_jump"])
    rep = part.actor.script.reps[0]
    assert isinstance(rep, Jump)
    stance, span = stance_of(figure("adam"), part.actor), part.actor.script.spans()[0]
    times = np.arange(span.left, span.end, 1.0 / 240.0)
    moments = [part.actor.script.moment(float(time)) for time in times]
    lift = np.array([moment.posture.lift for moment in moments])
    aloft = lift > 0.0
    assert lift.max() == pytest.approx(rep.height, abs=0.002)
    assert aloft.sum() / 240.0 == pytest.approx(rep.flight, abs=0.01)
    assert np.diff(lift[aloft], 2) * 240.0**2 == pytest.approx(-9.81, abs=0.05)
    off, down = int(np.flatnonzero(aloft)[0]), int(np.flatnonzero(aloft)[-1])
    heels = np.array([moment.posture.heels for moment in moments])
    assert heels[off - 1] > 30.0, "the toes leave last"
    assert heels[down + 1] > 15.0, "and touch first"
    deepest = stance.at(moments[down + int(0.3 * 240)])
    index = figure("adam").body.index
    assert deepest.positions[index["lowerleg01.L"], 2] < deepest.positions[index["toe1-1.L"], 2] + 0.02


def test_performances_repeat_bit_by_bit() -> None:
    for drill in DRILLS:
        assert played(drill, seed=4) == played(drill, seed=4)
        assert played(drill, seed=4).actor.script.reps != played(drill, seed=5).actor.script.reps


def test_kit_stands_on_the_floor() -> None:
    for drill in DRILLS:
        for thing in played(drill).things:
            assert abs(thing.y) < 1e-9
