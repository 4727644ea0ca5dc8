"""How the ghost leads: at the drill's tempo, waiting for the person, never with a jump; and how bright it is."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from itertools import pairwise

import pytest
from hinge_reps import DRILL, judged
from hypothesis import given, settings
from hypothesis import strategies as st
from resting_people import BACK, Build, joints_of, limbs_of
from standing_people import moment_of, posture_at

from kiosk.coach.drill import Drill, load_repertoire
from kiosk.coach.ghost.guide import Guide
from kiosk.coach.ghost.lead import Lead
from kiosk.coach.ghost.limbs import Limbs
from kiosk.coach.guidance import Figure, JudgedRep
from kiosk.coach.policy.fading import Experience, ghost_light
from kiosk.coach.policy.table import shipped_policy
from kiosk.motion.baseline import Baseline
from kiosk.motion.motion import Moment
from kiosk.motion.posture import Facing, Measure, Measures, Phase

RATE = 30
DRILLS = list(load_repertoire().drills.values())


def course(lead: Lead, seconds: float, phase: Phase, start: float = 0.0) -> list[float]:
    return [lead(start + i / RATE, phase) for i in range(round(seconds * RATE))]


def seconds_between(depths: list[float], low: float, high: float) -> float:
    return sum(low < depth < high for depth in depths) / RATE


def test_the_ghost_goes_at_the_drill_s_tempo() -> None:
    """For a person who follows it, as one does in a good set."""
    lead, tempo = Lead(DRILL.tempo), DRILL.tempo
    down = course(lead, tempo.rest + tempo.down + 0.1, Phase.STANDING)
    assert down[round((tempo.rest - 0.1) * RATE)] == 0.0
    assert down[round((tempo.rest + tempo.down / 2) * RATE)] == pytest.approx(0.5, abs=0.05)
    assert seconds_between(down, 0.0, 1.0) == pytest.approx(tempo.down, abs=0.08)
    assert down == sorted(down)
    now = len(down) / RATE
    rest = course(lead, tempo.pause, Phase.BOTTOM, now)
    rest += course(lead, tempo.up + 0.4, Phase.UP, now + tempo.pause)
    assert rest.count(1.0) / RATE + 0.1 == pytest.approx(tempo.pause, abs=0.12)
    assert seconds_between(rest, 0.0, 1.0) == pytest.approx(tempo.up, abs=0.08)
    assert rest == sorted(rest, reverse=True)
    assert rest[-1] == 0.0


def test_it_knows_that_it_is_on_its_way_back_and_sits_and_rises_gently() -> None:
    """The shoulder of who gets up, led frame by frame at the drill's tempo: no faster than who does it."""
    drill = load_repertoire().drill("sit_to_stand")
    limbs = limbs_of(joints_of(Build(), 3.0, -2.0, 2.0))
    guide, metre, places = Guide(drill, 1.72), limbs.metre(1.72), []
    down = drill.tempo.rest + drill.tempo.down + drill.tempo.pause
    for frame in range(round((down + drill.tempo.up + 0.5) * RATE)):
        time = frame / RATE
        phase = Phase.STANDING if time < 1.0 else Phase.DOWN if time < down - 0.4 else Phase.BOTTOM
        if time > down:
            phase = Phase.UP
        guide(time, moment_of(posture_at(facing=limbs.facing), phase), limbs, 1.0)
        if guide.ghost is not None:
            places.append(guide.ghost.joints["shoulder"])
    speeds = [math.dist(one, other) / metre * RATE for one, other in pairwise(places)]
    assert max(speeds) < 1.5
    lowest = max(range(len(places)), key=lambda index: places[index][1])
    forward = [abs(x - limbs.origin[0]) for x, _ in places]
    assert max(forward[lowest:]) > forward[0] + 0.1 * metre, "leans on its way up too"


def at_the_bottom() -> tuple[Lead, float]:
    lead, tempo = Lead(DRILL.tempo), DRILL.tempo
    time = len(course(lead, tempo.rest + tempo.down + 0.1, Phase.STANDING)) / RATE
    assert lead(time, Phase.DOWN) == 1.0
    return lead, time


