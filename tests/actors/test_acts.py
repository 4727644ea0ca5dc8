"""Walking keeps its feet where they stand; acts end as they began, count nothing and bend no joint too far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

pytest.importorskip("tests.stage_packages", reason="the stage's packages are not installed: run `make actors`")
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.actors.body import BodyDataMissingError, data_folder

try:
    data_folder()
except BodyDataMissingError as missing:
    pytest.skip(str(missing), allow_module_level=True)

from tests.actors import acts, bystanders
from tests.actors.cast import ADAM
from tests.actors.figure import Figure, Pose
from tests.actors.gait import Walk, turning_seconds, walking_seconds
from tests.actors.grounds import Spot
from tests.actors.limits import pose_excess
from tests.actors.posture import Posture, both
from tests.actors.script import Rep, Script
from tests.actors.stance import Stance

SLIP = 0.005
"""Metres that a planted foot may move."""
RATE = 25.0
BOTTOM = Posture(torso=66.0, knee=20.0, neck=-8.0)
AT_EASE = Posture(**both("hanging"))
JOINTS = ("hip", "knee", "ankle", "elbow")


@cache
def figure() -> Figure:
    return Figure(ADAM)


@cache
def stance() -> Stance:
    return Stance(figure(), "crossed")


def times(script: Script) -> np.ndarray:
    return np.arange(0.0, script.seconds, 1.0 / RATE)


def poses(script: Script) -> list[Pose]:
    return [stance().at(script.moment(time)) for time in times(script)]


def joint(posed: list[Pose], name: str) -> np.ndarray:
    index = figure().body.index[name]
    return np.array([pose.positions[index] for pose in posed])


def slip(script: Script, posed: list[Pose]) -> float:
    """The furthest that the ball of a foot moves while it stands, not on its heel."""
    worst = 0.0
    for side, name in ((".L", "left"), (".R", "right")):
        feet = [getattr(script.moment(time).ground, name) for time in times(script)]
        ball = joint(posed, "toe1-1" + side)
        standing: dict[Spot, list[np.ndarray]] = {}
        for foot, place in zip(feet, ball, strict=True):
            if foot.height == 0.0 and foot.pitch >= 0.0:
                standing.setdefault(foot.spot, []).append(place)
        worst = max(worst, *(float(np.ptp(places, axis=0).max()) for places in standing.values()))
    return worst


def lowest_sole(posed: list[Pose]) -> float:
    """The lowest that any sole comes, against standing."""
    fig = figure()
    shoes = next(part for part in fig.parts if part.name == "shoes")
    floor = fig.posed(shoes, stance().pose(Posture()))[:, 1].min()
    return float(min(fig.posed(shoes, pose)[:, 1].min() for pose in posed) - floor)


def excess(posed: list[Pose]) -> dict[str, float]:
    """Degrees that joints pass their ranges anywhere."""
    out: dict[str, float] = {}
    for pose in posed:
        for name, degrees in pose_excess(figure().body, pose).items():
            out[name] = max(out.get(name, 0.0), degrees)
    return out


def is_sound(script: Script) -> None:
    posed = poses(script)
    places = np.array([pose.positions for pose in posed])
    assert np.isfinite(places).all()
    assert slip(script, posed) <= SLIP
    assert lowest_sole(posed[::4]) > -0.02
    assert not {name: degrees for name, degrees in excess(posed).items() if degrees > 8.0}
    assert np.abs(np.diff(places, axis=0)).max() < 0.30, "a joint jumps"


# ---- walking


@settings(max_examples=8, deadline=None, derandomize=True)
@given(
    metres=st.floats(0.8, 4.0),
    speed=st.floats(0.6, 1.5),
    turn=st.floats(-70.0, 70.0),
    heading=st.floats(-180.0, 180.0),
)
def test_walks_anywhere(metres: float, speed: float, turn: float, heading: float) -> None:
    walk = Walk(metres, turn, walking_seconds(metres, speed))
    is_sound(Script(0.2, (walk,), AT_EASE, begins=Spot(0.3, -0.2, heading)))


@settings(max_examples=5, deadline=None, derandomize=True)
@given(turn=st.floats(20.0, 200.0), left=st.booleans())
def test_turns_on_the_spot(turn: float, left: bool) -> None:
    degrees = turn if left else -turn
    script = Script(0.2, acts.turn(degrees), AT_EASE)
    is_sound(script)
    assert script.moment(script.seconds).ground.carrier.heading == pytest.approx(degrees)
    posed = poses(script)
    apart = np.linalg.norm(joint(posed, "foot.L") - joint(posed, "foot.R"), axis=1)
    assert apart.min() > 0.10, "feet go through each other"


@pytest.mark.parametrize("metres", [-1.0, -0.5])
def test_walks_backward(metres: float) -> None:
    is_sound(Script(0.2, acts.walk(metres, 0.6), AT_EASE))


def test_a_curve_arrives_where_it_shall() -> None:
    to = Spot(1.2, 2.0, 90.0)
    script = Script(0.2, (Walk(to=to, seconds=4.0),), AT_EASE)
    is_sound(script)
    carrier = script.moment(script.seconds).ground.carrier
    assert (carrier.x, carrier.z, carrier.heading) == pytest.approx((to.x, to.z, to.heading), abs=0.02)


def test_walks_as_people_do() -> None:
    script = Script(0.0, acts.walk(4.0, 1.0), AT_EASE, sway=0.0)
    posed = poses(script)
    steady = slice(int(1.5 * RATE), int((script.seconds - 1.5) * RATE))
    hips = (joint(posed, "upperleg01.L") + joint(posed, "upperleg01.R")) / 2.0
    assert 0.02 <= np.ptp(hips[steady, 1]) <= 0.05
    arms, legs = ((joint(posed, bone + ".L") - joint(posed, bone + ".R"))[steady, 2] for bone in ("wrist", "foot"))
    assert np.corrcoef(arms, legs)[0, 1] < -0.8, "arms swing with the legs"
    speed = np.diff(hips[steady, 2]) * RATE
    assert np.abs(speed - 1.0).max() < 0.25
    first, last = (np.linalg.norm(posed[at].positions - posed[near].positions, axis=1).max() for at, near in
                   ((0, 1), (-1, -2)))  # fmt: skip
    assert max(first, last) < 0.015, "starts or ends at once"


def test_turning_takes_its_time() -> None:
    assert turning_seconds(180.0) > turning_seconds(90.0) > 1.0


# ---- acts


@pytest.mark.parametrize("name", sorted(acts.IDLE))
def test_idle_acts_are_sound_and_end_as_they_began(name: str) -> None:
    script = Script(0.3, acts.IDLE[name](), sway=0.0)
    is_sound(script)
    first, last = script.moment(0.0), script.moment(script.seconds)
    assert last.posture == first.posture
    assert last.phase == "standing"
    assert np.hypot(last.ground.carrier.x, last.ground.carrier.z) < 1e-9
    assert not script.reps
    assert {script.moment(time).phase for time in times(script)} <= {"standing", "other"}


@pytest.mark.parametrize("name", ["tie_shoe", "pick_up", "set_down"])
def test_bending_that_is_no_rep_could_be_taken_for_one(name: str) -> None:
    script = Script(0.3, acts.IDLE[name]())
    assert max(script.moment(time).posture.torso for time in times(script)) > 45.0


def test_hands_reach_the_shoe() -> None:
    script = Script(0.3, acts.tie_shoe())
    pose = stance().at(script.moment(2.0))
    index = figure().body.index
    for side in (".L", ".R"):
        assert np.linalg.norm(pose.positions[index["wrist" + side]] - pose.positions[index["foot.L"]]) < 0.25


def test_a_partial_rep_turns_around() -> None:
    script = Script(0.3, acts.partial_rep(BOTTOM, 0.4))
    is_sound(script)
    deepest = max(script.moment(time).posture.torso for time in times(script))
    assert deepest == pytest.approx(0.4 * BOTTOM.torso, abs=4.0)
    assert not script.reps


def test_talking_differs_by_seed_and_repeats() -> None:
    def hands(seed: int) -> list[Posture]:
        script = Script(0.3, acts.talk_with_hands(4.0, seed))
        return [script.moment(time).posture for time in times(script)]

    assert hands(1) == hands(1)
    assert hands(1) != hands(2)


@pytest.mark.parametrize("way", ["behind", "front", "camera"])
@pytest.mark.parametrize("camera_on", ["left", "right"])
def test_comes_in_to_its_place_and_goes(way: acts.Way, camera_on: acts.Side) -> None:
    part = Script(1.5, (Rep(BOTTOM),))
    script = acts.walk_in(part, way, camera_on)
    script = replace(script, acts=(*script.acts, *acts.walk_out(way, camera_on)))
    begins, rep = script.moment(0.0).ground.carrier, script.spans()[0]
    assert np.hypot(begins.x, begins.z) > 2.0
    at_rep = script.moment(rep.start)
    assert (at_rep.ground.carrier.x, at_rep.ground.carrier.z) == pytest.approx((0.0, 0.0), abs=1e-6)
    assert abs(at_rep.ground.carrier.heading % 360.0) < 1e-6 or at_rep.ground.carrier.heading % 360.0 > 359.99
    assert at_rep.posture.left_hand == part.standing.left_hand
    ends = script.moment(script.seconds).ground.carrier
    assert np.hypot(ends.x, ends.z) > 2.0
    is_sound(script)


def test_acts_go_between_the_reps_they_are_put_between() -> None:
    script = acts.between_reps(Script(1.0, (Rep(BOTTOM), Rep(BOTTOM))), 1, acts.drink())
    assert [type(act).__name__ for act in script.acts] == ["Rep", "Gesture", "Rep"]
    before = acts.between_reps(Script(1.0, (Rep(BOTTOM),)), 0, acts.wave())
    assert [type(act).__name__ for act in before.acts] == ["Gesture", "Rep"]
    with pytest.raises(ValueError, match="1 reps"):
        acts.between_reps(Script(1.0, (Rep(BOTTOM),)), 2, acts.drink())


# ---- other people


@pytest.mark.parametrize("part", bystanders.PARTS.values(), ids=lambda part: part.__name__)
def test_bystanders_stay_out_of_the_user_and_the_wall(part: Callable[..., object]) -> None:
    actor = part(ADAM, 12.0)
    assert actor == part(ADAM, 12.0)  # type: ignore[comparison-overlap]
    script, place = actor.script, actor.place  # type: ignore[attr-defined]
    assert all(span.end <= 12.0 for span in script.spans())
    posed = Stance(figure(), actor.arms)  # type: ignore[attr-defined]
    for time in np.arange(0.0, 12.0, 0.25):
        room = place.into_room(posed.at(script.moment(time)).positions)
        assert room[:, 0].min() > -2.0
        near = np.hypot(room[:, 0], room[:, 2])
        assert near.min() > 0.35


def test_people_pass_through_the_picture() -> None:
    for part in (bystanders.walks_behind, bystanders.walks_in_front, bystanders.passes_camera):
        actor = part(ADAM, 12.0)
        places = [
            actor.place.into_room(stance().at(actor.script.moment(time)).positions)[:, 2].mean()
            for time in (0.0, 12.0)
        ]
        assert min(places) < -2.0
        assert max(places) > 2.0


def test_moments_follow_without_gaps() -> None:
    script = Script(0.3, (*acts.stretch_up(), *acts.drink(), *acts.turn_round()), sway=0.0)
    moments = [script.moment(time).posture for time in np.arange(0.0, script.seconds, 0.02)]
    assert max(abs(a.torso - b.torso) for a, b in pairwise(moments)) < 2.0
