"""The truth of naked figures against other routes: rigid bones, the mesh's volume, the kiosk on a silhouette."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from time import process_time
from typing import TYPE_CHECKING

import numpy as np
import pytest

pytest.importorskip("tests.stage_packages", reason="the stage's packages are not installed: run `make actors`")

from kiosk.motion.measures import measure
from kiosk.motion.orientation import Orientation
from kiosk.motion.posture import Facing, View
from kiosk.motion.silhouette import DorsalProfile, dorsal_profile
from kiosk.motion.trust import TrustFilter
from kiosk.motion.trust_table import shipped_trust
from kiosk.pose.pose import Joint, Mask
from kiosk.pose.pose import Pose as KioskPose

from .balance import Load
from .cast import ADAM, BELLA, DORIS, ERIK
from .people import Person
from .posture import STANDING, Posture
from .support import FEET, Support

if TYPE_CHECKING:
    from .figure import Bound, Figure, Pose
    from .stance import Stance
    from .truth import Sighting, TruthReader

GOOD = Posture(torso=66.0, knee=20.0, lumbar=2.0, thoracic=2.0, neck=-8.0)
POSTURES = {
    "standing": STANDING,
    "good": GOOD,
    "rounded": replace(GOOD, lumbar=40.0, thoracic=30.0),
    "hollow": replace(GOOD, lumbar=-18.0),
    "squat": Posture(torso=35.0, knee=98.0, lumbar=3.0, thoracic=2.0, neck=-8.0),
    "shallow": Posture(torso=25.0, knee=10.0, neck=-3.0),
}
PEOPLE = {"strong man": ADAM, "woman": BELLA, "older woman": DORIS, "heavy man": ERIK}
people = pytest.mark.parametrize("person", PEOPLE.values(), ids=PEOPLE)
postures = pytest.mark.parametrize("posture", POSTURES.values(), ids=POSTURES)


@dataclass(frozen=True)
class Studio:
    """One figure with all that is needed to look at it naked."""

    figure: Figure
    stance: Stance
    reader: TruthReader
    skin: Bound
    triangles: np.ndarray

    def see(self, posture: Posture) -> tuple[Pose, Sighting]:
        pose = self.stance.pose(posture)
        return pose, self.reader.read(pose)

    def surface(self, pose: Pose) -> np.ndarray:
        """The naked mesh in a pose (n, 3)."""
        return self.figure.moved(self.skin, pose)


@cache
def figure_of(person: Person) -> Figure:
    from . import body
    from .figure import Figure

    try:
        return Figure(person)
    except body.BodyDataMissingError as error:
        pytest.skip(str(error))


@cache
def studio(person: Person, support: Support = FEET, load: Load | None = None) -> Studio:
    import scipy.sparse as sparse

    from .meshes import triangulate
    from .stance import Stance
    from .truth import TruthReader

    figure = figure_of(person)
    surface, upright = figure.surface, Stance(figure, "hanging")
    return Studio(
        figure,
        Stance(figure, "crossed", support, load),
        TruthReader(figure, upright.pose(STANDING), load, on_feet=support.kind == "feet"),
        figure.bound(surface.coarse_points, sparse.csr_matrix(surface.coarse_weights)),
        triangulate(surface.coarse_polygons),
    )


def lean(direction: np.ndarray) -> float:
    return float(np.degrees(np.arctan2(direction[2], direction[1])))


def joint(sighting: Sighting, name: str) -> np.ndarray:
    from .truth import JOINTS

    return sighting.joints[JOINTS.index(name)]


def middle(sighting: Sighting, name: str) -> np.ndarray:
    return (joint(sighting, f"left_{name}") + joint(sighting, f"right_{name}")) / 2


# ---- the spine


@people
@postures
def test_spine_flexions_are_those_of_the_bones(person: Person, posture: Posture) -> None:
    """Rigid vertebrae against the mesh's tangents; the skin between them smears, by up to a third of a bend."""
    stage = studio(person)
    pose, seen = stage.see(posture)
    index = stage.figure.body.index
    root, lumbar, thoracic, head = (
        lean(pose.rotations[index[bone]][:, 1]) for bone in ("root", "spine03", "spine01", "head")
    )
    for name, bones in (
        ("lumbar_flexion", lumbar - root),
        ("thoracic_flexion", thoracic - lumbar),
        ("neck_flexion", head - thoracic),
    ):
        assert abs(seen.measures[name] - bones) < 4.5 + 0.3 * abs(bones), name
    whole = sum(seen.measures[name] for name in ("lumbar_flexion", "thoracic_flexion", "neck_flexion"))
    assert whole == pytest.approx(head - root, abs=6.5)  # the skin of the sacrum follows the lumbar spine a little


