"""The truth is true: everything that can be worked out again is, here, by other formulas or by another route.

The first part reads only the committed truth files. The second poses naked figures, where their data is installed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("tests.stage_packages", reason="the stage's packages are not installed: run `make actors`")

from .clip import Clip
from .fault_ids import FAULT_IDS
from .record import Record, read_record
from .specs import DEMO, TESTS

ROOT = Path(__file__).parents[2]
WITH_TRUTH = [clip for clip in (DEMO, *TESTS) if clip.truth]
ANGLE, SHARE, PIXEL = 0.5, 0.006, 0.4
"""Degrees, body lengths and pixels by which rounded files may differ: joints are stored to a millimetre."""
MAX_TRUTH_BYTES = 500_000


def by_name(name: str) -> Clip:
    return next(clip for clip in WITH_TRUTH if clip.name == name)


def record_of(clip: Clip) -> Record:
    return read_record(ROOT / str(clip.truth))


def on_feet(clip: Clip) -> bool:
    return clip.cast[0].support.kind == "feet"


def clips(fits: Callable[[Clip], bool] | None = None) -> pytest.MarkDecorator:
    chosen = [clip for clip in WITH_TRUTH if fits is None or fits(clip)]
    return pytest.mark.parametrize("clip", chosen, ids=lambda clip: clip.name)


# ---- the files agree with themselves


def middle(record: Record, name: str) -> np.ndarray:
    return (record.joint(f"left_{name}") + record.joint(f"right_{name}")) / 2


def turned_side_on(record: Record, places: np.ndarray) -> np.ndarray:
    """Places (frames, 3) turned about the vertical until the hips lie along z, as complex forward + i up."""
    hips = record.joint("left_hip") - record.joint("right_hip")
    left = hips[:, 0] + 1j * hips[:, 2]
    return np.imag((places[:, 0] + 1j * places[:, 2]) * np.conj(left / abs(left))) + 1j * places[:, 1]


def limb(record: Record, low: str, high: str, side: str) -> np.ndarray:
    """A limb in the sagittal plane, complex forward + i up; `side` is left, right or middle."""
    place = middle if side == "middle" else lambda record, name: record.joint(f"{side}_{name}")
    return turned_side_on(record, place(record, high)) - turned_side_on(record, place(record, low))


def between(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Degrees between two limbs by the law of cosines, positive where the first leans further forward."""
    p, q, r = abs(first), abs(second), abs(first - second)
    size = np.degrees(np.arccos(np.clip((p**2 + q**2 - r**2) / (2 * p * q), -1, 1)))
    return np.where(np.imag(np.conj(first) * second) >= 0, size, -size)


@clips()
def test_angles_follow_from_the_joints(clip: Clip) -> None:
    record = record_of(clip)
    upright = np.full(len(record.time), 1j)
    for side, prefix in (("middle", ""), ("left", "left_"), ("right", "right_")):
        torso, thigh, shin = (
            limb(record, *names, side) for names in (("hip", "shoulder"), ("knee", "hip"), ("ankle", "knee"))
        )
        expected = {
            "shin_inclination": between(shin, upright),
            "hip_flexion": between(torso, thigh),
            "knee_flexion": between(shin, thigh),
        }
        if side == "middle":
            expected["torso_inclination"] = between(torso, upright)
            expected["neck_angle"] = between(limb(record, "shoulder", "ear", side), torso)
        for name, values in expected.items():
            off = (record.measures[prefix + name] - values + 180) % 360 - 180
            assert np.abs(off).max() < ANGLE, prefix + name


@clips()
def test_elbows_follow_from_the_joints(clip: Clip) -> None:
    record = record_of(clip)
    for side in ("left", "right"):
        shoulder, elbow, wrist = (record.joint(f"{side}_{name}") for name in ("shoulder", "elbow", "wrist"))
        p, q, r = (np.linalg.norm(s, axis=1) for s in (shoulder - elbow, wrist - elbow, shoulder - wrist))
        bend = 180 - np.degrees(np.arccos(np.clip((p**2 + q**2 - r**2) / (2 * p * q), -1, 1)))
        assert np.abs(record.measures[f"{side}_elbow_flexion"] - bend).max() < 4 * ANGLE  # near straight it is steep


