"""The committed clips are what their truth files say, and rendering is repeatable.

Most of this needs no renderer: angles and projections are worked out again here by other formulas.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from .clip import Clip
from .record import Record, read_record
from .specs import DEMO, TESTS

ROOT = Path(__file__).parents[2]
CLIPS = [DEMO, *TESTS]
WITH_TRUTH = [clip for clip in CLIPS if clip.truth]
ANGLE = 0.4
"""Degrees: joints are stored to a millimetre, angles to a tenth of a degree."""
PIXEL = 0.4
MAX_TRUTH_BYTES = 500_000
FAULTS = {
    "rounded_back",
    "too_fast",
    "no_pause",
    "squatting",
    "knees_forward",
    "too_shallow",
    "short_lockout",
}


def by_name(name: str) -> Clip:
    return next(clip for clip in CLIPS if clip.name == name)


def record_of(clip: Clip) -> Record:
    return read_record(ROOT / str(clip.truth))


def clips(*, truth: bool = True) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("clip", WITH_TRUTH if truth else CLIPS, ids=lambda clip: clip.name)


# ---- the truth agrees with itself


def middle(record: Record, name: str) -> np.ndarray:
    return (record.joint(f"left_{name}") + record.joint(f"right_{name}")) / 2


def angle_at(a: np.ndarray, corner: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Degrees between two limbs at a joint, by the law of cosines."""
    p, q, r = (np.linalg.norm(s, axis=1) for s in (a - corner, b - corner, a - b))
    return np.degrees(np.arccos(np.clip((p**2 + q**2 - r**2) / (2 * p * q), -1, 1)))


def lean(record: Record, low: str, high: str) -> np.ndarray:
    """Degrees of a limb against vertical, towards the toes positive, by its height over its length."""
    limb = middle(record, high) - middle(record, low)
    toes = middle(record, "foot_index") - middle(record, "heel")
    steep = np.degrees(np.arccos(np.clip(limb[:, 1] / np.linalg.norm(limb, axis=1), -1, 1)))
    return np.sign((limb * toes * [1, 0, 1]).sum(1)) * steep


@clips()
def test_angles_follow_from_the_joints(clip: Clip) -> None:
    record = record_of(clip)
    shoulder, hip, knee, ankle = (middle(record, name) for name in ("shoulder", "hip", "knee", "ankle"))
    expected = {
        "torso_inclination": lean(record, "hip", "shoulder"),
        "shin_inclination": lean(record, "ankle", "knee"),
        "hip_flexion": 180 - angle_at(shoulder, hip, knee),
        "knee_flexion": 180 - angle_at(hip, knee, ankle),
    }
    for name, values in expected.items():
        assert np.abs(record.measures[name] - values).max() < ANGLE, name


@clips()
def test_pixels_follow_from_the_camera(clip: Clip) -> None:
    record = record_of(clip)
    camera, (width, height) = record.about["camera"], record.about["size"]
    forward = np.subtract(camera["target_m"], camera["eye_m"])
    forward /= np.linalg.norm(forward)
    right = np.array([-forward[2], 0, forward[0]]) / np.hypot(forward[0], forward[2])
    down = np.cross(forward, right)
    focal = height / 2 / np.tan(np.radians(camera["vertical_view_deg"]) / 2)
    ray = record.metres - camera["eye_m"]
    depth = ray @ forward
    expected = np.stack([width / 2 + focal * (ray @ right) / depth, height / 2 + focal * (ray @ down) / depth], -1)
    assert np.abs(record.pixels - expected).max() < PIXEL * max(1.0, focal / depth.min() / 200)


@clips()
def test_reps_are_in_order(clip: Clip) -> None:
    record = record_of(clip)
    before = 1.45
    for number, rep in enumerate(record.reps, 1):
        assert rep["number"] == number
        assert before < rep["start"] < rep["bottom"] < rep["end"]
        before = rep["end"]
        assert {fault["id"] for fault in rep["faults"]} <= FAULTS
        frame = int(np.argmin(np.abs(record.time - rep["bottom"])))
        if rep["end"] <= record.time[-1]:
            assert sum(rep["tempo"].values()) == pytest.approx(rep["end"] - rep["start"], abs=1e-3)
        inside = (record.time >= rep["start"]) & (record.time <= rep["end"])
        assert record.measures["torso_inclination"][inside].max() == rep["bottom_truth"]["torso_inclination"]
        for name, value in rep["bottom_truth"].items():
            assert record.measures[name][frame] == value


@clips()
def test_stands_still_first(clip: Clip) -> None:
    record = record_of(clip)
    first = record.time < 1.5
    assert set(np.array(record.phase)[first]) == {"standing"}
    assert np.ptp(record.measures["torso_inclination"][first]) < 1.0
    assert record.measures["torso_inclination"][first].max() < 5.0


@clips()
def test_feet_stay_planted(clip: Clip) -> None:
    record = record_of(clip)
    still = record.time < (7.5 if clip.name == "leaves" else np.inf)
    for name in ("left_heel", "right_heel", "left_foot_index", "right_foot_index"):
        assert np.ptp(record.joint(name)[still], axis=0).max() <= 0.002


@clips()
def test_faces_the_way_it_says(clip: Clip) -> None:
    record = record_of(clip)
    heel, toe = (record.joints.index(f"left_{name}") for name in ("heel", "foot_index"))
    towards_right = record.pixels[0, toe, 0] > record.pixels[0, heel, 0]
    assert record.about["facing"] == ("right" if towards_right else "left")