@pytest.mark.parametrize("arrives_after", [1.0, 2.0, 3.0])
def test_it_waits_at_the_bottom_for_the_person(arrives_after: float) -> None:
    lead, time = at_the_bottom()
    assert set(course(lead, arrives_after, Phase.DOWN, time)) == {1.0}
    up = course(lead, 1.0, Phase.BOTTOM, time + arrives_after)
    assert up[0] == 1.0
    assert 0.05 < up[-1] < 0.95


def test_its_patience_has_an_end() -> None:
    lead, time = at_the_bottom()
    assert course(lead, 4.0 + DRILL.tempo.up, Phase.DOWN, time)[-1] < 0.5


def test_it_does_not_wait_again_for_who_was_there_before_it() -> None:
    lead, tempo = Lead(DRILL.tempo), DRILL.tempo
    now = len(course(lead, 0.1, Phase.DOWN)) / RATE
    now += len(course(lead, 1.0, Phase.BOTTOM, now)) / RATE
    down = course(lead, tempo.down - now + 0.1, Phase.STANDING, now)
    assert down[-1] == 1.0
    after = course(lead, tempo.pause + 0.8, Phase.STANDING, tempo.down + 0.1)
    assert 0.05 < after[-1] < 0.95


def test_at_the_bottom_it_holds_the_drill_s_pause() -> None:
    tempo = DRILL.tempo.model_copy(update={"pause": 6.0})
    lead = Lead(tempo)
    time = len(course(lead, tempo.rest + tempo.down + 0.1, Phase.STANDING)) / RATE
    assert set(course(lead, 5.7, Phase.BOTTOM, time)) == {1.0}
    assert course(lead, 1.0, Phase.BOTTOM, time + 5.7)[-1] < 1.0


def test_a_hold_is_held_for_as_long_as_the_person_holds_it() -> None:
    lead, tempo = Lead(DRILL.tempo, holds=True), DRILL.tempo
    time = len(course(lead, tempo.rest + tempo.down + 0.1, Phase.STANDING)) / RATE
    assert set(course(lead, 40.0, Phase.BOTTOM, time)) == {1.0}
    assert course(lead, 1.0, Phase.STANDING, time + 40.0)[-1] < 1.0


def test_who_begins_in_the_chair_is_met_there() -> None:
    assert Lead(DRILL.tempo, from_bottom=True)(0.0, Phase.BOTTOM) == 1.0
    assert Lead(DRILL.tempo, from_bottom=True)(0.0, Phase.STANDING) == 0.0
    assert Lead(DRILL.tempo)(0.0, Phase.BOTTOM) == 0.0


def test_at_the_top_it_goes_along_with_who_starts_first() -> None:
    lead = Lead(DRILL.tempo)
    assert lead(0.0, Phase.STANDING) == 0.0
    lead(0.1, Phase.DOWN)
    assert 0.0 < lead(0.5, Phase.DOWN) < 1.0


def test_at_the_top_it_waits_for_who_is_still_on_the_way_up() -> None:
    lead = Lead(DRILL.tempo)
    assert set(course(lead, 3.5, Phase.UP)) == {0.0}
    assert 0.0 < course(lead, 1.8, Phase.UP, 3.5)[-1] < 1.0


@settings(max_examples=60)
@given(st.sampled_from(DRILLS), st.lists(st.tuples(st.sampled_from(list(Phase)), st.integers(1, 90)), max_size=30))
def test_neither_place_nor_speed_jumps_whatever_the_phases_do(drill: Drill, phases: list[tuple[Phase, int]]) -> None:
    """Frame by frame at 30 a second: no faster than a minimum-jerk course is at its fastest, and no quicker from one
    speed to another than it is (Flash and Hogan 1985: 15/8 and 5.78 of the way over its time and that squared)."""
    count = drill.count
    lead = Lead(drill.tempo, from_bottom=count.by != "hold" and count.from_bottom, holds=count.by == "hold")
    told = [phase for phase, frames in phases for _ in range(frames)]
    depths = [lead(number / RATE, phase) for number, phase in enumerate(told)]
    shortest = min(drill.tempo.down, drill.tempo.up)
    speeds = [(after - before) * RATE for before, after in pairwise(depths)]
    assert max(map(abs, speeds), default=0.0) <= 15.0 / 8.0 / shortest * 1.001
    jerks = [(after - before) * RATE for before, after in pairwise(speeds)]
    assert max(map(abs, jerks), default=0.0) <= 5.78 / shortest**2 * 1.01


