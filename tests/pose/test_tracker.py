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
from kiosk.pose.tracker import Tracker
from kiosk.settings import PoseSettings, ZoneSettings

WIDTH, HEIGHT = 480, 640
RATE = 30.0
RED, BLUE = (40, 40, 190), (190, 60, 30)
"""Clothes, as blue, green, red."""


@dataclass
class Person:
    """Somebody in the picture, ``tall`` pixels from ear to ankle; the detector sees them where they are.

    They sway a little, but for a ``poster``, and are seen in ``clothes``.
    """

    x: float = 240.0
    tall: float = 400.0
    score: float = 0.9
    clothes: tuple[int, int, int] = RED
    poster: bool = False
    feet: float | None = None
    stride: float = 0.0
    """Pixels from one foot to the other."""

    @property
    def region(self) -> Region:
        return Region(self.x, self.y, self.tall * 1.4, 0.0)

    @property
    def y(self) -> float:
        """Of the hips: half a body over the feet, which are where the middle of the picture would have them."""
        return 320.0 if self.feet is None else self.feet - 0.5 * self.tall

    def draw(self, picture: Any, time: float, scale: float = 1.0) -> None:
        sway = 0.0 if self.poster else 3.0 * math.sin(2.0 * math.pi * 0.4 * time)
        left, right = (round((self.x + sway + side * 0.13 * self.tall) * scale) for side in (-1, 1))
        top, bottom = (round((self.y + side * 0.55 * self.tall) * scale) for side in (-1, 1))
        picture[max(0, top) : max(0, bottom), max(0, left) : max(0, right)] = self.clothes

    def landmarks(self) -> Any:
        points = np.zeros((33, 3), dtype=np.float32)
        points[:, 0] = self.x
        chain = ("EAR", "SHOULDER", "HIP", "KNEE", "ANKLE")
        for side in ("LEFT", "RIGHT"):
            for i, name in enumerate(chain):
                points[Joint[f"{side}_{name}"], 1] = self.y + self.tall * (i / 4.0 - 0.5)
        points[[Joint.LEFT_KNEE, Joint.LEFT_ANKLE], 0] += np.array([0.5, 1.0]) * self.stride
        return points