@people
@postures
def test_spine_flexions_are_those_of_a_smooth_curve(person: Person, posture: Posture) -> None:
    """Tangents of a cubic through the middle of the back around each landmark, outliers trimmed."""
    stage = studio(person)
    surface, joints = stage.figure.surface, stage.figure.body.joint
    rest = surface.coarse_points
    line = np.flatnonzero((np.abs(rest[:, 0]) < 0.004) & (rest[:, 2] < joints("spine02")[2]))
    levels = [
        (joints("upperleg01.L")[1] + joints("spine04")[1]) / 2,
        joints("spine02")[1],
        joints("neck01")[1] - 0.03,
    ]

    def tangents(posture: Posture) -> np.ndarray:
        points = stage.surface(stage.stance.pose(posture))[line]
        leans = []
        for level in levels:
            off = rest[line, 1] - level
            near = np.abs(off) < 0.06
            for _ in range(2):
                curves = [np.polynomial.Polynomial.fit(off[near], points[near, axis], 3) for axis in (1, 2)]
                miss = np.hypot(*(points[:, axis] - curve(off) for axis, curve in zip((1, 2), curves, strict=True)))
                near &= miss < 0.008
            leans.append(np.degrees(np.arctan2(*(curve.deriv()(0.0) for curve in reversed(curves)))))
        return np.diff(leans)

    found = tangents(posture) - tangents(STANDING)
    _, seen = stage.see(posture)
    assert seen.measures["lumbar_flexion"] == pytest.approx(found[0], abs=5.0)
    assert seen.measures["thoracic_flexion"] == pytest.approx(found[1], abs=5.0)


@people
def test_a_rounder_back_reads_rounder(person: Person) -> None:
    stage = studio(person)
    seen = [stage.see(replace(GOOD, lumbar=lumbar))[1].measures for lumbar in range(-20, 46, 5)]
    curvature, flexion = (np.array([item[name] for item in seen]) for name in ("back_curvature", "lumbar_flexion"))
    assert (np.diff(curvature) < 0).all()
    assert (np.diff(flexion) > 3).all()
    gap = np.array([item["dowel_gap"] for item in seen])
    assert (np.diff(gap) < 1e-9).all()
    seen = [stage.see(replace(GOOD, thoracic=thoracic))[1].measures for thoracic in range(-10, 41, 5)]
    assert (np.diff([item["back_curvature"] for item in seen]) < 0).all()
    assert (np.diff([item["thoracic_flexion"] for item in seen]) > 2).all()


@people
def test_the_dowel_tells_faults_of_the_back(person: Person) -> None:
    stage = studio(person)

    def dowel(**changes: float) -> dict[str, float]:
        return stage.see(replace(GOOD, **changes))[1].measures

    still = stage.reader.standing.measures
    assert still["dowel_contacts"] == dowel()["dowel_contacts"] == 3
    assert dowel(lumbar=40.0, thoracic=30.0)["dowel_contacts"] < 3
    assert dowel(neck=40.0)["dowel_contacts"] < 3
    assert dowel(neck=40.0)["dowel_head"] > still["dowel_head"] + 0.04
    hollow, flat = dowel(lumbar=-20.0), dowel()
    assert (
        hollow["dowel_low_back"] - hollow["dowel_tailbone"] > flat["dowel_low_back"] - flat["dowel_tailbone"] + 0.02
    )
    assert hollow["dowel_gap"] > flat["dowel_gap"] + 0.02


def silhouette(stage: Studio, pose: Pose, seen: Sighting) -> DorsalProfile:
    """The kiosk's own profile, off the filled outline of the naked figure seen exactly side-on from afar."""
    cv2 = pytest.importorskip("cv2")
    scale, size = 600.0, 1500

    def picture(points: np.ndarray) -> np.ndarray:
        return np.stack([(points[..., 2] + 1.2) * scale, size - 100 - points[..., 1] * scale], -1).astype(np.float32)

    filled = np.zeros((size, size), np.uint8)
    for triangle in np.rint(picture(stage.surface(pose)[stage.triangles]) * 16).astype(np.int32):
        cv2.fillConvexPoly(filled, triangle, 255, shift=4)
    edge = cv2.GaussianBlur(filled.astype(np.float32) / 255 - 0.5, (3, 3), 0)
    mask = Mask(edge, np.eye(2, 3, dtype=np.float32))
    hip, shoulder = (picture(middle(seen, name)) for name in ("hip", "shoulder"))
    profile = dorsal_profile(mask, hip, shoulder, 1, (size, size))
    assert profile is not None
    return profile


