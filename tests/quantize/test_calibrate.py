"""What calibrates is what the networks see in production: the same crop, the same letterbox."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.pose import catalogue
from kiosk.pose.catalogue import ModelError
from kiosk.pose.roi import Region
from kiosk.quantize import recipe

calibrate = pytest.importorskip("kiosk.quantize.calibrate", reason="needs ai-edge-litert")
detector = pytest.importorskip("kiosk.pose.detector")
landmarker = pytest.importorskip("kiosk.pose.landmarker")

MODELS = Path(__file__).parents[2] / "models"
PICTURE = cv2.GaussianBlur(np.random.default_rng(0).integers(0, 255, (64, 48, 3), dtype=np.uint8), (5, 5), 0)
REGION = Region(20.0, 30.0, 40.0, 0.3)


@pytest.mark.parametrize("picture", [PICTURE, PICTURE.transpose(1, 0, 2).copy()], ids=["upright", "wide"])
def test_letterbox_is_what_the_detector_feeds_its_network(picture):
    looks = detector.Detector(catalogue.find("detector").path, threads=1)
    looks(picture)
    np.testing.assert_allclose(calibrate.detector_input(picture), looks._network.input(), atol=1e-6)


def test_crop_is_what_the_landmarker_feeds_its_network():
    paths = [catalogue.find(role).path for role in ("landmarks_mask", "landmarks")]
    reads = landmarker.Landmarker(*paths, threads=1)
    reads.warp(PICTURE, REGION, want_mask=True)
    fed = reads._with_mask.input()
    np.testing.assert_allclose(calibrate.landmark_input(PICTURE, REGION), fed, atol=1e-6)


class Looks:
    """Finds one person in every picture but black ones."""

    def __call__(self, picture):
        return [detector.Detection(0.9, (0, 0, 1, 1), REGION)] if picture.any() else []


class Reads:
    """Follows to the same region."""

    def __call__(self, _picture, _region, want_mask):
        assert not want_mask
        nothing = np.zeros((33, 3), np.float32)
        return landmarker.Reading(nothing, nothing[:, 0], nothing, 1.0, None, Region(22.0, 30.0, 40.0, 0.3))


def test_odd_frames_calibrate_even_frames_judge_and_none_serves_both():
    pictures = [np.full((64, 48, 3), 10 * (n + 1), np.uint8) for n in range(6)]
    material = calibrate.material(pictures, calibrate.look(pictures, Looks(), Reads()))
    assert len(material.people) == len(material.judged_people) == 6
    shades = [{round(float(t.max()) * 255) for t in part} for part in (material.people, material.judged_people)]
    assert shades == [{20, 40, 60}, {10, 30, 50}]
    assert len(material.decoys) == len(material.judged_decoys) == 3
    assert [int(picture.max()) for picture in material.judged_pictures[::2]] == [10, 30, 50]
    assert [int(picture.max()) for picture in material.pictures[::2]] == [20, 40, 60]


def test_pictures_without_a_person_give_no_crops():
    black = [np.zeros((64, 48, 3), np.uint8)] * 4
    material = calibrate.material(black, calibrate.look(black, Looks(), Reads()))
    crops = (material.people, material.judged_people, material.decoys, material.judged_decoys)
    assert crops == ((), (), (), ())
    assert len(material.pictures) == len(material.judged_pictures) == 2


def test_a_missing_or_changed_clip_is_told(tmp_path):
    wanted = recipe.load(MODELS).calibration
    with pytest.raises(ModelError, match=r"people\.mp4: missing"):
        calibrate.frames(tmp_path, wanted)
    (tmp_path / "calibration").mkdir()
    (tmp_path / wanted.clip).write_bytes(b"another clip")
    with pytest.raises(ModelError, match="not the clip of the recipe"):
        calibrate.frames(tmp_path, wanted)


def test_regions_come_back_from_their_file(tmp_path):
    known = recipe.load(MODELS).calibration.model_copy(update={"frames": 3, "regions": "regions.toml"})
    assert calibrate.known_regions(tmp_path, known) is None
    found = calibrate.Regions.of([[REGION, Region(1.23456, 2, 300, -0.123456)], [], [REGION]])
    (tmp_path / "regions.toml").write_text(found.text())
    read = calibrate.known_regions(tmp_path, known)
    assert [read[frame] for frame in range(3)] == [[REGION, Region(1.23, 2.0, 300.0, -0.1235)], [], [REGION]]
    with pytest.raises(ModelError, match="3 frames where the recipe has 4"):
        calibrate.known_regions(tmp_path, known.model_copy(update={"frames": 4}))


def test_the_regions_of_the_recipe_are_there():
    known = calibrate.known_regions(MODELS, recipe.load(MODELS).calibration)
    assert known is not None
    assert sum(bool(rows) for rows in known.frames) > 150


def test_the_clip_of_the_recipe_is_there():
    loaded = recipe.load(MODELS).calibration
    assert (MODELS / loaded.clip).stat().st_size == loaded.bytes
    assert len(calibrate.frames(MODELS, loaded)) == loaded.frames