@clips()
def test_lengths_follow_from_the_joints(clip: Clip) -> None:
    record = record_of(clip)
    leg = sum(
        np.linalg.norm(record.joint(f"left_{low}") - record.joint(f"left_{high}"), axis=1).mean()
        for low, high in (("ankle", "knee"), ("knee", "hip"))
    )
    ankle_to_hip = limb(record, "ankle", "hip", "middle")
    hips = record.joint("left_hip") - record.joint("right_hip")
    foot = np.linalg.norm(record.joint("left_foot_index")[0] - record.joint("left_heel")[0])
    expected = {
        "hip_travel": -ankle_to_hip.real / leg,
        "hip_height": ankle_to_hip.imag / leg,
        "hip_tilt": hips[:, 1] / np.sqrt((hips**2).sum(1)),
    }
    for side in ("left", "right") if on_feet(clip) else ():
        heel, toe = record.joint(f"{side}_heel"), record.joint(f"{side}_foot_index")
        raised = (heel - toe)[:, 1] / foot
        expected[f"{side}_heel_height"] = raised - raised[0]
    for name, values in expected.items():
        assert np.abs(record.measures[name] - values).max() < 2 * SHARE, name


@clips()
def test_hinge_ratios_follow_from_the_flexions(clip: Clip) -> None:
    record = record_of(clip)
    hip = record.measures["hip_flexion"] - record.standing["hip_flexion"]
    knee = np.maximum(record.measures["knee_flexion"] - record.standing["knee_flexion"], 0)
    deep = hip > 15.2
    assert np.abs(record.measures["hinge_ratio"][deep] - 1 / (1 + knee[deep] / hip[deep])).max() < SHARE
    assert np.isnan(record.measures["hinge_ratio"][hip < 14.8]).all()


@clips()
def test_limbs_keep_their_length(clip: Clip) -> None:
    record = record_of(clip)
    bones = (("shoulder", "elbow"), ("elbow", "wrist"), ("hip", "knee"), ("knee", "ankle"))
    for low, high in bones:
        lengths = [
            np.linalg.norm(record.joint(f"{side}_{low}") - record.joint(f"{side}_{high}"), axis=1)
            for side in ("left", "right")
        ]
        assert np.ptp(lengths) < 0.004, (low, high)


@clips()
def test_pixels_follow_from_the_camera(clip: Clip) -> None:
    """A second pinhole: rays against the camera's axes, which roll about the line of sight if the camera does."""
    record = record_of(clip)
    camera, (width, height) = record.about["camera"], record.about["size"]
    forward = np.subtract(camera["target_m"], camera["eye_m"])
    forward /= np.linalg.norm(forward)
    right = np.array([-forward[2], 0, forward[0]]) / np.hypot(forward[0], forward[2])
    down = np.cross(forward, right)
    roll = np.radians(camera.get("roll_deg", 0.0))
    right, down = np.cos(roll) * right + np.sin(roll) * down, np.cos(roll) * down - np.sin(roll) * right
    focal = height / 2 / np.tan(np.radians(camera["vertical_view_deg"]) / 2)
    ray = record.metres - camera["eye_m"]
    depth = ray @ forward
    expected = np.stack([width / 2 + focal * (ray @ right) / depth, height / 2 + focal * (ray @ down) / depth], -1)
    assert np.abs(record.pixels - expected).max() < PIXEL * max(1.0, focal / depth.min() / 200)


@clips()
def test_headings_follow_from_the_hips(clip: Clip) -> None:
    record = record_of(clip)
    camera = record.about["camera"]
    away = np.subtract(camera["target_m"], camera["eye_m"])[[0, 2]]
    hips = (record.joint("left_hip") - record.joint("right_hip"))[:, [0, 2]]
    # Seen from above with x to the right and z towards the reader, left of the way one faces is clockwise of it.
    faced = np.stack([-hips[:, 1], hips[:, 0]], 1)
    right = np.array([-away[1], away[0]])
    expected = np.degrees(np.arctan2(-faced @ away, faced @ right))
    off = (record.measures["heading"] - expected + 180) % 360 - 180
    assert np.abs(off).max() < 1.5  # the hips are 17 cm apart, stored to a millimetre
    assert record.about["yaw"] == pytest.approx(np.degrees(np.arcsin(np.sin(np.radians(expected[0])))), abs=1.5)
    heel, toe = (record.joints.index(f"left_{name}") for name in ("heel", "foot_index"))
    if on_feet(clip):
        towards_right = record.pixels[0, toe, 0] > record.pixels[0, heel, 0]
        assert record.about["facing"] == record.near == ("right" if towards_right else "left")