@dataclass
class Stage:
    """What the fake networks see: the people there, and how the landmark network reads the nearest of them.

    ``mixing``: it reads the left leg of whoever stands on the right for theirs, unless it looks well to the left.
    """

    people: list[Person] = field(default_factory=list)
    presence: float = 0.9
    misread: float = 1.0
    lost_region: bool = False
    mixing: bool = False
    scale: float = 1.0
    searches: int = 0
    readings: int = 0
    damaged: tuple[str, ...] = ()
    loaded: list[str] = field(default_factory=list)
    read_by: list[str] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)
    """Those that were read."""

    def detect(self, image: Any) -> list[Detection]:
        self.searches += 1
        return [Detection(p.score, (0.0, 0.0, 1.0, 1.0), scaled(p.region, self.scale)) for p in self.people]

    def decode(self, region: Region, want_mask: bool) -> Reading:
        self.readings += 1
        self.regions.append(region)
        region = scaled(region, 1.0 / self.scale)
        # Of two at one place the nearer to the camera is read, as she hides the other.
        near = min(self.people, key=lambda p: (abs(p.x - region.x) // 50.0, -p.tall), default=Person(tall=100.0))
        there = bool(self.people) and abs(near.x - region.x) < 100.0
        next_region = Region(math.nan, 0.0, 0.0, 0.0) if self.lost_region else near.region
        landmarks = near.landmarks()
        if self.mixing and region.x > near.x - 30.0:
            landmarks[[Joint.LEFT_KNEE, Joint.LEFT_ANKLE], 0] = max(person.x for person in self.people)
        landmarks[:, 1] = near.y + (landmarks[:, 1] - near.y) * self.misread
        return Reading(
            landmarks=landmarks * np.float32(self.scale),
            visibility=np.ones(33, dtype=np.float32),
            world=np.zeros((33, 3), dtype=np.float32),
            presence=self.presence if there else 0.01,
            mask=None,
            next_region=scaled(next_region, self.scale),
        )


def scaled(region: Region, by: float) -> Region:
    return Region(region.x * by, region.y * by, region.side * by, region.rotation)


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

    def __init__(self, stage: Stage, zone: ZoneSettings | None = None, **settings: Any) -> None:
        self.stage = stage
        self.tracker = Tracker(PoseSettings(**settings), zone=zone)
        self.number = 0

    @property
    def time(self) -> float:
        return self.number / RATE

    def frame(self) -> Pose | None:
        scale = self.stage.scale
        picture = np.full((round(HEIGHT * scale), round(WIDTH * scale), 3), 90, dtype=np.uint8)
        for person in sorted(self.stage.people, key=lambda person: person.tall):
            person.draw(picture, self.time, scale)
        pose = self.tracker(Frame(picture, self.time, self.number))
        self.number += 1
        return pose

    def run(self, seconds: float) -> list[Pose | None]:
        return [self.frame() for _ in range(round(seconds * RATE))]


def place(pose: Pose | None) -> float:
    assert pose is not None
    return float(pose.landmarks[Joint.NOSE, 0])


def test_a_person_is_found_once_and_then_followed(stage: Stage) -> None:
    stage.people = [Person()]
    poses = Film(stage).run(0.9)
    assert all(pose is not None for pose in poses)
    assert stage.searches == 1
    for pose in poses:
        assert pose is not None
        assert (pose.size, pose.presence, pose.others) == ((WIDTH, HEIGHT), 0.9, 0)


def test_who_walks_across_is_followed_without_another_search(stage: Stage) -> None:
    person = Person(x=80.0)
    stage.people = [person]
    film = Film(stage, look_for_others_every=60.0)
    for _ in range(100):
        person.x += 3.0
        assert film.frame() is not None
    assert person.x > 350.0
    assert stage.searches == 1


def test_every_region_lies_on_the_grid_so_that_a_last_digit_makes_no_other_crop(stage: Stage) -> None:
    """Found, followed, lost and looked for again, with somebody beside them."""
    person = Person(x=200.0123)
    stage.people = [person]
    film = Film(stage)
    film.run(0.5)
    stage.people.append(Person(x=420.0456, tall=380.7))
    film.run(1.2)
    stage.presence = 0.1
    film.run(0.2)
    stage.presence = 0.9
    film.run(0.3)
    assert len({region.x for region in stage.regions}) > 1, "both are looked at"
    assert [region for region in stage.regions if region != region.snapped()] == []


def test_a_pose_has_the_time_of_its_frame(stage: Stage) -> None:
    stage.people = [Person()]
    assert [pose and round(pose.time * RATE) for pose in Film(stage).run(0.2)] == list(range(6))


def test_a_second_person_is_looked_for_now_and_then(stage: Stage) -> None:
    stage.people = [Person()]
    film = Film(stage, look_for_others_every=0.5)
    film.run(2.1)
    assert stage.searches == 5
    stage.people.append(Person(x=400.0, tall=380.0))
    others = [pose.others for pose in film.run(1.6) if pose is not None]
    assert others[0] == 0
    assert others[-1] == 1
    stage.people.pop()
    assert [pose.others for pose in film.run(0.6) if pose is not None][-1] == 0


def test_who_is_long_alone_is_searched_for_others_less_often(stage: Stage) -> None:
    stage.people = [Person()]
    film = Film(stage)
    film.run(10.0)
    before = stage.searches
    film.run(20.0)
    assert 9 <= before <= 11
    assert 9 <= stage.searches - before <= 12


@pytest.mark.parametrize(
    ("rival", "others"),
    [
        (Person(x=400.0, tall=380.0), 1),
        (Person(x=400.0, tall=250.0, feet=450.0), 0),  # further back, or a reflection
        (Person(x=400.0, tall=395.0, feet=470.0), 0),  # tall, and further back
        (Person(x=400.0, tall=380.0, poster=True), 0),
        (Person(x=460.0, tall=380.0), 0),  # out of the zone
        (Person(x=270.0, tall=390.0), 0),  # the same person, seen twice
    ],
)
def test_others_are_people_who_stay_beside_the_user(stage: Stage, rival: Person, others: int) -> None:
    stage.people = [Person(), rival]
    for pose in Film(stage).run(5.0)[90:]:
        assert pose is not None
        assert pose.others == others
        assert place(pose) == 240.0


@pytest.mark.parametrize(
    ("rival", "within"),
    [
        (Person(x=400.0, tall=380.0), 1.5),
        (Person(x=400.0, tall=380.0, poster=True), 2.5),
        (Person(x=400.0, tall=250.0, feet=450.0), 0.5),
    ],
)
def test_whether_somebody_shares_the_zone_is_soon_decided(stage: Stage, rival: Person, within: float) -> None:
    stage.people = [Person(), rival]
    poses = [pose for pose in Film(stage).run(4.0) if pose is not None]
    assert poses[0].undecided
    decided = [pose.time for pose in poses if not pose.undecided]
    assert decided[0] - poses[0].time <= within
    assert not poses[-1].undecided


def test_who_is_alone_is_never_undecided_about(stage: Stage) -> None:
    stage.people = [Person()]
    assert not any(pose.undecided for pose in Film(stage).run(3.0) if pose is not None)


def test_who_walks_past_in_the_zone_is_nobody_to_wait_for(stage: Stage) -> None:
    passer = Person(x=20.0, tall=330.0, feet=500.0, clothes=BLUE)
    stage.people = [Person(), passer]
    film = Film(stage, look_for_others_every=0.3)
    for _ in range(120):
        passer.x += 8.0
        pose = film.frame()
        assert pose is None or (pose.others, place(pose)) == (0, 240.0)


def test_the_person_to_follow_is_near_and_in_the_middle(stage: Stage) -> None:
    stage.people = [Person(x=30.0, tall=420.0), Person(x=250.0), Person(x=240.0, tall=150.0)]
    assert place(Film(stage).frame()) == 250.0


def test_who_is_no_longer_there_is_given_up_at_once_and_found_again(stage: Stage) -> None:
    stage.people = [Person()]
    film = Film(stage)
    film.run(2.0)
    stage.people = []
    assert film.run(0.5) == [None] * 15
    stage.people = [Person()]
    assert film.run(0.1)[-1] is not None


def test_who_was_lost_is_found_before_a_nearer_stranger(stage: Stage) -> None:
    stage.people = [Person(x=120.0, tall=300.0)]
    film = Film(stage)
    film.run(0.5)
    stage.presence = 0.1
    assert film.frame() is None
    stage.presence = 0.9
    stage.people.append(Person(x=300.0, tall=400.0))
    film.run(0.1)
    assert place(film.frame()) == 120.0


def test_after_a_while_anybody_may_be_next(stage: Stage) -> None:
    stage.people = [Person(x=120.0, tall=300.0)]
    film = Film(stage)
    film.run(2.0)
    stage.people = [Person(x=300.0, clothes=BLUE)]
    assert film.run(4.9) == [None] * 147
    assert place(film.run(1.0)[-1]) == 300.0


def test_how_long_the_place_is_kept_can_be_set(stage: Stage) -> None:
    stage.people = [Person(x=120.0, tall=300.0)]
    film = Film(stage, ZoneSettings(release_after=1.5))
    film.run(2.0)
    stage.people = [Person(x=300.0, clothes=BLUE)]
    assert film.run(1.4) == [None] * 42
    assert place(film.run(0.5)[-1]) == 300.0


def test_nobody_waits_for_who_only_passed(stage: Stage) -> None:
    stage.people = [Person(x=120.0, tall=300.0)]
    film = Film(stage)
    film.run(0.5)
    stage.people = [Person(x=300.0, clothes=BLUE)]
    assert place(film.run(1.0)[-1]) == 300.0


def test_who_leaves_and_comes_back_is_found_within_a_second_and_nobody_before(stage: Stage) -> None:
    user, other = Person(x=240.0), Person(x=380.0, tall=340.0, clothes=BLUE)
    stage.people = [user, other]
    film = Film(stage)
    film.run(3.0)
    stage.people = [other]
    assert film.run(4.0) == [None] * 120
    stage.people = [Person(x=260.0), other]
    assert place(film.run(1.0)[-1]) == 260.0


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (Person(x=380.0, tall=380.0, clothes=BLUE), True),
        (Person(x=380.0, tall=380.0, clothes=BLUE, poster=True), False),
        (Person(x=380.0, tall=150.0, clothes=BLUE), False),  # too far to be a user
        (None, False),
    ],
)
def test_who_stands_by_while_a_user_who_left_is_waited_for_is_known(
    stage: Stage, other: Person | None, told: bool
) -> None:
    beside = [] if other is None else [other]
    stage.people = [Person(), *beside]
    film = Film(stage)
    for _ in range(90):
        film.frame()
        assert not film.tracker.stood_by, "there is a user"
    stage.people = beside
    film.run(2.5)  # until who left is no longer what moved
    found = []
    for _ in range(60):
        assert film.frame() is None
        found.append(film.tracker.stood_by)
    assert set(found) == {told}
    stage.people = []
    film.run(0.8)
    assert not film.tracker.stood_by