@people
@postures
def test_the_kiosk_reads_the_same_back_off_a_silhouette(person: Person, posture: Posture) -> None:
    from .dorsal import ALONG

    stage = studio(person)
    pose, seen = stage.see(posture)
    read = silhouette(stage, pose, seen)
    assert np.abs(np.interp(read.along, ALONG, seen.profile) - read.distance).max() < 0.008
    assert seen.measures["back_curvature"] == pytest.approx(read.curvature()[0], abs=0.015)
    assert seen.measures["dowel_gap"] == pytest.approx(read.gap(), abs=0.005)


@people
@postures
def test_the_kiosk_means_the_same_by_its_measures(person: Person, posture: Posture) -> None:
    """The kiosk's own measures of landmarks that lie on the true joints, seen side-on from afar."""
    from .truth import JOINTS

    stage = studio(person)
    _, seen = stage.see(posture)
    landmarks = np.zeros((33, 3), np.float32)
    for name, place in zip(JOINTS, seen.joints, strict=True):
        landmarks[Joint[name.upper()], :2] = 500 + 300 * place[2], 900 - 300 * place[1]
    shape = landmarks * [1, 1, 0]
    pose = KioskPose(0.0, (1000, 1000), landmarks, np.ones(33, np.float32), shape.astype(np.float32), 1.0)
    side = Orientation(View.SIDE, 0.0, Facing.RIGHT)
    read = measure(pose, side, TrustFilter(shipped_trust())(pose, side).trust)
    true, still = seen.measures, stage.reader.standing.measures
    for name, angle in (
        ("torso_inclination", true["torso_inclination"]),
        ("hip_flexion", abs(true["right_hip_flexion"])),
        ("knee_flexion", abs(true["right_knee_flexion"])),
        ("shin_inclination", true["right_shin_inclination"]),
        ("neck_angle", true["neck_angle"]),
    ):
        assert read.value(name) == pytest.approx(angle, abs=0.6), name
    for name, share, within in (
        ("hip_travel", true["hip_travel"], 0.005),
        ("hip_height", true["hip_height"], 0.005),
        ("balance", true["balance"], 0.09),
    ):
        assert read.value(name) == pytest.approx(share, abs=within), name
    heel, toe = (joint(stage.reader.standing, f"right_{end}") for end in ("heel", "foot_index"))
    standing = (heel - toe)[1] / np.hypot(*(heel - toe)[1:])
    assert read.value("heel_height") - standing == pytest.approx(true["right_heel_height"], abs=0.01)
    assert still["heel_height"] == 0


# ---- the masses


@people
@postures
def test_the_centre_of_mass_is_that_of_the_volume(person: Person, posture: Posture) -> None:
    """The divergence theorem over the closed naked mesh, of one density, against de Leva's segments."""
    stage = studio(person)
    pose, seen = stage.see(posture)
    corners = stage.surface(pose)[stage.triangles]
    volumes = np.linalg.det(corners) / 6
    centre = volumes @ corners.sum(1) / 4 / volumes.sum()
    assert 0.035 < volumes.sum() < 0.12
    heel, toe = middle(seen, "heel"), middle(seen, "foot_index")
    foot = toe[2] - heel[2]
    assert abs(seen.measures["balance"] * foot - (centre - heel)[2]) < 0.022
    assert abs(seen.measures["side_balance"]) < 0.03


@people
def test_a_load_draws_the_balance_to_it(person: Person) -> None:
    deep = replace(GOOD, torso=70.0, knee=45.0)
    for at, sign in (("hands", 1), ("back", 1)):
        stage = studio(person, load=Load(60.0, at))  # type: ignore[arg-type]
        _, seen = stage.see(deep)
        assert sign * (seen.measures["balance_with_load"] - seen.measures["balance"]) > 0.05
        assert 0.2 < seen.measures["balance_with_load"] < 0.75
    assert np.isnan(studio(person).see(deep)[1].measures["balance_with_load"])


# ---- lying, one leg, turned