# -- whole sets ---------------------------------------------------------------------------------------------


REST = joints_of(Build(), torso=3.0, thigh=-2.0, shank=2.0)
PERSON = limbs_of(REST, Facing.LEFT, back=BACK)


def guided(
    guide: Guide, phases: list[Phase], limbs: Limbs | None = PERSON, wanted: float = 1.0, start: float = 0.0
) -> list[Figure | None]:
    figures = []
    for number, phase in enumerate(phases):
        time = start + number / RATE
        guide(time, moment_of(posture_at(time=time), phase), limbs, wanted)
        figures.append(guide.ghost)
    return figures


def a_set(rng: random.Random, reps: int = 5, flicker: float = 0.0) -> list[Phase]:
    """Phases of somebody who keeps their own time, each frame wrong by chance ``flicker``."""
    told: list[Phase] = []
    for _ in range(reps):
        for phase, low, high in (
            (Phase.STANDING, 0.3, 2.5),
            (Phase.DOWN, 0.4, 3.0),
            (Phase.BOTTOM, 0.05, 2.5),
            (Phase.UP, 0.4, 2.5),
        ):
            told += [phase] * round(rng.uniform(low, high) * RATE)
    return [rng.choice(list(Phase)) if rng.random() < flicker else phase for phase in told]


@pytest.mark.parametrize("flicker", [0.0, 0.2])
@pytest.mark.parametrize("drill", [drill for drill in DRILLS if drill.upright], ids=lambda drill: drill.id)
def test_no_joint_jumps_in_a_whole_set(drill: Drill, flicker: float) -> None:
    figures = guided(Guide(drill, 1.72), a_set(random.Random(drill.id), flicker=flicker))
    tall = abs(REST["ear"] - REST["heel"])
    shown = [(before, after) for before, after in pairwise(figures) if before is not None and after is not None]
    assert len(shown) > 0.95 * len(figures)
    fastest = 15.0 / 8.0 / min(drill.tempo.down, drill.tempo.up)
    for before, after in shown:
        for name, place in after.joints.items():
            assert math.dist(place, before.joints[name]) * RATE < 2.2 * fastest * tall, name
    depths = {round(figure.joints["ear"][1]) for figure in figures if figure is not None}
    assert len(depths) > 10, "it moves"


def lights(figures: list[Figure | None]) -> list[float]:
    return [0.0 if figure is None else figure.light for figure in figures]


def test_it_comes_and_goes_softly() -> None:
    guide = Guide(DRILL, 1.72)
    on = lights(guided(guide, [Phase.STANDING] * 45))
    assert on[0] == 0.0
    assert on[-1] == 1.0
    off = lights(guided(guide, [Phase.STANDING] * 45, wanted=0.0, start=45 / RATE))
    assert off[-1] == 0.0
    assert guide.track is None
    dim = lights(guided(guide, [Phase.STANDING] * 45, wanted=0.45, start=90 / RATE))
    assert 0.3 < dim[-1] < 0.6
    for before, after in pairwise([*on, *off, *dim]):
        assert abs(after - before) < 0.08


def test_it_does_not_jump_over_to_the_other_side() -> None:
    """Who turns round sees it go; it comes once they have stood so."""
    guide = Guide(DRILL, 1.72)
    guided(guide, [Phase.STANDING] * 45)
    time = 45 / RATE
    turned = posture_at(facing=Facing.RIGHT)
    gone = []
    for number in range(45):
        guide(time + number / RATE, moment_of(replace(turned, time=time)), PERSON, 1.0)
        gone.append(0.0 if guide.ghost is None else guide.ghost.light)
    assert gone[-1] == 0.0
    assert max(before - after for before, after in pairwise(gone)) < 0.08
    guide(time + 2.0, moment_of(turned), limbs_of(REST, Facing.RIGHT), 1.0)
    assert guide.ghost is None or guide.ghost.light < 0.2