@clips()
def test_reps_are_in_order(clip: Clip) -> None:
    record = record_of(clip)
    before = 0.0
    for number, rep in enumerate(record.reps, 1):
        assert rep["number"] == number
        assert before <= rep["start"] < rep["reached"] <= rep["left"] < rep["end"]
        before = rep["end"]
        assert {fault["id"] for fault in rep["faults"]} <= set(FAULT_IDS)
        assert all(0 < fault["strength"] <= 1 for fault in rep["faults"])
        assert rep["counted"] == (rep["reason"] is None)
        assert sum(rep["tempo"].values()) == pytest.approx(rep["end"] - rep["start"], abs=1e-3)
        for name in ("bottom", "top"):
            assert rep["start"] - 1e-3 <= rep[name] <= rep["end"] + 1e-3
            for measure, value in rep[f"{name}_truth"].items():
                assert record.measures[measure][record.frame(rep[name])] == value


@clips()
def test_the_bottom_is_the_far_end(clip: Clip) -> None:
    record = record_of(clip)
    for rep in record.reps:
        if rep["kind"] == "hold":
            continue
        inside = (record.time >= rep["start"]) & (record.time <= rep["end"])
        torso = record.measures["torso_inclination"]
        if rep["moved"]["by"] == "torso_inclination":
            assert torso[record.frame(rep["bottom"])] == pytest.approx(torso[inside].max(), abs=1.0)
            after = inside & ((record.time >= rep["left"]) | (rep["first"] == "up"))
            assert torso[record.frame(rep["top"])] == pytest.approx(torso[after].min(), abs=1.0)
        if rep["moved"]["by"] == "hip_height":
            height = record.measures["hip_height"]
            assert height[record.frame(rep["bottom"])] == pytest.approx(height[inside].min(), abs=0.01)


@clips()
def test_movements_take_less_time_than_their_script(clip: Clip) -> None:
    """Smooth starts and stops belong to the stillness: see `tempo.py`. The whole stays the whole."""
    record = record_of(clip)
    for rep in record.reps:
        moved, asked = rep["moved"], rep["tempo"]
        if rep["kind"] == "hold" or not rep["counted"]:
            continue
        for way in ("down", "up"):
            assert 0.5 * asked[way] - 0.05 < moved[way] <= asked[way] + 0.05, way
        assert moved["pause"] >= asked["pause"] - 0.05
        assert sum(moved[part] for part in asked) <= rep["end"] - rep["start"] + 0.05
        torso = record.measures["torso_inclination"]
        inside = (record.time >= rep["start"]) & (record.time <= rep["end"])
        steps = np.abs(np.diff(torso[inside])) * record.about["fps"]
        assert steps.max() * 0.97 - 3 < moved["peak_speed"] < 1.2 * steps.max() + 3


@clips(on_feet)
def test_stands_still_first(clip: Clip) -> None:
    record = record_of(clip)
    if clip.cast[0].script.rests_at == "bottom":
        pytest.skip("begins at the bottom")
    first = record.time < min(1.45, clip.cast[0].script.lead)
    assert set(np.array(record.phase)[first]) == {"standing"}
    assert np.ptp(record.measures["torso_inclination"][first]) < 1.0
    assert record.measures["torso_inclination"][first].max() < 5.0


@clips(on_feet)
def test_feet_that_carry_stay_planted(clip: Clip) -> None:
    record = record_of(clip)
    in_rep = np.zeros(len(record.time), bool)
    for rep in record.reps:
        in_rep |= (record.time >= rep["start"]) & (record.time <= rep["end"])
    floor = record.metres[0, [record.joints.index(f"{side}_heel") for side in ("left", "right")], 1].min()
    for side in ("left", "right"):
        heel, toe = record.joint(f"{side}_heel"), record.joint(f"{side}_foot_index")
        down = in_rep & (heel[:, 1] < floor + 0.004) & (toe[:, 1] < floor + 0.03)
        runs = np.split(np.flatnonzero(down), np.flatnonzero(np.diff(np.flatnonzero(down)) > 1) + 1)
        for run in runs:
            if len(run):
                assert np.ptp(heel[run], axis=0).max() <= 0.004
                assert np.ptp(toe[run], axis=0).max() <= 0.004


@clips(on_feet)
def test_balance_stays_inside_the_feet(clip: Clip) -> None:
    """Nobody falls over: also with a load, and whatever the fault. Low hips may sit on something."""
    record = record_of(clip)
    in_rep = np.isin(record.phase, ("standing", "down", "bottom", "up", "top"))
    in_rep &= record.measures["hip_height"] > 0.75
    name = "balance_with_load" if record.about["load_kg"] else "balance"
    balance = record.measures[name][in_rep]
    assert np.nanmin(balance) > -0.02
    assert np.nanmax(balance) < 1.0
    good = [rep for rep in record.reps if not rep["faults"] and rep["counted"]]
    for rep in good:
        inside = (record.time >= rep["start"]) & (record.time <= rep["end"])
        if rep["moved"]["peak_speed"] < 120 and (rep["hinge_ratio"] or 0) > 0.7:
            assert 0.3 <= np.nanmin(record.measures[name][inside]) <= np.nanmax(record.measures[name][inside]) <= 0.62