@clips(truth=False)
def test_files_are_small(clip: Clip) -> None:
    limit = 1_500_000 if clip is DEMO else 160_000
    assert (ROOT / clip.video).stat().st_size <= limit
    if clip.truth:
        assert (ROOT / clip.truth).stat().st_size < MAX_TRUTH_BYTES


@clips(truth=False)
def test_videos_have_the_frames_of_the_truth(clip: Clip) -> None:
    cv2 = pytest.importorskip("cv2")
    video = cv2.VideoCapture(str(ROOT / clip.video))
    assert (video.get(cv2.CAP_PROP_FRAME_WIDTH), video.get(cv2.CAP_PROP_FRAME_HEIGHT)) == (
        clip.picture.width,
        clip.picture.height,
    )
    count = 0
    while video.grab():
        count += 1
    assert count == len(clip.times())
    if clip.truth:
        assert count == len(record_of(clip).time)


# ---- the faults are really there


def bottoms(name: str, measure: str) -> list[float]:
    return [rep["bottom_truth"][measure] for rep in record_of(by_name(name)).reps]


def test_rounded_backs_bulge_and_good_ones_do_not() -> None:
    assert min(bottoms("hinge_rounded", "back_sagitta")) > 0.15
    assert max(bottoms("hinge_good", "back_sagitta")) < 0.10
    for rep in record_of(DEMO).reps:
        rounded = any(fault["id"] == "rounded_back" for fault in rep["faults"])
        assert (rep["bottom_truth"]["back_sagitta"] > 0.15) == rounded


def test_demo_reaches_depth_in_every_rep() -> None:
    assert all(60 <= value <= 70 for value in bottoms(DEMO.name, "torso_inclination"))


def test_good_hinges_are_hinges() -> None:
    assert all(60 <= value <= 110 for value in bottoms("hinge_good", "hip_flexion"))
    assert all(10 <= value <= 30 for value in bottoms("hinge_good", "knee_flexion"))
    assert all(abs(value) <= 10 for value in bottoms("hinge_good", "shin_inclination"))


def test_squats_are_squats() -> None:
    assert min(bottoms("hinge_squatting", "knee_flexion")) >= 90
    assert max(bottoms("hinge_squatting", "torso_inclination")) <= 40


def test_shallow_hinges_are_shallow() -> None:
    assert max(bottoms("hinge_shallow", "torso_inclination")) < 30


def test_fast_hinges_are_fast() -> None:
    assert all(rep["tempo"]["down"] < 1 for rep in record_of(by_name("hinge_fast")).reps)


def test_short_lockout_stops_short_between_reps_only() -> None:
    record = record_of(by_name("hinge_short_lockout"))
    torso = record.measures["torso_inclination"]
    for rep in record.reps[:-1]:
        assert 20 <= torso[np.searchsorted(record.time, rep["end"])] - torso[0] <= 25
    assert abs(torso[-1] - torso[0]) < 1


def test_people_are_in_the_picture_or_not() -> None:
    for clip in WITH_TRUTH:
        record = record_of(clip)
        size = np.array(record.about["size"])
        inside = ((record.pixels > 4) & (record.pixels < size - 4)).all((1, 2))
        if clip.name == "out_of_frame":
            assert not inside.any()
        elif clip.name == "leaves":
            assert inside[0]
            assert (record.pixels[-1, :, 0] > size[0]).all() or (record.pixels[-1, :, 0] < 0).all()
        else:
            assert inside.all(), clip.name


# ---- rendering


@pytest.fixture(scope="module")
def film() -> ModuleType:
    """The rendering module, where this machine can render."""
    for package in ("moderngl", "scipy", "PIL"):
        pytest.importorskip(package, reason=f"{package} is not installed: run `make actors`")
    from . import body, film, render

    try:
        body.data_folder()
        render.Renderer([], DEMO.picture).close()
    except (body.BodyDataMissingError, render.RendererMissingError) as error:
        pytest.skip(str(error))
    return film


def test_pictures_are_repeatable(film: ModuleType) -> None:
    clip, times = by_name("hinge_good"), [0.0, 3.6]
    first, second = (list(film.images(clip, times)) for _ in range(2))
    assert [image.tobytes() for image in first] == [image.tobytes() for image in second]
    assert first[0].tobytes() != first[1].tobytes()


@pytest.mark.parametrize("name", ["hinge_good", "hinge_rounded"])
def test_truth_is_repeatable_and_committed(film: ModuleType, name: str, tmp_path: Path) -> None:
    from .record import write_record

    clip = by_name(name)
    write_record(tmp_path / "first.json", *film.truth(clip))
    write_record(tmp_path / "second.json", *film.truth(clip))
    assert (tmp_path / "first.json").read_bytes() == (tmp_path / "second.json").read_bytes()
    fresh, committed = read_record(tmp_path / "first.json"), record_of(clip)
    assert fresh.about == committed.about
    assert np.abs(fresh.pixels - committed.pixels).max() <= 0.11


def test_the_truth_lies_on_the_picture(film: ModuleType) -> None:
    """What differs from the empty room covers the near side's joints and ends just above the head."""
    clip = by_name("hinge_good")
    for time in (0.0, 3.6):
        (picture,) = film.images(clip, [time])
        (room,) = film.images(replace(clip, cast=()), [time])
        person = np.abs(picture.astype(int) - room).max(2) > 24
        record = record_of(clip)
        pixels = record.pixels[round(time * clip.fps)]
        for name, (x, y) in zip(record.joints, pixels, strict=True):
            if name.startswith("right"):  # the near side of a person facing right
                assert person[int(y) - 3 : int(y) + 4, int(x) - 3 : int(x) + 4].any(), name
        rows = np.flatnonzero(person.sum(1) > 3)
        assert 0 < pixels[:, 1].min() - rows[0] < 45