def test_without_limbs_there_is_no_ghost() -> None:
    guide = Guide(DRILL, 1.72)
    assert set(guided(guide, [Phase.STANDING] * 30, limbs=None)) == {None}
    guide(2.0, None, PERSON, 1.0)
    assert guide.ghost is None or guide.ghost.light < 0.2


def bowed(torso: float) -> Moment:
    standing = Baseline(Measures(torso_inclination=Measure(0.0, 1.0)))
    return moment_of(posture_at(torso=torso), Phase.BOTTOM, standing)


def test_the_zone_lights_up_where_the_rep_counts() -> None:
    guide = Guide(DRILL, 1.72)
    guided(guide, [Phase.STANDING] * 45)
    seen = {}
    for torso in (10.0, 35.0, 54.0, 60.0, 100.0, 120.0):
        guide(2.0, bowed(torso), PERSON, 1.0)
        assert guide.track is not None
        seen[torso] = guide.track.reached
    assert seen == {10.0: False, 35.0: False, 54.0: True, 60.0: True, 100.0: True, 120.0: False}


# -- fading -------------------------------------------------------------------------------------------------


POLICY = shipped_policy()
CLEAN, FAULTY = judged(1), judged(2, rounded_back=0.8)
NEW, LEARNING, PRACTISED = Experience(), Experience(4, 5), Experience(20, 24)


def light(experience: Experience, *reps: JudgedRep) -> float:
    return ghost_light(reps, experience, POLICY)


def test_the_ghost_fades_as_skill_grows() -> None:
    first = [light(experience) for experience in (NEW, LEARNING, PRACTISED)]
    assert first[0] == 1.0
    assert first == sorted(first, reverse=True)
    assert first[2] > 0.0, "it shows the first rep of a set to everybody"
    assert light(LEARNING, CLEAN, CLEAN) == first[1]
    assert light(PRACTISED, CLEAN) == 0.0


def test_it_comes_back_after_a_fault_as_bright_as_in_the_stage_before() -> None:
    assert light(LEARNING, CLEAN, FAULTY) == light(NEW)
    assert light(LEARNING, FAULTY, CLEAN) == light(LEARNING)
    assert light(PRACTISED, CLEAN, FAULTY) == light(LEARNING)
    assert light(PRACTISED, FAULTY, CLEAN) == light(LEARNING), "for two reps"
    assert light(PRACTISED, FAULTY, CLEAN, CLEAN) == 0.0


def test_an_attempt_brings_it_back_too() -> None:
    assert light(PRACTISED, CLEAN, replace(CLEAN, counted=False, reason="too_shallow")) > 0.0


# -- depth ---------------------------------------------------------------------------------------------------


def test_what_is_drawn_besides_the_joints_lies_as_deep_as_they_do() -> None:
    """The back between hip and shoulder, the nape on to the ear, the way at the hip, the zone at the shoulder."""
    depth = {"hip": -10.0, "shoulder": -50.0, "ear": -20.0, "wrist": -60.0, "knee": -12.0}
    guide = Guide(load_repertoire().drill("romanian_deadlift"), 1.72)
    for number in range(45):
        guide(number / RATE, moment_of(posture_at(time=number / RATE)), PERSON, 1.0, depth)
    assert guide.ghost is not None
    assert guide.track is not None
    told = guide.ghost.depth
    back = [told[name] for name in ("hip", "back_1", "back_4", "back_7", "shoulder", "nape_2", "ear")]
    assert back == pytest.approx([-10.0, -15.0, -30.0, -45.0, -50.0, -35.0, -20.0])
    assert told["weight"] == told["wrist"]
    assert (guide.track.path_depth, guide.track.zone_depth) == (-10.0, -50.0)
