"""The models that ship with the mirror, on pictures of people."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.camera.frame import Frame, Image
from kiosk.pose.catalogue import ModelError, find
from kiosk.pose.detector import Detector
from kiosk.pose.pose import Joint, Pose
from kiosk.pose.runtime import Network
from kiosk.pose.tracker import Tracker
from kiosk.settings import PoseSettings

MODELS = Path(__file__).resolve().parents[2] / "models"
PEOPLE = MODELS / "calibration" / "people.mp4"

pytestmark = pytest.mark.skipif(
    not (MODELS / "manifest.toml").is_file(), reason="models/manifest.toml is absent: run `kiosk models build`"
)

BODY = [joint for joint in Joint if Joint.LEFT_SHOULDER <= joint <= Joint.RIGHT_ELBOW or joint >= Joint.LEFT_HIP]


@pytest.fixture(scope="module")
def stills() -> list[Image]:
    """Forty stills, people of all builds, postures, clothes, views and light."""
    video = cv2.VideoCapture(str(PEOPLE))
    found = []
    while (read := video.read())[0]:
        found.append(read[1])
    video.release()
    assert len(found) == 160
    return found[::4]


def tracker() -> Tracker:
    return Tracker(PoseSettings(models=MODELS))


def watched(
    pictures: Iterable[Image], by: Tracker | None = None, start: int = 0, mask: bool = True
) -> list[Pose | None]:
    by = by or tracker()
    return [by(Frame(picture, i / 30.0, i), mask) for i, picture in enumerate(pictures, start)]


def seen(picture: Image) -> Pose:
    (pose,) = watched([picture])
    assert pose is not None
    return pose


def test_the_detector_finds_the_one_person_in_every_picture(stills: list[Image]) -> None:
    detector = Detector(find("detector", MODELS).path)
    for number, picture in enumerate(stills):
        (person,) = detector(picture)
        left, top, right, bottom = person.box
        assert -20 < left < right < 500, number
        assert -20 < top < bottom < 660, number
        assert person.region.usable((480, 640))


def test_the_landmarks_lie_on_the_person(stills: list[Image]) -> None:
    found, inside = 0, []
    for picture in stills:
        (pose,) = watched([picture])
        if pose is None:
            continue
        found += 1
        assert pose.presence > 0.5
        assert pose.mask is not None
        points = pose.landmarks[BODY, :2] @ pose.mask.to_crop[:, :2].T + pose.mask.to_crop[:, 2]
        columns, rows = np.clip(np.rint(points).astype(int), 0, 255).T
        body = cv2.dilate((pose.mask.logits > 0.0).astype(np.uint8), np.ones((5, 5), np.uint8))
        inside.append(float(body[rows, columns].mean()))
        assert 0.01 < float((pose.mask.logits > 0.0).mean()) < 0.5
        x, y = pose.landmarks[BODY, 0], pose.landmarks[BODY, 1]
        assert x.min() > -20.0
        assert x.max() < 500.0
        assert y.min() > -20.0
        assert y.max() < 660.0
    assert found >= 0.95 * len(stills)
    assert min(inside) > 0.7
    assert float(np.mean(inside)) > 0.93


def test_the_mask_is_the_person_s(stills: list[Image]) -> None:
    """Without the pixels of the mask's person there is nobody left to find."""
    left = 0
    detector = Detector(find("detector", MODELS).path)
    for picture in stills[:12]:
        mask = seen(picture).mask
        assert mask is not None
        probability = cv2.warpAffine(
            (mask.logits > -2.0).astype(np.float32), mask.to_crop, (480, 640), flags=cv2.WARP_INVERSE_MAP
        )
        person = cv2.dilate((probability > 0.2).astype(np.uint8), np.ones((9, 9), np.uint8))
        erased = picture.copy()
        erased[person > 0] = np.median(picture[person == 0], axis=0)
        left += any(item.score > 0.75 for item in detector(erased))
    assert left <= 4


def test_the_two_landmark_models_agree(stills: list[Image]) -> None:
    """The one without the mask is for the frames between; the joints may not jump with every change."""
    for picture in stills[:8]:
        (with_mask,), (without,) = watched([picture]), watched([picture], mask=False)
        assert with_mask is not None
        assert without is not None
        assert without.mask is None
        assert np.abs(with_mask.landmarks[BODY, :2] - without.landmarks[BODY, :2]).max() < 3.0


def test_a_mirrored_picture_gives_the_mirrored_pose(stills: list[Image]) -> None:
    apart = []
    for picture in stills[:8]:
        pose, flipped = seen(picture), seen(np.ascontiguousarray(picture[:, ::-1]))
        for joint in (Joint.LEFT_SHOULDER, Joint.LEFT_HIP, Joint.LEFT_KNEE):
            other = Joint[joint.name.replace("LEFT", "RIGHT")]
            middle = (pose.landmarks[joint, :2] + pose.landmarks[other, :2]) / 2.0
            mirrored = (flipped.landmarks[joint, :2] + flipped.landmarks[other, :2]) / 2.0
            apart.append(float(np.hypot(480.0 - 1.0 - mirrored[0] - middle[0], mirrored[1] - middle[1])))
    assert float(np.median(apart)) < 10.0


