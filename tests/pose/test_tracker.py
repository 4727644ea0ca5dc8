"""Following one person: found once, tracked, found again, and nobody else taken for them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from kiosk.camera.frame import Frame
from kiosk.pose import tracker as tracker_module
from kiosk.pose.catalogue import ModelError
from kiosk.pose.detector import Detection
from kiosk.pose.landmarker import Reading
from kiosk.pose.pose import Joint, Pose
from kiosk.pose.roi import Region
from kiosk.pose.tracker import Tracker, body_size
from kiosk.settings import PoseSettings

WIDTH, HEIGHT = 480, 640
PICTURE = np.zeros((HEIGHT, WIDTH, 3), dtype=np.uint8)
RATE = 30.0


@dataclass
class Person:
    """Somebody in the picture, ``tall`` pixels from ear to ankle; the detector sees them where they are."""

    x: float = 240.0
    tall: float = 400.0
    score: float = 0.9

    @property
    def region(self) -> Region:
        return Region(self.x, 320.0, self.tall * 1.4, 0.0)

    def landmarks(self) -> Any:
        points = np.zeros((33, 3), dtype=np.float32)
        points[:, 0] = self.x
        chain = ("EAR", "SHOULDER", "HIP", "KNEE", "ANKLE")
        for side in ("LEFT", "RIGHT"):
            for i, name in enumerate(chain):
                points[Joint[f"{side}_{name}"], 1] = 320.0 + self.tall * (i / 4.0 - 0.5)
        return points


@dataclass
class Stage:
    """What the fake networks see: the people there, and how the landmark network reads the nearest of them."""

    people: list[Person] = field(default_factory=list)
    presence: float = 0.9
    misread: float = 1.0
    lost_region: bool = False
    searches: int = 0
    readings: int = 0
    damaged: tuple[str, ...] = ()
    loaded: list[str] = field(default_factory=list)
    read_by: list[str] = field(default_factory=list)

    def detect(self, image: Any) -> list[Detection]:
        self.searches += 1
        return [Detection(person.score, (0.0, 0.0, 1.0, 1.0), person.region) for person in self.people]

    def decode(self, region: Region, want_mask: bool) -> Reading:
        self.readings += 1
        near = min(self.people, key=lambda person: abs(person.x - region.x), default=Person(tall=100.0))
        there = bool(self.people) and abs(near.x - region.x) < 100.0
        next_region = Region(math.nan, 0.0, 0.0, 0.0) if self.lost_region else near.region
        landmarks = near.landmarks()
        landmarks[:, 1] = 320.0 + (landmarks[:, 1] - 320.0) * self.misread
        return Reading(
            landmarks=landmarks,
            visibility=np.ones(33, dtype=np.float32),
            world=np.zeros((33, 3), dtype=np.float32),
            presence=self.presence if there else 0.01,
            mask=None,
            next_region=next_region,
        )


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    stage = Stage()

    def choose(network: str, arithmetic: str, _: Path | None) -> dict[str, Any]:
        if network in stage.damaged:
            raise ModelError(f"{network}: damaged")
        roles = ("detector", "landmarks_mask", "landmarks")
        return {role: SimpleNamespace(path=Path(f"{network}_{arithmetic}_{role}")) for role in roles}

    def landmarker(with_mask: Path, *_: Any) -> Any:
        stage.loaded.append(with_mask.name)

        def decode(region: Region, want_mask: bool) -> Reading:
            stage.read_by.append(with_mask.name)
            return stage.decode(region, want_mask)

        return SimpleNamespace(warp=lambda *_: None, infer=lambda *_: None, decode=decode)

    monkeypatch.setattr(tracker_module, "choose", choose)
    monkeypatch.setattr(tracker_module, "Detector", lambda *_: stage.detect)
    monkeypatch.setattr(tracker_module, "Landmarker", landmarker)
    return stage


class Film:
    """A tracker, and frames that pass before it."""

    def __init__(self, **settings: Any) -> None:
        self.tracker = Tracker(PoseSettings(**settings))
        self.number = 0

    @property
    def time(self) -> float:
        return self.number / RATE

    def frame(self) -> Pose | None:
        pose = self.tracker(Frame(PICTURE, self.time, self.number))
        self.number += 1
        return pose

    def run(self, seconds: float) -> list[Pose | None]:
        return [self.frame() for _ in range(round(seconds * RATE))]


def place(pose: Pose | None) -> float:
    assert pose is not None
    return float(pose.landmarks[Joint.NOSE, 0])


def test_a_person_is_found_once_and_then_followed(stage: Stage) -> None:
    stage.people = [Person()]
    poses = Film().run(0.9)
    assert all(pose is not None for pose in poses)
    assert stage.searches == 1
    for pose in poses:
        assert pose is not None
        assert (pose.size, pose.presence, pose.others) == ((WIDTH, HEIGHT), 0.9, 0)


def test_who_walks_across_is_followed_without_another_search(stage: Stage) -> None:
    person = Person(x=80.0)
    stage.people = [person]
    film = Film(look_for_others_every=60.0)
    for _ in range(100):
        person.x += 3.0
        assert film.frame() is not None
    assert person.x > 350.0
    assert stage.searches == 1


def test_a_pose_has_the_time_of_its_frame(stage: Stage) -> None:
    stage.people = [Person()]
    assert [pose and round(pose.time * RATE) for pose in Film().run(0.2)] == list(range(6))


def test_a_second_person_is_looked_for_now_and_then(stage: Stage) -> None:
    stage.people = [Person()]
    film = Film(look_for_others_every=0.5)
    film.run(2.0)
    assert stage.searches == 4
    stage.people.append(Person(x=440.0, tall=380.0))
    others = [pose.others for pose in film.run(0.6) if pose is not None]
    assert others[0] in (0, 1)
    assert others[-1] == 1
    stage.people.pop()
    assert [pose.others for pose in film.run(0.6) if pose is not None][-1] == 0


@pytest.mark.parametrize(
    ("rivals", "others"),
    [
        ([Person(x=450.0, tall=380.0)], 1),
        ([Person(x=450.0, tall=200.0)], 0),  # further back, or a reflection
        ([Person(x=290.0, tall=390.0)], 0),  # the same person, seen twice
        ([Person(x=460.0, tall=300.0), Person(x=20.0, tall=350.0)], 2),
    ],
)
def test_others_are_people_about_as_near(stage: Stage, rivals: list[Person], others: int) -> None:
    stage.people = [Person(), *rivals]
    pose = Film().frame()
    assert pose is not None
    assert pose.others == others
    assert place(pose) == 240.0


def test_the_person_to_follow_is_near_and_in_the_middle(stage: Stage) -> None:
    stage.people = [Person(x=30.0, tall=420.0), Person(x=250.0), Person(x=240.0, tall=150.0)]
    assert place(Film().frame()) == 250.0


def test_who_is_no_longer_there_is_given_up_at_once_and_found_again(stage: Stage) -> None:
    stage.people = [Person()]
    film = Film()
    film.run(0.5)
    stage.people = []
    assert film.run(0.5) == [None] * 15
    stage.people = [Person()]
    assert film.frame() is not None


def test_who_was_lost_is_found_before_a_nearer_stranger(stage: Stage) -> None:
    stage.people = [Person(x=120.0, tall=300.0)]
    film = Film()
    film.run(0.5)
    stage.presence = 0.1
    assert film.frame() is None
    stage.presence = 0.9
    stage.people.append(Person(x=300.0, tall=400.0))
    film.run(0.1)
    assert place(film.frame()) == 120.0


def test_after_a_while_anybody_may_be_next(stage: Stage) -> None:
    stage.people = [Person(x=120.0, tall=300.0)]
    film = Film()
    film.run(0.5)
    stage.presence = 0.1
    film.run(2.0)
    stage.presence = 0.9
    stage.people.append(Person(x=300.0, tall=400.0))
    assert place(film.run(1.0)[-1]) == 300.0


@pytest.mark.parametrize("misread", [0.5, 0.65, 1.6])
def test_a_body_does_not_change_its_size_at_once(stage: Stage, misread: float) -> None:
    """Bones keep their length: the network has misread."""
    stage.people = [Person()]
    film = Film()
    film.run(0.5)
    stage.misread = misread
    assert film.frame() is None
    stage.misread = 1.0
    assert film.frame() is not None


@pytest.mark.parametrize("misread", [0.8, 1.3])
def test_a_somewhat_other_size_is_taken(stage: Stage, misread: float) -> None:
    stage.people = [Person()]
    film = Film()
    film.run(0.5)
    stage.misread = misread
    assert film.frame() is not None


def test_who_walks_up_may_grow(stage: Stage) -> None:
    person = Person(tall=180.0)
    stage.people = [person]
    film = Film()
    film.run(0.5)
    for _ in range(120):
        person.tall += 2.0
        assert film.frame() is not None
    assert person.tall > 2.2 * 180.0


def test_a_reading_that_points_nowhere_is_no_pose(stage: Stage) -> None:
    stage.people = [Person()]
    film = Film()
    film.run(0.2)
    stage.lost_region = True
    assert film.run(0.2) == [None] * 6


def test_the_presence_that_is_needed_can_be_set(stage: Stage) -> None:
    stage.people = [Person()]
    stage.presence = 0.6
    assert Film(presence_threshold=0.5).frame() is not None
    assert Film(presence_threshold=0.7).frame() is None


def test_an_empty_room_is_not_searched_in_every_frame(stage: Stage) -> None:
    assert Film().run(3.0) == [None] * 90
    assert 3 <= stage.searches <= 45
    assert stage.readings == 0


def test_who_comes_into_an_empty_room_is_soon_found(stage: Stage) -> None:
    film = Film()
    film.run(3.0)
    stage.people = [Person()]
    assert any(pose is not None for pose in film.run(0.5))


def test_after_a_loss_the_joints_begin_anew(stage: Stage) -> None:
    """The smoothing does not drag a joint from where somebody was lost to where they are found."""
    stage.people = [Person(x=200.0)]
    film = Film()
    film.run(0.5)
    stage.presence = 0.0
    film.frame()
    stage.presence = 0.9
    stage.people = [Person(x=260.0)]
    assert place(film.frame()) == 260.0


def test_the_network_changes_on_the_fly_and_the_person_is_not_lost(stage: Stage) -> None:
    stage.people = [Person(x=120.0, tall=300.0)]
    film = Film(look_for_others_every=60.0)
    assert film.tracker.network == "full"
    film.run(0.5)
    film.tracker.use("lite")
    assert film.tracker.network == "lite"
    stage.people.append(Person(x=300.0))  # nearer and in the middle: a search would prefer them
    assert [place(pose) for pose in film.run(0.5)] == [120.0] * 15
    film.tracker.use("full")
    film.tracker.use("lite")
    assert place(film.frame()) == 120.0
    assert stage.searches == 1
    assert stage.loaded == ["full_int8_landmarks_mask", "lite_int8_landmarks_mask"], "each once"
    assert [name.split("_")[0] for name in stage.read_by] == ["full"] * 15 + ["lite"] * 16


def test_a_network_that_cannot_be_loaded_leaves_the_one_in_use(stage: Stage) -> None:
    stage.people, stage.damaged = [Person()], ("lite",)
    film = Film()
    film.run(0.2)
    with pytest.raises(ModelError, match="lite"):
        film.tracker.use("lite")
    assert film.tracker.network == "full"
    assert film.frame() is not None


def test_network_and_arithmetic_are_those_of_the_settings(stage: Stage) -> None:
    assert Film(network="lite", arithmetic="float").tracker.network == "lite"
    assert stage.loaded == ["lite_float_landmarks_mask"]


def test_body_size_is_that_of_the_bones() -> None:
    points = Person(tall=400.0).landmarks()
    assert body_size(points) == pytest.approx(400.0)
    assert body_size(points * np.float32(0.5)) == pytest.approx(200.0)
    folded = points.copy()
    for side in ("LEFT", "RIGHT"):
        hip = folded[Joint[f"{side}_HIP"]].copy()
        for name in ("EAR", "SHOULDER"):
            up = hip[1] - folded[Joint[f"{side}_{name}"], 1]
            folded[Joint[f"{side}_{name}"], :2] = hip[:2] + np.array([0.8, -0.6]) * up
    assert body_size(folded) == pytest.approx(400.0)