def test_lying_and_planking_lean_both_ways() -> None:
    low = Posture(torso=-90.0, knee=95.0)
    lying = studio(ADAM, Support("back", rest=low)).see(low)[1].measures
    assert lying["torso_inclination"] == pytest.approx(-90, abs=1)
    assert 20 < lying["hip_flexion"] < 90
    assert np.isnan(lying["balance"])
    plank = Posture(torso=82.0, knee=3.0)
    held = studio(ADAM, Support("forearms", rest=plank)).see(plank)[1].measures
    assert held["torso_inclination"] == pytest.approx(82, abs=1)
    assert abs(held["hip_flexion"]) < 10
    assert held["left_heel_height"] > 0.3


def test_one_leg_carries_and_the_other_is_free() -> None:
    stage = studio(BELLA)
    _, seen = stage.see(replace(GOOD, right_free=1.0, free_hip=-5.0))
    assert seen.measures["left_hip_flexion"] > 60
    assert seen.measures["right_hip_flexion"] < 15
    assert seen.measures["heel_height"] == seen.measures["left_heel_height"]
    assert 0.3 < seen.measures["balance"] < 0.6
    assert np.isnan(seen.measures["side_balance"])


def test_dropped_hips_and_hunched_shoulders_show() -> None:
    stage = studio(ADAM)
    for dropped in (6.0, 12.0):
        tilt = stage.see(replace(GOOD, hip_drop=dropped))[1].measures["hip_tilt"]
        level = stage.see(replace(STANDING, hip_drop=dropped))[1].measures["hip_tilt"]
        assert level == pytest.approx(np.sin(np.radians(dropped)), abs=0.02) or level == pytest.approx(
            -np.sin(np.radians(dropped)), abs=0.02
        )
        assert abs(tilt) > 0.02
    drawn = [
        stage.see(replace(GOOD, shoulders=degrees))[1].measures["shoulder_protraction"] for degrees in (-10, 0, 20)
    ]
    assert drawn[0] < drawn[1] < drawn[2]


@pytest.mark.parametrize("turn", [-70.0, 35.0, 160.0])
def test_a_turned_figure_has_the_same_measures(turn: float) -> None:
    """The plane turns with the pelvis: nothing depends on where a figure stands or faces."""
    from .grounds import Spot, standing_at
    from .truth import MEASURES

    stage = studio(DORIS)
    straight = stage.reader.read(stage.stance.pose(GOOD))
    away = stage.reader.read(stage.stance.pose(GOOD, standing_at(Spot(0.4, -0.3, turn))))
    for name in MEASURES:
        assert away.measures[name] == pytest.approx(straight.measures[name], abs=1e-6, nan_ok=True), name
    assert np.degrees(np.arctan2(away.forward[0], away.forward[2])) == pytest.approx(turn, abs=1e-6)


def test_reading_is_quick() -> None:
    stage = studio(ADAM)
    pose = stage.stance.pose(GOOD)
    stage.reader.read(pose)
    start = process_time()
    for _ in range(50):
        stage.reader.read(pose)
    assert (process_time() - start) / 50 < 0.010  # about 0.8 ms alone; a busy machine takes longer


# ---- the faults of a hinge, from slight to extreme

SHOWN = {
    "hips_not_back": ("hip_travel", -1),
    "squatting": ("hinge_ratio", -1),
    "knees_forward": ("shin_inclination", 1),
    "locked_knees": ("knee_flexion", -1),
    "not_hinging": ("hip_flexion", -1),
    "rounded_back": ("back_curvature", -1),
    "hollow_back": ("back_curvature", 1),
    "hunched_shoulders": ("shoulder_protraction", 1),
    "too_shallow": ("torso_inclination", -1),
    "too_deep": ("torso_inclination", 1),
    "weight_on_toes": ("balance", 1),
    "uneven_hips": ("hip_tilt", -1),
}
"""The measure at the bottom that tells a fault, and where it goes."""


@pytest.mark.parametrize("fault", SHOWN)
def test_faults_show_in_the_truth_by_their_grade(fault: str) -> None:
    from .drills.drill import Plan, Wanted
    from .drills.perform import perform

    stage = studio(ADAM)
    name, sign = SHOWN[fault]
    found = []
    for faults in ((), *(((fault, grade),) for grade in ("slight", "clear", "extreme"))):
        plan = Plan((Wanted(faults),), variation=0.0)  # type: ignore[arg-type]
        actor = perform("hip_hinge", stage.figure, plan).actor
        (rep,) = actor.script.reps
        found.append(sign * stage.see(rep.bottom)[1].measures[name])
    assert (np.diff(found) > 0).all(), found