@pytest.mark.parametrize("clothes", [RED, BLUE])
@pytest.mark.parametrize("tall", [520.0, 330.0])
def test_who_walks_past_does_not_take_the_lock(stage: Stage, clothes: tuple[int, int, int], tall: float) -> None:
    """In front, hiding the user, or behind; in the same clothes too."""
    passer = Person(x=-60.0, tall=tall, clothes=clothes)
    stage.people = [Person(), passer]
    film = Film(stage)
    film.run(2.0)
    places = []
    for _ in range(90):
        passer.x += 7.0
        pose = film.frame()
        if pose is not None:
            places.append(place(pose))
    assert set(places) == {240.0}
    assert passer.x > 540.0
    assert film.frame() is not None
    if tall < 400.0:
        assert len(places) == 90, "who is behind hides nobody"


def test_while_somebody_stands_before_the_user_there_is_no_pose(stage: Stage) -> None:
    stage.people = [Person()]
    film = Film(stage)
    film.run(2.0)
    stage.people.append(Person(x=245.0, tall=480.0, clothes=BLUE))
    assert not any(film.run(3.0))
    stage.people.pop()
    assert place(film.run(0.5)[-1]) == 240.0


def test_the_leg_of_somebody_close_by_is_not_the_users(stage: Stage) -> None:
    """The network reads one leg of each; looked at from further aside, the user is whole."""
    user = Person()
    stage.people = [user]
    film = Film(stage)
    film.run(2.0)
    stage.people.append(Person(x=400.0, tall=380.0, clothes=BLUE))
    stage.mixing = True
    for pose in film.run(2.0):
        assert pose is not None
        np.testing.assert_allclose(pose.landmarks[[Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE], 0], 240.0)


