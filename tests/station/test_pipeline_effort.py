"""Less effort in the pipeline: fewer masks and smaller pictures, the same person, rep and baseline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.camera import Clip, Frame
from kiosk.coach.coach import Plan
from kiosk.coach.drill import load_repertoire
from kiosk.motion.baseline import Baseline
from kiosk.pipeline import Pipeline, Step, at_size
from kiosk.pose.pose import Mask, Pose
from kiosk.pose.tracker import Timing, Tracker
from kiosk.settings import PoseSettings
from tests.motion.stick_figure import Stick, pose_of

CLIP = Path(__file__).parents[1] / "data" / "hinge_good.mp4"


def run(frames: Iterator[Frame], stride: int = 1) -> tuple[list[Step], Pipeline]:
    repertoire = load_repertoire()
    plan = Plan(drill=repertoire.drill("hip_hinge"), kinds=repertoire.kinds, goal=8, gated=False)
    timing = Timing()
    pipeline = Pipeline(Tracker(PoseSettings(), timing), plan, timing)
    pipeline.space_masks(stride)
    return [pipeline(frame) for frame in frames], pipeline


def frames(smaller_from: float = 1e9) -> Iterator[Frame]:
    with Clip(CLIP) as clip:
        for frame in clip:
            if frame.time < smaller_from:
                yield frame
            else:
                size = (frame.size[0] // 2, frame.size[1] // 2)
                yield replace(frame, image=cv2.resize(frame.image, size, interpolation=cv2.INTER_AREA))


def torso(steps: list[Step]) -> dict[float, float]:
    found = {}
    for step in steps:
        value = None if step.moment is None else step.moment.posture.measures.value("torso_inclination")
        if value is not None:
            found[step.guidance.time] = value
    return found


@pytest.fixture(scope="module")
def usual() -> tuple[list[Step], Pipeline]:
    return run(frames())


def masks(steps: list[Step]) -> int:
    return sum(step.pose is not None and step.pose.mask is not None for step in steps)


def test_half_the_masks_count_the_same_reps_and_still_see_the_back(usual: tuple[list[Step], Pipeline]) -> None:
    steps, pipeline = run(frames(), stride=2)
    assert 0.35 < masks(steps) / masks(usual[0]) < 0.65
    assert len(pipeline.coach.reps) == len(usual[1].coach.reps) == 2
    for rep in pipeline.coach.reps:
        assert rep.rep.bottom_posture.value("back_curvature") is not None


def test_smaller_pictures_from_the_first_give_the_same_angles(usual: tuple[list[Step], Pipeline]) -> None:
    whole, small = torso(usual[0]), torso(run(frames(smaller_from=0.0))[0])
    both = sorted(whole.keys() & small.keys())
    assert len(both) > 0.95 * len(whole)
    assert np.median([abs(whole[time] - small[time]) for time in both]) < 1.0, "degrees"


def test_pictures_that_grow_smaller_in_the_middle_keep_size_place_and_count(
    usual: tuple[list[Step], Pipeline],
) -> None:
    half = usual[0][len(usual[0]) // 2].guidance.time
    steps, pipeline = run(frames(smaller_from=half))
    assert {step.guidance.picture_size for step in steps} == {usual[0][0].guidance.picture_size}
    assert {step.pose.size for step in steps if step.pose is not None} == {usual[0][0].guidance.picture_size}
    whole, mixed = torso(usual[0]), torso(steps)
    later = [time for time in whole.keys() & mixed.keys() if time > half + 2.0]
    assert later, "the person is found again"
    assert np.median([abs(whole[time] - mixed[time]) for time in later]) < 1.5, "degrees, by the same baseline"
    assert pipeline.coach.reps


def test_another_network_learns_the_standing_anew() -> None:
    repertoire = load_repertoire()
    plan = Plan(drill=repertoire.drill("hip_hinge"), kinds=repertoire.kinds, goal=8, gated=False)
    pipeline = Pipeline(lambda frame, _mask: pose_of(Stick(), frame.time), plan, Timing())
    picture = np.zeros((640, 480, 3), np.uint8)

    def stands(first: int, count: int) -> Step:
        return [pipeline(Frame(picture, number / 30.0, number)) for number in range(first, first + count)][-1]

    def baseline(step: Step) -> Baseline:
        assert step.moment is not None
        assert step.moment.baseline is not None
        return step.moment.baseline

    before = baseline(stands(0, 60))
    assert before.measures.balance is not None
    pipeline.read_anew()
    at_once = baseline(stands(60, 1))
    assert at_once.carried
    assert at_once.measures.balance is None
    assert at_once.measures.torso_inclination == before.measures.torso_inclination
    assert baseline(stands(61, 60)).measures.balance is not None


def test_a_pose_in_other_pixels_lies_on_the_same_spots() -> None:
    generator = np.random.default_rng(4)
    small = Pose(
        time=1.0,
        size=(240, 320),
        landmarks=generator.uniform(0.0, 240.0, (33, 3)).astype(np.float32),
        visibility=np.ones(33, np.float32),
        world=generator.normal(size=(33, 3)).astype(np.float32),
        presence=1.0,
        mask=Mask(np.zeros((256, 256), np.float32), np.array([[0.8, -0.1, 5.0], [0.1, 0.8, -7.0]])),
    )
    large = at_size(small, (480, 640))
    assert at_size(small, (240, 320)) is small
    assert large.size == (480, 640)
    assert np.allclose(large.landmarks, 2.0 * small.landmarks)
    assert np.array_equal(large.world, small.world)
    assert large.mask is not None
    assert small.mask is not None
    for pose, mask in ((small, small.mask), (large, large.mask)):
        crop = pose.landmarks[:, :2] @ mask.to_crop[:, :2].T + mask.to_crop[:, 2]
        expected = small.landmarks[:, :2] @ small.mask.to_crop[:, :2].T + small.mask.to_crop[:, 2]
        assert np.allclose(crop, expected, atol=1e-4)