def test_a_person_who_moves_is_followed(stills: list[Image]) -> None:
    """The picture slides by two pixels a frame; the joints go along."""
    picture = stills[0]
    background = np.median(picture[:40], axis=(0, 1)).astype(np.uint8)
    slid = []
    for i in range(20):
        moved = np.empty_like(picture)
        moved[:] = background
        moved[:, 2 * i :] = picture[:, : picture.shape[1] - 2 * i] if i else picture
        slid.append(moved)
    poses = watched(slid)
    hips = []
    for pose in poses:
        assert pose is not None
        hips.append(float(pose.landmarks[Joint.LEFT_HIP, 0]))
    assert hips[-1] - hips[5] == pytest.approx(28.0, abs=5.0)


@pytest.mark.parametrize("kind", ["black", "white", "noise", "stripes"])
def test_where_nobody_is_nobody_is_seen(kind: str) -> None:
    picture = np.zeros((640, 480, 3), dtype=np.uint8)
    if kind == "white":
        picture[:] = 255
    elif kind == "noise":
        picture = np.random.default_rng(4).integers(0, 256, picture.shape, dtype=np.uint8)
    elif kind == "stripes":
        picture[:, ::40] = 200
        picture[:, 1::40] = 200
    assert watched([picture] * 40) == [None] * 40


def test_who_leaves_is_gone_and_who_returns_is_back(stills: list[Image]) -> None:
    by, empty = tracker(), np.full((640, 480, 3), 90, dtype=np.uint8)
    assert watched([stills[0]] * 3, by)[-1] is not None
    assert watched([empty] * 5, by, start=3) == [None] * 5
    assert watched([stills[0]] * 20, by, start=8)[-1] is not None


def test_the_same_frames_give_the_same_poses_bit_for_bit(stills: list[Image]) -> None:
    film = [stills[0]] * 4 + [stills[1]] * 4 + [np.zeros_like(stills[0])] * 2 + [stills[2]] * 4
    masks = [i % 3 == 0 for i in range(len(film))]

    def run() -> list[Pose | None]:
        by = tracker()
        return [
            by(Frame(picture, i / 30.0, i), mask) for i, (picture, mask) in enumerate(zip(film, masks, strict=True))
        ]

    first, second = run(), run()
    assert any(pose is not None for pose in first)
    for one, two in zip(first, second, strict=True):
        assert (one is None) == (two is None)
        if one is None or two is None:
            continue
        for name in ("landmarks", "visibility", "world"):
            assert getattr(one, name).tobytes() == getattr(two, name).tobytes()
        assert one.presence == two.presence
        assert (one.mask is None) == (two.mask is None)
        if one.mask is not None and two.mask is not None:
            assert one.mask.logits.tobytes() == two.mask.logits.tobytes()


def test_a_pose_given_is_not_changed_by_the_next(stills: list[Image]) -> None:
    by = tracker()
    (first,) = watched([stills[0]], by)
    assert first is not None
    assert first.mask is not None
    before = [array.copy() for array in (first.landmarks, first.world, first.visibility, first.mask.logits)]
    watched([np.zeros_like(stills[0])] * 2 + [stills[1]] * 3, by, start=1)
    after = [first.landmarks, first.world, first.visibility, first.mask.logits]
    assert all(np.array_equal(one, two) for one, two in zip(before, after, strict=True))


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    folder = tmp_path / "models"
    folder.mkdir()
    for path in MODELS.iterdir():
        if path.suffix in {".tflite", ".toml"}:
            shutil.copy(path, folder)
    return folder


ROLES = ["detector", "landmarks_mask", "landmarks"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("harm", ["flipped bit", "cut short", "emptied", "gone"])
def test_a_damaged_model_is_named_before_it_runs(copied: Path, role: str, harm: str) -> None:
    path = find(role, copied).path  # type: ignore[arg-type]
    content = bytearray(path.read_bytes())
    if harm == "flipped bit":
        content[len(content) // 2] ^= 1
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(content[: {"cut short": len(content) // 3, "emptied": 0}.get(harm, len(content))])
    with pytest.raises(ModelError) as caught:
        Tracker(PoseSettings(models=copied, arithmetic="int8"))
    lines = str(caught.value).splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(f"{path}: ")
    assert "kiosk models build" in lines[0]


def test_every_damaged_model_is_named_at_once(copied: Path) -> None:
    for role in ROLES:
        find(role, copied).path.unlink()  # type: ignore[arg-type]
    with pytest.raises(ModelError) as caught:
        Tracker(PoseSettings(models=copied, arithmetic="int8"))
    assert len(str(caught.value).splitlines()) == 3


def test_a_folder_without_models_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"manifest\.toml: no such file"):
        Tracker(PoseSettings(models=tmp_path))


@pytest.mark.parametrize("content", [b"", b"TFL", b"this is no model at all" * 100])
def test_a_file_that_is_no_model_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.tflite"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"odd\.tflite: not a usable model \(.+\); run `kiosk models verify`"):
        Network(path, 1)


def test_any_number_of_threads_gives_the_same(stills: list[Image]) -> None:
    one, two = (
        Tracker(PoseSettings(models=MODELS, threads=threads))(Frame(stills[3], 0.0, 0), True) for threads in (1, 2)
    )
    assert one is not None
    assert two is not None
    assert one.landmarks == pytest.approx(two.landmarks, abs=0.01)