def test_a_leg_that_is_set_far_out_is_the_users_own(stage: Stage) -> None:
    """And is not doubted in every frame, which would cost as much again."""
    stage.people = [Person(stride=200.0)]
    film = Film(stage, look_for_others_every=60.0)
    film.run(1.0)
    before = stage.readings
    poses = film.run(3.0)
    assert stage.readings - before <= 90 + 3 * 7
    for pose in poses:
        assert pose is not None
        assert pose.landmarks[Joint.LEFT_ANKLE, 0] == 440.0


def test_a_user_may_change_clothes_slowly(stage: Stage) -> None:
    """A lamp that is dimmed, a jacket that slides: what is learned follows."""
    user = Person(clothes=(60, 60, 160))
    stage.people = [user]
    film = Film(stage)
    for step in range(600):
        user.clothes = (60, 60 + step // 10, 160)
        assert film.frame() is not None


# ---- posters


def test_a_poster_is_believed_for_two_seconds_at_most_and_never_again(stage: Stage) -> None:
    stage.people = [Person(poster=True)]
    poses = Film(stage).run(30.0)
    assert not any(poses[63:])


def test_a_poster_never_takes_a_room_that_was_empty(stage: Stage) -> None:
    stage.presence = 0.1
    stage.people = [Person(poster=True)]
    film = Film(stage)
    film.run(1.5)
    stage.presence = 0.9
    assert not any(film.run(20.0))


def test_who_steps_before_a_poster_is_taken_and_the_poster_is_not_when_they_leave(stage: Stage) -> None:
    poster = Person(x=330.0, tall=260.0, clothes=BLUE, poster=True)
    stage.people = [poster]
    film = Film(stage)
    film.run(5.0)
    stage.people = [poster, Person(x=220.0)]
    assert place(film.run(0.5)[-1]) == 220.0
    film.run(3.0)
    stage.people = [poster]
    assert not any(film.run(15.0))


def test_who_stands_still_in_a_room_that_was_empty_is_found_within_a_second(stage: Stage) -> None:
    film = Film(stage)
    film.run(5.0)
    stage.people = [Person()]
    assert film.run(1.0)[-1] is not None


# ---- zone


@pytest.mark.parametrize("person", [Person(x=30.0), Person(x=450.0), Person(tall=180.0)])
def test_who_is_out_of_the_zone_is_not_taken(stage: Stage, person: Person) -> None:
    stage.people = [person]
    assert not any(Film(stage).run(3.0))


def test_the_zone_can_be_set(stage: Stage) -> None:
    stage.people = [Person(x=30.0), Person(x=300.0)]
    assert place(Film(stage, ZoneSettings(left=0.0, right=0.4)).frame()) == 30.0
    assert Film(stage, ZoneSettings(smallest=0.7)).frame() is None


def test_who_steps_out_of_the_zone_is_followed_for_a_while_and_then_given_up(stage: Stage) -> None:
    user = Person(x=200.0)
    stage.people = [user]
    film = Film(stage)
    film.run(2.0)
    while user.x > 30.0:
        user.x -= 4.0
        assert film.frame() is not None
    poses = film.run(7.0)
    assert all(poses[:120])
    assert not any(poses[160:])


# ---- smaller pictures


def test_smaller_pictures_do_not_lose_the_user(stage: Stage) -> None:
    stage.people = [Person(x=120.0, tall=300.0), Person(x=300.0, clothes=BLUE)]
    film = Film(stage, look_for_others_every=60.0)
    stage.people.pop()
    film.run(2.0)
    stage.people.append(Person(x=300.0, clothes=BLUE))
    searches = stage.searches
    for scale in (0.75, 0.5, 1.0):
        stage.scale = scale
        for pose in film.run(0.5):
            assert pose is not None
            assert place(pose) == pytest.approx(120.0 * scale)
            assert pose.size == (round(WIDTH * scale), round(HEIGHT * scale))
    assert stage.searches == searches


@pytest.mark.parametrize("misread", [0.5, 0.65, 1.6])
def test_a_body_does_not_change_its_size_at_once(stage: Stage, misread: float) -> None:
    """Bones keep their length: the network has misread."""
    stage.people = [Person()]
    film = Film(stage)
    film.run(0.5)
    stage.misread = misread
    assert film.frame() is None
    stage.misread = 1.0
    assert film.frame() is not None


@pytest.mark.parametrize("misread", [0.92, 1.08])
def test_a_somewhat_other_size_is_taken(stage: Stage, misread: float) -> None:
    stage.people = [Person()]
    film = Film(stage)
    film.run(0.5)
    stage.misread = misread
    assert film.frame() is not None


def test_who_walks_up_may_grow(stage: Stage) -> None:
    person = Person(tall=200.0)
    stage.people = [person]
    film = Film(stage)
    film.run(0.5)
    for _ in range(120):
        person.tall += 2.0
        assert film.frame() is not None
    assert person.tall > 2.0 * 200.0


def test_a_reading_that_points_nowhere_is_no_pose(stage: Stage) -> None:
    stage.people = [Person()]
    film = Film(stage)
    film.run(0.2)
    stage.lost_region = True
    assert film.run(0.2) == [None] * 6


def test_the_presence_that_is_needed_can_be_set(stage: Stage) -> None:
    stage.people = [Person()]
    stage.presence = 0.6
    assert Film(stage, presence_threshold=0.5).frame() is not None
    assert Film(stage, presence_threshold=0.7).frame() is None


def test_an_empty_room_is_not_searched_in_every_frame(stage: Stage) -> None:
    assert Film(stage).run(3.0) == [None] * 90
    assert 3 <= stage.searches <= 45
    assert stage.readings == 0


def test_who_comes_into_an_empty_room_is_soon_found(stage: Stage) -> None:
    film = Film(stage)
    film.run(3.0)
    stage.people = [Person()]
    assert any(pose is not None for pose in film.run(0.5))


def test_after_a_loss_the_joints_begin_anew(stage: Stage) -> None:
    """The smoothing does not drag a joint from where somebody was lost to where they are found."""
    stage.people = [Person(x=200.0)]
    film = Film(stage)
    film.run(0.5)
    stage.presence = 0.0
    film.frame()
    stage.presence = 0.9
    stage.people = [Person(x=260.0)]
    assert place(film.frame()) == 260.0


def test_the_network_changes_on_the_fly_and_the_person_is_not_lost(stage: Stage) -> None:
    stage.people = [Person(x=120.0, tall=300.0)]
    film = Film(stage, look_for_others_every=60.0, arithmetic="int8")
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
    film = Film(stage)
    film.run(0.2)
    with pytest.raises(ModelError, match="lite"):
        film.tracker.use("lite")
    assert film.tracker.network == "full"
    assert film.frame() is not None


def test_network_and_arithmetic_are_those_of_the_settings(stage: Stage) -> None:
    assert Film(stage, network="lite", arithmetic="float").tracker.network == "lite"
    assert stage.loaded == ["lite_float_landmarks_mask"]
