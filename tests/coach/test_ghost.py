"""The ghost: the drill's posture on the person's own bones, and where it is in its rep."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hinge_reps import DRILL
from hypothesis import given, settings
from hypothesis import strategies as st
from standing_people import outline_at

from kiosk.coach.drill import Drill, load_repertoire
from kiosk.coach.ghost import Lead, Limbs, ghost
from kiosk.coach.guidance import BONES, Figure
from kiosk.motion.balance import centre_of_mass
from kiosk.motion.posture import Facing, Phase

DRILLS = [drill for drill in load_repertoire().drills.values() if drill.upright]

share = st.floats(0.85, 1.15)


@st.composite
def people(draw: st.DrawFn) -> Limbs:
    """People of all builds, somewhere in the picture, either way round."""
    height = draw(st.floats(150.0, 900.0))
    x, feet = draw(st.floats(0.0, 1000.0)), draw(st.floats(300.0, 1500.0))
    facing = draw(st.sampled_from(list(Facing)))
    limbs = Limbs.of(outline_at(x, feet, height, facing), facing)
    return replace(
        limbs,
        shank=limbs.shank * draw(share),
        thigh=limbs.thigh * draw(share),
        torso=limbs.torso * draw(share),
        neck=limbs.neck * draw(share),
        upper_arm=limbs.upper_arm * draw(share),
        forearm=limbs.forearm * draw(share),
    )


def bone(figure: Figure, start: str, end: str) -> float:
    return math.dist(figure.joints[start], figure.joints[end])


def lean(figure: Figure, facing: Facing, start: str, end: str) -> float:
    """Degrees of the segment from ``start`` up to ``end`` against vertical, forward positive."""
    (x0, y0), (x1, y1) = figure.joints[start], figure.joints[end]
    return math.degrees(math.atan2((x1 - x0) * facing.sign, y0 - y1))


drills = st.sampled_from([DRILL, *DRILLS])
depths = st.floats(0.0, 1.0)
few = settings(max_examples=60)


@few
@given(drills, people(), depths)
def test_limbs_keep_their_lengths(drill: Drill, limbs: Limbs, depth: float) -> None:
    figure = ghost(drill, limbs, depth)
    near = {"rel": 1e-4, "abs": 0.01}
    assert bone(figure, "ankle", "knee") == pytest.approx(limbs.shank, **near)
    assert bone(figure, "knee", "hip") == pytest.approx(limbs.thigh, **near)
    assert bone(figure, "hip", "shoulder") == pytest.approx(limbs.torso, **near)
    assert bone(figure, "shoulder", "ear") == pytest.approx(limbs.neck, **near)
    assert bone(figure, "shoulder", "elbow") == pytest.approx(limbs.upper_arm, **near)
    # A hand on the hip turns the forearm out of the picture: it may look shorter, never longer.
    assert bone(figure, "elbow", "wrist") <= limbs.forearm * 1.0001 + 0.01


@few
@given(drills, people(), depths)
def test_feet_stay_planted_and_carry_the_body(drill: Drill, limbs: Limbs, depth: float) -> None:
    figure = ghost(drill, limbs, depth)
    for name in ("ankle", "heel", "toe"):
        assert figure.joints[name] == pytest.approx(getattr(limbs, name), rel=1e-6, abs=0.01)
    joints = {name: complex(*point) for name, point in figure.joints.items()}
    foot = abs(limbs.toe[0] - limbs.heel[0])
    middle = (limbs.toe[0] + limbs.heel[0]) / 2.0
    assert abs(centre_of_mass(joints).real - middle) < 0.02 * foot


@few
@given(drills, people())
def test_at_full_depth_the_angles_are_the_drill_s(drill: Drill, limbs: Limbs) -> None:
    figure = ghost(drill, limbs, 1.0)
    assert lean(figure, limbs.facing, "hip", "shoulder") == pytest.approx(drill.target.torso_inclination, abs=0.05)
    thigh, shank = lean(figure, limbs.facing, "knee", "hip"), lean(figure, limbs.facing, "ankle", "knee")
    assert shank - thigh == pytest.approx(drill.target.knee_flexion, abs=0.05)


@few
@given(drills, people())
def test_at_rest_it_stands_tall_with_soft_knees(drill: Drill, limbs: Limbs) -> None:
    figure = ghost(drill, limbs, 0.0)
    assert lean(figure, limbs.facing, "hip", "shoulder") == pytest.approx(0.0, abs=0.05)
    knee = lean(figure, limbs.facing, "ankle", "knee") - lean(figure, limbs.facing, "knee", "hip")
    assert 1.0 < knee < 10.0


@few
@given(drills, people(), depths)
def test_facing_the_other_way_gives_the_mirrored_figure(drill: Drill, limbs: Limbs, depth: float) -> None:
    other = replace(
        limbs,
        facing=Facing.LEFT if limbs.facing is Facing.RIGHT else Facing.RIGHT,
        **{name: (-getattr(limbs, name)[0], getattr(limbs, name)[1]) for name in ("ankle", "heel", "toe")},
    )
    figure, mirrored = ghost(drill, limbs, depth), ghost(drill, other, depth)
    for name, (x, y) in figure.joints.items():
        assert mirrored.joints[name] == pytest.approx((-x, y), abs=1e-6)


@few
@given(drills, people())
def test_the_deeper_the_further_the_hips_are_back_and_the_lower_the_head(drill: Drill, limbs: Limbs) -> None:
    course = [ghost(drill, limbs, depth) for depth in (0.0, 0.25, 0.5, 0.75, 1.0)]
    back = [-figure.joints["hip"][0] * limbs.facing.sign for figure in course]
    head = [figure.joints["ear"][1] for figure in course]
    assert back == sorted(back)
    assert head == sorted(head)


def test_every_bone_can_be_drawn() -> None:
    limbs = Limbs.of(outline_at(), Facing.LEFT)
    for drill in DRILLS:
        assert {name for bone_ in BONES for name in bone_} <= ghost(drill, limbs, 0.5).joints.keys()


def test_arms_hang_or_rest_on_the_hips_as_the_drill_says() -> None:
    limbs = Limbs.of(outline_at(), Facing.LEFT)
    hang = DRILL.model_copy(update={"target": DRILL.target.model_copy(update={"arms": "hang"})})
    hanging, resting = ghost(hang, limbs, 1.0), ghost(DRILL, limbs, 1.0)
    assert lean(hanging, limbs.facing, "wrist", "shoulder") == pytest.approx(0.0, abs=0.1)
    assert bone(resting, "wrist", "hip") < 0.2 * limbs.torso
    long_armed = ghost(DRILL, replace(limbs, forearm=3.0 * limbs.forearm), 1.0)
    assert bone(long_armed, "wrist", "hip") < 0.2 * limbs.torso


RATE = 50


def course(lead: Lead, seconds: float, phase: Phase, start: float = 0.0) -> list[float]:
    return [lead(start + i / RATE, phase) for i in range(round(seconds * RATE))]


def seconds_between(depths_: list[float], low: float, high: float) -> float:
    return sum(low < depth < high for depth in depths_) / RATE


def test_the_ghost_goes_at_the_drill_s_tempo() -> None:
    """For a person who follows it, as one does in a good set."""
    lead, tempo = Lead(DRILL.tempo), DRILL.tempo
    down = course(lead, 0.8 + tempo.down + 0.1, Phase.STANDING)
    assert down[round(0.7 * RATE)] == 0.0
    assert down[round((0.8 + tempo.down / 2) * RATE)] == pytest.approx(0.5, abs=0.03)
    assert seconds_between(down, 0.0, 1.0) == pytest.approx(tempo.down, abs=0.05)
    assert down == sorted(down)
    now = len(down) / RATE
    rest = course(lead, tempo.pause, Phase.BOTTOM, now)
    rest += course(lead, tempo.up + 0.4, Phase.UP, now + tempo.pause)
    assert rest.count(1.0) / RATE + 0.1 == pytest.approx(tempo.pause, abs=0.08)
    assert seconds_between(rest, 0.0, 1.0) == pytest.approx(tempo.up, abs=0.05)
    assert rest == sorted(rest, reverse=True)
    assert rest[-1] == 0.0
    whole = down + rest
    assert max(abs(after - before) for before, after in pairwise(whole)) < 0.05, "it never jumps"


def at_the_bottom() -> tuple[Lead, float]:
    lead = Lead(DRILL.tempo)
    time = len(course(lead, 0.8 + DRILL.tempo.down + 0.1, Phase.STANDING)) / RATE
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


def test_at_the_bottom_it_holds_the_drill_s_pause() -> None:
    tempo = DRILL.tempo.model_copy(update={"pause": 6.0})
    lead = Lead(tempo)
    time = len(course(lead, 0.8 + tempo.down + 0.1, Phase.STANDING)) / RATE
    assert set(course(lead, 5.7, Phase.BOTTOM, time)) == {1.0}
    assert course(lead, 1.0, Phase.BOTTOM, time + 5.7)[-1] < 1.0


def test_at_the_top_it_goes_along_with_who_starts_first() -> None:
    lead = Lead(DRILL.tempo)
    assert lead(0.0, Phase.STANDING) == 0.0
    lead(0.1, Phase.DOWN)
    assert 0.0 < lead(0.5, Phase.DOWN) < 1.0


def test_at_the_top_it_waits_for_who_is_still_on_the_way_up() -> None:
    lead = Lead(DRILL.tempo)
    assert set(course(lead, 3.5, Phase.UP)) == {0.0}
    assert 0.0 < course(lead, 1.8, Phase.UP, 3.5)[-1] < 1.0