@clips()
def test_profiles_make_the_curvature(clip: Clip) -> None:
    record = record_of(clip)
    along = np.linspace(0, 1, record.profile.shape[1])
    fitted = np.polyfit(along, record.profile.T, 2)[0]
    assert np.abs(fitted - record.measures["back_curvature"]).max() < 0.02  # profiles are stored to 0.002


@clips()
def test_truth_files_are_small(clip: Clip) -> None:
    assert (ROOT / str(clip.truth)).stat().st_size < MAX_TRUTH_BYTES


# ---- the faults are really there


def bottoms(name: str, measure: str) -> list[float]:
    return [rep["bottom_truth"][measure] for rep in record_of(by_name(name)).reps]


def test_rounded_backs_bulge_and_good_ones_do_not() -> None:
    def curved(name: str) -> np.ndarray:
        return np.subtract(bottoms(name, "back_curvature"), record_of(by_name(name)).standing["back_curvature"])

    assert min(bottoms("hinge_rounded", "back_sagitta")) > 0.15
    assert max(bottoms("hinge_good", "back_sagitta")) < 0.10
    assert curved("hinge_rounded").max() < -0.3
    assert np.abs(curved("hinge_good")).max() < 0.1
    assert max(bottoms("hinge_rounded", "dowel_contacts")) < 3
    assert set(bottoms("hinge_good", "dowel_contacts")) == {3}
    for rep in record_of(DEMO).reps:
        rounded = any(fault["id"] == "rounded_back" for fault in rep["faults"])
        assert (rep["bottom_truth"]["back_sagitta"] > 0.15) == rounded
        assert (rep["bottom_truth"]["lumbar_flexion"] > 25) == rounded


def test_demo_reaches_depth_in_every_rep() -> None:
    assert all(60 <= value <= 70 for value in bottoms(DEMO.name, "torso_inclination"))


def test_good_hinges_are_hinges() -> None:
    assert all(60 <= value <= 110 for value in bottoms("hinge_good", "hip_flexion"))
    assert all(10 <= value <= 30 for value in bottoms("hinge_good", "knee_flexion"))
    assert all(abs(value) <= 10 for value in bottoms("hinge_good", "shin_inclination"))
    assert all(value > 0.1 for value in bottoms("hinge_good", "hip_travel"))
    assert all(rep["hinge_ratio"] > 0.7 for rep in record_of(by_name("hinge_good")).reps)


def test_squats_are_squats() -> None:
    assert min(bottoms("hinge_squatting", "knee_flexion")) >= 90
    assert max(bottoms("hinge_squatting", "torso_inclination")) <= 40
    assert all(0.4 < rep["hinge_ratio"] < 0.6 for rep in record_of(by_name("hinge_squatting")).reps)


def test_shallow_hinges_are_shallow() -> None:
    assert max(bottoms("hinge_shallow", "torso_inclination")) < 30


def test_fast_hinges_are_fast() -> None:
    for rep in record_of(by_name("hinge_fast")).reps:
        assert rep["moved"]["down"] < 1
        assert rep["moved"]["peak_speed"] > 150
    assert all(rep["moved"]["peak_speed"] < 90 for rep in record_of(by_name("hinge_good")).reps)


def test_short_lockout_stops_short_between_reps_only() -> None:
    record = record_of(by_name("hinge_short_lockout"))
    torso = record.measures["torso_inclination"]
    for rep in record.reps[:-1]:
        assert 20 <= torso[np.searchsorted(record.time, rep["end"])] - torso[0] <= 25
    assert abs(torso[-1] - torso[0]) < 1


def test_people_are_in_the_picture_or_not() -> None:
    for name, clip in ((clip.name, clip) for clip in WITH_TRUTH):
        record = record_of(clip)
        size = np.array(record.about["size"])
        inside = ((record.pixels > 4) & (record.pixels < size - 4)).all((1, 2))
        if name == "out_of_frame":
            assert not inside.any()
        elif name == "leaves":
            assert inside[0]
            assert (record.pixels[-1, :, 0] > size[0]).all() or (record.pixels[-1, :, 0] < 0).all()
        else:
            assert inside.all(), name
